"""Results change only when somebody means them to."""

from __future__ import annotations

import copy
import hashlib

import pytest

from sim.scenario import load
from tests.golden import digest
from tests.golden.results import COUNT, FOLDER, Results, differences, golden_names, measured, stored

REMEDY = "if the change is meant, run `python -m tests.golden.refresh` and note it in CHANGELOG.md"


@pytest.fixture(scope="module")
def baseline() -> Results:
    return stored("baseline")


def test_every_golden_scenario_has_its_results_and_no_other_has() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.json")) == golden_names(), REMEDY


@pytest.mark.parametrize("name", golden_names())
def test_results_are_those_that_were_kept(name: str) -> None:
    found = differences(stored(name), measured(load(name)))
    assert not found, "\n".join([f"{len(found)} differences; {REMEDY}", *found[:20]])


def test_a_changed_number_is_noticed(baseline: Results) -> None:
    number = load("baseline").numbers["front.loss_rate"]
    changed = measured(load("baseline", [f"front.loss_rate={number.value * 1.05}"]))
    found = differences(baseline, changed)
    assert any(line.startswith("scenario: ") for line in found)
    assert any(line.startswith("russian_casualties: ") for line in found)


def test_a_changed_rule_is_noticed_without_a_changed_scenario(
    baseline: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sim.rules import attrition

    rule = attrition.combat_loss
    monkeypatch.setattr(attrition, "combat_loss", lambda *arguments: 1.02 * rule(*arguments))
    found = differences(baseline, measured(load("baseline")))
    assert any(line.startswith("ukrainian_casualties: ") for line in found)
    assert not any(line.startswith("scenario: ") for line in found)


def test_what_a_last_digit_can_do_is_no_difference(baseline: Results) -> None:
    near = copy.deepcopy(baseline)
    near["counts"]["ending"]["war_continues"] += COUNT
    near["counts"]["ending"]["russian_victory"] -= COUNT
    for row in near["quantiles"]["russian_casualties"]:
        row[1] *= 1.0005
    assert differences(baseline, near) == []


@pytest.mark.parametrize(
    ("table", "name"),
    [("counts", "ending"), ("quantiles", "russian_casualties"), ("quantiles", "ukrainian_will, week 52")],
)
def test_what_goes_missing_is_a_difference(baseline: Results, table: str, name: str) -> None:
    less = copy.deepcopy(baseline)
    del less[table][name]
    assert [line.split(":")[0] for line in differences(baseline, less)] == [name]
    assert [line.split(":")[0] for line in differences(less, baseline)] == [name]


def test_a_count_beyond_the_tolerance_is_a_difference(baseline: Results) -> None:
    off = copy.deepcopy(baseline)
    off["counts"]["ending"]["war_continues"] += COUNT + 1
    assert len(differences(baseline, off)) == 1


def test_the_digest_repeats_itself_and_moves_with_the_scenario() -> None:
    first = digest.digests("baseline")
    assert digest.digests("baseline") == first
    other = digest.digests("iran_supply")
    assert other["series/drones_launched_week"] != first["series/drones_launched_week"]
    # What a scenario does not touch stays the same to the bit: both see the same dice.
    assert other["runs/draw.front.loss_rate"] == first["runs/draw.front.loss_rate"]
    assert all(len(value) == len(hashlib.sha256().hexdigest()) for value in first.values())
