"""The ladder, and the two catastrophes at its top."""

from __future__ import annotations

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, Bools
from sim.rules import escalation as rules
from sim.rules.advance import p_of_hazard
from sim.war.inputs import Section
from sim.war.state import State


def escalate(state: State) -> None:
    """A week on the ladder; the catastrophes end the war in `endings`."""
    p = state.inputs.section("escalation")
    rout = state.front.recent_gain < -p["rout_area"]
    _climb(state, p, rout)
    incident = state.ladder.rung >= rules.INCIDENT
    state.ladder.crisis = (rout | incident | (state.nato.intervention >= 4.0)) & state.fighting
    state.record_first("Russian rout", rout)
    state.record_first("NATO-Russia incident with deaths", incident)


def _climb(state: State, p: Section, rout: Bools) -> None:
    """One rung up or down by chance, never below what NATO's policy implies."""
    ladder = state.ladder
    permission = state.nato.numbers["strike_permission"]
    triggers = (
        p["by_intervention"] * state.nato.intervention
        + p["by_rout"] * rout
        + p["by_permission"] * permission
        + p["by_belarus"] * (state.belarus.involvement >= 3.0)
        + np.where(state.nato.intervention >= 2.0, state.inputs["kaliningrad.added_risk"], 0.0)
    )
    month = 1.0 / WEEKS_PER_MONTH
    possible = state.fighting & (p["propensity"] > 0.0)
    climb = rules.climb_hazard(p["climb_hazard"], triggers)
    rises = (state.rolls.uniform("escalation/up", state.week) < p_of_hazard(climb * month)) & possible
    collide = rules.climb_hazard(p["incident_hazard"], triggers)
    collides = (
        state.rolls.uniform("escalation/incident", state.week) < p_of_hazard(collide * month)
    ) & possible
    settles = np.where(ladder.rung >= rules.INCIDENT, 1.0 / p["incident_weeks"], p["descent_hazard"] * month)
    falls = (state.rolls.uniform("escalation/down", state.week) < p_of_hazard(settles)) & ~rises
    floor = rules.policy_floor(permission, state.nato.intervention)
    moved = rules.ladder_after_week(ladder.rung, floor, rises, falls, collides)
    at_peace = state.diplomacy.at_peace
    ladder.rung = np.where(state.going, np.where(at_peace, 0.0, moved), ladder.rung)
    ladder.peak = np.maximum(ladder.peak, ladder.rung)


def nuclear_use(state: State) -> Bools:
    """Whether Russia uses a nuclear weapon this week; a demonstration comes first where it comes at all."""
    p, ladder = state.inputs.section("escalation"), state.ladder
    hazard = rules.nuclear_hazard(
        p["nuclear_hazard_calm"],
        p["nuclear_hazard_crisis"],
        p["nuclear_hazard_combat"],
        ladder.crisis,
        state.nato.intervention >= 4.0,
        p["propensity"],
    )
    shown = state.rolls.uniform("escalation/demonstration", state.week) < p_of_hazard(
        hazard * p["demonstration_factor"] / WEEKS_PER_MONTH
    )
    ladder.demonstrated = ladder.demonstrated | (shown & state.fighting)
    ladder.peak = np.where(ladder.demonstrated & state.going, np.maximum(ladder.peak, 8.0), ladder.peak)
    state.record_first("demonstrative nuclear act", ladder.demonstrated)
    used = state.rolls.uniform("escalation/nuclear_use", state.week) < p_of_hazard(hazard / WEEKS_PER_MONTH)
    regained = -state.front.gained / state.front.losable.sum(axis=0)
    asked = (regained >= p["crimea_threatened_at"]) & ~ladder.crimea_asked & state.fighting
    answered = state.rolls.uniform("escalation/crimea", state.week) < p["nuclear_answer_crimea"] * np.minimum(
        1.0, p["propensity"]
    )
    ladder.crimea_asked = ladder.crimea_asked | asked
    state.record_first("Crimea threatened", asked)
    return np.asarray((used & state.fighting) | (asked & answered))


def nato_war(state: State) -> Bools:
    """Whether NATO and Russia are at war with each other from this week."""
    p = state.inputs.section("escalation")
    hazard = rules.nato_war_hazard(
        p["nato_war_hazard"],
        state.nato.intervention,
        p["nato_war_per_rung"],
        state.ladder.rung >= rules.INCIDENT,
        p["incident_factor"],
        np.where(state.nato.intervention >= 2.0, state.inputs["kaliningrad.added_risk"], 0.0),
    )
    hazard = hazard * (p["propensity"] > 0.0)
    return np.asarray(
        (state.rolls.uniform("escalation/nato_war", state.week) < p_of_hazard(hazard / WEEKS_PER_MONTH))
        & state.fighting
    )


def aftermath(state: State, used: Bools, war: Bools) -> None:
    """What follows a catastrophe, as outcomes beside the ending: a general exchange, nuclear use in a NATO war."""
    p, ladder = state.inputs.section("escalation"), state.ladder
    exchange = (
        state.rolls.uniform("escalation/general_exchange", state.week) < p["general_exchange_after_use"]
    )
    ladder.general_exchange = ladder.general_exchange | (used & exchange)
    year = p_of_hazard(p["propensity"] * p["nuclear_hazard_combat"] * 12.0)
    nuclear = state.rolls.uniform("escalation/nuclear_after_nato_war", state.week) < year
    ladder.nuclear_after_nato_war = ladder.nuclear_after_nato_war | (war & nuclear)
    ladder.peak = np.where(war, np.maximum(ladder.peak, 7.0), ladder.peak)
    ladder.peak = np.where(used, np.where(exchange, 10.0, 9.0), ladder.peak)
