"""`sim expand` on every design: what adds to it, and what is said where nothing can."""

from __future__ import annotations

import json
import shlex
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.base.errors import SimError
from sim.base.text import written
from sim.cli import cli
from sim.runs import storage
from sim.runs import sweep as batch
from sim.runs.sweep import folder as folders
from sim.runs.sweep.growth import grown
from sim.runs.sweep.lanes import lanes
from sim.runs.sweep.parameters import of_range, of_values, parse
from sim.scenario import Scenario
from sim.scenario.scalars import resolve_plain
from sim.studies.sensitivity import of_folder
from tests.runs.sweep.conftest import same

RANGES = ("--param", "nato.aid_level=0:2", "--param", "iran.drone_deliveries=0:900")
DESIGNS = {
    "grid": ("--param", "nato.aid_level=0,2", "--param", "nato.strategy=surge,withdraw"),
    "lhs": (*RANGES, "--sampler", "lhs", "--samples", "4"),
    "sobol": (*RANGES, "--sampler", "sobol", "--samples", "2"),
    "morris": (*RANGES, "--sampler", "morris", "--samples", "2"),
    "table": ("--design", "points.csv"),
}
SHORT = ("--weeks", "2", "--seed", "4", "--no-plots", "--quiet", "-j", "1")


def sim(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def swept(folder: str, sampler: str, *more: str, n: str = "3") -> Path:
    Path("points.csv").write_text("nato.aid_level\n0.5\n1.5\n", encoding="utf-8")
    done = sim("sweep", "baseline", *DESIGNS[sampler], "-n", n, "-o", folder, *SHORT, *more)
    assert done.exit_code == 0, done.exception
    return Path(folder)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("sampler", DESIGNS)
def test_more_replications_are_those_of_a_larger_sweep(sampler: str) -> None:
    folder = swept("grown", sampler)
    assert sim("expand", "grown", "--replications", "5", "--no-plots", "-j", "1").exit_code == 0
    assert json.loads((folder / "manifest.json").read_text())["replications"] == 5
    same(folder, swept("whole", sampler, n="5"))


def test_new_values_of_a_grid_keep_its_points() -> None:
    folder = swept("grown", "grid")
    before = pd.read_parquet(folder / "points.parquet")
    assert sim("expand", "grown", "--param", "nato.aid_level=1", "--no-plots").exit_code == 0
    points = pd.read_parquet(folder / "points.parquet")
    pd.testing.assert_frame_equal(points.head(len(before)), before)
    added = points.tail(2)[["nato.aid_level", "nato.strategy"]].values.tolist()
    assert sorted(added) == [[1.0, "surge"], [1.0, "withdraw"]]
    assert len(pd.read_parquet(folder / "runs.parquet")) == 6 * 3


def test_new_values_of_a_grid_meet_its_conditions() -> None:
    folder = swept("grown", "grid", "--condition", "nato.aid_level < 1.5")
    assert sim("expand", "grown", "--param", "nato.aid_level=1,1.8", "--no-plots").exit_code == 0
    assert set(pd.read_parquet(folder / "points.parquet")["nato.aid_level"]) == {0.0, 1.0}


def test_more_samples_are_those_of_a_larger_sobol_design() -> None:
    folder = swept("grown", "sobol")
    assert sim("expand", "grown", "--samples", "4", "--no-plots", "-j", "1").exit_code == 0
    same(folder, swept("whole", "sobol", "--samples", "4"))


def test_values_of_a_grown_grid_are_kept_to_the_bit() -> None:
    path, values = "ukraine.men.aged_18_24", [1512749.0, 1612749.25]
    words = ("--param", f"{path}={values[0]!r},{values[1]!r}", "-n", "2", "-o", "s", *SHORT)
    assert sim("sweep", "baseline", *words).exit_code == 0
    assert sim("expand", "s", "--param", f"{path}=1712749.1", "--no-plots", "-j", "1").exit_code == 0
    assert pd.read_parquet("s/points.parquet")[path].tolist() == [*values, 1712749.1]
    assert set(folders.read(Path("s")).summary[path]) == {*values, 1712749.1}


@given(st.floats(0.0, 1.9e6))
@settings(max_examples=300)
def test_a_value_is_read_back_as_it_was_written(baseline: Scenario, value: float) -> None:
    scenario, path = baseline, "ukraine.men.aged_18_24"
    for each in (of_values(path, [value, 1999999.9], scenario), of_range(path, value, 1999999.9, scenario)):
        assert parse(each.text, scenario) == each
    assert resolve_plain(written(value)) == value  # as `--set` of the command that repeats a point reads it


def test_a_design_with_twins_grows_as_the_design_it_says() -> None:
    words = ("--param", "nato.aid_level=0.1,1.7", "--param", "nato.strategy=surge,withdraw", "--sampler", "sobol")
    for folder, samples in (("grown", "2"), ("whole", "8")):
        done = sim("sweep", "baseline", *words, "--samples", samples, "-n", "2", "-o", folder, *SHORT)
        assert done.exit_code == 0, done.exception
    assert sim("expand", "grown", "--samples", "8", "--no-plots", "-j", "1").exit_code == 0
    same(Path("grown"), Path("whole"))
    assert len(pd.read_parquet("grown/points.parquet")) == 8 * (2 + 2)


def test_points_that_begin_no_larger_design_are_refused(short: Scenario) -> None:
    parameters = [parse(text, short) for text in RANGES[1::2]]
    design = batch.make(parameters, short, "sobol", 2, 4)
    moved = replace(design, points=design.points.assign(**{"nato.aid_level": design.points["nato.aid_level"] + 1e-9}))
    with pytest.raises(SimError, match="are not those with which a larger sobol design of the same seed begins"):
        grown(batch.Sweep(short, moved, 3, 4), Path("s"), None, [], 4)


def test_a_sample_of_another_size_is_not_ranked() -> None:
    folder = swept("made", "sobol")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["design"]["samples"] = 4
    storage.write(folder / "manifest.json", manifest)
    with pytest.raises(SimError, match="found 8 points, expected the 16 of a sobol design of 4 samples"):
        of_folder(folder, "territory_change")


def test_a_grown_table_is_no_grid() -> None:
    folder = swept("made", "table")
    assert sim("expand", "made", "--param", "iran.drone_deliveries=300", "--no-plots", "-j", "1").exit_code == 0
    assert json.loads((folder / "manifest.json").read_text())["design"]["sampler"] == "table"
    assert len(pd.read_parquet(folder / "points.parquet")) == 2 + 1


def test_only_what_is_new_is_played(small: batch.Sweep, uninterrupted: Path, short: Scenario) -> None:
    larger = grown(small, uninterrupted, None, ["nato.aid_level=0.5"], None)
    added = folders.missing(larger, uninterrupted)
    assert {lane.point for lane in added} == {6, 7}
    assert sum(lane.n for lane in added) == 2 * small.replications
    assert list(lanes([0], 300, 300)) == []


@pytest.mark.parametrize("sampler", ["lhs", "morris"])
def test_samples_of_another_design_are_refused_with_its_command(sampler: str) -> None:
    folder = swept("made", sampler)
    before = (folder / "manifest.json").read_bytes()
    done = sim("expand", "made", "--samples", "8")
    assert isinstance(done.exception, SimError)
    said = str(done.exception)
    assert f"found a {sampler} design, expected a sobol design" in said
    assert "--replications" in said
    assert (folder / "manifest.json").read_bytes() == before

    command = shlex.split(said[said.index("sim sweep") :])
    dry = sim(*command[1:], "--dry-run")
    points = 8 if sampler == "lhs" else 8 * 3
    assert f"{points} points × 3 replications" in dry.output, dry.exception


@pytest.mark.parametrize("sampler", ["lhs", "sobol", "morris"])
def test_values_cannot_be_added_to_a_sample(sampler: str) -> None:
    swept("made", sampler)
    done = sim("expand", "made", "--param", "belarus.involvement=0:2", "--samples", "8")
    assert isinstance(done.exception, SimError)
    said = str(done.exception)
    assert f"--param: found a {sampler} design, expected a grid" in said
    assert said.endswith("-n 3 --seed 4")
    assert "--param belarus.involvement=0:2" in said


@pytest.mark.parametrize(
    ("sampler", "words", "said"),
    [
        ("grid", ("--samples", "9"), "found a grid, which has none"),
        ("sobol", ("--samples", "1", "-n", "9"), "expected more than the 2 there are"),
        ("grid", ("-n", "2"), "expected more than the 3 there are"),
        ("grid", ("--param", "nato.aid_level=2"), "found nothing to add"),
        ("grid", ("--param", "nato.aid_level=0:2"), "a grid needs steps"),
        ("grid", (), "found nothing to add"),
    ],
)
def test_what_adds_nothing_is_refused(sampler: str, words: tuple[str, ...], said: str) -> None:
    folder = swept("made", sampler)
    done = sim("expand", "made", *words)
    assert isinstance(done.exception, SimError)
    assert said in str(done.exception)
    assert json.loads((folder / "manifest.json").read_text())["status"] == "finished"


def test_expanding_drops_old_findings_and_keeps_the_users_files() -> None:
    folder = swept("grown", "grid")
    (folder / "figures").mkdir()
    derived = [
        "sensitivity.csv",
        "discovery.csv",
        "report.html",
        "figures/sensitivity_a.png",
        "figures/discovery_a.png",
    ]
    for name in (*derived, "notes.txt", "figures/mine.png"):
        (folder / name).touch()
    assert sim("expand", "grown", "-n", "4", "--no-plots", "-j", "1").exit_code == 0
    assert not [name for name in derived if (folder / name).exists()]
    assert (folder / "notes.txt").exists()
    assert (folder / "figures/mine.png").exists()


def test_a_sweep_is_expanded_by_one_command_only(small: batch.Sweep, uninterrupted: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(uninterrupted, tmp_path / "s"))
    larger = replace(small, replications=301)
    batch.expand(larger, folder, "sim expand")
    with pytest.raises(SimError, match="found an unfinished sweep"):
        batch.expand(larger, folder, "sim expand")
