"""A scenario can say that fire stops on a day, what terms are on the table, and who comes to help."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.base.terms import LEVELS, PACKAGES, STEPS
from sim.scenario import Change, Scenario
from sim.war.agents.sector import SECTORS
from sim.war.model import War
from sim.war.state import Deal
from tests.blocks import with_event

Play = Callable[..., War]
CALM = {"escalation.propensity": 0.0, "bargaining.talks_start": 0.0, "bargaining.background_hazard": 0.0}


def bundle(line: float, neutral: int, level: int) -> int:
    """Number of a bundle; lines are counted as `bargaining.standing_offer.line` does."""
    return round(STEPS * line) * PACKAGES + neutral * len(LEVELS) + level


def test_fire_stops_in_the_week_an_event_says(play: Play, baseline: Scenario) -> None:
    war = play(with_event(baseline, 9, Change("bargaining.ceasefire", set=1.0)), CALM, weeks=26)
    fighting = war.recorder.series["fighting"]
    assert np.all(fighting[:10] == 1.0)
    assert np.all(fighting[10:] == 0.0)  # the last week of fighting is the one in which it is agreed
    assert np.all(war.recorder.outcomes(war.state)["first_deal"] == "armistice")


def test_a_ceasefire_may_break_once_nothing_holds_it(play: Play, baseline: Scenario) -> None:
    change = Change("bargaining.ceasefire", set=1.0, weeks=6)
    war = play(with_event(baseline, 4, change), {**CALM, "bargaining.resumption_hazard": 1.0}, weeks=30)
    fighting = war.recorder.series["fighting"]
    assert np.all(fighting[5:10] == 0.0)
    assert 0.5 < fighting[20:].mean() <= 1.0


EASY = {
    "escalation.propensity": 0.0,
    "bargaining.talks_start": 20.0,
    "bargaining.talks_stop": 0.0,
    "bargaining.background_hazard": 0.0,
    "bargaining.deal_hazard": 20.0,
    "bargaining.resumption_hazard": 0.0,
    "bargaining.resumption_by_choice": 0.0,
    "russia.leader_room": 1.0,
    "ukraine.leader_room": 1.0,
    "russia.war_cost": 1.0,
    "ukraine.war_cost": 1.0,
}
"""Two sides that sign nearly anything at once."""


def standing(by: int, line: float, neutral: int, guarantee: int) -> dict[str, float]:
    """Terms that somebody keeps on the table."""
    terms = {"by": by, "line": line, "neutral": neutral, "guarantee": guarantee}
    return {f"bargaining.standing_offer.{key}": float(value) for key, value in terms.items()}


@pytest.mark.parametrize("by", [1, 2, 3])
def test_a_standing_offer_taken_is_signed_as_it_stands(play: Play, baseline: Scenario, by: int) -> None:
    war = play(baseline, {**EASY, **standing(by, 2.0, 1, 3)}, weeks=30)
    d, outcomes = war.state.diplomacy, war.recorder.outcomes(war.state)
    settled = d.first_deal == Deal.SETTLEMENT
    assert settled.mean() > 0.5
    named = settled & (d.signed == bundle(line=2.0, neutral=1, level=3))
    assert named.sum() > 0.5 * settled.sum()
    share = np.broadcast_to(war.inputs["bargaining.line.donbas"], (war.state.n,))
    np.testing.assert_allclose(outcomes["deal_russian_share"][named], share[named])
    assert np.all(outcomes["deal_neutrality"][named])
    assert np.all(outcomes["deal_guarantee"][named] == 0.5)


@pytest.mark.parametrize(("line", "sign"), [(1.0, -1.0), (2.5, -1.0), (3.0, 0.0), (4.0, 1.0)])
def test_the_front_moves_to_the_line_agreed(play: Play, baseline: Scenario, line: float, sign: float) -> None:
    war = play(baseline, {**EASY, **standing(3, line, 1, 0)}, weeks=30)
    named = war.state.diplomacy.signed == bundle(line=line, neutral=1, level=0)
    front = war.state.front
    moved = front.handed_over[:, named]
    assert named.sum() > 10
    assert np.all(sign * moved.sum(axis=0) > 2_000.0) if sign else np.all(moved == 0.0)
    np.testing.assert_allclose(front.change.sum(axis=0) - front.won, front.handed_over.sum(axis=0), atol=1e-6)
    assert np.all(front.change <= front.winnable + 1e-6)
    assert np.all(front.change >= -front.losable - 1e-6)
    if line == 1.0:  # the line of February 2022: what was taken since goes back, everywhere
        np.testing.assert_allclose(-moved.sum(axis=0), front.losable[:, named].sum(axis=0), rtol=0.2)


def test_a_settlement_hands_over_the_ground_it_says(play: Play, baseline: Scenario) -> None:
    still = {**EASY, **standing(3, 3.0, 1, 0)}
    terms = {"bargaining.exchanged.zaporizhzhia": -2000.0, "bargaining.exchanged.kharkiv_north": 300.0}
    plain, given = play(baseline, still, weeks=30), play(baseline, {**still, **terms}, weeks=30)
    named = plain.state.diplomacy.signed == bundle(line=3.0, neutral=1, level=0)
    assert named.sum() > 10
    moved = given.state.front.change - plain.state.front.change
    np.testing.assert_allclose(moved[SECTORS.index("zaporizhzhia"), named], -2000.0)
    np.testing.assert_allclose(moved[SECTORS.index("kharkiv_north"), named], 300.0)
    dealt = given.recorder.outcomes(given.state)["deal_territory_change"]
    assert np.all(dealt[named] < plain.recorder.outcomes(plain.state)["deal_territory_change"][named])


def test_no_guarantee_is_offered_beyond_what_backers_give(play: Play, baseline: Scenario) -> None:
    for strength in (0.0, 0.2, 1.0):
        war = play(baseline, {**EASY, "nato.guarantee": strength}, weeks=30)
        given = war.recorder.outcomes(war.state)["deal_guarantee"]
        assert np.nanmax(given) == (0.15 if strength == 0.2 else strength)


def test_a_refusal_lowers_the_hopes_of_who_was_sure(play: Play, settled: Scenario) -> None:
    sure = {"bargaining.signal_weight": 0.0, "bargaining.talks_start": 0.0, "bargaining.background_hazard": 0.0}
    stubborn = {"russia.offers": 4.0, "ukraine.offers": 0.0, "bargaining.offers_by_others": 0.0}
    war = play(settled, {**sure, **stubborn, "ukraine.indivisibility": 0.0}, weeks=52)
    deaf = play(settled, {**sure, **stubborn, "ukraine.indivisibility": 0.0, "bargaining.offer_weight": 0.0}, weeks=52)
    learnt = war.state.russia.belief - deaf.state.russia.belief
    assert np.all(learnt <= 0.0)
    assert learnt.mean() < -0.02
    np.testing.assert_array_equal(war.state.ukraine.belief, deaf.state.ukraine.belief)


def test_a_deal_breaks_sooner_where_the_loser_rearms(play: Play, baseline: Scenario) -> None:
    held = {**CALM, "bargaining.resumption_hazard": 0.01, "bargaining.resumption_by_choice": 0.0}
    held |= {"bargaining.resumption_by_shift": 6.0, "ukraine.belief_russia_prevails": 0.2}
    change = Change("bargaining.ceasefire", set=1.0, weeks=2)
    paces = [{**held, "ukraine.recruitment_in_peace": pace} for pace in (0.0, 2.0)]
    wars = [play(with_event(baseline, 2, change), pace, weeks=104) for pace in paces]
    shares = [war.recorder.outcomes(war.state)["resumed"].mean() for war in wars]
    assert shares[1] > shares[0] + 0.02


def test_soldiers_of_a_third_country_fight_and_fall(play: Play, baseline: Scenario) -> None:
    sent = {"third_country.soldiers": 40_000.0, "third_country.soldiers_per_month": 20_000.0}
    plain, helped = play(baseline, CALM, weeks=52), play(baseline, {**CALM, **sent}, weeks=52)
    fallen = helped.recorder.outcomes(helped.state)["third_country_casualties"]
    assert np.all((fallen > 0.0) & (fallen <= 40_000.0))
    assert np.all(plain.recorder.outcomes(plain.state)["third_country_casualties"] == 0.0)
    assert (helped.state.front.gained - plain.state.front.gained).mean() > 0.0
