"""Pictures of a game: payoffs of two actors, mixes over λ, regrets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.wording import capitalised, inside
from sim.base.arrays import Floats
from sim.reports.appearance import BLUE, FAINT, INK, VERMILLION, series_looks, tint
from sim.reports.figures.axes import MARK, draw_intervals, name_rows
from sim.reports.figures.chart import Chart
from sim.reports.figures.frame import Caption, framed
from sim.reports.figures.style import RAMP_COLOURS, SMALL_SIZE, marker
from sim.studies.game.records import Actor
from sim.studies.game.solution import CLEAR, LAMBDAS, SAID, Solution

MARK_EVERY = 5
"""Points along a line from one marker to the next."""


@dataclass(frozen=True)
class Drawn:
    """A solution, and what its folder says of itself."""

    found: Solution
    manifest: Mapping[str, Any]


def payoffs_figure(drawn: Drawn) -> Figure:
    """Each cell is a pair of strategies: what it is worth to either actor, everybody else doing what it does now."""
    found, game = drawn.found, drawn.found.payoffs.game
    rows, columns = game.against, next(name for name in game.together if name != game.against)
    note = "In hundredths of all that the actor weighs. Outlined: its best answer to what the other does."
    across, down = (game.actors[name] for name in (columns, rows))
    words = f"{inside(down.title)}'s strategies against {inside(across.title)}'s"
    figure = framed(f"What {words} are worth to either", note, Caption.of(drawn.manifest), width=9.5, height=3.2)
    panels = figure.subplots(1, 2, sharey=True)
    index = found.boards[rows].index
    # The other actors of `together` play their first strategy.
    axis = 1 + found.boards[rows].others.index(columns)
    cells = np.moveaxis(index, axis, 1).reshape(index.shape[0], index.shape[axis], -1)[:, :, 0]
    for axes, name, own_axis in zip(panels, (rows, columns), (0, 1), strict=True):
        values = 100.0 * found.payoffs.both[name][0][cells]
        _draw_cells(axes, values, values.argmax(axis=own_axis), own_axis)
        axes.set_title(f"worth to {inside(game.actors[name].title)}", weight="bold", fontsize=SMALL_SIZE)
        names = _titles(across).values()
        axes.set_xticks(range(len(names)), names, rotation=30, ha="right", fontsize=SMALL_SIZE)
    name_rows(panels[0], range(len(down.options)), list(_titles(down).values()), SMALL_SIZE)
    return figure


def _draw_cells(axes: Axes, values: Floats, best: np.ndarray, own_axis: int) -> None:
    axes.pcolormesh(
        np.arange(values.shape[1]), np.arange(values.shape[0]), values, cmap=RAMP_COLOURS, shading="nearest"
    )
    middle = (values.min() + values.max()) / 2.0
    for (row, column), value in np.ndenumerate(values):
        ink = "white" if value > middle else INK
        chosen = best[column] == row if own_axis == 0 else best[row] == column
        box = {"boxstyle": "square,pad=0.35", "facecolor": "none", "edgecolor": VERMILLION, "linewidth": 1.8}
        style: dict[str, Any] = {"bbox": box} if chosen else {}
        axes.text(column, row, f"{value:.1f}", ha="center", va="center", color=ink, fontsize=SMALL_SIZE, **style)
    axes.set_ylim(values.shape[0] - 0.5, -0.5)
    axes.grid(visible=False)


def mixes_figure(drawn: Drawn) -> Figure:
    """Each panel is an actor: how often it chooses each strategy, the more exactly all weigh their choices."""
    found, actors = drawn.found, drawn.found.payoffs.game.actors
    note = (
        "Logit equilibrium over λ: 0 chooses blindly; where a strategy is better by a tenth, λ = 7 chooses it twice as"
        " often. Bands: 95 % of resamples of worlds and values."
    )
    figure = framed(f"What {len(actors)} actors choose", note, Caption.of(drawn.manifest), width=9.5, height=5.2)
    panels = figure.subplots(2, -(-len(actors) // 2), sharex=True, sharey=True, squeeze=False).ravel()
    for axes in panels[len(actors) :]:
        axes.set_axis_off()
    for axes, (name, actor) in zip(panels, actors.items(), strict=False):
        rows = found.equilibrium[found.equilibrium["actor"] == name]
        for look in series_looks(_titles(actor)).values():
            mix, low, high = (
                rows[rows["strategy"] == look.name][["mix", "low", "high"]].to_numpy(dtype=np.float64).T * 100
            )
            axes.fill_between(LAMBDAS, low, high, color=tint(look.colour, 0.2), linewidth=0, alpha=0.6)
            mark = marker(look.shape, MARK) | {"markevery": MARK_EVERY}
            axes.plot(LAMBDAS, mix, color=look.colour, linewidth=1.4, label=look.title, **mark)
        axes.axvline(SAID, color=FAINT, linewidth=0.7, linestyle=(0, (4, 3)))
        axes.set_title(actor.title, weight="bold", fontsize=SMALL_SIZE)
        axes.legend(fontsize=SMALL_SIZE - 1.5, loc="upper left", framealpha=0.9, edgecolor="none")
        axes.set_ylim(0, 100)
        axes.set_xlabel("λ", fontsize=SMALL_SIZE)
    panels[0].set_ylabel("of 100 choices", fontsize=SMALL_SIZE)
    return figure


def regrets_figure(drawn: Drawn) -> Figure:
    """Each row is a strategy: how far it falls behind its actor's best, on average over what the others may do."""
    found = drawn.found
    actors, table = found.payoffs.game.actors, found.regret
    note = "In hundredths of all that the actor weighs, with 95 % intervals over worlds and values. Hollow: dominated."
    least = table.loc[table.groupby("actor", sort=False)["mean"].idxmin().to_list()]
    best = [
        f"{inside(actors[a].title)} {actors[a].words[s]}"
        for a, s in zip(least["actor"], least["strategy"], strict=True)
    ]
    figure = framed(
        "Least regret: " + "; ".join(best), note, Caption.of(drawn.manifest), height=0.5 + 0.24 * len(table)
    )
    axes = figure.subplots()
    places = np.arange(len(table))[::-1] - table["actor"].map(list(actors).index).to_numpy() * 0.6
    values = 100.0 * table[["mean", "low", "high"]].to_numpy(dtype=np.float64)
    for place, (mean, low, high), dominated in zip(places, values, table["dominated"] >= CLEAR, strict=True):
        colour = tint(BLUE, 0.55) if dominated else BLUE
        draw_intervals(axes, place, (mean, low, high), colour=colour, width=2.2, size=4.5, filled=not dominated)
    names = [f"{actors[a].title} {actors[a].words[s]}" for a, s in zip(table["actor"], table["strategy"], strict=True)]
    name_rows(axes, places, names, SMALL_SIZE)
    axes.axvline(0.0, color=INK, linewidth=0.8)
    axes.set_xlabel("regret [hundredths]", fontsize=SMALL_SIZE)
    return figure


def _titles(actor: Actor) -> dict[str, str]:
    """Titles of an actor's strategies, by name, as they stand at an axis or in a legend."""
    return {name: capitalised(words) for name, words in actor.words.items()}


GAME_CHARTS: tuple[Chart[Drawn], ...] = (
    Chart("payoffs", payoffs_figure),
    Chart("mixes", mixes_figure),
    Chart("regrets", regrets_figure),
)
