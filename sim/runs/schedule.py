"""Handing tasks out, writing what comes back, and going on when something fails."""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass, replace
from pathlib import Path

from sim.base.errors import SimError
from sim.runs import storage
from sim.runs.block import Block, Lane, play, prepare
from sim.runs.workers import Place, WorkerLostError
from sim.war.model import War

ATTEMPTS = 2
"""How often a war is tried: once in its task, and once more in a task with its lane alone."""

Files = Mapping[str, storage.Bytes]
"""What is kept of a task, by name of the file; the last one marks it as finished."""


@dataclass(frozen=True)
class Task:
    """Wars to be played and what is kept of them.

    Attributes:
        block: the wars.
        keep: makes files of them, where they are played: a function that can be sent there.
        n: wars that were asked for; a block may have more.
    """

    block: Block
    keep: Callable[[Block, War], Files]
    n: int

    def play(self) -> Files:
        """Play the wars."""
        return play(self.block, self.keep)

    def split(self) -> list[Task]:
        """The task as one task for each lane, to find out which of them fails."""
        blocks = self.block.split()
        return [replace(self, block=block, n=block.n) for block in blocks] if len(blocks) > 1 else [self]


@dataclass(frozen=True)
class Failure:
    """A task that failed at its last attempt."""

    task: Task
    fault: BaseException

    @property
    def lane(self) -> Lane:
        """What was to be played: at the last attempt a task has one lane."""
        return self.task.block.lanes[0]

    @property
    def error(self) -> str:
        """What went wrong, in a line."""
        return f"{type(self.fault).__name__}: {self.fault}"

    @property
    def trace(self) -> str:
        """Where it went wrong."""
        return "".join(traceback.format_exception(self.fault))


def give_up(failure: Failure) -> None:
    """End the command: without these wars there is no result.

    Raises:
        SimError: if workers were lost, as happens when memory runs out; else the fault itself.
    """
    if isinstance(failure.fault, WorkerLostError):
        raise SimError(
            f"{failure.fault} {ATTEMPTS} times, as happens when memory runs out; what was finished is kept: go on with"
            " fewer --jobs"
        ) from None
    raise failure.fault


def play_into(
    folder: Path,
    tasks: Iterable[Task],
    n_tasks: int,
    place: Place,
    on_progress: Callable[[int], None] = lambda _wars: None,
    on_failure: Callable[[Failure], None] = give_up,
    player: Callable[[Task], Files] | None = None,
) -> None:
    """Play tasks and write their files into a folder as they come.

    Only this process writes, so that workers need not see the folder and leave nothing half-written behind.

    Args:
        folder: for the files.
        tasks: in the order in which they are to be played, each made when its turn comes.
        n_tasks: how many there are.
        place: where they are played.
        on_progress: called with the number of wars that have just been finished.
        on_failure: called with what failed at its last attempt; by default the end of the command.
        player: plays one task; another than the default only to try what happens when it fails.
    """
    fresh = ((task, 1) for task in tasks)
    again: deque[tuple[Task, int]] = deque()
    while True:
        running: dict[Future[Files], tuple[Task, int]] = {}
        lost = False
        with place.open(n_tasks) as (executor, window):
            while not lost:
                while len(running) < window and (upcoming := next(fresh, None) or _first(again)):
                    prepare(upcoming[0].block)
                    running[executor.submit(player or Task.play, upcoming[0])] = upcoming
                if not running:
                    return
                # In rounds, because Windows hears Ctrl-C only between them.
                for future in wait(running, timeout=1.0, return_when=FIRST_COMPLETED).done:
                    task, attempt = running.pop(future)
                    fault = BrokenExecutor("cancelled") if future.cancelled() else future.exception()
                    lost |= isinstance(fault, BrokenExecutor)
                    if fault is None:
                        write(folder, future.result())
                        on_progress(task.n)
                    elif attempt < ATTEMPTS:
                        again.extend((part, attempt + 1) for part in task.split())
                    else:
                        on_failure(Failure(task, fault))
                    del future  # it would hold what has been written until another comes
        again.extend(running.values())


def _first(queue: deque[tuple[Task, int]]) -> tuple[Task, int] | None:
    return queue.popleft() if queue else None


def write(folder: Path, files: Files) -> None:
    """Write the files of a finished task, each whole."""
    for name, content in files.items():
        storage.write(folder / name, content)
