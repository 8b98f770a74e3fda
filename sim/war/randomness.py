"""Dice are counters: a random number is a function of seed, cause, week and replication, and of nothing else.

Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3") turns a counter into
four words of 32 bits. Key: the seed. Counter: the replication (two parts), the group of four uses, and the CRC-32 of the
cause's name. A replication therefore meets the same numbers beside any others, on any machine, under any version of
NumPy. A stream belongs to a cause (`"front/kherson_mykolaiv/assault/russia"`), never to an order of creation, and is
there for all weeks even where its probability is 0 or 1: two scenarios see the same dice, and a new stream moves no other.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Literal
from zlib import crc32

import numpy as np
import numpy.typing as npt

from sim.base import defaults
from sim.base.arrays import Floats
from sim.base.portable import polynomial
from sim.base.sides import SIDES

BLOCK = defaults.BLOCK

Law = Literal["uniform", "normal"]
"""Uniform in (0, 1), or standard normal."""
Words = npt.NDArray[np.uint32]
Replications = npt.NDArray[np.int64]

ROUNDS = 10
MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
KEY_STEPS = (0x9E3779B9, 0xBB67AE85)
WORD_BITS = 32
WORD_MASK = 0xFFFFFFFF
TOGETHER = 16384
"""Numbers of a use that are made at once."""
GROUP = 4
"""Words that one counter gives, for as many uses of a stream."""


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


def random_generator(seed: int, name: str) -> np.random.Generator:
    """A generator for what is no war: designs, resampling, synthetic battles. Its numbers may change with NumPy."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 0, crc32(name.encode())])))


def philox(counter: tuple[Words, Words, Words, Words], key: tuple[int, int]) -> tuple[Words, Words, Words, Words]:
    """Four words for each counter, whose four parts are broadcast against one another."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    shift = np.uint64(WORD_BITS)
    for _ in range(ROUNDS):
        first, second = MULTIPLIERS[0] * c0.astype(np.uint64), MULTIPLIERS[1] * c2.astype(np.uint64)
        c0 = (second >> shift).astype(np.uint32) ^ c1 ^ np.uint32(k0)
        c2 = (first >> shift).astype(np.uint32) ^ c3 ^ np.uint32(k1)
        c1, c3 = second.astype(np.uint32), first.astype(np.uint32)
        k0, k1 = (k0 + KEY_STEPS[0]) & WORD_MASK, (k1 + KEY_STEPS[1]) & WORD_MASK
    return c0, c1, c2, c3


def words(seed: int, names: tuple[str, ...], replications: Replications, group: int) -> Words:
    """Words of some streams for the uses 4 group … 4 group + 3. Shape (4, names, n)."""
    number = replications.astype(np.uint64)[None, :]
    low, high = number.astype(np.uint32), (number >> np.uint64(WORD_BITS)).astype(np.uint32)
    causes = np.array([[crc32(name.encode())] for name in names], dtype=np.uint32)
    drawn = philox((low, high, np.full((1, 1), group, dtype=np.uint32), causes), (seed & WORD_MASK, seed >> WORD_BITS))
    return np.stack(np.broadcast_arrays(*drawn))


def uniform_of_words(drawn: Words) -> Floats:
    """Uniform numbers in (0, 1): the middles of 2^32 equal parts."""
    return np.asarray((drawn + 0.5) * 2.0**-WORD_BITS, dtype=np.float64)


CENTRE = (
    2.81022636e-08,
    3.43273939e-07,
    -3.5233877e-06,
    -4.39150654e-06,
    0.00021858087,
    -0.00125372503,
    -0.00417768164,
    0.246640727,
    1.50140941,
)
TAIL = (
    -0.000200214257,
    0.000100950558,
    0.00134934322,
    -0.00367342844,
    0.00573950773,
    -0.0076224613,
    0.00943887047,
    1.00167406,
    2.83297682,
)
"""Coefficients of Giles 2012, "Approximating the erfinv function", highest power first."""
CENTRE_MIDDLE, TAIL_MIDDLE, TAIL_FROM = 2.5, 3.0, 5.0


def normal_of_uniform(u: Floats) -> Floats:
    """Standard normal numbers: the inverse of the distribution (Giles 2012), within 1e-6 of it up to 5.5 sigma."""
    x = 2.0 * u - 1.0
    w = -np.log((1.0 - x) * (1.0 + x))
    inverse = polynomial(CENTRE, w - CENTRE_MIDDLE)
    far = w >= TAIL_FROM
    inverse[far] = polynomial(TAIL, np.sqrt(w[far]) - TAIL_MIDDLE)
    return np.asarray(np.sqrt(2.0) * inverse * x)


class Dice:
    """The random numbers of some replications.

    Args:
        seed: the run's seed, below 2^64.
        replications: numbers of the wars played side by side; any, in any order, shape (n,).
    """

    def __init__(self, seed: int, replications: Replications) -> None:
        self.seed = seed
        self.replications = replications
        self.n = replications.size
        self._latest: dict[Stream, tuple[int, Floats]] = {}

    @property
    def streams(self) -> tuple[Stream, ...]:
        """Streams that have been used so far."""
        return tuple(self._latest)

    def at(self, cause: Stream, week: int) -> Floats:
        """The numbers of a stream in a week. Shape (n,), or (places, n)."""
        group, use = divmod(week // cause.every, GROUP)
        known, drawn = self._latest.get(cause, (-1, np.empty(0)))
        if known != group:
            # What was last asked for in the same weeks will be again: many streams at once take fewer calls.
            due = [each for each, (when, _) in self._latest.items() if each.every == cause.every and when == known]
            thrown = self.draw(dict.fromkeys((cause, *due)), group)
            self._latest |= {each: (group, numbers) for each, numbers in thrown.items()}
            drawn = thrown[cause]
        return np.asarray(drawn[use] if cause.places else drawn[use, 0])

    def draw(self, causes: Iterable[Stream], group: int) -> dict[Stream, Floats]:
        """Four uses of some streams. Shapes (4, places, n)."""
        found: dict[Stream, Floats] = {}
        for some in _together(causes, self.n):
            names = [cause.names for cause in some]
            u = uniform_of_words(words(self.seed, tuple(chain(*names)), self.replications, group))
            drawn = u if some[0].law == "uniform" else normal_of_uniform(u)
            ends = np.cumsum([len(each) for each in names])
            found |= zip(some, np.split(drawn, ends[:-1], axis=1), strict=True)
        return found

    def once(self, name: str) -> Floats:
        """One uniform number a replication, for what happens once. Shape (n,)."""
        cause = Stream(name)
        return np.asarray(self.draw((cause,), 0)[cause][0, 0])


def _together(causes: Iterable[Stream], n: int) -> Iterator[list[Stream]]:
    """Streams of one law, as many as make arrays that stay in the processor's cache."""
    for _, same in groupby(sorted(causes, key=lambda cause: cause.law), key=lambda cause: cause.law):
        some: list[Stream] = []
        for cause in same:
            some.append(cause)
            if sum(len(each.names) for each in some) * n >= TOGETHER:
                yield some
                some = []
        if some:
            yield some


def block_of(number: int, n: int = BLOCK) -> Replications:
    """Replications of a block, the first of block 0 being replication 0."""
    return np.arange(number * BLOCK, number * BLOCK + n)
