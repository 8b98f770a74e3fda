"""What a sweep will take, in time and on disk, found out by playing a little of it."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from sim.batch.lanes import Task
from sim.batch.plan import Sweep
from sim.ensemble import Plan, draw
from sim.errors import SimError
from sim.model import War, forget_models
from sim.randomness import BLOCK, Dice

TRIAL_WEEKS = 4
COPIES = 2
"""Rows lie on disk twice for a moment: in the parts, and in the file they are put together into."""
WORD = 24
"""Most letters of an ending [bytes]; Parquet holds each once, the parts hold all."""
LEFT_FREE = 64 * 2**20
"""Disk that is never to be filled [bytes]."""


def seconds(sweep: Sweep, tasks: list[Task]) -> float:
    """Time that tasks take on one core [s]: a block played for a few weeks, scaled up."""
    scenario = sweep.structure(0)
    draws = draw(Plan(scenario, sweep.seed, BLOCK, sweep.prior), 0)
    begun = time.perf_counter()
    war = War(scenario, draws, Dice(sweep.seed, 0, scenario.weeks))
    war.step()  # imports and allocates what later weeks find
    ready = time.perf_counter()
    weeks = min(TRIAL_WEEKS, scenario.weeks - 1)
    for _ in range(weeks):
        war.step()
    a_week = (time.perf_counter() - ready) / max(1, weeks)
    a_block = ready - begun + a_week * (scenario.weeks - 1)
    forget_models()
    # Half of a block's time does not depend on its width.
    return a_block * sum(0.5 + 0.5 * task.n / BLOCK for task in tasks)


def most_bytes(sweep: Sweep, tasks: list[Task]) -> int:
    """Disk that the results of tasks take at most, without compression, pictures apart [bytes]."""
    scenario = sweep.structure(0)
    draws = {
        path: values[:1] for path, values in draw(Plan(scenario, sweep.seed, BLOCK, sweep.prior), 0).items()
    }
    war = War(scenario, draws, Dice(sweep.seed, 0, scenario.weeks, 1))
    war.step()
    forget_models()
    outcomes = war.recorder.outcomes(war.theatre).values()
    row = sum(WORD if values.dtype.kind == "U" else values.dtype.itemsize for values in outcomes)
    draws_row = sum(values.dtype.itemsize for values in draws.values())
    return COPIES * row * sum(task.n for task in tasks) + draws_row * sweep.replications


def require(folder: Path, size: int) -> None:
    """Refuse what will not fit on the disk that a folder is on.

    Raises:
        SimError: with what is needed and what is free.
    """
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free
    if size + LEFT_FREE > free:
        raise SimError(
            f"{folder}: the results may take {in_bytes(size)}, but only {in_bytes(free)} are free"
            " there; expected fewer points or replications, or -o on another disk"
        )


def in_bytes(size: float) -> str:
    """A size in words."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000.0:
            return f"{size:.0f} {unit}"
        size /= 1000.0
    return f"{size:,.1f} TB"


def in_time(seconds: float) -> str:
    """A span of time in words."""
    if seconds < 90.0:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60.0:.0f} min" if seconds < 5400.0 else f"{seconds / 3600.0:.1f} h"
