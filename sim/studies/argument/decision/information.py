"""The worth of knowing one fact, all facts, or which values to hold.

The expected value of partial perfect information (EVPPI) of an assumption is how much better one would do on
average, choosing after having learnt it rather than before. Choosing and judging on the same wars would
find such a gain in pure chance, so the wars are cut into folds: the action for a fold's wars is chosen
from the others, and judged there. The gain that remains has no upward bias, and a worthless fact comes out
near zero, on either side of it.
"""

import math
from dataclasses import dataclass

import numpy as np

from sim.analysis.intervals import critical, student_interval
from sim.base.arrays import Bools, Floats
from sim.studies.argument.decision.assumptions import FOLDS, Assumptions, folds_of
from sim.studies.argument.statistics import FEWEST

BINS = 8
"""Groups of equal size in which the expected value of each action is taken to be constant."""
PENALTIES = np.geomspace(1e-3, 1e2, 40)
"""Penalties of a ridge regression that are tried, as shares of the largest singular value squared: from hardly any
shrinking of the strongest direction to nearly all of it."""


@dataclass(frozen=True)
class Information:
    """The gain from knowing something.

    Attributes:
        about: path of the number, or what else is learnt.
        gain: expected gain [points], with its 95 % interval.
        changed: share of wars in which the choice would be another.
        clear: whether the gain is beyond luck, the best of so many having been picked.
    """

    about: str
    gain: float
    low: float
    high: float
    changed: float
    clear: bool


def of_each_fact(values: Floats, assumptions: Assumptions) -> list[Information]:
    """EVPPI of every assumption under one set of weights, largest first; values have shape (actions, n)."""
    before = _chosen_blind(values)
    rows = []
    for path, along in zip(assumptions.paths, assumptions.u, strict=True):
        after = _chosen_by_bin(values, _bins(along))
        gained = _taken(values, after) - _taken(values, before)
        rows.append(_information(path, gained, after != before, n_tried=len(assumptions.paths)))
    return sorted(rows, key=lambda row: -row.gain)


def of_all_facts(values: Floats, assumptions: Assumptions) -> Information:
    """Gain from knowing every assumption at once, as far as a linear rule can use it: a lower bound."""
    before, after = _chosen_blind(values), _chosen_by_rule(values, assumptions)
    return _information("all facts", _taken(values, after) - _taken(values, before), after != before)


def perfect(values: Floats) -> float:
    """Gain from knowing how each war would turn out, chance included: no fact can be worth more [points]."""
    return float(values.max(axis=0).mean() - values.mean(axis=1).max())


def weights_against_facts(values: Floats, assumptions: Assumptions) -> tuple[Information, Information, Floats]:
    """The gain from settling the values, beside that from settling all the facts, starting from neither.

    Every set of weights counts the same: its values are divided by the stake under it. With neither settled,
    the action that is best on average over the sets is taken; with the values settled, the best under each
    set; with the facts settled, the best on average over the sets, given the facts.

    Args:
        values: worth of each war, shape (weights, actions, n).
        assumptions: as drawn for the wars.

    Returns:
        The two gains in shares of the stake, and each war's part in their difference, shape (n,).
    """
    stakes = np.ptp(values.mean(axis=2), axis=1)
    scaled = values[stakes > 0.0] / stakes[stakes > 0.0][:, None, None]
    if not len(scaled):
        nothing = Information("nothing", gain=0.0, low=0.0, high=0.0, changed=0.0, clear=False)
        return nothing, nothing, np.zeros(values.shape[2])
    common = scaled.mean(axis=0)
    blind = _chosen_blind(common)
    before = _taken(common, blind)
    by_set = np.stack([_chosen_blind(one) for one in scaled])
    settled = [_taken(one, chosen) for one, chosen in zip(scaled, by_set, strict=True)]
    gained_weights = np.mean(settled, axis=0) - before
    by_facts = _chosen_by_rule(common, assumptions)
    gained_facts = _taken(common, by_facts) - before
    return (
        _information("which values to hold", gained_weights, by_set != blind),
        _information("all facts", gained_facts, by_facts != blind),
        gained_weights - gained_facts,
    )


