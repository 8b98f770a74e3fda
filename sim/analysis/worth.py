"""What is worth saying: a difference beyond its interval, and beyond the smallest that matters."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.analysis.intervals import LEVEL, student_interval
from sim.analysis.paired import share_interval
from sim.base.arrays import Bools, Floats

LEAST_SHARE = 0.01
"""Smallest difference of shares that matters: one world in a hundred."""
LEAST_OF_SPREAD = 0.1
"""Smallest difference of numbers that matters, in standard deviations between worlds; half of what is called small
(Cohen 1988)."""
LITTLE = "1 world of 100, or a tenth of the standard deviation between worlds"


@dataclass(frozen=True)
class Change:
    """A mean difference between two tables of the same worlds.

    Attributes:
        difference: second minus first.
        low: lower end of its interval.
        high: upper end.
        spread: standard deviation between worlds; None for a share.
    """

    difference: float
    low: float
    high: float
    spread: float | None = None

    @property
    def is_sure(self) -> bool:
        """Whether its interval leaves out zero."""
        return self.low > 0.0 or self.high < 0.0

    @property
    def matters(self) -> bool:
        """Whether it is no smaller than the smallest difference that matters."""
        least = LEAST_SHARE if self.spread is None else LEAST_OF_SPREAD * self.spread
        return abs(self.difference) >= least

    @property
    def worth_saying(self) -> bool:
        """Whether it is both."""
        return self.is_sure and self.matters


def change_between(a: Floats, b: Floats, *, is_share: bool, n_tried: int = 1) -> Change:
    """The difference of the worlds that have the outcome on both sides, with the interval of `sim compare`.

    Args:
        a: the outcome of each world.
        b: the same of the other side.
        is_share: whether it happens or not.
        n_tried: differences among which this one was picked; the interval is the wider for it (Bonferroni).
    """
    known = np.isfinite(a) & np.isfinite(b)
    a, b = a[known], b[known]
    if not a.size:
        return Change(math.nan, math.nan, math.nan)
    change = b - a
    level = 1.0 - (1.0 - LEVEL) / n_tried
    # A mean over several points of a share is no yes or no any more.
    counted = is_share and bool(np.isin(change, (-1.0, 0.0, 1.0)).all())
    low, high = (share_interval if counted else student_interval)(change, level)
    spread = None if is_share else float(np.sqrt((a.var() + b.var()) / 2.0))
    return Change(float(change.mean()), low, high, spread)


def change_of(row: pd.Series) -> Change:
    """One row of the outcomes of a paired difference."""
    difference, low, high, error, n = (
        float(row[name]) for name in ("difference", "low", "high", "error_independent", "n")
    )
    return Change(difference, low, high, error * math.sqrt(n / 2.0) if row["kind"] == "number" else None)


def changes_worth_saying(table: pd.DataFrame) -> Bools:
    """Which rows of the outcomes of a paired difference are worth saying."""
    return np.array([change_of(row).worth_saying for _, row in table.iterrows()], dtype=bool)
