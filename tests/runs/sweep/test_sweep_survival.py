"""A sweep outlives what happens to it: killed processes, wars that fail, full disks, strangers' folders."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path

import pandas as pd
import psutil
import pytest
from click.testing import CliRunner

from sim.base.errors import SimError
from sim.cli import cli
from sim.runs import sweep as batch
from sim.runs.block import play
from sim.runs.schedule import Files, Task
from sim.runs.sweep import execution, space
from sim.runs.workers import Place
from tests.runs.sweep.conftest import same

UNLUCKY = 4


def unlucky(task: Task) -> Files:
    """Fails whenever the unlucky point is among what it is to play."""
    if any(lane.point == UNLUCKY for lane in task.block.lanes):
        raise ArithmeticError("out of luck")
    return play(task.block, task.keep)


def deadly_once(task: Task) -> Files:
    """Kills its own process the first time."""
    mark = Path(os.environ["SIM_TEST_MARK"])
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return play(task.block, task.keep)


def deadly(task: Task) -> Files:
    """Kills its own process whenever the unlucky point comes up."""
    if any(lane.point == UNLUCKY for lane in task.block.lanes):
        os.kill(os.getpid(), signal.SIGKILL)
    return play(task.block, task.keep)


def test_a_failing_war_is_retried_recorded_and_passed_over(
    small: batch.Sweep, uninterrupted: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "s"
    batch.begin(small, folder, "sim sweep")
    failures = batch.run(small, folder, Place(1), player=unlucky)
    assert [failure.lane.point for failure in failures] == [UNLUCKY]
    (line,) = [json.loads(text) for text in (folder / "failures.jsonl").read_text().splitlines()]
    assert line["seed"] == small.seed
    assert line["replications"] == [0, 299]
    assert "out of luck" in line["error"]
    assert "-n 300 --seed 11 --set nato.aid_level=2 --set nato.strategy=surge" in line["command"]
    there = pd.read_parquet(folder / "runs.parquet")["point"].unique().tolist()
    assert there == [0, 1, 2, 3, 5]

    assert batch.run(small, folder, Place(1)) == []
    assert not (folder / "failures.jsonl").exists()
    same(uninterrupted, folder)


def test_failures_end_the_command_with_1_and_resume_with_0(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["sweep", "baseline", "--weeks", "4", "--param", "nato.aid_level=0:2:6", "-n", "20", "--no-plots"]
    folder = str(tmp_path / "s")
    with monkeypatch.context() as patch:
        patch.setattr(Task, "play", unlucky)
        result = CliRunner().invoke(cli, [*words, "-o", folder])
    assert isinstance(result.exception, SimError)
    assert "20 of 120 wars failed twice" in str(result.exception)
    assert CliRunner().invoke(cli, ["resume", folder, "--no-plots"]).exit_code == 0
    assert json.loads((tmp_path / "s/manifest.json").read_text())["status"] == "finished"


def test_a_dead_worker_takes_nothing_but_its_own_war_along(small: batch.Sweep, tmp_path: Path) -> None:
    folder = tmp_path / "s"
    batch.begin(small, folder, "sim sweep")
    failures = batch.run(small, folder, Place(2), player=deadly)
    assert [failure.lane.point for failure in failures] == [UNLUCKY]
    assert set(pd.read_parquet(folder / "runs.parquet")["point"]) == {0, 1, 2, 3, 5}


def test_a_sweep_killed_and_resumed_is_that_unbroken(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "sim"]
    words += ["sweep", "baseline", "--weeks", "26", "--param", "nato.aid_level=0:2:12", "-n", "800", "--quiet"]
    words += ["--no-plots", "-j", "1", "-o"]
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    subprocess.run([*words, str(whole)], check=True)
    for blocks in (1, 3):
        process = subprocess.Popen([*words, str(killed)])
        _wait_for_blocks(process, killed, blocks)
        process.kill()
        process.wait()
    assert json.loads((killed / "manifest.json").read_text())["status"] != "finished"
    subprocess.run([*words, str(killed)], check=True)
    same(whole, killed)
    assert not list(killed.glob(".*"))


def _wait_for_blocks(process: subprocess.Popen[bytes], folder: Path, blocks: int) -> None:
    """Wait until a running command has stored so many blocks of wars."""
    deadline = time.monotonic() + 600
    while len(list(folder.glob(".blocks/part-*.arrow"))) < blocks:
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.02)


def test_a_killed_sweep_leaves_no_process_behind(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "sim", "sweep", "baseline", "--param", "nato.aid_level=0:2:40", "--weeks", "26"]
    words += ["-n", "500", "--quiet", "--no-plots", "-j", "2", "-o", str(tmp_path / "s")]
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    _wait_for_blocks(process, tmp_path / "s", 1)
    workers = psutil.Process(process.pid).children(recursive=True)
    assert len(workers) >= 2
    process.kill()
    process.wait()
    assert not psutil.wait_procs(workers, timeout=120)[1]


def test_killed_between_its_files_an_expansion_is_put_together_anew(
    small: batch.Sweep, uninterrupted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    folder = tmp_path / "s"
    fewer = replace(small, replications=200)
    batch.begin(fewer, folder, "sim sweep")
    batch.run(fewer, folder, Place(1))
    batch.expand(small, folder, "sim expand")

    def die(*_: object) -> None:
        raise InterruptedError

    # After runs.parquet has been replaced and before the manifest says so.
    for victim in ("summarise", "asdict"):
        with monkeypatch.context() as patch:
            patch.setattr(execution, victim, die)
            with pytest.raises(InterruptedError):
                batch.run(small, folder, Place(1))
    again = batch.sweep_of(folder)
    assert again.identity == small.identity
    assert batch.run(again, folder, Place(1)) == []
    same(uninterrupted, folder)


def test_another_sweeps_folder_and_a_strangers_folder_are_refused(
    small: batch.Sweep, uninterrupted: Path, tmp_path: Path
) -> None:
    from dataclasses import replace

    with pytest.raises(SimError, match="found other results"):
        batch.begin(replace(small, seed=12), uninterrupted, "sim sweep")
    (tmp_path / "thesis.doc").touch()
    with pytest.raises(SimError, match="expected an empty folder"):
        batch.begin(small, tmp_path, "sim sweep")


def test_a_sweep_too_large_for_the_disk_is_refused(
    small: batch.Sweep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 65 * 2**20, 65 * 2**20))
    batch.begin(small, tmp_path / "s", "sim sweep")
    with pytest.raises(SimError, match="only 68 MB are free"):
        space.require(small, tmp_path / "s")


def test_a_dry_run_says_what_would_run_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["sweep", "baseline", "--weeks", "4", "--param", "nato.aid_level=0:2:9", "-n", "250", "--dry-run"]
    result = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert "9 points × 250 replications = 2,250 wars" in result.output
    assert "on disk" in result.output
    assert list(tmp_path.iterdir()) == []


def test_the_same_command_again_goes_on_in_the_same_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["sweep", "baseline", "--weeks", "2", "--param", "nato.aid_level=0,1", "-n", "5"]
    for _ in range(2):
        assert CliRunner().invoke(cli, words, catch_exceptions=False).exit_code == 0
    (folder,) = (tmp_path / "outputs/baseline").iterdir()
    assert list((folder / "figures").glob("line_*.png"))
    expanded = CliRunner().invoke(cli, ["expand", str(folder), "--param", "nato.aid_level=2", "-n", "8", "--no-plots"])
    assert expanded.exit_code == 0
    assert len(pd.read_parquet(folder / "runs.parquet")) == 3 * 8
