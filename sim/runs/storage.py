"""Files of results: where each is written and read. Whatever is read is first found to be what was written."""

import hashlib
import json
import mmap
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.base.errors import SimError
from sim.base.files import write_whole
from sim.base.text import as_cell

AGAIN = "play it again into another folder"
AS_WRITTEN = "the file as it was written"
LARGEST_MANIFEST = 32_000_000
"""Longest manifest that is read [bytes]."""
CHECKSUM = "checksum"
"""Key of a manifest: a checksum of all its other keys but those in `NO_MATTER`."""
CHECKSUMS = "sha256"
"""Key of a manifest: checksums of the files beside it, by name. That of `.name` is of what is about to become `name`."""
NO_MATTER = ("version", "git_commit", "engine", "python", "platform", "packages", "started", "seconds")
"""Keys of a manifest that differ where results do not; the program is compared with this one wherever it matters."""
SEAL = 64
"""Size of the seal that ends a block's file [bytes]."""
Bytes = NDArray[np.uint8]
"""The content of a file."""


def write(path: Path, content: pa.Buffer | bytes | Bytes | pd.DataFrame | Mapping[str, Any]) -> None:
    """Write a file whole: bytes as they are, a table as Parquet or CSV by the file's name, anything else as JSON."""
    with write_whole(path) as file:
        if not isinstance(content, pd.DataFrame):
            file.write(memoryview(to_json(content) if isinstance(content, Mapping) else content))  # type: ignore[arg-type]
        elif path.suffix == ".csv":
            file.write(csv_text(content).encode("utf-8"))
        else:
            content.to_parquet(file, index=False)


def csv_text(table: pd.DataFrame) -> str:
    """A table as CSV, in which no text passes for a formula."""
    words = table.select_dtypes(exclude=["number", "bool"]).columns
    safe = table.assign(**{name: table[name].map(as_cell) for name in words}).rename(columns=as_cell)
    return str(safe.to_csv(index=False, lineterminator="\n"))


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
    """The content of a manifest, with its checksum."""
    content = {**content, CHECKSUM: _checksum(content)}
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return text.encode("utf-8", errors="backslashreplace")  # names of files may hold bytes that are no letters


def _checksum(manifest: Mapping[str, Any]) -> str:
    told = {key: value for key, value in manifest.items() if key not in (CHECKSUM, *NO_MATTER)}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def manifest(path: Path) -> dict[str, Any]:
    """What a folder says about itself.

    Raises:
        SimError: if the file is missing, broken or changed.
    """
    with _readable(path):
        with path.open("rb") as file:
            content = json.loads(file.read(LARGEST_MANIFEST))
        if not isinstance(content, dict) or content.get(CHECKSUM) != _checksum(content):
            raise ValueError(content)
    return content


def checksum(path: Path) -> str:
    """Of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksums(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Of files in a folder, by name."""
    return {name: checksum(folder / name) for name in names}


def verified(path: Path, manifest: Mapping[str, Any]) -> Path:
    """The path of a file, once its content is found to be what the manifest beside it says.

    Raises:
        SimError: if it is missing, broken or changed.
    """
    known = manifest[CHECKSUMS]
    with _readable(path):
        if checksum(path) not in (known.get(path.name), known.get(f".{path.name}")):
            raise ValueError(path)
    return path


def table(path: Path, manifest: Mapping[str, Any]) -> pd.DataFrame:
    """A table, Parquet or CSV by its name; raises SimError as `verified` does."""
    verified(path, manifest)
    return pd.read_csv(path) if path.suffix == ".csv" else from_parquet(path)


