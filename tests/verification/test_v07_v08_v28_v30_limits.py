"""V07, V08, V28-V30: the model at its limits, reached by setting numbers of the scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pytest

from sim.base.arrays import Floats
from sim.base.outcomes import ENDING_NAMES
from sim.rules import attrition
from sim.rules.attrition import Attacks, LossLaw
from sim.rules.supply import FIRED, Kind
from sim.scenario import Scenario
from sim.war.agents.sector import SECTORS
from sim.war.model import War
from sim.war.randomness import Dice, block_of

Play = Callable[..., War]

ALONE = {
    "belarus.involvement": 0.0,
    "belarus.ceiling": 0.0,
    "iran.drone_deliveries": 0.0,
    "iran.missile_deliveries": 0.0,
    "iran.shell_deliveries": 0.0,
    "iran.technology_transfer": 0.0,
    "north_korea.shell_deliveries": 0.0,
    "nato.aid_level": 0.0,
    "nato.backlog": 0.0,
    "nato.guarantee": 0.0,
    "nato.strike_permission": 1.0,
    "russia.aid_dependence": 0.0,
    "ukraine.aid_dependence": 0.0,
    "escalation.propensity": 0.0,
}
"""Neither side has a backer, and nobody escalates."""


def at_parity(drawn: Mapping[str, Floats]) -> dict[str, Floats | float]:
    """Ukraine is what Russia is, both stand on the same ground, and nobody helps."""
    same = {path: drawn[path.replace("ukraine.", "russia.", 1)] for path in drawn if path.startswith("ukraine.")}
    same["ukraine.belief_russia_prevails"] = 1.0 - drawn["russia.belief_russia_prevails"]
    for sector in SECTORS:
        same[f"sectors.{sector}.russian_held"] = drawn[f"sectors.{sector}.ukrainian_depth"]
        same[f"sectors.{sector}.held_before_2022"] = np.zeros(1)
    return {**same, **ALONE}


def test_v07_twins_with_the_same_luck_never_move_the_line(
    play: Play, settled: Scenario, twin_dice: type[Dice], draw: Callable[..., dict[str, Floats]]
) -> None:
    dice = twin_dice(1, block_of(0, 128))
    nobody_signs = {"bargaining.deal_hazard": 0.0}  # terms may hand over land
    plain = replace(settled, events=())  # what is dated happens to one side
    war = play(plain, at_parity(draw(settled, dice)) | nobody_signs, dice=dice)
    t = war.state
    assert np.all(war.recorder.series["territory_change"] == 0.0)
    assert np.all(t.front.change == 0.0)
    np.testing.assert_array_equal(t.russia.casualties_total, t.ukraine.casualties_total)
    np.testing.assert_array_equal(t.russia.army, t.ukraine.army)
    assert np.median(t.russia.casualties_total) > 10_000.0


def test_v07_twins_with_their_own_luck_do_not_drift(
    play: Play, baseline: Scenario, draw: Callable[..., dict[str, Floats]]
) -> None:
    dice = Dice(2, block_of(0, 512))
    war = play(baseline, at_parity(draw(baseline, dice)), dice=dice, weeks=26)
    t = war.state
    gained = t.front.gained
    assert gained.std() > 1.0
    assert abs(gained.mean()) < 3.0 * gained.std() / np.sqrt(gained.size)
    exchange = np.log(t.russia.casualties_total / t.ukraine.casualties_total)
    assert exchange.std() > 0.01
    assert abs(exchange.mean()) < 3.0 * exchange.std() / np.sqrt(exchange.size)


def test_v08_no_fire_no_loss_in_the_kernel() -> None:
    exposed = np.array([1.0, 2e4, 4e5])
    for p, q in ((0.45, 0.55), (1.0, 1.0), (1.0, 0.0)):
        assert np.all(attrition.combat_loss(np.zeros(3), exposed, LossLaw(0.0115, p, q, 2e4)) == 0.0)


@pytest.mark.parametrize(("silent", "hit"), [("ukraine", "russia"), ("russia", "ukraine")])
def test_v08_a_side_that_meets_no_fire_loses_nobody(play: Play, baseline: Scenario, silent: str, hit: str) -> None:
    war = play(baseline, {f"{silent}.fire_efficiency": 0.0}, weeks=12, n=64)
    assert np.all(war.state.side(hit).casualties_total == 0.0)
    assert np.all(war.state.side(silent).casualties_total > 0.0)


@pytest.fixture(scope="module")
def isolated(play: Play, baseline: Scenario) -> War:
    """Ukraine makes nothing and is sent nothing, and the war can only end on the battlefield."""
    makes = ("ukraine.production.", "ukraine.production_target.", "ukraine.armour_stored")
    nothing = dict.fromkeys((path for path in baseline.numbers if path.startswith(makes)), 0.0)
    no_way_out = dict.fromkeys(("bargaining.talks_start", "bargaining.background_hazard", "escalation.propensity"), 0.0)
    no_aid = {"nato.aid_level": 0.0, "nato.backlog": 0.0}
    return play(baseline, {**nothing, **no_aid, **no_way_out, "front.fire_by_cover": 0.5}, weeks=104)


def stock_life(war: War) -> int:
    """Weeks in which the largest stock drawn is used up at the least demand drawn, and two more.

    Fire falls with the square root of the cover at an elasticity of one half, so a stock A is gone after 2 sqrt(A c / w).
    """
    numbers = war.inputs
    weeks = [
        2.0
        * np.sqrt(
            numbers[f"ukraine.stock.{kind}"].max()
            / (numbers[f"ukraine.demand.{kind}"].min() * 84.0 / 365.25)
            * numbers[f"ukraine.cover_wanted.{kind}"].max()
        )
        for kind in ("shells", "tactical_drones", "glide_bombs")
    ]
    return int(np.ceil(max(weeks))) + 4


def test_v28_without_supply_fire_ends_with_the_stock(isolated: War) -> None:
    silent_from = stock_life(isolated)
    assert silent_from < 26
    fired = isolated.recorder.series["ukrainian_shells_fired"]
    losses = isolated.recorder.series["russian_casualties_week"]
    assert np.all(fired[0] > 0.0)
    assert np.all(fired[silent_from:] < 1.0)  # what disruption kept from being fired one week is fired the next
    # Small arms go on, and Russia attacks more once nothing answers: its losses do not end, but it pays less for each
    # Ukrainian soldier than it did under fire.
    later = slice(silent_from, silent_from + 13)
    fighting = isolated.recorder.series["fighting"][later] > 0.0
    own_losses = isolated.recorder.series["ukrainian_casualties_week"]
    assert losses[later][fighting].mean() > 0.0
    exchange = losses[later][fighting].mean() / own_losses[later][fighting].mean()
    assert exchange < 0.75 * losses[:4].mean() / own_losses[:4].mean()
    used = isolated.state.ukraine.used
    for kind in FIRED:
        assert np.all(used[kind] < 1.0)


def test_v28_without_supply_the_line_breaks_and_ukraine_is_overrun(isolated: War) -> None:
    broken = isolated.state.first_weeks["ukraine sector broken open"]
    assert np.mean((broken >= 0) & (broken <= stock_life(isolated) + 13)) > 0.9
    endings = isolated.recorder.outcomes(isolated.state)["ending"]
    assert np.mean(endings == "russian_victory") > 0.5


def test_v28_an_unopposed_advance_keeps_to_its_cap(isolated: War) -> None:
    inputs, front = isolated.inputs, isolated.state.front
    ceiling = inputs["front.advance_cap"] * front.frontage.sum() * inputs["front.duty_ceiling"] * 7.0
    weekly = np.diff(isolated.recorder.series["territory_change"].astype(np.float64), axis=0)
    assert weekly.max() > 100.0
    assert np.all(weekly <= ceiling * (1.0 + 1e-6))


@pytest.fixture(scope="module")
def nobody_attacks(play: Play, baseline: Scenario) -> War:
    """Both sides hold their fire but for the shelling."""
    return play(baseline, {"russia.attack_intensity": 0.0, "ukraine.attack_intensity": 0.0})


def test_v29_where_nobody_attacks_the_line_stands_still(nobody_attacks: War) -> None:
    t = nobody_attacks.state
    assert np.all(t.front.change == 0.0)
    assert np.all(nobody_attacks.recorder.series["territory_change"] == 0.0)
    assert np.all(t.front.breaks == 0.0)


def test_v29_where_nobody_attacks_only_shelling_kills(nobody_attacks: War, play: Play, baseline: Scenario) -> None:
    calm = {"russia.attack_intensity": 0.0, "ukraine.attack_intensity": 0.0}
    silent = play(baseline, {**calm, "front.background": 0.0})
    for name in ("russia", "ukraine"):
        assert np.all(nobody_attacks.state.side(name).casualties_total > 0.0)
        assert np.all(silent.state.side(name).casualties_total == 0.0)
        assert np.all(silent.state.side(name).used[Kind.ARMOUR] == 0.0)


def test_v29_the_kernel_leaves_only_the_background() -> None:
    base, none = np.array([800.0, 50.0]), np.zeros(2)
    made, met = Attacks(none, none + 1.3, none + 2.0), Attacks(none, none + 0.7, none + 2.0)
    loss = attrition.weekly_loss(base, made, met, cover=none + 0.8, background=none + 0.3)
    np.testing.assert_allclose(loss, 7.0 * base * 0.8 * 0.3, rtol=1e-12)


@pytest.fixture(scope="module", params=["sustain", "intervene"])
def no_propensity(request: pytest.FixtureRequest, play: Play, baseline: Scenario) -> War:
    """Nobody escalates, whatever the West does."""
    scenario = baseline.override("nato.strategy", request.param)
    return play(scenario, {"escalation.propensity": 0.0}, weeks=104, n=512)


def test_v30_without_propensity_no_nuclear_weapon_is_used(no_propensity: War) -> None:
    outcomes = no_propensity.recorder.outcomes(no_propensity.state)
    assert not np.isin(outcomes["ending"], ("nuclear_use", "nato_russia_war")).any()
    assert not outcomes["general_exchange"].any()
    assert not outcomes["nuclear_after_nato_war"].any()
    assert outcomes["peak_rung"].max() <= 6.0
    assert not no_propensity.state.escalation.demonstrated.any()


def test_v30_the_same_wars_with_propensity_do_end_so(play: Play, baseline: Scenario) -> None:
    war = play(baseline.override("nato.strategy", "intervene"), weeks=104, n=512)
    endings = war.recorder.outcomes(war.state)["ending"]
    assert set(endings) <= set(ENDING_NAMES)
    assert (endings == "nuclear_use").any()
    assert (endings == "nato_russia_war").any()


def test_v30_chance_climbs_one_rung_at_a_time(play: Play, baseline: Scenario) -> None:
    war = play(
        baseline,
        {
            "escalation.climb_hazard": 0.5,
            "nato.strike_permission": 0.0,
            "escalation.rung": 1.0,
            "escalation.incident_hazard": 0.0,
        },
    )
    rungs = war.recorder.series["escalation_rung"]
    assert rungs.max() == 5.0  # an incident comes by accident alone
    assert np.diff(rungs, axis=0).max() == 1.0
