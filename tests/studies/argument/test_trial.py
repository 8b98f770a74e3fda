"""A trial from end to end on the small ledger: everything written, nothing played twice, the same again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from sim.cli import cli
from sim.runs.program import ENGINE
from sim.runs.workers import Place
from sim.studies.argument import TrialSize, load, try_argument
from sim.studies.argument.ensembles import Ensembles
from tests.pages import read_report
from tests.studies.argument.made import Writer

N = 40


def argue(path: Path, out: Path, *options: str) -> Result:
    """Run the command in this process."""
    result = CliRunner().invoke(cli, ["argue", str(path), "-n", str(N), "-j", "1", "-o", str(out), *options])
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Result]:
    from tests.studies.argument.made import LEDGER

    folder = tmp_path_factory.mktemp("trial")
    path = folder / "leaflet.yaml"
    path.write_text(LEDGER, encoding="utf-8")
    return path, folder / "out", argue(path, folder / "out")


def test_every_claim_gets_a_verdict_in_terminal_and_tables(tried: tuple[Path, Path, Result]) -> None:
    _, out, result = tried
    table = pd.read_csv(out / "ledger.csv").set_index("id")
    assert list(table.index) == ["A", "B", "C", "D", "E"]
    assert set(table["verdict"]) <= {"supported", "not supported", "depends", "untestable here"}
    assert table.loc["C", "verdict"] == "untestable here"
    assert table.loc["A", "verdict"] == "untestable here", "nobody wins a war within six weeks, whatever is set"
    for name in table.index:
        assert f"\n{name} " in result.output
    assert all(len(line) <= 80 for line in result.output.splitlines() if "/" not in line)


def test_the_decision_has_a_row_an_action_in_words(tried: tuple[Path, Path, Result]) -> None:
    lines = tried[2].output.splitlines()
    words = {"first", "level", "behind", "far"}
    for action in ("sustain", "withdraw"):
        (row,) = [line for line in lines if line.startswith(f"{action} ")]
        assert set(row.split()[1:]) <= words
    settled = tried[2].output.partition("settling the values")[2]
    assert settled
    assert not set("-−") & set(settled.partition(".")[0])


def test_an_untestable_claim_says_what_was_nearest(tried: tuple[Path, Path, Result]) -> None:
    claims = json.loads((tried[1] / "ledger.json").read_text(encoding="utf-8"))["claims"]
    claim = next(claim for claim in claims if claim["id"] == "A")
    assert claim["fails"]["variant"] == "as shipped"
    assert not claim["holds"]["found"]
    assert claim["holds"]["setting"]
    assert claim["holds"]["high"] < 0.5
    html = (tried[1] / "argument.html").read_text(encoding="utf-8")
    assert "No setting within bounds makes it hold" in html
    words = [claim["verdict"] for claim in claims]
    assert f"{words.count('untestable here')} untestable here" in html
    assert words.count("untestable here") > 1


def test_the_json_holds_every_test_in_every_variant(tried: tuple[Path, Path, Result]) -> None:
    found = json.loads((tried[1] / "ledger.json").read_text(encoding="utf-8"))
    assert len(found["variants"]) == 5
    assert found["variants"][0] == "as shipped"
    claim = next(claim for claim in found["claims"] if claim["id"] == "B")
    assert [len(test["by_variant"]) for test in claim["tests"]] == [5, 5]
    assert set(claim["variants"]) == set(found["variants"])
    assert set(found["decision"]["weights"]) == {"lives", "money"}


def test_curves_run_over_the_prior_in_rising_order(tried: tuple[Path, Path, Result]) -> None:
    found = json.loads((tried[1] / "ledger.json").read_text(encoding="utf-8"))
    curves = next(claim for claim in found["claims"] if claim["id"] == "A")["curves"]
    assert curves
    for curve in curves:
        middles = [point["prior"] for point in curve["points"]]
        assert middles == sorted(middles)
        assert len(middles) == 8


def test_the_page_fetches_nothing_and_trusts_nothing(tried: tuple[Path, Path, Result]) -> None:
    html = (tried[1] / "argument.html").read_text(encoding="utf-8")
    assert "Russia wins &lt;at once&gt;." in html
    assert "<at once>" not in html
    for forbidden in ("http://", "https://", "<script", "<link", "$"):
        assert forbidden not in html
    assert html.count("data:image/png;base64,") >= 3


def test_the_report_holds_every_claim_as_text(tried: tuple[Path, Path, Result]) -> None:
    assert CliRunner().invoke(cli, ["report", str(tried[1])]).exit_code == 0
    shown = " ".join(read_report(tried[1]).shown)
    claims = json.loads((tried[1] / "ledger.json").read_text(encoding="utf-8"))["claims"]
    for claim in claims:
        assert claim["paraphrase"] in shown
        assert claim["why"] in shown
    assert "Of 5 claims 5 are untestable here." in shown
    assert "sim argue" in shown


def test_a_damaged_trial_gets_no_report(tried: tuple[Path, Path, Result], tmp_path: Path) -> None:
    (tmp_path / "ledger.json").write_text('{"claims": []', encoding="utf-8")
    result = CliRunner().invoke(cli, ["report", str(tmp_path)])
    assert "ledger.json: found it broken or changed" in str(result.exception)


def test_what_has_been_played_is_not_played_again(tried: tuple[Path, Path, Result]) -> None:
    path, out, first = tried
    before = {file: file.stat().st_mtime_ns for file in (out / "worlds").iterdir()}
    again = argue(path, out)
    assert {file: file.stat().st_mtime_ns for file in (out / "worlds").iterdir()} == before
    assert again.output.partition("ensembles of")[0] == first.output.partition("ensembles of")[0]


def test_a_changed_claim_needs_no_new_wars(tried: tuple[Path, Path, Result]) -> None:
    path, out, _ = tried
    changed = path.with_name("changed.yaml")
    changed.write_text(path.read_text(encoding="utf-8").replace("threshold: 0.5", "threshold: 0.4"), encoding="utf-8")
    ledger = load(changed)
    assert try_argument(ledger, TrialSize(N, 20240603), out / "worlds", Place(1)).n_played == 0


def test_another_seed_or_number_of_wars_needs_new_ones(tried: tuple[Path, Path, Result]) -> None:
    path, out, _ = tried
    scenario = load(path).arms["short"].scenario
    for size in (TrialSize(N, 1), TrialSize(N + 1, 20240603), TrialSize(N, 20240603, prior=True)):
        assert Ensembles(out / "worlds", size).missing([scenario])
    assert not Ensembles(out / "worlds", TrialSize(N, 20240603)).missing([scenario])


def test_tables_do_not_depend_on_the_order_of_play(tried: tuple[Path, Path, Result], tmp_path: Path) -> None:
    path, out, _ = tried
    ledger = load(path)
    ensembles = Ensembles(tmp_path, TrialSize(N, 20240603))
    tasks = ensembles.missing([world.scenario for world in ledger.arms.values()])
    assert len(tasks) > 1
    ensembles.play(list(reversed(tasks)), Place(1))
    for played in tmp_path.iterdir():
        assert played.read_bytes() == (out / "worlds" / played.name).read_bytes()


def test_the_executor_makes_no_difference(tried: tuple[Path, Path, Result], tmp_path: Path) -> None:
    path, out, first = tried
    other = argue(path, tmp_path / "out", "--executor", "serial")
    assert other.output.partition("ensembles of")[0] == first.output.partition("ensembles of")[0]
    for played in (out / "worlds").iterdir():
        assert played.read_bytes() == (tmp_path / "out/worlds" / played.name).read_bytes()


def test_a_ledger_of_the_old_form_is_searched_too(tried: tuple[Path, Path, Result]) -> None:
    text = tried[0].read_text(encoding="utf-8")
    assert not any(key in text for key in ("levers", "per: weeks", "mean.", " > "))
    claims = json.loads((tried[1] / "ledger.json").read_text(encoding="utf-8"))["claims"]
    searched = {claim["id"]: claim["holds"] is not None for claim in claims}
    assert searched == {"A": True, "B": True, "C": False, "D": True, "E": True}


def test_only_what_is_needed_is_played(ledger: Writer, tmp_path: Path) -> None:
    found = load(ledger())
    needed = {arm.scenario.hash for arm in found.arms.values()}
    # Six: short, short_surge and withdraw, since sustain is short; five variants each; the bare baseline in none.
    assert len(needed) == 3
    trial = try_argument(found, TrialSize(20, 5), tmp_path / "worlds", Place(1))
    assert trial.n_ensembles == 15
    assert sum(not path.stem.endswith("lane") for path in (tmp_path / "worlds").iterdir()) == 15
    assert trial.n_played == 20 * len(list((tmp_path / "worlds").iterdir()))


def test_the_key_of_stored_wars_covers_what_plays_them() -> None:
    modules = "sorted(m for m in sys.modules if m.startswith('sim.'))"
    code = f"import sys, sim.war.model, sim.war.history, sim.war.draws; print(*{modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    # What a scenario says is in its hash; how many wars stand side by side, an error class, a plural and a way to read
    # files decide no war.
    own = ("defaults", "errors", "files", "text")
    others = ("sim.base", "sim.scenario", *(f"sim.base.{name}" for name in own))
    covered = tuple("sim." + part.removesuffix(".py").replace("/", ".") for part in ENGINE)
    for module in done.stdout.split():
        assert module in others or module.startswith(("sim.scenario.", *covered)), module
