"""Handing tasks out, taking results in, and going on when something fails."""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass

from sim.runs.sweep.lanes import Lane, Task
from sim.runs.sweep.playing import Work, play
from sim.runs.workers import Workers

ATTEMPTS = 2
"""How often a lane is tried: once, and once more by itself."""


@dataclass(frozen=True)
class Failure:
    """A lane that could not be played twice."""

    lane: Lane
    error: str
    trace: str


def dispatch(
    tasks: Sequence[Task],
    work_of: Callable[[Task], Work],
    workers: Workers,
    on_played: Callable[[Task, bytes], None],
    player: Callable[[Work], bytes] = play,
) -> list[Failure]:
    """Play tasks and hand each result on as it comes; what fails is tried once more, lane by lane.

    A worker that dies takes down every task of its pool, so after that nobody knows which was to blame: all
    that were under way are played again one at a time, in a pool of which only the guilty can die.

    Returns:
        Lanes that failed at their second attempt.
    """
    waiting = deque((task, 1) for task in tasks)
    suspects: deque[tuple[Task, int]] = deque()
    running: dict[Future[bytes], tuple[Task, int]] = {}
    failures: list[Failure] = []
    while waiting or suspects or running:
        alone = bool(suspects)
        if not (alone and running):
            _fill(
                running,
                suspects if alone else waiting,
                1 if alone else workers.window,
                work_of,
                workers,
                player,
            )
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        broken: list[tuple[Task, int, BrokenExecutor]] = []
        for future in done:
            task, attempt = running.pop(future)
            fault = future.exception() if not future.cancelled() else BrokenExecutor("cancelled")
            if fault is None:
                on_played(task, future.result())
            elif isinstance(fault, BrokenExecutor):
                broken.append((task, attempt, fault))
            else:
                _again(task, attempt, fault, waiting, failures)
        if broken:
            _recover(broken, running, suspects, waiting, failures)
            workers.renew()
    return failures


def _fill(
    running: dict[Future[bytes], tuple[Task, int]],
    queue: deque[tuple[Task, int]],
    window: int,
    work_of: Callable[[Task], Work],
    workers: Workers,
    player: Callable[[Work], bytes],
) -> None:
    while queue and len(running) < window:
        task, attempt = queue.popleft()
        try:
            future = workers.executor.submit(player, work_of(task))
        except BrokenExecutor:
            # A worker died since the last look; who was to blame shows in the tasks that are under way.
            queue.appendleft((task, attempt))
            if not running:
                workers.renew()
            return
        running[future] = (task, attempt)


def _recover(
    broken: list[tuple[Task, int, BrokenExecutor]],
    running: dict[Future[bytes], tuple[Task, int]],
    suspects: deque[tuple[Task, int]],
    waiting: deque[tuple[Task, int]],
    failures: list[Failure],
) -> None:
    """Sort out what a dead worker leaves: alone in the pool means guilty, in company only suspected."""
    if len(broken) == 1 and not running:
        task, attempt, fault = broken[0]
        _again(task, attempt, fault, suspects if len(task.lanes) == 1 else waiting, failures)
        return
    suspects.extend((task, attempt) for task, attempt, _ in broken)
    suspects.extend(running.values())
    running.clear()


def _again(
    task: Task,
    attempt: int,
    fault: BaseException,
    queue: deque[tuple[Task, int]],
    failures: list[Failure],
) -> None:
    if attempt < ATTEMPTS:
        queue.extend((single, attempt + 1) for single in task.alone())
        return
    trace = "".join(traceback.format_exception(fault))
    failures.extend(Failure(lane, f"{type(fault).__name__}: {fault}", trace) for lane in task.lanes)
