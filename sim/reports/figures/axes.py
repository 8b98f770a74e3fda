"""Pieces that several pictures draw into their axes: intervals, bars, steps, rows of names, scales, words."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, MultipleLocator, NullLocator, StrMethodFormatter

from sim.analysis.measured import title_of, unit_of
from sim.base.arrays import Floats
from sim.reports.appearance import FAINT, INK
from sim.reports.figures.style import TEXT_SIZE, hollow, marker
from sim.reports.html.pictures.axes import date_ticks

MARK, N_MARKS = 5.0, 6
"""Size of markers that tell lines apart [points], and how many there are along one."""
IN_100 = "share of worlds [in 100]"
LOGARITHMIC_FROM = 3.0  # ratio of the ends of a range from which on a logarithmic axis is easier to read


def draw_intervals(
    axes: Axes,
    rows: npt.ArrayLike,
    estimates: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
    *,
    colour: str,
    width: float,
    size: float,
    shape: str = "circle",
    filled: bool = True,
) -> None:
    """Level intervals with a marker, one a row; estimates are values, lower ends and upper ends."""
    value, low, high = estimates
    axes.hlines(rows, low, high, color=colour, linewidth=width)
    mark = marker(shape, size) if filled else hollow(shape, size, colour)
    axes.plot(value, rows, color=colour, linestyle="none", **mark)


def draw_shares(
    axes: Axes,
    rows: npt.ArrayLike,
    shares: tuple[Floats, Floats, Floats],
    *,
    colours: Sequence[str],
    height: float,
    whiskers: tuple[float, float],
) -> None:
    """Bars of shares in 100 with the whiskers of their intervals.

    Shares are values, lower ends and upper ends; a whisker is a dark line on a wider white one, to be seen on a
    black bar too.
    """
    value, low, high = (100 * share for share in shares)
    axes.barh(rows, value, height=height, color=colours)
    for colour, width in zip(("white", INK), whiskers, strict=True):
        axes.hlines(rows, low, high, color=colour, linewidth=width, zorder=3, clip_on=False)


def draw_steps(
    axes: Axes, curve: pd.DataFrame, colour: str, *, width: float, alpha: float, style: str = "-", shape: str = ""
) -> None:
    """A share that grows in steps, in 100, with its band; with markers of a shape here and there, if one is given."""
    week, share, low, high = (curve[name].to_numpy() for name in ("week", "share", "low", "high"))
    axes.fill_between(week, 100 * low, 100 * high, step="post", color=colour, alpha=alpha, linewidth=0)
    apart = max(1, int(week[-1]) // N_MARKS)
    mark = marker(shape, MARK) | {"markevery": np.flatnonzero(week % apart == apart // 2).tolist()} if shape else {}
    axes.step(week, 100 * share, where="post", color=colour, linewidth=width, linestyle=style, **mark)


def draw_reference(axes: Axes, value: float) -> None:
    """A broken line at a value to compare with."""
    axes.axhline(value, color=FAINT, linewidth=0.8, linestyle=(0, (4, 3)))


def name_rows(axes: Axes, rows: npt.ArrayLike, names: Sequence[str], size: float = TEXT_SIZE) -> None:
    """An upright axis of names, one a row, without ticks and lines across."""
    axes.set_yticks(rows, names, fontsize=size, color=INK)
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")


def write_beside(
    axes: Axes, row: float, text: str, offset: float, *, align: Literal["left", "right"] = "left", **style: Any
) -> None:
    """A text right of the axes, at a height of theirs, so many points from their edge."""
    usual: dict[str, Any] = {"fontsize": TEXT_SIZE, "color": INK}
    axes.annotate(
        text,
        xy=(1.0, row),
        xycoords=axes.get_yaxis_transform(),
        xytext=(offset, 0.0),
        textcoords="offset points",
        ha=align,
        va="center",
        **usual | style,
    )


def write_inside(axes: Axes, text: str, height: float = 0.5, **style: Any) -> None:
    """A text in the middle of the axes."""
    usual: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": TEXT_SIZE, "color": FAINT}
    axes.text(0.5, height, text, transform=axes.transAxes, **usual | style)


def plain_numbers(axes: Axes, which: Literal["x", "y"] = "y") -> None:
    """Thousands separators, no offsets, no powers of ten."""
    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))


def time_axis(axes: Axes, start: date | None, weeks: int, n_ticks: int = 6) -> None:
    """A time axis from week 0 to the horizon, ticked at calendar dates; at weeks where wars start on different days.

    Args:
        axes: whose data count weeks.
        start: day of week 0, if there is one for all that is drawn.
        weeks: the horizon.
        n_ticks: that there is room for.
    """
    axes.set_xlim(0, max(weeks, 1))
    if start is None:
        steps = (1, 2, 4, 13, 26, 52, 104)
        axes.xaxis.set_major_locator(MultipleLocator(next((s for s in steps if weeks / s <= n_ticks), steps[-1])))
        return
    ticks = date_ticks(start, weeks, room=n_ticks, widest=1.0)
    axes.set_xticks([week for week, _ in ticks], [words for _, words in ticks])


def time_label(start: date | None) -> str:
    """The label of a time axis."""
    return "date" if start else "weeks since the start of each"


def prior_axis(axes: Axes, low: float, high: float) -> None:
    """An axis of a prior: logarithmic with readable ticks, unless its range reaches zero or is too narrow."""
    if low > 0.0 and high >= LOGARITHMIC_FROM * low:
        subs = (1, 2, 5) if high <= 50.0 * low else (1, 3) if high <= 500.0 * low else (1,)
        axes.set_xscale("log")
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_locator(LogLocator(subs=subs, numticks=5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.8f}".rstrip("0").rstrip(".")))


def label_outcome(outcome: str, start: date | None = None) -> str:
    """The label of an axis of estimates of an outcome; weeks are counted from the start, if it is given."""
    unit = unit_of(outcome)
    if unit == "week" and start is not None:
        unit += f" since {start.day} {start:%B %Y}"
    return f"{title_of(outcome)} [{unit}]" if unit else IN_100
