"""Measures of many wars as counts of their values: tallies of two lots of wars make that of both."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.columns import NUMERIC
from sim.base.arrays import Floats

DIGITS = 12
"""Binary digits that a rounded value keeps: whole numbers up to 4,096 are exact, others within 1 part in 4,096."""
ACCURACY = 2.0**-DIGITS
"""Largest relative error of a quantile of rounded values."""


@dataclass(frozen=True)
class Tally:
    """One measure over some wars; those that do not have it are left out.

    Attributes:
        kind: of the measure, as `measures` tells it.
        values: that it takes, ascending. Shape (distinct values,).
        counts: wars with each of them. Shape (distinct values,).
        total: sum of the values before they were rounded, in two parts of which the second is what the first lacks; nothing
            where the kind is not numeric.
        squares: sum of squared deviations from the mean; the same.
    """

    kind: str
    values: Floats
    counts: NDArray[np.int64]
    total: tuple[float, float] = (0.0, 0.0)
    squares: float = 0.0

    @classmethod
    def of(cls, kind: str, values: Floats, *, is_rounded: bool = False) -> Tally:
        """Of one value a war, not-a-number where a war has none."""
        known = values[np.isfinite(values)]
        distinct, counts = np.unique(rounded(known) if is_rounded else known, return_counts=True)
        if kind not in NUMERIC or not known.size:
            return cls(kind, distinct, counts)
        return cls(kind, distinct, counts, exact_sum(known.tolist()), float(known.var()) * known.size)

    def __add__(self, other: Tally) -> Tally:
        """The tally of both lots of wars. Sums are exact, so that their order does not matter."""
        distinct, place = np.unique(np.concatenate((self.values, other.values)), return_inverse=True)
        counts = np.zeros(distinct.size, dtype=np.int64)
        np.add.at(counts, place, np.concatenate((self.counts, other.counts)))
        squares = self.squares + other.squares
        if self.n and other.n:  # Chan, Golub and LeVeque (1979)
            squares += (other.mean - self.mean) ** 2 * self.n * other.n / (self.n + other.n)
        return Tally(self.kind, distinct, counts, exact_sum([*self.total, *other.total]), squares)

    @property
    def n(self) -> int:
        """Wars that have the measure."""
        return int(self.counts.sum())

    @property
    def k(self) -> int:
        """Wars in which it is not 0."""
        return int(self.counts[self.values != 0.0].sum())

    @property
    def mean(self) -> float:
        """Mean of a numeric measure, correctly rounded."""
        return self.total[0] / self.n if self.n else math.nan

    @property
    def deviation(self) -> float:
        """Standard deviation of a numeric measure, of a sample."""
        return math.sqrt(self.squares / (self.n - 1)) if self.n > 1 else math.nan

    def ranked(self, ranks: NDArray[np.int64]) -> Floats:
        """The values at some places in ascending order, from 0."""
        return np.asarray(self.values[np.searchsorted(np.cumsum(self.counts), ranks, side="right")])

    def quantiles(self, shares: Floats) -> Floats:
        """Quantiles, between two values in proportion (Hyndman and Fan's 7th kind, NumPy's default)."""
        place = shares * (self.n - 1)
        low = np.floor(place).astype(np.int64)
        part = place - low
        below, above = self.ranked(low), self.ranked(np.minimum(low + 1, self.n - 1))
        step = above - below
        return np.where(part < 0.5, below + step * part, above - step * (1.0 - part))


Tallies = Mapping[str, Tally]
"""By name of the measure, in the order of the table of outcomes."""


def added(one: Tallies, other: Tallies) -> dict[str, Tally]:
    """Tallies of two lots of wars together; a category that only one lot knows never happened in the other."""
    if not one or not other:
        return dict(one or other)
    lots = [(lot, next(iter(lot.values())).n) for lot in (one, other)]  # every war has an ending or has not
    place = {name.partition(".")[0]: number for number, name in reversed([*enumerate(one)])}
    found = {}
    for name in sorted({**one, **other}, key=lambda name: (place[name.partition(".")[0]], name)):
        kind = (one.get(name) or other[name]).kind
        never = [Tally(kind, np.zeros(1), np.array([n])) for _, n in lots]
        first, second = (lot.get(name, none) for (lot, _), none in zip(lots, never, strict=True))
        found[name] = first + second
    return found


def rounded(values: Floats) -> Floats:
    """Values to `DIGITS` binary digits. The order of any two stays, or they become one."""
    mantissa, exponent = np.frexp(values)
    return np.asarray(np.ldexp(np.rint(mantissa * 2.0**DIGITS), exponent - DIGITS))


def exact_sum(values: list[float]) -> tuple[float, float]:
    """The correctly rounded sum, and what it lacks (Shewchuk 1997)."""
    total = math.fsum(values)
    return total, math.fsum((*values, -total))
