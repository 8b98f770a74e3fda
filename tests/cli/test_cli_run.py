"""`sim run` leaves what design and documentation promise, says it in the right place, and repeats itself."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.analysis.outcome_table import outcome_table
from sim.base.outcomes import ENDING_NAMES, ENDINGS, OUTCOMES
from sim.base.series import SERIES
from sim.cli.drawing import draw_run
from sim.runs import blocks, ensemble, results
from sim.runs.tables import GROUP_BLOCKS, QUANTILES
from sim.runs.workers import Place
from sim.scenario import load
from tests.blocks import play_to_disk
from tests.cli.conftest import SMALL, Done, Sim, assert_same_results, run_sim

FILES = {
    "scenario.resolved.yaml",
    "manifest.json",
    "runs.parquet",
    "events.parquet",
    "trajectories.parquet",
    "twins.parquet",
    "outcomes.csv",
    "scarcity.csv",
    "figures",
}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
SHORT = ("--weeks", 6, "--no-plots", "--quiet")


def test_a_run_leaves_its_files_and_no_others(small: tuple[Path, Done]) -> None:
    folder, done = small
    assert done.code == 0, done.err
    assert {path.name for path in folder.iterdir()} == FILES
    pictures = list((folder / "figures").iterdir())
    assert len(pictures) >= 5
    assert all(path.suffix == ".png" and path.read_bytes().startswith(b"\x89PNG") for path in pictures)


def test_processes_change_no_pixel(small: tuple[Path, Done], tmp_path: Path) -> None:
    folder = tmp_path / "out"
    shutil.copytree(small[0], folder, ignore=shutil.ignore_patterns("figures"))
    draw_run(folder, Place(2), plots=True, report=False, quiet=True)
    drawn, kept = (
        {path.name: path.read_bytes() for path in (each / "figures").iterdir()} for each in (folder, small[0])
    )
    assert drawn == kept


def test_runs_hold_one_full_row_a_replication(small: tuple[Path, Done]) -> None:
    runs = pd.read_parquet(small[0] / "runs.parquet")
    assert runs["replication"].tolist() == list(range(60))
    assert {"ending", "week_of_ending", *(outcome.name for outcome in OUTCOMES)} <= {*runs}
    uncertain = {f"draw.{path}" for path, number in load("iran_supply").numbers.items() if number.distribution}
    assert {name for name in runs if name.startswith("draw.")} == uncertain
    assert set(runs["ending"]) <= set(ENDING_NAMES)
    assert runs["week_of_ending"].between(0, 20).all()
    of_a_deal = ["first_deal_week", "deal_russian_share", "deal_territory_change", "deal_guarantee"]
    assert runs["territory_change_12m"].isna().all()  # twenty weeks are no year
    assert not runs.drop(columns=[*of_a_deal, "territory_change_12m"]).isna().any(axis=None)


def test_single_columns_say_what_the_whole_table_says(small: tuple[Path, Done]) -> None:
    found = results.read(small[0])
    columns, whole = found.columns, found.runs
    assert len(columns) == len(whole)
    assert list(columns.columns) == list(whole.columns)
    pd.testing.assert_frame_equal(outcome_table(columns), outcome_table(whole), check_exact=True)
    pd.testing.assert_series_equal(columns["draw.front.loss_rate"], whole["draw.front.loss_rate"])
    with pytest.raises(KeyError):
        columns["no such column"]


def test_row_groups_are_few_however_many_blocks_there_are(tmp_path: Path) -> None:
    plan = ensemble.Plan(load("baseline").override("weeks", 2), 1, 1024 * (GROUP_BLOCKS + 1))
    blocks.play_missing(plan, results.begin(plan, tmp_path, ""), Place(1))
    results.finish(plan, tmp_path)
    with pq.ParquetFile(tmp_path / "runs.parquet") as file:
        assert file.num_row_groups == 2
        assert file.read(["replication"])["replication"].to_pylist() == list(range(plan.replications))


def test_events_name_first_weeks_of_wars_that_were_played(small: tuple[Path, Done]) -> None:
    events = pd.read_parquet(small[0] / "events.parquet")
    assert [*events] == ["replication", "event", "week"]
    assert events["week"].between(0, 19).all()
    assert events["replication"].between(0, 59).all()
    assert not events.duplicated(["replication", "event"]).any()
    assert "event: arsenal_agreement" in set(events["event"])


def test_trajectories_hold_every_series_with_ordered_quantiles_and_n(small: tuple[Path, Done]) -> None:
    table = pd.read_parquet(small[0] / "trajectories.parquet")
    assert [*table] == ["week", "date", "frequency", "series", *QUANTILES, "mean", "n"]
    weekly = table[table["frequency"] == "weekly"]
    named = {series.name for series in SERIES if series.frequency == "weekly"}
    assert named <= set(weekly["series"])
    assert (weekly.groupby("series")["week"].apply(list).map(lambda weeks: weeks == list(range(20)))).all()
    monthly = table[table["frequency"] == "monthly"]
    assert {"territory_net_change", "rus_casualties_month", "mean_age_ukr"} <= set(monthly["series"])
    assert set(monthly["date"].dt.day) == {1}
    shares = table["series"].str.endswith("_share")
    assert (table.loc[(table["frequency"] != "weekly while fought") & ~shares, "n"] == 60).all()
    assert (table["n"] <= 60).all()
    quantiles = table.loc[table["n"] > 0, [*QUANTILES]].to_numpy()
    assert (quantiles[:, 1:] >= quantiles[:, :-1]).all()


def test_outcomes_csv_gives_every_ending_its_wilson_interval(small: tuple[Path, Done]) -> None:
    table = pd.read_csv(small[0] / "outcomes.csv").set_index("outcome")
    runs = pd.read_parquet(small[0] / "runs.parquet")
    for name in ENDING_NAMES:
        row = table.loc[name]
        assert row["estimate"] == pytest.approx((runs["ending"] == name).mean())
        assert 0.0 <= row["low"] <= row["estimate"] <= row["high"] <= 1.0
        assert row["low"] < row["high"]
        assert row["n"] == 60


def test_the_manifest_says_what_it_takes_to_repeat_the_run(small: tuple[Path, Done], tmp_path: Path) -> None:
    manifest = json.loads((small[0] / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["status"] == "finished"
    assert (manifest["seed"], manifest["replications"], manifest["weeks"]) == (7, 60, 20)
    assert manifest["scenario_hash"] == load("iran_supply", ["weeks=20"]).hash
    assert date.fromisoformat(manifest["as_of"]) == date(2024, 6, 3)
    assert {"python", "platform", "packages", "git_commit", "version", "seconds", "hindsight"} <= {*manifest}
    words = shlex.split(manifest["command"])
    assert words[0] == "sim"
    assert run_sim(*words[1:], "-o", "again", "--no-plots", cwd=tmp_path).code == 0
    assert_same_results(small[0], tmp_path / "again")


def test_the_resolved_scenario_is_the_scenario_that_was_played(small: tuple[Path, Done]) -> None:
    resolved = load(small[0] / "scenario.resolved.yaml")
    assert resolved.hash == load("iran_supply", ["weeks=20"]).hash


def test_results_go_to_stdout_and_talk_to_stderr(small: tuple[Path, Done]) -> None:
    _, done = small
    assert "60 wars of 20 weeks, seed 7" in done.out
    for ending in ENDINGS:
        assert ending.title in done.out
    assert "95 % interval" in done.out
    assert "80 % of worlds" in done.out
    assert "Where the spread comes from" in done.out
    assert done.err.strip().endswith("out")
    assert "out" not in done.out.split()


def test_a_pipe_gets_no_progress_bar_and_no_escape_codes(small: tuple[Path, Done], sim: Sim) -> None:
    eager = sim(*SMALL, "--no-plots", FORCE_COLOR="1", CLICOLOR_FORCE="1", TTY_COMPATIBLE="1", TERM="xterm-256color")
    for done in (small[1], eager):
        assert not CONTROL.search(done.out + done.err)
        assert "replications/s" not in done.err
        assert [line.split(":")[0] for line in done.err.splitlines()] == ["note", "Results and pictures"]
    assert eager.out == small[1].out


def test_quiet_prints_nothing_and_does_everything(sim: Sim, tmp_path: Path) -> None:
    done = sim(*SMALL, "--quiet", "-o", "out")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES


def test_without_plots_nothing_is_drawn(sim: Sim, tmp_path: Path) -> None:
    assert sim(*SMALL, "--no-plots", "--quiet", "-o", "out").code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES - {"figures"}


def test_the_default_folder_carries_scenario_time_and_hash(sim: Sim, tmp_path: Path) -> None:
    done = sim("run", "baseline", "-n", 5, "--weeks", 2, "--no-plots")
    assert done.code == 0
    (folder,) = (tmp_path / "outputs" / "baseline").iterdir()
    assert re.fullmatch(r"\d{8}T\d{6}Z-[0-9a-f]{8}", folder.name)
    assert folder.relative_to(tmp_path).as_posix() in done.err.replace("\\", "/")


def test_one_war_of_one_week_is_a_run(sim: Sim, tmp_path: Path) -> None:
    done = sim("run", "baseline", "-n", 1, "--weeks", 1, "-o", "out")
    assert done.code == 0, done.err
    assert len(pd.read_parquet(tmp_path / "out" / "runs.parquet")) == 1


def test_the_same_run_into_the_same_folder_plays_nothing_again(sim: Sim, tmp_path: Path) -> None:
    first = sim(*SMALL, "--no-plots", "-o", "out")
    written = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    second = sim(*SMALL, "--no-plots", "-o", "out")
    assert (second.code, second.out) == (0, first.out)
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()} == written


@pytest.mark.parametrize("change", [("--seed", 8), ("-n", 61), ("--weeks", 21), ("--set", "nato.aid_level=0.5")])
def test_a_folder_of_another_run_is_refused_and_left_alone(
    sim: Sim, small: tuple[Path, Done], change: tuple[object, ...]
) -> None:
    folder, _ = small
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    done = sim(*SMALL, *change, "-o", folder)
    assert done.code == 1
    assert "found the results of another run" in done.err
    assert done.out == ""
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_a_folder_of_other_files_is_refused_and_left_alone(sim: Sim, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work", encoding="utf-8")
    done = sim(*SMALL, "-o", "thesis")
    assert done.code == 1
    assert "thesis: found files that are not a run's" in done.err
    assert [path.name for path in (tmp_path / "thesis").iterdir()] == ["chapter.txt"]


def test_one_job_or_two_give_the_same_bits(sim: Sim, tmp_path: Path) -> None:
    for jobs in (1, 2):
        done = sim("run", "baseline", "-n", 2500, "-j", jobs, "-o", f"jobs{jobs}", *SHORT)
        assert (done.code, done.err) == (0, "")
    assert_same_results(tmp_path / "jobs1", tmp_path / "jobs2")


def test_blocks_in_reverse_give_the_same_results_to_the_bit(tmp_path: Path) -> None:
    plan = ensemble.Plan(load("baseline", ["weeks=6"]), 7, 2500)
    for name, order in (("forwards", (0, 1, 2)), ("backwards", (2, 1, 0))):
        source = results.begin(plan, tmp_path / name, "")
        for block in order:
            play_to_disk(plan, block, source)
        blocks.play_missing(plan, source, Place(1))
        results.finish(plan, tmp_path / name)
    assert_same_results(tmp_path / "forwards", tmp_path / "backwards")


def test_a_replication_does_not_depend_on_how_many_there_are(sim: Sim, tmp_path: Path) -> None:
    for n in (50, 1500):
        assert sim("run", "baseline", "-n", n, "-j", 1, "-o", f"n{n}", *SHORT).code == 0
    few, many = (pd.read_parquet(tmp_path / f"n{n}" / "runs.parquet") for n in (50, 1500))
    pd.testing.assert_frame_equal(few, many.head(50), check_exact=True)
    few, many = (pd.read_parquet(tmp_path / f"n{n}" / "events.parquet") for n in (50, 1500))
    by = ["event", "replication"]
    first = many[many["replication"] < 50].sort_values(by, ignore_index=True)
    pd.testing.assert_frame_equal(few.sort_values(by, ignore_index=True), first, check_exact=True)


def test_another_seed_gives_other_wars_of_the_same_worlds_count(
    sim: Sim, small: tuple[Path, Done], tmp_path: Path
) -> None:
    assert sim(*SMALL, "--seed", 8, "--no-plots", "--quiet", "-o", "out").code == 0
    one, other = (pd.read_parquet(folder / "runs.parquet") for folder in (small[0], tmp_path / "out"))
    assert (one["russian_casualties"] != other["russian_casualties"]).mean() > 0.9


def test_a_setting_reaches_the_wars_and_the_files(sim: Sim, small: tuple[Path, Done], tmp_path: Path) -> None:
    done = sim(*SMALL, "--set", "iran.drone_deliveries=0", "--set", "iran.drone_output=0", "--no-plots", "-o", "out")
    assert done.code == 0, done.err
    assert load(tmp_path / "out" / "scenario.resolved.yaml").numbers["iran.drone_deliveries"].value == 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert "--set iran.drone_deliveries=0" in manifest["command"]
    with_iran, without = (pd.read_parquet(folder / "runs.parquet") for folder in (small[0], tmp_path / "out"))
    assert without["drones_launched"].median() < with_iran["drones_launched"].median()
    assert "draw.iran.drone_deliveries" not in without


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("iran.drone_deliverys=9", "unknown path 'iran.drone_deliverys'; did you mean 'drone_deliveries'?"),
        ("iran.drone_deliveries=many", "found the text 'many', expected a finite number"),
        ("iran.drone_deliveries=-1", "out of bounds: found value -1"),
        ("iran.drone_deliveries=nan", "expected a finite number"),
        ("nato.strategy=pray", "found 'pray', expected one of"),
        ("iran=3", "'iran' is a section"),
        ("weeks=0", "found 0, expected a whole number of weeks"),
        ("iran.drone_deliveries", "expected path=value"),
    ],
)
def test_a_wrong_setting_is_named_with_its_path(sim: Sim, tmp_path: Path, setting: str, words: str) -> None:
    done = sim("run", "baseline", "--set", setting, "-o", "out")
    assert done.code == 1
    assert f"--set {setting}: " in done.err
    assert words in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "out").exists()


def test_every_wrong_setting_is_said_at_once(sim: Sim) -> None:
    done = sim("run", "baseline", "--set", "iran.drone_deliverys=9", "--set", "weeks=0", "--set", "nato.strategy=pray")
    assert done.code == 1
    assert "3 faults" in done.err
    assert len(done.err.splitlines()) == 4


def test_an_output_that_cannot_be_made_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    done = run_sim("run", "baseline", "-n", 5, *SHORT, "-o", tmp_path / "file" / "below", cwd=tmp_path)
    assert done.code == 1
    assert "Traceback" not in done.err
    assert "file" in done.err


def test_the_executor_makes_no_difference(tmp_path: Path) -> None:
    for executor in ("serial", "processes"):
        run_sim(*("run", "baseline", "-n", 30, *SHORT, "--executor", executor, "-o", tmp_path / executor), cwd=tmp_path)
    assert_same_results(tmp_path / "serial", tmp_path / "processes")


def test_dask_without_an_address_says_what_is_missing(tmp_path: Path) -> None:
    done = run_sim("run", "baseline", "-n", 5, *SHORT, "--executor", "dask", cwd=tmp_path)
    assert done.code == 2
    assert "--scheduler" in done.err
    assert list(tmp_path.iterdir()) == []


def test_blocks_played_as_one_have_the_bits_of_blocks_alone() -> None:
    plan = ensemble.Plan(load("baseline").override("weeks", 6), 3, 2 * 1024 + 10)
    alone = {name: bytes(own) for number in range(3) for name, own in blocks.task(plan, number).play().items()}
    assert {name: bytes(own) for name, own in blocks.task(plan, 0, 1, 2).play().items()} == alone


@pytest.mark.parametrize(("processes", "widths"), [(1, [3, 4, 1]), (2, [2, 1, 2, 2, 1])])
def test_only_neighbours_are_played_as_one(processes: int, widths: list[int]) -> None:
    missing = [0, 1, 2, 5, 6, 7, 8, 9]
    groups = list(blocks.side_by_side(missing, processes))
    assert [number for group in groups for number in group] == missing
    assert [len(group) for group in groups] == widths
