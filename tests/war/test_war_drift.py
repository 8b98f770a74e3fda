"""Rates drift as their processes say, and what is ignored together is drawn together."""

from __future__ import annotations

from dataclasses import replace
from math import log, sqrt

import numpy as np
import pytest

from sim.base.arrays import WEEKS_PER_MONTH, Floats
from sim.base.errors import SimError
from sim.rules import drift
from sim.scenario import Number, Scenario, load
from sim.scenario.ties import processes
from sim.war.draws import quantiles, sample, tied, uncertain
from sim.war.history import constrained, history
from sim.war.inputs import Inputs
from sim.war.randomness import Dice, block_of

WARS = 4096
ATTACKS = "russia.drift.attacks"
GROUP = "ignorance.russia_output"


def without_drift(scenario: Scenario) -> Scenario:
    for process in processes(scenario):
        scenario = scenario.override(f"{process}.spread", 0)
    return scenario


@pytest.fixture(scope="module")
def plain(baseline: Scenario) -> Scenario:
    """The baseline without events and without drift."""
    return without_drift(replace(baseline, events=()))


def followed(scenario: Scenario, path: str, weeks: tuple[int, ...]) -> Floats:
    """A number in some weeks at central values, shape (weeks, wars)."""
    inputs = Inputs(scenario, {}, Dice(11, block_of(0, WARS)))
    out = []
    for week in range(max(weeks) + 1):
        inputs.enter(week)
        if week in weeks:
            out.append(np.broadcast_to(inputs[path], WARS))
    return np.array(out)


def z_of_mean(values: Floats, mean: float) -> float:
    return float((values.mean() - mean) / (values.std() / sqrt(values.size)))


def test_a_drifting_number_keeps_its_median_and_its_variance(plain: Scenario) -> None:
    spread, half_life, weeks = 0.2, 9.0, 52
    moved = plain.override("nato.drift.aid.spread", spread).override("nato.drift.aid.half_life", half_life)
    deviation = np.log(followed(moved, "nato.aid_level", (weeks,))[0] / plain.numbers["nato.aid_level"].value)
    pull = log(2.0) / half_life
    expected = spread**2 * (1.0 - np.exp(-2.0 * pull * weeks / WEEKS_PER_MONTH)) / (2.0 * pull)
    assert abs(z_of_mean(deviation, 0.0)) < 4.0
    assert abs(deviation.var() / expected - 1.0) < 4.0 * sqrt(2.0 / WARS)


def test_drift_starts_from_the_number_as_drawn(plain: Scenario) -> None:
    moved = plain.override("nato.drift.aid.spread", 0.5)
    first = followed(moved, "nato.aid_level", (0,))
    np.testing.assert_array_equal(first, plain.numbers["nato.aid_level"].value)


def test_a_drift_that_is_pulled_back_stops_spreading(plain: Scenario) -> None:
    moved = plain.override("nato.drift.aid.spread", 0.2).override("nato.drift.aid.half_life", 1.0)
    early, late = np.log(followed(moved, "nato.aid_level", (40, 100))).var(axis=1)
    assert abs(late / early - 1.0) < 4.0 * sqrt(4.0 / WARS)
    stationary = drift.variance(np.array(0.2), np.array(1.0), 1e6)
    assert abs(late / stationary - 1.0) < 4.0 * sqrt(2.0 / WARS)


def test_a_share_drifts_by_its_odds_and_stays_one(plain: Scenario) -> None:
    moved = plain.override("ukraine.drift.drone_defence.spread", 1.0)
    share = followed(moved, "ukraine.drones_shot_down", (100,))[0]
    assert 0.0 < share.min() < 0.4
    assert 0.97 < share.max() < 1.0
    odds = np.log(share / (1.0 - share))
    value = plain.numbers["ukraine.drones_shot_down"].value
    assert abs(z_of_mean(odds, log(value / (1.0 - value)))) < 4.0


def test_numbers_of_one_process_move_by_one_factor(baseline: Scenario) -> None:
    moved = replace(baseline, events=())
    paths = "russia.production_target.cruise_missiles", "russia.production_target.ballistic_missiles"
    first, second = (followed(moved, path, (30,))[0] / moved.numbers[path].value for path in paths)
    assert first.std() > 0.1
    np.testing.assert_allclose(first, second, rtol=1e-12)


def test_a_decision_sets_the_level_about_which_a_number_drifts(plain: Scenario) -> None:
    surge = load("aid_surge")
    moved = without_drift(surge).override("nato.drift.aid.spread", 0.3)
    still, free = (followed(each, "nato.aid_level", (80,))[0] for each in (without_drift(surge), moved))
    assert abs(z_of_mean(np.log(free / still), 0.0)) < 4.0
    assert still[0] != plain.numbers["nato.aid_level"].value


