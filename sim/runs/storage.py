"""Files of results: where each is written and read. What is missing or broken is named when it is read."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.base.errors import SimError
from sim.base.files import write_whole
from sim.base.text import counted

AGAIN = "play it again into another folder"


def write(path: Path, content: pa.Buffer | bytes | pd.DataFrame | Mapping[str, Any]) -> None:
    """Write a file whole: bytes as they are, a table as Parquet or CSV by the file's name, anything else as JSON."""
    with write_whole(path) as file:
        if not isinstance(content, pd.DataFrame):
            file.write(to_json(content) if isinstance(content, Mapping) else content)
        elif path.suffix == ".csv":
            content.to_csv(file, index=False)
        else:
            content.to_parquet(file, index=False)


def write_groups(path: Path, groups: Iterable[Sequence[pa.Table]], only_words: bool = True) -> None:
    """Write a Parquet file a row group at a time; without any group it is empty.

    Args:
        path: of the file.
        groups: tables that are put together into one row group each.
        only_words: whether only words are kept in a dictionary; of numbers that hardly repeat it costs more than it saves.
    """
    with write_whole(path) as file:
        writer = None
        for group in groups:
            rows = pa.concat_tables(group).combine_chunks()
            words = [field.name for field in rows.schema if pa.types.is_string(field.type)]
            writer = writer or pq.ParquetWriter(file, rows.schema, use_dictionary=words if only_words else True)
            writer.write_table(rows)
        if writer is not None:
            writer.close()


def to_json(content: Mapping[str, Any]) -> bytes:
    """The content of a manifest."""
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def to_arrow(columns: Mapping[str, np.ndarray], metadata: Mapping[bytes, bytes] | None = None) -> pa.Buffer:
    """The content of an Arrow file."""
    content = pa.table(dict(columns)).replace_schema_metadata(metadata)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, content.schema) as writer:
        writer.write_table(content)
    return sink.getvalue()


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


def from_arrow(path: Path) -> pa.Table:
    """A table that `to_arrow` made, mapped: only those columns are read that are used."""
    with pa.memory_map(str(path)) as file:
        return pa.ipc.open_file(file).read_all()


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
