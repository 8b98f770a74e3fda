"""Playing a sweep into a folder: what is missing, on whatever executor, then the files."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from sim.base.files import remove_unfinished
from sim.runs.program import require_same_program
from sim.runs.schedule import Failure, Files, Task, play_into
from sim.runs.sweep import folder as folders
from sim.runs.sweep import space
from sim.runs.sweep.folder import UNFINISHED
from sim.runs.sweep.lanes import Group, pack
from sim.runs.sweep.parts import task
from sim.runs.sweep.plan import Sweep
from sim.runs.workers import Place


def groups_left(sweep: Sweep, folder: Path) -> list[Group]:
    """What is still to be played."""
    return pack(folders.missing(sweep, folder), sweep.structures[1])


def run(
    sweep: Sweep,
    folder: Path,
    place: Place,
    on_progress: Callable[[int], None] = lambda _wars: None,
    player: Callable[[Task], Files] | None = None,
) -> list[Failure]:
    """Play what is missing of a sweep that has been begun, and put its files together.

    Args:
        sweep: what is played.
        folder: prepared by `folder.begin` or `folder.expand`.
        place: where it is played.
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
    for stored in (folder, unfinished):
        remove_unfinished(stored)
    groups = groups_left(sweep, folder)
    on_progress(sweep.total - sum(lane.n for group in groups for lane in group))
    space.require(sweep, folder)
    failures: list[Failure] = []
    tasks = (task(sweep, group) for group in groups)
    play_into(unfinished, tasks, len(groups), place, on_progress, failures.append, player)
    folders.finish(sweep, folder, failures, time.perf_counter() - begun)
    return failures
