"""Where every uncertain number stands in its range, war by war."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.base.arrays import Floats
from sim.scenario import Scenario

FOLDS = 5
"""Parts into which wars are cut; an action for the wars of one part is chosen from those of the others."""


@dataclass(frozen=True)
class Assumptions:
    """The uncertain numbers that have a range, and what was drawn for them.

    Attributes:
        paths: of the numbers.
        u: 0 at the low end, 1 at the high end; shape (paths, n).
        low: low end, by path.
        high: high end, by path.
    """

    paths: Sequence[str]
    u: Floats
    low: Mapping[str, float]
    high: Mapping[str, float]

    @classmethod
    def of(cls, scenario: Scenario, draws: Mapping[str, Floats]) -> Assumptions:
        """The numbers of a scenario among those drawn that have a range."""
        low, high = {}, {}
        for path in draws:
            number = scenario.numbers[path]
            if number.low is not None and number.high is not None and number.high > number.low:
                low[path], high[path] = number.low, number.high
        u = np.stack([(draws[path] - low[path]) / (high[path] - low[path]) for path in low])
        return cls(tuple(low), u, low, high)

    def value(self, path: str, place: float) -> float:
        """The number at a place of its range."""
        return self.low[path] + place * (self.high[path] - self.low[path])

    @cached_property
    def factors(self) -> tuple[tuple[Floats, Floats, Floats, Floats, Floats], ...]:
        """By fold: mean, spread and singular value decomposition of the other folds' wars, standardised."""
        folds = folds_of(self.u.shape[1])
        factors = []
        for fold in range(FOLDS):
            known = self.u[:, folds != fold].T
            middle, spread = known.mean(axis=0), np.maximum(known.std(axis=0), 1e-12)
            factors.append((middle, spread, *np.linalg.svd((known - middle) / spread, full_matrices=False)))
        return tuple(factors)


def folds_of(n: int) -> np.ndarray:
    """The fold of each of n wars. Shape (n,)."""
    return np.arange(n) % FOLDS
