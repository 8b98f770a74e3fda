"""Money and will of both sides this week."""

import numpy as np

from sim.base.arrays import MILLION, WEEKS_PER_MONTH, Floats, total
from sim.rules import economy as rules
from sim.war.agents.belligerent import Belligerent
from sim.war.randomness import Stream, of_both_sides
from sim.war.state import State

OIL = Stream("world/oil", "normal")
ECONOMY = of_both_sides("economy/{side}", "normal")
WILL = of_both_sides("will/{side}", "normal")

LEAST_WILL = 0.05
"""Will below which nobody deserts any sooner: it keeps the factor of desertion finite."""


def money_and_will(state: State) -> None:
    """Oil, output, finance, will."""
    state.oil = rules.oil_price(state.oil, state.random(OIL), state.inputs["economy.oil_volatility"])
    for side in state.sides:
        _money(side, state)
        _will(side, state)


def _money(side: Belligerent, state: State) -> None:
    own, p = side.numbers, state.inputs.section("economy")
    growth = rules.Growth(trend=own["economy_growth"], drag=p["drag_by_damage"], spread=p["noise"])
    side.economy = rules.economy_after_week(side.economy, side.added_damage, state.random(ECONOMY[side.name]), growth)
    finance = rules.Finance(own["war_spending_covered"], own["aid_dependence"], own["oil_dependence"])
    aid = state.nato.external_need_met if state.nato.backs == side.name else np.zeros(1)
    oil = state.oil * own["oil_price"] / p["oil_price_reference"] * own["oil_price_level"] * _oil_sold(side, state)
    covered = rules.covered_share(side.economy, oil, aid, finance)
    number = side.recruits * WEEKS_PER_MONTH / np.maximum(own["recruitment_reference"], 1.0)
    added = rules.recruiting_need(number, side.recruitment_effort, own["recruit_cost"], p["recruit_price_rise"])
    covered = covered / (1.0 + added)
    side.reserve, side.funded = rules.spend_reserve(side.reserve, np.where(state.fighting, covered, 1.0))


def _oil_sold(side: Belligerent, state: State) -> Floats:
    """What damage to its refineries leaves of a side's income from oil, relative to that at its stated damage."""
    return np.asanyarray(1.0 - state.inputs["economy.oil_by_damage"] * side.added_damage)


def _will(side: Belligerent, state: State) -> None:
    own, p = side.numbers, state.inputs.section("will")
    hardship = (
        side.added_damage
        + (1.0 - side.funded)
        + p["effort_hardship"] * np.maximum(0.0, side.recruitment_effort - 1.0)
        + p["young_draft_hardship"] * np.maximum(0.0, own["mobilisation_min_age"] - side.minimum_age)
    )
    news = rules.News(
        casualties=side.casualties / own["population"] * MILLION,
        gain=side.sign * total(state.front.weekly_change * state.front.worth),
        hardship=hardship,
    )
    wear = rules.Wear(
        recovery=p["recovery"],
        by_casualties=p["by_casualties"],
        by_ground=p["by_ground"],
        by_hardship=p["by_hardship"],
        spread=p["noise"],
    )
    side.will = rules.will_after_week(side.will, side.will_level, news, state.random(WILL[side.name]), wear=wear)
    side.desertion_factor = side.will_norm / np.maximum(side.will, LEAST_WILL)
