"""Reports: one file that asks for nothing, holds what it should, and is the same for the same results."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.analysis.examples import examples
from sim.base.errors import SimError
from sim.cli import cli
from sim.reports.html.folders import page_of, write_report
from sim.reports.html.page import Link, Page, Section, Words, in_script, render
from sim.reports.html.stories import stories
from sim.runs import results
from sim.runs.results import plan_of
from sim.runs.story import trace
from tests.pages import Read, read_report
from tests.reports.html.conftest import SCRIPT

KINDS = ("run", "compare", "sweep")


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_is_one_file_that_fetches_nothing(folders: dict[str, Path], kind: str) -> None:
    assert read_report(folders[kind]).shown


@pytest.mark.parametrize("kind", KINDS)
def test_script_tags_in_texts_and_names_are_text(pages: dict[str, str], kind: str) -> None:
    assert SCRIPT not in pages[kind]
    assert SCRIPT in " ".join(Read(pages[kind]).shown)


@pytest.mark.parametrize("kind", KINDS)
def test_the_policy_allows_this_style_and_script_alone(pages: dict[str, str], kind: str) -> None:
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', pages[kind])
    allowed = set(re.findall(r"sha256-[\w+/=]+", policy.replace("&#43;", "+").replace("&#39;", "'")))
    parts = re.findall(r"<style>(.*?)</style>|<script>(.*?)</script>", pages[kind], flags=re.S)
    found = {base64.b64encode(hashlib.sha256("".join(part).encode()).digest()).decode() for part in parts}
    assert allowed == {f"sha256-{one}" for one in found}
    assert policy.startswith("default-src ")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_folder_gives_the_same_page(folders: dict[str, Path], pages: dict[str, str], kind: str) -> None:
    assert render(page_of(folders[kind])) == pages[kind]


def test_a_run_says_what_it_rests_on(folders: dict[str, Path], pages: dict[str, str]) -> None:
    told = json.loads((folders["run"] / "manifest.json").read_text(encoding="utf-8"))
    shown = " ".join(Read(pages["run"]).shown)
    for part in (told["command"], told["scenario_hash"], f"seed {told['seed']}", told["version"], "Of 100 wars"):
        assert part in shown
    for heading in ("How the wars end", "What runs short", "What changed against baseline", "Where the spread comes from",
                    "Three wars", "What is assumed", "What this is not", "How to get this again"):  # fmt: skip
        assert heading in shown
    assert "300 (150 to 600)" in shown
    assert "900 (600 to 1,200)" in shown
    assert "airframes/month" in shown
    assert 'href="https://deepstatemap.live"' in pages["run"]


def test_stories_are_those_of_the_wars_themselves(folders: dict[str, Path]) -> None:
    found = results.read(folders["run"])
    plan = plan_of(folders["run"])
    (section,) = [part for part in page_of(folders["run"]).sections if part.key == "wars"]
    told = section.parts[1].stories  # type: ignore[union-attr]
    chosen = examples(found.runs)
    assert len(told) == len(chosen) == 3
    for story, example in zip(told, chosen, strict=True):
        lines = [text for line in story.lines for text in line.texts]
        assert lines == [entry.text for entry in trace(plan, example.replication)]
        assert f"war {example.replication})" in story.title
    gains = {each.kind: each.value for each in chosen}
    assert gains["least"] < gains["typical"] < gains["most"]


def test_sliders_stop_at_every_point_and_nowhere_else(pages: dict[str, str]) -> None:
    text = re.search(r'id="played">(.*?)</script>', pages["sweep"], re.S)
    assert text
    moving = json.loads(text[1])
    widths = [int(n) + 1 for n in re.findall(r'type="range"[^>]*max="(\d+)"', pages["sweep"])]
    assert widths[0] == 3
    assert len(moving["points"]) == widths[0] * widths[1]
    assert moving["points"][",".join(map(str, moving["first"]))] == {}
    ids = set(Read(pages["sweep"]).ids)
    assert all(key in ids for point in moving["points"].values() for key in point)
    assert sum(bool(point) for point in moving["points"].values()) == len(moving["points"]) - 1


def test_content_of_scripts_cannot_end_them() -> None:
    written = in_script({"a": "</script><!--", "b": "\u2028"})
    assert "<" not in written
    assert json.loads(written) == {"a": "</script><!--", "b": "\u2028"}


def test_links_lead_to_the_web_or_nowhere() -> None:
    assert Link("a", "https://example.org").href
    assert not Link("a", "javascript:alert(1)").href
    assert not Link("a", "file:///etc/passwd").href


def test_a_page_without_sliders_has_no_script() -> None:
    page = render(Page("A", "Run", ("b",), ("c",), (Section("d", "D", (Words("e"),)),)))
    assert "<script" not in page
    assert "script-src" not in page


def test_the_command_writes_it_anew_and_says_where(folders: dict[str, Path], pages: dict[str, str]) -> None:
    report = folders["sweep"] / "report.html"
    report.unlink()
    done = CliRunner().invoke(cli, ["report", str(folders["sweep"])])
    assert (done.exit_code, done.stdout) == (0, "")
    assert "report.html" in "".join(done.stderr.split())
    assert report.read_text(encoding="utf-8") == pages["sweep"]
    assert CliRunner().invoke(cli, ["report", str(folders["sweep"]), "--quiet"]).output == ""


def test_what_is_no_finished_result_is_refused(folders: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(SimError, match="found no results that a report can be made of"):
        page_of(tmp_path)
    begun = tmp_path / "begun"
    plan = plan_of(folders["run"])
    results.begin(plan, begun, "sim run")
    with pytest.raises(SimError, match="found an unfinished run; finish it with: sim resume"):
        page_of(begun)
    (tmp_path / "tried" / "worlds").mkdir(parents=True)
    with pytest.raises(SimError, match="give the same sim argue command again"):
        page_of(tmp_path / "tried")


def test_damaged_results_are_refused_by_name(folders: dict[str, Path], tmp_path: Path) -> None:
    for path in folders["run"].iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "trajectories.parquet").write_bytes(b"PAR1")
    with pytest.raises(SimError, match=r"trajectories\.parquet: found it broken, changed or exchanged"):
        write_report(tmp_path)


def test_a_report_that_fails_loses_no_run(tmp_path: Path) -> None:
    (tmp_path / "out" / "report.html").mkdir(parents=True)
    words = ["run", "baseline", "-n", "20", "--weeks", "2", "-j", "1", "--no-plots", "-o", str(tmp_path / "out")]
    refused = CliRunner(env={"SIM_NO_REPORT": ""}).invoke(cli, words)
    assert "expected an empty folder" in str(refused.exception)
    (tmp_path / "out" / "report.html").rmdir()
    assert CliRunner().invoke(cli, [*words, "--no-report"]).exit_code == 0
    assert not (tmp_path / "out" / "report.html").exists()
    (tmp_path / "out" / "report.html").mkdir()
    done = CliRunner(env={"SIM_NO_REPORT": ""}).invoke(cli, words)
    assert done.exit_code == 0
    assert "no report was written" in done.stderr
    assert results.read(tmp_path / "out").manifest["status"] == "finished"


def test_stories_of_another_program_are_not_told(folders: dict[str, Path]) -> None:
    from sim.reports.html.arm import Arm

    arm = Arm.of(results.read(folders["run"]))
    told = dict(arm.told) | {"version": "0.0.1"}
    section = stories(Arm(arm.scenario, told, arm.runs, arm.trajectories, arm.twins))
    assert section.parts[0].text.startswith("Not told: the wars were played by another program")  # type: ignore[union-attr]
