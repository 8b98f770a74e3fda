"""Manpower, bargaining, escalation: conservation, bounds, signs, and symmetry between the sides."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import bargaining, economy, escalation, manpower
from sim.rules.bargaining import Signals

share = st.floats(0, 1)
factor = st.floats(0, 3)
seeds = st.integers(0, 2**32 - 1)
small = st.floats(0, 0.5)
YES = np.array([True])


def people(seed: int, n: int = 3) -> np.ndarray:
    """Some men of every cohort."""
    return np.random.default_rng(seed).uniform(1.0, 1e6, (9, n))


@given(st.floats(16, 60), st.floats(30, 65))
def test_the_law_reaches_the_years_between_its_ages(minimum: float, maximum: float) -> None:
    reached = manpower.eligible_share(np.array([minimum]), np.array([maximum]))
    assert np.all((reached >= 0.0) & (reached <= 1.0))
    years = max(0.0, min(maximum, 65.0) - max(minimum, 18.0))
    assert (reached * manpower.SPANS).sum() == pytest.approx(years, abs=1e-9)
    younger = manpower.eligible_share(np.array([minimum - 1.0]), np.array([maximum]))
    assert np.all(younger >= reached)


@given(seeds, share, st.floats(0, 1e7), st.floats(0, 1e7))
def test_nobody_is_recruited_who_is_not_there(seed: int, reach: float, wanted: float, capacity: float) -> None:
    available = people(seed)
    eligible = np.full_like(available, reach)
    taken = manpower.intake_by_cohort(available, eligible, np.full(3, wanted), np.full(3, capacity))
    assert np.all(taken >= 0.0)
    assert np.all(taken <= available * reach * (1 + 1e-12))
    expected = np.minimum(min(wanted, capacity), (available * reach).sum(axis=0))
    # Of a pool of less than one man less than all is taken.
    np.testing.assert_allclose(taken.sum(axis=0), expected, rtol=1e-9, atol=1.0)


@given(seeds, st.floats(0, 4), st.floats(0, 1e5))
def test_birthdays_keep_everyone(seed: int, years: float, entrants: float) -> None:
    before = people(seed)
    after, left = manpower.age_on(before, years, np.full(3, entrants))
    assert np.all(after >= 0.0)
    np.testing.assert_allclose(after.sum(axis=0) + left, before.sum(axis=0) + entrants, rtol=1e-12)
    stacked, gone = manpower.age_on(np.stack([before, 2.0 * before]), years, np.zeros(3))
    np.testing.assert_allclose(stacked[1], 2.0 * stacked[0], rtol=1e-12)
    assert gone.shape == (2, 3)


@given(seeds, st.floats(26, 56))
def test_an_army_has_the_mean_age_it_is_given(seed: int, target: float) -> None:
    shares = manpower.age_structure(people(seed), np.array([target]))
    np.testing.assert_allclose(shares.sum(axis=0), 1.0, rtol=1e-12)
    assert np.all(shares >= 0.0)
    np.testing.assert_allclose(manpower.mean_age(shares), target, atol=0.01)


@given(seeds, st.floats(0, 0.17), share)
def test_age_costs_effectiveness_only_past_thirty_and_only_infantry(seed: int, decline: float, infantry: float) -> None:
    army = people(seed)
    effect = manpower.age_effectiveness(army, decline, 30.0, infantry)
    assert np.all((effect > 0.5) & (effect <= 1.0 + 1e-12))
    np.testing.assert_array_equal(manpower.age_effectiveness(army, 0.0, 30.0, infantry), 1.0)
    young = army * (np.arange(9)[:, None] < 2)
    np.testing.assert_allclose(manpower.age_effectiveness(young, decline, 30.0, infantry), 1.0)
    older = np.roll(army, 1, axis=0) * (np.arange(9)[:, None] > 0)
    assert np.all(manpower.age_effectiveness(older, decline, 30.0, infantry) <= 1.0)


@given(seeds, st.floats(1e-7, 10))
def test_ages_do_not_depend_on_how_many_there_are(seed: int, unit: float) -> None:
    army = people(seed)
    few = unit * army / army.sum(axis=0)
    np.testing.assert_allclose(manpower.mean_age(few), manpower.mean_age(army), rtol=1e-12)
    one, many = (manpower.age_effectiveness(each, 0.1, 30.0, 0.5) for each in (few, army))
    np.testing.assert_allclose(one, many, rtol=1e-12)


def test_forty_three_against_twenty_five_is_what_the_literature_says() -> None:
    """Mean age 43, not 25, leaves 0.80-0.91 of an infantryman's effectiveness at a decline of 0.07-0.17."""
    weights = np.full((9, 1), 1.0)
    for decline, low, high in ((0.07, 0.89, 0.93), (0.17, 0.78, 0.84)):
        army = manpower.age_structure(weights, np.array([43.0]))
        old = manpower.age_effectiveness(army, decline, 30.0, 1.0)
        assert low <= old[0] <= high


