"""Faults from within: kill this process at its k-th rename, or let the disk be full from its k-th write on.

Only `os` and `open` are patched, so nothing here knows how the package writes its files.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import signal
from collections import Counter
from pathlib import Path
from typing import Any


class Hooks:
    """Counts what a process does to the disk, and acts at one of these events.

    Args:
        text: `kill:EVENT:K`, `full:EVENT:K` or `count`; an event is `rename` (just before a file takes its name),
            `renamed` (just after), `write`, `sync` or `mkdir`.
        root: the folder in which writing counts.
    """

    def __init__(self, text: str, root: Path) -> None:
        self.act, self.event, self.k = [*text.split(":"), "", "0"][:3]
        self.root = root.resolve()
        self.counts: Counter[str] = Counter()
        self.full = False

    def met(self, event: str, *names: object) -> None:
        """Count an event; kill or raise if it is the one, or comes after the disk was full."""
        self.counts[event] += 1
        if event == self.event and self.counts[event] == int(self.k):
            if self.act == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            self.full = True
        if self.full and event != "renamed":
            # As the system says it: a write does not know the file's name.
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), *map(str, names))

    def install(self) -> None:
        """Patch this process."""
        rename, sync, mkdir, opened = os.replace, os.fsync, os.mkdir, io.open

        def renamed(source: Any, target: Any, **more: Any) -> None:
            self.met("rename", source)
            rename(source, target, **more)
            self.met("renamed")

        def synced(file: Any) -> None:
            self.met("sync")
            sync(file)

        def made(path: Any, *more: Any, **options: Any) -> None:
            if self.covers(path) and not os.path.lexists(path):
                self.met("mkdir", path)
            mkdir(path, *more, **options)

        def opening(file: Any, mode: str = "r", *more: Any, **options: Any) -> Any:
            stream = opened(file, mode, *more, **options)
            counts = not set(mode).isdisjoint("wax+") and self.covers(file)
            return _Counted(stream, self) if counts else stream

        os.replace = os.rename = renamed  # type: ignore[assignment]
        os.fsync, os.mkdir = synced, made  # type: ignore[assignment]
        builtins.open = io.open = opening  # type: ignore[assignment]

    def covers(self, path: object) -> bool:
        """Whether a path lies in the folder that counts."""
        return isinstance(path, str | os.PathLike) and self.root in Path(os.path.realpath(path)).parents


class _Counted:
    """A file whose writes are events."""

    def __init__(self, stream: Any, hooks: Hooks) -> None:
        self._stream, self._hooks = stream, hooks

    def write(self, data: Any) -> Any:
        self._hooks.met("write")
        return self._stream.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __enter__(self) -> _Counted:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()
