"""Pictures of what an outcome depends on: a ranking with intervals, and the trade-off of the boxes."""

from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from matplotlib.figure import Figure

from sim.analysis.measured import title_of
from sim.analysis.wording import capitalised, in_100, inside, parameter
from sim.reports.appearance import BLUE, FAINT, INK, SKY, VERMILLION
from sim.reports.figures.axes import draw_intervals
from sim.reports.figures.chart import Chart
from sim.reports.figures.frame import Caption, framed
from sim.reports.figures.style import RAMP_COLOURS, SMALL_SIZE, TEXT_SIZE
from sim.studies.sensitivity.discovery import Discovery
from sim.studies.sensitivity.indices import ROUNDING
from sim.studies.sensitivity.ranking import Ranking

MOST_ROWS = 20
Found = TypeVar("Found", Ranking, Discovery)


@dataclass(frozen=True)
class Studied(Generic[Found]):
    """A ranking or a discovery, and the caption for the corner."""

    found: Found
    caption: Caption


def ranking_figure(studied: Studied[Ranking], outcome: str) -> Figure | None:
    """Each row is a number of the model: how much of an outcome goes with it; places whose order is certain are dark."""
    ranking = studied.found
    main = str(ranking.table.columns[1])
    if not ranking.table[main].notna().any():
        return None
    table = ranking.table.head(MOST_ROWS)
    names, words = [parameter(path) for path in table["parameter"]], inside(title_of(outcome))
    if len(ranking.table) == 1:
        title = f"How far {words} depends on {names[0]}"
    elif table["parameter"].iloc[0] in ranking.idle:
        title = f"Nothing is shown to matter for {words}: chance alone gives as much"
    elif ranking.certain:
        title = f"{capitalised(names[0])} matters most for {words}"
    else:
        title = f"Too few points or worlds to say what matters most for {words}"
    note = "Points: how much of it goes with each parameter. Lines: 95 % intervals; hollow: the order is not certain."
    tested = "chance" in table and table["chance"].max() > ROUNDING
    note += " Upright marks: what chance alone gives." if tested else ""
    figure = framed(title, note, studied.caption, height=0.9 + 0.3 * len(table))
    axes = figure.subplots()
    rows = np.arange(len(table))[::-1]
    middle, low, high = ranking.shown.head(MOST_ROWS).to_numpy(dtype=np.float64).T
    certain = np.arange(len(table)) < ranking.certain
    for these, filled in ((certain, True), (~certain, False)):
        estimates = (middle[these], low[these], high[these])
        draw_intervals(axes, rows[these], estimates, colour=BLUE if filled else SKY, width=2.2, size=5.5, filled=filled)
    if tested:
        axes.vlines(table["chance"], rows - 0.3, rows + 0.3, color=FAINT, linewidth=1.2)
    axes.axvline(0.0, color=FAINT, linewidth=0.8)
    axes.set_yticks(rows, names, fontsize=TEXT_SIZE, color=INK)
    axes.set_ylim(-0.6, len(table) - 0.4)
    axes.set_xlabel(ranking.index.replace(", of", ",\nof"), fontsize=SMALL_SIZE)
    return figure


def tradeoff_figure(studied: Studied[Discovery], _: str) -> Figure | None:
    """Each point is a box of worlds: how many of the worlds of interest it holds, and how common they are in it."""
    table = studied.found.table
    boxes = table[table["n_limits"] > 0]
    if boxes.empty:
        return None
    found = studied.found
    title = f"No box was found in which '{found.words}' is more common than {in_100(found.share)} overall"
    if found.chosen.limits:
        title = (
            f"'{found.words}' holds in {in_100(found.chosen.density)} worlds of the box chosen,"
            f" {in_100(found.share)} overall; {in_100(found.chosen.coverage)} of the worlds in which it holds are inside"
        )
    note = "Each point is a box. Coverage: share of the worlds of interest it holds; density: their share in it."
    figure = framed(title, note, studied.caption, height=3.6)
    axes = figure.subplots()
    coverage, density = 100 * boxes["coverage"], 100 * boxes["density"]
    points = axes.scatter(
        coverage, density, c=boxes["n_limits"], cmap=RAMP_COLOURS, s=28, vmin=0, edgecolors=FAINT, linewidths=0.5
    )
    chosen = boxes["chosen"]
    axes.scatter(coverage[chosen], density[chosen], s=130, facecolors="none", edgecolors=VERMILLION, linewidths=2)
    axes.axhline(100 * studied.found.share, color=FAINT, linewidth=1.0, linestyle="--")
    axes.set_xlim(0, 103)
    axes.set_ylim(0, 103)
    axes.set_xlabel("coverage [%]", fontsize=SMALL_SIZE)
    axes.set_ylabel("density [%]", fontsize=SMALL_SIZE)
    figure.colorbar(points, ax=axes, pad=0.02).set_label("parameters limited", fontsize=SMALL_SIZE)
    return figure


RANKING_CHARTS: tuple[Chart[Studied[Ranking]], ...] = (
    Chart("sensitivity_{}", ranking_figure, each=lambda studied: [studied.found.outcome]),
)
DISCOVERY_CHARTS: tuple[Chart[Studied[Discovery]], ...] = (
    Chart("discovery_{}", tradeoff_figure, each=lambda studied: [studied.found.outcome]),
)