@given(st.floats(0.1, 52), st.floats(1, 20), share, st.floats(0.1, 10))
def test_training_helps_up_to_a_point(weeks: float, reference: float, exponent: float, more: float) -> None:
    level = manpower.training_level(weeks, reference, exponent, 1.2)
    assert 0.0 < level <= 1.2
    assert manpower.training_level(weeks + more, reference, exponent, 1.2) >= level
    assert manpower.training_level(reference, reference, exponent, 1.2) == 1.0


@given(st.floats(0.2, 1.2), share, st.floats(0.2, 1.2), share)
def test_experience_lies_between_what_there_is_what_arrives_and_one(
    now: float, arriving: float, level: float, learning: float
) -> None:
    after = manpower.experience(now, arriving, level, learning * (1.0 - arriving))
    assert min(now, level, 1.0) - 1e-9 <= after <= max(now, level, 1.0) + 1e-9


@given(st.floats(-1, 2), st.floats(-1, 2))
def test_swapping_the_sides_mirrors_the_range(a: float, b: float) -> None:
    most_of_a, range_size = bargaining.bargaining_range(a, b)
    most_of_b, mirrored = bargaining.bargaining_range(b, a)
    assert mirrored == pytest.approx(range_size, abs=1e-12)
    assert most_of_b == pytest.approx(1.0 - a, abs=1e-12)
    assert a + range_size == pytest.approx(most_of_a, abs=1e-12)


@given(st.floats(0.1, 100), st.floats(0.1, 100), share, st.floats(0, 5))
def test_a_belief_moves_towards_the_signal_and_never_past_it(a: float, b: float, signal: float, weight: float) -> None:
    before = a / (a + b)
    yes, no = bargaining.belief_after(a, b, signal, weight)
    after = yes / (yes + no)
    assert min(before, signal) - 1e-12 <= after <= max(before, signal) + 1e-12
    assert yes + no == pytest.approx(a + b + weight)


@given(st.floats(-5, 5), st.floats(-3, 3), st.floats(-1, 1), st.floats(0.01, 1))
def test_the_battlefield_speaks_for_both_sides_alike(gain: float, losses: float, manning: float, more: float) -> None:
    def signal(gain: float, losses: float, manning: float) -> float:
        weights = Signals(gain=0.5, losses=0.4, manning=0.3)
        return float(bargaining.battlefield_signal(Signals(gain, losses, manning), weights))

    said = signal(gain, losses, manning)
    assert 0.0 < said < 1.0
    assert signal(-gain, -losses, -manning) == pytest.approx(1.0 - said)
    assert signal(gain + more, losses, manning) > said
    assert signal(gain, losses + more, manning) > said
    assert signal(gain, losses, manning + more) > said


