"""What results take on disk, reckoned before they are there, and whether they fit."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.base.errors import SimError
from sim.runs import blocks
from sim.runs import folder as folders
from sim.runs.block import Block, Lane
from sim.runs.ensemble import SERIES_BLOCKS, TWINS, Plan
from sim.runs.tables import QUANTILES
from sim.war.randomness import BLOCK

WORD = 24
"""Most letters of an ending with its place in a column [bytes]; a file holds each once, the blocks hold all."""
FIRST_WEEK = 2
"""The first week of an event in a block [bytes]; the file keeps only what happened."""
LEFT_FREE = 64 * 2**20
"""Disk that is never to be filled [bytes]; pictures and what has a size of its own find room in it."""


@dataclass(frozen=True)
class WarBytes:
    """What one war takes, uncompressed [bytes].

    Attributes:
        draws: what was drawn for it.
        outcomes: its ending and outcomes.
        events: first weeks of what can happen in it.
        series: week by week and month by month.
        n_values: how many values of series there are, by week or month.
    """

    draws: int
    outcomes: int
    events: int
    series: int
    n_values: int


@dataclass(frozen=True)
class Need:
    """What is still to be written of a run [bytes].

    Attributes:
        blocks: while it is played; removed when it is finished.
        files: what it leaves, written while the blocks are there.
    """

    blocks: int = 0
    files: int = 0

    @property
    def total(self) -> int:
        """Most that is on disk at once."""
        return self.blocks + self.files


def of_war(plan: Plan) -> WarBytes:
    """What one war of a plan takes, found out by playing a week of one."""
    block = Block(plan.scenario, plan.seed, (Lane(0, 0, 1),), plan.prior)
    war = block.model()
    war.step()
    state, recorder = war.state, war.recorder
    series: list[np.ndarray] = [*recorder.series.values(), *recorder.monthly(state.inputs.as_of, np.zeros(1)).values()]
    found = WarBytes(
        draws=_row(block.draws().values()),
        outcomes=_row(recorder.outcomes(state).values()),
        events=FIRST_WEEK * len(state.first_weeks),
        series=sum(values.nbytes for values in series),
        n_values=sum(values.size for values in series),
    )
    war.release_memory()
    return found


def of_run(plan: Plan, folder: Path) -> Need:
    """What a run has still to write into a folder: blocks that are not there, and the files made of all."""
    if folders.is_finished(folder):
        return Need()
    war, source = of_war(plan), folder / folders.BLOCKS
    row = war.draws + war.outcomes + war.events
    missing = blocks.missing(plan, source)
    twins = war.outcomes * min(TWINS, plan.replications)
    whole = [b for b in missing if b < plan.n_rows]
    played = sum(plan.kept(b) * (row + (war.series if b < SERIES_BLOCKS else 0)) for b in whole)
    # What is to be summed up lies there for a short time.
    passing = BLOCK * war.outcomes * min(len(missing) - len(whole), 2 * blocks.AT_ONCE)
    quantiles = len(QUANTILES) + 2  # and mean and n
    trajectories = war.n_values * quantiles * np.dtype(np.float64).itemsize
    return Need(
        blocks=played + passing + (0 if blocks.has_twins(source) else twins),
        files=sum(map(plan.kept, range(plan.n_rows))) * row + 2 * twins + trajectories,
    )


def require(folder: Path, size: int, fewer: str = "fewer replications") -> None:
    """Refuse what will not fit on the disk that a folder is on.

    Args:
        folder: for the results.
        size: what they take [bytes].
        fewer: what the user could ask for instead.

    Raises:
        SimError: with what is needed and what is free.
    """
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free
    if size + LEFT_FREE > free:
        raise SimError(
            f"{folder}: the results may take {in_bytes(size)}, but only {in_bytes(free)} are free there, of"
            f" which {in_bytes(LEFT_FREE)} are left alone; expected {fewer}, or -o on another disk"
        )


def in_bytes(size: float) -> str:
    """A size in words."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000.0:
            return f"{size:.0f} {unit}"
        size /= 1000.0
    return f"{size:,.1f} TB"


def _row(columns: Iterable[np.ndarray]) -> int:
    """One row of columns [bytes]."""
    return sum(WORD if values.dtype.kind == "U" else values.dtype.itemsize for values in columns)
