"""Files of results read back: what is missing or broken is named, not met in the middle of something."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.base.errors import SimError
from sim.base.text import counted

AGAIN = "play it again into another folder"


def manifest(path: Path) -> dict[str, Any]:
    """What a folder says about itself.

    Raises:
        SimError: if the file is missing or no whole JSON.
    """
    with _whole(path, "a manifest as it was written"):
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            raise ValueError(content)
    return content


def table(path: Path) -> pd.DataFrame:
    """A table, Parquet or CSV by its name.

    Raises:
        SimError: if the file is missing or broken.
    """
    with _whole(path, "a whole table"):
        return pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)


def require_rows(path: Path, least: int, most: int) -> None:
    """Refuse a Parquet file that is not whole, by its own count of rows; no row is read.

    Args:
        path: of the file.
        least: rows that it has at least.
        most: rows that it has at most.

    Raises:
        SimError: if it is missing, broken, or has other numbers of rows.
    """
    expected = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    with _whole(path, f"a whole table of {expected} rows"):
        rows = pq.read_metadata(path).num_rows
    if not least <= rows <= most:
        raise SimError(f"{path}: found {counted(rows, 'row')}, expected {expected}; {AGAIN}")


def from_arrow(path: Path) -> pa.Table:
    """A table that `to_arrow` made, mapped: only those columns are read that are used."""
    with pa.memory_map(str(path)) as file:
        return pa.ipc.open_file(file).read_all()


def to_arrow(columns: Mapping[str, np.ndarray], metadata: Mapping[bytes, bytes] | None = None) -> pa.Buffer:
    """A table as the content of an Arrow file."""
    content = pa.table(dict(columns)).replace_schema_metadata(metadata)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, content.schema) as writer:
        writer.write_table(content)
    return sink.getvalue()


class StoredRuns:
    """Rows on disk of which a column is read when it is asked for: a million wars are never held whole.

    Args:
        path: of a `runs.parquet`.
    """

    def __init__(self, path: Path) -> None:
        schema = pq.read_schema(path)
        self.columns = tuple(schema.names)
        # Words come as categories, a byte a war instead of a text.
        words = [field.name for field in schema if pa.types.is_string(field.type)]
        self._file = pq.ParquetFile(path, read_dictionary=words)

    def __getitem__(self, name: str) -> pd.Series:
        """One column; raises KeyError if there is none of that name."""
        if name not in self.columns:
            raise KeyError(name)
        column: pd.Series = self._file.read(columns=[name])[name].to_pandas()
        return column

    def __len__(self) -> int:
        """Wars."""
        return int(self._file.metadata.num_rows)


@contextmanager
def _whole(path: Path, expected: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise SimError(f"{path}: found no such file, expected {expected}; {AGAIN}") from None
    except PermissionError:
        raise
    except (ValueError, OSError, pa.ArrowException):  # what is no JSON, no text or no table is a ValueError
        raise SimError(f"{path}: found it broken, expected {expected}; {AGAIN}") from None
