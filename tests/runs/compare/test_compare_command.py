"""`sim compare` through the installed console script."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.analysis.paired import paired_difference
from sim.runs.compare import COLUMNS, FLIP_COLUMNS
from tests.cli.conftest import Done, run_sim

SMALL = ("-n", "300", "--weeks", "60", "--seed", "3", "-j", "1")
FIGURES = {"endings", "difference", "territory", "flows", "incidence"}


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """A small comparison of two futures that differ much, in its default folder."""
    cwd = tmp_path_factory.mktemp("compare")
    return cwd, run_sim("compare", "baseline", "nato_intervention", *SMALL, cwd=cwd)


def folder_of(cwd: Path) -> Path:
    (found,) = (cwd / "outputs" / "compare" / "baseline-nato_intervention").iterdir()
    return found


def test_results_hold_a_run_for_each_scenario(compared: tuple[Path, Done]) -> None:
    cwd, done = compared
    assert done.code == 0, done.err
    folder = folder_of(cwd)
    for label in ("baseline", "nato_intervention"):
        manifest = json.loads((folder / label / "manifest.json").read_text("utf-8"))
        assert manifest["status"] == "finished"
        assert manifest["seed"] == 3
        assert (folder / label / "runs.parquet").exists()
    assert {path.stem for path in (folder / "figures").glob("*.png")} == FIGURES
    assert not list(folder.rglob("*.tmp"))


def test_the_table_holds_every_outcome_and_its_paired_difference(compared: tuple[Path, Done]) -> None:
    folder = folder_of(compared[0])
    table = pd.read_csv(folder / "comparison.csv")
    assert tuple(table.columns) == COLUMNS
    runs = [pd.read_parquet(folder / label / "runs.parquet") for label in ("baseline", "nato_intervention")]
    row = table.set_index("outcome").loc["territory_change"]
    change = runs[1]["territory_change"] - runs[0]["territory_change"]
    assert row["difference"] == pytest.approx(change.mean())
    assert row["standard_error"] == pytest.approx(change.std(ddof=1) / np.sqrt(len(change)))
    assert row["low"] < row["difference"] < row["high"]
    assert row["unit"] == "km²"
    assert set(table["scenario_a"]) == {"baseline"}
    expected = paired_difference(runs[0], runs[1]).outcomes
    assert list(table["outcome"]) == list(expected["outcome"])


def test_flips_say_which_worlds_changed_from_what_to_what(compared: tuple[Path, Done]) -> None:
    folder = folder_of(compared[0])
    flips = pd.read_csv(folder / "flips.csv")
    assert tuple(flips.columns) == FLIP_COLUMNS
    assert flips["k"].sum() == 300
    a, b = (
        pd.read_parquet(folder / label / "runs.parquet").set_index("replication")["ending"]
        for label in ("baseline", "nato_intervention")
    )
    for row in flips.to_dict("records"):
        first = row["first_replication"]
        assert (a[first], b[first]) == (row["ending_a"], row["ending_b"])
        assert row["changed"] == (row["ending_a"] != row["ending_b"])
        assert row["low"] <= row["share"] <= row["high"]
    assert list(flips["changed"]) == sorted(flips["changed"], reverse=True)


def test_the_terminal_shows_endings_differences_flips_and_pairing(compared: tuple[Path, Done]) -> None:
    _, done = compared
    for words in ("A  baseline", "B  nato_intervention", "Ending, worlds of 100", "95 % interval", "Outcome, mean"):
        assert words in done.out
    flat = " ".join(done.out.split())
    assert "of 100 worlds change their ending" in flat
    assert "Most often: war continues to NATO-Russia war" in flat
    assert "as many wars" in flat
    assert "THE END: NATO-Russia war" in flat
    assert max(map(len, done.out.splitlines())) <= 80
    assert "\x1b" not in done.out + done.err
    assert "Results and pictures" in done.err


def test_the_story_of_one_flipped_world_is_told_twice(compared: tuple[Path, Done]) -> None:
    folder = folder_of(compared[0])
    story = (folder / "flipped_world.txt").read_text("utf-8")
    flips = pd.read_csv(folder / "flips.csv")
    world = flips[flips["changed"]].iloc[0]["first_replication"]
    assert story.startswith(f"World {world}: war continues under baseline, NATO-Russia war under nato_intervention")
    assert "THE HORIZON: the war continues" in story
    assert "THE END: NATO-Russia war" in story


def test_a_run_of_the_same_identity_is_not_played_again(compared: tuple[Path, Done]) -> None:
    cwd, _ = compared
    folder = folder_of(cwd)
    stamps = {path: path.stat().st_mtime_ns for path in folder.glob("*/runs.parquet")}
    before = (folder / "comparison.csv").read_bytes()
    done = run_sim("compare", "baseline", "nato_intervention", *SMALL, "-o", str(folder), "--no-plots", cwd=cwd)
    assert done.code == 0, done.err
    assert {path: path.stat().st_mtime_ns for path in folder.glob("*/runs.parquet")} == stamps
    assert (folder / "comparison.csv").read_bytes() == before


def test_a_resumed_comparison_gives_the_same(compared: tuple[Path, Done]) -> None:
    cwd, _ = compared
    whole, copy = folder_of(cwd), cwd / "broken"
    shutil.copytree(whole, copy)
    shutil.rmtree(copy / "nato_intervention")
    done = run_sim("compare", "baseline", "nato_intervention", *SMALL, "-o", str(copy), "--no-plots", cwd=cwd)
    assert done.code == 0, done.err
    assert (copy / "comparison.csv").read_bytes() == (whole / "comparison.csv").read_bytes()


def test_another_comparison_s_folder_is_refused(compared: tuple[Path, Done]) -> None:
    cwd, _ = compared
    done = run_sim("compare", "baseline", "aid_cutoff", *SMALL, "-o", str(folder_of(cwd)), cwd=cwd)
    assert done.code == 1
    assert "another comparison" in done.err
    assert "Traceback" not in done.err


def test_each_of_several_is_compared_with_the_first(tmp_path: Path) -> None:
    words = ("compare", "baseline", "aid_cutoff", "negotiate_now", "-n", "40", "--weeks", "30", "-j", "1")
    done = run_sim(*words, "-o", "out", cwd=tmp_path)
    assert done.code == 0, done.err
    table = pd.read_csv(tmp_path / "out" / "comparison.csv")
    assert set(table["scenario_a"]) == {"baseline"}
    assert list(dict.fromkeys(table["scenario_b"])) == ["aid_cutoff", "negotiate_now"]
    assert (tmp_path / "out" / "figures" / "endings.png").exists()
    for label in ("aid_cutoff", "negotiate_now"):
        assert {path.stem for path in (tmp_path / "out" / "figures" / label).glob("*.png")} == FIGURES
    assert "C against A: negotiate_now" in done.out


def test_quiet_says_nothing(tmp_path: Path) -> None:
    words = ("compare", "baseline", "sustain", "-n", "20", "--weeks", "4", "--quiet", "--no-plots", "-o", "out")
    done = run_sim(*words, cwd=tmp_path)
    assert (done.code, done.out, done.err) == (0, "", "")
    assert not (tmp_path / "out" / "figures").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("compare", "baseline"), 2, "expected two or more"),
        (("compare",), 2, "Missing argument"),
        (("compare", "baseline", "baseline"), 1, "twice"),
        (("compare", "baseline", "iran_suply"), 1, "iran_supply"),
        (("compare", "baseline", "hindcast_2023"), 1, "--weeks"),
        (("compare", "baseline", "sustain", "--set", "iran.drone_deliverys=3"), 1, "drone_deliveries"),
        (("compare", "baseline", "sustain", "-n", "0"), 2, "-n"),
    ],
)
def test_what_the_user_can_fix_is_said_without_a_traceback(
    words: tuple[str, ...], code: int, said: str, tmp_path: Path
) -> None:
    done = run_sim(*words, cwd=tmp_path)
    assert done.code == code, done.err
    assert said in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "outputs").exists()
