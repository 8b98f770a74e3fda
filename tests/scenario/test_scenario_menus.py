"""Menus and scripts: what a scenario may say of them, and what it is told where it slips."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.base.errors import SimError
from sim.scenario import check, load, resolved_yaml

Write = Callable[[str], Path]
OWN = """\
extends: baseline
menus:
  russia:
    calls_up_everyone:
      title: Calls up everyone
      hold_weeks: 26
      cost: 0.5
      changes:
        - {path: russia.recruitment, add: 300000, weeks: 26}
decisions:
  russia: {policy: calls_up_everyone}
"""
SCRIPT = """\
extends: baseline
decisions:
  russia: {policy: script}
scripts:
  russia:
    - {date: 2024-09-02, option: mobilises}
    - {week: 4, option: holds}
"""
SLIPS = {
    "extends: baseline\nmenus: {rusia: {}}\n": (2, "menus.rusia: unknown actor; did you mean 'russia'?"),
    "extends: baseline\nmenus: 3\n": (2, "menus: found 3, expected a mapping of actors"),
    "extends: baseline\nmenus:\n  iran:\n    waits: {title: Waits, changs: []}\n": (4, "did you mean 'changes'?"),
    "extends: baseline\nmenus:\n  iran:\n    best: {title: Best, changes: []}\n": (4, "'best', which is a policy"),
    "extends: baseline\nmenus:\n  iran:\n    waits:\n      title: Waits\n      changes:\n"
    "        - {path: iran.drone_deliverys, set: 0}\n": (7, "did you mean 'drone_deliveries'?"),
    "extends: baseline\nmenus:\n  iran:\n    waits:\n      title: Waits\n      adds_up: true\n      changes:\n"
    "        - {path: iran.drone_deliveries, set: 0}\n": (8, "found no add, expected add"),
    "extends: baseline\nmenus:\n  iran:\n    waits:\n      title: Waits\n      changes: []\n"
    "      cost: decisions.iran.cost.wait\n": (7, "unknown path 'decisions.iran.cost.wait'"),
    "extends: baseline\nmenus:\n  iran:\n    waits:\n      title: Waits\n      changes: []\n"
    "      effects: {grund: [0, 0, 0]}\n": (7, "did you mean 'ground'?"),
    "extends: baseline\nmenus:\n  iran:\n    waits:\n      title: Waits\n      changes: []\n"
    "      effects: {ground: [0, 0]}\n": (7, "found 2 numbers, expected one for each of losing, even, winning"),
    "extends: baseline\nmenus:\n  iran:\n    waits: {title: Waits, changes: [], hold_weeks: 2}\n": (4, "4 or more"),
    "extends: baseline\nmenus:\n  iran:\n    waits: {title: Waits, changes: [], lag_weeks: 3}\n": (4, "multiple of 4"),
    "extends: baseline\nscripts:\n  iran:\n    - {week: 3, option: sends_dron}\n": (4, "did you mean 'sends_drones'?"),
    "extends: baseline\nscripts:\n  iran:\n    - {option: sends_drones}\n": (4, "found neither week nor date"),
    "extends: baseline\nscripts: {iran: sends_drones}\n": (2, "expected a list of turns"),
    "extends: baseline\ndecisions: {iran: {policy: bst}}\n": (2, "decisions.iran.policy"),
}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a scenario and returns its path."""

    def to_file(text: str) -> Path:
        path = tmp_path / "own.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return to_file


@pytest.mark.parametrize("text", SLIPS)
def test_a_slip_in_a_menu_is_named_with_its_line(text: str, write: Write) -> None:
    line, words = SLIPS[text]
    faults = check(write(text))
    assert any(fault.at.line == line and words in str(fault) for fault in faults), list(map(str, faults))


def test_a_scenario_adds_an_option_and_fixes_it(write: Write) -> None:
    scenario = load(write(OWN))
    assert scenario.choices["decisions.russia.policy"].value == "calls_up_everyone"
    assert list(scenario.menus["russia"])[-1] == "calls_up_everyone"
    assert list(scenario.menus["russia"])[:-1] == list(load("baseline").menus["russia"])


def test_turns_of_a_script_stand_in_order_of_time(write: Write) -> None:
    turns = load(write(SCRIPT)).scripts["russia"]
    assert [(turn.week, turn.option) for turn in turns] == [(4, "holds"), (13, "mobilises")]


@pytest.mark.parametrize("text", [OWN, SCRIPT])
def test_a_resolved_scenario_has_the_same_menus_and_hash(text: str, write: Write, tmp_path: Path) -> None:
    scenario = load(write(text))
    resolved = tmp_path / "resolved.yaml"
    resolved.write_text(resolved_yaml(scenario), encoding="utf-8")
    again = load(resolved)
    assert again.hash == scenario.hash
    assert {actor: list(menu) for actor, menu in again.menus.items()} == {
        actor: list(menu) for actor, menu in scenario.menus.items()
    }


def test_what_an_option_does_is_part_of_the_hash(write: Write) -> None:
    hashes = {load("baseline").hash}
    for old, new in (("", ""), ("300000", "200000"), ("cost: 0.5", "cost: 0.4"), ("hold_weeks: 26", "hold_weeks: 8")):
        hashes.add(load(write(OWN.replace(old, new) if old else OWN)).hash)
    assert len(hashes) == 5


def test_an_unknown_policy_is_refused_on_the_command_line() -> None:
    with pytest.raises(SimError, match="presses"):
        load("baseline", ["decisions.russia.policy=pres"])
