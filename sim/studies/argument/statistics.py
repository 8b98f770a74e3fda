"""Wars to one number with its 95 % interval, and each war's part in it.

Every statistic here is, to first order, a mean over wars. The part of a war in it (its influence) gives the
standard error of paired and conditional statistics alike, and tells later which assumption carries the
result.

By its formula alone, a difference between two arms in which nothing happened would be nothing for certain. As in
the intervals of Agresti and others, a few wars that were never played are therefore added to shares before the
error is taken: they move an interval by little where there are many events and keep it open where there are few.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.analysis.intervals import median_interval, normal_quantile, student_interval, student_quantile, wilson
from sim.base.arrays import WEEKS_PER_YEAR, Bools, Floats
from sim.studies.argument.ledger.records import ClaimTest
from sim.studies.measures import Measure

FEWEST = 10
"""Fewer wars than this bear no normal interval, whatever its formula returns."""


@dataclass(frozen=True)
class Estimate:
    """A statistic of an arm.

    Attributes:
        value: not-a-number where too few wars speak.
        low: lower end of the 95 % interval.
        high: upper end.
        n: wars that speak, in the arm where fewest do.
        parts: each war's influence, with mean 0; shape (all wars,).
        speaking: wars that speak, by arm; empty where all do.
    """

    value: float
    low: float
    high: float
    n: int
    parts: Floats
    speaking: tuple[int, ...] = ()

    @property
    def known(self) -> bool:
        """False where too few wars speak."""
        return math.isfinite(self.value)

    @classmethod
    def of(cls, value: float, interval: tuple[float, float], parts: Floats, speaking: tuple[int, ...]) -> Estimate:
        """An estimate from so many speaking wars by arm."""
        low, high = interval
        n = min(speaking)
        return cls(value=value, low=low, high=high, n=n, parts=parts, speaking=speaking if n < parts.size else ())

    @classmethod
    def of_mean(cls, values: Floats) -> Estimate:
        """The mean of one value a war, with Student's interval."""
        mean = float(values.mean())
        return cls.of(mean, student_interval(values), values - mean, (values.size,))

    @classmethod
    def unknown(cls, size: int, n: int) -> Estimate:
        """No estimate, because only n of all wars speak."""
        return cls(value=math.nan, low=math.nan, high=math.nan, n=n, parts=np.zeros(size))


@dataclass(frozen=True)
class _Mean:
    """Mean over the wars that speak in one arm, or another statistic that is one to first order.

    Attributes:
        value: the statistic; not-a-number where too few wars speak.
        parts: each war's influence on it, shape (n,).
        values: of each war, zero where it does not speak; shape (n,).
        speaks: which wars speak, shape (n,).
    """

    value: float
    parts: Floats
    values: Floats
    speaks: Bools

    @property
    def n(self) -> int:
        """Wars that speak."""
        return int(self.speaks.sum())

    @property
    def happens(self) -> Bools:
        """Of a measure that happens or not: in which of the wars that speak it happens."""
        return self.speaks & (self.values > 0.0)

    def padded(self, added: float) -> tuple[float, Floats, float]:
        """The share of the wars in which it happens, with so many wars added in which it does, and in which not.

        Returns:
            The share, every played war's part in its error, and the added wars' part in the square of it.
        """
        n = float(self.n) + 2.0 * added
        share = (float(self.happens.sum()) + added) / n
        return share, self.speaks * (self.happens - share) / n, added * ((1.0 - share) ** 2 + share**2) / n**2


