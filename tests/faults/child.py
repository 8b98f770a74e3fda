"""One command of `sim` in a forked child of its own: the imports are paid once, the rest is as a user has it."""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import pkgutil
import resource
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

import sim
from tests.faults.hooks import Hooks

PATIENCE = 600.0
"""Longest that a command may take [s]; its wars take about one, and what stands still is noticed sooner."""
STILL = 20.0
"""A command whose processes use no time at all for so long waits for ever [s]; a slow disk may take some of it."""
LEAVE = 60.0
"""Time in which workers leave after their parent [s]."""
STOPS = (signal.SIGINT, signal.SIGTERM)
"""Signals that ask a command to leave off."""
ROOTS_FREEDOM = 0b110
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, by which the superuser reads what is not readable."""


@dataclass(frozen=True)
class Done:
    """What a command left behind.

    Attributes:
        code: its exit code; minus the signal that ended it; None if it hung and had to be killed.
        left: processes of its own that outlived it.
        counts: of the events of `hooks`, if they were counted.
    """

    code: int | None
    out: str
    err: str
    seconds: float
    left: int = 0
    counts: dict[str, int] = field(default_factory=dict)


def preload() -> None:
    """Import the whole package, so that no child has to; nothing of it is called."""
    for module in pkgutil.walk_packages(sim.__path__, "sim."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    gc.freeze()


def fork() -> int:
    """`os.fork`, without the warning of newer Pythons about threads, which numpy has even when idle."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return os.fork()


class Child:
    """A command under way.

    Args:
        words: that follow `sim`.
        cwd: the current folder.
        hooks: faults from within, see `hooks`.
        most_bytes: that any file may have, 0 for any number.
    """

    def __init__(self, words: Sequence[str], cwd: Path, hooks: str = "", most_bytes: int = 0) -> None:
        self.notes = cwd.with_name(f"{cwd.name}.notes")
        self.notes.mkdir(exist_ok=True)
        for name in ("out", "err"):
            (self.notes / name).write_text("")
        self.begun = time.monotonic()
        # A signal that comes before the child is deaf would end what is not yet the command.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
        self.pid = fork()
        if not self.pid:
            _be(words, cwd, self.notes, hooks, most_bytes)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)

    def workers(self) -> list[psutil.Process]:
        """Processes that play for it."""
        try:
            return [each for each in self._group() if "spawn_main" in " ".join(each.cmdline())]
        except psutil.Error:
            return []

    def ended(self) -> bool:
        """Whether it has ended, by itself or not."""
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def signal(self, name: str) -> None:
        """Send it a signal, unless it has ended."""
        if not self.ended():
            os.kill(self.pid, getattr(signal, f"SIG{name}"))

    def wait(self, limit: float = PATIENCE, still: float = STILL) -> Done:
        """Wait for its end; a command that hangs is killed, and its workers with it."""
        used, moved, hung = -1.0, time.monotonic(), False
        while not self.ended():
            now = time.monotonic()
            if now - moved > 1.0 and (spent := self._time_used()) > used:
                used, moved = spent, now
            if now - moved > still or now - self.begun > limit:
                hung = True
                self.signal("KILL")
            time.sleep(0.005)
        seconds = time.monotonic() - self.begun
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        deadline = time.monotonic() + (0.0 if hung else LEAVE)
        while (left := self._group()) and time.monotonic() < deadline:
            time.sleep(0.02)
        for process in left:
            process.kill()
        out, err = ((self.notes / name).read_text(errors="replace") for name in ("out", "err"))
        counts = self.notes / "counts"
        told = json.loads(counts.read_text()) if counts.exists() else {}
        counts.unlink(missing_ok=True)
        return Done(None if hung else code, out, err, seconds, len(left), told)

    def _group(self) -> list[psutil.Process]:
        """Its processes that live."""
        found = []
        for process in psutil.process_iter(["status"]):
            try:
                if os.getpgid(process.pid) == self.pid and process.info["status"] != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except ProcessLookupError:
                continue
        return found

    def _time_used(self) -> float:
        try:
            return sum(sum(process.cpu_times()[:2]) for process in self._group())
        except psutil.Error:
            return 0.0


def call(words: Sequence[str], cwd: Path, hooks: str = "", most_bytes: int = 0) -> Done:
    """Run a command to its end."""
    return Child(words, cwd, hooks, most_bytes).wait()


def _be(words: Sequence[str], cwd: Path, notes: Path, hooks: str, most_bytes: int) -> None:
    """Be the command; never returns."""
    code = 1
    try:
        _deaf()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        os.setsid()
        for number, name in enumerate((os.devnull, notes / "out", notes / "err")):
            os.dup2(os.open(name, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o644), number)
        sys.stdin, sys.stdout, sys.stderr = (os.fdopen(n, "w" if n else "r", encoding="utf-8") for n in range(3))
        os.chdir(cwd)
        sys.argv = ["sim", *words]
        warnings.resetwarnings()
        warnings.simplefilter("ignore", DeprecationWarning)
        _give_up_freedom()
        if most_bytes:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
        installed = Hooks(hooks, cwd)
        if hooks:
            installed.install()
        code = _main()
        sys.stdout.flush()
        if hooks == "count":
            (notes / "counts").write_text(json.dumps(installed.counts))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _main() -> int:
    from sim.cli import main

    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    finally:
        _deaf()
    return 0


def _deaf() -> None:
    """Hear no signal outside the command itself, which starts and ends a little later than this process."""
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)


def _give_up_freedom() -> None:
    """Let the superuser, who may run these tests in a container, be refused like anyone else."""
    if os.getuid() == 0 and sys.platform.startswith("linux"):
        libc = ctypes.CDLL(None)
        header, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
        libc.capget(header, sets)
        sets[0] &= ~ROOTS_FREEDOM
        libc.capset(header, sets)
