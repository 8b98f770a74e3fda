"""What it would be worth to know: one fact, all facts, or which values to hold.

The expected value of partial perfect information (EVPPI) of an assumption is how much better one would do on
average, choosing after having learnt it rather than before. Choosing and judging on the same worlds would
find such a gain in pure chance, so the worlds are cut into folds: the action for a fold's worlds is chosen
from the others, and judged there. What is left is free of the upward bias, and a worthless fact comes out
near zero, on either side of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.base.arrays import Floats
from sim.studies.argument.decision.values import interval
from sim.studies.argument.flips import critical
from sim.studies.argument.statistics import FEWEST

FOLDS = 5
BINS = 8
"""Groups of equal size in which the expected value of each action is taken to be constant."""


@dataclass(frozen=True)
class Information:
    """What knowing something would gain.

    Attributes:
        about: path of the number, or what else is learnt.
        gain: expected gain [points], with its 95 % interval.
        changed: share of worlds in which the choice would be another.
        clear: whether the gain is beyond luck, the best of so many having been picked.
    """

    about: str
    gain: float
    low: float
    high: float
    changed: float
    clear: bool


@dataclass(frozen=True)
class Learner:
    """The assumptions made ready for linear rules: for each fold, what the others' assumptions look like.

    Attributes:
        u: anything that rises with each assumption, shape (paths, n).
        factors: by fold: mean, spread and singular value decomposition of the other folds' worlds.
    """

    u: Floats
    factors: tuple[tuple[Floats, Floats, Floats, Floats, Floats], ...]

    @classmethod
    def of(cls, u: Floats) -> Learner:
        """Decompose once; every set of weights and variant uses it."""
        folds = _folds(u.shape[1])
        factors = []
        for fold in range(FOLDS):
            known = u[:, folds != fold].T
            middle, spread = known.mean(axis=0), np.maximum(known.std(axis=0), 1e-12)
            factors.append((middle, spread, *np.linalg.svd((known - middle) / spread, full_matrices=False)))
        return cls(u, tuple(factors))


def of_each_fact(values: Floats, paths: Sequence[str], learner: Learner) -> list[Information]:
    """EVPPI of every assumption under one set of weights, largest first.

    Args:
        values: worth of each world, shape (actions, n).
        paths: of the assumptions.
        learner: holds them.
    """
    folds = _folds(values.shape[1])
    before = _chosen_blind(values, folds)
    rows = []
    for path, along in zip(paths, learner.u, strict=True):
        after = _chosen_by_bin(values, _bins(along), folds)
        rows.append(_gain(path, values, before, after, n_tried=len(paths)))
    return sorted(rows, key=lambda row: -row.gain)


def of_all_facts(values: Floats, learner: Learner) -> Information:
    """What knowing every assumption at once would gain, as far as a linear rule can use it: a lower bound."""
    folds = _folds(values.shape[1])
    return _gain("all facts", values, _chosen_blind(values, folds), _chosen_by_rule(values, learner, folds))


def perfect(values: Floats) -> float:
    """What knowing how each war would turn out would gain, chance included: no fact can be worth more [points]."""
    return float(values.max(axis=0).mean() - values.mean(axis=1).max())


def weights_against_facts(values: Floats, learner: Learner) -> tuple[Information, Information, Floats]:
    """What settling the values would gain, beside what settling all the facts would, starting from neither.

    Every set of weights counts the same: its values are divided by what is at stake under it. Who knows
    neither takes the action that is best on average over the sets; who has settled the values takes the best
    under each set; who has settled the facts takes the best on average over the sets, given the facts.

    Args:
        values: worth of each world, shape (weights, actions, n).
        learner: holds the assumptions.

    Returns:
        The two gains in shares of the stake, and each world's part in their difference, shape (n,).
    """
    means = values.mean(axis=2)
    stakes = np.ptp(means, axis=1)
    scaled = values[stakes > 0.0] / stakes[stakes > 0.0][:, None, None]
    n = values.shape[2]
    if not len(scaled):
        nothing = Information("nothing", 0.0, 0.0, 0.0, 0.0, False)
        return nothing, nothing, np.zeros(n)
    folds = _folds(n)
    common = scaled.mean(axis=0)
    blind = _chosen_blind(common, folds)
    here = np.arange(n)
    before = common[blind, here]
    by_set = np.stack([_chosen_blind(one, folds) for one in scaled])
    gained_weights = (
        np.mean([one[chosen, here] for one, chosen in zip(scaled, by_set, strict=True)], axis=0) - before
    )
    by_facts = _chosen_by_rule(common, learner, folds)
    gained_facts = common[by_facts, here] - before
    return (
        _information("which values to hold", gained_weights, float(np.mean(by_set != blind))),
        _information("all facts", gained_facts, float(np.mean(by_facts != blind))),
        gained_weights - gained_facts,
    )


def _gain(about: str, values: Floats, before: np.ndarray, after: np.ndarray, n_tried: int = 1) -> Information:
    here = np.arange(values.shape[1])
    return _information(
        about, values[after, here] - values[before, here], float(np.mean(after != before)), n_tried
    )


def _information(about: str, gained: Floats, changed: float, n_tried: int = 1) -> Information:
    low, high = interval(gained)
    gain = float(gained.mean())
    error = float(gained.std()) / math.sqrt(gained.size)
    enough = np.count_nonzero(gained) >= FEWEST
    return Information(about, gain, low, high, changed, bool(enough and gain > critical(n_tried) * error))


def _folds(n: int) -> np.ndarray:
    return np.arange(n) % FOLDS


def _chosen_blind(values: Floats, folds: np.ndarray) -> np.ndarray:
    """Best action on average in the other folds, for each world. Shape (n,)."""
    chosen = np.array([int(np.argmax(values[:, folds != fold].mean(axis=1))) for fold in range(FOLDS)])
    return np.asarray(chosen[folds])


def _bins(along: Floats) -> np.ndarray:
    """Groups of equal size by rank; equal values fall into one group. Shape (n,)."""
    edges = np.quantile(along, np.linspace(0.0, 1.0, BINS + 1)[1:-1])
    return np.searchsorted(edges, along, side="right")


def _chosen_by_bin(values: Floats, bins: np.ndarray, folds: np.ndarray) -> np.ndarray:
    """Best action among the other folds' worlds of the same group, for each world. Shape (n,)."""
    cell = bins * FOLDS + folds
    sums = np.stack([np.bincount(cell, row, BINS * FOLDS) for row in values]).reshape(-1, BINS, FOLDS)
    others = sums.sum(axis=2, keepdims=True) - sums
    return np.asarray(np.argmax(others, axis=0)[bins, folds])