def mapped(path: Path) -> pa.Buffer:
    """A file's content, of which only what is used is read; the name need not be one that Arrow can say."""
    with path.open("rb") as file:
        return pa.py_buffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def from_parquet(path: Path, columns: list[str] | None = None) -> pd.DataFrame:
    """A table, or some columns of it."""
    with path.open("rb") as file:
        return pd.read_parquet(file, columns=columns)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Name a file that cannot be read, and say what to do."""
    found = "no such file" if not path.exists() else "something else of that name"
    try:
        if not path.is_file():  # reading a pipe would wait for ever
            raise SimError(f"{path}: found {found}, expected {AS_WRITTEN}; put it back, or {AGAIN}")
        yield
    except PermissionError as fault:
        raise SimError(f"{path}: found it unreadable ({fault.strerror}), expected {AS_WRITTEN}") from None
    except (ValueError, OSError, RecursionError):  # what is no JSON is a ValueError
        raise SimError(
            f"{path}: found it broken, changed or exchanged, expected {AS_WRITTEN}; put it back, or {AGAIN}"
        ) from None


def to_arrow(columns: Mapping[str, np.ndarray], owner: str, metadata: Mapping[bytes, bytes] | None = None) -> Bytes:
    """The content of a block's file: a table as an Arrow file, and whose it is."""
    content = pa.table(dict(columns)).replace_schema_metadata(metadata)
    size = pa.MockOutputStream()
    _write_arrow(size, content)
    # Written once where it stays: the series of a block are many megabytes, which NumPy asks for in large pages.
    whole = np.empty(size.size() + SEAL, dtype=np.uint8)
    with pa.FixedSizeBufferWriter(pa.py_buffer(whole)) as sink:
        _write_arrow(sink, content)
    return _seal(whole, owner)


def _write_arrow(sink: pa.NativeFile, content: pa.Table) -> None:
    with pa.ipc.new_file(sink, content.schema) as writer:
        writer.write_table(content)


def sealed(content: bytes, owner: str) -> Bytes:
    """Content with a seal behind it: whose it is, and a checksum of that and of the content."""
    return _seal(np.frombuffer(content + bytes(SEAL), dtype=np.uint8).copy(), owner)


def _seal(whole: Bytes, owner: str) -> Bytes:
    """Fill in the seal at the end."""
    half = SEAL // 2
    whole[-SEAL:-half] = np.frombuffer(owned_by(owner), dtype=np.uint8)
    whole[-half:] = np.frombuffer(hashlib.sha256(whole[:-half].data).digest(), dtype=np.uint8)
    return whole


def owned_by(owner: str) -> bytes:
    """What a sealed file says of whose it is; `owner` is the identity of the results it is of and its name."""
    return hashlib.sha256(owner.encode()).digest()


def owner_of(path: Path) -> bytes | None:
    """Whose a sealed file is, as `owned_by` says it; None if it is not there or not as it was written."""
    try:
        if not path.is_file() or path.stat().st_size <= SEAL:
            return None
        whole = mapped(path)
    except OSError:
        return None
    seal = whole.slice(whole.size - SEAL).to_pybytes()
    told = whole.slice(0, whole.size - SEAL // 2)
    return seal[: SEAL // 2] if hashlib.sha256(told).digest() == seal[SEAL // 2 :] else None


def discard_damaged(folder: Path, identity: str) -> None:
    """Remove blocks that are not as they were written, so that they are played again.

    Args:
        folder: of the blocks.
        identity: of the results that they are of.

    Raises:
        SimError: if one is whole, and of other results.
    """
    for path in sorted(folder.glob("*.arrow")):
        found = owner_of(path)
        if found is None:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        elif found != owned_by(f"{identity}/{path.name}"):
            raise SimError(
                f"{path}: found wars of other results, expected those of the manifest above it; put back what was"
                " exchanged, or remove it to have them played again"
            )


def from_arrow(path: Path) -> pa.Table:
    """A table that `to_arrow` made, mapped: only those columns are read that are used."""
    whole = mapped(path)
    return pa.ipc.open_file(whole.slice(0, whole.size - SEAL)).read_all()


class StoredRuns:
    """Rows on disk of which a column is read when it is asked for: a million wars are never held whole.

    Args:
        path: of a `runs.parquet`.
    """

    def __init__(self, path: Path) -> None:
        content = mapped(path)
        schema = pq.read_schema(pa.BufferReader(content))
        self.columns = tuple(schema.names)
        # Words come as categories, a byte a war instead of a text.
        words = [field.name for field in schema if pa.types.is_string(field.type)]
        self._file = pq.ParquetFile(pa.BufferReader(content), read_dictionary=words)

    def __getitem__(self, name: str) -> pd.Series:
        """One column; raises KeyError if there is none of that name."""
        if name not in self.columns:
            raise KeyError(name)
        column: pd.Series = self._file.read(columns=[name])[name].to_pandas()
        return column

    def __len__(self) -> int:
        """Wars."""
        return int(self._file.metadata.num_rows)
