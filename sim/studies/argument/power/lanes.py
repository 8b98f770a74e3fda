"""Wars under settings, played side by side: many settings of one arm in one block, each kept by what decides it."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

import pandas as pd

from sim.base.arrays import Floats
from sim.engine.shared import Shared
from sim.runs.block import Block, Lane
from sim.runs.ensemble import Plan
from sim.runs.schedule import Files, Task, play_into
from sim.runs.storage import from_arrow, owned_by, owner_of, to_arrow
from sim.runs.workers import Place
from sim.scenario import Scenario
from sim.studies.argument.ensembles import TrialSize
from sim.studies.argument.power.settings import Values
from sim.studies.columns import columns_of, reading
from sim.war.model import War
from sim.war.randomness import BLOCK


@dataclass(frozen=True)
class Lanes:
    """Small ensembles, one for each setting of an arm, on the same draws and dice.

    Attributes:
        folder: where they are kept.
        size: seed and kind of draws.
        first: number of the first replication.
        n: wars of each.
        shared: what is compiled for arms that share a program.
    """

    folder: Path
    size: TrialSize
    first: int
    n: int
    shared: Mapping[Scenario, Shared] = field(default_factory=dict)

    def play(
        self, wanted: Mapping[Scenario, Iterable[Values]], place: Place, on_progress: Callable[[int], None]
    ) -> None:
        """Play what is not there yet."""
        blocks = self.missing(wanted)
        ordered = sorted(blocks, key=lambda block: -block.scenario.weeks * block.n)
        tasks = (Task(block, partial(_keep, size=self.size), block.n) for block in ordered)
        play_into(self.folder, tasks, len(ordered), place, on_progress=on_progress)

    def missing(self, wanted: Mapping[Scenario, Iterable[Values]]) -> list[Block]:
        """Blocks of the settings that have not been played, as many settings in each as it holds."""
        found, most = [], max(1, BLOCK // self.n)
        for scenario, settings in wanted.items():
            names = {values: self._name(scenario, values) for values in settings}
            absent = [values for values, name in names.items() if owner_of(self.folder / name) != owned_by(name)]
            found += [self._block(scenario, absent[at : at + most]) for at in range(0, len(absent), most)]
        return found

    def read(self, scenario: Scenario, values: Values, columns: Iterable[str]) -> pd.DataFrame:
        """Some columns of the wars under a setting."""
        table = from_arrow(self.folder / self._name(scenario, values))
        found: pd.DataFrame = table.select(sorted(set(columns))).to_pandas()
        return found

    def draws(self, scenario: Scenario, values: Values) -> dict[str, Floats]:
        """Uncertain numbers and those that are set, war by war. Arrays of shape (n,)."""
        return self._block(scenario, [values]).draws()

    def _block(self, scenario: Scenario, settings: Sequence[Values]) -> Block:
        lanes = tuple(Lane(point, self.first, self.first + self.n) for point in range(len(settings)))
        by_path = [dict(values) for values in settings]
        paths = sorted({path for values in by_path for path in values})
        values = {path: tuple(one.get(path, math.nan) for one in by_path) for path in paths}
        size, shared = self.size, self.shared.get(scenario)
        return Block(scenario, size.seed, lanes, size.prior, values, engine=size.engine, shared=shared)

    def _name(self, scenario: Scenario, values: Values) -> str:
        return _name(self._block(scenario, [values]), self.size)


def _keep(block: Block, war: War, size: TrialSize) -> Files:
    """What a trial reads off a war, one file a lane."""
    columns, n = columns_of(war), block.lanes[0].n
    files = {}
    for index, one in enumerate(block.split()):
        name = _name(one, size)
        files[name] = to_arrow({key: kept[index * n : (index + 1) * n] for key, kept in columns.items()}, name)
    return files


def _name(block: Block, size: TrialSize) -> str:
    """Of the file that holds a block of one lane; its place among others has no part in it."""
    (lane,) = block.lanes
    values = sorted((path, value) for path, (value,) in block.values.items() if not math.isnan(value))
    text = f"{_identity(block.scenario, size)} {lane.first} {lane.n} {values} {reading()}"
    return f"{hashlib.sha256(text.encode()).hexdigest()[:32]}-lane.arrow"


@cache
def _identity(scenario: Scenario, size: TrialSize) -> str:
    return Plan(scenario, size.seed, BLOCK, size.prior, size.engine).identity
