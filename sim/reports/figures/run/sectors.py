"""Area by sector: nine small fans of what each stretch of front gained or lost."""

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.wording import quantity
from sim.reports.appearance import FAINT, INK, NEUTRAL, sector_title
from sim.reports.figures.axes import draw_reference, plain_numbers, time_axis, time_label
from sim.reports.figures.frame import PANELS_WIDTH, Caption, framed, wrap
from sim.reports.figures.series import draw_fan, early, fan_legend, late, start_date, weekly
from sim.reports.figures.style import POINTS_PER_INCH, SMALL_SIZE
from sim.runs.results import Results

PREFIX = "area."
# Beyond this ratio of the widest fan to the typical one, a common scale would flatten the rest to lines.
MOST_UNEVEN = 6.0
TITLE_ROOM = 2.5 * POINTS_PER_INCH
LEAST_SPAN = 2.0  # of a panel [km²], so that no noise is magnified


def sectors_figure(results: Results) -> Figure | None:
    """Each panel is a sector of the front: the change of the area that Russia holds there since the start."""
    trajectories = results.trajectories
    names = [str(name) for name in trajectories["series"].unique() if str(name).startswith(PREFIX)]
    stored = [(name.removeprefix(PREFIX), weekly(trajectories, name)) for name in names]
    fans = [(name, series - early(series)) for name, series in stored if series is not None]
    if not fans:
        return None
    n_columns = min(2, len(fans))
    n_rows = math.ceil(len(fans) / n_columns)
    common = even(fans)
    scale = "All panels have the same scale." if common else "The scales differ from panel to panel."
    note = (
        "Change in the area held by Russia since the start; above each panel the median world at the end "
        f"and, in brackets, the range of 80 in 100 worlds. {scale}"
    )
    height, legend = 1.95 * n_rows + 0.25, fan_legend(NEUTRAL)
    figure = framed(
        sectors_title(fans), note, Caption.of(results.manifest), width=PANELS_WIDTH, height=height, legend=legend
    )
    start = start_date(trajectories)
    grid = figure.subplots(n_rows, n_columns, squeeze=False, sharex=True, sharey=common)
    for axes, (name, series) in zip(grid.flat, fans, strict=False):
        _draw_sector(axes, name, series)
        time_axis(axes, start, results.manifest["weeks"], n_ticks=4)
    for axes in grid.flat[len(fans) :]:
        axes.set_axis_off()
    for axes in grid.flat[len(fans) - n_columns : len(fans)]:  # nothing below them
        axes.tick_params(labelbottom=True)
        axes.set_xlabel(time_label(start), fontsize=SMALL_SIZE)
    for row in grid:
        row[0].set_ylabel("change [km²]", fontsize=SMALL_SIZE)
    limits = [axes.get_ylim() for axes in grid.flat]
    for axes, (bottom, top) in zip(grid.flat, limits, strict=True):
        if top - bottom < LEAST_SPAN:
            axes.set_ylim(-LEAST_SPAN / 2, LEAST_SPAN / 2)
    return figure


def _draw_sector(axes: Axes, name: str, series: pd.DataFrame) -> None:
    """One panel: the fan, and above it the name and how much changed hands."""
    draw_fan(axes, series, NEUTRAL)
    draw_reference(axes, 0.0)
    low, middle, high = (_area(late(series, column)) for column in ("q10", "q50", "q90"))
    title = "\n".join(wrap(sector_title(name), SMALL_SIZE, TITLE_ROOM, most_lines=2, bold=True))
    axes.set_title(title, fontsize=SMALL_SIZE, weight="bold", color=INK, pad=17)
    style = {"fontsize": SMALL_SIZE, "color": FAINT, "va": "bottom"}
    axes.text(0.0, 1.04, f"{middle} ({low} to {high}) km²", style, transform=axes.transAxes)
    plain_numbers(axes)


def even(fans: list[tuple[str, pd.DataFrame]]) -> bool:
    """Whether one scale suits all panels."""
    reach = np.array([np.nanmax(fan[["q025", "q975"]].abs(), initial=0.0) for _, fan in fans])
    moving = reach[reach > 0.0]
    return bool(moving.size == 0 or moving.max() <= MOST_UNEVEN * np.median(moving))


def sectors_title(fans: list[tuple[str, pd.DataFrame]]) -> str:
    """Where most changes hands, either way."""
    ends = {name: late(fan) for name, fan in fans}
    most, least = (pick(ends, key=lambda name: ends[name]) for pick in (max, min))
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
