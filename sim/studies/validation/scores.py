"""Scores of probabilistic forecasts against truth that may be known only as an interval.

Members of an ensemble run along the last axis; truth is (value, low, high), with low = high = value where it
is a point. Lower is better for every score. CRPS and densities are computed by `scoringrules`, always with numpy,
so that another backend that happens to be installed changes no digit. Sources: Gneiting and Raftery 2007 (CRPS, log
score), Czado, Gneiting and Held 2009 (PIT), Andrianakis et al. 2015 (implausibility).
"""

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import scoringrules
from scipy.special import ndtr

from sim.base.arrays import Bools, Floats
from sim.studies.validation.record import Truth

BANDS = (0.5, 0.8, 0.95)
"""Central intervals whose coverage is reported."""
CRPS_IN_WORDS = (
    "CRPS is the distance between a forecast and what came, in the unit of the series: 0 for a certain hit, and the plain"
    " error for a forecast of one value; it punishes bands that miss and bands that are too wide."
)
"""What the score is, in one line."""
LEAST_MASS = 1e-12
"""Floor of the probability in a log score: a truth beyond all members costs 27.6, not infinity."""
LEAST_SPREAD = 1e-9
"""Least width of a kernel and least spread of a normal forecast, relative to the forecast's size or to one."""


class Normal(NamedTuple):
    """A normal forecast: means and standard deviations of the same shape."""

    mean: Floats
    sd: Floats


def crps_ensemble(members: Floats, truth: Floats) -> Floats:
    """Continuous ranked probability score E|X - y| - 1/2 E|X - X'| of the members themselves, all pairs counted.

    The score is not the fair one, which divides the second term by n (n - 1) instead of n^2.

    Args:
        members: shape (..., n).
        truth: y, shape (...).

    Returns:
        Score in the unit of the members, shape (...).
    """
    return np.asarray(scoringrules.crps_ensemble(truth, members, estimator="qd", backend="numpy"))


def crps_normal(forecast: Normal, truth: Floats) -> Floats:
    """CRPS of a normal forecast in closed form; the absolute error where its spread is 0."""
    mean, sd = forecast
    score = scoringrules.crps_normal(truth, mean, np.where(sd > 0.0, sd, 1.0), backend="numpy")
    return np.where(sd > 0.0, score, np.abs(truth - mean))


def log_score(p: Floats) -> Floats:
    """-ln p of the probability given to what happened."""
    return -np.log(np.maximum(p, LEAST_MASS))


def log_score_ensemble(members: Floats, truth: Truth) -> Floats:
    """Log score of an ensemble smoothed by a normal kernel.

    Where low < high the score is -ln P(low <= X <= high), elsewhere -ln of the density at value; the two
    cannot be compared with each other, only between forecasts of the same truth. Both are floored at
    `LEAST_MASS`, the density in units of one over the members' spread.

    Args:
        members: shape (..., n).
        truth: of shape (...); its value is used where it is a point.
    """
    width = bandwidth(members)
    z_low, z_high = ((end[..., None] - members) / width[..., None] for end in (truth.low, truth.high))
    mass = (ndtr(z_high) - ndtr(z_low)).mean(axis=-1)
    with np.errstate(divide="ignore"):  # no density at all costs no more than the least
        point = scoringrules.logs_ensemble(truth.value, members, bw=width, backend="numpy")
    return _log_score(truth, mass, point, spread=np.maximum(members.std(axis=-1), width))


def log_score_normal(forecast: Normal, truth: Truth) -> Floats:
    """Log score of a normal forecast, with the same treatment of intervals as `log_score_ensemble`."""
    mean = forecast.mean
    scale = np.maximum(forecast.sd, LEAST_SPREAD * np.maximum(1.0, np.abs(mean)))
    mass = ndtr((truth.high - mean) / scale) - ndtr((truth.low - mean) / scale)
    with np.errstate(divide="ignore"):
        point = scoringrules.logs_normal(truth.value, mean, scale, backend="numpy")
    return _log_score(truth, mass, point, spread=scale)


def _log_score(truth: Truth, mass: Floats, point: Floats, spread: Floats) -> Floats:
    """Score of the mass between the ends of the truth, or of the density at a point with its floor."""
    floored = np.minimum(point, np.log(spread / LEAST_MASS))
    return np.where(truth.high > truth.low, log_score(mass), floored)


def bandwidth(members: Floats) -> Floats:
    """Silverman's rule, 0.9 min(sd, IQR / 1.34) n^-1/5; never 0, so that equal members have a density."""
    quartiles = np.quantile(members, [0.25, 0.75], axis=-1)
    sd = members.std(axis=-1)
    spread = (quartiles[1] - quartiles[0]) / 1.34
    width = 0.9 * np.where(spread > 0.0, np.minimum(sd, spread), sd) * members.shape[-1] ** -0.2
    return np.asarray(np.maximum(width, LEAST_SPREAD * np.maximum(1.0, np.abs(members).max(axis=-1))))


def covered(members: Floats, truth: Truth, level: float) -> Bools:
    """Whether the central band that holds a share `level` of the members shares a point with the truth's interval.

    A point truth must lie in the band, its ends included. An interval is what is not known about the truth,
    so a band that reaches it is not refuted; coverage of the value alone, reported beside it, is stricter.
    """
    tail = (1.0 - level) / 2.0
    lower, upper = np.quantile(members, [tail, 1.0 - tail], axis=-1)
    return np.asarray((lower <= truth.high) & (upper >= truth.low))


def pit(members: Floats, truth: Truth, u: Floats) -> Floats:
    """Probability integral transform, randomised over ties and over the interval of the truth.

    F(low-) + u (F(high) - F(low-)), F the members' step function: uniform where the forecast is calibrated.

    Args:
        members: shape (..., n).
        truth: of shape (...).
        u: uniform numbers, shape (...).
    """
    below = (members < truth.low[..., None]).mean(axis=-1)
    up_to = (members <= truth.high[..., None]).mean(axis=-1)
    return np.asarray(below + u * (up_to - below))


def implausibility(observed: Floats, expected: float, variances: Iterable[float]) -> Floats:
    """Distance |z - E f(x)| in standard deviations of everything that could explain it.

    Args:
        observed: z.
        expected: E f(x), the ensemble's mean at one draw.
        variances: of observation, of the ensemble's mean (V_ens / n), of model discrepancy, of an emulator.
    """
    return np.asarray(np.abs(observed - expected) / np.sqrt(sum(variances)))


def skill(score: float, reference: float) -> float:
    """1 - score / reference: 1 perfect, 0 no better than the reference, NaN without one or where that is perfect."""
    ratio = score / reference if reference > 0.0 else math.nan
    return 1.0 - ratio if math.isfinite(ratio) else math.nan
