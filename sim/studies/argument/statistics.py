"""Wars to one number with its 95 % interval, and each war's part in it.

Every statistic here is, to first order, a mean over wars. What a war adds to it (its influence) gives the
standard error of paired and conditional statistics alike, and tells later which assumption carries the
result.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from sim.analysis.intervals import median_interval, wilson
from sim.base.arrays import WEEKS_PER_YEAR, Bools, Floats
from sim.studies.argument.ensembles import Sample
from sim.studies.argument.ledger.records import Test
from sim.studies.argument.measures import Measure, holds
from sim.studies.argument.shares import Share, difference_interval, flips_interval, ratio_interval

LEVEL = 0.95
FEWEST = 10
"""Fewer wars than this bear no normal interval, whatever its formula returns."""


@dataclass(frozen=True)
class Estimate:
    """A statistic of a world.

    Attributes:
        value: not-a-number where too few wars speak.
        low: lower end of the 95 % interval.
        high: upper end.
        n: wars that speak.
        parts: each war's influence, with mean 0; shape (all wars,).
        speaking: wars that speak, by world; empty where all do.
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


def estimate(test: Test, sample: Sample, other: Sample | None = None) -> Estimate:
    """The statistic that a test asks for.

    Args:
        test: which statistic of which outcome.
        sample: wars of its world.
        other: the same draws and dice in the world it is compared to.
    """
    if test.statistic == "trend" and test.over is not None:
        return _slopes(test, test.over, sample, other)
    if other is None:
        return _alone(test, sample)
    first, second = _mean(test, sample), _mean(test, other)
    if test.measure.kind == "probability" and test.statistic in ("difference", "ratio"):
        return _shares(test, sample, other, first, second)
    if test.statistic == "ratio":
        return _ratio(first, second, test.paired)
    return _contrast(first, second, test.paired)


@dataclass(frozen=True)
class _Mean:
    """Mean over the wars that speak, and each war's influence on it."""

    value: float
    parts: Floats
    n: int


def _spoken(test: Test, measure: Measure, sample: Sample) -> tuple[Floats, Bools]:
    values = measure.values(sample.columns)
    known = np.isfinite(values)
    if test.given is not None:
        known = known & holds(test.given, sample.columns)
    return np.where(known, values, 0.0), known


def _mean(test: Test, sample: Sample) -> _Mean:
    values, known = _spoken(test, test.measure, sample)
    n = int(known.sum())
    if n < FEWEST:
        return _Mean(math.nan, np.zeros(sample.n), n)
    value = float(values.sum() / n)
    return _Mean(value, known * (values - value) * (sample.n / n), n)


def _alone(test: Test, sample: Sample) -> Estimate:
    values, known = _spoken(test, test.measure, sample)
    mean = _mean(test, sample)
    if not math.isfinite(mean.value):
        return _unknown(sample.n, mean.n)
    if test.statistic == "median":
        return _median(values, known)
    if test.measure.kind == "probability":
        low, high = wilson(int(np.count_nonzero(values[known])), mean.n)
        return Estimate(mean.value, low, high, mean.n, mean.parts, _speaking(mean, None))
    return _contrast(mean, None)


def _median(values: Floats, known: Bools) -> Estimate:
    """Median with its order-statistic interval; a war's influence is the side it is on."""
    n = int(known.sum())
    middle = float(np.median(values[known]))
    low, high = median_interval(values[known])
    side = known * np.sign(values - middle) * (known.size / n)
    speaking = (n,) if n < known.size else ()
    return Estimate(middle, low, high, n, side - side.mean(), speaking)


def _shares(test: Test, sample: Sample, other: Sample, mean: _Mean, rival: _Mean) -> Estimate:
    """Two shares against one another, with an interval that knows of few or no events."""
    n = min(mean.n, rival.n)
    spoken = [_spoken(test, test.measure, one) for one in (sample, other)]
    first, second = (Share(known, known & (values > 0.0)) for values, known in spoken)
    of_all = bool(first.speaks.all() and second.speaks.all())
    if not (math.isfinite(mean.value) and math.isfinite(rival.value)):
        return _unknown(sample.n, n)
    if test.statistic == "ratio":
        if not (mean.value > 0.0 and rival.value > 0.0):
            return _unknown(sample.n, n)
        value = mean.value / rival.value
        parts = value * (mean.parts / mean.value - rival.parts / rival.value)
        low, high = ratio_interval(first, second, test.paired)
    else:
        value, parts = mean.value - rival.value, mean.parts - rival.parts
        low, high = (
            flips_interval(first, second)
            if test.paired and of_all
            else difference_interval(first, second, test.paired)
        )
    return Estimate(value, low, high, n, parts, () if of_all else (mean.n, rival.n))


