"""How the wars ended, and when: a bar an ending, and a line an ending over time."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.columns import Columns, ending_counts, numbers, reads
from sim.analysis.endings import cumulative_incidence
from sim.analysis.intervals import wilson_bounds
from sim.analysis.wording import of_100, others_in_100, range_100, shares_in_100
from sim.base.arrays import Floats
from sim.base.outcomes import ENDINGS, WAR_CONTINUES, Ending
from sim.base.text import counted
from sim.reports.appearance import FAINT, INK, tint
from sim.reports.catastrophes import prior_words
from sim.reports.figures.axes import (
    IN_100,
    draw_shares,
    draw_steps,
    name_rows,
    plain_numbers,
    time_axis,
    time_label,
    write_beside,
)
from sim.reports.figures.frame import Caption, framed
from sim.reports.figures.series import day_of, start_date
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
    rounded = shares_in_100(shares[0].tolist())
    for row, count, low, high in zip(ROWS.tolist(), rounded, *(part.tolist() for part in shares[1:]), strict=True):
        write_beside(axes, row, f"{count} in 100", COUNT_COLUMN, weight="bold", align="right")
        write_beside(axes, row, f"({range_100(low, high)})", COUNT_COLUMN + 6.0)
    set_endings_axes(axes)
    return figure


def endings_in_100(runs: Columns) -> dict[str, str]:
    """Worlds of 100 with each ending, by its name, which add to 100."""
    return dict(zip(ending_counts(runs), shares_in_100(ending_shares(runs)[0].tolist()), strict=True))


def ended_in_100(runs: Columns) -> str:
    """Worlds of 100 in which the war has ended: those that the endings leave to it."""
    return others_in_100(endings_in_100(runs)[WAR_CONTINUES.name])


def ending_shares(runs: Columns) -> tuple[Floats, Floats, Floats]:
    """Share of every ending, and the ends of its 95 % Wilson interval."""
    k = np.array(list(ending_counts(runs).values()))
    low, high = wilson_bounds(k, k.sum())
    return k / k.sum(), low, high


def set_endings_axes(axes: Axes) -> None:
    """Axes of the shares of endings: their names upright, worlds in 100 along."""
    axes.set_xlim(0, 100)
    axes.set_ylim(-0.6, len(ENDINGS) - 0.4)
    name_rows(axes, ROWS, [ending.title for ending in ENDINGS])
    axes.set_xlabel(IN_100, fontsize=SMALL_SIZE)


def endings_title(runs: Columns, weeks: int) -> str:
    """The most common ending, as a sentence."""
    counts = ending_counts(runs)
    n, most = sum(counts.values()), max(counts.values())
    leading = [ending for ending in ENDINGS if counts[ending.name] == most]
    share = f"{endings_in_100(runs)[leading[0].name]} of 100 worlds"
    titles, after = [ending.title for ending in leading], counted(weeks, "week")
    if n == 1:
        return f"{titles[0]}: the one world that was played, over {after}"
    if len(leading) > 1:
        names = f"{', '.join(titles[:-1])} and {titles[-1]}"
        return f"{names} are equally common: {of_100(most / n)} each within {after}"
    if leading == [WAR_CONTINUES]:
        return f"{titles[0]} in {share} after {after}"
    if 2 * most > n:
        return f"{titles[0]} in {share} within {after}"
    return f"{titles[0]} is the most common ending: {share} within {after}"


def incidence_figure(results: Results) -> Figure:
    """When the wars end: each line is the share of worlds that have ended so by a week, its band the 95 % interval."""
    runs, weeks, start = results.columns, results.manifest["weeks"], start_date(results.trajectories)
    shown = "all" if len(runs) == results.manifest["replications"] else f"the first {len(runs):,}"
    note = f"Share of {shown} worlds that have ended this way by each week (steps, from the first) and its 95 % Wilson band."
    figure = framed(incidence_title(runs, weeks, start), note, Caption.of(results.manifest), height=3.9)
    axes = figure.subplots()
    curves = [(ending, cumulative_incidence(runs, weeks, ending.name)) for ending in ENDED]
    top = 0.0
    for ending, curve in curves:
        seen = curve[curve["k"] > 0]  # the bands of what never happened would only cover one another
        if not seen.empty:
            draw_steps(axes, seen, ending.colour, width=1.8, alpha=0.18, shape=ending.shape)
            top = max(top, 100 * float(curve["high"].max()))
    # Low enough to tell rare endings apart, high enough for all labels.
    axes.set_ylim(0, min(max(1.04 * top, LEAST_HEIGHT), 101.0))
    time_axis(axes, start, weeks)
    plain_numbers(axes)
    axes.set_xlabel(time_label(start))
    axes.set_ylabel("ended this way so far [in 100 worlds]")
    _label_ends(axes, curves, weeks, endings_in_100(runs))
    return figure


def _label_ends(axes: Axes, curves: list[tuple[Ending, pd.DataFrame]], weeks: int, counts: Mapping[str, str]) -> None:
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
            f"{counts[ending.name]}  {ending.title}",
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


def incidence_title(runs: Columns, weeks: int, start: date | None) -> str:
    """How many wars have ended, and when half of those had."""
    week = numbers(runs["week_of_ending"])[~reads(runs["ending"], WAR_CONTINUES.name)]
    if not week.size:
        return f"No war has ended within {counted(weeks, 'week')}"
    middle = int(np.quantile(week, 0.5, method="higher"))
    when = f"{day_of(start, middle)} (week {middle})" if start else f"week {middle}"
    if len(runs) == 1:
        return f"The one war that was played ended by {when}"
    return (
        f"The war has ended in {ended_in_100(runs)} of 100 worlds within {counted(weeks, 'week')};"
        f" half of those endings had come by {when}"
    )
