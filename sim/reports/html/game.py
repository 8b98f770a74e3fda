"""The report of a game: what each strategy leads to once others have answered, and how far each falls short."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analysis.wording import capitalised, in_100, inside, quantity, range_100
from sim.base.errors import SimError
from sim.base.text import counted
from sim.reports.appearance import ACTORS
from sim.reports.game import ENDS
from sim.reports.html.arm import Arm, again, caveats
from sim.reports.html.assumptions import assumptions
from sim.reports.html.page import Page, Pictures, Section, Table, Words
from sim.reports.html.pictures.rows import Estimate, estimates
from sim.reports.html.pictures.rows import Words as Around
from sim.reports.html.pictures.source import Source
from sim.reports.html.svg import Picture
from sim.runs.storage import StoredRuns
from sim.studies.game.profiles import PlayedGame
from sim.studies.game.records import Game
from sim.studies.game.solution import SAID

LOOKS = {"settlement + armistice": "settlement", "russian_victory": "russian_victory"}
SHAPES = {"settlement + armistice": "circle", "russian_victory": "triangle"}


@dataclass(frozen=True)
class Solved:
    """A game and its tables, as a solution writes them.

    Attributes:
        game: whose tables they are.
        consequences: how wars end if `against` has chosen.
        answers: what the others then do.
        regret: how far each strategy falls short.
        responses: each best response.
    """

    game: Game
    consequences: pd.DataFrame
    answers: pd.DataFrame
    regret: pd.DataFrame
    responses: pd.DataFrame


TABLES = ("consequences", "answers", "regret", "responses")


def stored(played: PlayedGame, folder: Path) -> Solved:
    """The tables of a game that has been worked out.

    Raises:
        SimError: if one is missing or not as it was written.
    """
    tables = {}
    for name in TABLES:
        path = folder / f"{name}.csv"
        try:
            tables[name] = pd.read_csv(path, keep_default_na=False, na_values=["nan", "NaN"])
        except (OSError, ValueError) as fault:
            raise SimError(
                f"{path}: found {fault}, expected a table of the game; write it anew: sim resume {folder}"
            ) from None
    return Solved(played.game, **tables)


def game_page(played: PlayedGame, found: Solved, told: Mapping[str, Any], runs: StoredRuns) -> Page:
    """The report of a game.

    Args:
        played: the game and its size.
        found: its solution.
        told: the manifest of its folder.
        runs: one row a war.
    """
    game = found.game
    arm = Arm(played.scenario, told, runs, pd.DataFrame(), pd.DataFrame())
    actor = game.actors[game.against]
    facts = (
        f"{counted(played.n_points, 'profile')} of {counted(played.replications, 'war')} each, on the same worlds and dice",
        *arm.facts[1:],
    )
    drawn = Pictures([_consequences(found, text, number, arm.source) for number, text in enumerate(ENDS)])
    regrets = Pictures([_regret(found, name, arm.source) for name in game.actors])
    choice = f"If {inside(actor.title)} chooses and all others answer"
    sections = (
        Section("consequences", choice, (drawn, _answers(found))),
        Section("regret", "How far each strategy falls short", (regrets, _responses(found))),
        Section("values", "What each actor weighs", tuple(_values(found))),
        assumptions(played.scenario),
        caveats(arm, enough=False),
        again((("Plays the game again, to the bit:", str(told["command"])),), arm),
    )
    return Page(str(told["title"]), "Game", (_headline(found),), facts, sections)


def _headline(found: Solved) -> str:
    game = found.game
    least = found.regret.loc[found.regret.groupby("actor", sort=False)["mean"].idxmin().to_list()]
    parts = [
        f"{inside(game.actors[a].title)} {game.actors[a].words[s]}"
        for a, s in zip(least["actor"], least["strategy"], strict=True)
    ]
    return f"Least regret, on average over what the others may do: {'; '.join(parts)}."


def _consequences(found: Solved, text: str, number: int, source: Source) -> Picture:
    """How often wars end one way, by the strategy that `against` has chosen."""
    game = found.game
    actor, table = game.actors[game.against], found.consequences
    rows = []
    for option in actor.options:
        one = table[(table["if"] == option) & (table["outcome"] == text)].to_dict("records")[0]
        value, low, high = (float(one[key]) for key in ("mean", "low", "high"))
        words = (in_100(value), range_100(low, high))
        rows.append(
            Estimate(capitalised(actor.words[option]), 100.0 * value, 100.0 * low, 100.0 * high, words,
                     LOOKS.get(text, "nuclear_use"), SHAPES.get(text, "star"))
        )  # fmt: skip
    most = max(rows, key=lambda row: row.value)
    share = most.words[0].split(" ")[0]
    title = f"Wars end {ENDS[text]} most often where {inside(actor.title)} {inside(most.label)}: {share} of 100"
    if len({row.words[0] for row in rows}) == 1:
        title = f"Wars end {ENDS[text]} as often whatever {inside(actor.title)} does: {share} of 100"
    note = f"Wars of 100 that end {ENDS[text]}, once all others have answered (λ = {SAID:g}); 95 % intervals."
    return estimates(
        f"ends{number}", rows, Around(title, note, ("Strategy", "Wars", "95 % interval"), source.line), least=5.0
    )


def _answers(found: Solved) -> Table:
    """What the others most likely do, by the strategy that `against` has chosen."""
    game = found.game
    others = [name for name in game.actors if name != game.against]
    rows = []
    for option in game.actors[game.against].options:
        cells = []
        for name in others:
            rows_ = found.answers[(found.answers["if"] == option) & (found.answers["actor"] == name)].to_dict("records")
            one = max(rows_, key=lambda row: float(row["mix"]) if not pd.isna(row["mix"]) else -1.0)
            cells.append(f"{game.actors[name].words[str(one['strategy'])]} ({in_100(float(one['mix']))})")
        rows.append((capitalised(game.actors[game.against].words[option]), *cells))
    head = (f"If {inside(game.actors[game.against].title)}", *(game.actors[name].title for name in others))
    return Table(
        f"Most likely answers, where a tenth better is chosen twice as often (λ = {SAID:g})", head, tuple(rows)
    )


def _regret(found: Solved, name: str, source: Source) -> Picture:
    """Regret of each strategy of one actor."""
    actor, table = found.game.actors[name], found.regret
    look = ACTORS.get(name)
    rows = []
    for one in table[table["actor"] == name].to_dict("records"):
        value, low, high = (100.0 * float(one[key]) for key in ("mean", "low", "high"))
        words = (quantity(value), f"{quantity(low)} to {quantity(high)}")
        rows.append(
            Estimate(capitalised(actor.words[str(one["strategy"])]), value, low, high, words,
                     name if look else "neutral", look.shape if look else "circle")
        )  # fmt: skip
    least = min(rows, key=lambda row: row.value)
    title = f"{actor.title}: least regret where it {inside(least.label)} ({least.words[0]})"
    note = (
        "Regret in hundredths of all that the actor weighs, on average over what the others may do; 95 % intervals over"
        " worlds and values."
    )
    return estimates(
        f"regret-{name}", rows, Around(title, note, ("Strategy", "Regret", "95 % interval"), source.line), least=0.1
    )


def _responses(found: Solved) -> Table:
    """Each actor's best response to all that the others it meets may do."""
    game = found.game
    rows = []
    for one in found.responses.to_dict("records"):
        met = "; ".join(
            f"{inside(game.actors[name].title)} {game.actors[name].words[str(one[name])]}"
            for name in game.actors
            if one[name]
        )
        actor = game.actors[str(one["actor"])]
        lead, low, high = (quantity(100.0 * float(one[key])) for key in ("lead", "low", "high"))
        rows.append(
            (actor.title, met, actor.words[str(one["best"])], f"{lead} ({low} to {high})", in_100(float(one["share"])))
        )
    head = ("Actor", "Where", "Best response", "Better than the next by [hundredths]", "In resamples")
    return Table(f"Every best response: {counted(len(rows), 'case')}", head, tuple(rows), folded=True)


def _values(found: Solved) -> list[Table | Words]:
    """What every actor weighs, with the spread of the weights."""
    parts: list[Table | Words] = [
        Words("Values and prices are judgements with a spread; a resample draws them and the worlds anew.")
    ]
    for actor in found.game.actors.values():
        rows = tuple(
            (
                value.title,
                f"{value.weight.value:g} ({value.weight.low:g} to {value.weight.high:g})",
                f"{quantity(value.worst)} to {quantity(value.best)}",
                " + ".join(f"{factor:g} × {measure.text}" for measure, factor in value.parts),
            )
            for value in actor.values
        )
        parts.append(Table(actor.title, ("It weighs", "Weight", "Worst to best", "Read from"), rows, folded=True))
    return parts
