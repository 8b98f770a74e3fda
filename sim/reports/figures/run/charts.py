"""All figures of one folder of results."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from sim.analysis.columns import Columns
from sim.reports.figures.frame import Caption, save
from sim.reports.figures.run.endings import endings_figure
from sim.reports.figures.run.escalation import escalation_figure
from sim.reports.figures.run.fans import FANS, fan_figure
from sim.reports.figures.run.incidence import incidence_figure
from sim.reports.figures.run.sectors import sectors_figure
from sim.reports.figures.series import start_date


def figures(
    runs: Columns, trajectories: pd.DataFrame, caption: Caption, weeks: int | None = None
) -> Iterator[tuple[str, Figure]]:
    """Every figure with the name of its file, one at a time; series that were not stored are passed over.

    Args:
        runs: one row a replication.
        trajectories: quantiles by week and series.
        caption: scenario, n and seed for the corner.
        weeks: the horizon; read off the tables if not given.
    """
    horizon = weeks if weeks is not None else last_week(runs, trajectories)
    yield "endings", endings_figure(runs, caption, horizon)
    yield "incidence", incidence_figure(runs, caption, horizon, start_date(trajectories))
    for fan in FANS:
        drawn = fan_figure(fan, trajectories, caption, horizon)
        if drawn is not None:
            yield fan.name, drawn
    by_sector = sectors_figure(trajectories, caption, horizon)
    if by_sector is not None:
        yield "sectors", by_sector
    yield "escalation", escalation_figure(runs, caption)


def draw_all(
    runs: Columns,
    trajectories: pd.DataFrame,
    caption: Caption,
    folder: Path,
    weeks: int | None = None,
) -> list[Path]:
    """Write every figure into the folder (made if missing) as `<name>.png` and return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        save(figure, folder / f"{name}.png") for name, figure in figures(runs, trajectories, caption, weeks)
    ]


def last_week(runs: Columns, trajectories: pd.DataFrame) -> int:
    """The horizon: a war that ended early does not shorten it, since the trajectories go on."""
    weekly = trajectories.loc[trajectories["frequency"] == "weekly", "week"]
    return max(int(runs["week_of_ending"].max()), 1, *([] if weekly.empty else [int(weekly.max())]))
