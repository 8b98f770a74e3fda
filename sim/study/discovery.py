"""The worlds in which an outcome comes about, in plain words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sim.analysis.wording import per_100, quantity
from sim.arrays import Bools, Floats
from sim.errors import SimError
from sim.study import estimators
from sim.study.boxes import Box, Limit, box, cart, prim
from sim.study.sample import Sample

Method = Literal["prim", "cart"]
MOST_WORLDS = 20_000
"""Worlds that are looked at; more sharpen a box less than they slow the search."""
MOST_PARAMETERS = 16
"""Parameters among which boxes are looked for: those that explain most by themselves."""
FEWEST = 20
"""Fewer worlds of interest, or of the others, and a box would be drawn round chance."""
MASS_MIN, PEEL = 0.05, 0.05
"""Smallest box and share peeled off at a time, as Bryant and Lempert (2010) use."""
SIGNIFICANT = 0.05


@dataclass(frozen=True)
class Discovery:
    """A box and how it was chosen.

    Attributes:
        outcome: in words.
        method: `prim` or `cart`.
        share: of all worlds that have the outcome.
        chosen: the box.
        others: the peeling trajectory or the tree's leaves.
        n: worlds looked at.
        parameters: those looked at.
    """

    outcome: str
    method: Method
    share: float
    chosen: Box
    others: tuple[Box, ...]
    n: int
    parameters: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The finding in plain words."""
        if not self.chosen.limits:
            return f"No box was found in which '{self.outcome}' is more common than {_percent(self.share)} overall."
        where = " and ".join(limit_words(limit) for limit in self.chosen.limits)
        return (
            f"'{self.outcome}' comes about in {_percent(self.chosen.density)} of the worlds where {where},"
            f" against {_percent(self.share)} overall; these are {_percent(self.chosen.mass)} of all worlds and"
            f" {_percent(self.chosen.coverage)} of those in which it comes about."
        )

    @property
    def table(self) -> pd.DataFrame:
        """Every box that was found: coverage, density, mass, number of limits, the limits in words."""
        return pd.DataFrame(
            {
                "chosen": [each is self.chosen for each in self.others],
                "coverage": [each.coverage for each in self.others],
                "density": [each.density for each in self.others],
                "mass": [each.mass for each in self.others],
                "n": [each.n for each in self.others],
                "n_limits": [len(each.limits) for each in self.others],
                "limits": [" and ".join(limit_words(limit) for limit in each.limits) for each in self.others],
            }
        )


def discover(
    sample: Sample, interest: Bools, words: str, method: Method = "prim", least_coverage: float = 0.5
) -> Discovery:
    """Find the box in which what is of interest is densest while it still covers enough of it.

    Args:
        sample: parameters by row; one world a row.
        interest: which rows are of interest.
        words: what they have in common.
        method: `prim` peels one box, `cart` cuts all of space into boxes.
        least_coverage: share of the worlds of interest that the box must hold.

    Raises:
        SimError: if there is too little to learn from.
    """
    hits = int(interest.sum())
    if min(hits, len(interest) - hits) < FEWEST:
        raise SimError(
            f"'{words}' holds in {hits:,} of {len(interest):,} worlds, expected at least {FEWEST} with and {FEWEST}"
            " without it; play more worlds or ask for something else"
        )
    x = sample.x[leading(sample.x, interest.astype(np.float64))]
    found = prim(x, interest, MASS_MIN, PEEL) if method == "prim" else cart(x, interest, MASS_MIN)
    enough = [each for each in found if each.coverage >= least_coverage and each.limits]
    dense = max(enough, key=lambda each: each.density) if enough else box((), x, interest)
    chosen = _pruned(dense, x, interest)
    others = tuple(chosen if each is dense else each for each in found)
    return Discovery(words, method, hits / len(interest), chosen, others, len(interest), tuple(map(str, x.columns)))


def leading(x: pd.DataFrame, y: Floats) -> list[str]:
    """The parameters that by themselves explain most of what is of interest, in the table's order."""
    if x.shape[1] <= MOST_PARAMETERS:
        return [str(name) for name in x.columns]
    once = np.ones(len(y))
    alone = [estimators.explained(y, once, estimators.slices(x[name])) for name in x.columns]
    best = np.argsort(-np.nan_to_num(np.array(alone)), kind="stable")[:MOST_PARAMETERS]
    return [str(x.columns[place]) for place in np.sort(best)]


def limit_words(limit: Limit) -> str:
    """A limit as a reader says it."""
    if limit.words:
        return f"{limit.path} is {' or '.join(limit.words)}"
    if math.isinf(limit.low):
        return f"{limit.path} ≤ {quantity(limit.high)}"
    if math.isinf(limit.high):
        return f"{limit.path} ≥ {quantity(limit.low)}"
    return f"{limit.path} is {quantity(limit.low)} to {quantity(limit.high)}"


def _pruned(found: Box, x: pd.DataFrame, interest: Bools) -> Box:
    """The box without limits that chance could explain, the least certain first."""
    while len(found.limits) > 1:
        worst = max(found.limits, key=lambda limit: limit.quasi_p)
        if not worst.quasi_p > SIGNIFICANT:
            break
        found = box([limit for limit in found.limits if limit is not worst], x, interest)
    return found


def _percent(share: float) -> str:
    return f"{per_100(share)} %"