def _chosen_by_rule(values: Floats, learner: Learner, folds: np.ndarray) -> np.ndarray:
    """Best action by a linear prediction from all assumptions, fitted to the other folds. Shape (n,).

    What is predicted is each action's lead over the one that is best blindly, world by world: on common draws and
    dice most of the luck is in both and falls out. Where the assumptions tell nothing, that one is kept.
    """
    blind = _chosen_blind(values, folds)
    chosen = np.zeros(values.shape[1], dtype=np.int64)
    for fold in range(FOLDS):
        middle, spread, left, singular, right = learner.factors[fold]
        judged = folds == fold
        leads = (values - values[blind[judged][0]])[:, ~judged].T
        level = leads.mean(axis=0)
        slopes = right.T @ np.stack([_shrunk(left, singular, lead) for lead in (leads - level).T], axis=1)
        predicted = level + ((learner.u[:, judged].T - middle) / spread) @ slopes
        chosen[judged] = np.argmax(predicted, axis=1)
    return chosen


def _shrunk(left: Floats, singular: Floats, target: Floats) -> Floats:
    """Ridge regression whose penalty is the one of least generalised cross-validation error (Golub et al. 1979).

    Args:
        left: left singular vectors of the standardised assumptions, shape (n, k).
        singular: singular values, shape (k,).
        target: what is predicted, less its mean, shape (n,).

    Returns:
        Coefficients along the right singular vectors, shape (k,).
    """
    onto = left.T @ target
    # From hardly any shrinking of the strongest direction to nearly all of it; shape (penalties, k).
    penalties = np.geomspace(1e-3, 1e2, 40)[:, None] * singular[0] ** 2
    kept = singular**2 / (singular**2 + penalties)
    residual = np.sum(target**2) - np.sum(onto**2) + np.sum(((1.0 - kept) * onto) ** 2, axis=1)
    best = int(np.argmin(residual / (len(left) - 1.0 - kept.sum(axis=1)) ** 2))
    return np.asarray(kept[best] * onto / np.maximum(singular, 1e-12))
