"""The ladder, and the two catastrophes at its top."""

from __future__ import annotations

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, Bools
from sim.rules import escalation as rules
from sim.rules.advance import p_of_hazard
from sim.war.state import Theatre
from sim.war.world import Section


def escalate(t: Theatre) -> None:
    """A week on the ladder; the catastrophes end the war in `endings`."""
    p = t.world.section("escalation")
    rout = t.front.recent_gain < -p["rout_area"]
    _climb(t, p, rout)
    incident = t.ladder.rung >= rules.INCIDENT
    t.ladder.crisis = (rout | incident | (t.nato.intervention >= 4.0)) & t.fighting
    t.note("Russian rout", rout)
    t.note("NATO-Russia incident with deaths", incident)


def _climb(t: Theatre, p: Section, rout: Bools) -> None:
    """One rung up or down by chance, never below what NATO's policy implies."""
    ladder = t.ladder
    permission = t.nato.numbers["strike_permission"]
    triggers = (
        p["by_intervention"] * t.nato.intervention
        + p["by_rout"] * rout
        + p["by_permission"] * permission
        + p["by_belarus"] * (t.belarus.involvement >= 3.0)
        + np.where(t.nato.intervention >= 2.0, t.world["kaliningrad.added_risk"], 0.0)
    )
    month = 1.0 / WEEKS_PER_MONTH
    possible = t.fighting & (p["propensity"] > 0.0)
    climb = rules.climb_hazard(p["climb_hazard"], triggers)
    rises = (t.rolls.uniform("escalation/up", t.week) < p_of_hazard(climb * month)) & possible
    collide = rules.climb_hazard(p["incident_hazard"], triggers)
    collides = (t.rolls.uniform("escalation/incident", t.week) < p_of_hazard(collide * month)) & possible
    settles = np.where(ladder.rung >= rules.INCIDENT, 1.0 / p["incident_weeks"], p["descent_hazard"] * month)
    falls = (t.rolls.uniform("escalation/down", t.week) < p_of_hazard(settles)) & ~rises
    floor = rules.policy_floor(permission, t.nato.intervention)
    moved = rules.ladder_after_week(ladder.rung, floor, rises, falls, collides)
    at_peace = t.diplomacy.at_peace
    ladder.rung = np.where(t.going, np.where(at_peace, 0.0, moved), ladder.rung)
    ladder.peak = np.maximum(ladder.peak, ladder.rung)


def nuclear_use(t: Theatre) -> Bools:
    """Whether Russia uses a nuclear weapon this week; a demonstration comes first where it comes at all."""
    p, ladder = t.world.section("escalation"), t.ladder
    hazard = rules.nuclear_hazard(
        p["nuclear_hazard_calm"],
        p["nuclear_hazard_crisis"],
        p["nuclear_hazard_combat"],
        ladder.crisis,
        t.nato.intervention >= 4.0,
        p["propensity"],
    )
    shown = t.rolls.uniform("escalation/demonstration", t.week) < p_of_hazard(
        hazard * p["demonstration_factor"] / WEEKS_PER_MONTH
    )
    ladder.demonstrated = ladder.demonstrated | (shown & t.fighting)
    ladder.peak = np.where(ladder.demonstrated & t.going, np.maximum(ladder.peak, 8.0), ladder.peak)
    t.note("demonstrative nuclear act", ladder.demonstrated)
    used = t.rolls.uniform("escalation/nuclear_use", t.week) < p_of_hazard(hazard / WEEKS_PER_MONTH)
    regained = -t.front.gained / t.front.losable.sum(axis=0)
    asked = (regained >= p["crimea_threatened_at"]) & ~ladder.crimea_asked & t.fighting
    answered = t.rolls.uniform("escalation/crimea", t.week) < p["nuclear_answer_crimea"] * np.minimum(
        1.0, p["propensity"]
    )
    ladder.crimea_asked = ladder.crimea_asked | asked
    t.note("Crimea threatened", asked)
    return np.asarray((used & t.fighting) | (asked & answered))


def nato_war(t: Theatre) -> Bools:
    """Whether NATO and Russia are at war with each other from this week."""
    p = t.world.section("escalation")
    hazard = rules.nato_war_hazard(
        p["nato_war_hazard"],
        t.nato.intervention,
        p["nato_war_per_rung"],
        t.ladder.rung >= rules.INCIDENT,
        p["incident_factor"],
        np.where(t.nato.intervention >= 2.0, t.world["kaliningrad.added_risk"], 0.0),
    )
    hazard = hazard * (p["propensity"] > 0.0)
    return np.asarray(
        (t.rolls.uniform("escalation/nato_war", t.week) < p_of_hazard(hazard / WEEKS_PER_MONTH)) & t.fighting
    )


def aftermath(t: Theatre, used: Bools, war: Bools) -> None:
    """What follows a catastrophe, as outcomes beside the ending: a general exchange, nuclear use in a NATO war."""
    p, ladder = t.world.section("escalation"), t.ladder
    exchange = t.rolls.uniform("escalation/general_exchange", t.week) < p["general_exchange_after_use"]
    ladder.general_exchange = ladder.general_exchange | (used & exchange)
    year = p_of_hazard(p["propensity"] * p["nuclear_hazard_combat"] * 12.0)
    nuclear = t.rolls.uniform("escalation/nuclear_after_nato_war", t.week) < year
    ladder.nuclear_after_nato_war = ladder.nuclear_after_nato_war | (war & nuclear)
    ladder.peak = np.where(war, np.maximum(ladder.peak, 7.0), ladder.peak)
    ladder.peak = np.where(used, np.where(exchange, 10.0, 9.0), ladder.peak)
