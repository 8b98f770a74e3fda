"""Draws: one sample of every uncertainty per replication, by quantile of a named stream; the same bits on every machine.

Working through quantiles keeps draws common: a scenario that scales a number or widens its range meets the same
luck in every replication.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.base.arrays import Floats
from sim.base.portable import exp, log, normal_probability, normal_quantile
from sim.scenario.records import IGNORANCE
from sim.war.randomness import TOGETHER, Dice, Replications, uniform_of_words, words

if TYPE_CHECKING:
    from sim.scenario import Number, Scenario

FIVE_PERCENT_POINT = 1.6448536269514722
"""Standard normal 95 % point: `low` and `high` of a normal are its 5 % and 95 % points."""


def quantile(number: Number, u: Floats) -> Floats:
    """The value of an uncertain number at quantiles u in [0, 1). Same shape as u."""
    low, high, value = number.low, number.high, number.value
    if number.distribution is None or low is None or high is None:
        return np.full_like(u, value)
    if number.distribution == "uniform":
        drawn = low + u * (high - low)
    elif number.distribution == "loguniform":
        drawn = low * exp(u * log(np.asarray(high / low)))
    elif number.distribution == "triangular":
        drawn = _triangular(low, value, high, u)
    elif number.distribution == "lognormal":
        below, above = log(np.array([low / value, high / value]))
        drawn = value * exp(_two_sided(below, above, u))
    else:
        drawn = value + _two_sided(low - value, high - value, u)
    return np.clip(drawn, *number.bounds)


def _two_sided(below: float, above: float, u: Floats) -> Floats:
    """Normal deviate whose halves may differ in spread: 5 % point `below`, 95 % point `above`, median 0."""
    z = _deviate(u) / FIVE_PERCENT_POINT
    return np.asarray(np.where(z < 0.0, -below * z, above * z))


def _deviate(u: Floats) -> Floats:
    """Standard normal deviate of a quantile."""
    return normal_quantile(np.clip(u, 1e-12, 1.0 - 1e-12))


def _triangular(low: float, mode: float, high: float, u: Floats) -> Floats:
    if high <= low:
        return np.full_like(u, mode)
    split = (mode - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1.0 - u) * (high - low) * (high - mode))
    return np.where(u < split, rising, falling)


def quantiles(paths: tuple[str, ...], seed: int, replications: Replications) -> dict[str, Floats]:
    """Independent uniform quantiles for each path, from the stream `draw/<path>`. Arrays of shape (n,)."""
    found: dict[str, Floats] = {}
    together = max(1, TOGETHER // max(1, replications.size))  # few calls, on arrays that stay in the cache
    for first in range(0, len(paths), together):
        some = paths[first : first + together]
        names = tuple(f"draw/{path}" for path in some)
        found |= zip(some, uniform_of_words(words(seed, names, replications, 0)[0]), strict=True)
    return found


def tied(u: Mapping[str, Floats], scenario: Scenario, seed: int, replications: Replications) -> dict[str, Floats]:
    """Quantiles of which those of one group are correlated, each still uniform: a Gaussian copula.

    Judgements that rest on the same source err together: z = sqrt(r) c + sqrt(1 - r) own, with c common to the group.
    A correlation of 0 leaves every bit as it is.

    Args:
        u: independent quantiles by path, each of shape (n,).
        scenario: whose numbers, groups and correlations.
        seed: of the run.
        replications: whose quantiles they are, shape (n,).
    """
    out = dict(u)
    groups: dict[str, list[str]] = {}
    for path in u:
        group = scenario.numbers[path].group
        if group is not None:
            groups.setdefault(group, []).append(path)
    for group, paths in groups.items():
        share = scenario.numbers[f"{IGNORANCE}.{group}"].value
        if share == 0.0:
            continue
        common = _deviate(Dice(seed, replications).once(f"draw/group/{group}"))
        own = _deviate(np.stack([u[path] for path in paths]))
        tied = normal_probability(np.sqrt(share) * common + np.sqrt(1.0 - share) * own)
        out |= zip(paths, tied, strict=True)
    return out


def sample(scenario: Scenario, u: Mapping[str, Floats]) -> dict[str, Floats]:
    """Values of the scenario's uncertain numbers at given quantiles.

    Args:
        scenario: whose numbers.
        u: quantiles by path, see `quantiles`; every uncertain number must be in it.
    """
    return {path: quantile(scenario.numbers[path], u[path]) for path in uncertain(scenario)}


def uncertain(scenario: Scenario) -> tuple[str, ...]:
    """Paths of the numbers that differ from draw to draw."""
    return tuple(path for path, number in scenario.numbers.items() if number.distribution is not None)
