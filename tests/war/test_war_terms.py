"""A scenario can say that fire stops on a day, who comes to help, and what ground a settlement hands over."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.scenario import Change, Scenario
from sim.war.agents.sector import SECTORS
from sim.war.model import War
from tests.blocks import with_event

Play = Callable[..., War]
CALM = {"escalation.propensity": 0.0, "bargaining.talks_start": 0.0, "bargaining.background_hazard": 0.0}


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


def test_a_settlement_hands_over_the_ground_it_says(play: Play, baseline: Scenario) -> None:
    easy = {
        "escalation.propensity": 0.0,
        "bargaining.talks_start": 4.0,
        "bargaining.deal_hazard": 4.0,
        "bargaining.resumption_hazard": 0.0,
        "nato.pressure_to_settle": 1.0,
        "russia.war_cost": 0.4,
        "ukraine.war_cost": 0.4,
    }
    terms = {"bargaining.exchanged.zaporizhzhia": -2000.0, "bargaining.exchanged.kharkiv_north": 300.0}
    plain, given = play(baseline, easy, weeks=40), play(baseline, {**easy, **terms}, weeks=40)
    settled = plain.state.diplomacy.at_peace & plain.state.diplomacy.settled
    assert settled.sum() > 10
    moved = given.state.front.change - plain.state.front.change
    np.testing.assert_allclose(moved[SECTORS.index("zaporizhzhia"), settled], -2000.0)
    np.testing.assert_allclose(moved[SECTORS.index("kharkiv_north"), settled], 300.0)
    assert np.all(moved[:, ~given.state.diplomacy.settled & ~plain.state.diplomacy.settled] == 0.0)
    dealt = given.recorder.outcomes(given.state)["deal_territory_change"]
    assert np.all(dealt[settled] < plain.recorder.outcomes(plain.state)["deal_territory_change"][settled])


def test_soldiers_of_a_third_country_fight_and_fall(play: Play, baseline: Scenario) -> None:
    sent = {"third_country.soldiers": 40_000.0, "third_country.soldiers_per_month": 20_000.0}
    plain, helped = play(baseline, CALM, weeks=52), play(baseline, {**CALM, **sent}, weeks=52)
    fallen = helped.recorder.outcomes(helped.state)["third_country_casualties"]
    assert np.all((fallen > 0.0) & (fallen <= 40_000.0))
    assert np.all(plain.recorder.outcomes(plain.state)["third_country_casualties"] == 0.0)
    assert (helped.state.front.gained - plain.state.front.gained).mean() > 0.0