def estimate(test: ClaimTest, wars: pd.DataFrame, other: pd.DataFrame | None = None) -> Estimate:
    """The statistic that a test asks for, of one arm or of two on the same draws and dice."""
    across_wars = test.statistic == "trend" and test.over is not None
    read = _slope if across_wars else _rate if test.per is not None else _mean
    first, second = read(test, wars), read(test, other) if other is not None else None
    means = [first] if second is None else [first, second]
    if not all(math.isfinite(mean.value) for mean in means):
        return Estimate.unknown(len(wars), min(mean.n for mean in means))
    of_shares = test.measure.kind == "probability" and not across_wars and test.per is None
    if second is None:
        if test.statistic == "median":
            return _median(first)
        return _share(first) if of_shares else _contrast(first, None)
    if test.statistic == "ratio":
        return _ratio(first, second, test.paired, of_shares)
    if test.statistic == "difference" and of_shares:
        return _difference_of_shares(first, second, test.paired)
    return _contrast(first, second, test.paired)


def distances(test: ClaimTest, found: Estimate, wars: pd.DataFrame) -> Floats:
    """Each war's part in how far a statistic lies from its threshold; its mean has the sign of that distance."""
    threshold = test.threshold or 0.0
    if test.statistic == "median":
        values, speaks = _spoken(test, test.measure, wars)
        return np.asarray(speaks * np.sign(values - threshold))
    return found.parts + (found.value - threshold)


def _spoken(test: ClaimTest, measure: Measure, wars: pd.DataFrame) -> tuple[Floats, Bools]:
    values = measure.values(wars)
    speaks = np.isfinite(values)
    if test.given is not None:
        speaks = speaks & test.given.holds(wars)
    return np.where(speaks, values, 0.0), speaks


def _mean(test: ClaimTest, wars: pd.DataFrame) -> _Mean:
    values, speaks = _spoken(test, test.measure, wars)
    n = int(speaks.sum())
    if n < FEWEST:
        return _Mean(math.nan, np.zeros(len(wars)), values, speaks)
    value = float(values.sum() / n)
    return _Mean(value, speaks * (values - value) * (len(wars) / n), values, speaks)


def _rate(test: ClaimTest, wars: pd.DataFrame) -> _Mean:
    """Sum of an outcome over that of what it is counted by, in the wars that have some of it."""
    assert test.per is not None
    values, speaks = _spoken(test, test.measure, wars)
    by, there = _spoken(test, test.per, wars)
    speaks = speaks & there & (by > 0.0)
    total = float(by[speaks].sum())
    if speaks.sum() < FEWEST:
        return _Mean(math.nan, np.zeros(len(wars)), values, speaks)
    rate = float(values[speaks].sum()) / total
    return _Mean(rate, speaks * (values - rate * by) * (len(wars) / total), values, speaks)


def _slope(test: ClaimTest, wars: pd.DataFrame) -> _Mean:
    """Least-squares slope across wars, for a number in weeks a year; influences make its error robust."""
    assert test.over is not None
    values, speaks = _spoken(test, test.measure, wars)
    along, there = _spoken(test, test.over, wars)
    speaks = speaks & there
    per = WEEKS_PER_YEAR if test.over.unit == "week" else 1.0
    if speaks.sum() < FEWEST or np.ptp(along[speaks]) == 0.0:
        return _Mean(math.nan, np.zeros(len(wars)), values, speaks)
    centred = np.where(speaks, along - along[speaks].mean(), 0.0)
    squares = float(np.sum(centred**2))
    slope = float(np.sum(centred * values) / squares)
    residual = np.where(speaks, values - values[speaks].mean() - slope * centred, 0.0)
    return _Mean(per * slope, per * centred * residual * (len(wars) / squares), values, speaks)


def _median(mean: _Mean) -> Estimate:
    """Median with its order-statistic interval; a war's influence is the side it is on."""
    spoken = mean.values[mean.speaks]
    middle = float(np.median(spoken))
    side = mean.speaks * np.sign(mean.values - middle) * (mean.speaks.size / mean.n)
    return Estimate.of(middle, median_interval(spoken), side - side.mean(), (mean.n,))


def _share(mean: _Mean) -> Estimate:
    happens = int(np.count_nonzero(mean.values[mean.speaks]))
    return Estimate.of(mean.value, wilson(happens, mean.n), mean.parts, (mean.n,))


