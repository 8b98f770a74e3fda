"""Files that are written whole or not at all, and stay written when the machine loses power."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

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


def remove_unfinished(folder: Path) -> None:
    """Remove what stopped processes have left half-written in a folder."""
    for path in folder.glob(".*.tmp"):
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
