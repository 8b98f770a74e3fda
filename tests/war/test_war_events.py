"""Events, strategies and choices take effect: when they should, where they should, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from sim.scenario import Change, Scenario
from sim.war.draws import quantiles, sample, uncertain
from sim.war.inputs import NEVER, Inputs
from sim.war.model import War
from sim.war.randomness import Dice, block_of
from tests.blocks import with_event

Play = Callable[..., War]
WIDTH = 256


def inputs(scenario: Scenario, weeks: int = 40) -> Inputs:
    """Inputs of a block, without its war."""
    dice = Dice(1, block_of(0, WIDTH))
    return Inputs(scenario, sample(scenario, quantiles(uncertain(scenario), 1, dice.replications)), dice)


def followed(scenario: Scenario, path: str, weeks: int = 40) -> np.ndarray:
    """A number week by week, shape (weeks, WIDTH)."""
    there = inputs(scenario, weeks)
    out = []
    for week in range(weeks):
        there.enter(week)
        out.append(np.broadcast_to(there[path], (WIDTH,)))
    return np.array(out)


PATH = "nato.reference_flow"


@pytest.mark.parametrize(("verb", "amount", "expected"), [("set", 5.0, 5.0), ("scale", 0.5, 1.6), ("add", 0.4, 3.6)])
def test_an_event_sets_scales_or_adds(baseline: Scenario, verb: str, amount: float, expected: float) -> None:
    plain = baseline.override(PATH, 3.2)
    values = followed(with_event(plain, 6, Change(PATH, **{verb: amount})), PATH)
    assert np.all(values[:6] == 3.2)
    np.testing.assert_allclose(values[6:], expected, rtol=1e-12)


def test_a_ramp_rises_in_equal_steps_and_ends(baseline: Scenario) -> None:
    plain = baseline.override(PATH, 4.0)
    values = followed(with_event(plain, 10, Change(PATH, scale=2.0, weeks=12, ramp_weeks=3)), PATH)[:, 0]
    np.testing.assert_allclose(values[9:15], [4.0, 5.0, 6.0, 7.0, 8.0, 8.0])
    np.testing.assert_allclose(values[15:22], 8.0)
    np.testing.assert_allclose(values[22:], 4.0)


@pytest.mark.parametrize("later_first", [False, True])
def test_of_two_events_that_set_a_number_the_later_holds(baseline: Scenario, later_first: bool) -> None:
    early = with_event(baseline, 4, Change(PATH, set=2.0)).events[-1]
    late = replace(early, name="late", week=9, changes=(Change(PATH, set=3.0),))
    listed = (late, early) if later_first else (early, late)
    values = followed(replace(baseline, events=listed), PATH)
    assert np.all(values[4:9] == 2.0)
    assert np.all(values[9:] == 3.0)


def test_the_size_of_an_event_may_be_an_uncertain_number(baseline: Scenario) -> None:
    scenario = with_event(baseline, 3, Change("front.loss_rate", scale="nato.election_cut"))
    there = inputs(scenario)
    before = there["front.loss_rate"]
    there.enter(3)
    np.testing.assert_allclose(there["front.loss_rate"], before * there["nato.election_cut"])
    assert np.unique(there["nato.election_cut"]).size > WIDTH // 2


def test_a_possible_event_keeps_its_share_and_its_weeks(baseline: Scenario) -> None:
    there = inputs(with_event(baseline, 4, Change(PATH, set=9.0), latest=9, chance=0.6))
    weeks = there.event_weeks["added"]
    happens = weeks < NEVER
    assert abs(happens.mean() - 0.6) < 4.0 * np.sqrt(0.24 / WIDTH)
    assert set(np.unique(weeks[happens])) == set(range(4, 10))
    there.enter(9)
    assert np.all(np.broadcast_to(there[PATH], (WIDTH,))[happens] == 9.0)
    assert np.all(np.broadcast_to(there[PATH], (WIDTH,))[~happens] != 9.0)


def test_no_event_takes_a_number_out_of_its_bounds(baseline: Scenario) -> None:
    values = followed(with_event(baseline, 2, Change("nato.strike_permission", add=5.0)), "nato.strike_permission")
    assert np.all(values[2:] == 1.0)
    values = followed(with_event(baseline, 2, Change("nato.strike_permission", add=-5.0)), "nato.strike_permission")
    assert np.all(values[2:] == 0.0)


@pytest.mark.parametrize(
    ("path", "owner", "attribute", "change", "bound"),
    [
        ("ukraine.will", "ukraine", "will", {"add": -0.2}, None),
        ("russia.will", "russia", "will", {"scale": 0.5}, None),
        ("belarus.involvement", "belarus", "involvement", {"set": 3.0}, None),
        ("belarus.involvement", "belarus", "involvement", {"add": 9.0}, 4.0),
        ("iran.coordination", "iran", "coordination", {"add": 0.4}, None),
        ("iran.leadership_stability", "iran", "leadership_stability", {"add": -0.5}, None),
        ("iran.willingness", "iran", "willingness", {"add": -9.0}, 0.0),
        ("iran.competing_need", "iran", "competing_need", {"add": 0.3}, None),
        ("russia.damage", "russia", "damage", {"add": 0.3}, None),
        ("ukraine.economy", "ukraine", "economy", {"scale": 0.8}, None),
    ],
)
def test_a_shock_moves_the_state_it_names_in_its_week(
    play: Play,
    settled: Scenario,
    *,
    path: str,
    owner: str,
    attribute: str,
    change: dict[str, float],
    bound: float | None,
) -> None:
    # Played up to the eve and to the week itself, with and without: what differs is the shock.
    shaken = with_event(settled, 5, Change(path, **change))
    eve = getattr(getattr(play(shaken, weeks=5).state, owner), attribute)
    np.testing.assert_array_equal(eve, getattr(getattr(play(settled, weeks=5).state, owner), attribute))
    with_it = getattr(getattr(play(shaken, weeks=6).state, owner), attribute)
    without = getattr(getattr(play(settled, weeks=6).state, owner), attribute)
    assert np.all(with_it != without)
    if bound is not None:
        assert np.all(np.abs(with_it - bound) < 0.25)  # a week's drift and noise later


def test_the_shock_of_a_presidents_death_heals(play: Play, baseline: Scenario) -> None:
    without = replace(baseline, events=tuple(e for e in baseline.events if e.name != "iranian_president_dies"))
    assert len(without.events) == len(baseline.events) - 1
    gaps = []
    for weeks in (1, 12, 40):
        shaken, calm = (play(scenario, weeks=weeks).state.iran for scenario in (baseline, without))
        gaps.append(float(np.mean(calm.leadership_stability - shaken.leadership_stability)))
    assert gaps[0] > gaps[1] > gaps[2] > 0.0
    assert gaps[0] < 0.5
    assert gaps[2] < 0.5 * gaps[0]


def test_an_attache_in_minsk_ties_iran_and_belarus_closer(play: Play, baseline: Scenario) -> None:
    without = replace(baseline, events=tuple(e for e in baseline.events if e.name != "attache_in_minsk"))
    posted, not_posted = (play(scenario, weeks=2).state.iran for scenario in (baseline, without))
    assert np.all(posted.coordination > not_posted.coordination)
    assert np.all(posted.readiness >= not_posted.readiness)


@pytest.fixture(scope="module")
def sustained(play: Play, baseline: Scenario) -> War:
    """A year of the baseline's own strategy."""
    return play(baseline, weeks=52)


