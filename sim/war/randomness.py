"""Named streams of random numbers: the only place where a generator is made.

A stream belongs to a cause (`"front/kherson_mykolaiv/assault/russia"`), never to an order of creation, and is drawn
for all weeks at once even where its probability is 0 or 1. Two scenarios therefore see the same dice, and adding a
stream moves no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from sim.base.arrays import Floats

BLOCK = 1024
"""Replications in a block. Part of what a seed means: changing it changes every result."""


def stream(seed: int, block: int, name: str) -> np.random.Generator:
    """The generator of one named cause in one block of replications."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, block, crc32(name.encode())])))


class Dice:
    """The random numbers of one block, drawn per stream for all weeks at once.

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

    def uniform(self, names: Sequence[str], every: int = 1) -> Floats:
        """Uniform numbers in [0, 1) of several streams side by side.

        Args:
            names: of the streams.
            every: weeks between two uses; decisions are taken every four weeks and draw no more than they need.

        Returns:
            Shape (uses, streams, n).
        """
        out = np.empty((len(names), -(-self.weeks // every), self.n))
        for row, name in enumerate(names):
            stream(self.seed, self.block, name).random(out=out[row])
        return out.swapaxes(0, 1)

    def normal(self, names: Sequence[str], every: int = 1) -> Floats:
        """Standard normal numbers of several streams side by side; arguments and shape as in `uniform`."""
        out = np.empty((len(names), -(-self.weeks // every), self.n))
        for row, name in enumerate(names):
            stream(self.seed, self.block, name).standard_normal(out=out[row])
        return out.swapaxes(0, 1)

    def once(self, name: str) -> Floats:
        """One uniform number a replication, for what happens once. Shape (n,)."""
        return stream(self.seed, self.block, name).random(self.n)
