"""Ctrl-C keeps what was finished and leaves nothing half-written; `sim resume` goes on from there."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from sim.base.errors import SimError
from sim.cli import cli
from sim.cli.interruption import Interrupted, working_in
from sim.runs import blocks, results, workers
from sim.runs.ensemble import Plan
from sim.runs.schedule import Files, Task, play_into
from sim.runs.workers import Place
from sim.scenario import load
from tests.cli.conftest import SCRIPT, Done, Sim, assert_same_results, environment, run_sim

SWEEP = ("sweep", "baseline", "--param", "nato.aid_level=0:2:30", "-n", "600", "--weeks", "26", "--no-plots")
COMPARE = ("compare", "baseline", "sustain", "-n", "9000", "--weeks", "26", "--no-plots")
ARGUE = ("argue", "--quick", "--engine", "numpy")
LONG = ("run", "baseline", "-n", "9000", "--weeks", "13", "--no-plots", "--seed", "3")
KEPT = "sim: interrupted; what was finished is kept in out; finish it with: sim resume out"
PATIENCE = 600.0
"""Longer than any of these commands takes on a machine that has ten other things to do [s]."""
HEARING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""A shell starts its background jobs deaf to Ctrl-C; the tests may be one, the run is not."""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals to a group of processes are a POSIX matter")


def interrupted(
    cwd: Path, jobs: int, ready: Callable[[Path], bool], command: tuple[str, ...] = LONG, impatient: bool = False
) -> Done:
    """Start something long, wait until its folder is ready, and press Ctrl-C as a terminal does, on the group.

    The impatient press it again and again until the command has ended.
    """
    words = [sys.executable, "-c", HEARING, str(SCRIPT), *command, "-j", str(jobs), "-o", "out"]
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
        while impatient and process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            time.sleep(0.005)
        out, err = process.communicate(timeout=PATIENCE)
    return Done(process.returncode, out, err)


def workers_of(process: psutil.Process) -> list[psutil.Process]:
    """Worker processes; beside them there are one that counts what processes share, and on Linux one that is copied."""
    return [child for child in process.children(recursive=True) if lives(child) and is_worker(child)]


def is_worker(process: psutil.Process) -> bool:
    try:
        own, above = (" ".join(each.cmdline()) for each in (process, process.parent() or process))
        return "spawn_main" in own or "forkserver" in own == above
    except psutil.NoSuchProcess:  # it has just ended
        return False


