"""A block: wars played side by side by one model. Every war of the package is played by `play`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import TypeVar

import numpy as np

from sim.base.arrays import Floats
from sim.base.errors import SimError
from sim.base.outcomes import SERIES
from sim.runs.workers import give_sign_of_life
from sim.scenario import Scenario
from sim.war.draws import quantiles, sample, uncertain
from sim.war.history import constrained
from sim.war.model import War
from sim.war.randomness import BLOCK, Dice, Stream

T = TypeVar("T")
MAY_BE_MISSING = {
    *(series.name for series in SERIES if series.kind == "share"),
    *("territory_change_12m", "first_deal_week", "deal_russian_share", "deal_territory_change", "deal_guarantee"),
}
"""Series and outcomes that not every war has."""
NAMED = 5
"""Numbers of a draw that are named."""
TINY = 1e-12


@dataclass(frozen=True, order=True)
class Lane:
    """Replications first … last - 1 of one point; never across the border of a block of dice."""

    point: int
    first: int
    last: int

    @property
    def block(self) -> int:
        """Block of dice."""
        return self.first // BLOCK

    @property
    def n(self) -> int:
        """Wars."""
        return self.last - self.first


@dataclass(frozen=True)
class Block:
    """Wars that one model plays at once: the same replications, once for each lane.

    Attributes:
        scenario: numbers, choices and events.
        seed: of every stream.
        lanes: points and replications; a run has one point.
        prior: draw from the raw ranges instead of the draws that history left.
        values: numbers set by hand, one value for each lane.
        dice_block: number of the block of dice, where it is not that of the draws.
        dice_n: replications for which the dice are thrown; part of what the wars are.
    """

    scenario: Scenario
    seed: int
    lanes: tuple[Lane, ...]
    prior: bool = False
    values: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    dice_block: int | None = None
    dice_n: int = BLOCK

    @property
    def number(self) -> int:
        """Block of draws."""
        return self.lanes[0].block

    @property
    def columns(self) -> slice:
        """Replications that are played, counted from the first of their block."""
        start = self.number * BLOCK
        return slice(self.lanes[0].first - start, self.lanes[0].last - start)

    @property
    def n(self) -> int:
        """Wars."""
        return sum(lane.n for lane in self.lanes)

    def draws(self) -> dict[str, Floats]:
        """Values of the uncertain numbers and of those set by hand. Arrays of shape (n,)."""
        drawn = draw(self.scenario, self.seed, self.number, self.prior)
        draws = {path: np.tile(values[self.columns], len(self.lanes)) for path, values in drawn.items()}
        return draws | {path: np.repeat(values, self.lanes[0].n) for path, values in self.values.items()}

    def model(self) -> War:
        """The wars before their first week."""
        number = self.number if self.dice_block is None else self.dice_block
        dice = Dice(self.seed, number, self.scenario.weeks, self.dice_n)
        if self.n != self.dice_n or len(self.lanes) > 1:
            dice = TiledDice(dice, self.columns, len(self.lanes))
        return War(self.scenario, self.draws(), dice)

    def split(self) -> list[Block]:
        """One block for each lane."""
        return [
            replace(self, lanes=(lane,), values={path: (values[i],) for path, values in self.values.items()})
            for i, lane in enumerate(self.lanes)
        ]


def play(block: Block, keep: Callable[[Block, War], T]) -> T:
    """Play a block to its horizon.

    Args:
        block: the wars.
        keep: reads off them what is kept; what it does not copy lives as long as what it returns.
    """
    war = block.model()
    for _ in range(block.scenario.weeks):
        war.step()
        give_sign_of_life()
    require_numbers(block, war)
    kept = keep(block, war)
    war.release_memory()
    return kept


def require_numbers(block: Block, war: War) -> None:
    """Refuse a war in which something is no number that always is one.

    Raises:
        SimError: with what it is, and the war's draw.
    """
    for name, values in (war.recorder.series | war.recorder.outcomes(war.state)).items():
        if values.dtype.kind != "f":
            continue
        wrong = np.isinf(values) if name in MAY_BE_MISSING else ~np.isfinite(values)
        if not wrong.any():
            continue
        column = int(np.flatnonzero(np.atleast_2d(wrong).any(axis=0))[0])
        lane = block.lanes[column // block.lanes[0].n]
        drawn = {path: float(values[column]) for path, values in block.draws().items()}
        raise SimError(
            f"{block.scenario.name}: found {name} that is no number in war {lane.first + column % lane.n} of seed"
            f" {block.seed}, expected numbers less extreme; in its draw stand out"
            f" {_furthest(drawn, block.scenario)}"
        )


def _furthest(drawn: Mapping[str, float], scenario: Scenario) -> str:
    """Numbers that a scenario sets itself, and those of a draw that are furthest from their central values."""
    files = Counter(number.origin.file for number in scenario.numbers.values())
    root = files.most_common(1)[0][0]

    def reach(path: str) -> float:
        number = scenario.numbers[path]
        spread = (number.high or 0.0) - (number.low or 0.0)
        return abs(drawn[path] - number.value) / (abs(spread) or TINY)

    own = [path for path, number in scenario.numbers.items() if number.origin.file != root]
    paths = list(dict.fromkeys((*own, *sorted(drawn, key=reach, reverse=True))))[:NAMED]
    return ", ".join(f"{path} = {drawn.get(path, scenario.numbers[path].value):g}" for path in paths)


@lru_cache(maxsize=2)
def draw(scenario: Scenario, seed: int, number: int, prior: bool) -> dict[str, Floats]:
    """Values of the uncertain numbers in a whole block, not to be changed. Arrays of shape (BLOCK,)."""
    u = quantiles(uncertain(scenario), seed, number)
    return sample(scenario, u if prior else constrained(u, scenario, seed, number))


class TiledDice(Dice):
    """Some columns of a block's dice, once for each lane; kept for the next block that wants the same.

    Args:
        whole: dice of the block.
        columns: replications that are played.
        copies: lanes.
    """

    def __init__(self, whole: Dice, columns: slice, copies: int) -> None:
        super().__init__(whole.seed, whole.block, whole.weeks, (columns.stop - columns.start) * copies)
        self._whole = whole
        self._columns = columns
        self._copies = copies
        self._known = _shelf((whole.seed, whole.block, whole.weeks, columns.start, columns.stop, copies))

    def draw(self, cause: Stream) -> Iterator[Floats]:
        """The numbers of a stream, use after use, as in `Dice`."""
        if cause not in self._known:
            uses = -(-self.weeks // cause.every)
            self._known[cause] = [self._tiled(whole) for whole in islice(self._whole.draw(cause), uses)]
        return iter(self._known[cause])

    def _tiled(self, whole: Floats) -> Floats:
        tiled = np.concatenate([whole[..., self._columns]] * self._copies, axis=-1)
        tiled.flags.writeable = False  # shared by all blocks of this process
        return tiled


@lru_cache(maxsize=1)
def _shelf(_key: tuple[int, ...]) -> dict[Stream, list[Floats]]:
    """Where the dice of one place are kept; another place empties it, so that memory does not grow."""
    return {}
