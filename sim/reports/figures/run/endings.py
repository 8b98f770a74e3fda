"""How the wars ended, and when: a bar an ending, and a line an ending over time."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.columns import Columns, ending_counts, numbers, reads
from sim.analysis.endings import cumulative_incidence
from sim.analysis.intervals import wilson_bounds
from sim.analysis.wording import in_100, of_100, per_100, range_100
from sim.base.arrays import Floats
from sim.base.outcomes import ENDINGS, WAR_CONTINUES, Ending
from sim.base.text import counted
from sim.reports.appearance import FAINT, INK, tint
from sim.reports.catastrophes import prior_words
from sim.reports.figures.axes import IN_100, draw_shares, draw_steps, name_rows, plain_numbers, weeks_axis, write_beside
from sim.reports.figures.frame import Caption, framed
from sim.reports.figures.series import start_date
from sim.reports.figures.style import SMALL_SIZE, TEXT_SIZE
from sim.runs.results import Results

ROWS = np.arange(len(ENDINGS))[::-1]
"""Heights of the endings, the first on top."""
COUNT_COLUMN = 70.0
"""Right edge of the counts, in points from the end of the scale; holds ">99 in 100"."""
ENDED = tuple(ending for ending in ENDINGS if ending is not WAR_CONTINUES)
LABEL_GAP = 0.066
"""Between two labels at the ends of lines, as a share of the axes' height."""
LEAST_HEIGHT = 5.0
"""Of the axes of lines [worlds in 100], so that rare endings do not look common."""


def endings_figure(results: Results) -> Figure:
    """How the wars end: each bar is the share of worlds with an ending, its whisker the 95 % interval."""
    runs, manifest = results.columns, results.manifest
    note = "Share of worlds with each ending (bars) and its 95 % Wilson interval (whiskers, in brackets)."
    note = f"{note} {prior_words(runs)}".rstrip()
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
    return k / len(runs), low, high


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


def incidence_figure(results: Results) -> Figure:
    """When the wars end: each line is the share of worlds that have ended so by a week, its band the 95 % interval."""
    runs, weeks = results.columns, results.manifest["weeks"]
    note = "Share of all worlds that have ended this way by each week (steps, from the first) and its 95 % Wilson band."
    figure = framed(incidence_title(runs, weeks), note, Caption.of(results.manifest), height=3.9)
    axes = figure.subplots()
    curves = [(ending, cumulative_incidence(runs, weeks, ending.name)) for ending in ENDED]
    top = 0.0
    for ending, curve in curves:
        seen = curve[curve["k"] > 0]  # the bands of what never happened would only cover one another
        if not seen.empty:
            draw_steps(axes, seen, ending.colour, width=1.8, alpha=0.18)
            top = max(top, 100 * float(curve["high"].max()))
    # Low enough to tell rare endings apart, high enough for all labels.
    axes.set_ylim(0, min(max(1.04 * top, LEAST_HEIGHT), 101.0))
    weeks_axis(axes, weeks)
    plain_numbers(axes)
    axes.set_xlabel(f"weeks since {start_date(results.trajectories)}")
    axes.set_ylabel("ended this way so far [in 100 worlds]")
    _label_ends(axes, curves, weeks)
    return figure


def _label_ends(axes: Axes, curves: list[tuple[Ending, pd.DataFrame]], weeks: int) -> None:
    """Names beside the ends of the curves, moved apart where they would overlap, tied to them by a line.

    An ending that never happened is named in grey, without a line.
    """
    top = axes.get_ylim()[1]
    ends = np.array([100 * float(curve["share"].iloc[-1]) for _, curve in curves])
    order = np.argsort(-ends, kind="stable")[::-1]
    for place, index in zip(spread(ends[order] / top, LABEL_GAP), order.tolist(), strict=True):
        ending, end = curves[index][0], ends[index]
        tie = {"arrowstyle": "-", "color": ending.colour, "linewidth": 1.4, "shrinkA": 3, "relpos": (0, 0.5)}
        axes.annotate(
            f"{per_100(end / 100)}  {ending.title}",
            xy=(max(weeks, 1), end),
            xycoords="data",
            xytext=(1.05, place),
            textcoords="axes fraction",
            va="center",
            fontsize=TEXT_SIZE,
            color=INK if end > 0 else FAINT,
            arrowprops=tie if end > 0 else None,
            annotation_clip=False,
        )
    axes.spines["right"].set_visible(True)
    axes.spines["right"].set_color(tint(FAINT, 0.4))


def spread(wanted: Floats, gap: float) -> list[float]:
    """Places in [0, 1] for ascending wishes, at least `gap` apart and near where they were wanted."""
    steps = gap * np.arange(wanted.size)
    places = np.maximum.accumulate(wanted - steps) + steps
    return [float(place) for place in np.minimum(places, 1.0 - steps[::-1])]


def incidence_title(runs: Columns, weeks: int) -> str:
    """How many wars have ended, and when half of those had."""
    n = len(runs)
    ended = n - ending_counts(runs)[WAR_CONTINUES.name]
    if ended == 0:
        return f"No war has ended within {counted(weeks, 'week')}"
    week = numbers(runs["week_of_ending"])[~reads(runs["ending"], WAR_CONTINUES.name)]
    middle = float(np.quantile(week, 0.5, method="higher"))
    if n == 1:
        return f"The one war that was played ended in week {middle:.0f}"
    return (
        f"The war has ended in {of_100(ended / n)} within {counted(weeks, 'week')}; "
        f"half of those endings had come by week {middle:.0f}"
    )
