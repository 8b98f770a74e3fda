"""Finished groups of lanes on disk: each a file that is whole or not there, and says which lanes it holds."""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from sim.runs.block import Block, Lane
from sim.runs.engines import NUMPY
from sim.runs.schedule import Files, Task
from sim.runs.storage import from_arrow, owner_of, to_arrow
from sim.runs.sweep.lanes import Group
from sim.runs.sweep.plan import Sweep
from sim.war.model import War
from sim.war.recorder import Table

LANES = b"lanes"
"""Key of a part's metadata: the lanes it holds, in order."""


def task(sweep: Sweep, lanes: Group) -> Task:
    """What plays a group of lanes, each war the same to the bit as in a run of its own."""
    points = [lane.point for lane in lanes]
    columns = {path: values[points] for path, values in sweep.values.items()}
    values = {path: tuple(found.tolist()) for path, found in columns.items() if not np.isnan(found).any()}
    number = sweep.structures[1][points[0]]
    shared = sweep.shared[number] if sweep.engine != NUMPY else None
    block = Block(sweep.structure(number), sweep.seed, lanes, sweep.prior, values, engine=sweep.engine, shared=shared)
    return Task(block, partial(keep_rows, identity=sweep.identity), block.n)


def keep_rows(block: Block, war: War, identity: str) -> Files:
    """Outcomes of the wars; the file's name is that of its first lane, which no other part holds."""
    n, first = block.lanes[0].n, block.lanes[0].first
    rows: Table = {
        "point": np.repeat(np.array([lane.point for lane in block.lanes], dtype=np.int32), n),
        "replication": np.tile(np.arange(first, first + n), len(block.lanes)),
        **war.recorder.outcomes(war.state),
    }
    lanes = json.dumps([[lane.point, lane.first, lane.last] for lane in block.lanes])
    name = f"part-{block.lanes[0].point:06d}-{first:09d}.arrow"
    return {name: to_arrow(rows, f"{identity}/{name}", {LANES: lanes.encode()})}


class Parts:
    """What of a sweep is on disk. Files are mapped, so reading a lane holds no more than the lane."""

    def __init__(self, folder: Path) -> None:
        self._places: dict[Lane, tuple[Path, int]] = {}
        for path in sorted(folder.glob("part-*.arrow")):
            if owner_of(path) is None:
                continue
            offset = 0
            for lane in _held(path):
                self._places[lane] = (path, offset)
                offset += lane.n

    def __contains__(self, lane: Lane) -> bool:
        return lane in self._places

    @property
    def lanes(self) -> list[Lane]:
        """Finished lanes in order of point and replication."""
        return sorted(self._places)

    def read(self, lane: Lane) -> pa.Table:
        """Rows of one lane."""
        path, offset = self._places[lane]
        return from_arrow(path).slice(offset, lane.n).replace_schema_metadata(None)


def _held(path: Path) -> list[Lane]:
    return [Lane(*lane) for lane in json.loads(from_arrow(path).schema.metadata[LANES])]
