"""The ensembles of a trial: each played once, kept by what decides its results, read back by column."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.engine.shared import Shared
from sim.runs.block import Block, Lane
from sim.runs.engines import NUMPY
from sim.runs.ensemble import Plan
from sim.runs.schedule import Files, Task, play_into
from sim.runs.storage import from_arrow, owned_by, owner_of, to_arrow
from sim.runs.workers import Place
from sim.scenario import Scenario
from sim.studies.columns import columns_of, reading
from sim.war.draws import uncertain
from sim.war.model import War
from sim.war.randomness import BLOCK


@dataclass(frozen=True)
class TrialSize:
    """How many wars of each ensemble are played.

    Fewer than a block are played in a block of that width, with dice of its own: a trial compares ensembles
    with one another and never with the wars of `sim run`.
    """

    n: int
    seed: int
    prior: bool = False
    engine: str = NUMPY

    @property
    def width(self) -> int:
        """Wars side by side in a block."""
        return min(self.n, BLOCK)

    @property
    def n_blocks(self) -> int:
        """Blocks of each ensemble."""
        return -(-self.n // BLOCK)


class Ensembles:
    """Plays the ensembles that are missing and reads those that are there; one is the wars of one scenario.

    Args:
        folder: where played blocks are kept.
        size: wars of each ensemble.
    """

    def __init__(self, folder: Path, size: TrialSize) -> None:
        self.folder = folder
        self.size = size
        self.shared: Mapping[Scenario, Shared] = {}
        """What is compiled for scenarios that share a program."""
        self._keys: dict[Scenario, str] = {}

    def missing(self, scenarios: Iterable[Scenario]) -> list[Block]:
        """Blocks that have not been played, each once."""
        blocks = [self._block(scenario, number) for scenario in scenarios for number in range(self.size.n_blocks)]
        named = {self._name(block): block for block in blocks}
        return [block for name, block in named.items() if owner_of(self.folder / name) != owned_by(name)]

    def play(
        self, blocks: Sequence[Block], place: Place, on_progress: Callable[[int], None] = lambda _wars: None
    ) -> None:
        """Play blocks; finished ones stay when the rest is interrupted.

        Args:
            blocks: see `missing`.
            place: where they are played.
            on_progress: called with the number of wars just finished.
        """
        # Long wars first, so that no worker is left with one at the end.
        ordered = sorted(blocks, key=lambda block: -block.scenario.weeks)
        tasks = (Task(block, partial(keep_columns, name=self._name(block)), block.n) for block in ordered)
        play_into(self.folder, tasks, len(ordered), place, on_progress=on_progress)

    def read(self, scenario: Scenario, columns: Iterable[str]) -> pd.DataFrame:
        """Some columns of an ensemble, one row a war."""
        names = sorted(set(columns))
        paths = [self._path(self._block(scenario, number)) for number in range(self.size.n_blocks)]
        blocks = [from_arrow(path).select(names).to_pandas() for path in paths]
        table: pd.DataFrame = pd.concat(blocks, ignore_index=True).head(self.size.n)
        return table

    def draws(self, scenario: Scenario) -> dict[str, Floats]:
        """The uncertain numbers of an ensemble, as drawn for each of its wars. Arrays of shape (n,)."""
        parts = [self._block(scenario, number).draws() for number in range(self.size.n_blocks)]
        paths = uncertain(scenario)
        return {path: np.concatenate([part[path] for part in parts])[: self.size.n] for path in paths}

    def _block(self, scenario: Scenario, number: int) -> Block:
        n = self.size.width
        lane = Lane(0, number * BLOCK, number * BLOCK + n)
        size, shared = self.size, self.shared.get(scenario)
        return Block(scenario, size.seed, (lane,), size.prior, engine=size.engine, shared=shared)

    def _path(self, block: Block) -> Path:
        return self.folder / self._name(block)

    def _name(self, block: Block) -> str:
        scenario, size = block.scenario, self.size
        if scenario not in self._keys:
            # Whole blocks are played whatever n is, so n has no part in what a block's wars are.
            plan = Plan(scenario, size.seed, BLOCK, size.prior, size.engine)
            text = f"{plan.identity} {size.width} {reading()}"
            self._keys[scenario] = hashlib.sha256(text.encode()).hexdigest()[:32]
        return f"{self._keys[scenario]}-{block.number:04d}.arrow"


def keep_columns(_block: Block, war: War, name: str) -> Files:
    """What a trial reads off a block; the name says whose wars they are."""
    return {name: to_arrow(columns_of(war), name)}
