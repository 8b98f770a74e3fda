"""The installed console script, run as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

SCRIPT = Path(sysconfig.get_path("scripts")) / ("sim.exe" if os.name == "nt" else "sim")
TABLES = ("runs", "events", "trajectories", "twins")


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


Sim = Callable[..., Done]


def environment() -> dict[str, str]:
    """The surroundings of a command: UTF-8, and nobody who asks for colours."""
    return {**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "", "TERM": "dumb", "MPLBACKEND": "agg"}


def run_sim(*words: object, cwd: Path | None = None, **more: str) -> Done:
    """Run `sim` to its end, its output in pipes."""
    done = subprocess.run(
        [SCRIPT, *map(str, words)],
        cwd=cwd,
        env={**environment(), **more},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=900,  # against a hang, on however busy a machine
    )
    return Done(done.returncode, done.stdout, done.stderr)


def assert_same_results(one: Path, other: Path) -> None:
    """Every table of two runs holds the same, to the bit."""
    for name in TABLES:
        left, right = (pd.read_parquet(folder / f"{name}.parquet") for folder in (one, other))
        pd.testing.assert_frame_equal(left, right, check_exact=True)
    for name in ("outcomes.csv", "scarcity.csv"):
        assert (one / name).read_bytes() == (other / name).read_bytes()


@pytest.fixture
def sim(tmp_path: Path) -> Sim:
    """Run `sim` in an empty folder of the test's own."""

    def _sim(*words: object, **more: str) -> Done:
        return run_sim(*words, cwd=tmp_path, **more)

    return _sim


SMALL = ("run", "iran_supply", "-n", 60, "--weeks", 20, "--seed", 7, "-j", 1)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """A small run of its own folder, pictures included, and what it said."""
    cwd = tmp_path_factory.mktemp("small")
    return cwd / "out", run_sim(*SMALL, "-o", "out", cwd=cwd)
