"""How wars end. Each ending's definition, with its thresholds as numbers of the scenario."""

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
from sim.base.sides import RUSSIA, UKRAINE
from sim.war.agents.belligerent import Belligerent
from sim.war.randomness import of_both_sides
from sim.war.state import State
from sim.war.week.bargaining import stop_fire
from sim.war.week.catastrophes import break_out

EXHAUSTION = of_both_sides("ending/exhaustion/{side}")

CODES = {ending.name: ENDINGS.index(ending) + 1 for ending in ABSORBING}
"""What stands in `State.ending`, by the name of the ending, in order of precedence."""


def conclude(state: State) -> None:
    """Endings of the week that end a war for good. Where several meet, their precedence decides."""
    used, war = break_out(state)
    overrun = {side.name: _overrun(side, state) for side in state.sides}
    gives_up = {side.name: _gives_up(side, state) for side in state.sides}
    both = gives_up[RUSSIA.name] & gives_up[UKRAINE.name]
    stop_fire(state, both)
    gives_up = {side: alone & ~both for side, alone in gives_up.items()}
    happens = {
        NUCLEAR_USE.name: used,
        NATO_RUSSIA_WAR.name: war,
        RUSSIAN_VICTORY.name: overrun[UKRAINE.name] | gives_up[UKRAINE.name],
        UKRAINIAN_RESTORATION.name: overrun[RUSSIA.name],
        RUSSIAN_WITHDRAWAL.name: gives_up[RUSSIA.name],
    }
    for name, code in CODES.items():
        ends = happens[name] & state.going
        state.ending = np.where(ends, code, state.ending)
        state.ending_week = np.where(ends, state.week, state.ending_week)
        state.going = state.going & ~ends


def _overrun(side: Belligerent, state: State) -> Bools:
    """The enemy has taken the share of this side's ground at stake that decides the war by force."""
    lost = -side.sign * state.front.won
    return np.asanyarray((lost >= side.numbers["overrun_share"] * side.stake) & state.fighting)


def _gives_up(side: Belligerent, state: State) -> Bools:
    """Line or will below its floor for long enough, then at a monthly hazard."""
    p = state.inputs.section("endings")
    spent = (state.manned(side) < side.numbers["manning_floor"]) | (side.will < side.numbers["will_floor"])
    spent = spent & state.fighting
    side.exhausted_weeks = np.where(spent, side.exhausted_weeks + 1.0, 0.0)
    state.record_first(f"{side.name} exhausted", spent)
    gives_up = state.happens(EXHAUSTION[side.name], p["giving_up_hazard"] / WEEKS_PER_MONTH)
    return np.asanyarray((side.exhausted_weeks >= p["exhausted_weeks"]) & gives_up)
