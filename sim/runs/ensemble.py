"""Ensembles: the wars of one scenario, in blocks.

A block is always played whole, so that replication i is the same to the bit whatever the number of
replications; what was not asked for is dropped.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import numpy as np

from sim import __version__
from sim.base.arrays import Floats
from sim.base.defaults import RUNS
from sim.engine.shared import Shared
from sim.runs.block import TWIN_SHIFT, Block, Lane, draw, play
from sim.runs.engines import NUMPY, PRECISION
from sim.scenario import Scenario
from sim.war.model import War
from sim.war.randomness import BLOCK, Dice
from sim.war.recorder import Table

TWINS = 512
"""Replications played a second time with other dice, to tell luck from ignorance."""

SERIES_BLOCKS = 20
"""Blocks whose weekly series are kept: quantiles over time rest on at most 20,480 replications. Where wars are summed up,
rows are kept of these blocks alone."""


@dataclass(frozen=True)
class Plan:
    """What an ensemble is made of.

    Attributes:
        scenario: the worlds' numbers, choices and events.
        seed: of every stream.
        replications: wars wanted.
        prior: draw from the raw ranges instead of the draws that history left.
        engine: what plays the wars.
        keep: one of `base.defaults.KEPT`.
        shared: what is compiled for it, if others share it.
    """

    scenario: Scenario
    seed: int
    replications: int
    prior: bool = False
    engine: str = NUMPY
    keep: str = RUNS
    shared: Shared | None = field(default=None, compare=False, repr=False)

    @cached_property
    def identity(self) -> str:
        """Hash of everything that decides the results; of what is compiled that is the precision, not what played it."""
        text = f"{self.scenario.hash} {self.seed} {self.replications} {self.prior} {__version__}"
        text += f" {PRECISION.get(self.engine)}" * (self.engine != NUMPY) + f" {self.keep}" * (self.keep != RUNS)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def n_blocks(self) -> int:
        """Blocks needed."""
        return -(-self.replications // BLOCK)

    @property
    def n_twins(self) -> int:
        """Replications that are played a second time."""
        return min(TWINS, self.replications)

    @property
    def n_rows(self) -> int:
        """Blocks of whose wars rows are kept, the first; the others are summed up."""
        return self.n_blocks if self.keep == RUNS else min(self.n_blocks, SERIES_BLOCKS)

    def kept(self, number: int) -> int:
        """Replications of a block that were asked for."""
        return min(BLOCK, self.replications - number * BLOCK)

    def block(self, *numbers: int) -> Block:
        """One block, or some that follow one another as one; the last may be narrower than the others."""
        return self._lane(numbers[0] * BLOCK, numbers[-1] * BLOCK + self.kept(numbers[-1]))

    def _lane(self, first: int, last: int) -> Block:
        return Block(
            self.scenario, self.seed, (Lane(0, first, last),), self.prior, engine=self.engine, shared=self.shared
        )

    def some(self, replications: Sequence[int]) -> War:
        """Some wars alone before their first week: each is the same as in its block."""
        drawn = [draw(self.scenario, self.seed, (number, number + 1), self.prior) for number in replications]
        draws = {path: np.concatenate([each[path] for each in drawn]) for path in drawn[0]}
        return War(self.scenario, draws, Dice(self.seed, np.array(replications)))

    def twins(self) -> Block:
        """The first replications' draws under other dice, for the share of spread that is luck."""
        return replace(self._lane(0, self.n_twins), dice_shift=TWIN_SHIFT)


@dataclass(frozen=True)
class Played:
    """A block of wars as tables of arrays; first axis of `runs` and `events` is the replication.

    Attributes:
        runs: draws and outcomes.
        events: first week of each kind of event, -1 where it did not happen.
        series: by week, shape (weeks, n).
        monthly: by calendar month, shape (months, n).
    """

    runs: Table
    events: dict[str, np.ndarray]
    series: dict[str, np.ndarray]
    monthly: dict[str, Floats]


def play_block(plan: Plan, number: int) -> Played:
    """Play one block of replications in this process."""
    return play(plan.block(number), partial(collect, n=plan.kept(number)))


def collect(block: Block, war: War, n: int) -> Played:
    """What is read off a block: the first n replications."""
    state, recorder = war.state, war.recorder
    first = block.lanes[0].first
    runs: Table = {"replication": np.arange(first, first + n)}
    runs |= {f"draw.{path}": values[:n] for path, values in block.draws().items()}
    runs |= {name: values[:n] for name, values in recorder.outcomes(state).items()}
    monthly = recorder.monthly(state.inputs.as_of, state.front.losable.sum(axis=0))
    return Played(
        runs,
        {kind: weeks[:n] for kind, weeks in state.first_weeks.items()},
        {name: values[:, :n] for name, values in recorder.series.items()},
        {name: values[:, :n] for name, values in monthly.items()},
    )


def play_twins(plan: Plan) -> Table:
    """Play the twins in this process; their outcomes."""
    return play(plan.twins(), outcomes)


def outcomes(_block: Block, war: War) -> Table:
    """One value a war of every outcome. Arrays of shape (n,)."""
    return war.recorder.outcomes(war.state)
