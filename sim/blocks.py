"""Finished blocks on disk: each a file that is whole or not there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np

from sim.recorder import Table

if TYPE_CHECKING:
    from sim.ensemble import Played


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """Write a file whole or not at all: a temporary name in the same folder, then a rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            yield file
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _path(folder: Path, block: int) -> Path:
    return folder / f"block-{block:06d}.npz"


def exists(folder: Path, block: int) -> bool:
    """Whether a block is finished."""
    return _path(folder, block).exists()


def write(folder: Path, block: int, played: Played, keep_series: bool) -> None:
    """Write a block; its rows last, because they mark it as finished."""
    if keep_series:
        with whole(folder / f"series-{block:06d}.npz") as file:
            np.savez(file, allow_pickle=False, **played.series)
        with whole(folder / f"monthly-{block:06d}.npz") as file:
            np.savez(file, allow_pickle=False, **played.monthly)
    rows = {f"runs/{name}": values for name, values in played.runs.items()}
    events = {f"events/{kind}": weeks.astype(np.int16) for kind, weeks in played.events.items()}
    with whole(_path(folder, block)) as file:
        np.savez(file, allow_pickle=False, **rows, **events)


def read(folder: Path, block: int) -> tuple[Table, Table]:
    """Runs and events of a finished block."""
    with np.load(_path(folder, block), allow_pickle=False) as stored:
        tables: dict[str, Table] = {"runs": {}, "events": {}}
        for key in stored.files:
            table, _, name = key.partition("/")
            tables[table][name] = stored[key]
    return tables["runs"], tables["events"]


def series(folder: Path, kind: str, name: str, n_blocks: int) -> np.ndarray:
    """One series of the first blocks, side by side. Shape (weeks or months, replications)."""
    parts = []
    for block in range(n_blocks):
        with np.load(folder / f"{kind}-{block:06d}.npz", allow_pickle=False) as stored:
            parts.append(stored[name])
    return np.concatenate(parts, axis=1)


def series_names(folder: Path, kind: str) -> tuple[str, ...]:
    """Names of the series kept: kind `series` (weekly) or `monthly`."""
    with np.load(folder / f"{kind}-000000.npz", allow_pickle=False) as stored:
        return tuple(stored.files)


def write_twins(folder: Path, outcomes: Table) -> None:
    """Write the outcomes of the twins."""
    with whole(folder / "twins.npz") as file:
        np.savez(file, allow_pickle=False, **outcomes)


def twins_exist(folder: Path) -> bool:
    """Whether the twins have been played."""
    return (folder / "twins.npz").exists()


def read_twins(folder: Path) -> Table:
    """Outcomes of the twins."""
    with np.load(folder / "twins.npz", allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}