@pytest.mark.parametrize("strategy", ["negotiate", "surge", "intervene", "withdraw"])
def test_a_strategy_changes_what_it_says_and_the_war(
    play: Play, baseline: Scenario, sustained: War, strategy: str
) -> None:
    scenario = baseline.override("nato.strategy", strategy)
    war = play(scenario, weeks=52)
    changes = baseline.strategies[strategy].changes
    assert changes
    for change in changes:
        now, usual = (np.broadcast_to(w.inputs[change.path], (64,)) for w in (war, sustained))
        assert np.any(now != usual), change.path
        if change.set is not None:
            np.testing.assert_allclose(now, change.set)
        if change.scale is not None:
            np.testing.assert_allclose(now, usual * change.scale)
    assert np.any(war.recorder.series["aid_flow"] != sustained.recorder.series["aid_flow"])
    ground = war.recorder.series["territory_change"][-1] - sustained.recorder.series["territory_change"][-1]
    assert np.mean(np.abs(ground) > 1e-6) > 0.5


def test_strategies_pull_the_ways_they_are_meant_to(play: Play, baseline: Scenario, sustained: War) -> None:
    ground = {
        name: play(baseline.override("nato.strategy", name), weeks=52).state.front.gained.mean()
        for name in ("surge", "withdraw")
    }
    assert ground["surge"] < sustained.state.front.gained.mean() < ground["withdraw"]
    talks = play(baseline.override("nato.strategy", "negotiate"), weeks=52).state.diplomacy.talks_weeks.mean()
    assert talks > sustained.state.diplomacy.talks_weeks.mean()
    rungs = play(baseline.override("nato.strategy", "intervene"), weeks=52).recorder.highest["nato_rung"]
    assert rungs.mean() > 2.0
    assert sustained.recorder.highest["nato_rung"].max() == 0.0


def test_the_best_option_and_a_script_make_a_difference(play: Play, baseline: Scenario) -> None:
    # All other options are compared with one another in test_war_numbers.
    eager = {"bargaining.talks_start": 1.0, "bargaining.deal_hazard": 1.0, "ukraine.will": 0.4}
    usual = play(baseline, eager, weeks=24, n=32)
    tried = 0
    for path, choice in baseline.choices.items():
        for option in choice.options:
            if option == choice.value or option not in ("best", "script"):
                continue
            other = play(baseline.override(path, option), eager, weeks=24, n=32)
            same = all(
                np.array_equal(values, other.recorder.series[name]) for name, values in usual.recorder.series.items()
            )
            assert not same, f"{path}: {option}"
            tried += 1
    assert tried >= 5


def test_postures_order_the_pace_of_attack(play: Play, baseline: Scenario) -> None:
    gained = [
        play(baseline.override("russia.posture", posture), weeks=20).state.front.gained.mean()
        for posture in ("defend", "press", "offensive")
    ]
    assert gained == sorted(gained)
    assert gained[0] < gained[-1]


@pytest.mark.parametrize(("posture", "index"), [("withdraw", 0), ("defend", 1), ("press", 2), ("offensive", 3)])
def test_a_posture_that_is_set_is_told(play: Play, baseline: Scenario, posture: str, index: int) -> None:
    war = play(baseline.override("ukraine.posture", posture), weeks=4, n=16)
    assert (war.state.ukraine.posture == index).all()
