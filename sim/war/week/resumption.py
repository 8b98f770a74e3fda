"""Deals that break: a hazard, and the choice of a side that has rearmed."""

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, WEEKS_PER_YEAR, Bools, Floats
from sim.rules import commitment
from sim.war.agents.belligerent import Belligerent
from sim.war.inputs import Section
from sim.war.randomness import Stream
from sim.war.state import State
from sim.war.week import terms

RESUMPTION = Stream("deal/resumption")


def resume(state: State) -> None:
    """A deal breaks: the war goes on from where power now stands."""
    p, d = state.inputs.section("bargaining"), state.diplomacy
    moved = power_ratio(state) - d.signed_power
    chance = commitment.chance_after(d.signed_chance, moved, p["contest_exponent"])
    d.shift_to_dissatisfied = commitment.shift_to_dissatisfied(d.signed_chance, chance, d.signed_share)
    signed = commitment.Signed(
        years=(state.week - d.deal_week) / WEEKS_PER_YEAR,
        covered=d.signed_covered,
        pressed=d.signed_pressure,
        zone=d.signed_zone,
        settled=d.settled,
    )
    by = commitment.Resumption(
        base=p["resumption_hazard"],
        by_time=p["resumption_by_time"],
        by_shift=p["resumption_by_shift"],
        by_guarantee=p["resumption_by_guarantee"],
        of_pressed=p["resumption_of_pressed"],
        by_zone=p["resumption_by_zone"],
        of_armistice=p["resumption_of_armistice"],
    )
    hazard = commitment.resumption_hazard(d.shift_to_dissatisfied, signed, by)
    for side in state.sides:
        hazard = hazard + p["resumption_by_choice"] * _tempted(side, state, p, moved)
    held = p["ceasefire"] >= terms.IN_FORCE
    breaks = state.happens(RESUMPTION, hazard / WEEKS_PER_MONTH) & d.at_peace & state.going & ~held
    d.at_peace = d.at_peace & ~breaks
    d.resumed = d.resumed | breaks
    state.record_first("war resumes", breaks)


def power_ratio(state: State) -> Floats:
    """Natural logarithm of Russia's over Ukraine's standing power. Shape (n,)."""
    return terms.standing_power(state.russia, state) - terms.standing_power(state.ukraine, state)


def _tempted(side: Belligerent, state: State, p: Section, moved: Floats) -> Bools:
    """A side that has gained power since signing, and now expects more of war than the deal gives it."""
    d, backed = state.diplomacy, state.nato.backs == side.name
    shift = side.sign * moved
    chance = commitment.chance_after(side.chance(terms.believed(side, state)), shift, p["contest_exponent"])
    holds = side.chance(d.signed_share) + terms.concession(side, state, d.signed_covered, d.signed_neutral)
    guarded = np.zeros(1) if backed else d.signed_covered
    return (commitment.temptation(chance, holds, terms.war_cost(side, p), guarded) > 0.0) & (shift > 0.0)
