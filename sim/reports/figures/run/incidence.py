"""When the wars ended: cumulative incidence of each ending."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.columns import Columns, ending_counts, numbers, reads
from sim.analysis.endings import cumulative_incidence
from sim.analysis.wording import of_100, per_100
from sim.base.outcomes import ENDINGS, Ending
from sim.base.text import counted
from sim.reports.figures.frame import Caption, framed
from sim.reports.figures.style import (
    ENDING_COLOURS,
    FAINT,
    INK,
    NEUTRAL,
    TEXT_SIZE,
    house_style,
    plain_numbers,
    tint,
    weeks_axis,
)

GAP = 0.066  # between two labels, as a share of the axes' height
WAR_GOES_ON = "war_continues"


@house_style()
def incidence_figure(runs: Columns, caption: Caption, weeks: int, start: str = "the start") -> Figure:
    """Steps of cumulative incidence with 95 % Wilson bands, each labelled at its end."""
    note = (
        "Share of all worlds that have ended this way by each week (steps, from the first) and its 95 % "
        "Wilson band."
    )
    figure = framed(incidence_title(runs, weeks), note, caption, height=3.9)
    axes = figure.subplots()
    curves = [
        (ending, cumulative_incidence(runs, weeks, ending.name))
        for ending in ENDINGS
        if ending.name != WAR_GOES_ON
    ]
    for ending, curve in curves:
        colour = ENDING_COLOURS.get(ending.name, NEUTRAL)
        seen = curve[curve["k"] > 0]
        if seen.empty:  # the bands of what never happened would only cover one another
            continue
        week, share, low, high = (seen[name].to_numpy() for name in ("week", "share", "low", "high"))
        axes.fill_between(week, 100 * low, 100 * high, step="post", color=colour, alpha=0.18, linewidth=0)
        axes.step(week, 100 * share, where="post", color=colour, linewidth=1.8)
    top = max((100 * float(c["high"].max()) for _, c in curves if c["k"].iloc[-1] > 0), default=0.0)
    # Low enough to tell rare endings apart, high enough for all labels.
    axes.set_ylim(0, min(max(1.04 * top, 5.0), 101.0))
    weeks_axis(axes, weeks)
    plain_numbers(axes)
    axes.set_xlabel(f"weeks since {start}")
    axes.set_ylabel("ended this way so far [in 100 worlds]")
    _label_ends(axes, curves, weeks)
    return figure


def _label_ends(axes: Axes, curves: list[tuple[Ending, pd.DataFrame]], weeks: int) -> None:
    """Names beside the ends of the curves, moved apart where they would overlap, tied to them by a line.

    What never happened is named in grey, without a line.
    """
    top = axes.get_ylim()[1]
    ends = np.array([100 * float(curve["share"].iloc[-1]) for _, curve in curves])
    order = np.argsort(-ends, kind="stable")[::-1]
    places = spread(ends[order] / top, GAP)
    for place, index in zip(places, order.tolist(), strict=True):
        ending = curves[index][0]
        colour = ENDING_COLOURS.get(ending.name, NEUTRAL)
        tie = {"arrowstyle": "-", "color": colour, "linewidth": 1.4, "shrinkA": 3, "relpos": (0, 0.5)}
        axes.annotate(
            f"{per_100(ends[index] / 100)}  {ending.title}",
            xy=(max(weeks, 1), ends[index]),
            xycoords="data",
            xytext=(1.05, place),
            textcoords="axes fraction",
            va="center",
            fontsize=TEXT_SIZE,
            color=INK if ends[index] > 0 else FAINT,
            arrowprops=tie if ends[index] > 0 else None,
            annotation_clip=False,
        )
    axes.spines["right"].set_visible(True)
    axes.spines["right"].set_color(tint(FAINT, 0.4))


def spread(wanted: NDArray[np.float64], gap: float) -> list[float]:
    """Places in [0, 1] for ascending wishes, at least `gap` apart and near where they were wanted."""
    n = wanted.size
    places = np.maximum.accumulate(wanted - gap * np.arange(n)) + gap * np.arange(n)
    ceiling = 1.0 - gap * np.arange(n)[::-1]
    return [float(place) for place in np.minimum(places, ceiling)]


def incidence_title(runs: Columns, weeks: int) -> str:
    """How many wars have ended, and when half of those had."""
    n = len(runs)
    ended = n - ending_counts(runs)[WAR_GOES_ON]
    if ended == 0:
        return f"No war has ended within {counted(weeks, 'week')}"
    week = numbers(runs["week_of_ending"])[~reads(runs["ending"], WAR_GOES_ON)]
    middle = float(np.quantile(week, 0.5, method="higher"))
    if n == 1:
        return f"The one war that was played ended in week {middle:.0f}"
    return (
        f"The war has ended in {of_100(ended / n)} within {counted(weeks, 'week')}; "
        f"half of those endings had come by week {middle:.0f}"
    )
