"""Area by sector: nine small fans of what each stretch of front gained or lost."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.analysis.wording import quantity
from sim.reports.figures.frame import Caption, framed, wrap
from sim.reports.figures.series import Quantiles, draw_fan, fan_legend, start_date, weekly
from sim.reports.figures.style import (
    FAINT,
    INK,
    NEUTRAL,
    POINTS_PER_INCH,
    SMALL_SIZE,
    house_style,
    plain_numbers,
    weeks_axis,
)

PREFIX = "area."
# Beyond this ratio of the widest fan to the typical one, a common scale would flatten the rest to lines.
MOST_UNEVEN = 6.0
LEAST_SPAN = 2.0  # of a panel [km²], so that no noise is magnified
SECTOR_TITLES = {
    "kharkiv_north": "Kharkiv north",
    "kupiansk_luhansk": "Kupiansk, Luhansk",
    "donetsk_north_lyman_siversk": "Donetsk north: Lyman, Siversk",
    "donetsk_east_bakhmut_toretsk": "Donetsk east: Bakhmut, Toretsk",
    "donetsk_centre_avdiivka_pokrovsk": "Donetsk centre: Avdiivka, Pokrovsk",
    "donetsk_south_vuhledar": "Donetsk south: Vuhledar",
    "zaporizhzhia": "Zaporizhzhia",
    "kherson_mykolaiv": "Kherson, Mykolaiv",
    "north": "North: Kyiv, Sumy border",
}


@house_style()
def sectors_figure(trajectories: pd.DataFrame, caption: Caption, weeks: int) -> Figure | None:
    """Small multiples of the change in Russian-held area since the start; None if no sector was stored."""
    names = [str(name) for name in trajectories["series"].unique() if str(name).startswith(PREFIX)]
    found = [(name.removeprefix(PREFIX), weekly(trajectories, name)) for name in names]
    fans = [(name, data.minus(data.first())) for name, data in found if data is not None]
    if not fans:
        return None
    n_columns = min(3, len(fans))
    n_rows = math.ceil(len(fans) / n_columns)
    common = even(fans)
    scale = "All panels have the same scale." if common else "The scales differ from panel to panel."
    note = (
        "Change in the area held by Russia since the start; above each panel the median world at the end "
        f"and, in brackets, the range of 80 in 100 worlds. {scale}"
    )
    figure = framed(
        sectors_title(fans), note, caption, width=9.0, height=1.95 * n_rows + 0.25, legend=fan_legend(NEUTRAL)
    )
    start = start_date(trajectories)
    grid = figure.subplots(n_rows, n_columns, squeeze=False, sharex=True, sharey=common)
    for index, axes in enumerate(grid.flat):
        if index >= len(fans):
            axes.set_axis_off()
            continue
        name, data = fans[index]
        draw_fan(axes, data, NEUTRAL)
        axes.axhline(0.0, color=FAINT, linewidth=0.8, linestyle=(0, (4, 3)))
        low, middle, high = (_area(data.last(column)) for column in ("q10", "q50", "q90"))
        title = wrap(sector_title(name), SMALL_SIZE, 2.5 * POINTS_PER_INCH, most_lines=2, bold=True)
        axes.set_title("\n".join(title), fontsize=SMALL_SIZE, weight="bold", color=INK, pad=17)
        axes.text(
            0.0,
            1.04,
            f"{middle} ({low} to {high}) km²",
            transform=axes.transAxes,
            fontsize=SMALL_SIZE,
            color=FAINT,
            va="bottom",
        )
        weeks_axis(axes, weeks, n_ticks=5)
        plain_numbers(axes)
        # A panel with nothing below it keeps its own week labels.
        if index + n_columns >= len(fans):
            axes.tick_params(labelbottom=True)
            axes.set_xlabel(f"weeks since {start}", fontsize=SMALL_SIZE)
    for row in grid:
        row[0].set_ylabel("change [km²]", fontsize=SMALL_SIZE)
    limits = [axes.get_ylim() for axes in grid.flat]
    for axes, (bottom, top) in zip(grid.flat, limits, strict=True):
        if top - bottom < LEAST_SPAN:
            axes.set_ylim(-LEAST_SPAN / 2, LEAST_SPAN / 2)
    return figure


def even(fans: list[tuple[str, Quantiles]]) -> bool:
    """Whether one scale suits all panels."""
    reach = np.array(
        [max(np.nanmax(np.abs(data.columns[c]), initial=0.0) for c in ("q025", "q975")) for _, data in fans]
    )
    moving = reach[reach > 0.0]
    return bool(moving.size == 0 or moving.max() <= MOST_UNEVEN * np.median(moving))


def sector_title(name: str) -> str:
    """A sector's name in words."""
    return SECTOR_TITLES.get(name, name.replace("_", " ").capitalize())


def sectors_title(fans: list[tuple[str, Quantiles]]) -> str:
    """Where most changes hands, either way."""
    ends = {name: data.last() for name, data in fans}
    most, least = max(ends, key=lambda name: ends[name]), min(ends, key=lambda name: ends[name])
    parts = []
    if ends[most] >= 0.5:
        parts.append(f"gains most in {sector_title(most)} ({_area(ends[most])} km²)")
    if ends[least] <= -0.5:
        parts.append(f"loses most in {sector_title(least)} ({_area(ends[least])} km²)")
    if not parts:
        return "In the median world no sector changes hands"
    return f"In the median world Russia {' and '.join(parts)}"


def _area(value: float) -> str:
    """Whole square kilometres: less would claim a precision no map has."""
    return quantity(float(np.round(value)), signed=True)
