"""The shipped scenario library: sound, described, and no two of them the same future."""

from __future__ import annotations

import hashlib
import json
import math
import re
from functools import cache

import numpy as np
import pytest

from sim.runs.ensemble import Plan, Played, play_block
from sim.scenario import check, load, shipped_folder, shipped_names
from tests.golden.results import golden_names, stored

LIBRARY = (
    "iran_supply",
    "iran_missiles_only",
    "iran_drones_only",
    "iran_belarus_axis",
    "iran_succession",
    "belarus_launchpad",
    "belarus_entry",
    "north_korea_shells",
    "negotiate_now",
    "negotiate_rearm",
    "sustain",
    "aid_surge",
    "aid_cutoff",
    "europe_alone",
    "nato_advisers",
    "nato_intervention",
    "mobilise_at_18",
    "russian_exhaustion",
    "neutrality_offer",
    "istanbul_terms",
    "guarantee_with_troops",
    "third_country_soldiers",
    "northern_axis",
    "air_defence_depletion",
    "refinery_strikes",
    "russian_mobilisation",
    "step_by_step",
    "west_decides",
    "start_spring_2022",
    "start_autumn_2022",
)
SEED, WARS = 5, 256


@cache
def played(name: str) -> Played:
    """Some wars of a scenario, long enough for all that scenarios do at first."""
    return play_block(Plan(load(name).override("weeks", 78), SEED, WARS), 0)


