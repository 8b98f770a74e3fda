"""The worlds in which an outcome comes about, in plain words."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sim.analysis.measured import in_words
from sim.analysis.wording import per_100
from sim.base.arrays import Bools, Floats
from sim.base.errors import SimError
from sim.base.text import counted
from sim.studies.sensitivity import estimators
from sim.studies.sensitivity.boxes import Box, box, cart, prim
from sim.studies.sensitivity.study_data import StudyData
from sim.war.randomness import random_generator

Method = Literal["prim", "cart"]
MOST_WORLDS = 20_000
"""Worlds that are looked at; more sharpen a box less than they slow the search."""
MOST_PARAMETERS = 16
"""Parameters among which boxes are looked for: those that explain most by themselves."""
WORLDS_A_DRAW = 10
"""Worlds for each parameter looked at, without which a sweep's draws are left out (Peduzzi 1996: ten events)."""
FEWEST = 10
"""Fewer worlds with the outcome, or without, in either half, and a box would be drawn round chance."""
MASS_MIN, PEEL = 0.05, 0.05
"""Smallest box and share peeled off at a time, as Bryant and Lempert (2010) use."""
LEAVES = (0.05, 0.1, 0.2)
"""Smallest leaves of the trees that are grown, as shares of all worlds."""
SIGNIFICANT = 0.05


@dataclass(frozen=True)
class Discovery:
    """A box and how it was chosen.

    Attributes:
        outcome: as it was asked for.
        method: `prim` or `cart`.
        share: of all worlds that have the outcome.
        chosen: the box.
        others: the peeling trajectory or the tree's leaves.
        n: distinct worlds that the figures rest on, none of which the box was fitted to.
        parameters: those looked at.
        missing: wars that do not have the outcome, which count neither as with it nor as without.
    """

    outcome: str
    method: Method
    share: float
    chosen: Box
    others: tuple[Box, ...]
    n: int
    parameters: tuple[str, ...]
    missing: int = 0

    @property
    def words(self) -> str:
        """The outcome in words."""
        return in_words(self.outcome)

    @property
    def sentence(self) -> str:
        """The finding in plain words."""
        overall = f"{_percent(self.share)} overall"
        left_out = (
            f" Left out: {counted(self.missing, 'war')} without it, neither one way nor the other."
            if self.missing
            else ""
        )
        if not self.chosen.limits:
            return f"No box was found in which '{self.words}' is more common than {overall}.{left_out}"
        return (
            f"'{self.words}' comes about in {_percent(self.chosen.density)} of the worlds where"
            f" {self.chosen.words}, against {overall}; these are"
            f" {_percent(self.chosen.mass)} of all worlds and {_percent(self.chosen.coverage)} of those in which"
            f" it comes about.{left_out}"
        )

    @property
    def table(self) -> pd.DataFrame:
        """Every box that was found: coverage, density, mass, number of limits, the limits by paths."""
        figures = [
            {"chosen": each is self.chosen, **vars(each), "n_limits": len(each.limits), "limits": each.rules}
            for each in self.others
        ]
        columns = ["chosen", "coverage", "density", "mass", "n", "n_limits", "limits"]
        return pd.DataFrame(figures, columns=columns)