def lives(process: psutil.Process) -> bool:
    """Whether it has not ended; one that nobody has asked about yet has, too."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def a_block_is_finished(folder: Path) -> bool:
    return any(folder.glob(".blocks/block-*"))


def a_block_of_something_is_finished(folder: Path) -> bool:
    return any(folder.rglob("block-*")) or any(folder.rglob("part-*"))


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
def test_an_interrupted_run_is_finished_to_the_same_bits(
    jobs: int, ready: Callable[[Path], bool], uninterrupted: Path, tmp_path: Path
) -> None:
    done = interrupted(tmp_path, jobs, ready)
    assert done.code == 130
    assert done.out == ""
    assert done.err.splitlines()[-1] == KEPT
    folder = tmp_path / "out"
    assert not list(folder.rglob("*.tmp"))
    assert not (folder / "runs.parquet").exists()
    kept = {path.name: path.stat().st_mtime_ns for path in folder.glob(".blocks/block-*")}
    assert len(kept) < 9
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["status"] == "running"

    resumed = run_sim("resume", "out", "--no-plots", "-j", 1, cwd=tmp_path)
    assert resumed.code == 0, resumed.err
    assert "9,000 wars of 13 weeks" in resumed.out
    assert not (folder / ".blocks").exists()
    assert_same_results(folder, uninterrupted)


@pytest.mark.parametrize(("command", "jobs"), [(SWEEP, 1), (SWEEP, 2), (COMPARE, 1)])
def test_an_interrupted_sweep_or_comparison_says_how_to_go_on(
    command: tuple[str, ...], jobs: int, tmp_path: Path
) -> None:
    done = interrupted(tmp_path, jobs, a_block_of_something_is_finished, command)
    assert (done.code, done.out) == (130, "")
    assert done.err.splitlines()[-1] == KEPT
    assert "Traceback" not in done.err
    folder = tmp_path / "out"
    assert not list(folder.rglob("*.tmp"))
    assert not list(folder.glob("*.csv"))
    assert list(folder.rglob(".blocks/*-*.arrow"))


def test_ctrl_c_pressed_again_changes_nothing(tmp_path: Path) -> None:
    done = interrupted(tmp_path, 2, a_block_is_finished, impatient=True)
    assert (done.code, done.out) == (130, "")
    assert done.err.splitlines()[-1] == KEPT
    assert "Traceback" not in done.err


def test_a_run_survives_a_killed_worker(uninterrupted: Path, tmp_path: Path) -> None:
    def kill_a_worker(folder: Path) -> bool:
        found = workers_of(me) if a_block_is_finished(folder) else []
        for worker in found[-1:]:
            worker.kill()
        return bool(found)

    words = [str(SCRIPT), *LONG, "-j", "2", "-o", "out"]
    with subprocess.Popen(words, cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL) as process:
        me = psutil.Process(process.pid)
        while not kill_a_worker(tmp_path / "out"):
            assert process.poll() is None
            time.sleep(0.01)
        assert process.wait(timeout=PATIENCE) == 0
    assert_same_results(tmp_path / "out", uninterrupted)


def dying(_task: Task) -> Files:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def stopping(task: Task) -> Files:
    """Stops its own process after the wars have been played."""
    task.play()
    os.kill(os.getpid(), signal.SIGSTOP)
    return {}


def stopping_once(task: Task) -> Files:
    mark = Path(os.environ["SIM_TEST_MARK"])
    if task.block.number == 0 and task.n and not mark.exists():
        mark.touch()
        return stopping(task)
    return task.play()


@pytest.mark.parametrize(("player", "said"), [(dying, "died 2 times"), (stopping, "did not answer for 4 s 2 times")])
def test_a_run_with_failing_workers_is_given_up(
    player: Callable[[Task], Files], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "SILENT_SECONDS", 4)
    plan = Plan(load("baseline").override("weeks", 2), 1, 2 * 1024)
    tasks = [blocks.task(plan, number) for number in (0, 1)]
    with pytest.raises(SimError, match=rf"{said}.*fewer --jobs"):
        play_into(tmp_path, tasks, 2, Place(2), player=player)
    assert not workers_of(psutil.Process())


def test_a_worker_that_gives_no_sign_of_life_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "SILENT_SECONDS", 4)
    monkeypatch.setenv("SIM_TEST_MARK", str(tmp_path / "mark"))
    plan = Plan(load("baseline").override("weeks", 2), 1, 3 * 1024)
    tasks = [blocks.task(plan, number) for number in range(3)]
    play_into(tmp_path / "out", tasks, 3, Place(2), player=stopping_once)
    assert (tmp_path / "mark").exists()
    assert blocks.missing(plan, tmp_path / "out") == []


@pytest.mark.parametrize("command", [LONG, ARGUE], ids=lambda command: command[0])
def test_ctrl_c_ends_a_command_with_a_stopped_worker(command: tuple[str, ...], tmp_path: Path) -> None:
    stopped = []

    def stop_a_worker(folder: Path) -> bool:
        found = workers_of(psutil.Process()) if any(folder.rglob("*-0*.*")) else []
        for worker in found[:1]:
            worker.suspend()
            stopped.append(worker)
        return bool(stopped)

    done = interrupted(tmp_path, 2, stop_a_worker, command)
    assert done.code == 130
    assert done.err.splitlines()[-1].startswith("sim: interrupted; what was")
    psutil.wait_procs(stopped, timeout=PATIENCE)
    assert not lives(stopped[0])


def test_advice_quotes_a_folder_with_spaces(tmp_path: Path) -> None:
    folder = tmp_path / "my wars"
    with pytest.raises(KeyboardInterrupt), working_in(folder):
        raise KeyboardInterrupt
    folder.mkdir()
    (folder / "manifest.json").write_text("{}")
    with pytest.raises(Interrupted, match=r"finish it with: sim resume '.*/my wars'$"), working_in(folder):
        raise KeyboardInterrupt


def test_what_was_finished_before_the_interruption_is_not_played_again(tmp_path: Path) -> None:
    interrupted(tmp_path, 1, a_block_is_finished)
    blocks = tmp_path / "out" / ".blocks"
    kept = sorted(blocks.glob("block-*"))
    assert kept
    files = {path: path.stat().st_mtime_ns for path in kept}
    interrupted(tmp_path, 1, lambda _: len(list(blocks.glob("block-*"))) > len(kept))
    assert {path: path.stat().st_mtime_ns for path in kept} == files


class Killed(BaseException):
    """Ends this process, as far as the program can tell."""


FIRST = ("-n", "3", "--weeks", "2", "--no-plots", "--quiet", "-j", "1", "-o", "out")


@pytest.mark.parametrize("moment", range(2, 6))
@pytest.mark.parametrize(
    "command",
    [("run", "baseline"), ("compare", "baseline", "sustain"), ("sweep", "baseline", "--param", "nato.aid_level=0,1")],
    ids=lambda command: command[0],
)
def test_a_folder_killed_between_files_is_gone_on_with(
    command: tuple[str, ...], moment: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    replace, left = Path.replace, iter(range(1, moment))

    def dying(self: Path, target: Path) -> Path:
        if next(left, None) is None:
            raise Killed
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", dying)
        with pytest.raises(Killed):
            cli([*command, *FIRST], standalone_mode=False)
    shutil.copytree("out", "other")
    cli([*command, *FIRST], standalone_mode=False)
    cli(["resume", "other", "--no-plots", "--quiet", "-j", "1"], standalone_mode=False)
    for path in Path("out").rglob("runs.parquet"):
        assert path.read_bytes() == Path("other", path.relative_to("out")).read_bytes()
    assert not list(Path().rglob(".beginning*"))


@pytest.mark.parametrize("command", [("resume",), ("sensitivity", "--outcome", "territory_change")])
def test_a_folder_without_results_is_not_to_be_resumed(command: tuple[str, ...], tmp_path: Path) -> None:
    with pytest.raises(SimError, match=r"found no manifest\.json"):
        cli([*command, str(tmp_path)], standalone_mode=False)
    (tmp_path / "worlds").mkdir()
    with pytest.raises(SimError, match=r"found an argument, .* give the same sim argue command again"):
        cli([*command, str(tmp_path)], standalone_mode=False)


def test_half_written_tables_of_a_comparison_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cli(["compare", "baseline", "sustain", *FIRST], standalone_mode=False)
    Path("out/.flips.csv.7.tmp").touch()
    cli(["resume", "out", "--no-plots", "--quiet", "-j", "1"], standalone_mode=False)
    assert not list(tmp_path.rglob("*.tmp"))


def test_other_commands_say_that_a_run_is_not_finished(tmp_path: Path) -> None:
    interrupted(tmp_path, 1, the_manifest_stands)
    with pytest.raises(SimError, match="sim resume"):
        results.read(tmp_path / "out")


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
