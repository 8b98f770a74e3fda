"""How the wars ended: one bar an ending, with its interval and its count in words."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.columns import Columns, ending_counts
from sim.analysis.intervals import wilson_bounds
from sim.analysis.wording import in_100, of_100, range_100
from sim.base.arrays import Floats
from sim.base.outcomes import ENDINGS, WAR_CONTINUES
from sim.base.text import counted
from sim.reports.figures.axes import IN_100, draw_shares, name_rows, write_beside
from sim.reports.figures.frame import Caption, framed
from sim.reports.figures.style import SMALL_SIZE
from sim.runs.folder import Results

ROWS = np.arange(len(ENDINGS))[::-1]
"""Heights of the endings, the first on top."""
COUNT_COLUMN = 70.0
"""Right edge of the counts, in points from the end of the scale; holds ">99 in 100"."""


def endings_figure(results: Results) -> Figure:
    """How the wars end: each bar is the share of worlds with an ending, its whisker the 95 % interval."""
    runs, manifest = results.columns, results.manifest
    note = "Share of worlds with each ending (bars) and its 95 % Wilson interval (whiskers, in brackets)."
    figure = framed(endings_title(runs, manifest["weeks"]), note, Caption.of(manifest), height=3.5)
    axes = figure.subplots()
    shares = ending_shares(runs)
    colours = [ending.colour for ending in ENDINGS]
    draw_shares(axes, ROWS, shares, colours=colours, height=0.62, whiskers=(3.4, 1.3))
    for row, share, low, high in zip(ROWS.tolist(), *(part.tolist() for part in shares), strict=True):
        write_beside(axes, row, in_100(share), COUNT_COLUMN, weight="bold", align="right")
        write_beside(axes, row, f"({range_100(low, high)})", COUNT_COLUMN + 6.0)
    set_endings_axes(axes)
    return figure


def ending_shares(runs: Columns) -> tuple[Floats, Floats, Floats]:
    """Share of every ending, and the ends of its 95 % Wilson interval."""
    k = np.array(list(ending_counts(runs).values()))
    low, high = wilson_bounds(k, len(runs))
    return k / max(len(runs), 1), low, high


def set_endings_axes(axes: Axes) -> None:
    """Axes of the shares of endings: their names upright, worlds in 100 along."""
    axes.set_xlim(0, 100)
    axes.set_ylim(-0.6, len(ENDINGS) - 0.4)
    name_rows(axes, ROWS, [ending.title for ending in ENDINGS])
    axes.set_xlabel(IN_100, fontsize=SMALL_SIZE)


def endings_title(runs: Columns, weeks: int) -> str:
    """The most common ending, as a sentence."""
    counts = ending_counts(runs)
    n, most = len(runs), max(counts.values())
    leading = [ending for ending in ENDINGS if counts[ending.name] == most]
    titles, after = [ending.title for ending in leading], counted(weeks, "week")
    if n == 1:
        return f"{titles[0]}: the one world that was played, over {after}"
    if len(leading) > 1:
        names = f"{', '.join(titles[:-1])} and {titles[-1]}"
        return f"{names} are equally common: {of_100(most / n)} each within {after}"
    if leading == [WAR_CONTINUES]:
        return f"{titles[0]} in {of_100(most / n)} after {after}"
    if 2 * most > n:
        return f"{titles[0]} in {of_100(most / n)} within {after}"
    return f"{titles[0]} is the most common ending: {of_100(most / n)} within {after}"
