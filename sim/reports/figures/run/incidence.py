"""When the wars ended: cumulative incidence of each ending."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.columns import Columns, ending_counts, numbers, reads
from sim.analysis.endings import cumulative_incidence
from sim.analysis.wording import of_100, per_100
from sim.base.arrays import Floats
from sim.base.outcomes import ENDINGS, WAR_CONTINUES, Ending
from sim.base.text import counted
from sim.reports.figures.axes import draw_steps, plain_numbers, weeks_axis
from sim.reports.figures.frame import Caption, framed
from sim.reports.figures.series import start_date
from sim.reports.figures.style import FAINT, INK, TEXT_SIZE, tint
from sim.runs.folder import Results

LABEL_GAP = 0.066  # between two labels, as a share of the axes' height
LEAST_HEIGHT = 5.0  # of the axes [worlds in 100], so that rare endings do not look common
ENDED = tuple(ending for ending in ENDINGS if ending is not WAR_CONTINUES)


def incidence_figure(results: Results) -> Figure:
    """When the wars end: each line is the share of worlds that have ended so by a week, its band the 95 % interval."""
    runs, weeks = results.columns, results.manifest["weeks"]
    note = (
        "Share of all worlds that have ended this way by each week (steps, from the first) and its 95 % "
        "Wilson band."
    )
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
