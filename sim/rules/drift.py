"""Drift: rates that people and industry change wander away from where they stand, and are pulled back.

The logarithm of a factor follows an Ornstein-Uhlenbeck process x that starts at 0 (Uhlenbeck and Ornstein 1930, "On the
theory of the Brownian motion"): dx = -k x dt + s dW, with k = ln 2 / half-life. Its median stays 0, so that half of all
paths lie above the number as drawn and half below, as in a lognormal draw; the mean of a factor is exp(Var x / 2).
Beyond some half-lives the spread no longer grows: what drifts is pulled back, and never runs away.
"""

import numpy as np

from sim.base.arrays import Floats


def after_step(now: Floats, shock: Floats, spread: Floats, half_life: Floats, step: float) -> Floats:
    """Next value of the process, exact for a step of any length.

    x e^{-k t} + sqrt(Var(t)) z

    Args:
        now: x, shape (n,).
        shock: z, standard normal, shape (n,).
        spread: s, standard deviation after one month without pull [1/month^0.5].
        half_life: months after which half of a deviation is left.
        step: t [months].
    """
    kept = np.exp(-np.log(2.0) * step / half_life)
    return np.asanyarray(kept * now + np.sqrt(variance(spread, half_life, step)) * shock)


def variance(spread: Floats, half_life: Floats, months: float) -> Floats:
    """Variance of the process t months after it stood at 0: s^2 (1 - e^{-2 k t}) / (2 k)."""
    pull = np.log(2.0) / half_life
    return np.asanyarray(spread**2 * -np.expm1(-2.0 * pull * months) / (2.0 * pull))


def drifted(value: Floats, deviation: Floats) -> Floats:
    """A number moved by the process: v e^x. A share moves by its odds instead, see `air.shifted`."""
    return np.asanyarray(value * np.exp(deviation))
