"""A block: wars played side by side by one model. Every war of the package is played by `play`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeVar

import numpy as np

from sim.base.arrays import Floats
from sim.base.errors import SimError
from sim.base.series import SERIES
from sim.engine.kernel import finished
from sim.engine.shared import Shared, programs
from sim.runs.engines import NUMPY, player
from sim.runs.workers import give_sign_of_life
from sim.scenario import Scenario
from sim.war.draws import quantiles, sample, tied, uncertain
from sim.war.history import constrained
from sim.war.model import War
from sim.war.randomness import BLOCK, Dice, Replications

T = TypeVar("T")
MAY_BE_MISSING = {
    *(series.name for series in SERIES if series.kind == "share"),
    *("territory_change_12m", "first_deal_week", "deal_russian_share", "deal_territory_change", "deal_guarantee"),
}
"""Series and outcomes that not every war has."""
NAMED = 5
"""Numbers of a draw that are named."""
TINY = 1e-12
TWIN_SHIFT = 1 << 40
"""What is added to a replication for the dice of its twin: further on than any run has replications."""


@dataclass(frozen=True, order=True)
class Lane:
    """Replications first … last - 1 of one point, all of one block."""

    point: int
    first: int
    last: int

    @property
    def block(self) -> int:
        """Number of the block they belong to."""
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
        values: numbers set by hand, one value for each lane; not-a-number leaves a lane's number as it is drawn.
        dice_shift: how far on the dice are taken, in replications; 0 but for wars that share their draws with others.
        twins: how many of the first wars are played a second time with other dice, side by side with all others and
            after them.
        engine: what plays them.
        shared: what is compiled for them, if other scenarios share it; by default what serves this scenario alone.
    """

    scenario: Scenario
    seed: int
    lanes: tuple[Lane, ...]
    prior: bool = False
    values: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    dice_shift: int = 0
    twins: int = 0
    engine: str = NUMPY
    shared: Shared | None = None

    @property
    def number(self) -> int:
        """Which block of its run it belongs to."""
        return self.lanes[0].block

    @property
    def replications(self) -> Replications:
        """Replications that are played, once for each lane. Shape (n,)."""
        return np.tile(np.arange(self.lanes[0].first, self.lanes[0].last), len(self.lanes))

    @property
    def n(self) -> int:
        """Wars, twins apart."""
        return sum(lane.n for lane in self.lanes)

    def draws(self) -> dict[str, Floats]:
        """Values of the uncertain numbers and of those set by hand. Arrays of shape (n + twins,)."""
        first = self.lanes[0]
        drawn = draw(self.scenario, self.seed, (first.first, first.last), self.prior)
        draws = {path: np.tile(values, len(self.lanes)) for path, values in drawn.items()}
        for path, values in self.values.items():
            by_hand = np.repeat(values, first.n)
            own = draws.get(path, np.asarray(self.scenario.numbers[path].value))
            draws[path] = np.where(np.isnan(by_hand), own, by_hand)
        if self.twins:
            draws = {path: np.concatenate((values, values[: self.twins])) for path, values in draws.items()}
        return draws

    def model(self) -> War:
        """The wars before their first week."""
        return War(self.scenario, self.draws(), self.dice)

    @property
    def dice(self) -> Dice:
        """Every random number of the wars."""
        again = self.replications[: self.twins] + TWIN_SHIFT
        return Dice(self.seed, np.concatenate((self.replications + self.dice_shift, again)))

    @property
    def program(self) -> Shared:
        """What is compiled for them."""
        return self.shared or _alone(self.scenario, tuple(self.values))

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

    Raises:
        SimError: if it is to be compiled and nothing here can.
    """
    if block.engine != NUMPY:
        program = block.program
        with finished(player(block.engine, program), program, block.scenario, block.draws(), block.dice) as played:
            give_sign_of_life()
            require_numbers(block, played)
            return keep(block, played)
    war = block.model()
    for _ in range(block.scenario.weeks):
        war.step()
        give_sign_of_life()
    require_numbers(block, war)
    kept = keep(block, war)
    war.release_memory()
    return kept


def prepare(block: Block) -> None:
    """Have the program of a block compiled, where it is compiled at all: once, before many processes ask for it.

    Raises:
        SimError: if nothing here can compile it.
    """
    if block.engine != NUMPY:
        player(block.engine, block.program)


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
        lane = block.lanes[column % block.n // block.lanes[0].n]
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


@lru_cache(maxsize=8)
def _alone(scenario: Scenario, by_hand: tuple[str, ...]) -> Shared:
    return programs([scenario], by_hand)[scenario]


@lru_cache(maxsize=4)
def _quantiles(_seed: int, _span: tuple[int, int]) -> dict[str, Floats]:
    """Quantiles by path that have been worked out, not to be changed: other scenarios ask for the same."""
    return {}


@lru_cache(maxsize=2)
def draw(scenario: Scenario, seed: int, span: tuple[int, int], prior: bool) -> dict[str, Floats]:
    """Values of the uncertain numbers in the replications first … last - 1, not to be changed. Arrays of shape (n,)."""
    replications = np.arange(*span)
    known = _quantiles(seed, span)
    paths = uncertain(scenario)
    known |= quantiles(tuple(path for path in paths if path not in known), seed, replications)
    u = tied({path: known[path] for path in paths}, scenario, seed, replications)
    return sample(scenario, u if prior else constrained(u, scenario, seed, replications))
