"""The blocks of a run on disk: those that are missing are played, those that are there are read."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from sim.analysis.outcome_table import tallies
from sim.analysis.tally import added
from sim.base.outcomes import OUTCOMES
from sim.runs import sums
from sim.runs.block import Block
from sim.runs.ensemble import SERIES_BLOCKS, Plan, Played, collect, outcomes
from sim.runs.schedule import Files, Task, play_into, write
from sim.runs.storage import discard_damaged, from_arrow, to_arrow
from sim.runs.workers import Place
from sim.war.model import War
from sim.war.randomness import BLOCK

N = b"replications"
"""Key of a series file's metadata: replications side by side in a week."""
WIDEST = 4
"""Blocks played as one at most: wider arrays leave the processor's cache."""
AT_ONCE = 64
"""Blocks that are summed up at a time."""
TOLD = ("ending", *(outcome.name for outcome in OUTCOMES))
"""Columns of rows that are summed up."""
TWINS = "twins.arrow"
ROWS, EVENTS = "runs/", "events/"
"""Prefixes of the columns of a block's file."""


def play_missing(
    plan: Plan, folder: Path, place: Place, on_progress: Callable[[int], None] = lambda _wars: None
) -> None:
    """Play what a folder of blocks lacks.

    Args:
        plan: the ensemble.
        folder: of its blocks.
        place: where they are played.
        on_progress: called with the number of replications that have just been finished.
    """

    def advance(wars: int) -> None:
        on_progress(wars)
        sum_up(plan, folder)

    discard_damaged(folder, plan.identity)
    for number in range(min(plan.n_blocks, SERIES_BLOCKS)):  # the rows say that a block is whole
        if not all((folder / name(number, kind)).exists() for kind in ("series", "monthly")):
            (folder / name(number)).unlink(missing_ok=True)
    left = missing(plan, folder)
    advance(plan.replications - sum(map(plan.kept, left)))
    twins = 0 if has_twins(folder) else plan.n_twins
    alone = twins > 0 and 0 not in left
    n_tasks = len(left) + alone
    # Beside other wars twins cost NumPy half of what they cost by themselves.
    tasks = [
        task(plan, *numbers, twins=twins if numbers[0] == 0 else 0)
        for numbers in side_by_side(left, place.count(n_tasks))
    ]
    if alone:
        tasks.append(Task(plan.twins(), partial(keep_twins, identity=plan.identity), 0))
    play_into(folder, tasks, n_tasks, place, advance)


def missing(plan: Plan, folder: Path) -> list[int]:
    """Numbers of the blocks that are neither finished nor summed up."""
    summed = sums.n_summed(folder)
    return [
        number
        for number in range(plan.n_blocks)
        if not plan.n_rows <= number < summed and not (folder / name(number)).exists()
    ]


def sum_up(plan: Plan, folder: Path) -> None:
    """Add finished blocks to the sums and remove those of which no rows are kept.

    They are added in their order and some at a time, so that it does not matter who played them or when, and few are on
    the disk at once.
    """
    while plan.n_rows < plan.n_blocks and (first := sums.n_summed(folder)) < plan.n_blocks:
        numbers = range(first, min(first + AT_ONCE, plan.n_blocks))
        if not all((folder / name(number)).exists() for number in numbers):
            return
        wars = pa.concat_tables([rows(folder, number).select(TOLD) for number in numbers])
        found = tallies(wars.to_pandas(strings_to_categorical=True), are_rounded=True)
        content = sums.content(added(sums.read(folder), found), numbers.stop, f"{plan.identity}/{sums.SUMS}")
        write(folder, {sums.SUMS: content})
        for number in numbers[max(0, plan.n_rows - first) :]:
            (folder / name(number)).unlink()


def has_twins(folder: Path) -> bool:
    """Whether the twins have been played."""
    return (folder / TWINS).exists()


