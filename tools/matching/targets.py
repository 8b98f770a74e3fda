"""What the record asks of a draw: means over phases of the war, and how far the model may miss them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from sim.base.arrays import Floats
from sim.studies.validation.record import shipped

TWO_SIDED = 1.645
"""Low and high of the record are taken as its 5 % and 95 % points."""
WINDOWS = (
    (date(2023, 2, 1), date(2023, 5, 1)),
    (date(2023, 6, 1), date(2023, 9, 1)),
    (date(2023, 10, 1), date(2023, 12, 1)),
    (date(2024, 1, 1), date(2024, 5, 1)),
)
"""Phases of the war over which months are averaged: Bakhmut, the summer offensive, Avdiivka, the spring of 2024."""
DISCREPANCY = {
    "territory_net_change": (0.2, 50.0),
    "rus_casualties_month": (0.15, 0.0),
    "ukr_casualties_month": (0.15, 0.0),
    "drones_shahed_launched_month": (0.2, 0.0),
    "missiles_launched_month": (0.25, 0.0),
    "missiles_leaked_month": (0.35, 0.0),
    "rus_shells_per_day": (0.2, 0.0),
    "ukr_shells_per_day": (0.3, 0.0),
    "rus_tanks_lost_month": (0.3, 0.0),
    "rus_tanks_refitted_month": (0.2, 0.0),
    "rus_glide_bombs_month": (0.35, 0.0),
    "ukr_tactical_drones_month": (0.35, 0.0),
    "rus_force_in_theatre": (0.1, 0.0),
    "ukr_energy_out_share": (0.2, 0.1),
    "rus_reserve_months": (0.2, 0.0),
}
"""What the model is granted for what it leaves out: share of the figure, and a floor in the series' unit. Judgement."""
OPENING_DISCREPANCY = 2.0
"""The months before the start say less of the months after it: their discrepancy counts that many times."""


@dataclass(frozen=True)
class Target:
    """A summary of the record's months that a draw must not miss by far.

    Attributes:
        name: for tables.
        series: monthly series.
        months: for which the record has figures; none means all.
        value: mean over the months in the record.
        observation: standard deviation of that mean as known.
        discrepancy: standard deviation granted to the model for what it leaves out.
    """

    name: str
    series: str
    months: tuple[date, ...]
    value: float
    observation: float
    discrepancy: float

    def summary(self, monthly: Mapping[str, Floats], months: list[date]) -> Floats:
        """The same mean in the model, shape (n,)."""
        rows = [row for row, month in enumerate(months) if month in (self.months or months)]
        return np.asarray(monthly[self.series][rows].mean(axis=0))


def targets() -> tuple[Target, ...]:
    """What the shipped record says of each phase. Errors of observation are taken as common to a phase's months."""
    found = (_target(series, *window) for series in DISCREPANCY for window in WINDOWS)
    return tuple(target for target in found if target)


def opening_targets() -> tuple[Target, ...]:
    """What the last months before the baseline's start say of its first ones: that they will be of the same order."""
    last = (_target(series, *WINDOWS[-1]) for series in DISCREPANCY)
    return tuple(
        replace(
            target, name=f"{target.series} opening", months=(), discrepancy=OPENING_DISCREPANCY * target.discrepancy
        )
        for target in last
        if target
    )


def _target(series: str, first: date, last: date) -> Target | None:
    record = shipped()
    share, floor = DISCREPANCY[series]
    months = tuple(month for month in sorted(record[series]) if first <= month <= last)
    if not months:
        return None
    truth = record.truth(series, list(months))
    mean = float(truth.value.mean())
    return Target(
        name=f"{series} {first:%Y-%m}",
        series=series,
        months=months,
        value=mean,
        observation=float((truth.high - truth.low).mean()) / (2.0 * TWO_SIDED),
        discrepancy=max(floor, share * abs(mean)),
    )
