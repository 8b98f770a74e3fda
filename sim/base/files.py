"""Files that are written whole or not at all, and stay written when the machine loses power."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from sim.base.errors import SimError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What a system says when a file cannot grow."""


@contextmanager
def write_whole(path: Path) -> Iterator[IO[bytes]]:
    """Write a file whole or not at all: a temporary name in the same folder, then a rename.

    The content is on the disk before the rename is, so that no loss of power leaves a name without content.

    Raises:
        OSError: that names the file, whatever could not be done.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as fault:
        if fault.filename not in (None, str(temporary)):
            raise
        raise OSError(fault.errno, fault.strerror or str(fault), str(path)) from None
    finally:
        with suppress(FileNotFoundError, NotADirectoryError):
            temporary.unlink()


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    with write_whole(path) as file:
        file.write(text.encode("utf-8"))


def is_file(path: Path) -> bool:
    """Whether there is a file of a name, which may be one that no file can have."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def read_text(path: Path, most: int, expected: str) -> str:
    """Text that a user has written.

    Args:
        path: of the file.
        most: that it may hold [bytes].
        expected: what it should be, in messages.

    Raises:
        SimError: if it is no file, too large, or no UTF-8.
    """
    try:
        if not path.is_file():  # reading a pipe or a device might never end
            found = "found a folder" if path.is_dir() else "found something that is no file"
            raise SimError(f"{path}: {found if path.exists() else 'no such file'}, expected {expected}")
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as fault:
        raise SimError(f"{path}: cannot be read ({fault.strerror}), expected {expected}") from None
    if len(content) > most:
        raise SimError(f"{path}: found {path.stat().st_size:,} bytes, expected {expected} of at most {most:,} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        found = f"the byte 0x{content[fault.start]:02x}, which is no UTF-8"
        raise SimError(f"{path}:{line}: found {found}, expected {expected}; save it as UTF-8") from None


def remove_unfinished(folder: Path) -> None:
    """Remove what stopped processes have left half-written in a folder and below it."""
    for path in folder.rglob(".*.tmp"):
        path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Have a rename reach the disk; Windows opens no folder, and does so by itself."""
    with suppress(PermissionError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        except OSError as fault:
            if fault.errno not in (errno.EINVAL, errno.ENOTSUP):  # file systems that know no such thing
                raise
        finally:
            os.close(number)
