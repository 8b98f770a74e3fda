"""Wars of two programs never stand in one table: what another one began is refused, what it finished is marked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.base.errors import SimError
from sim.cli import cli
from sim.runs import compare as comparison
from sim.runs import program, results
from sim.runs import sweep as batch
from sim.runs.ensemble import Plan
from sim.runs.workers import Place
from sim.scenario import Scenario, load
from tests.blocks import play_to_disk

WORDS = ("--no-plots", "-j", "1")


@pytest.fixture(scope="module")
def short() -> Scenario:
    return load("baseline", ["weeks=2"])


@pytest.fixture
def edited(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program as it is after somebody changed a rule."""
    monkeypatch.setattr(program, "engine", lambda: "another")


def sim(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def refused(done: Result) -> str:
    assert isinstance(done.exception, SimError)
    return str(done.exception)


def begun_run(scenario: Scenario, folder: Path) -> Path:
    plan = Plan(scenario, 3, 1100)
    play_to_disk(plan, 0, results.begin(plan, folder, "sim run baseline"))
    return folder


def begun_comparison(scenario: Scenario, folder: Path) -> Path:
    plans = [Plan(each, 3, 5) for each in (scenario, scenario.override("nato.aid_level", 0.0))]
    compared = comparison.prepare(plans)
    comparison.begin(compared, folder, "sim compare", ["", ""])
    comparison.ensure_played(plans[0], folder / compared.labels[0], Place(1), outputs=folder)
    return folder


def begun_sweep(scenario: Scenario, folder: Path) -> Path:
    design = batch.make([batch.parse("nato.aid_level=0,2", scenario)], scenario)
    batch.begin(batch.Sweep(scenario, design, 5, 3), folder, "sim sweep")
    return folder


@pytest.mark.parametrize("begun", [begun_run, begun_comparison, begun_sweep])
def test_another_programs_beginning_is_refused_and_left_alone(
    begun: object, short: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = begun(short, tmp_path / "out")  # type: ignore[operator]
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    with monkeypatch.context() as patch:
        patch.setattr(program, "engine", lambda: "another")
        said = refused(sim("resume", folder, *WORDS))
    assert f"{folder}: found wars of another program (code edited since)" in said
    assert "expected the same program" in said
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()} == before
    assert sim("resume", folder, *WORDS).exit_code == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": "0.0.1"}, f"version 0.0.1, now {program.__version__}"),
        ({"engine": "another", "git_commit": "0123abc"}, "commit 0123abc, now "),
        ({"packages": {"numpy": "1.0.0"}}, "numpy 1.0.0, now "),
    ],
    ids=["version", "commit", "numpy"],
)
def test_the_refusal_says_what_is_other(change: dict[str, object], said: str, short: Scenario, tmp_path: Path) -> None:
    folder = begun_run(short, tmp_path / "out")
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | change))
    assert said in refused(sim("resume", folder, *WORDS))


def test_the_same_command_is_refused_as_well(short: Scenario, tmp_path: Path, edited: None) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(program, "engine", lambda: "the one before")
        begun_run(short, tmp_path / "out")
    again = sim("run", "baseline", "--weeks", 2, "-n", 1100, "--seed", 3, "-o", tmp_path / "out", *WORDS)
    assert "found wars of another program" in refused(again)


@pytest.mark.parametrize("packages", [None, [], "numpy", {"numpy": None}])
def test_packages_that_nobody_can_read_are_unknown(packages: object) -> None:
    assert "numpy unknown, now" in program.other_program({**program.this_program(), "packages": packages})


def test_another_programs_results_are_shown_as_its_own(
    short: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for begun in (begun_run, begun_comparison, begun_sweep):
        folder = begun(short, tmp_path / begun.__name__)
        own = sim("resume", folder, *WORDS)
        assert "another program" not in own.stderr
        with monkeypatch.context() as patch:
            patch.setattr(program, "engine", lambda: "another")
            shown = sim("resume", folder, *WORDS)
        assert shown.exit_code == 0
        assert f"{folder} was played by another program (code edited since)" in shown.stderr
        assert shown.stdout == own.stdout


def test_another_programs_sweep_is_not_continued_by_default(
    short: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ("sweep", "baseline", "--weeks", 2, "--param", "nato.aid_level=0,2", "-n", 5, *WORDS)
    assert sim(*words).exit_code == 0
    (made,) = Path("outputs/baseline").iterdir()
    folder = made.rename(made.with_name(f"20240101T000000Z-{made.name[-8:]}"))
    before = (folder / "manifest.json").read_bytes()
    assert batch.default_folder(batch.sweep_of(folder)) == folder
    monkeypatch.setattr(program, "engine", lambda: "another")
    assert "another program" in refused(sim("expand", folder, "-n", 7))
    assert (folder / "manifest.json").read_bytes() == before
    assert batch.default_folder(batch.sweep_of(folder)) != folder


def test_two_programs_are_not_compared(short: Scenario, tmp_path: Path, edited: None) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(program, "engine", lambda: "the one before")
        folder = begun_comparison(short, tmp_path / "out")
    with pytest.raises(SimError, match="found wars of another program"):
        comparison.comparison_of(folder)