@given(st.floats(0, 3), st.floats(0, 3), st.floats(0, 2), share)
def test_a_guarantee_takes_the_fear_of_a_shift(enemy: float, own: float, sensitivity: float, guarantee: float) -> None:
    shift = bargaining.power_shift(enemy, own, sensitivity, guarantee)
    assert 0.0 <= shift <= 1.0
    assert bargaining.power_shift(enemy, own, sensitivity, 1.0) == 0.0
    if enemy <= own:
        assert shift == 0.0
    assert shift == pytest.approx((1.0 - guarantee) * bargaining.power_shift(enemy, own, sensitivity, 0.0))


@given(belief=share, cost=small, premium=small, commitment=small, concession=small, more=st.floats(0.01, 0.3))
def test_a_side_asks_by_worth_and_cost(
    belief: float, cost: float, premium: float, commitment: float, concession: float, more: float
) -> None:
    values = {"belief": belief, "cost": cost, "premium": premium, "commitment": commitment, "concession": concession}
    least = bargaining.reservation(**values)
    for name, value in values.items():
        asks_less = name in ("cost", "concession")
        assert (bargaining.reservation(**{**values, name: value + more}) < least) == asks_less


@given(st.floats(-1, 1), share, st.floats(0, 0.3), st.floats(0, 0.005))
def test_deals_need_talks_a_range_and_leaders(
    range_size: float, can_sign: float, settle: float, background: float
) -> None:
    def hazard(talks: bool, range_size: float, can_sign: float) -> float:
        return float(
            bargaining.deal_hazard(
                np.array([range_size]), np.array([talks]), can_sign, settle=settle, background=background
            )[0]
        )

    assert hazard(False, abs(range_size), 1.0) == background
    assert hazard(True, -abs(range_size), 1.0) == background
    assert hazard(True, abs(range_size) + 0.01, 0.0) == background
    assert hazard(True, abs(range_size) + 0.01, can_sign) == pytest.approx(background + settle * can_sign)


@given(st.floats(-1, 1), st.floats(0.1, 20), st.floats(0.01, 0.5))
def test_wider_ranges_make_settlements(range_size: float, steepness: float, more: float) -> None:
    chance = bargaining.p_settlement(range_size, steepness)
    assert 0.0 < chance < 1.0
    assert bargaining.p_settlement(range_size + more, steepness) > chance
    assert bargaining.p_settlement(0.0, steepness) == 0.5


@given(st.floats(-0.5, 1.5), st.floats(-0.5, 1.5), share)
def test_terms_lie_between_what_the_two_would_take(least: float, most: float, leverage: float) -> None:
    got = bargaining.russian_share(least, most, leverage)
    assert 0.0 <= got <= 1.0
    assert np.clip(min(least, most), 0, 1) - 1e-12 <= got <= np.clip(max(least, most), 0, 1) + 1e-12
    if least <= most:
        mirrored = bargaining.russian_share(1.0 - most, 1.0 - least, 1.0 - leverage)
        assert mirrored == pytest.approx(1.0 - got, abs=1e-9)


@given(base=st.floats(0.001, 0.01), gap=share, sensitivity=st.floats(0, 4), guarantee=share, bare=st.floats(1, 3))
def test_deals_break_sooner_over_a_gap_and_later_under_guarantee(
    base: float, gap: float, sensitivity: float, guarantee: float, bare: float
) -> None:
    by = bargaining.Resumption(base, by_gap=sensitivity, by_guarantee=0.5, of_armistice=bare)
    hazard = bargaining.resumption_hazard(gap, guarantee, ~YES, by)
    assert hazard >= base * 0.5
    assert bargaining.resumption_hazard(gap + 0.1, guarantee, ~YES, by) >= hazard
    assert bargaining.resumption_hazard(gap, 0.0, ~YES, by) >= hazard
    assert bargaining.resumption_hazard(gap, guarantee, YES, by) <= hazard


@given(rung=st.integers(1, 6), floor=st.integers(1, 5), up=st.booleans(), down=st.booleans(), incident=st.booleans())
def test_the_ladder_is_climbed_by_rung_above_policy(
    rung: int, floor: int, up: bool, down: bool, incident: bool
) -> None:
    after = float(
        escalation.ladder_after_week(
            np.array([float(rung)]),
            np.array([float(floor)]),
            up=np.array([up]),
            down=np.array([down]),
            incident=np.array([incident]),
        )[0]
    )
    assert after >= floor
    assert 1.0 <= after <= 6.0
    assert after == 6.0 or not incident
    if floor <= rung and not incident:
        assert abs(after - rung) <= 1.0


