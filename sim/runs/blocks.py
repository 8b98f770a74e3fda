"""Finished blocks on disk: each a file that is whole or not there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from sim.base.arrays import Floats
from sim.base.files import write_whole
from sim.war.recorder import Table

WIDTH = b"replications"
"""Key of a series file's metadata: replications side by side in a week."""


@dataclass(frozen=True)
class Played:
    """A block of wars as tables of arrays; first axis of `runs` and `events` is the replication."""

    runs: Table
    events: dict[str, np.ndarray]
    series: dict[str, np.ndarray]
    monthly: dict[str, Floats]


def _path(folder: Path, block: int, kind: str = "block") -> Path:
    return folder / f"{kind}-{block:06d}.arrow"


def exists(folder: Path, block: int) -> bool:
    """Whether a block is finished."""
    return _path(folder, block).exists()


def write(folder: Path, block: int, played: Played, keep_series: bool) -> None:
    """Write a block; its rows last, because they mark it as finished."""
    if keep_series:
        for kind, tables in (("series", played.series), ("monthly", played.monthly)):
            width = str(played.runs["replication"].size).encode()
            flat = {name: values.ravel() for name, values in tables.items()}
            _write(_path(folder, block, kind), pa.table(flat).replace_schema_metadata({WIDTH: width}))
    rows = {f"runs/{name}": values for name, values in played.runs.items()}
    events = {f"events/{kind}": weeks.astype(np.int16) for kind, weeks in played.events.items()}
    _write(_path(folder, block), pa.table({**rows, **events}))


def read(folder: Path, block: int) -> tuple[pa.Table, Table]:
    """Runs and events of a finished block."""
    stored = _read(_path(folder, block))
    runs = [name for name in stored.column_names if name.startswith("runs/")]
    events = [name for name in stored.column_names if name.startswith("events/")]
    return (
        stored.select(runs).rename_columns([name.partition("/")[2] for name in runs]),
        {name.partition("/")[2]: stored[name].to_numpy() for name in events},
    )


def series(folder: Path, kind: str, name: str, n_blocks: int) -> np.ndarray:
    """One series of the first blocks, side by side. Shape (weeks or months, replications)."""
    parts = []
    for block in range(n_blocks):
        # Mapped, so that of all series only the one wanted is read.
        with pa.memory_map(str(_path(folder, block, kind))) as file:
            stored = pa.ipc.open_file(file).read_all()
        parts.append(stored[name].to_numpy().reshape(-1, int(stored.schema.metadata[WIDTH])))
    return np.concatenate(parts, axis=1)


def series_names(folder: Path, kind: str) -> tuple[str, ...]:
    """Names of the series kept: kind `series` (weekly) or `monthly`."""
    with pa.OSFile(str(_path(folder, 0, kind))) as file:
        return tuple(pa.ipc.open_file(file).schema.names)


def write_twins(folder: Path, outcomes: Table) -> None:
    """Write the outcomes of the twins."""
    _write(folder / "twins.arrow", pa.table(dict(outcomes)))


def twins_exist(folder: Path) -> bool:
    """Whether the twins have been played."""
    return (folder / "twins.arrow").exists()


def read_twins(folder: Path) -> pa.Table:
    """Outcomes of the twins."""
    return _read(folder / "twins.arrow")


def _write(path: Path, table: pa.Table) -> None:
    with write_whole(path) as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)


def _read(path: Path) -> pa.Table:
    with pa.OSFile(str(path)) as file:
        return pa.ipc.open_file(file).read_all()
