"""Finished tasks on disk: each a file that is whole or not there, and says which lanes it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from sim.base.files import write_whole
from sim.runs.sweep.lanes import Lane
from sim.runs.sweep.playing import LANES


def write(folder: Path, lanes: tuple[Lane, ...], stream: bytes) -> None:
    """Write a task's rows whole; the name is that of its first lane, which no other task holds."""
    path = folder / f"part-{lanes[0].point:06d}-{lanes[0].first:09d}.arrow"
    with write_whole(path) as file:
        file.write(stream)


class Parts:
    """What of a sweep is on disk. Files are mapped, so reading a lane holds no more than the lane."""

    def __init__(self, folder: Path) -> None:
        self._places: dict[Lane, tuple[Path, int]] = {}
        for path in sorted(folder.glob("part-*.arrow")):
            offset = 0
            for lane in _held(path):
                self._places[lane] = (path, offset)
                offset += lane.n

    def __contains__(self, lane: Lane) -> bool:
        return lane in self._places

    def __len__(self) -> int:
        return len(self._places)

    def of_point(self) -> Iterator[tuple[int, list[Lane]]]:
        """Points in order, each with its lanes in order."""
        by_point: dict[int, list[Lane]] = {}
        for lane in sorted(self._places):
            by_point.setdefault(lane.point, []).append(lane)
        yield from by_point.items()

    def read(self, lane: Lane) -> pa.Table:
        """Rows of one lane."""
        path, offset = self._places[lane]
        with pa.memory_map(str(path)) as file:
            rows = pa.ipc.open_file(file).read_all().slice(offset, lane.n)
        return rows.replace_schema_metadata(None)


def _held(path: Path) -> list[Lane]:
    with pa.memory_map(str(path)) as file:
        found = pa.ipc.open_file(file).schema.metadata[LANES]
    return [Lane(*lane) for lane in json.loads(found)]
