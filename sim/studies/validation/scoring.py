"""Scores of probabilistic forecasts against truth that may be known only as an interval.

Members of an ensemble run along the last axis; truth is (value, low, high), with low = high = value where it
is a point. Lower is better for every score. Sources: Gneiting and Raftery 2007 (CRPS, Brier, log score),
Ferro 2014 (fair CRPS), Czado, Gneiting and Held 2009 (PIT), Andrianakis et al. 2015 (implausibility).
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import logsumexp, ndtr

from sim.base.arrays import Bools, Floats

BANDS = (0.5, 0.8, 0.95)
"""Central intervals whose coverage is reported."""
LEAST_MASS = 1e-12
"""Floor of the probability in a log score: a truth beyond all members costs 27.6, not infinity."""
CUT_OFF = 3.0
"""Implausibility above which a draw is dropped (Pukelsheim's three sigma)."""
WINDOW = 6
"""Months behind a trailing forecast and behind the spread of persistence."""


def crps_ensemble(members: Floats, truth: Floats, fair: bool = False) -> Floats:
    """Continuous ranked probability score E|X - y| - 1/2 E|X - X'|.

    Args:
        members: shape (..., n).
        truth: y, shape (...).
        fair: divide the second term by n (n - 1) instead of n^2: scores the distribution behind the members.

    Returns:
        Score in the unit of the members, shape (...).
    """
    ordered = np.sort(members, axis=-1)
    n = ordered.shape[-1]
    error = np.abs(ordered - np.asarray(truth)[..., None]).mean(axis=-1)
    # The mean of |x_i - x_j| over pairs from the order statistics, without n^2 differences.
    weights = 2.0 * np.arange(1, n + 1) - n - 1.0
    pairs = n * (n - 1) if fair else n * n
    return np.asarray(error - (ordered * weights).sum(axis=-1) / max(pairs, 1))


def crps_gaussian(mean: Floats, sd: Floats, truth: Floats) -> Floats:
    """CRPS of a normal forecast in closed form; the absolute error where sd is 0."""
    mean, sd, truth = np.broadcast_arrays(mean, sd, truth)
    scale = np.where(sd > 0.0, sd, 1.0)
    z = (truth - mean) / scale
    density = np.exp(-0.5 * z**2) / np.sqrt(2.0 * np.pi)
    score = scale * (z * (2.0 * ndtr(z) - 1.0) + 2.0 * density - 1.0 / np.sqrt(np.pi))
    return np.where(sd > 0.0, score, np.abs(truth - mean))


def brier(p: Floats, happened: Floats) -> Floats:
    """(p - y)^2 of a probability p of what happened (1) or not (0)."""
    return (np.asarray(p) - np.asarray(happened)) ** 2


def log_score(p: Floats) -> Floats:
    """-ln p of the probability, or density, given to what happened."""
    return -np.log(np.maximum(p, LEAST_MASS))


def log_score_ensemble(members: Floats, value: Floats, low: Floats, high: Floats) -> Floats:
    """Log score of an ensemble smoothed by a normal kernel.

    Where low < high the score is -ln P(low <= X <= high), elsewhere -ln of the density at value; the two
    cannot be compared with each other, only between forecasts of the same truth. Both are floored at
    `LEAST_MASS`, the density in units of one over the members' spread.

    Args:
        members: shape (..., n).
        value: truth, shape (...), used where it is a point.
        low: lower end of the truth.
        high: upper end.
    """
    width = bandwidth(members)
    z_low = (np.asarray(low)[..., None] - members) / width[..., None]
    z_high = (np.asarray(high)[..., None] - members) / width[..., None]
    mass = (ndtr(z_high) - ndtr(z_low)).mean(axis=-1)
    return np.where(
        np.asarray(high) > np.asarray(low), log_score(mass), _minus_log_density(members, value, width)
    )


def _minus_log_density(members: Floats, value: Floats, width: Floats) -> Floats:
    z = (np.asarray(value)[..., None] - members) / width[..., None]
    log_density = logsumexp(-0.5 * z**2, axis=-1) - np.log(members.shape[-1] * width * np.sqrt(2.0 * np.pi))
    spread = np.maximum(members.std(axis=-1), width)
    return np.asarray(-np.maximum(log_density, np.log(LEAST_MASS / spread)))


def bandwidth(members: Floats) -> Floats:
    """Silverman's rule, 0.9 min(sd, IQR / 1.34) n^-1/5; never 0, so that equal members have a density."""
    quartiles = np.quantile(members, [0.25, 0.75], axis=-1)
    sd = members.std(axis=-1)
    spread = (quartiles[1] - quartiles[0]) / 1.34
    width = 0.9 * np.where(spread > 0.0, np.minimum(sd, spread), sd) * members.shape[-1] ** -0.2
    return np.asarray(np.maximum(width, 1e-9 * np.maximum(1.0, np.abs(members).max(axis=-1))))


def log_score_gaussian(mean: Floats, sd: Floats, value: Floats, low: Floats, high: Floats) -> Floats:
    """Log score of a normal forecast, with the same treatment of intervals as `log_score_ensemble`."""
    mean, sd, value, low, high = np.broadcast_arrays(mean, sd, value, low, high)
    scale = np.maximum(sd, 1e-9 * np.maximum(1.0, np.abs(mean)))
    mass = ndtr((high - mean) / scale) - ndtr((low - mean) / scale)
    density = 0.5 * ((value - mean) / scale) ** 2 + np.log(scale * np.sqrt(2.0 * np.pi))
    return np.where(high > low, log_score(mass), np.minimum(density, -np.log(LEAST_MASS / scale)))


def band(members: Floats, level: float) -> tuple[Floats, Floats]:
    """Ends of the central interval that holds a share `level` of the members."""
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(members, [tail, 1.0 - tail], axis=-1)
    return low, high


def covered(members: Floats, low: Floats, high: Floats, level: float) -> Bools:
    """Whether the central band meets the truth: band and [low, high] share at least one point.

    A point truth must lie in the band, its ends included. An interval is what is not known about the truth,
    so a band that reaches it is not refuted; coverage of the value alone, reported beside it, is stricter.
    """
    lower, upper = band(members, level)
    return np.asarray((lower <= high) & (upper >= low))


def pit(members: Floats, low: Floats, high: Floats, u: Floats) -> Floats:
    """Probability integral transform, randomised over ties and over the interval of the truth.

    F(low-) + u (F(high) - F(low-)), F the members' step function: uniform where the forecast is calibrated.

    Args:
        members: shape (..., n).
        low: lower end of the truth, shape (...).
        high: upper end.
        u: uniform numbers, shape (...).
    """
    below = (members < np.asarray(low)[..., None]).mean(axis=-1)
    up_to = (members <= np.asarray(high)[..., None]).mean(axis=-1)
    return np.asarray(below + u * (up_to - below))


def implausibility(observed: Floats, expected: Floats, *variances: Floats) -> Floats:
    """Distance |z - E f(x)| in standard deviations of everything that could explain it.

    Args:
        observed: z.
        expected: E f(x), the ensemble's mean at one draw.
        variances: of observation, of the ensemble's mean (V_ens / n), of model discrepancy, of an emulator.
    """
    total: Floats = np.zeros(())
    for variance in variances:
        total = total + np.asarray(variance)
    return np.abs(np.asarray(observed) - expected) / np.sqrt(total)


def worst(implausibilities: Floats, rank: int = 1) -> Floats:
    """Largest (rank 1) or second largest (rank 2, for many outputs) implausibility along the last axis."""
    return np.sort(implausibilities, axis=-1)[..., -rank]


def rejected(implausibilities: Floats, rank: int = 1) -> Bools:
    """Draws to drop: implausibility above, not on, the cut-off of three."""
    return np.asarray(worst(implausibilities, rank) > CUT_OFF)


def skill(score: float, reference: float) -> float:
    """1 - score / reference: 1 perfect, 0 no better than the reference, NaN without one or where that is perfect."""
    ratio = score / reference if reference > 0.0 else math.nan
    return 1.0 - ratio if math.isfinite(ratio) else math.nan


def persistence(history: Floats, ahead: Floats, stock: bool) -> tuple[Floats, Floats]:
    """Last month again: the last value, with the spread of the last `WINDOW` month-to-month changes.

    The spread of a flow does not grow with the horizon; a stock adds up its changes, so its spread grows with
    the root of it.

    Args:
        history: known values, oldest first, shape (months,).
        ahead: months ahead of the last one, shape (t,).
        stock: whether the series is a level rather than a flow.

    Returns:
        Mean and standard deviation, each of shape (t,); NaN where fewer than three values are known.
    """
    ahead = np.asarray(ahead, dtype=float)
    if history.size < 3:
        return np.full(ahead.shape, np.nan), np.full(ahead.shape, np.nan)
    changes = np.diff(history[-WINDOW - 1 :])
    growth = np.sqrt(ahead) if stock else np.ones(ahead.shape)
    return np.full(ahead.shape, history[-1]), np.sqrt(np.mean(changes**2)) * growth


def trailing(history: Floats, ahead: Floats, stock: bool) -> tuple[Floats, Floats]:
    """Mean of the last `WINDOW` months with its spread; for a stock, their trend with its spread."""
    ahead = np.asarray(ahead, dtype=float)
    if history.size < 3:
        return np.full(ahead.shape, np.nan), np.full(ahead.shape, np.nan)
    if not stock:
        recent = history[-WINDOW:]
        return np.full(ahead.shape, recent.mean()), np.full(ahead.shape, recent.std(ddof=1))
    changes = np.diff(history[-WINDOW - 1 :])
    return history[-1] + changes.mean() * ahead, changes.std(ddof=1) * np.sqrt(ahead)


def trend(history: Floats, ahead: Floats, stock: bool) -> tuple[Floats, Floats]:
    """The straight line through the last `WINDOW` months drawn on, with its error of prediction.

    Same arguments and shapes as `persistence`; for a stock it is the trailing trend, whose slope is the mean change.
    """
    if stock or history.size < 4:
        return trailing(history, ahead, stock)
    ahead = np.asarray(ahead, dtype=float)
    recent = history[-WINDOW:]
    months = np.arange(recent.size, dtype=float) - (recent.size - 1.0)
    slope, level = np.polyfit(months, recent, 1)
    variance = ((recent - level - slope * months) ** 2).sum() / (recent.size - 2.0)
    centred = ((months - months.mean()) ** 2).sum()
    spread = np.sqrt(variance * (1.0 + 1.0 / recent.size + (ahead - months.mean()) ** 2 / centred))
    return level + slope * ahead, spread
