"""What a sweep will take, in time and on disk, found out by playing a little of it."""

import time
from pathlib import Path

from sim.runs import disk
from sim.runs import folder as folders
from sim.runs.ensemble import Plan
from sim.runs.sweep.folder import missing
from sim.runs.sweep.lanes import Group
from sim.runs.sweep.plan import Sweep
from sim.war.randomness import BLOCK

FEWER = "fewer points or replications"
TRIAL_WEEKS = 4
POINT_AND_REPLICATION = 12
"""Which war a row is of [bytes]."""


def seconds(sweep: Sweep, groups: list[Group]) -> float:
    """Time that groups of lanes take on one core [s]: a block played for a few weeks, scaled up."""
    scenario = sweep.structure(0)
    block = Plan(scenario, sweep.seed, BLOCK, sweep.prior).block(0)
    block.draws()  # reads what later blocks find read
    begun = time.perf_counter()
    war = block.model()
    war.step()  # imports and allocates what later weeks find
    ready = time.perf_counter()
    weeks = min(TRIAL_WEEKS, scenario.weeks - 1)
    for _ in range(weeks):
        war.step()
    a_week = (time.perf_counter() - ready) / max(1, weeks)
    a_block = ready - begun + a_week * (scenario.weeks - 1)
    war.release_memory()
    # Half of a block's time does not depend on its width.
    return a_block * sum(0.5 + 0.5 * len(group) * group[0].n / BLOCK for group in groups)


def most_bytes(sweep: Sweep, folder: Path, wars: int | None = None) -> int:
    """Disk that what is missing of a sweep takes at most, without compression, pictures apart [bytes].

    Rows lie on disk twice for a moment: in the parts, and in the file they are put together into, which is
    written anew beside the one that a sweep being expanded has already.
    """
    if wars is None:
        wars = sum(lane.n for lane in missing(sweep, folder))
    if not wars and folders.is_finished(folder):
        return 0
    war = disk.of_war(Plan(sweep.structure(0), sweep.seed, BLOCK, sweep.prior))
    row = war.outcomes + POINT_AND_REPLICATION
    return row * (wars + sweep.total) + war.draws * sweep.replications


def require(sweep: Sweep, folder: Path) -> None:
    """Refuse a sweep of which the rest will not fit on the disk that its folder is on.

    Raises:
        SimError: with what is needed and what is free.
    """
    disk.require(folder, most_bytes(sweep, folder), FEWER)


def in_time(seconds: float) -> str:
    """A span of time in words."""
    if seconds < 90.0:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60.0:.0f} min" if seconds < 5400.0 else f"{seconds / 3600.0:.1f} h"