@cache
def fingerprint(name: str) -> str:
    """Hash of every outcome of every war."""
    digest = hashlib.sha256()
    for outcome, values in sorted(played(name).runs.items()):
        if not outcome.startswith("draw."):
            digest.update(outcome.encode() + np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()


def test_the_library_is_complete() -> None:
    assert set(LIBRARY) <= set(shipped_names())


@pytest.mark.parametrize("name", LIBRARY)
def test_a_scenario_says_what_it_stands_for_and_why(name: str) -> None:
    scenario = load(name)
    assert len(scenario.title) > 10
    if name != "iran_supply":
        assert len(scenario.description.split()) > 50
    text = (shipped_folder() / f"{name}.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../sim/schema/scenario.schema.json\nextends: ")


@pytest.mark.parametrize("name", LIBRARY)
def test_nothing_is_known_that_was_later_than_its_day(name: str) -> None:
    scenario = load(name)
    late = [n.path for n in scenario.numbers.values() if n.as_of > scenario.as_of]
    assert late == []
    unmarked = [
        number.path
        for number in scenario.numbers.values()
        if scenario.sources[number.source].published > scenario.as_of and not number.hindsight
    ]
    assert unmarked == []


@pytest.mark.parametrize("name", ["start_spring_2022", "start_autumn_2022"])
def test_early_starts_admit_their_hindsight(name: str) -> None:
    scenario = load(name)
    assert re.search(r"^hindsight: inherited$", (shipped_folder() / f"{name}.yaml").read_text("utf-8"), re.M)
    assert len(scenario.hindsight) > 100
    assert check(name, strict=True)
    assert not {"attache_in_minsk", "iranian_president_dies"} & {event.name for event in scenario.events}


def test_front_forces_of_early_starts_are_part_of_their_armies() -> None:
    for name in ("start_spring_2022", "start_autumn_2022"):
        numbers = load(name).numbers
        for side in ("russia", "ukraine"):
            assert numbers[f"{side}.front_force"].value < numbers[f"{side}.force"].value
        for sector in ("donetsk_east_bakhmut_toretsk", "donetsk_centre_avdiivka_pokrovsk"):
            held = numbers[f"sectors.{sector}.russian_held"].value
            assert numbers[f"sectors.{sector}.held_before_2022"].value <= held


def test_no_two_scenarios_give_the_same_results() -> None:
    kept = {name: {key: rows for key, rows in stored(name).items() if key != "scenario"} for name in golden_names()}
    early = [name for name in shipped_names() if name.startswith("start_")]
    prints = {name: json.dumps(results, sort_keys=True) for name, results in kept.items()}  # tests/golden plays them
    prints |= {name: fingerprint(name) for name in early}
    assert len(prints) == len([name for name in shipped_names() if not name.startswith("hindcast")])
    assert len(set(prints.values())) == len(prints)


def test_every_war_of_the_library_has_finite_outcomes() -> None:
    for name in ("start_spring_2022", "start_autumn_2022", "russian_exhaustion"):
        runs = played(name).runs
        for outcome in ("territory_change", "russian_casualties", "ukrainian_casualties", "ukrainian_manning"):
            assert all(map(math.isfinite, runs[outcome].tolist())), (name, outcome)


@pytest.mark.parametrize(
    ("parent", "child", "first"),
    [
        ("baseline", "europe_alone", 33),
        ("baseline", "belarus_launchpad", 4),
        ("belarus_launchpad", "belarus_entry", 12),
        ("iran_supply", "iran_belarus_axis", 6),
        ("baseline", "neutrality_offer", 4),
        ("baseline", "mobilise_at_18", 8),
        ("belarus_launchpad", "northern_axis", 12),
        ("baseline", "russian_mobilisation", 16),
        ("baseline", "iran_succession", 0),
    ],
)
def test_scenarios_are_bit_identical_until_they_first_differ(parent: str, child: str, first: int) -> None:
    one, two = played(parent).series, played(child).series
    for name in one:
        np.testing.assert_array_equal(one[name][:first], two[name][:first], err_msg=name)
    for kind, weeks in played(parent).events.items():
        if kind in played(child).events:
            early = weeks[(weeks >= 0) & (weeks < first)]
            later = played(child).events[kind]
            np.testing.assert_array_equal(early, later[(later >= 0) & (later < first)], err_msg=kind)
    assert any(not np.array_equal(one[name][first:], two[name][first:]) for name in one)


def test_the_whole_state_is_identical_before_scenarios_part() -> None:
    """Not only what is recorded: stocks, people, beliefs too, in the last week before the event."""
    wars = []
    for name in ("belarus_launchpad", "belarus_entry"):
        plan = Plan(load(name), SEED, 64)
        war = plan.block(0).model()
        for _ in range(12):
            war.step()
        wars.append(war.state)
    one, two = wars
    for part in ("russia", "ukraine", "iran", "nato", "belarus", "front", "diplomacy", "escalation"):
        left, right = vars(getattr(one, part)), vars(getattr(two, part))
        for key, value in left.items():
            if isinstance(value, np.ndarray):
                np.testing.assert_array_equal(value, right[key], err_msg=f"{part}.{key}")


def mean(name: str, outcome: str) -> float:
    """Mean of an outcome over a scenario's wars."""
    return float(np.mean(played(name).runs[outcome].astype(np.float64)))


def test_the_article_s_supplies_are_told_apart() -> None:
    drones = {name: mean(name, "drones_launched") for name in ("baseline", "iran_drones_only", "iran_missiles_only")}
    assert drones["iran_drones_only"] > 1.3 * drones["baseline"]
    assert abs(drones["iran_missiles_only"] - drones["baseline"]) < 0.02 * drones["baseline"]
    assert mean("iran_missiles_only", "missiles_launched") > 1.05 * mean("baseline", "missiles_launched")
    assert mean("iran_drones_only", "missiles_launched") < mean("baseline", "missiles_launched")


def test_levers_move_what_they_are_meant_to_move() -> None:
    runs = played("belarus_entry").runs
    lasting = runs["week_of_ending"].astype(np.int64) > 30
    assert (runs["belarus_rung"].astype(np.float64)[lasting] >= 3.0).all()
    assert mean("aid_cutoff", "aid_delivered") < 0.6 * mean("baseline", "aid_delivered")
    assert mean("aid_surge", "aid_delivered") > 1.3 * mean("baseline", "aid_delivered")
    assert mean("negotiate_now", "talks_weeks") > 1.5 * mean("baseline", "talks_weeks")
    assert mean("mobilise_at_18", "ukrainian_mean_age") < mean("baseline", "ukrainian_mean_age")
    assert mean("nato_intervention", "nato_rung") > 2.0
    assert mean("russian_exhaustion", "russian_manning") < mean("baseline", "russian_manning")


def test_talks_are_under_way_in_spring_2022() -> None:
    weeks = played("start_spring_2022").events["talks begin"]
    assert np.mean((weeks >= 0) & (weeks < 4)) > 0.6


def test_every_scenario_is_named_in_the_library_s_page() -> None:
    page = shipped_folder().parent / "docs" / "scenarios.md"
    if not page.exists():
        pytest.skip("no documentation beside an installed package")
    text = page.read_text(encoding="utf-8")
    for name in LIBRARY:
        assert f"`{name}`" in text, name
