"""Ensembles: which worlds are played, in blocks, on any executor.

A block is always played whole, so that replication i is the same to the bit whatever the number of
replications; what was not asked for is dropped. Finished blocks are on disk, whole; what is missing can be
played later.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from threading import Thread

import numpy as np

from sim.base.arrays import Floats
from sim.base.errors import SimError
from sim.base.files import remove_unfinished
from sim.runs import blocks
from sim.scenario import Scenario
from sim.war.draws import quantiles, sample, uncertain
from sim.war.history import constrained
from sim.war.model import War
from sim.war.randomness import BLOCK, Dice
from sim.war.recorder import Table

TWIN_WIDTH = 512
"""Replications played a second time with other dice, to tell luck from ignorance."""

TWIN_BLOCK = 1 << 30
"""Number of the block whose dice the twins use; far from any block of replications."""

SERIES_BLOCKS = 20
"""Blocks whose weekly series are kept: quantiles over time rest on at most 20,480 replications."""

DEATHS = 2
"""Dead worker processes after which a run is given up; what others have finished is never lost."""

ELSEWHERE = 256
"""Blocks handed at a time to an executor that is not ours: nobody knows how many workers it has."""


@dataclass(frozen=True)
class Plan:
    """What an ensemble is made of.

    Attributes:
        scenario: the worlds' numbers, choices and events.
        seed: of every stream.
        replications: wars wanted.
        prior: draw from the raw ranges instead of the draws that history left.
    """

    scenario: Scenario
    seed: int
    replications: int
    prior: bool = False

    @property
    def n_blocks(self) -> int:
        """Blocks needed."""
        return -(-self.replications // BLOCK)

    def kept(self, block: int) -> int:
        """Replications of a block that were asked for."""
        return min(BLOCK, self.replications - block * BLOCK)


def draw(plan: Plan, block: int) -> dict[str, Floats]:
    """Values of the uncertain numbers in a block, each of shape (BLOCK,)."""
    paths = uncertain(plan.scenario)
    u = quantiles(paths, plan.seed, block)
    return sample(plan.scenario, u if plan.prior else constrained(u, plan.scenario, plan.seed, block))


def play(plan: Plan, block: int) -> blocks.Played:
    """Play one block of replications."""
    draws = draw(plan, block)
    war = War(plan.scenario, draws, Dice(plan.seed, block, plan.scenario.weeks)).run()
    played = _collect(war, draws, plan.kept(block), block * BLOCK)
    war.release_memory()
    return played


def play_twins(plan: Plan) -> Table:
    """Outcomes of the first replications' draws under other dice, for the share of spread that is luck."""
    width = min(TWIN_WIDTH, plan.replications)
    draws = {path: values[:width] for path, values in draw(plan, 0).items()}
    war = War(plan.scenario, draws, Dice(plan.seed, TWIN_BLOCK, plan.scenario.weeks, width)).run()
    outcomes = war.recorder.outcomes(war.state)
    war.release_memory()
    return outcomes


def _collect(war: War, draws: dict[str, Floats], keep: int, first: int) -> blocks.Played:
    t, recorder = war.state, war.recorder
    outcomes = recorder.outcomes(t)
    occupied = t.front.losable.sum(axis=0)
    runs: Table = {"replication": np.arange(first, first + keep)}
    runs.update({f"draw.{path}": values[:keep] for path, values in draws.items()})
    runs.update({name: values[:keep] for name, values in outcomes.items()})
    monthly = recorder.monthly(t.inputs.as_of, occupied)
    return blocks.Played(
        runs,
        {kind: weeks[:keep] for kind, weeks in t.first_weeks.items()},
        {name: values[:, :keep] for name, values in recorder.series.items()},
        {name: values[:, :keep] for name, values in monthly.items()},
    )


def play_to_disk(plan: Plan, block: int, folder: Path) -> int:
    """Play a block and write it whole; returns the replications it holds."""
    played = play(plan, block)
    blocks.write(folder, block, played, keep_series=block < SERIES_BLOCKS)
    return plan.kept(block)


