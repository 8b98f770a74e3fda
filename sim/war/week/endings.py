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
from sim.war.state import Theatre
from sim.war.week.escalation import aftermath, nato_war, nuclear_use


def conclude(t: Theatre) -> None:
    """Endings of the week that end a war for good. Where several meet, their precedence decides."""
    used = nuclear_use(t)
    war = nato_war(t) & ~used
    aftermath(t, used, war)
    overrun = {side.name: _overrun(side, t) for side in t.sides}
    exhausted = {side.name: _exhausted(row, side, t) for row, side in enumerate(t.sides)}
    happens = {
        NUCLEAR_USE: used,
        NATO_RUSSIA_WAR: war,
        RUSSIAN_VICTORY: overrun["ukraine"] | exhausted["ukraine"],
        UKRAINIAN_RESTORATION: overrun["russia"],
        RUSSIAN_WITHDRAWAL: exhausted["russia"],
    }
    for ending in ABSORBING:
        ends = happens[ending] & t.going
        t.ending = np.where(ends, ENDINGS.index(ending) + 1, t.ending)
        t.ending_week = np.where(ends, t.week, t.ending_week)


def _overrun(side: Belligerent, t: Theatre) -> Bools:
    """The enemy has taken the share of this side's ground at stake that decides the war by force."""
    sign = 1.0 if side is t.ukraine else -1.0
    stake = (t.front.winnable if side is t.ukraine else t.front.losable).sum(axis=0)
    return np.asarray((sign * t.front.gained >= side.numbers["overrun_share"] * stake) & t.fighting)


def _exhausted(row: int, side: Belligerent, t: Theatre) -> Bools:
    """Gives up: line or will below its floor for long enough, then at a monthly hazard."""
    p = t.world.section("endings")
    spent = (side.manning < side.numbers["manning_floor"]) | (side.will < side.numbers["will_floor"])
    t.exhausted_weeks[row] = np.where(spent & t.fighting, t.exhausted_weeks[row] + 1.0, 0.0)
    roll = t.rolls.uniform(f"ending/exhaustion/{side.name}", t.week)
    gives_up = roll < p_of_hazard(p["giving_up_hazard"] / WEEKS_PER_MONTH)
    t.note(f"{side.name} exhausted", spent & t.fighting)
    return np.asarray((t.exhausted_weeks[row] >= p["exhausted_weeks"]) & gives_up)
