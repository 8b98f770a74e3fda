"""Every fault of a game's file is said with its line, and all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.base.errors import SimError
from sim.scenario import load as load_scenario
from sim.studies.decisions.tables import going_on
from sim.studies.game.loading import check, load
from sim.studies.game.profiles import requested
from tests.studies.game.made import GAME

FAULTS = {
    "unknown key": ("question: surge", "question: surge\ndescripton: x", "did you mean 'description'?"),
    "unknown scenario": ("scenario: baseline", "scenario: basline", "did you mean 'baseline'?"),
    "unknown actor": ("together: [russia, west]", "together: [russia, west, east]", "unknown actor 'east'"),
    "actor twice": ("together: [russia, west]", "together: [russia, west, west]", "twice"),
    "against nobody": ("against: west", "against: iran", "unknown actor of together 'iran'"),
    "unknown question": ("question: surge", "question: surgee", "did you mean 'surge'?"),
    "misspelt outcome": ("{russian_casualties: 1}", "{russian_casualtis: 1}", "did you mean 'russian_casualties'?"),
    "outcomes that do not add up": ("nuclear_use + nato_russia_war: 1", "nuclear_use + aid_delivered: 1", "joined by"),
    "misspelt number": ("{iran.drone_deliveries: {", "{iran.drone_deliveris: {", "did you mean 'drone_deliveries'?"),
    "section for a number": ("{iran.drone_deliveries: {scale: 3}}", "{iran: 3}", "'iran' is a section"),
    "value out of bounds": ("{scale: 3}", "{scale: -3}", "a finite number, 0 or more"),
    "unknown option": ("set: {nato.strategy: surge}", "set: {nato.strategy: splurge}", "expected one of"),
    "change of a choice": ("path: russia.will, add", "path: russia.posture, add", "is a choice"),
    "price above all": ("price: {value: 0.1, low", "price: {value: 1.1, low", "a number from 0 to 1"),
    "price below its range": ("price: {value: 0.1, low", "price: {value: 0.01, low", "expected 0.05 (low) to 0.2"),
    "unknown source": (
        "high: 0.2, basis: judgement, source: own_judgement",
        "high: 0.2, basis: judgement, source: x",
        "source 'x'",
    ),
    "worst that is best": ("worst: 60000", "worst: 0", "another number than worst"),
    "one strategy": ("      press: {title: Presses on}\n", "", "found 1 in it, expected 2 or more"),
    "reserved name": ("  iran:\n    title", "  actor:\n    title", "a column or a number has it"),
    "strategy without a title": (
        "drones: {title: Sends drones}",
        "drones: {set: {iran.drone_output: 1}}",
        "missing; expected text",
    ),
}


def written(folder: Path, old: str = "", new: str = "") -> Path:
    """The small game in a file, with one part exchanged."""
    assert old in GAME
    path = folder / "small.yaml"
    path.write_text(GAME.replace(old, new, 1) if old else GAME, encoding="utf-8")
    return path


def test_the_small_game_has_no_fault(tmp_path: Path) -> None:
    assert check(written(tmp_path)) == []
    assert check("game") == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_said_once_with_its_line(name: str, tmp_path: Path) -> None:
    old, new, phrase = FAULTS[name]
    path = written(tmp_path, old, new)
    faults = check(path)
    assert len(faults) == 1, [str(fault) for fault in faults]
    assert phrase in str(faults[0])
    assert faults[0].file == "small.yaml"
    assert faults[0].line > 0
    with pytest.raises(SimError, match=r"small\.yaml: 1 fault"):
        load(path)


def test_one_number_is_not_set_by_two(tmp_path: Path) -> None:
    both = "surge: {title: Doubles aid, set: {nato.strategy: surge, iran.drone_deliveries: 5}}"
    (fault,) = check(written(tmp_path, "surge: {title: Doubles aid, set: {nato.strategy: surge}}", both))
    assert "west sets too, expected one actor" in str(fault)


def test_a_strategy_is_played_as_its_scenario_would_be(tmp_path: Path) -> None:
    """What a file sets and changes gives the scenario in which the same was written by hand."""
    by_hand = tmp_path / "hand.yaml"
    by_hand.write_text(
        "extends: baseline\nnato: {strategy: surge}\niran: {drone_deliveries: {scale: 3}}\n", encoding="utf-8"
    )
    plan = requested(load(written(tmp_path)), 20, 1)
    played = plan.with_settings((("russia", "press"), ("west", "surge"), ("iran", "more")))
    assert played.hash == going_on(load_scenario(by_hand)).hash
    called_up = plan.with_settings((("russia", "mobilise"), ("west", "surge"), ("iran", "drones")))
    assert [event.name for event in called_up.own_events][-2:] == ["game/russia/mobilise/0", "game/russia/mobilise/1"]
    assert [event.name for event in called_up.events][-1] == "strategy/surge/2"


def test_first_strategies_leave_the_scenario_as_it_is(tmp_path: Path) -> None:
    plan = requested(load(written(tmp_path)), 20, 1)
    assert plan.at(0).hash == plan.scenario.hash


def test_a_game_is_played_in_another_scenario(tmp_path: Path) -> None:
    other = load_scenario("iran_supply")
    game = load(written(tmp_path), lambda _: other)
    assert requested(game, 20, 1).at(0).hash == going_on(other).hash
    assert requested(game, 20, 1).identity != requested(load(written(tmp_path)), 20, 1).identity
