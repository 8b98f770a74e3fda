"""Putting parts together into Parquet files, a few thousand rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.base.files import write_whole
from sim.runs.block import Block, Lane
from sim.runs.sweep.parts import Parts
from sim.runs.sweep.plan import Sweep
from sim.war.randomness import BLOCK

GROUP_ROWS = 16_384
"""Rows of a row group: few enough to be held in memory, many enough to compress."""

Piece = tuple[int, pa.Table]


def write_runs(parts: Parts, path: Path, held_points: int, held_replications: int) -> None:
    """Write `runs.parquet` in order of point and replication: rows held in it already, and the parts'.

    Rows beyond the rectangle that counts as held are left out, so that putting the same parts together twice
    gives the same file.
    """
    with write_whole(path) as file:
        waiting: list[pa.Table] = []
        writer = None
        for rows in _merged(held_pieces(path, held_points, held_replications), _part_pieces(parts)):
            waiting.append(rows)
            if sum(each.num_rows for each in waiting) >= GROUP_ROWS:
                writer = _flush(waiting, writer, file)
        writer = _flush(waiting, writer, file)
        if writer is not None:
            writer.close()


def write_draws(sweep: Sweep, path: Path) -> None:
    """Write `draws.parquet`: one row a replication, the same at every point but for what the point sets."""
    with write_whole(path) as file:
        writer = None
        for block in range(-(-sweep.replications // BLOCK)):
            lane = Lane(0, block * BLOCK, min((block + 1) * BLOCK, sweep.replications))
            drawn = Block(sweep.scenario, sweep.seed, (lane,), sweep.prior).draws()
            rows = pa.table({"replication": np.arange(lane.first, lane.last), **drawn})
            writer = writer or pq.ParquetWriter(file, rows.schema, use_dictionary=False)
            writer.write_table(rows)
        if writer is not None:
            writer.close()


def pieces(path: Path, columns: list[str] | None = None) -> Iterator[Piece]:
    """Rows of a `runs.parquet` as (point, rows) in order; a point's rows may come in several pieces."""
    with pq.ParquetFile(path) as file:
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
    for point, lanes in parts.of_point():
        for lane in lanes:
            yield point, parts.read(lane)


def _merged(held: Iterator[Piece], added: Iterator[Piece]) -> Iterator[pa.Table]:
    """Two streams in order of points as one, the held rows of a point first."""
    of_held, of_added = (groupby(stream, key=lambda piece: piece[0]) for stream in (held, added))
    old, new = next(of_held, None), next(of_added, None)
    while old is not None or new is not None:
        if old is not None and (new is None or old[0] <= new[0]):
            yield from (rows for _, rows in old[1])
            old = next(of_held, None)
        elif new is not None:
            yield from (rows for _, rows in new[1])
            new = next(of_added, None)


def _flush(waiting: list[pa.Table], writer: pq.ParquetWriter | None, file: object) -> pq.ParquetWriter | None:
    if not waiting:
        return writer
    rows = pa.concat_tables(waiting).combine_chunks()
    waiting.clear()
    if writer is None:
        words = [field.name for field in rows.schema if pa.types.is_string(field.type)]
        writer = pq.ParquetWriter(file, rows.schema, use_dictionary=words)
    writer.write_table(rows)
    return writer
