"""What wears by what: barrels by rounds, armour by own attacks, deliveries by hits on depots, money by recruits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH
from sim.rules.supply import FIRED, Kind
from sim.scenario import Scenario
from sim.war.model import War

Play = Callable[..., War]
SHELLS = FIRED.index(Kind.SHELLS)
CALM = {"escalation.propensity": 0.0, "bargaining.talks_start": 0.0, "bargaining.background_hazard": 0.0}
NO_MISSILES = {
    f"{of}.{kind}_missiles": 0.0
    for of in ("ukraine.stock", "ukraine.production", "ukraine.production_target", "nato.supply", "nato.supply_target")
    for kind in ("cruise", "ballistic")
}


def test_a_barrel_wears_by_rounds_alone(play: Play, baseline: Scenario) -> None:
    unreplaced = {"russia.barrels_stored": 0.0, "russia.barrel_production": 0.0, "russia.barrel_life": 2000.0}
    for worth in (1.5, 6.0):
        russia = play(baseline, {**unreplaced, "front.worth.shells": worth}, weeks=1).state.russia
        np.testing.assert_allclose(russia.barrels, russia.numbers["barrels"] - russia.fired[SHELLS] / 2000.0)


def test_armour_goes_with_own_losses_in_attack(play: Play, baseline: Scenario) -> None:
    attacks_alone = {**CALM, "russia.defence_armour_share": 0.0, "russia.armour_per_casualty": 0.01}
    beside = {"third_country.soldiers": 200_000.0, "third_country.soldiers_per_month": 1_000_000.0}
    alone, allied = (play(baseline, {**attacks_alone, **more}, weeks=2).state.russia for more in ({}, beside))
    per_casualty = [float(np.mean(side.armour_lost / side.casualties)) for side in (alone, allied)]
    assert 0.0 < per_casualty[0] <= 0.01
    assert per_casualty[1] <= 1.05 * per_casualty[0]  # the dead of those beside it take none


def test_strikes_on_cities_stop_no_deliveries(play: Play, baseline: Scenario) -> None:
    cities = {"ukraine.strike_weight.depots": 0.0, "air.interdiction_base": 0.0}
    depots = {"ukraine.strike_weight.energy": 0.0, "ukraine.strike_weight.industry": 0.0, "air.interdiction_base": 0.0}
    spared, hit = (play(baseline, {**CALM, **aim}, weeks=3).state.russia for aim in (cities, depots))
    assert np.all(spared.disrupted == 0.0)
    assert np.all(hit.inflow[Kind.SHELLS] < spared.inflow[Kind.SHELLS])
    assert np.all(hit.disrupted > 0.0)


def test_drones_on_depots_disrupt_fire_by_their_damage(play: Play, baseline: Scenario) -> None:
    heavy = {**CALM, **NO_MISSILES, "air.damage_per_drone": 0.003, "air.damage_per_missile": 0.003}
    light = {**heavy, "air.damage_per_drone": 0.0006}
    like_missiles, like_drones = (play(baseline, numbers, weeks=1).state.russia.disrupted for numbers in (heavy, light))
    hit = like_drones > 0.0
    assert hit.any()
    np.testing.assert_allclose(like_missiles[hit], 5.0 * like_drones[hit])


def test_interceptors_are_spared_as_fire_is(play: Play, baseline: Scenario) -> None:
    scarce = {**CALM, "ukraine.stock.interceptors": 150.0}
    fired = [
        play(baseline, {**scarce, "front.fire_by_cover": e}, weeks=1).state.ukraine.interceptors_fired[0].mean()
        for e in (0.3, 0.8)
    ]
    assert fired[1] < fired[0]


def test_a_war_starts_in_balance(play: Play, baseline: Scenario) -> None:
    series = play(baseline, CALM, weeks=8, n=512).recorder.series
    for side in ("russian", "ukrainian"):
        losses = series[f"{side}_casualties_week"].astype(np.float64)
        assert abs(losses[4:].mean() / losses[:4].mean() - 1.0) < 0.08  # 0.25 before


def test_recruits_cost_what_they_number(play: Play, baseline: Scenario) -> None:
    quiet = {f"economy.{key}": 0.0 for key in ("oil_volatility", "noise", "drag_by_damage", "oil_by_damage")}
    means = {"russia.economy_growth": 0.0, "russia.oil_dependence": 0.0, "russia.aid_dependence": 0.0}
    costs = {"russia.recruit_cost": 0.05, "economy.recruit_price_rise": 1.0, "russia.recruitment_reference": 30_000.0}
    funds = {"russia.war_spending_covered": 0.9, "russia.reserve_months": 6.0, "russia.recruitment": 60_000.0}
    wanted = {"russia.recruitment_response": 0.0, "russia.training_capacity": 500_000.0}
    russia = play(baseline, quiet | means | costs | funds | wanted, weeks=1).state.russia
    number = russia.recruits * WEEKS_PER_MONTH / 30_000.0
    assert np.all(number > 1.5)
    gap = 1.0 - 0.9 / (1.0 + 0.05 * (number - 1.0))
    np.testing.assert_allclose(russia.reserve, 6.0 - gap / WEEKS_PER_MONTH)


def test_those_beside_a_side_man_its_line(play: Play, baseline: Scenario) -> None:
    empty = {
        **CALM,
        "russia.manning_floor": 0.99,
        "russia.front_force": 300_000.0,
        "russia.front_establishment": 400_000.0,
    }
    beside = {"third_country.soldiers": 200_000.0, "third_country.soldiers_per_month": 1_000_000.0}
    alone, allied = (play(baseline, {**empty, **more}, weeks=3).state for more in ({}, beside))
    assert np.all(alone.russia.exhausted_weeks == 3.0)
    assert np.all(allied.russia.exhausted_weeks == 0.0)
    assert np.all(allied.manned(allied.russia) > 0.99)


def test_damage_repaired_lifts_will_and_income(play: Play, baseline: Scenario) -> None:
    as_stated, repaired = (play(baseline, {**CALM, "russia.damage": damage}, weeks=4).state for damage in (0.1, 0.0))
    assert np.all(repaired.russia.will >= as_stated.russia.will)
    assert np.all(repaired.russia.reserve >= as_stated.russia.reserve)
    assert np.mean(repaired.russia.will - as_stated.russia.will) > 0.0
