"""What goes wrong around a command: two at once, slips of the hand, readers and schedulers that stop it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from sim.base.errors import SimError
from sim.base.lock import locked
from sim.cli import cli
from tests.cli.conftest import SCRIPT, Sim, environment

POSIX = pytest.mark.skipif(os.name == "nt", reason="links, signals and pipes of POSIX")
LONG = ("run", "baseline", "-n", "60000", "--no-plots", "-j", "1", "-o", "out")


def test_a_folder_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    folder, second = tmp_path / "out", locked(tmp_path / "out")
    with locked(folder), pytest.raises(SimError, match="another command writing there"), second:
        pass
    with locked(tmp_path / "out"):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["sensitivity", "discover"])
def test_no_folder_is_studied_while_it_grows(command: str, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with locked(tmp_path / "out"), pytest.raises(SimError, match="another command writing there"):
        cli([command, str(tmp_path / "out"), "--outcome", "territory_change"], standalone_mode=False)


@POSIX
def test_a_link_is_no_second_way_into_a_folder(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "out")
    with (
        locked(tmp_path / "out"),
        pytest.raises(SimError, match="link: found another command"),
        locked(tmp_path / "link"),
    ):
        pass


@POSIX
def test_a_second_run_is_refused_unless_the_first_died(sim: Sim, tmp_path: Path) -> None:
    with subprocess.Popen([SCRIPT, *LONG], cwd=tmp_path, env=environment()) as process:
        try:
            while not (tmp_path / "out" / "manifest.json").exists():
                assert process.poll() is None
                time.sleep(0.01)
            process.send_signal(signal.SIGSTOP)  # it shall not end before the other begins
            other = sim(*LONG, "--seed", 7)
        finally:
            process.kill()
    assert other.code == 1
    assert other.err == (
        "sim: out: found another command writing there, expected none; wait for it, or choose another folder\n"
    )
    seed = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["seed"]
    assert seed == 20240603
    with locked(tmp_path / "out"):
        pass


@POSIX
def test_being_told_to_stop_is_answered_as_ctrl_c_is(tmp_path: Path) -> None:
    with subprocess.Popen(
        [SCRIPT, *LONG], cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        while not (tmp_path / "out" / "manifest.json").exists():
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=600)
    assert process.returncode == 130
    assert err == "sim: interrupted; what was finished is kept in out; finish it with: sim resume out\n"


@POSIX
def test_a_reader_that_has_read_enough_is_no_fault(tmp_path: Path) -> None:
    words = f"set -o pipefail; {SCRIPT} params baseline | head -1"
    done = subprocess.run(
        ["bash", "-c", words], cwd=tmp_path, env=environment(), capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("path ")


def test_more_wars_than_anyone_could_play_are_refused_at_once(sim: Sim) -> None:
    done = sim("run", "baseline", "-n", 10**18, "-o", "out")
    assert done.code == 2
    assert "1000000000" in done.err


@pytest.mark.parametrize(
    "words", [("--set", "weeks=5", "--weeks", 10), ("--set", "nato.aid_level=1", "--set", "nato.aid_level=2")]
)
def test_what_is_set_twice_is_refused(words: tuple[object, ...], sim: Sim, tmp_path: Path) -> None:
    done = sim("run", "baseline", "-n", 20, "-o", "out", *words)
    assert done.code == 1
    assert "set twice, expected once" in done.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("argument", None, "found a ledger of claims, expected a scenario: sim argue argument"),
        ("mine.yaml", "claims: []\n", "found a ledger of claims, expected a scenario: sim argue mine.yaml"),
        ("mine.yaml", "parameters: {}\n", "found a sweep, expected a scenario: sim sweep mine.yaml"),
    ],
)
def test_a_file_of_another_kind_is_answered_with_its_command(
    name: str, text: str | None, words: str, sim: Sim, tmp_path: Path
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = sim("run", name)
    assert (done.code, done.err) == (1, f"sim: {name}: {words}\n")


def test_scores_never_overwrite_the_record(sim: Sim, tmp_path: Path) -> None:
    text = "series,date,value\nrus_casualties_month,2024-07-01,30000\n"
    (tmp_path / "record.csv").write_text(text, encoding="utf-8")
    done = sim("score", "record.csv", "baseline", "-n", 20, "-o", "record.csv")
    assert done.code == 1
    assert "found the record itself" in done.err
    assert (tmp_path / "record.csv").read_text(encoding="utf-8") == text


def test_a_scenario_named_figures_keeps_out_of_that_folder(sim: Sim, tmp_path: Path) -> None:
    (tmp_path / "figures.yaml").write_text("extends: baseline\nnato: {aid_level: 0.5}\n", encoding="utf-8")
    words = ("compare", "baseline", "figures.yaml", "-n", 20, "--weeks", 4, "--no-plots", "-o", "out")
    assert sim(*words).code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir() if path.is_dir()) == ["baseline", "figures_1"]


def test_changes_beyond_any_number_are_faults(sim: Sim, tmp_path: Path) -> None:
    change = "{path: ukraine.recruitment, add: 1.0e+308}"
    text = f"extends: baseline\nevents:\n  - name: a\n    week: 2\n    changes: [{change}]\n"
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    done = sim("check", "case.yaml")
    assert done.code == 1
    assert "case.yaml:5" in done.err
    assert "expected -1e+12 to 1e+12" in done.err


def test_init_brings_the_schema_that_editors_look_for(sim: Sim, tmp_path: Path) -> None:
    assert sim("init", "mine").code == 0
    first = (tmp_path / "mine" / "iran_supply.yaml").read_text(encoding="utf-8").splitlines()[0]
    schema = tmp_path / "mine" / first.partition("$schema=")[2]
    assert json.loads(schema.read_text(encoding="utf-8")) == json.loads(sim("schema").out)
