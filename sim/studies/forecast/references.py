"""Five forecasts to beat: what the record alone says of the months to come, each as an ensemble.

Where a reference needs a scale it has that of the series: launches and losses wander by ratios, shares by odds, ground by
km2. The priors of the local level are in units of the months' own spread, so that they fit any scale.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize
from scipy.special import ndtri

from sim.base.arrays import Floats
from sim.studies.forecast.level import ReferenceClass, posterior
from sim.studies.forecast.series import Scale
from sim.studies.validation.references import FEWEST, persistence, trailing
from sim.studies.validation.scores import Normal
from sim.war.randomness import random_generator

REFERENCES = {
    "last": "the last value, with the spread of the last six changes",
    "trailing": "the mean of the last six months, with their spread",
    "bootstrap": "months drawn from the last twelve",
    "level": "a local level with drift",
    "garch": "a random walk in the scale of the series whose volatility clusters (GARCH)",
}
MEMBERS = 1000
YEAR = 12
LONGEST = 36
"""Months of the record that models of a series are fitted to."""
WITHIN = ReferenceClass(0.3, 1.0, 24.0)
"""Wandering of a level after a month, in units of the spread of the months known: wide, since nothing is known of it."""
LEAST_SPREAD = 1e-9
FEWEST_CHANGES = 8
"""Changes from month to month below which volatility is taken as constant."""


def references(past: Floats, scale: Scale, horizon: int, seed: int) -> dict[str, Floats]:
    """Every reference forecast.

    Args:
        past: months known, oldest first, shape (months,).
        scale: of the series.
        horizon: months ahead.
        seed: of what is drawn.

    Returns:
        Ensembles of shape (horizon, members); none where fewer than three months are known.
    """
    if past.size < FEWEST:
        return {}
    ahead = np.arange(1.0, horizon + 1.0)
    luck = random_generator(seed, "forecast/references")
    shape = (horizon, MEMBERS)
    known = scale.there(past[-LONGEST:])
    return {
        "last": _spread(persistence(past, ahead, stock=False)),
        "trailing": _spread(trailing(past, ahead, stock=False)),
        "bootstrap": luck.choice(past[-YEAR:], shape),
        "level": scale.back(_local_level(known, ahead, luck.standard_normal((3, *shape)), luck.random(MEMBERS))),
        "garch": scale.back(known[-1] + _walks(np.diff(known), luck.standard_normal(shape))),
    }


def _spread(forecast: Normal) -> Floats:
    """A normal forecast as equally likely members."""
    z = ndtri((np.arange(MEMBERS) + 0.5) / MEMBERS)
    return np.asarray(forecast.mean[:, None] + forecast.sd[:, None] * z)


def _local_level(known: Floats, ahead: Floats, luck: Floats, u: Floats) -> Floats:
    """The level now and its drift with their errors, the level's steps, and noise; parameters come from their posterior.

    The level wanders without return, so that only spread and noise of the posterior are used; the drift is the mean change
    of the known months with its error.
    """
    unit = max(float(np.std(known)), LEAST_SPREAD)
    found = posterior(known / unit, WITHIN).sample(u)
    found = found._replace(spread=unit * found.spread, noise=unit * found.noise)
    ratio = (found.spread / found.noise) ** 2
    kept = 0.5 * (ratio + 2.0 - np.sqrt(ratio**2 + 4.0 * ratio))  # weight of the past in exponential smoothing
    ages = np.arange(known.size)[::-1]
    weights = (1.0 - kept)[:, None] * kept[:, None] ** ages
    level = (weights * known).sum(axis=1) / weights.sum(axis=1)
    now = level + found.noise * np.sqrt(1.0 - kept) * luck[0, 0]
    slope = (known[-1] - known[0]) / (known.size - 1.0) + found.spread / np.sqrt(known.size - 1.0) * luck[1, 0]
    steps = np.cumsum(found.spread * luck[2], axis=0)
    return np.asarray(now + slope * ahead[:, None] + steps + found.noise * luck[1])


def _walks(changes: Floats, luck: Floats) -> Floats:
    """Random walks whose variance follows GARCH(1, 1): v' = w + a e^2 + b v (Bollerslev 1986). Shape of the luck."""
    mean, variance = float(np.mean(changes)), float(np.var(changes)) + 1e-12
    a, b = _volatility(changes - mean, variance) if changes.size >= FEWEST_CHANGES else (0.0, 0.0)
    now = np.full(luck.shape[1], _filtered((changes - mean) ** 2, variance, a, b)[-1])
    steps = []
    for z in luck:
        shock = np.sqrt(now) * z
        steps.append(shock)
        now = variance * (1.0 - a - b) + a * shock**2 + b * now
    return np.cumsum(steps, axis=0)


def _filtered(squares: Floats, variance: float, a: float, b: float) -> Floats:
    """Variances of each change and of the next one, the long-run variance being that of the sample."""
    found = [variance]
    for square in squares:
        found.append(variance * (1.0 - a - b) + a * square + b * found[-1])
    return np.array(found)


def _volatility(shocks: Floats, variance: float) -> tuple[float, float]:
    """Most likely a and b, the variance being that of the sample (variance targeting)."""

    def cost(logits: Floats) -> float:
        a, b = _shares(logits)
        v = _filtered(shocks**2, variance, a, b)[:-1]
        return float(np.sum(np.log(v) + shocks**2 / v) + 0.05 * np.sum(logits**2))  # kept off the ends

    return _shares(minimize(cost, np.array([-1.0, 0.0]), method="Nelder-Mead").x)


def _shares(logits: Floats) -> tuple[float, float]:
    """Two numbers as shares whose sum stays below one."""
    a, b = np.exp(np.minimum(logits, 20.0))
    return float(a / (1.0 + a + b)), float(b / (1.0 + a + b))
