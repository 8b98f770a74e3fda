"""Chances and noise, as every part of the theory uses them."""

import numpy as np

from sim.base.arrays import Floats


def p_of_hazard(hazard: Floats) -> Floats:
    """Probability of at least one event in a unit of time under a constant hazard: 1 - exp(-h)."""
    return -np.expm1(-hazard)


def logistic(logit: Floats) -> Floats:
    """Probability of given log odds: 1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + np.exp(-logit))


def autocorrelated(previous: Floats, shock: Floats, persistence: Floats, spread: Floats) -> Floats:
    """Next value of an AR(1) process with stationary standard deviation `spread`."""
    return persistence * previous + spread * np.sqrt(1.0 - persistence**2) * shock


def mean_reverting(now: Floats, norm: Floats, shock: Floats, *, pull: Floats, spread: Floats) -> Floats:
    """One week of a state that returns to its norm: share `pull` of the gap closed, plus noise; floored at 0."""
    return np.maximum(0.0, now + pull * (norm - now) + spread * shock)


def drifting(now: Floats, shock: Floats, monthly: Floats, weeks_per_month: float) -> Floats:
    """One week of a random walk in logs whose steps in a month have standard deviation `monthly`; its mean stays 1."""
    weekly = monthly / np.sqrt(weeks_per_month)
    return np.asanyarray(now + weekly * shock - weekly**2 / 2.0)
