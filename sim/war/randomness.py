"""Named streams of random numbers: the only place where a generator is made.

A stream belongs to a cause (`"front/kherson_mykolaiv/assault/russia"`), never to an order of creation, and has numbers
for every week, even where a probability is 0 or 1. Two scenarios therefore see the same dice, and adding a stream
moves no other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal
from zlib import crc32

import numpy as np

from sim.base.arrays import Floats
from sim.base.sides import SIDES

BLOCK = 1024
"""Replications in a block. Part of what a seed means: changing it changes every result."""

AHEAD = 8
"""Uses of a stream drawn at a time, for speed alone."""

Law = Literal["uniform", "normal"]
"""Uniform in [0, 1), or standard normal."""


@dataclass(frozen=True)
class Stream:
    """The random numbers of one cause. Declared once, where they are used.

    Attributes:
        name: of the cause; `{place}` in it stands for each of the places.
        law: distribution of the numbers.
        every: weeks between two uses.
        places: where the cause is at work; each has random numbers of its own.
    """

    name: str
    law: Law = "uniform"
    every: int = 1
    places: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash(self.name)  # looked up for every cause in every week

    @property
    def names(self) -> tuple[str, ...]:
        """Full names, one a place."""
        return tuple(self.name.replace("{place}", place) for place in self.places) or (self.name,)


def of_both_sides(
    name: str, law: Law = "uniform", every: int = 1, *, places: tuple[str, ...] = ()
) -> dict[str, Stream]:
    """A stream for each side, by its key; `{side}` in the name stands for it."""
    return {side.name: Stream(name.replace("{side}", side.name), law, every, places) for side in SIDES}


def stream(seed: int, block: int, name: str) -> np.random.Generator:
    """The generator of one named cause in one block of replications."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, block, crc32(name.encode())])))


class Dice:
    """The random numbers of one block of replications.

    Args:
        seed: the run's seed.
        block: which block of replications.
        weeks: horizon [weeks]; a longer horizon begins with the same numbers.
        n: replications in the block.
    """

    def __init__(self, seed: int, block: int, weeks: int, n: int = BLOCK) -> None:
        self.seed = seed
        self.block = block
        self.weeks = weeks
        self.n = n
        self._sources: dict[Stream, Iterator[Floats]] = {}
        self._latest: dict[Stream, tuple[int, Floats]] = {}

    @property
    def streams(self) -> tuple[Stream, ...]:
        """Streams that have been used so far."""
        return tuple(self._latest)

    def at(self, cause: Stream, week: int) -> Floats:
        """The numbers of a stream in a week. Shape (n,), or (places, n)."""
        use = week // cause.every
        last, numbers = self._latest.get(cause, (-1, np.empty(0)))
        if use != last:
            if use < last or cause not in self._sources:
                self._sources[cause], last = self.draw(cause), -1
            numbers = next(islice(self._sources[cause], use - last - 1, None))
            self._latest[cause] = use, numbers
        return numbers

    def once(self, name: str) -> Floats:
        """One uniform number a replication, for what happens once. Shape (n,)."""
        return next(self.draw(Stream(name, every=self.weeks)))

    def draw(self, cause: Stream) -> Iterator[Floats]:
        """The numbers of a stream, use after use, without end. Shape of each (n,), or (places, n)."""
        return _numbers(cause, [stream(self.seed, self.block, name) for name in cause.names], self.n)


def _numbers(cause: Stream, sources: list[np.random.Generator], n: int) -> Iterator[Floats]:
    while True:
        out = np.empty((len(sources), AHEAD, n))
        for row, source in zip(out, sources, strict=True):
            if cause.law == "uniform":
                source.random(out=row)
            else:
                source.standard_normal(out=row)
        yield from out.swapaxes(0, 1) if cause.places else out[0]
