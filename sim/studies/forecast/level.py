"""How fast the level of a monthly series wanders: spread, persistence and noise, from few months and a reference class.

A series is its level plus noise from month to month; the level is an Ornstein-Uhlenbeck process (`sim.rules.drift`).
Twenty months cannot tell a slow return from none, so each parameter has a prior, the reference class, and what is used is
the posterior over a grid: with no months at all it is the reference class.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np

from sim.base.arrays import Floats

HALF_LIVES = (3.0, 6.0, 12.0, 24.0, 48.0, 96.0)
"""Months; the grid of the persistence."""
NOISES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.45, 0.7, 1.0, 1.4)
"""Grid of the noise's standard deviation, in the scale of the series."""
NOISE_LOG_SD = 0.5
"""Standard deviation of the log of the noise where its prior has a median: judgement."""
STEPS = np.linspace(-2.0, 2.0, 17)
"""Grid of the spread, in standard deviations of its prior's logarithm."""
HALF_LIFE_SD = 0.8
"""Standard deviation of the prior's log half-life: judgement."""


class ReferenceClass(NamedTuple):
    """What is taken for a rate before its months are seen: medians of lognormal priors.

    Attributes:
        spread: of the level after a month [1/month^0.5].
        log_sd: standard deviation of the log of the spread.
        half_life: months.
    """

    spread: float
    log_sd: float
    half_life: float


class Wandering(NamedTuple):
    """Parameters of a wandering level: each an array of one shape."""

    spread: Floats
    half_life: Floats
    noise: Floats


@dataclass(frozen=True)
class Posterior:
    """Grid points and their weights, which sum to 1. Arrays of shape (points,)."""

    grid: Wandering
    weight: Floats

    def quantiles(self, name: str, q: tuple[float, ...]) -> list[float]:
        """Weighted quantiles of a parameter."""
        return quantiles(getattr(self.grid, name), self.weight, q)

    def sample(self, u: Floats) -> Wandering:
        """Parameters of one grid point for each uniform number. Arrays of the shape of u."""
        rows = np.minimum(np.searchsorted(np.cumsum(self.weight), u), self.weight.size - 1)
        return Wandering(*(values[rows] for values in self.grid))


def quantiles(values: Floats, weight: Floats, q: tuple[float, ...]) -> list[float]:
    """Weighted quantiles of some values, whose weights sum to 1. Both of shape (points,)."""
    order = np.argsort(values)
    return [float(values[order][np.searchsorted(np.cumsum(weight[order]), at)]) for at in q]


def posterior(series: Floats, prior: ReferenceClass, noise: float | None = None) -> Posterior:
    """What months say of a wandering level, beside the reference class.

    Args:
        series: months in the scale in which the level wanders (a logarithm, log odds), oldest first, shape (months,).
        prior: the reference class.
        noise: median of the prior of the noise's standard deviation; by default all of the grid are as likely.
    """
    spreads = prior.spread * np.exp(prior.log_sd * STEPS)
    points = np.array(list(product(spreads, HALF_LIVES, NOISES))).T
    grid = Wandering(*points)
    logs = -0.5 * ((np.log(grid.spread / prior.spread) / prior.log_sd) ** 2)
    logs -= 0.5 * (np.log(grid.half_life / prior.half_life) / HALF_LIFE_SD) ** 2
    if noise is not None:
        logs -= 0.5 * (np.log(grid.noise / noise) / NOISE_LOG_SD) ** 2
    if series.size >= 2:
        whole = covariance(grid, np.arange(series.size, dtype=float))
        logs += log_likelihood(series, whole + (grid.noise**2)[:, None, None] * np.eye(series.size))
    weight = np.exp(logs - logs.max())
    return Posterior(grid, weight / weight.sum())


def covariance(grid: Wandering, months: Floats) -> Floats:
    """Of the levels of some months: stationary, at lag k s^2 / (2 k0) e^(-k0 k). Shape (points, months, months)."""
    pull = np.log(2.0) / grid.half_life
    lag = np.abs(months[:, None] - months)
    return np.asarray((grid.spread**2 / (2.0 * pull))[:, None, None] * np.exp(-pull[:, None, None] * lag))


def log_likelihood(series: Floats, whole: Floats) -> Floats:
    """Of the changes of a series under some covariances: its mean is not judged (restricted likelihood).

    Args:
        series: months, shape (months,).
        whole: covariances, shape (points, months, months).

    Returns:
        Log likelihoods, shape (points,).
    """
    changes = np.diff(np.eye(series.size), axis=0)
    found, of_changes = changes @ series, changes @ whole @ changes.T
    _, log_determinant = np.linalg.slogdet(of_changes)
    each = np.broadcast_to(found[:, None], (whole.shape[0], found.size, 1))
    misfit = found @ np.linalg.solve(of_changes, each)[..., 0].T
    return np.asarray(-0.5 * (log_determinant + misfit))
