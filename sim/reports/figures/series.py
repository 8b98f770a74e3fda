"""Reading one series of trajectories, and what every fan has in common."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.base.arrays import Floats
from sim.base.outcomes import SERIES
from sim.reports.figures.style import tint

# Widest first, so that narrower bands lie on top: level, lower and upper column, strength of the colour.
BANDS = ((95, "q025", "q975", 0.18), (80, "q10", "q90", 0.38), (50, "q25", "q75", 0.62))


@dataclass(frozen=True)
class Quantiles:
    """One weekly series: quantiles over worlds, by week."""

    week: Floats
    columns: dict[str, Floats]

    def first(self, column: str = "q50", weeks: int = 1) -> float:
        """Mean of the first weeks that have a value."""
        return _mean(self._known(column)[:weeks])

    def last(self, column: str = "q50", weeks: int = 1) -> float:
        """Mean of the last weeks that have a value."""
        return _mean(self._known(column)[-weeks:])

    def _known(self, column: str) -> Floats:
        values = self.columns[column]
        return values[np.isfinite(values)]

    def minus(self, origin: float) -> Quantiles:
        """The same fan as a change since a value."""
        return Quantiles(self.week, {name: values - origin for name, values in self.columns.items()})


def _mean(values: Floats) -> float:
    return float(values.mean()) if values.size else math.nan


def weekly(trajectories: pd.DataFrame, series: str) -> Quantiles | None:
    """The weekly quantiles of a series in order of week; None if there are none."""
    rows = trajectories[(trajectories["series"] == series) & (trajectories["frequency"] == "weekly")]
    rows = rows.sort_values("week")
    names = ("q025", "q10", "q25", "q50", "q75", "q90", "q975")
    columns = {name: rows[name].to_numpy(dtype=np.float64) for name in names}
    if not np.isfinite(columns["q50"]).any():
        return None
    return Quantiles(rows["week"].to_numpy(dtype=np.float64), columns)


def unit_of(series: str, otherwise: str) -> str:
    """The unit a series is declared with."""
    return next((entry.unit for entry in SERIES if entry.name == series), otherwise)


def start_date(trajectories: pd.DataFrame) -> str:
    """The day of week 0 in words ("3 June 2024"), or "the start" where no date is given."""
    rows = trajectories[trajectories["frequency"] == "weekly"].sort_values("week")
    if rows.empty:
        return "the start"
    day = pd.to_datetime(str(rows["date"].iloc[0]), errors="coerce")
    if pd.isna(day):
        return "the start"
    day -= pd.Timedelta(weeks=int(rows["week"].iloc[0]))
    return f"{day.day} {day.month_name()} {day.year}"


def draw_fan(axes: Axes, fan: Quantiles, colour: str) -> None:
    """50, 80 and 95 % bands and the median. One week alone is drawn as whiskers, not as nothing."""
    for _, low, high, strength in BANDS:
        shade = tint(colour, strength)
        if fan.week.size == 1:
            axes.vlines(fan.week, fan.columns[low], fan.columns[high], color=shade, linewidth=8)
        else:
            axes.fill_between(fan.week, fan.columns[low], fan.columns[high], color=shade, linewidth=0)
    marker = "o" if fan.week.size == 1 else ""
    axes.plot(fan.week, fan.columns["q50"], color=colour, linewidth=1.7, marker=marker)


def fan_legend(colour: str) -> list[Artist]:
    """Legend handles of a fan."""
    bands = [Patch(color=tint(colour, shade), label=f"{level} % of worlds") for level, *_, shade in BANDS]
    return [Line2D([], [], color=colour, linewidth=1.7, label="median world"), *reversed(bands)]
