"""The ladder, and the two catastrophes at its top."""

import numpy as np

from sim.base.arrays import MONTHS_PER_YEAR, WEEKS_PER_MONTH, Bools, Floats
from sim.rules import escalation as rules
from sim.rules.chance import p_of_hazard
from sim.rules.ladders import BelarusRung, NatoRung, Rung
from sim.war.randomness import Stream
from sim.war.state import State

UP = Stream("escalation/up")
DOWN = Stream("escalation/down")
INCIDENT = Stream("escalation/incident")
NATO_WAR = Stream("escalation/nato_war")
DEMONSTRATION = Stream("escalation/demonstration")
NUCLEAR_USE = Stream("escalation/nuclear_use")
GENERAL_EXCHANGE = Stream("escalation/general_exchange")
NUCLEAR_AFTER_NATO_WAR = Stream("escalation/nuclear_after_nato_war")
CRIMEA = Stream("escalation/crimea")


def escalate(state: State) -> None:
    """A week on the ladder; the catastrophes end the war in `endings`."""
    rout = state.front.recent_gain < -state.inputs["escalation.rout_area"]
    _climb(state, rout)
    incident = state.escalation.rung >= Rung.INCIDENT
    state.escalation.crisis = (rout | incident) & state.fighting
    state.record_first("Russian rout", rout)
    state.record_first("NATO-Russia incident with deaths", incident)


def _climb(state: State, rout: Bools) -> None:
    """One rung up or down by chance, never below what NATO's policy implies."""
    p, now = state.inputs.section("escalation"), state.escalation
    permission = state.nato.numbers["strike_permission"]
    triggers = (
        p["by_intervention"] * state.nato.intervention
        + p["by_rout"] * rout
        + p["by_belarus"] * (state.belarus.involvement >= BelarusRung.MASSED_TROOPS)
        + _by_kaliningrad(state)
    )
    month = 1.0 / WEEKS_PER_MONTH
    possible = state.fighting & (p["propensity"] > 0.0)
    climb = rules.climb_hazard(p["climb_hazard"], triggers)
    rises = state.happens(UP, climb * month) & possible
    collide = rules.climb_hazard(p["incident_hazard"], triggers)
    collides = state.happens(INCIDENT, collide * month) & possible
    settles = np.where(now.rung >= Rung.INCIDENT, 1.0 / p["incident_weeks"], p["descent_hazard"] * month)
    falls = state.happens(DOWN, settles) & ~rises
    floor = rules.policy_floor(permission, state.nato.intervention, p["deep_strikes_from"])
    moved = rules.ladder_after_week(now.rung, floor, up=rises, down=falls, incident=collides)
    in_force = np.where(state.diplomacy.at_peace, Rung.CEASE_FIRE, moved)
    now.rung = np.where(state.going, in_force, now.rung)
    now.peak = np.maximum(now.peak, now.rung)


def _by_kaliningrad(state: State) -> Floats:
    """Risk that Kaliningrad adds once NATO is present in Ukraine or threatens a blockade."""
    return np.asarray(state.inputs["kaliningrad.added_risk"] * state.kaliningrad_tension)


def nuclear_use(state: State) -> Bools:
    """Whether Russia uses a nuclear weapon this week; a demonstration comes first where it comes at all."""
    p, now = state.inputs.section("escalation"), state.escalation
    hazards = rules.NuclearHazard(calm=p["nuclear_hazard_calm"], crisis=p["nuclear_hazard_crisis"])
    hazard = rules.nuclear_hazard(now.crisis, p["propensity"], hazards)
    shown = state.happens(DEMONSTRATION, hazard * p["demonstration_factor"] / WEEKS_PER_MONTH)
    now.demonstrated = now.demonstrated | (shown & state.fighting)
    now.peak = np.where(now.demonstrated & state.going, np.maximum(now.peak, Rung.DEMONSTRATION), now.peak)
    state.record_first("demonstrative nuclear act", now.demonstrated)
    used = state.happens(NUCLEAR_USE, hazard / WEEKS_PER_MONTH)
    regained = -state.front.won / state.russia.stake
    asked = (regained >= p["crimea_threatened_at"]) & ~now.crimea_asked & state.fighting
    answered = state.random(CRIMEA) < p["nuclear_answer_crimea"] * np.minimum(1.0, p["propensity"])
    now.crimea_asked = now.crimea_asked | asked
    state.record_first("Crimea threatened", asked)
    return np.asarray((used & state.fighting) | (asked & answered))


def nato_war(state: State) -> Bools:
    """Whether NATO and Russia are at war with each other from this week: by accident, or as its troops go into combat."""
    p = state.inputs.section("escalation")
    hazards = rules.NatoWarHazard(
        base=p["nato_war_hazard"], per_rung=p["nato_war_per_rung"], incident=p["incident_factor"]
    )
    incident = state.escalation.rung >= Rung.INCIDENT
    hazard = rules.nato_war_hazard(state.nato.intervention, incident, _by_kaliningrad(state), hazards)
    in_combat = state.nato.intervention >= NatoRung.COMBAT
    begins = state.happens(NATO_WAR, hazard / WEEKS_PER_MONTH) | in_combat
    return np.asarray(begins & (p["propensity"] > 0.0) & state.fighting)


def nuclear_after(state: State, war: Bools) -> Bools:
    """Whether a war with NATO that begins this week comes to nuclear use within a year."""
    p = state.inputs.section("escalation")
    year = p_of_hazard(p["propensity"] * p["nuclear_hazard_combat"] * MONTHS_PER_YEAR)
    return np.asarray(war & (state.random(NUCLEAR_AFTER_NATO_WAR) < year))


def record_catastrophes(state: State, used: Bools, war: Bools) -> None:
    """What a catastrophe comes to, as outcomes beside the ending: a general exchange, nuclear use in a war with NATO.

    Args:
        state: of the block.
        used: nuclear use this week.
        war: a war with NATO that begins this week, whether or not it comes to nuclear use.
    """
    p, now = state.inputs.section("escalation"), state.escalation
    exchange = state.random(GENERAL_EXCHANGE) < p["general_exchange_after_use"]
    now.general_exchange = now.general_exchange | (used & exchange)
    now.nuclear_after_nato_war = now.nuclear_after_nato_war | (war & used)
    now.peak = np.where(war, np.maximum(now.peak, Rung.COMBAT), now.peak)
    now.peak = np.where(used, np.where(exchange, Rung.GENERAL_EXCHANGE, Rung.NUCLEAR_USE), now.peak)
