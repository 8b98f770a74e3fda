"""The wars a trial needs: each ensemble played once, kept by what decides its results, read back by column."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.base.arrays import WEEKS_PER_YEAR, Floats
from sim.base.files import write_whole
from sim.runs.ensemble import Plan, draw, process_pool
from sim.runs.folder import identity
from sim.runs.program import engine
from sim.scenario import Scenario
from sim.studies.argument.measures import TREND
from sim.war.model import War
from sim.war.randomness import BLOCK, Dice

POOL_PAYS_FROM = 8
"""Blocks from which starting worker processes, about two seconds each, pays."""


@dataclass(frozen=True)
class TrialSize:
    """How many wars of each world are played.

    Fewer than a block are played in a block of that width, with dice of its own: a trial compares worlds with
    one another and never with the wars of `sim run`.
    """

    n: int
    seed: int
    prior: bool = False

    @property
    def width(self) -> int:
        """Wars side by side in a block."""
        return min(self.n, BLOCK)

    @property
    def n_blocks(self) -> int:
        """Blocks of each world."""
        return -(-self.n // BLOCK)


@dataclass(frozen=True)
class Wars:
    """The wars of one world: a column for each outcome, one entry a war."""

    n: int
    columns: Mapping[str, np.ndarray]

    def part(self, rows: np.ndarray) -> Wars:
        """Some of its wars, by a mask or by index."""
        columns = {name: values[rows] for name, values in self.columns.items()}
        return Wars(int(next(iter(columns.values())).size), columns)


class Ensembles:
    """Plays worlds that are missing and reads those that are there.

    Args:
        folder: where played blocks are kept.
        size: wars of each world.
    """

    def __init__(self, folder: Path, size: TrialSize) -> None:
        self.folder = folder
        self.size = size
        self._keys: dict[Scenario, str] = {}

    def missing(self, scenarios: Iterable[Scenario]) -> list[tuple[Scenario, int]]:
        """Blocks that have not been played, each once."""
        wanted = {
            self._path(scenario, block): (scenario, block)
            for scenario in scenarios
            for block in range(self.size.n_blocks)
        }
        return [task for path, task in wanted.items() if not path.exists()]

    def play(
        self,
        tasks: Sequence[tuple[Scenario, int]],
        jobs: int | None = None,
        executor: Executor | None = None,
        on_progress: Callable[[int], None] = lambda _done: None,
    ) -> None:
        """Play blocks; what is finished stays when the rest is interrupted.

        Args:
            tasks: see `missing`.
            jobs: processes; by default as many as there are cores, where there is enough to do.
            executor: any `concurrent.futures` executor to use instead.
            on_progress: called with the number of wars just finished.
        """
        workers = jobs or (os.cpu_count() or 1 if len(tasks) >= POOL_PAYS_FROM else 1)
        # Long wars first, so that no worker is left with one at the end.
        ordered = sorted(tasks, key=lambda task: -task[0].weeks)
        if executor is not None:
            self._spread(ordered, executor, on_progress)
        elif min(workers, len(ordered)) <= 1:
            for scenario, block in ordered:
                on_progress(play_block(scenario, self.size, block, self._path(scenario, block)))
        else:
            with process_pool(min(workers, len(ordered))) as pool:
                self._spread(ordered, pool, on_progress)

    def _spread(
        self, tasks: Sequence[tuple[Scenario, int]], pool: Executor, on_progress: Callable[[int], None]
    ) -> None:
        waiting = list(reversed(tasks))
        running: set[Future[int]] = set()
        while waiting or running:
            # A few at a time, so that an interruption leaves few of them begun.
            while waiting and len(running) < 2 * (os.cpu_count() or 1) + 2:
                scenario, block = waiting.pop()
                running.add(pool.submit(play_block, scenario, self.size, block, self._path(scenario, block)))
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                on_progress(future.result())

    def read(self, scenario: Scenario, columns: Iterable[str]) -> Wars:
        """Some columns of a world's wars."""
        names = sorted(set(columns))
        tables = [
            pq.read_table(self._path(scenario, block), columns=names) for block in range(self.size.n_blocks)
        ]
        table = pa.concat_tables(tables).slice(0, self.size.n)
        return Wars(self.size.n, {name: table[name].to_numpy() for name in names})

    def draws(self, scenario: Scenario, paths: Iterable[str]) -> dict[str, Floats]:
        """What the world's uncertain numbers were in each of its wars. Arrays of shape (n,)."""
        names = list(paths)
        parts = [_draw(scenario, self.size, block) for block in range(self.size.n_blocks)]
        return {path: np.concatenate([part[path] for part in parts])[: self.size.n] for path in names}

    def _path(self, scenario: Scenario, block: int) -> Path:
        if scenario not in self._keys:
            text = f"{identity(_plan(scenario, self.size))} {self.size.width} {engine()}"
            self._keys[scenario] = hashlib.sha256(text.encode()).hexdigest()[:32]
        return self.folder / f"{self._keys[scenario]}-{block:04d}.parquet"


def play_block(scenario: Scenario, size: TrialSize, block: int, path: Path) -> int:
    """Play one block of a world and write it whole; returns the wars it holds."""
    draws = _draw(scenario, size, block)
    war = War(scenario, draws, Dice(size.seed, block, scenario.weeks, size.width)).run()
    columns = dict(war.recorder.outcomes(war.state))
    columns.update({TREND + name: slope(values) for name, values in war.recorder.series.items()})
    war.release_memory()
    with write_whole(path) as file:
        pq.write_table(pa.table(columns), file)
    return size.width


def slope(values: np.ndarray) -> Floats:
    """Least-squares slope of each war's series.

    Args:
        values: shape (weeks, n).

    Returns:
        Change a year, shape (n,); zero where there is but one week.
    """
    weeks = np.arange(values.shape[0], dtype=np.float64)
    centred = weeks - weeks.mean()
    squares = float(np.sum(centred**2))
    if squares == 0.0:
        return np.zeros(values.shape[1])
    return np.asarray(np.tensordot(centred, values.astype(np.float64), axes=1) / squares * WEEKS_PER_YEAR)


def _draw(scenario: Scenario, size: TrialSize, block: int) -> dict[str, Floats]:
    drawn = draw(_plan(scenario, size), block)
    return {path: values[: size.width] for path, values in drawn.items()}


def _plan(scenario: Scenario, size: TrialSize) -> Plan:
    # Whole blocks are played whatever n is, so n has no part in what a block's wars are.
    return Plan(scenario, size.seed, BLOCK, size.prior)