@given(st.floats(0, 0.1), st.floats(-2, 3), st.floats(0.01, 2))
def test_triggers_multiply_the_hazard_of_climbing(base: float, triggers: float, more: float) -> None:
    assert escalation.climb_hazard(base, 0.0) == base
    assert escalation.climb_hazard(base, triggers + more) >= escalation.climb_hazard(base, triggers)


@given(share, st.sampled_from([0.0, 1.0, 2.0, 3.0, 4.0]), share)
def test_more_policy_never_lowers_the_floor(permission: float, rung: float, more: float) -> None:
    def floor(permission: float, rung: float) -> float:
        return float(escalation.policy_floor(np.array([permission]), np.array([rung]), np.array([0.5]))[0])

    lowest = floor(permission, rung)
    assert 1.0 <= lowest <= 5.0
    assert floor(min(1.0, permission + more), rung) >= lowest
    assert floor(permission, min(4.0, rung + 1.0)) >= lowest


def test_every_rung_of_nato_has_its_floor() -> None:
    rungs = np.arange(5.0)
    assert escalation.policy_floor(np.array(0.0), rungs, np.array(0.5)).tolist() == [1, 1, 4, 5, 5]
    assert escalation.policy_floor(np.array([0.0, 0.5, 0.6]), np.array(0.0), np.array(0.5)).tolist() == [1, 2, 3]


@given(st.floats(0, 0.01), st.floats(0, 0.1), st.floats(0, 3))
def test_nuclear_hazards_are_ordered_and_silenced_by_propensity(calm: float, crisis: float, propensity: float) -> None:
    by = escalation.NuclearHazard(calm, crisis)

    def hazard(in_crisis: np.ndarray, propensity: float) -> float:
        return float(escalation.nuclear_hazard(in_crisis, propensity, by)[0])

    assert hazard(YES, 0.0) == 0.0
    assert hazard(~YES, propensity) == pytest.approx(propensity * calm)
    assert hazard(YES, propensity) >= hazard(~YES, propensity)


@given(factor, share)
def test_a_line_short_of_infantry_is_weaker_never_stronger(fill: float, losses: float) -> None:
    strength = float(manpower.line_strength(np.array(fill), losses))
    assert 1.0 - losses - 1e-12 <= strength <= 1.0
    assert float(manpower.line_strength(np.array(1.0), losses)) == 1.0


@given(factor, share, factor)
def test_recruits_beyond_the_usual_cost_more_each(effort: float, part: float, rise: float) -> None:
    assert float(economy.recruiting_need(np.array(1.0), np.array(1.0), part, rise)) == 0.0
    cost = float(economy.recruiting_need(np.array(effort), np.array(effort), part, rise))
    assert cost >= part * (effort - 1.0) - 1e-12 if effort >= 1.0 else cost <= 0.0
    assert float(economy.recruiting_need(np.array(2.0), np.array(1.0), part, rise)) == part


@given(st.floats(0, 0.01), st.floats(1, 3), st.floats(1, 10), st.floats(0, 2))
def test_war_with_nato_grows_likelier_with_presence_incidents_and_kaliningrad(
    base: float, per_rung: float, factor: float, added: float
) -> None:
    by = escalation.NatoWarHazard(base, per_rung, incident=factor)
    hazards = [float(escalation.nato_war_hazard(rung, ~YES, 0.0, by)[0]) for rung in (0.0, 1.0, 2.0, 3.0, 4.0)]
    assert hazards == sorted(hazards)
    assert hazards[0] == base
    assert escalation.nato_war_hazard(2.0, YES, 0.0, by)[0] >= hazards[2]
    assert escalation.nato_war_hazard(2.0, ~YES, added, by)[0] >= hazards[2]
