"""The smallest change of one or two assumptions that makes another action the best: how little it would take.

Wars are not played again. Those at hand are weighted by exp(λ u), where u is where an assumption stands in
its range (0 at its low end, 1 at its high end): of all weightings that move the mean of u by so much, this is
the one that departs least from the wars as drawn (exponential tilting). λ grows until the action that was
best no longer is; the move of the weighted mean of u is the change, in units of the range. A weighting that
rests on fewer than `FEWEST_EFFECTIVE` wars' worth of evidence is not gone into: then the ranking holds as
far as the draws reach.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.optimize import brentq

from sim.analysis.intervals import critical
from sim.base.arrays import Floats
from sim.studies.argument.decision.assumptions import Assumptions

FEWEST_EFFECTIVE = 50.0
"""Effective wars, (Σw)²/Σw², below which a weighted mean says more about a few wars than about an assumption."""
STEEPEST = 64.0
"""Largest λ that is tried; a weighting that steep rests on the outermost hundredth of the range."""
MOST_IN_PAIRS = 12
"""Assumptions with the steepest effect that are tried two by two."""


@dataclass(frozen=True)
class Reversal:
    """A change of assumptions after which another action is best.

    Attributes:
        best: the action that was best.
        rival: the action that then is as good.
        moves: change of each assumption's mean, in units of its range, by path.
        values: the mean each assumption is moved to, in its unit.
        size: the largest of the moves, without sign.
        effective: effective wars that the weighting rests on.
    """

    best: str
    rival: str
    moves: Mapping[str, float]
    values: Mapping[str, float]
    size: float
    effective: float


def reversals(
    values: Floats, actions: Sequence[str], assumptions: Assumptions
) -> tuple[Reversal | None, Reversal | None]:
    """The smallest change of one assumption, and of two, that takes the first place from the best action.

    Only assumptions are tried whose effect on the difference is beyond luck, the best of so many having been
    picked.

    Args:
        values: worth of each war, shape (actions, n).
        actions: their names.
        assumptions: as drawn for the wars.
    """
    best = int(np.argmax(values.mean(axis=1)))
    found: dict[int, list[Reversal | None]] = {1: [], 2: []}
    for rival in range(len(actions)):
        if rival == best:
            continue
        lead = values[best] - values[rival]
        names = actions[best], actions[rival]
        rows = _moving(lead, assumptions)
        found[1] += [_tilt(names, lead, assumptions, (row,)) for row in rows]
        found[2] += [_tilt(names, lead, assumptions, pair) for pair in combinations(rows[:MOST_IN_PAIRS], 2)]
    single, pair = (
        min((one for one in each if one is not None), key=lambda one: one.size, default=None) for each in found.values()
    )
    return single, pair


def _moving(lead: Floats, assumptions: Assumptions) -> list[int]:
    """Rows of the assumptions that the lead depends on, steepest per unit of range first."""
    n = lead.size
    spread = float(lead.std())
    if spread == 0.0 or n < 3:
        return []
    centred = assumptions.u - assumptions.u.mean(axis=1, keepdims=True)
    deviations = centred.std(axis=1)
    covariance = centred @ (lead - lead.mean()) / n
    correlation = covariance / (deviations * spread)
    steep = np.abs(covariance) / deviations**2
    beyond_luck = np.abs(correlation) * math.sqrt(n) >= critical(len(assumptions.paths))
    return [int(row) for row in np.argsort(-steep) if beyond_luck[row]]


def _tilt(names: tuple[str, str], lead: Floats, assumptions: Assumptions, rows: tuple[int, ...]) -> Reversal | None:
    """Weight the wars along some assumptions, each in the direction that shrinks the lead, until it is gone."""
    u = assumptions.u[list(rows)]
    centred = u - u.mean(axis=1, keepdims=True)
    direction = -np.sign(centred @ lead) @ centred

    def weights(steepness: float) -> Floats:
        raw = np.exp(steepness * (direction - direction.max()))
        return np.asarray(raw / raw.sum())

    def remaining(steepness: float) -> float:
        return float(weights(steepness) @ lead)

    farthest = _farthest(weights)
    if remaining(farthest) > 0.0:
        return None
    steepness = brentq(remaining, 0.0, farthest) if remaining(0.0) > 0.0 else 0.0
    w = weights(steepness)
    places, before = u @ w, u.mean(axis=1)
    paths = [assumptions.paths[row] for row in rows]
    return Reversal(
        best=names[0],
        rival=names[1],
        moves=dict(zip(paths, (places - before).tolist(), strict=True)),
        values={path: assumptions.value(path, place) for path, place in zip(paths, places.tolist(), strict=True)},
        size=float(np.abs(places - before).max()),
        effective=float(1.0 / np.sum(w**2)),
    )


def _farthest(weights: Callable[[float], Floats]) -> float:
    """The steepest weighting that still rests on enough wars."""

    def spare(steepness: float) -> float:
        return float(1.0 / np.sum(weights(steepness) ** 2)) - FEWEST_EFFECTIVE

    if spare(STEEPEST) >= 0.0:
        return STEEPEST
    return float(brentq(spare, 0.0, STEEPEST)) if spare(0.0) > 0.0 else 0.0