def side_by_side(numbers: list[int], processes: int) -> Iterator[list[int]]:
    """Neighbouring blocks that are played as one, a third faster than one by one; some turns for each process."""
    most = WIDEST if processes == 1 else max(1, min(WIDEST, len(numbers) // (2 * processes)))
    group: list[int] = []
    for number in numbers:
        if group and (number != group[-1] + 1 or len(group) == most):
            yield group
            group = []
        group.append(number)
    if group:
        yield group


def task(plan: Plan, *numbers: int, twins: int = 0) -> Task:
    """What plays some blocks that follow one another, the first with so many twins."""
    keep = partial(keep_blocks, numbers=numbers, identity=plan.identity, n_rows=plan.n_rows)
    return Task(replace(plan.block(*numbers), twins=twins), keep, sum(map(plan.kept, numbers)))


def keep_blocks(block: Block, war: War, numbers: tuple[int, ...], identity: str, n_rows: int) -> Files:
    """The files of each block, its rows last, because they mark it as finished.

    Of blocks from `n_rows` on, which are summed up, there are outcomes alone.
    """
    ends = outcomes(block, war)
    played = collect(block, war, block.n) if numbers[0] < n_rows else Played(ends, {}, {}, {})
    files = dict(keep_twins(block, war, identity)) if block.twins else {}
    for number in numbers:
        first = (number - numbers[0]) * BLOCK
        own = slice(first, min(first + BLOCK, block.n))
        if number < SERIES_BLOCKS:
            for kind, tables in (("series", played.series), ("monthly", played.monthly)):
                flat = {series: values[:, own].ravel() for series, values in tables.items()}
                stored, wars = name(number, kind), str(own.stop - own.start).encode()
                files[stored] = to_arrow(flat, f"{identity}/{stored}", {N: wars})
        told, happened = (played.runs, played.events) if number < n_rows else (ends, {})
        columns = {ROWS + column: values[own] for column, values in told.items()}
        columns |= {EVENTS + kind: weeks[own].astype(np.int16) for kind, weeks in happened.items()}
        files[name(number)] = to_arrow(columns, f"{identity}/{name(number)}")
    return files


def keep_twins(block: Block, war: War, identity: str) -> Files:
    """Outcomes alone, of the twins that were played after others, else of all."""
    own = slice(block.n if block.twins else 0, None)
    found = {outcome: values[own] for outcome, values in outcomes(block, war).items()}
    return {TWINS: to_arrow(found, f"{identity}/{TWINS}")}


def name(number: int, kind: str = "block") -> str:
    """Of a block's file: kind `block`, `series` or `monthly`."""
    return f"{kind}-{number:06d}.arrow"


def rows(folder: Path, number: int) -> pa.Table:
    """Draws and outcomes of a finished block."""
    stored = from_arrow(folder / name(number))
    names = [column for column in stored.column_names if column.startswith(ROWS)]
    return stored.select(names).rename_columns([column.removeprefix(ROWS) for column in names])


def events(folder: Path, number: int) -> dict[str, np.ndarray]:
    """First weeks of each kind of event in a finished block, -1 where it did not happen."""
    stored = from_arrow(folder / name(number))
    names = [column for column in stored.column_names if column.startswith(EVENTS)]
    return {column.removeprefix(EVENTS): stored[column].to_numpy() for column in names}


def twins(folder: Path) -> pa.Table:
    """Outcomes of the twins."""
    return from_arrow(folder / TWINS)


def series(folder: Path, kind: str, column: str, n_blocks: int) -> np.ndarray:
    """One series of the first blocks, side by side. Shape (weeks or months, replications)."""
    parts = []
    for number in range(n_blocks):
        stored = from_arrow(folder / name(number, kind))
        parts.append(stored[column].to_numpy().reshape(-1, int(stored.schema.metadata[N])))
    return np.concatenate(parts, axis=1)


def series_names(folder: Path, kind: str) -> tuple[str, ...]:
    """Names of the series kept: kind `series` (weekly) or `monthly`."""
    return tuple(from_arrow(folder / name(0, kind)).column_names)
