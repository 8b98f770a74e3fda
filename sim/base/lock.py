"""One command at a time in a folder of results."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from sim.base.errors import SimError


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other commands out of a folder; the system unlocks it when this process ends, however it ends.

    Two commands that write into one folder would leave wars of both under the name of one. The lock lies beside the
    real folder, so that a link to it is no second way in.

    Raises:
        SimError: if another command is writing there.
    """
    place = folder.resolve()
    if not place.name:
        raise SimError(f"{folder}: found the top of a disk, expected a folder of its own for the results")
    path = place.with_name(f".{place.name}.lock")
    lock = FileLock(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise SimError(
            f"{folder}: found another command writing there, expected none; wait for it, or choose another folder"
        ) from None
    except PermissionError:
        pass  # nothing can be written beside the folder; the command finds out whether it can write in it
    try:
        yield
    finally:
        if lock.is_locked:
            with suppress(OSError):  # Windows removes the file when it is released
                path.unlink()
            lock.release()
