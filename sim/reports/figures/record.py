"""Months of many wars as bands, with the public record as points over them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.base.arrays import Floats
from sim.reports.appearance import FAINT, INK, colour_of_series, tint
from sim.reports.figures.axes import plain_numbers
from sim.reports.figures.frame import PHONE_WIDTH, Caption, framed, wrap
from sim.reports.figures.style import POINTS_PER_INCH, SMALL_SIZE
from sim.studies.validation.hindcast import in_words
from sim.studies.validation.record import Record

LEVELS = ((0.95, 0.15), (0.8, 0.3), (0.5, 0.55))
"""Middle shares of worlds in a fan, and how strongly they are coloured."""
BANDS = (
    "Bands hold the middle 50, 80 and 95 % of worlds, the line their median; points are the record, with the range of"
    " its sources. In a war that is over nothing is fired, launched or lost any more."
)
A_MONTH = 1.0
"""Of a column's width, for the name of a month [inch]."""
BESIDE = 0.75
"""Of a column's width, taken by what stands left of its axes [inch]."""


@dataclass(frozen=True)
class Scored:
    """A scenario's months and the record they were scored against.

    Attributes:
        months: first days of the months.
        monthly: members by series, arrays of shape (months, n).
        record: what happened.
        table: scores by series and month.
        caption: for the corner.
    """

    months: Sequence[date]
    monthly: Mapping[str, Floats]
    record: Record
    table: pd.DataFrame
    caption: Caption


def score_figure(scored: Scored) -> Figure:
    """Each panel is a series: bands of the scenario's wars by month, and the record's points over them."""
    names = list(dict.fromkeys(name for name in scored.table["series"] if name in scored.monthly))
    months = scored.table[scored.table["series"].isin(names)]
    within = int(months["covered_80"].sum())
    title = f"{within} of the record's {len(months)} months lie in the bands of 80 % of worlds"
    figure = framed(title, BANDS, scored.caption, width=PHONE_WIDTH, height=2.1 * len(names))
    panels = figure.subplots(len(names), 1, squeeze=False)[:, 0]
    for axes, name in zip(panels, names, strict=True):
        draw_months(axes, scored.months, scored.monthly[name], name, scored.record)
    return figure


def draw_months(
    axes: Axes, months: Sequence[date], members: Floats, name: str, record: Record, *, width: float = PHONE_WIDTH
) -> None:
    """The fan of a series by month, of the wars that have it in every month, and its record; width is that of its column."""
    colour = colour_of_series(name)
    x = np.arange(len(months), dtype=float)
    members = members[:, np.isfinite(members).all(axis=0)]
    if members.shape[1]:
        for level, strength in LEVELS:
            low, high = np.quantile(members, [(1.0 - level) / 2.0, (1.0 + level) / 2.0], axis=1)
            shade = tint(colour, strength)
            if len(x) == 1:
                axes.vlines(x, low, high, color=shade, linewidth=8.0)
            axes.fill_between(x, low, high, color=shade, linewidth=0.0)
        axes.plot(x, np.median(members, axis=1), color=colour, linewidth=1.3, marker="." if len(x) == 1 else "")
    value, low, high = record.truth(name, months)
    spread = np.maximum(0.0, np.array([value - low, high - value]))
    axes.errorbar(x, value, yerr=spread, fmt="o", color=INK, ecolor=FAINT, markersize=3.2, elinewidth=0.8)
    axes.set_title(
        "\n".join(wrap(in_words(name), SMALL_SIZE, (width - BESIDE) * POINTS_PER_INCH, 2)), fontsize=SMALL_SIZE
    )
    every = max(1, math.ceil(len(x) / int(width / A_MONTH)))
    axes.set_xticks(x[::every], [f"{month:%b %Y}" for month in months[::every]])
    plain_numbers(axes)
