"""The ladder, what the West's steps are answered with, incidents, and what Russia fears."""

import numpy as np

from sim.base.arrays import MONTHS_PER_YEAR, WEEKS_PER_MONTH, WEEKS_PER_YEAR, Bools, Floats
from sim.rules import escalation as rules
from sim.rules.chance import p_of_hazard
from sim.rules.ladders import BelarusRung, Rung
from sim.war.inputs import Section
from sim.war.randomness import Stream
from sim.war.state import State, western_levels

UP = Stream("escalation/up")
DOWN = Stream("escalation/down")
INCIDENT = Stream("escalation/incident")
SIGNAL = Stream("escalation/signal")
FORCE = Stream("escalation/force")

LEAST_MANNING = 0.01
"""Manning below which a line counts as manned that much: its logarithm stays finite."""


def escalate(state: State) -> None:
    """A week of steps, answers and incidents; the catastrophes end the war in `endings`."""
    p, now = state.inputs.section("escalation"), state.escalation
    rout = state.front.recent_gain < -p["rout_area"]
    _step(state, p)
    _collide(state, p)
    _climb(state, p, rout)
    now.incident_open = (now.rung >= Rung.INCIDENT) & state.fighting
    now.fear = _fear(state, p)
    now.peak_fear = np.maximum(now.peak_fear, now.fear * state.fighting)
    state.record_first("Russian rout", rout)
    state.record_first("NATO-Russia incident with deaths", now.rung >= Rung.INCIDENT)


def _step(state: State, p: Section) -> None:
    """Thresholds that the West crosses, and Russia's answers: a nuclear signal, more rarely force on NATO."""
    now, nato = state.escalation, state.nato
    taken = rules.steps_taken(western_levels(p, nato.permitted, nato.intervention, nato.announced), now.marks)
    now.marks = now.marks + taken
    now.crossed = taken.sum(axis=0) * state.fighting
    possible = state.fighting & (p["propensity"] > 0.0)
    now.chance_of_force = rules.chance_of_answer(now.crossed, p["force_by_step"]) * possible
    now.forced = state.random(FORCE) < now.chance_of_force
    answered = rules.chance_of_answer(now.crossed, p["signal_by_step"])
    now.signalled = (state.random(SIGNAL) < answered) & possible
    now.signals = rules.signals_after_week(now.signals, now.signalled.astype(np.float64), p["signal_memory_weeks"])
    now.steps_total = now.steps_total + now.crossed
    now.signals_total = now.signals_total + now.signalled
    state.record_first("Russia answers a step with force on NATO", now.forced)


def _collide(state: State, p: Section) -> None:
    """Incidents with deaths open: by friction, by Russia's force on NATO, or because a scenario says so."""
    now = state.escalation
    possible = state.fighting & (p["propensity"] > 0.0)
    presence = rules.friction(state.nato.intervention, p["incident_by_trainers"], p["incident_by_troops"])
    hazard = p["incident_hazard"] * presence * (1.0 + by_kaliningrad(state)) / WEEKS_PER_MONTH
    given = (now.rung >= Rung.INCIDENT) & ~now.incident_open
    friction = p_of_hazard(hazard)
    now.collides = ((state.random(INCIDENT) < friction) | now.forced) & possible
    now.opens = (now.collides | given) & possible
    either = 1.0 - (1.0 - friction) * (1.0 - now.chance_of_force)
    now.chance_of_incident = np.where(given, 1.0, either) * possible


def _climb(state: State, p: Section, rout: Bools) -> None:
    """One rung up or down by chance, never below what NATO's policy implies."""
    now = state.escalation
    triggers = (
        p["by_intervention"] * state.nato.intervention
        + p["by_rout"] * rout
        + p["by_belarus"] * (state.belarus.involvement >= BelarusRung.MASSED_TROOPS)
        + by_kaliningrad(state)
    )
    month = 1.0 / WEEKS_PER_MONTH
    climb = rules.climb_hazard(p["climb_hazard"], triggers)
    rises = state.happens(UP, climb * month) & state.fighting & (p["propensity"] > 0.0)
    settles = np.where(now.rung >= Rung.INCIDENT, 1.0 / p["incident_weeks"], p["descent_hazard"] * month)
    falls = state.happens(DOWN, settles) & ~rises
    floor = rules.policy_floor(state.nato.permitted, state.nato.intervention, p["deep_strikes_from"])
    moved = rules.ladder_after_week(now.rung, floor, up=rises, down=falls, incident=now.collides)
    in_force = np.where(state.diplomacy.at_peace, Rung.CEASE_FIRE, moved)
    now.rung = np.where(state.going, in_force, now.rung)
    now.peak = np.maximum(now.peak, now.rung)


def _fear(state: State, p: Section) -> Floats:
    """Probability of Russia's defeat within a year as it sees it: at the front, by giving up, by a war with NATO."""
    russia, front, ends = state.russia, state.front, state.inputs.section("endings")
    held = np.maximum(russia.stake + front.gained, 1.0)
    pace = -front.recent_gain / state.inputs["front.memory_weeks"] * WEEKS_PER_YEAR
    own, enemy = (np.maximum(side.manning, LEAST_MANNING) for side in (russia, state.enemy(russia)))
    seen = rules.Outlook(ground=pace / held, men=np.log(enemy / own), will=1.0 - russia.spirit)
    weights = rules.Outlook(ground=p["fear_by_ground"], men=p["fear_by_men"], will=p["fear_by_will"])
    spent = russia.exhausted_weeks >= ends["exhausted_weeks"]
    gives_up = p_of_hazard(ends["giving_up_hazard"] * MONTHS_PER_YEAR) * spent
    at_war = p["war_given_incident"] * state.escalation.incident_open
    otherwise = 1.0 - (1.0 - gives_up) * (1.0 - at_war)
    return rules.fear_of_defeat(russia.belief, seen, weights, at_rest=p["fear_at_rest"], otherwise=otherwise)


def by_kaliningrad(state: State) -> Floats:
    """Risk that Kaliningrad adds once NATO is present in Ukraine or threatens a blockade."""
    return np.asanyarray(state.inputs["kaliningrad.added_risk"] * state.kaliningrad_tension)
