"""Playing a task: several points side by side, each war the same to the bit as in a run of its own."""

from __future__ import annotations

import json
import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa

from sim.base.arrays import Floats
from sim.runs.ensemble import Plan, draw
from sim.runs.sweep.lanes import Lane, Task
from sim.runs.sweep.plan import Sweep
from sim.scenario import Scenario
from sim.war.model import War
from sim.war.randomness import BLOCK, Dice, Stream

LANES = b"lanes"
"""Key of a table's metadata: the lanes it holds, in order."""


@dataclass(frozen=True)
class Work:
    """A task with all that a worker needs, small enough to be sent with each.

    Attributes:
        scenario: of the structure, pickled once for all tasks.
        seed: of the sweep.
        prior: whether draws come from the raw ranges.
        lanes: what to play.
        values: of the varied numbers, one for each lane.
    """

    scenario: bytes
    seed: int
    prior: bool
    lanes: tuple[Lane, ...]
    values: dict[str, tuple[float, ...]]


class Works:
    """Makes work out of a sweep's tasks."""

    def __init__(self, sweep: Sweep) -> None:
        self._sweep = sweep
        self._scenarios: dict[int, bytes] = {}

    def __call__(self, task: Task) -> Work:
        """The work of a task."""
        sweep, number = self._sweep, task.structure
        if number not in self._scenarios:
            self._scenarios[number] = pickle.dumps(sweep.structure(number))
        points = [lane.point for lane in task.lanes]
        columns = {path: tuple(values[points].tolist()) for path, values in sweep.values.items()}
        fixed = {path: values for path, values in columns.items() if not np.isnan(values).any()}
        return Work(self._scenarios[number], sweep.seed, sweep.prior, task.lanes, fixed)


class TiledDice(Dice):
    """The dice of some columns of a block, once for each lane; kept for the next task of the kind."""

    def __init__(self, seed: int, block: int, weeks: int, columns: slice, copies: int) -> None:
        super().__init__(seed, block, weeks, (columns.stop - columns.start) * copies)
        self._columns = columns
        self._copies = copies
        self._known = _shelf((seed, block, weeks, columns.start, columns.stop, copies))
        self._whole = Dice(seed, block, weeks)

    def draw(self, stream: Stream) -> Floats:
        """All numbers of a stream; shape as in `Dice`."""
        if stream not in self._known:
            columns = self._whole.draw(stream)[..., self._columns]
            tiled = np.concatenate([columns] * self._copies, axis=-1)
            tiled.flags.writeable = False  # shared by all tasks of this process
            self._known[stream] = tiled
        return self._known[stream]


def play(work: Work) -> bytes:
    """Play a task; its rows as a stream of Arrow, whole, wherever they are to be written."""
    return _stream(_rows(work), work.lanes)


def _rows(work: Work) -> dict[str, np.ndarray]:
    scenario = _scenario(work.scenario)
    lane, copies = work.lanes[0], len(work.lanes)
    start = lane.first - lane.block * BLOCK
    columns = slice(start, start + lane.n)
    drawn = _draws(work.scenario, work.seed, work.prior, lane.block)
    draws = {path: np.tile(values[columns], copies) for path, values in drawn.items()}
    draws |= {path: np.repeat(values, lane.n) for path, values in work.values.items()}
    dice = TiledDice(work.seed, lane.block, scenario.weeks, columns, copies)
    war = War(scenario, draws, dice).run()
    outcomes = war.recorder.outcomes(war.state)
    war.release_memory()
    return {
        "point": np.repeat(np.array([each.point for each in work.lanes], dtype=np.int32), lane.n),
        "replication": np.tile(np.arange(lane.first, lane.last), copies),
        **outcomes,
    }


def draws_of(sweep: Sweep, block: int) -> dict[str, Floats]:
    """A sweep's draws in a block, the same at every point but for what it sets. Arrays of shape (n,)."""
    plan = Plan(sweep.scenario, sweep.seed, sweep.replications, sweep.prior)
    return {path: values[: plan.kept(block)] for path, values in draw(plan, block).items()}


@lru_cache(maxsize=8)
def _scenario(pickled: bytes) -> Scenario:
    scenario: Scenario = pickle.loads(pickled)  # made by `Works` in the process that sends the work
    return scenario


@lru_cache(maxsize=2)
def _draws(pickled: bytes, seed: int, prior: bool, block: int) -> dict[str, Floats]:
    return draw(Plan(_scenario(pickled), seed, (block + 1) * BLOCK, prior), block)


@lru_cache(maxsize=1)
def _shelf(_key: tuple[int, ...]) -> dict[Stream, Floats]:
    """Where the dice of one place are kept; another place empties it, so that memory does not grow."""
    return {}


def _stream(rows: dict[str, np.ndarray], held: Sequence[Lane]) -> bytes:
    lanes = json.dumps([[lane.point, lane.first, lane.last] for lane in held])
    table = pa.table(rows).replace_schema_metadata({LANES: lanes.encode()})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())
