"""A game in a terminal: who does what once one actor has chosen, what follows, and how far each strategy falls short."""

from typing import Any

import numpy as np
import pandas as pd
from rich.table import Table

from sim.analysis.wording import inside, of_100, per_100, quantity, range_100, shares_in_100
from sim.base.text import counted
from sim.reports.terminal import Terminal, number_column, plain_table
from sim.studies.game.profiles import PlayedGame
from sim.studies.game.solution import CLEAR, SAID, Solution

Row = dict[str, Any]
ENDS = {
    "settlement + armistice": "in a deal",
    "russian_victory": "in Russian victory",
    "nuclear_use + nato_russia_war": "in nuclear use or war between NATO and Russia",
}
"""Outcomes that are told, as ways in which wars end."""


def print_game(out: Terminal, found: Solution, plan: PlayedGame) -> None:
    """Print everything that a game says in a terminal."""
    profiles, wars = counted(plan.n_points, "profile"), counted(plan.replications, "war")
    size = f"{profiles} × {wars} of {counted(plan.scenario.weeks, 'week')}"
    out.print(f"{plan.game.title}: {size}, seed {plan.seed}\n", soft_wrap=True)
    out.print(_answers_table(found))
    out.print_sentence(
        f"Most likely choice and its share of 100, where a tenth better is chosen twice as often (λ = {SAID:g}); payoff in"
        " hundredths of all that is weighed."
    )
    for sentence in ("", question(found), "", *(regrets(found, name) for name in plan.game.actors), "", _spread(found)):
        out.print_sentence(sentence)


def question(found: Solution) -> str:
    """What the others do if the game's question is played, what then, and what would be better."""
    game = found.payoffs.game
    against = game.actors[game.against]
    who, asked = inside(against.title), game.question
    does = []
    for name, actor in game.actors.items():
        if name != game.against:
            row = likeliest(found, asked, name)
            does.append(
                f"{inside(actor.title)} {actor.words[row['strategy']]}"
                f" ({per_100(row['mix'])} of 100 choices, {range_100(row['low'], row['high'])})"
            )
    then = {str(row["outcome"]): row for row in _rows(found.consequences, **{"if": asked})}
    ends = [f"{per_100(row['mean'])} {ENDS[name]} ({_in_100(row)})" for name, row in then.items() if name in ENDS]
    ground, (better, gain) = then["territory_change"], list(then.items())[-1]
    change, low, high = (quantity(100.0 * gain[key], signed=True) for key in ("mean", "low", "high"))
    verdict = "the two are not told apart"
    if gain["low"] > 0.0 or gain["high"] < 0.0:
        verdict = "it would change" if gain["low"] > 0.0 else "it would not change"
    return (
        f"If {who} {against.words[asked]}, most often {'; '.join(does)}. Of 100 wars end {', '.join(ends)};"
        f" Russia gains {quantity(ground['mean'])} km² ({quantity(ground['low'])} to {quantity(ground['high'])})."
        f" Where it {against.words[better.removeprefix('gain from ')]} instead, the payoff of {who} changes by {change}"
        f" ({low} to {high}) hundredths: {verdict}."
    )


def regrets(found: Solution, name: str) -> str:
    """How far the strategies of an actor fall short, the best first, and which are dominated."""
    actor = found.payoffs.game.actors[name]
    own = sorted(_rows(found.regret, actor=name), key=lambda row: row["mean"])
    cases, top = _rows(found.responses, actor=name), own[0]["strategy"]
    parts = []
    for row in own:
        ends = "–".join(f"{100.0 * row[end]:.1f}" for end in ("low", "high"))
        dominated = row["dominated_by"] and row["dominated"] >= CLEAR
        behind = f", always worse than: {actor.words[row['dominated_by']]}" if dominated else ""
        parts.append(f"{actor.words[row['strategy']]} {100.0 * row['mean']:.1f} ({ends}){behind}")
    best = sum(row["best"] == top for row in cases)
    does = f"{actor.title} {actor.words[top]} in {best} of {counted(len(cases), 'best response')}"
    return f"{does}. Regret: {'; '.join(parts)}."


def _answers_table(found: Solution) -> Table:
    """What each other actor most often does, by what one has chosen."""
    game = found.payoffs.game
    others = [actor for name, actor in game.actors.items() if name != game.against]
    head = f"If {inside(game.actors[game.against].title)}"
    table = plain_table(head, *(actor.title for actor in others), number_column("Payoff"))
    for option in game.actors[game.against].options:
        cells = [likeliest(found, option, actor.name) for actor in others]
        payoff = _rows(found.consequences, **{"if": option, "outcome": "payoff"})[0]["mean"]
        chosen = (
            f"{other.words[row['strategy']]} {per_100(row['mix'])}" for other, row in zip(others, cells, strict=True)
        )
        table.add_row(game.actors[game.against].words[option], *chosen, f"{100.0 * payoff:.0f}")
    return table


def _spread(found: Solution) -> str:
    """What the spread of the regrets is made of, and whether every equilibrium was found."""
    luck, values = shares_in_100([found.share_luck, 1.0 - found.share_luck])
    share = float(found.equilibrium["solved"].min())
    unsolved = f" At some λ only {of_100(share).removesuffix(' worlds')} resamples have an equilibrium that was found."
    return (
        f"Regret is in hundredths of all that an actor weighs. Of its spread, {luck} of 100 parts are luck, which"
        f" worlds were played, and {values} are values, which weights and prices were drawn."
        f"{unsolved if share < 1.0 else ''}"
    )


def likeliest(found: Solution, option: str, actor: str) -> Row:
    """The row of an actor's most frequent answer to a strategy."""
    rows = _rows(found.answers, **{"if": option, "actor": actor})
    return max(rows, key=lambda row: float(np.nan_to_num(row["mix"], nan=-1.0)))


def _rows(table: pd.DataFrame, **where: str) -> list[Row]:
    """The rows of a table in which columns have values."""
    for column, value in where.items():
        table = table[table[column] == value]
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def _in_100(row: Row) -> str:
    return range_100(row["low"], row["high"])
