"""What is no fault and yet may not be meant is remarked upon: old figures at a later start, events after the end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.scenario import Scenario, check, examine, load, remarks, resolved_yaml, shipped_names

Writer = Callable[..., Path]
LATER = "extends: baseline\nas_of: 2024-12-02\n"
STATE = "ukraine: {army: {mean_age: {as_of: 2024-11-30}}}\n"
CHANGE = "changes: [{path: ukraine.will, add: 0.1}]"


def said(scenario: Scenario) -> list[str]:
    return [str(remark) for remark in remarks(scenario)]


@pytest.mark.parametrize("name", shipped_names())
def test_nothing_is_to_be_remarked_of_the_shipped_scenarios(name: str) -> None:
    assert said(load(name)) == []


def test_old_figures_at_a_later_start_are_counted_and_dated(write: Writer) -> None:
    path = write(LATER)
    assert check(path) == []
    (remark,) = said(load(path))
    assert remark.startswith("case.yaml:2: as_of: found 8 of 8 numbers dated 2024-05-31 or earlier")
    assert "at a start of 2024-12-02, 1 of them the state at the start" in remark


@pytest.mark.parametrize("day", ["2024-06-04", "2025-06-03", "2030-12-31"])
def test_a_start_set_for_one_run_is_remarked_upon_too(day: str, write: Writer) -> None:
    path = write("extends: baseline\n")
    (remark,) = said(load(path, [f"as_of={day}"]))
    assert remark.startswith(f"--set as_of={day}: found 8 of 8 numbers")
    assert said(load(path).override("as_of", day))[0].startswith(f"override as_of={day}: found 8 of 8")


def test_an_earlier_figure_at_its_start_needs_no_remark(root: Path, write: Writer) -> None:
    assert said(load(root)) == []
    assert said(load(write("extends: baseline\niran: {drone_deliveries: 900}\n"))) == []


@pytest.mark.parametrize("entry", ["900", "{value: 900}", "{scale: 2}", "{low: 1, high: 900}", "{as_of: 2024-11-30}"])
def test_a_number_is_of_its_later_day(entry: str, write: Writer) -> None:
    (remark,) = said(load(write(f"{LATER}iran: {{drone_deliveries: {entry}}}\n")))
    assert "found 7 of 8 numbers" in remark


@pytest.mark.parametrize("entry", ["{note: seen}", "{lever: true}", "{source: law_2024}", "{bounds: [0, 900]}"])
def test_what_is_merely_said_of_a_number_leaves_its_day(entry: str, write: Writer) -> None:
    assert "drone_deliveries" in " ".join(load(write(f"{LATER}iran: {{drone_deliveries: {entry}}}\n")).older)


@pytest.mark.parametrize("sets", [["ukraine.will=0.5", "as_of=2024-12-02"], ["as_of=2024-12-02", "ukraine.will=0.5"]])
def test_a_number_set_by_hand_is_never_old(sets: list[str], write: Writer) -> None:
    assert "found 7 of 8 numbers" in said(load(write("extends: baseline\n"), sets))[0]


def test_restating_the_start_covers_the_rest(write: Writer) -> None:
    scenario = load(write(LATER + STATE))
    assert said(scenario) == []
    assert len(scenario.older) == 7


def test_a_later_child_is_measured_against_the_restatement(write: Writer) -> None:
    write(LATER + STATE, "middle.yaml")
    assert said(load(write("extends: middle\n"))) == []
    (remark,) = said(load(write("extends: middle\nas_of: 2024-12-09\n")))
    assert "found 8 of 8 numbers dated 2024-11-30 or earlier" in remark


@pytest.mark.parametrize(("day", "n"), [("2024-06-30", 0), ("2024-07-01", 1), ("2025-06-03", 1)])
def test_a_root_is_as_old_as_its_newest_figure(day: str, n: int, root: Path) -> None:
    text = root.read_text(encoding="utf-8")
    root.write_text(text.replace("as_of: 2024-06-03\n", f"as_of: {day}\n", 1), encoding="utf-8")
    assert len(said(load(root))) == n


def test_a_resolved_scenario_is_as_old_as_its_origin(write: Writer, tmp_path: Path) -> None:
    (tmp_path / "whole.yaml").write_text(resolved_yaml(load(write(LATER))), encoding="utf-8")
    assert "found 8 of 8 numbers" in said(load(tmp_path / "whole.yaml"))[0]


@pytest.mark.parametrize(("week", "n"), [("week: 103", 0), ("week: 104", 1), ("date: 2026-06-01", 1)])
def test_an_event_beyond_the_horizon_is_named(week: str, n: int, write: Writer) -> None:
    path = write(f"extends: baseline\nevents:\n  - {{name: late, {week}, {CHANGE}}}\n")
    expected = "case.yaml:3: events.late: found week 104, expected one before the horizon of 104 weeks"
    assert [remark.startswith(expected) for remark in said(load(path))] == [True] * n


def test_an_event_that_may_still_happen_is_not_named(write: Writer) -> None:
    text = f"extends: baseline\nevents:\n  - {{name: late, week: 103, latest_week: 110, {CHANGE}}}\n"
    assert said(load(write(text))) == []


def test_a_shorter_war_leaves_out_events_and_changes(write: Writer) -> None:
    scenario = load(write("extends: baseline\nnato: {strategy: surge}\n"), ["weeks=1"])
    paths = [remark.path for remark in remarks(scenario)]
    assert paths == ["events.aid_vote", "events.shock", "strategies.surge.changes[1]"]
    assert all("the horizon of 1 week:" in remark for remark in said(scenario))


def test_strict_refuses_what_is_otherwise_remarked_upon(write: Writer) -> None:
    path = write(f"{LATER}events:\n  - {{name: late, week: 104, {CHANGE}}}\n")
    loose, strict = examine(path), examine(path, strict=True)
    assert (loose.faults, strict.remarks) == ([], [])
    assert strict.faults == loose.remarks
    assert [fault.line for fault in strict.faults] == [2, 4]
