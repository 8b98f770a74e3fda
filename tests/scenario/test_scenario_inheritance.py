"""An override changes what it says and nothing else."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sim.base.errors import SimError
from sim.scenario import Number, Scenario, check, load

Writer = Callable[..., Path]
DRONES = "iran.drone_deliveries"


def _drones(write: Writer, override: str) -> Number:
    return load(write(f"extends: baseline\niran:\n  drone_deliveries: {override}\n")).numbers[DRONES]


def _spread(number: Number) -> tuple[float, float | None, float | None, str | None]:
    return number.value, number.low, number.high, number.distribution


def test_the_root_loads_with_its_paths_in_order(root: Path) -> None:
    scenario = load(root)
    assert list(scenario.numbers)[:3] == [DRONES, "iran.technology_transfer", "nato.aid_level"]
    assert list(scenario.choices) == ["nato.strategy", "weather.mud"]
    assert (scenario.name, scenario.weeks, scenario.as_of) == ("baseline", 104, date(2024, 6, 3))


def test_roles_follow_from_lever_and_spread(root: Path) -> None:
    numbers = load(root).numbers
    roles = [numbers[path].role for path in (DRONES, "nato.aid_level", "iran.technology_transfer")]
    assert roles == ["uncertainty", "lever", "constant"]


def test_shares_and_probabilities_are_bounded_without_being_asked(root: Path) -> None:
    numbers = load(root).numbers
    assert numbers["iran.technology_transfer"].bounds == (0, 1)
    assert numbers[DRONES].bounds == (0, 1e12)


def test_a_bare_number_is_a_constant_in_the_same_unit(write: Writer) -> None:
    number = _drones(write, "900")
    assert _spread(number) == (900, None, None, None)
    assert (number.role, number.unit, str(number.origin)) == ("constant", "airframes/month", "case.yaml:3")


def test_a_value_alone_drops_the_spread(write: Writer) -> None:
    assert _spread(_drones(write, "{value: 900}")) == (900, None, None, None)


def test_a_new_spread_keeps_the_distribution(write: Writer) -> None:
    number = _drones(write, "{value: 900, low: 800, high: 1000}")
    assert _spread(number) == (900, 800, 1000, "triangular")


def test_low_and_high_alone_keep_the_value(write: Writer) -> None:
    assert _spread(_drones(write, "{low: 200, high: 400}")) == (300, 200, 400, "triangular")


def test_a_distribution_alone_keeps_the_numbers(write: Writer) -> None:
    assert _spread(_drones(write, "{distribution: uniform}")) == (300, 150, 600, "uniform")


def test_a_scale_takes_the_spread_along(write: Writer) -> None:
    assert _spread(_drones(write, "{scale: 1.5}")) == (450, 225, 900, "triangular")


def test_a_scale_of_zero_is_a_constant_zero(write: Writer) -> None:
    assert _spread(_drones(write, "{scale: 0}")) == (0, None, None, None)


def test_metadata_alone_keeps_the_numbers_and_their_origin(write: Writer) -> None:
    number = _drones(write, "{as_of: 2024-04-01, source: law_2024, basis: measured}")
    assert _spread(number) == (300, 150, 600, "triangular")
    assert (number.as_of, number.source, number.basis) == (date(2024, 4, 1), "law_2024", "measured")
    assert number.origin.file == "baseline.yaml"


def test_a_value_without_a_source_is_a_judgement(write: Writer) -> None:
    assert _drones(write, "900").basis == "judgement"
    assert _drones(write, "{scale: 2}").basis == "judgement"
    assert _drones(write, "{value: 900, source: law_2024}").basis == "estimated"
    assert _drones(write, "{value: 900, basis: measured}").basis == "measured"


def test_the_nearest_file_wins_and_only_for_what_it_says(write: Writer) -> None:
    write("extends: baseline\nweeks: 52\niran: {drone_deliveries: 1, technology_transfer: 0.5}\n", "middle.yaml")
    scenario = load(write("extends: middle\niran: {drone_deliveries: 2}\n"))
    assert scenario.numbers[DRONES].value == 2
    assert scenario.numbers["iran.technology_transfer"].value == 0.5
    assert scenario.weeks == 52
    assert scenario.files == ("case.yaml", "middle.yaml", "baseline.yaml")


def test_scales_multiply_down_the_chain(write: Writer) -> None:
    write("extends: baseline\niran: {drone_deliveries: {scale: 2}}\n", "middle.yaml")
    scenario = load(write("extends: middle\niran: {drone_deliveries: {scale: 3}}\n"))
    assert scenario.numbers[DRONES].value == 1800


def test_a_title_is_a_file_s_own(write: Writer) -> None:
    assert load(write("extends: baseline\n")).title == "case"
    assert load(write("extends: baseline\ntitle: Mine\n")).title == "Mine"


def test_settings_go_through_the_same_checks(write: Writer) -> None:
    path = write("extends: baseline\n")
    sets = [f"{DRONES}=900", "nato.strategy=surge", "weeks=10", "as_of=2024-06-10", "weather.mud=on"]
    scenario = load(path, sets)
    assert scenario.numbers[DRONES].value == 900
    assert scenario.numbers[DRONES].origin.file.startswith("--set ")
    assert (scenario.weeks, scenario.as_of) == (10, date(2024, 6, 10))
    assert scenario.choices["weather.mud"].value == "on"
    assert scenario.choices["nato.strategy"].value == "surge"


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        (f"{DRONES}=abc", "found the text 'abc', expected a finite number"),
        (f"{DRONES}=-1", "out of bounds"),
        (f"{DRONES}=1..5", "expected a finite number"),
        (f"{DRONES}=1e6", "write 1.0e+6"),
        (f"{DRONES}=", "found nothing"),
        ("iran.drone_delivery=3", "did you mean 'drone_deliveries'?"),
        ("iran=3", "is a section"),
        ("events=3", "unknown path 'events'"),
        ("weeks=0", "from 1 to 260"),
        ("as_of=tomorrow", "expected a date"),
        ("nato.strategy=pray", "expected one of sustain, surge"),
        (DRONES, "expected path=value"),
    ],
)
def test_a_broken_setting_is_quoted_in_its_fault(setting: str, words: str, write: Writer) -> None:
    with pytest.raises(SimError) as caught:
        load(write("extends: baseline\n"), [setting])
    (fault,) = caught.value.faults
    assert fault.startswith(f"--set {setting}: ")
    assert words in fault


def test_faults_of_files_and_of_settings_come_together(write: Writer) -> None:
    with pytest.raises(SimError) as caught:
        load(write("extends: baseline\nweeks: 0\n"), ["weeks=0", "x=3"])
    assert len(caught.value.faults) == 3


def test_an_override_gives_a_new_scenario_and_leaves_the_old(root: Path) -> None:
    before = load(root)
    after = before.override(DRONES, 900)
    assert (before.numbers[DRONES].value, after.numbers[DRONES].value) == (300, 900)
    assert after.numbers[DRONES].distribution is None
    assert after.hash == load(root, [f"{DRONES}=900"]).hash != before.hash


def test_an_override_chooses_a_strategy_and_its_events(root: Path) -> None:
    scenario = load(root).override("nato.strategy", "surge")
    assert [event.name for event in scenario.events][-2:] == ["strategy/surge/0", "strategy/surge/1"]
    assert scenario.override("nato.strategy", "sustain").hash == load(root).hash


def test_an_override_takes_what_samplers_and_tables_hold(root: Path) -> None:
    scenario = load(root)
    numpy = pytest.importorskip("numpy")
    assert scenario.override("weeks", 10.0).weeks == 10
    assert scenario.override(DRONES, numpy.int64(7)).numbers[DRONES].value == 7
    assert type(scenario.override(DRONES, numpy.float64(7.5)).numbers[DRONES].value) is float
    later = scenario.override("as_of", "2024-07-01")
    assert {event.name: event.week for event in later.events}["aid_vote"] == 18


def test_true_and_false_stand_for_on_and_off(root: Path) -> None:
    assert load(root).override("weather.mud", True).choices["weather.mud"].value == "on"


@pytest.mark.parametrize(
    ("path", "value"), [(DRONES, -1.0), (DRONES, "abc"), (DRONES, True), (DRONES, float("nan")), ("iran.x", 1.0)]
)
def test_an_impossible_override_is_refused(path: str, value: float | str | bool, root: Path) -> None:
    with pytest.raises(SimError, match=f"cannot set {path}"):
        load(root).override(path, value)


def test_the_hash_ignores_words_and_notices_numbers(write: Writer) -> None:
    plain = load(write("extends: baseline\n")).hash
    assert load(write("extends: baseline\ntitle: Other\ndescription: words\n", "other.yaml")).hash == plain
    for line in (
        "weeks: 103",
        "as_of: 2024-06-04",
        "iran: {drone_deliveries: {low: 151, high: 600}}",
        "iran: {drone_deliveries: {distribution: uniform}}",
        'weather: {mud: "on"}',
        "events: [{name: shock, remove: true}]",
    ):
        assert load(write(f"extends: baseline\n{line}\n")).hash != plain


def test_a_scenario_is_frozen_and_travels_to_other_processes(root: Path) -> None:
    scenario = load(root)
    with pytest.raises(dataclasses.FrozenInstanceError):
        scenario.weeks = 3  # type: ignore[misc]
    with pytest.raises(TypeError):
        scenario.numbers[DRONES] = scenario.numbers[DRONES]  # type: ignore[index]
    there: Scenario = pickle.loads(pickle.dumps(scenario))
    assert there.hash == scenario.hash
    assert dict(there.numbers) == dict(scenario.numbers)


def test_bounds_may_be_widened_with_the_value(write: Writer) -> None:
    text = "extends: baseline\niran: {technology_transfer: {value: 1.5, bounds: [0, 2]}}\n"
    assert load(write(text)).numbers["iran.technology_transfer"].value == 1.5


def test_metadata_cannot_mend_what_stays_wrong(write: Writer) -> None:
    text = "extends: baseline\niran: {technology_transfer: {bounds: [0.5, 2]}}\n"
    assert ["out of bounds" in str(fault) for fault in check(write(text))] == [True]
