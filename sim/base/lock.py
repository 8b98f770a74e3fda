"""One command at a time in a folder of results."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.base.errors import SimError

try:
    import fcntl
except ImportError:  # Windows: two commands in one folder are not told apart there
    fcntl = None  # type: ignore[assignment]


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other commands out of a folder; the system gives it free when this process ends, however that comes.

    Two that write into one folder would leave wars of both under the name of one.

    Raises:
        SimError: if another command is writing there.
    """
    place = folder.absolute()
    path = place.with_name(f".{place.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        holder = _held(path) if fcntl is not None else None
    except BlockingIOError:
        raise SimError(
            f"{folder}: found another command writing there, expected none; wait for it, or choose another folder"
        ) from None
    except PermissionError:
        holder = (
            None  # nothing can be made beside the folder; whether it can be in it, the command will find out
        )
    try:
        yield
    finally:
        if holder is not None:
            path.unlink(missing_ok=True)
            os.close(holder)


def _held(path: Path) -> int:
    """A lock on a file that is still the one of that name: its last holder may just have removed it."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if path.exists() and os.path.samestat(os.fstat(file), path.stat()):
                return file
        except BaseException:
            os.close(file)
            raise
        os.close(file)
