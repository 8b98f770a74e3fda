"""Putting parts together into Parquet files, a few thousand rows at a time."""

from collections.abc import Iterable, Iterator
from heapq import merge
from operator import itemgetter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.runs import storage
from sim.runs.block import Block, Lane
from sim.runs.sweep.folder import Held
from sim.runs.sweep.lanes import lanes
from sim.runs.sweep.parts import Parts
from sim.runs.sweep.plan import Sweep

GROUP_ROWS = 16_384
"""Rows of a row group: few enough to be held in memory, many enough to compress."""

Piece = tuple[int, pa.Table]


def write_runs(parts: Parts, path: Path, new: Path, held: Held) -> None:
    """Write what takes the place of `runs.parquet`, in order of point and replication: rows of that file, and the parts'.

    Rows beyond the rectangle that counts as held are left out, so that putting the same parts together twice
    gives the same file.
    """
    there, added = held_pieces(path, held.points, held.replications), _part_pieces(parts)
    storage.write_groups(new, _groups(rows for _, rows in merge(there, added, key=itemgetter(0))))


def write_draws(sweep: Sweep, path: Path) -> None:
    """Write `draws.parquet`: one row a replication, the same at every point but for what the point sets."""
    storage.write_groups(path, ([_draws(sweep, lane)] for lane in lanes([0], 0, sweep.replications)))


def _draws(sweep: Sweep, lane: Lane) -> pa.Table:
    drawn = Block(sweep.scenario, sweep.seed, (lane,), sweep.prior).draws()
    return pa.table({"replication": np.arange(lane.first, lane.last), **drawn})


def _groups(tables: Iterable[pa.Table]) -> Iterator[list[pa.Table]]:
    """Tables put together until they have enough rows for a row group."""
    group: list[pa.Table] = []
    for rows in tables:
        group.append(rows)
        if sum(each.num_rows for each in group) >= GROUP_ROWS:
            yield group
            group = []
    if group:
        yield group


def pieces(path: Path, columns: list[str] | None = None) -> Iterator[Piece]:
    """Rows of a `runs.parquet` as (point, rows) in order; a point's rows may come in several pieces."""
    with pq.ParquetFile(pa.BufferReader(storage.mapped(path))) as file:
        for batch in file.iter_batches(batch_size=GROUP_ROWS, columns=columns):
            rows = pa.Table.from_batches([batch])
            points = rows["point"].to_numpy()
            starts = np.flatnonzero(np.diff(points, prepend=points[:1] - 1))
            for start, stop in zip(starts, [*starts[1:], points.size], strict=True):
                yield int(points[start]), rows.slice(int(start), int(stop - start))


def held_pieces(path: Path, points: int, replications: int) -> Iterator[Piece]:
    """Rows of the rectangle that is held."""
    if not points:
        return
    for point, rows in pieces(path):
        if point < points:
            yield point, rows.filter(pc.less(rows["replication"], replications))


def _part_pieces(parts: Parts) -> Iterator[Piece]:
    for lane in parts.lanes:
        yield lane.point, parts.read(lane)
