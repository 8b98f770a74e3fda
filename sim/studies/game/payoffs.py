"""What every profile is worth to every actor, from the stored wars: once as played, and again with other worlds and values.

Resampling is by world (Poisson bootstrap: a world counts as often as a Poisson number of mean 1 says), the same world in
every profile, so that what all profiles share cancels. Each resample draws its own weights and prices too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.runs.sweep.assembly import pieces
from sim.studies.game.records import Actor, Game, Judged
from sim.studies.measures import Measure, parse
from sim.war.randomness import random_generator

RESAMPLES = 300
"""Resamples, for 95 % intervals that are good to a tenth of their width."""
SHOWN: Mapping[str, Measure] = {
    text: parse(text)
    for text in ("settlement + armistice", "russian_victory", "nuclear_use + nato_russia_war", "territory_change")
}
"""What is told of the wars besides what they are worth."""


@dataclass(frozen=True)
class Payoffs:
    """Means over worlds of what actors weigh; row 0 as played, then the resamples.

    Attributes:
        game: whose payoffs they are.
        means: by resample, profile and item: every value of every actor in turn, then `SHOWN`.
        seed: of the draws of weights and prices.
    """

    game: Game
    means: Floats
    seed: int

    def shown(self, text: str) -> Floats:
        """Mean of an outcome that is told. Shape (1 + resamples, profiles)."""
        return self.means[:, :, list(SHOWN).index(text) - len(SHOWN)]

    @cached_property
    def both(self) -> dict[str, Floats]:
        """Payoffs with worlds and values resampled, by actor. Shapes (1 + resamples, profiles)."""
        return self._payoffs(worlds=True, values=True)

    @cached_property
    def luck(self) -> dict[str, Floats]:
        """The same with worlds resampled alone: values are as the file says."""
        return self._payoffs(worlds=True, values=False)

    @cached_property
    def judged(self) -> dict[str, Floats]:
        """The same with values drawn alone: worlds are as played."""
        return self._payoffs(worlds=False, values=True)

    def _payoffs(self, *, worlds: bool, values: bool) -> dict[str, Floats]:
        rows = len(self.means)
        means = self.means if worlds else np.broadcast_to(self.means[:1], self.means.shape)
        found, first = {}, 0
        for place, (name, actor) in enumerate(self.game.actors.items()):
            weights = np.stack([self._drawn(f"{name}/{each.name}", each.weight, values) for each in actor.values], 1)
            weights = weights / weights.sum(axis=1, keepdims=True)
            own = means[:, :, first : first + len(actor.values)]
            prices = np.stack(
                [self._drawn(f"{name}/{each.name}/price", each.price, values) for each in actor.strategies]
            )
            chosen = [actor.options.index(profile[place]) for profile in self.game.profiles]
            found[name] = np.einsum("zpk,zk->zp", own, weights) - prices[chosen].T.reshape(rows, -1)
            first += len(actor.values)
        return found

    def _drawn(self, name: str, number: Judged, values: bool) -> Floats:
        """A weight or a price: as the file says, then as drawn for each resample. Shape (1 + resamples,)."""
        rows = len(self.means)
        if not values:
            return np.full(rows, number.value)
        drawn = number.at(random_generator(self.seed, f"game/{name}").random(rows - 1))
        return np.concatenate([[number.value], drawn])


def columns_of(game: Game) -> set[str]:
    """Stored columns that payoffs are read from."""
    weighed = (each.columns for actor in game.actors.values() for each in actor.values)
    return set().union(*weighed, *(measure.columns() for measure in SHOWN.values()))


def stored(game: Game, runs: Path) -> Iterator[tuple[int, pd.DataFrame]]:
    """Wars of a game's profiles from their `runs.parquet`, piece by piece, with the number of the profile."""
    for point, rows in pieces(runs, ["point", "replication", *sorted(columns_of(game))]):
        yield point, rows.to_pandas().set_index("replication")


def payoffs_of(game: Game, wars: Iterable[tuple[int, pd.DataFrame]], n: int, seed: int) -> Payoffs:
    """Weigh a game's wars.

    Args:
        game: whose wars they are.
        wars: some of a profile, by its number; their index is their replication, from 0 to n - 1.
        n: wars a profile.
        seed: of the resamples.
    """
    weighed = [each for actor in game.actors.values() for each in actor.values]
    counts = resample_counts(n, seed)
    sums = np.zeros((len(counts), len(game.profiles), len(weighed) + len(SHOWN)))
    for point, some in wars:
        read = [*(each.of(some) for each in weighed), *(np.nan_to_num(one.values(some)) for one in SHOWN.values())]
        times = counts[:, some.index.to_numpy()].astype(np.float64)
        sums[:, point] += times @ np.stack(read, axis=1)
    return Payoffs(game, sums / counts.sum(axis=1)[:, None, None], seed)


def resample_counts(n: int, seed: int, resamples: int = RESAMPLES) -> np.ndarray:
    """How often each world counts: once in row 0, a Poisson number of times in each resample. Shape (1 + resamples, n)."""
    generator = random_generator(seed, "game/worlds")
    counts = np.ones((1 + resamples, n), dtype=np.uint8)
    for row in counts[1:]:
        row[:] = generator.poisson(1.0, n)
        if not row.any():
            row[:] = 1  # of very few worlds all may be left out
    return counts


def interval(values: Floats) -> tuple[Floats, Floats]:
    """The middle 95 % of resamples, over the first axis, of which row 0 is none."""
    low, high = np.nanquantile(values[1:], (0.025, 0.975), axis=0)
    return low, high


@dataclass(frozen=True)
class Board:
    """What one actor chooses by: its strategies against everything that the others do, as profiles.

    Attributes:
        actor: who chooses.
        others: the actors it meets.
        index: numbers of profiles, shape (own strategies, strategies of each of the others …).
    """

    actor: Actor
    others: tuple[str, ...]
    index: np.ndarray

    @classmethod
    def of(cls, game: Game, name: str) -> "Board":
        """The board of an actor: against all of `together`, or against one of them alone."""
        others = tuple(each for each in game.together if each != name) if name in game.together else (game.against,)
        numbers = {profile: number for number, profile in enumerate(game.profiles)}
        names, axes = (name, *others), [game.actors[each].options for each in (name, *others)]
        index = np.empty([len(axis) for axis in axes], dtype=np.int64)
        for at in np.ndindex(index.shape):
            chosen = {each: axis[i] for each, axis, i in zip(names, axes, at, strict=True)}
            index[at] = numbers[tuple(chosen.get(each, one.options[0]) for each, one in game.actors.items())]
        return cls(game.actors[name], others, index)

    def flat(self, payoffs: Floats) -> Floats:
        """Payoffs by resample, own strategy and what all others do. Shape (resamples, own, others)."""
        return payoffs[:, self.index.reshape(len(self.index), -1)]