def discover(
    data: StudyData, interest: Bools, words: str, method: Method = "prim", least_coverage: float = 0.3
) -> Discovery:
    """Find the box with the best balance of coverage and density (their harmonic mean).

    Args:
        data: parameters by row; one world a row.
        interest: which rows are of interest.
        words: in which these rows are told.
        method: `prim` peels one box, `cart` cuts all of space into boxes.
        least_coverage: share of the worlds of interest that the box must hold.

    Raises:
        SimError: if there is too little to learn from.
    """
    known = ~np.isnan(data.y[:, 0])
    missing = int((~known).sum())
    world = (np.arange(len(interest)) if data.world is None else data.world)[known]
    table, interest = data.x[known].reset_index(drop=True), interest[known]
    search = _half(world, data.seed)
    for part in (search, ~search):
        hits = np.unique(world[part & interest]).size
        if min(hits, np.unique(world[part & ~interest]).size) < FEWEST:
            raise SimError(
                f"'{words}' holds in {int(interest.sum()):,} of {counted(len(interest), 'row')}, in"
                f" {counted(np.unique(world).size, 'distinct world')}; expected {2 * FEWEST} worlds with and as many"
                f" without it{f' ({missing:,} have no such outcome)' if missing else ''}; play more replications or ask"
                " for something else"
            )
    x = table[leading(table[search], interest[search].astype(np.float64), world[search])]
    seen, sought = x[search].reset_index(drop=True), interest[search]
    if method == "prim":
        limits = prim(seen, sought, MASS_MIN, PEEL)
    else:  # a tree goes on cutting up what is alike all through, so larger leaves are looked at too
        limits = [leaf for mass in LEAVES for leaf in cart(seen, sought, mass)]
    promised = [box(each, seen, sought) for each in limits]
    # A box looks better in the worlds it was fitted to than in others, so its figures come from others.
    x, interest, world = x[~search].reset_index(drop=True), interest[~search], world[~search]
    found = [box(each, x, interest, world) for each in limits]
    places = [i for i, each in enumerate(promised) if each.limits and each.coverage >= least_coverage]
    best = max(places, key=lambda place: _balance(promised[place]), default=None)
    chosen = box((), x, interest, world) if best is None else _pruned(found[best], x, interest, world)
    return Discovery(
        outcome=words,
        method=method,
        share=float(interest.mean()),
        chosen=chosen,
        others=tuple(chosen if place == best else each for place, each in enumerate(found)),
        n=np.unique(world).size,
        parameters=tuple(map(str, x.columns)),
        missing=missing,
    )


def leading(x: pd.DataFrame, y: Floats, world: np.ndarray) -> list[str]:
    """The parameters that by themselves explain most of what is of interest, in the table's order.

    A parameter that all points of a world share is judged by the means of worlds: points make no more worlds.
    """
    _, first, place = np.unique(world, return_index=True, return_inverse=True)
    means = np.bincount(place, y) / np.bincount(place)
    alone: dict[str, float] = {}
    for name in map(str, x.columns):
        values = x[name].to_numpy()
        if len(first) == len(y):
            alone[name] = _explained(x[name], y)
        elif not (values == values[first][place]).all():
            alone[name] = np.inf  # what the sweep itself varies is always looked at
        elif len(first) >= WORLDS_A_DRAW * MOST_PARAMETERS:
            alone[name] = _explained(x[name].iloc[first].reset_index(drop=True), means)
    best = sorted(alone, key=lambda name: -alone[name])[:MOST_PARAMETERS]
    return [name for name in alone if name in best]


def _explained(column: pd.Series, y: Floats) -> float:
    share = estimators.explained(y, np.ones(len(y)), estimators.slices(column))
    return share if np.isfinite(share) else 0.0


def _half(world: np.ndarray, seed: int) -> Bools:
    """Rows of a random half of the worlds; rows of one world stay together."""
    ids, place = np.unique(world, return_inverse=True)
    side = random_generator(seed, "study/split").random(ids.size) < 0.5
    return np.asarray(side[place])


def _balance(each: Box) -> float:
    """Harmonic mean of coverage and density."""
    return 2.0 * each.coverage * each.density / max(each.coverage + each.density, 1e-12)


def _pruned(found: Box, x: pd.DataFrame, interest: Bools, world: np.ndarray) -> Box:
    """The box without limits that chance could explain, the least certain first."""
    while found.limits:
        worst = max(found.limits, key=lambda limit: limit.quasi_p)
        if not worst.quasi_p > SIGNIFICANT:
            break
        found = box([limit for limit in found.limits if limit is not worst], x, interest, world)
    return found


def _percent(share: float) -> str:
    return f"{per_100(share)} %"
