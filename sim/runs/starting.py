"""How worker processes start: as copies of a process that has imported the model, or afresh where that is not safe."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import forkserver, get_context, resource_tracker
from multiprocessing.context import ForkServerContext, SpawnContext

IMPORTED = "sim.runs.blocks"
"""What every worker needs, and what it imports in turn."""
SAFE_PATH = "PYTHONSAFEPATH"


class _Begun:
    """By which process what is copied was started; a fork of that process can neither ask it nor wait for it."""

    by: int | None = None


def copies() -> bool:
    """Whether processes can be copied safely: libraries of macOS cannot take it, and Windows does not know it."""
    return sys.platform == "linux" and _Begun.by in (None, os.getpid())


def context() -> ForkServerContext | SpawnContext:
    """What starts processes."""
    return get_context("forkserver") if copies() else get_context("spawn")


def begin() -> None:
    """Start the process that is copied, unless there is one; it imports what it needs while this one goes on."""
    if copies():
        forkserver.set_forkserver_preload([IMPORTED])
        resource_tracker.ensure_running()  # whoever starts it hears Ctrl-C again afterwards, so it comes first
        with _deaf(), _own_modules():
            forkserver.ensure_running()
        _Begun.by = os.getpid()


@contextmanager
def _deaf() -> Iterator[None]:
    """Keep Ctrl-C from what is started here: this process hears it and ends the others in silence."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _own_modules() -> Iterator[None]:
    """Keep files of the user's folder from being imported under the names of modules, as `-c` would have it."""
    before = os.environ.get(SAFE_PATH)
    os.environ[SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[SAFE_PATH]
        else:
            os.environ[SAFE_PATH] = before
