"""How the wars ended: one bar an ending, with its interval and its count in words."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.columns import Columns, ending_counts
from sim.analysis.intervals import wilson_bounds
from sim.analysis.wording import in_100, of_100, range_100
from sim.base.outcomes import ENDINGS
from sim.base.text import counted
from sim.reports.figures.frame import Caption, framed
from sim.reports.figures.style import ENDING_COLOURS, INK, NEUTRAL, SMALL_SIZE, bare_rows, beside, house_style

COUNT_COLUMN = 70.0  # right edge of the counts, in points from the end of the scale; holds ">99 in 100"


@house_style()
def endings_figure(runs: Columns, caption: Caption, weeks: int) -> Figure:
    """Horizontal bars of P(ending) with 95 % Wilson intervals, in the order of `ENDINGS`."""
    n = len(runs)
    counts = ending_counts(runs)
    k = np.array([counts[ending.name] for ending in ENDINGS])
    share = k / max(n, 1)
    low, high = wilson_bounds(k, n)
    place = np.arange(len(ENDINGS))[::-1]

    note = "Share of worlds with each ending (bars) and its 95 % Wilson interval (whiskers, in brackets)."
    figure = framed(endings_title(runs, weeks), note, caption, height=3.5)
    axes = figure.subplots()
    colours = [ENDING_COLOURS.get(ending.name, NEUTRAL) for ending in ENDINGS]
    axes.barh(place, 100 * share, height=0.62, color=colours)
    # A white line under the dark one keeps whiskers visible on a black bar.
    for colour, width in (("white", 3.4), (INK, 1.3)):
        axes.hlines(place, 100 * low, 100 * high, color=colour, linewidth=width, zorder=3, clip_on=False)
    for i, y in enumerate(place.tolist()):
        count, interval = in_100(float(share[i])), f"({range_100(float(low[i]), float(high[i]))})"
        beside(axes, y, count, COUNT_COLUMN, weight="bold", align="right")
        beside(axes, y, interval, COUNT_COLUMN + 6.0)
    endings_axes(axes, place)
    return figure


def endings_axes(axes: Axes, place: npt.ArrayLike) -> None:
    """Axes of the shares of endings: their names upright, worlds in 100 along."""
    axes.set_xlim(0, 100)
    axes.set_ylim(-0.6, len(ENDINGS) - 0.4)
    bare_rows(axes, place, [ending.title for ending in ENDINGS])
    axes.set_xlabel("share of worlds [in 100]", fontsize=SMALL_SIZE)


def endings_title(runs: Columns, weeks: int) -> str:
    """The most common ending, as a sentence."""
    counts = ending_counts(runs)
    n, most = len(runs), max(counts.values())
    leading = [ending for ending in ENDINGS if counts[ending.name] == most]
    after = counted(weeks, "week")
    if n == 1:
        return f"{leading[0].title}: the one world that was played, over {after}"
    if len(leading) > 1:
        names = " and ".join((", ".join(e.title for e in leading[:-1]), leading[-1].title))
        return f"{names} are equally common: {of_100(most / n)} each within {after}"
    if leading[0].name == "war_continues":
        return f"{leading[0].title} in {of_100(most / n)} after {after}"
    if 2 * most > n:
        return f"{leading[0].title} in {of_100(most / n)} within {after}"
    return f"{leading[0].title} is the most common ending: {of_100(most / n)} within {after}"