def test_switching_one_process_off_leaves_the_others_to_the_bit(baseline: Scenario) -> None:
    other = "russia.attack_intensity"
    before = followed(baseline, other, (20, 60))
    np.testing.assert_array_equal(before, followed(baseline.override("nato.drift.aid.spread", 0), other, (20, 60)))


def test_hindcasts_do_not_let_drift_what_is_given() -> None:
    hindcast = load("hindcast_2023")
    assert hindcast.numbers["nato.drift.aid.spread"].value == 0.0
    assert hindcast.numbers[f"{ATTACKS}.spread"].value == 0.0
    assert hindcast.numbers["ukraine.drift.drone_defence.spread"].value > 0.0


def test_a_drift_without_a_process_is_refused(tmp_path: object) -> None:
    with pytest.raises(SimError) as refused:
        load_text("nato: {supply: {shells: {drift: tides}}}", tmp_path)
    assert "nato.supply.shells.drift: unknown drift 'tides'" in str(refused.value)


def test_what_is_read_once_cannot_drift(tmp_path: object) -> None:
    with pytest.raises(SimError) as refused:
        load_text("russia: {stock: {shells: {drift: attacks}}}", tmp_path)
    assert "state 'initial'" in str(refused.value)


def test_a_group_without_a_correlation_is_refused(tmp_path: object) -> None:
    with pytest.raises(SimError) as refused:
        load_text("nato: {supply: {shells: {group: tides}}}", tmp_path)
    assert "nato.supply.shells.group: unknown group 'tides'" in str(refused.value)


def load_text(text: str, folder: object) -> Scenario:
    file = folder / "mine.yaml"  # type: ignore[operator]
    file.write_text(f"extends: baseline\ntitle: Mine\n{text}\n", encoding="utf-8")
    return load(file)


def members(scenario: Scenario) -> list[Number]:
    return [number for number in scenario.numbers.values() if number.group == GROUP.partition(".")[2]]


def drawn_quantiles(scenario: Scenario) -> dict[str, Floats]:
    replications = block_of(0, WARS)
    return tied(quantiles(uncertain(scenario), 3, replications), scenario, 3, replications)


def test_a_group_has_its_correlation_and_uniform_quantiles(baseline: Scenario) -> None:
    scenario = baseline.override(GROUP, 0.6)
    u = drawn_quantiles(scenario)
    group = np.array([u[number.path] for number in members(scenario)])
    assert len(group) > 5
    expected = 6.0 / np.pi * np.arcsin(0.3)  # Spearman's, of a Gaussian copula with 0.6
    found = np.corrcoef(group)[np.triu_indices(len(group), 1)]
    assert np.all(np.abs(found - expected) < 4.0 / sqrt(WARS))
    assert np.all(np.abs(group.mean(axis=1) - 0.5) < 4.0 * sqrt(1.0 / 12.0 / WARS))
    assert np.all(np.abs(group.var(axis=1) * 12.0 - 1.0) < 4.0 * sqrt(0.8 / WARS))


def test_no_correlation_gives_every_draw_its_bits(baseline: Scenario) -> None:
    scenario = baseline
    for path in baseline.numbers:
        if path.startswith("ignorance."):
            scenario = scenario.override(path, 0)
    u = quantiles(uncertain(scenario), 3, block_of(0, WARS))
    for path, values in drawn_quantiles(scenario).items():
        np.testing.assert_array_equal(values, u[path])


def test_what_the_record_narrowed_stays_as_it_left_it(baseline: Scenario) -> None:
    replications = block_of(0, WARS)
    u = quantiles(uncertain(baseline), 3, replications)
    alone, together = (constrained(each, baseline, 3, replications) for each in (u, drawn_quantiles(baseline)))
    for path in history().paths:
        if path in alone:
            assert abs(alone[path].mean() - together[path].mean()) < 4.0 * alone[path].std() * sqrt(2.0 / WARS)


def test_a_group_widens_the_spread_of_a_sum(baseline: Scenario) -> None:
    paths = [number.path for number in members(baseline) if number.distribution]
    apart = sample(baseline, quantiles(uncertain(baseline), 3, block_of(0, WARS)))
    together = sample(baseline, drawn_quantiles(baseline))
    sums = [
        sum((draws[path] - draws[path].mean()) / draws[path].std() for path in paths) for draws in (apart, together)
    ]
    assert np.std(sums[1]) > 1.5 * np.std(sums[0])
