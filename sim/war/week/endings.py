"""How wars end. Each ending's definition, with its thresholds as numbers of the scenario."""

from __future__ import annotations

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, Bools
from sim.base.outcomes import (
    ABSORBING,
    ENDINGS,
    NATO_RUSSIA_WAR,
    NUCLEAR_USE,
    RUSSIAN_VICTORY,
    RUSSIAN_WITHDRAWAL,
    UKRAINIAN_RESTORATION,
)
from sim.rules.advance import p_of_hazard
from sim.war.agents.belligerent import Belligerent
from sim.war.state import State
from sim.war.week.escalation import aftermath, nato_war, nuclear_use


def conclude(state: State) -> None:
    """Endings of the week that end a war for good. Where several meet, their precedence decides."""
    used = nuclear_use(state)
    war = nato_war(state) & ~used
    aftermath(state, used, war)
    overrun = {side.name: _overrun(side, state) for side in state.sides}
    exhausted = {side.name: _exhausted(row, side, state) for row, side in enumerate(state.sides)}
    happens = {
        NUCLEAR_USE: used,
        NATO_RUSSIA_WAR: war,
        RUSSIAN_VICTORY: overrun["ukraine"] | exhausted["ukraine"],
        UKRAINIAN_RESTORATION: overrun["russia"],
        RUSSIAN_WITHDRAWAL: exhausted["russia"],
    }
    for ending in ABSORBING:
        ends = happens[ending] & state.going
        state.ending = np.where(ends, ENDINGS.index(ending) + 1, state.ending)
        state.ending_week = np.where(ends, state.week, state.ending_week)


def _overrun(side: Belligerent, state: State) -> Bools:
    """The enemy has taken the share of this side's ground at stake that decides the war by force."""
    sign = 1.0 if side is state.ukraine else -1.0
    stake = (state.front.winnable if side is state.ukraine else state.front.losable).sum(axis=0)
    return np.asarray((sign * state.front.gained >= side.numbers["overrun_share"] * stake) & state.fighting)


def _exhausted(row: int, side: Belligerent, state: State) -> Bools:
    """Gives up: line or will below its floor for long enough, then at a monthly hazard."""
    p = state.inputs.section("endings")
    spent = (side.manning < side.numbers["manning_floor"]) | (side.will < side.numbers["will_floor"])
    state.exhausted_weeks[row] = np.where(spent & state.fighting, state.exhausted_weeks[row] + 1.0, 0.0)
    roll = state.rolls.uniform(f"ending/exhaustion/{side.name}", state.week)
    gives_up = roll < p_of_hazard(p["giving_up_hazard"] / WEEKS_PER_MONTH)
    state.record_first(f"{side.name} exhausted", spent & state.fighting)
    return np.asarray((state.exhausted_weeks[row] >= p["exhausted_weeks"]) & gives_up)