def _contrast(mean: _Mean, other: _Mean | None, paired: bool = True) -> Estimate:
    """A mean, or the difference of two over the same wars, with Student's interval of the influences."""
    value = mean.value - (other.value if other else 0.0)
    parts = mean.parts - (other.parts if other else 0.0)
    n = min(mean.n, other.n) if other else mean.n
    if not math.isfinite(value):
        return _unknown(parts.size, n)
    half = _half_width(mean.parts, other.parts if other else None, n, paired)
    return Estimate(value, value - half, value + half, n, parts, _speaking(mean, other))


def _ratio(mean: _Mean, other: _Mean, paired: bool) -> Estimate:
    """Ratio of two means over the same wars; the interval is taken on the scale of logarithms."""
    n = min(mean.n, other.n)
    if not (mean.value > 0.0 and other.value > 0.0):
        return _unknown(mean.parts.size, n)
    value = mean.value / other.value
    one, two = mean.parts / mean.value, other.parts / other.value
    half = _half_width(one, two, n, paired)
    low, high = value * math.exp(-half), value * math.exp(half)
    return Estimate(value, low, high, n, value * (one - two), _speaking(mean, other))


def _slopes(test: Test, over: Measure, sample: Sample, other: Sample | None) -> Estimate:
    first = _slope(test, over, sample)
    return _contrast(first, _slope(test, over, other) if other else None, test.paired)


def _slope(test: Test, over: Measure, sample: Sample) -> _Mean:
    """Least-squares slope across wars, for a number in weeks a year; influences make its error robust."""
    values, known = _spoken(test, test.measure, sample)
    along, there = _spoken(test, over, sample)
    known = known & there
    n = int(known.sum())
    per = WEEKS_PER_YEAR if over.unit == "week" else 1.0
    if n < FEWEST or np.ptp(along[known]) == 0.0:
        return _Mean(math.nan, np.zeros(sample.n), n)
    centred = np.where(known, along - along[known].mean(), 0.0)
    squares = float(np.sum(centred**2))
    slope = float(np.sum(centred * values) / squares)
    residual = np.where(known, values - values[known].mean() - slope * centred, 0.0)
    return _Mean(per * slope, per * centred * residual * (sample.n / squares), n)


def _half_width(parts: Floats, other: Floats | None, n: int, paired: bool) -> float:
    """Half the interval of a mean of influences, by Student's distribution with the wars that speak.

    Args:
        parts: influences in one world.
        other: in the world it is compared to, which are taken off war by war.
        n: wars that speak.
        paired: False if the two are to count as played apart: then nothing is gained by what their wars
            have in common, though what is lost by it counts.
    """
    variance = float((parts - (other if other is not None else 0.0)).var(ddof=1))
    if other is not None and not paired:
        variance = max(variance, float(parts.var(ddof=1) + other.var(ddof=1)))
    return float(stdtrit(n - 1, (1.0 + LEVEL) / 2.0)) * math.sqrt(variance / parts.size)


def _speaking(mean: _Mean, other: _Mean | None) -> tuple[int, ...]:
    """Wars that speak, by world; empty where all do."""
    counts = (mean.n, other.n) if other else (mean.n,)
    return counts if min(counts) < mean.parts.size else ()


def _unknown(size: int, n: int) -> Estimate:
    return Estimate(math.nan, math.nan, math.nan, n, np.zeros(size))


def distances(test: Test, found: Estimate, sample: Sample) -> Floats:
    """Each war's part in how far a statistic lies from its threshold; its mean has the sign of that distance.

    Args:
        test: with a threshold.
        found: the statistic over all wars.
        sample: wars of the test's world.
    """
    threshold = test.threshold or 0.0
    if test.statistic == "median":
        values, known = _spoken(test, test.measure, sample)
        return np.asarray(known * np.sign(values - threshold))
    return found.parts + (found.value - threshold)
