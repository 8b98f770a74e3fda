"""What may not be meant is noted on standard error, and is no fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import load
from tests.cli.conftest import Sim

LATER = "extends: baseline\nas_of: 2025-06-03\n"
LATE = "extends: baseline\nevents:\n  - {name: late, week: 104, changes: [{path: ukraine.will, add: 0.1}]}\n"
ALL = len(load("baseline").numbers)
FEW = ("-n", 5, "--weeks", 4, "--no-plots", "-o", "out")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (LATER, f"note: mine.yaml:2: as_of: found {ALL} of {ALL} numbers dated 2024-05-31 or earlier"),
        (LATE, "note: mine.yaml:3: events.late: found week 104, expected one before the horizon of 104 weeks"),
    ],
)
def test_check_notes_with_its_line_what_strict_refuses(text: str, words: str, sim: Sim, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    done = sim("check", "mine.yaml")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith(words)
    assert done.err.count("\n") == 1
    strict = sim("check", "--strict", "mine.yaml")
    assert strict.code == 1
    assert words.removeprefix("note: ") in strict.err
    assert strict.err.count("note:") == strict.err.count("inherited from baseline.yaml") == 1


@pytest.mark.parametrize("words", [("run", "mine.yaml", *FEW), ("params", "mine.yaml"), ("trace", "mine.yaml")])
def test_whatever_uses_a_scenario_notes_old_figures_at_its_start(
    words: tuple[str, ...], sim: Sim, tmp_path: Path
) -> None:
    (tmp_path / "mine.yaml").write_text(LATER, encoding="utf-8")
    done = sim(*words)
    assert done.code == 0, done.err
    assert done.err.startswith(f"note: mine.yaml:2: as_of: found {ALL} of {ALL} numbers")
    assert "note:" not in done.out


def test_a_shortened_war_names_its_lost_events_once(sim: Sim) -> None:
    done = sim("compare", "baseline", "sustain", *FEW)
    assert done.code == 0, done.err
    notes = [line for line in done.err.splitlines() if line.startswith("note: ")]
    assert len(notes) == 1
    assert "events.american_aid_cut: found week 33" in notes[0]
    assert "the horizon of 4 weeks" in notes[0]


def test_quiet_silences_notes_that_the_manifest_still_counts(sim: Sim, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(LATER, encoding="utf-8")
    done = sim("run", "mine.yaml", *FEW, "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert f'"older_figures": {ALL}' in (tmp_path / "out" / "manifest.json").read_text(encoding="utf-8")
