"""Money and will of both sides this week."""

from __future__ import annotations

import numpy as np

from sim.rules import economy as rules
from sim.war.agents.belligerent import Belligerent
from sim.war.state import State


def money_and_will(state: State) -> None:
    """Oil, output, finance, will."""
    p = state.inputs.section("economy")
    state.oil = rules.oil_price(
        state.oil, state.rolls.normal("world/oil", week=state.week)[0], p["oil_volatility"]
    )
    for side in state.sides:
        _money(side, state)
        _will(side, state)


def _money(side: Belligerent, state: State) -> None:
    own, p = side.numbers, state.inputs.section("economy")
    damage = np.maximum(0.0, side.damage - side.damage_at_start)
    side.economy = rules.economy_after_week(
        side.economy,
        own["economy_growth"],
        damage,
        p["drag_by_damage"],
        state.rolls.normal(f"economy/{side.name}", week=state.week)[0],
        p["noise"],
    )
    finance = state.nato.aid_flow if state.nato.backs == side.name else np.ones(1)
    covered = rules.covered_share(
        own["war_spending_covered"],
        side.economy,
        state.oil * own["oil_price_level"],
        own["oil_dependence"],
        own["aid_dependence"],
        finance,
    )
    side.reserve, side.funded = rules.spend_reserve(side.reserve, np.where(state.fighting, covered, 1.0))


def _will(side: Belligerent, state: State) -> None:
    own, p = side.numbers, state.inputs.section("will")
    sign = 1.0 if side.name == "russia" else -1.0
    hardship = (
        np.maximum(0.0, side.damage - side.damage_at_start)
        + (1.0 - side.funded)
        + p["effort_hardship"] * np.maximum(0.0, side.recruitment_effort - 1.0)
        + p["young_draft_hardship"] * np.maximum(0.0, own["mobilisation_min_age"] - side.minimum_age)
    )
    side.will = rules.will_after_week(
        side.will,
        side.will_norm,
        p["recovery"],
        side.casualties / own["population"] * 1e6,
        sign * state.front.weekly_change.sum(axis=0),
        hardship,
        (p["by_casualties"], p["by_ground"], p["by_hardship"]),
        state.rolls.normal(f"will/{side.name}", week=state.week)[0],
        p["noise"],
    )
    side.wear = side.will_norm / np.maximum(side.will, 0.05)