def _information(about: str, gained: Floats, changed: Bools, n_tried: int = 1) -> Information:
    low, high = student_interval(gained)
    gain = float(gained.mean())
    error = float(gained.std()) / math.sqrt(gained.size)
    enough = np.count_nonzero(gained) >= FEWEST
    clear = bool(enough and gain > critical(n_tried) * error)
    return Information(about, gain=gain, low=low, high=high, changed=float(np.mean(changed)), clear=clear)


def _taken(values: Floats, chosen: np.ndarray) -> Floats:
    """Worth of each war under the action chosen for it. Shape (n,)."""
    return np.asarray(values[chosen, np.arange(values.shape[1])])


def _chosen_blind(values: Floats) -> np.ndarray:
    """Best action on average in the other folds, for each war. Shape (n,)."""
    folds = folds_of(values.shape[1])
    chosen = np.array([int(np.argmax(values[:, folds != fold].mean(axis=1))) for fold in range(FOLDS)])
    return np.asarray(chosen[folds])


def _bins(along: Floats) -> np.ndarray:
    """Groups of equal size by rank; equal values fall into one group. Shape (n,)."""
    edges = np.quantile(along, np.linspace(0.0, 1.0, BINS + 1)[1:-1])
    return np.searchsorted(edges, along, side="right")


def _chosen_by_bin(values: Floats, bins: np.ndarray) -> np.ndarray:
    """Best action among the other folds' wars of the same group, for each war. Shape (n,)."""
    folds = folds_of(values.shape[1])
    cell = bins * FOLDS + folds
    sums = np.stack([np.bincount(cell, row, BINS * FOLDS) for row in values]).reshape(-1, BINS, FOLDS)
    others = sums.sum(axis=2, keepdims=True) - sums
    return np.asarray(np.argmax(others, axis=0)[bins, folds])


def _chosen_by_rule(values: Floats, assumptions: Assumptions) -> np.ndarray:
    """Best action by a linear prediction from all assumptions, fitted to the other folds. Shape (n,).

    The prediction is of each action's lead over the one that is best blindly, war by war: on common draws and
    dice most of the luck is in both and falls out. Where the assumptions tell nothing, that one is kept.
    """
    folds = folds_of(values.shape[1])
    blind = _chosen_blind(values)
    chosen = np.zeros(values.shape[1], dtype=np.int64)
    for fold, (middle, spread, left, singular, right) in enumerate(assumptions.factors):
        judged = folds == fold
        leads = (values - values[blind[judged][0]])[:, ~judged].T
        level = leads.mean(axis=0)
        slopes = right.T @ np.stack([_shrunk(left, singular, lead) for lead in (leads - level).T], axis=1)
        predicted = level + ((assumptions.u[:, judged].T - middle) / spread) @ slopes
        chosen[judged] = np.argmax(predicted, axis=1)
    return chosen


def _shrunk(left: Floats, singular: Floats, target: Floats) -> Floats:
    """Ridge regression whose penalty is the one of least generalised cross-validation error (Golub et al. 1979).

    Args:
        left: left singular vectors of the standardised assumptions, shape (n, k).
        singular: singular values, shape (k,).
        target: the values to predict, less their mean, shape (n,).

    Returns:
        Coefficients along the right singular vectors, shape (k,).
    """
    onto = left.T @ target
    penalties = PENALTIES[:, None] * singular[0] ** 2
    kept = singular**2 / (singular**2 + penalties)
    residual = np.sum(target**2) - np.sum(onto**2) + np.sum(((1.0 - kept) * onto) ** 2, axis=1)
    best = int(np.argmin(residual / (len(left) - 1.0 - kept.sum(axis=1)) ** 2))
    return np.asarray(kept[best] * onto / np.maximum(singular, 1e-12))
