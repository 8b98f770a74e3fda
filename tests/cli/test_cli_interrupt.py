"""Ctrl-C keeps what was finished and leaves nothing half-written; `sim resume` goes on from there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import SCRIPT, Done, Sim, assert_same_results, environment, run_sim

LONG = ("run", "baseline", "-n", "9000", "--weeks", "26", "--no-plots", "--seed", "3")
PATIENCE = 120.0
HEARING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""A shell starts its background jobs deaf to Ctrl-C; the tests may be one, the run is not."""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals to a group of processes are a POSIX matter")


def interrupted(cwd: Path, jobs: int, ready: Callable[[Path], bool]) -> Done:
    """Start a long run, wait until its folder is ready, and press Ctrl-C as a terminal does, on the group."""
    words = [sys.executable, "-c", HEARING, str(SCRIPT), *LONG, "-j", str(jobs), "-o", "out"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        words, cwd=cwd, env=environment(), stdout=pipe, stderr=pipe, encoding="utf-8", start_new_session=True
    ) as process:
        begun = time.monotonic()
        while not ready(cwd / "out"):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() - begun < PATIENCE
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    return Done(process.returncode, out, err)


def a_block_is_finished(folder: Path) -> bool:
    return any(folder.glob(".blocks/block-*"))


def the_manifest_stands(folder: Path) -> bool:
    return (folder / "manifest.json").exists()


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cwd = tmp_path_factory.mktemp("uninterrupted")
    done = run_sim(*LONG, "-j", 1, "-o", "out", cwd=cwd)
    assert done.code == 0, done.err
    return cwd / "out"


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("ready", [a_block_is_finished, the_manifest_stands])
def test_an_interrupted_run_can_be_finished_as_if_nothing_had_been(
    jobs: int, ready: Callable[[Path], bool], uninterrupted: Path, tmp_path: Path
) -> None:
    done = interrupted(tmp_path, jobs, ready)
    assert done.code == 130
    assert done.out == ""
    assert done.err.strip() == "sim: interrupted; what was finished is kept"
    folder = tmp_path / "out"
    assert not list(folder.rglob("*.tmp"))
    assert not (folder / "runs.parquet").exists()
    kept = {path.name: path.stat().st_mtime_ns for path in folder.glob(".blocks/block-*")}
    assert len(kept) < 9
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["status"] == "running"

    resumed = run_sim("resume", "out", "--no-plots", "-j", 1, cwd=tmp_path)
    assert resumed.code == 0, resumed.err
    assert "9,000 wars of 26 weeks" in resumed.out
    assert not (folder / ".blocks").exists()
    assert_same_results(folder, uninterrupted)


def test_what_was_finished_before_the_interruption_is_not_played_again(tmp_path: Path) -> None:
    interrupted(tmp_path, 1, a_block_is_finished)
    blocks = tmp_path / "out" / ".blocks"
    kept = sorted(blocks.glob("block-*"))
    assert kept
    # A finished block that cannot be read shows that nobody played it anew.
    kept[0].write_bytes(b"spoilt")
    assert run_sim("resume", "out", "--no-plots", "-j", 1, cwd=tmp_path).code not in (0, 130)


def test_other_commands_say_that_a_run_is_not_finished(tmp_path: Path) -> None:
    from sim import store
    from sim.errors import SimError

    interrupted(tmp_path, 1, the_manifest_stands)
    with pytest.raises(SimError, match="sim resume"):
        store.read(tmp_path / "out")


def test_a_finished_run_is_only_shown_again(sim: Sim, small: tuple[Path, Done]) -> None:
    folder, done = small
    resumed = sim("resume", folder, "--no-plots")
    assert (resumed.code, resumed.out) == (0, done.out)


def test_resume_wants_the_folder_of_a_run(sim: Sim, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = sim("resume", "empty")
    assert done.code == 1
    assert "empty: found no manifest.json, expected the folder of a run" in done.err
    assert sim("resume", "nowhere").code == 2