def run(
    plan: Plan,
    folder: Path,
    jobs: int | None = None,
    executor: Executor | None = None,
    on_progress: Callable[[int], None] = lambda _done: None,
) -> None:
    """Play what is missing of an ensemble into a folder of blocks.

    Args:
        plan: the ensemble.
        folder: for the blocks.
        jobs: processes; by default as many as pay for their start.
        executor: any `concurrent.futures` executor to use instead of own processes.
        on_progress: called with the number of replications that have just been finished.
    """
    folder.mkdir(parents=True, exist_ok=True)
    missing = [block for block in range(plan.n_blocks) if not blocks.exists(folder, block)]
    on_progress(sum(plan.kept(block) for block in range(plan.n_blocks)) - sum(map(plan.kept, missing)))
    if not blocks.twins_exist(folder):
        blocks.write_twins(folder, play_twins(plan))
    if executor is not None:
        _on_executor(plan, folder, missing, executor, on_progress, ELSEWHERE)
        return
    workers = min(jobs if jobs is not None else default_jobs(len(missing)), len(missing))
    if workers <= 1:
        for block in missing:
            on_progress(play_to_disk(plan, block, folder))
        return
    for deaths in range(1, DEATHS + 1):
        try:
            _in_processes(plan, folder, missing, workers, on_progress)
            return
        except BrokenExecutor:
            missing = [block for block in missing if not blocks.exists(folder, block)]
            if deaths == DEATHS:
                raise SimError(
                    f"a worker process died {DEATHS} times, as happens when memory runs out; what was finished is"
                    " kept: go on with fewer --jobs"
                ) from None


def _in_processes(
    plan: Plan, folder: Path, missing: Sequence[int], workers: int, on_progress: Callable[[int], None]
) -> None:
    """Play blocks in own processes; half-written files go with them when they are stopped."""
    try:
        with process_pool(workers) as pool:
            _on_executor(plan, folder, missing, pool, on_progress, 2 * workers + 2)
    except BaseException:
        remove_unfinished(folder)
        raise


def default_jobs(n_blocks: int) -> int:
    """Processes that pay for their start of some two seconds: one for four blocks, at most the cores."""
    return max(1, min(os.cpu_count() or 1, n_blocks // 4))


def _leave_with_parent() -> None:
    """End this worker when its parent is gone: one that was killed leaves workers that wait for ever."""

    def watch() -> None:
        parent = parent_process()
        if parent is not None:
            connection.wait([parent.sentinel])
            os._exit(1)

    Thread(target=watch, daemon=True).start()


@contextmanager
def process_pool(workers: int) -> Iterator[Executor]:
    """Spawned worker processes that go away at once when the run is interrupted, or killed."""
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_leave_with_parent)
    try:
        with _deaf_children():
            # Starts every worker: each task that finds none idle starts one.
            for _ in range(workers):
                pool.submit(_nothing)
        yield pool
    except BaseException:
        for process in list(pool._processes.values()):  # no public way to stop a running task
            process.terminate()
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    pool.shutdown()


def _nothing() -> None:
    """A task that only wants a worker."""


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Processes started meanwhile never hear Ctrl-C: their parent does, and stops them in silence."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _on_executor(
    plan: Plan,
    folder: Path,
    missing: Sequence[int],
    pool: Executor,
    on_progress: Callable[[int], None],
    window: int,
) -> None:
    """Hand blocks out at most `window` at a time, so that an interruption leaves few of them begun."""
    waiting = list(reversed(missing))
    running: set[Future[int]] = set()
    while waiting or running:
        while waiting and len(running) < window:
            running.add(pool.submit(play_to_disk, plan, waiting.pop(), folder))
        finished, running = wait(running, return_when=FIRST_COMPLETED)
        for future in finished:
            on_progress(future.result())