def _difference_of_shares(mean: _Mean, other: _Mean, paired: bool) -> Estimate:
    """Two shares against one another, with an interval that knows of few or no events."""
    if paired and mean.speaks.all() and other.speaks.all():
        # Half a war is added to each cell of a table of pairs (Agresti and Min 2005).
        up = np.count_nonzero(mean.happens & ~other.happens) + 0.5
        down = np.count_nonzero(other.happens & ~mean.happens) + 0.5
        n = mean.speaks.size + 2.0
        middle = float(up - down) / n
        error = math.sqrt(up + down - n * middle**2) / n
    else:
        # One war is added in which it happens and one in which it does not, in either arm (Agresti and Caffo
        # 2000). Wars that speak in both arms are set against one another; where none does, it is their interval.
        (one, parts_one, added_one), (two, parts_two, added_two) = mean.padded(1.0), other.padded(1.0)
        middle, error = one - two, _error(parts_one, parts_two, added_one + added_two, paired)
    half = normal_quantile() * error
    interval = max(-1.0, middle - half), min(1.0, middle + half)
    return Estimate.of(mean.value - other.value, interval, mean.parts - other.parts, (mean.n, other.n))


def _padded_ratio(mean: _Mean, other: _Mean, paired: bool) -> tuple[float, float]:
    """Ratio of two shares with half a war added on either side in either arm, and half its interval in logarithms."""
    (one, parts_one, added_one), (two, parts_two, added_two) = mean.padded(0.5), other.padded(0.5)
    added = added_one / one**2 + added_two / two**2
    return one / two, normal_quantile() * _error(parts_one / one, parts_two / two, added, paired)


def _error(one: Floats, two: Floats, added: float, paired: bool) -> float:
    """Standard error of a difference; unpaired, nothing is gained by what two wars of one number have in common."""
    square = float(np.sum((one - two) ** 2))
    if not paired:
        square = max(square, float(np.sum(one**2) + np.sum(two**2)))
    return math.sqrt(square + added)


def _contrast(mean: _Mean, other: _Mean | None, paired: bool = True) -> Estimate:
    """A mean, or the difference of two over the same wars, with Student's interval of the influences."""
    value = mean.value - (other.value if other else 0.0)
    parts = mean.parts - (other.parts if other else 0.0)
    speaking = (mean.n, other.n) if other else (mean.n,)
    half = _half_width(mean.parts, other.parts if other else None, min(speaking), paired)
    return Estimate.of(value, (value - half, value + half), parts, speaking)


def _ratio(mean: _Mean, other: _Mean, paired: bool, of_shares: bool) -> Estimate:
    """Ratio of two means over the same wars; the interval is taken on the scale of logarithms."""
    n = min(mean.n, other.n)
    if not (mean.value > 0.0 and other.value > 0.0):
        return Estimate.unknown(mean.parts.size, n)
    value = mean.value / other.value
    one, two = mean.parts / mean.value, other.parts / other.value
    if of_shares:
        middle, half = _padded_ratio(mean, other, paired)
    else:
        middle, half = value, _half_width(one, two, n, paired)
    interval = middle * math.exp(-half), middle * math.exp(half)
    return Estimate.of(value, interval, value * (one - two), (mean.n, other.n))


def _half_width(parts: Floats, other: Floats | None, n: int, paired: bool) -> float:
    """Half the interval of a mean of influences, by Student's distribution with the wars that speak.

    Args:
        parts: influences in one arm.
        other: in the arm it is compared to, which are taken off war by war.
        n: wars that speak.
        paired: False if the two are to count as played apart: then nothing is gained by what their wars
            have in common, though what is lost by it counts.
    """
    variance = float((parts - (other if other is not None else 0.0)).var(ddof=1))
    if other is not None and not paired:
        variance = max(variance, float(parts.var(ddof=1) + other.var(ddof=1)))
    return student_quantile(n) * math.sqrt(variance / parts.size)
