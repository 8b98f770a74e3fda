"""What a sweep refuses before anything is played, and that it says where and what was expected."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.base.errors import SimError
from sim.cli import cli
from sim.runs import sweep as batch
from sim.runs.sweep import files
from sim.runs.sweep.parameters import MOST_POINTS
from sim.scenario import Scenario

AID = "nato.aid_level"


def sweep(*words: object) -> Result:
    """A dry run, which makes its design and plays nothing."""
    return CliRunner().invoke(cli, ["sweep", *map(str, words), "-n", "5", "--weeks", "6", "--dry-run"])


def refusal(*words: object) -> str:
    """Why a sweep is refused, as something that the user can fix."""
    done = sweep(*words)
    assert isinstance(done.exception, SimError), done.output
    return str(done.exception)


def faults_of(text: str, scenario: Scenario, folder: Path) -> str:
    table = folder / "t.csv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(SimError) as fault:
        batch.from_table(table, scenario)
    return str(fault.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{AID}\n1,2\n", "t.csv:2: found 2 cells under 1 column"),
        (f"{AID}\n1,5\n", "t.csv:2: found 2 cells under 1 column"),
        (f"{AID},nato.strategy\n1,surge\n\n2\n", "t.csv:4: found 1 cell under 2 columns"),
        (f"{AID},{AID}\n1,2\n", f"t.csv:1: column 2: found a duplicate of column 1, {AID}"),
        (f"{AID},\n1,2\n", "t.csv:1: column 2: found no name"),
        (f"{AID};nato.strategy\n1;surge\n", "t.csv:1: found ';' between cells, expected ','"),
        (f"{AID}\n1\n2\n1.0\n", "t.csv:4: found the same point as on line 2"),
        (f"{AID},nato.strategy\n1,\n1,\n", "t.csv:3: found the same point as on line 2"),
        (f"{AID}\ninf\n", "found 'inf', expected a finite number"),
        (f'{AID}\n"1\n', "t.csv:2: unexpected end of data"),
        (f"{AID}\n", "found no point"),
        ("", "found no point"),
        ("point\n1\n", "found no column but point"),
    ],
)
def test_an_ambiguous_table_is_refused_with_its_line(short: Scenario, tmp_path: Path, text: str, words: str) -> None:
    assert words in faults_of(text, short, tmp_path)


def test_faults_of_a_table_are_said_at_once_and_capped(short: Scenario, tmp_path: Path) -> None:
    said = faults_of(f"{AID},nato.strategy\n-1,surgee\nx,surge\n1,withdraw\n", short, tmp_path).split("\n")
    assert [line.split(": ")[0].strip() for line in said[1:]] == ["t.csv:2", "t.csv:2", "t.csv:3"]
    many = faults_of("\n".join([AID, *(f"x{i}" for i in range(1000))]), short, tmp_path)
    assert len(many.split("\n")) < 30


def test_spaces_marks_and_blanks_in_a_table_do_no_harm(short: Scenario, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f' {AID} , point\n1 ,0\n\n   \n"",1\n', encoding="utf-8-sig")
    points = batch.from_table(table, short).points
    assert points[AID].isna().tolist() == [False, True]
    assert points[AID][0] == 1.0


def test_a_table_that_is_not_there_is_called_so(short: Scenario, tmp_path: Path) -> None:
    with pytest.raises(SimError, match=r"none\.csv: no such file"):
        batch.from_table(tmp_path / "none.csv", short)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--param", f"{AID}=0:2:1000000000"), "1,000,000,000"),
        (("--param", f"{AID}=0:2:{'9' * 5000}"), "inf"),
        (("--param", f"{AID}=0:2:1001", "--param", "iran.drone_deliveries=0:9:1001"), "1,002,001"),
        (("--param", f"{AID}=0:2", "--sampler", "lhs", "--samples", MOST_POINTS + 1), "1,000,001"),
        (("--param", f"{AID}=0:2", "--sampler", "sobol", "--samples", 2**20), "3,145,728"),
        (("--param", f"{AID}=0:2", "--sampler", "morris", "--samples", 600_000), "1,200,000"),
    ],
)
def test_too_many_points_are_refused_before_they_are_built(words: tuple[object, ...], found: str) -> None:
    assert f"found {found} points, expected at most 1,000,000" in refusal("baseline", *words)


@pytest.mark.parametrize("value", ["0:inf:3", "nan", "-inf:2", "1,nan"])
def test_a_parameter_that_is_not_finite_is_refused(value: str) -> None:
    assert "expected a finite number" in refusal("baseline", "--param", f"{AID}={value}")


def test_a_threshold_that_is_not_finite_is_refused() -> None:
    words = refusal("baseline", "--param", f"{AID}=1,2", "--threshold", "nan")
    assert words == "--threshold: found nan, expected a finite number"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nato.strategy < 1", "found a word (nato.strategy) against a number (1)"),
        (f"{AID} > surge", f"found a number ({AID}) against a word (surge)"),
        (f"nato.strategy == {AID}", f"found a word (nato.strategy) against a number ({AID})"),
        ("nato.strategy < surge", "found < between words, expected == or !="),
    ],
)
def test_a_word_is_not_compared_with_a_number(text: str, words: str, tmp_path: Path) -> None:
    said = refusal("baseline", "--param", "nato.strategy", "--param", f"{AID}=1,2", "--condition", text)
    assert words in said
    assert "\n" not in said
    path = tmp_path / "sweep.yaml"
    path.write_text(f"scenario: baseline\nparameters:\n  nato.strategy:\nconditions: ['{text}']\n", encoding="utf-8")
    assert [(fault.line, words in fault.message) for fault in files.check(path)] == [(4, True)]


def test_words_are_compared_with_words(short: Scenario) -> None:
    strategies = batch.parse("nato.strategy", short)
    points = batch.make([strategies], short, conditions=[batch.condition("nato.strategy != surge")]).points
    assert sorted([*points["nato.strategy"], "surge"]) == sorted(strategies.values)


def test_what_would_be_ignored_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f"{AID},nato.strategy\n1,\n2,surge\n", encoding="utf-8")
    grid = ("baseline", "--param", f"{AID}=1,2")
    design = ("baseline", "--design", table)
    assert "--samples 8 with a grid" in refusal(*grid, "--samples", 8)
    assert f"{AID} both set and varied" in refusal(*grid, "--set", f"{AID} = 0.5")
    assert f"{AID} both set and varied" in refusal(*design, "--set", f"{AID}=0.5")
    for option in (("--sampler", "lhs"), ("--samples", 8), ("--condition", f"{AID} > 1"), grid[1:]):
        assert f"beside the design {table}" in refusal(*design, *option)
    assert sweep(*design, "--set", "nato.strategy=withdraw").exit_code == 0  # what empty cells leave


def test_the_command_line_goes_before_a_sweeps_file(tmp_path: Path) -> None:
    path = tmp_path / "sweep.yaml"
    path.write_text(
        f"scenario: baseline\nparameters:\n  {AID}: 1,2\nset: {{iran.drone_deliveries: 1}}\nsampler: lhs\nsamples: 8\n",
        encoding="utf-8",
    )
    assert sweep(path, "--sampler", "grid").exit_code == 0
    assert sweep(path, "--set", "iran.drone_deliveries=2").exit_code == 0
    assert f"{AID} both set and varied" in refusal(path, "--set", f"{AID}=0")


def test_a_latin_hypercube_plays_each_countable_point_once(short: Scenario) -> None:
    texts = [f"{AID}=0:2:3", "nato.strategy=surge,withdraw"]
    points = batch.make([batch.parse(text, short) for text in texts], short, "lhs", 64).points
    assert len(points) == 3 * 2
    assert points["point"].tolist() == list(range(6))


def test_a_sweeps_file_names_folder_and_title(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = "scenario: baseline\ntitle: Aid, half or whole\nparameters: {nato.aid_level: [0.5, 1]}\n"
    text += "replications: 2\nweeks: 3\n"
    (tmp_path / "half_aid.yaml").write_text(text, encoding="utf-8")
    shown = CliRunner().invoke(cli, ["sweep", "half_aid.yaml", "--dry-run"], catch_exceptions=False).stdout
    assert shown.startswith("Aid, half or whole: grid over nato.aid_level")
    shown = CliRunner().invoke(cli, ["sweep", "half_aid.yaml", "--no-plots", "-j", "1"], catch_exceptions=False).stdout
    assert shown.startswith("Aid, half or whole: 2 points")
    (folder,) = (tmp_path / "outputs/half_aid").iterdir()
    assert batch.sweep_of(folder).heading == "Aid, half or whole"
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["title"] == "Aid, half or whole"
    again = CliRunner().invoke(cli, ["sweep", "half_aid.yaml", "--no-plots", "-j", "1"], catch_exceptions=False)
    assert again.exit_code == 0
    assert len(list((tmp_path / "outputs/half_aid").iterdir())) == 1


def test_every_key_of_a_sweeps_file_is_advised_and_described(tmp_path: Path) -> None:
    path = tmp_path / "sweep.yaml"
    path.write_text("scenario: baseline\nqqqq: 1\n", encoding="utf-8")
    (fault,) = files.check(path)
    described = (Path(__file__).parents[3] / "docs" / "batch.md").read_text(encoding="utf-8")
    for key in files.SweepFile.model_fields:
        assert key in fault.message or key == "scenario"
        assert f"\n| `{key}` |" in described


@pytest.mark.parametrize("prior", [True, False])
def test_a_sweeps_file_can_ask_for_the_raw_ranges(prior: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sweep.yaml"
    path.write_text(
        f"scenario: baseline\nparameters:\n  {AID}: [1, 2]\nprior: {str(prior).lower()}\n", encoding="utf-8"
    )
    asked: list[batch.Sweep] = []
    monkeypatch.setattr("sim.cli.sweep._print_size", lambda plan, *_: asked.append(plan))
    assert sweep(path).exit_code == 0
    assert [plan.prior for plan in asked] == [prior]


def test_a_scheduler_that_is_not_there_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.chdir(tmp_path)
    words = ["sweep", "baseline", "--param", f"{AID}=1,2", "--weeks", "6", "-n", "5", "-o", "out"]
    done = CliRunner().invoke(cli, [*words, "--executor", "dask", "--scheduler", "nonsense"])
    assert isinstance(done.exception, SimError)
    assert "--scheduler nonsense: found no Dask scheduler there" in str(done.exception)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("below", ["", "deeper"])
def test_an_output_linked_to_nowhere_is_called_so(tmp_path: Path, below: str) -> None:
    (tmp_path / "dang").symlink_to("nowhere")
    done = sweep("baseline", "--param", f"{AID}=1,2", "-o", tmp_path / "dang" / below)
    assert done.exit_code == 2
    assert "found a link to nowhere, which is not there" in done.stderr


def test_a_ranking_refuses_what_is_both_set_and_varied() -> None:
    words = ["sensitivity", "baseline", "--param", f"{AID}=0:2", "--set", f"{AID}=1"]
    assert f"{AID} both set and varied" in str(CliRunner().invoke(cli, words).exception)
