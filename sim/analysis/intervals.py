"""Intervals for means, shares and medians; those of shares and medians hold for few replications and rare events."""

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, bdtrik, stdtrit

from sim.base.arrays import Floats

LEVEL = 0.95
"""Level of an interval unless another is asked for."""


def normal_quantile(level: float = LEVEL) -> float:
    """Half-width, in standard errors, of a central normal interval: 1.96 at a level of 0.95."""
    return NormalDist().inv_cdf((1.0 + level) / 2.0)


def critical(n_tried: int, level: float = LEVEL) -> float:
    """Standard errors that a difference must reach when the best of many is picked (Bonferroni)."""
    return normal_quantile(1.0 - (1.0 - level) / max(1, n_tried))


def student_quantile(n: int, level: float = LEVEL) -> float:
    """Half-width, in standard errors, of Student's interval of a mean over n values."""
    return float(stdtrit(n - 1, (1.0 + level) / 2.0))


def student_interval(values: Floats, level: float = LEVEL) -> tuple[float, float]:
    """Student's interval of a mean; a single value gives none."""
    n = values.size
    if n < 2:
        return math.nan, math.nan
    return student_bounds(n, float(values.mean()), float(values.std(ddof=1)), level)


def student_bounds(n: int, mean: float, deviation: float, level: float = LEVEL) -> tuple[float, float]:
    """Student's interval of a mean over n values from their standard deviation; a single value gives none."""
    if n < 2:
        return math.nan, math.nan
    half = student_quantile(n, level) * deviation / math.sqrt(n)
    return mean - half, mean + half


def wilson_bounds(k: ArrayLike, n: ArrayLike, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Wilson score bounds of k out of n, elementwise; nothing observed (n = 0) leaves all of [0, 1] open."""
    hits, trials = np.broadcast_arrays(np.asarray(k, dtype=np.float64), np.asarray(n, dtype=np.float64))
    z = normal_quantile(level)
    known = np.maximum(trials, 1.0)
    share = hits / known
    centre = (share + z * z / (2.0 * known)) / (1.0 + z * z / known)
    half = wilson_half_width(share, known, level)
    # The bound is exactly 0 at k = 0 and exactly 1 at k = n; rounding must not say otherwise.
    low = np.where(hits <= 0.0, 0.0, np.clip(centre - half, 0.0, 1.0))
    high = np.where(hits >= trials, 1.0, np.clip(centre + half, 0.0, 1.0))
    return low, high


def wilson_half_width(share: ArrayLike, n: ArrayLike, level: float = LEVEL) -> Floats:
    """Half the length of the Wilson interval, for n of at least 1."""
    p, trials = np.asarray(share, dtype=np.float64), np.asarray(n, dtype=np.float64)
    z = normal_quantile(level)
    return np.asarray(z * np.sqrt(p * (1.0 - p) / trials + z * z / (4.0 * trials * trials)) / (1.0 + z * z / trials))


def wilson(k: int, n: int, level: float = LEVEL) -> tuple[float, float]:
    """Wilson score interval of a share (Wilson 1927): covers near its level even at k = 0 and small n."""
    low, high = wilson_bounds(k, n, level)
    return float(low), float(high)


def replications_for(share: float, half_width: float, level: float = LEVEL) -> int:
    """The smallest n at which the Wilson interval around this share is no wider than ± half_width.

    The half-width falls with n at a fixed share, so solving half(n) = half_width for n gives one answer:
    t²(n + z²)² = z²(n p(1−p) + z²/4), a quadratic in m = n + z².
    """
    z = normal_quantile(level)
    spread, t2, z2 = share * (1.0 - share), half_width**2, z * z
    root = (z2 * spread + z * math.sqrt(z2 * spread**2 + 4.0 * t2 * z2 * (0.25 - spread))) / (2.0 * t2)
    n = max(1, math.ceil(root - z2) - 1)
    while float(wilson_half_width(share, n, level)) > half_width:
        n += 1
    return n


def median_interval(values: ArrayLike, level: float = LEVEL) -> tuple[float, float]:
    """Distribution-free interval of a median, from order statistics.

    With B ~ Binomial(n, 1/2), the l-th smallest and l-th largest value hold the median with probability
    1 − 2 P(B < l); l is the largest that keeps this at the level. Below six values no such l exists at 95 %:
    not-a-number is returned rather than an interval that claims too much.
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    n = ordered.size
    rank = rank_of_bound(n, level)
    if rank < 1:
        return math.nan, math.nan
    return float(ordered[rank - 1]), float(ordered[n - rank])


def rank_of_bound(n: int, level: float = LEVEL) -> int:
    """Rank of the lower bound of a median: the largest l with P(B < l) ≤ (1 - level) / 2; 0 if there is none."""
    tail = (1.0 - level) / 2.0
    if n == 0 or 0.5**n > tail:
        return 0
    rank = max(1, int(bdtrik(tail, n, 0.5)))
    while float(bdtr(rank, n, 0.5)) <= tail:
        rank += 1
    while rank > 1 and float(bdtr(rank - 1, n, 0.5)) > tail:
        rank -= 1
    return rank
