"""One series of trajectories: its quantiles read from the table, and drawn as a fan."""

from datetime import date, timedelta

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.base.series import SERIES
from sim.reports.appearance import tint
from sim.runs.tables import FOUGHT

QUANTILES = ["q025", "q10", "q25", "q50", "q75", "q90", "q975"]
# Widest first, so that narrower bands lie on top: level, lower and upper column, strength of the colour.
BANDS = ((95, "q025", "q975", 0.18), (80, "q10", "q90", 0.38), (50, "q25", "q75", 0.62))


FEWEST = 20
"""Wars still fought below which a week has no fan: quantiles of fewer say little."""


def weekly(trajectories: pd.DataFrame, series: str, *, fought: bool = False) -> pd.DataFrame | None:
    """Quantiles of a series over wars, a row a week; None if there are none.

    Args:
        trajectories: of a run.
        series: its name.
        fought: only over the wars that are being fought in each week.
    """
    named = trajectories[trajectories["series"] == series]
    rows = named[named["frequency"] == "weekly"]
    if fought and (named["frequency"] == FOUGHT).any():  # results of earlier versions have no such rows
        rows = named[(named["frequency"] == FOUGHT) & (named["n"] >= FEWEST)]
    fan = rows.set_index("week")[QUANTILES].sort_index().astype(float)
    return fan if fan["q50"].notna().any() else None


def share_fought(trajectories: pd.DataFrame) -> pd.Series:
    """Wars being fought in each week, in 100."""
    rows = trajectories[(trajectories["series"] == "fighting") & (trajectories["frequency"] == "weekly")]
    return 100.0 * rows.set_index("week")["mean"].sort_index().astype(float)


def early(fan: pd.DataFrame, n_weeks: int = 1) -> float:
    """Mean of the median over the first weeks that have a value."""
    return float(fan["q50"].dropna().head(n_weeks).mean())


def late(fan: pd.DataFrame, column: str = "q50", n_weeks: int = 1) -> float:
    """Mean of a quantile over the last weeks that have a value."""
    return float(fan[column].dropna().tail(n_weeks).mean())


def unit_of(series: str) -> str:
    """The unit a series is declared with."""
    return next(entry.unit for entry in SERIES if entry.name == series)


def start_date(trajectories: pd.DataFrame) -> date | None:
    """The day of week 0, if dates are given."""
    rows = trajectories[trajectories["frequency"] == "weekly"].sort_values("week")
    day = pd.to_datetime(str(rows["date"].iloc[0]), errors="coerce") if len(rows) else pd.NaT
    return None if pd.isna(day) else (day - pd.Timedelta(weeks=int(rows["week"].iloc[0]))).date()


def day_of(start: date, week: int) -> str:
    """A week's day in words: "3 June 2024"."""
    day = start + timedelta(weeks=week)
    return f"{day.day} {day:%B} {day.year}"


def draw_fan(axes: Axes, fan: pd.DataFrame, colour: str) -> None:
    """50, 80 and 95 % bands and the median. One week alone is drawn as whiskers, not as nothing."""
    for _, low, high, strength in BANDS:
        shade = tint(colour, strength)
        if len(fan) == 1:
            axes.vlines(fan.index, fan[low], fan[high], color=shade, linewidth=8)
        else:
            axes.fill_between(fan.index, fan[low], fan[high], color=shade, linewidth=0)
    axes.plot(fan.index, fan["q50"], color=colour, linewidth=1.7, marker="o" if len(fan) == 1 else "")


def fan_legend(colour: str) -> list[Artist]:
    """Legend handles of a fan."""
    bands = [Patch(color=tint(colour, shade), label=f"{level} % of worlds") for level, *_, shade in BANDS]
    return [Line2D([], [], color=colour, linewidth=1.7, label="median world"), *reversed(bands)]
