"""Playing a sweep into a folder: what is missing, on whatever executor, then the files."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from sim.base.files import remove_unfinished
from sim.runs.program import require_same_program
from sim.runs.sweep import folder as folders
from sim.runs.sweep import parts, space
from sim.runs.sweep.dispatch import Failure, dispatch
from sim.runs.sweep.folder import UNFINISHED
from sim.runs.sweep.lanes import Task, pack
from sim.runs.sweep.plan import Sweep
from sim.runs.sweep.playing import Work, Works, play
from sim.runs.workers import open_workers


def tasks_left(sweep: Sweep, folder: Path) -> list[Task]:
    """What is still to be played."""
    return pack(folders.missing(sweep, folder), sweep.structures[1])


def run(
    sweep: Sweep,
    folder: Path,
    executor: str = "processes",
    jobs: int | None = None,
    scheduler: str | None = None,
    on_progress: Callable[[int], None] = lambda _done: None,
    player: Callable[[Work], bytes] | None = None,
) -> list[Failure]:
    """Play what is missing of a sweep that has been begun, and put its files together.

    Args:
        sweep: what is played.
        folder: prepared by `folder.begin` or `folder.expand`.
        executor: `processes`, `dask` or `serial`.
        jobs: processes.
        scheduler: address of a Dask scheduler.
        on_progress: called with the number of wars that have just been finished.
        player: plays one task; another than the default only to try what happens when it fails.

    Returns:
        Lanes that failed twice; the sweep is then incomplete, and can be resumed.

    Raises:
        SimError: if another program began it, or the disk has no room for the rest.
    """
    begun = time.perf_counter()
    unfinished = folder / UNFINISHED
    manifest = folders.manifest_of(folder)
    if manifest["status"] == "finished":
        folders.tidy(folder)
        on_progress(sweep.total)
        return []
    require_same_program(folder, manifest)
    unfinished.mkdir(exist_ok=True)
    for place in (folder, unfinished):
        remove_unfinished(place)
    tasks = tasks_left(sweep, folder)
    wars = sum(task.n for task in tasks)
    on_progress(sweep.total - wars)
    failures: list[Failure] = []
    space.require(sweep, folder)
    if tasks:

        def keep(task: Task, rows: bytes) -> None:
            parts.write(unfinished, task.lanes, rows)
            on_progress(task.n)

        with open_workers(executor, len(tasks), jobs, scheduler) as crew:
            failures = dispatch(tasks, Works(sweep), crew, keep, player or play)
    folders.finish(sweep, folder, failures, time.perf_counter() - begun)
    return failures
