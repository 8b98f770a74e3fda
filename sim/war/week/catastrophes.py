"""Nuclear use and war between NATO and Russia: whether they happen, how likely that was, and what the prior alone gives."""

import numpy as np

from sim.base.arrays import MONTHS_PER_YEAR, WEEKS_PER_MONTH, Bools, Floats
from sim.rules import escalation as rules
from sim.rules.chance import p_of_hazard
from sim.rules.ladders import NatoRung, Rung
from sim.war.inputs import Section
from sim.war.randomness import Stream
from sim.war.state import State
from sim.war.week.escalation import by_kaliningrad

NATO_WAR = Stream("escalation/nato_war")
INCIDENT_TO_WAR = Stream("escalation/incident_to_war")
DEMONSTRATION = Stream("escalation/demonstration")
NUCLEAR_USE = Stream("escalation/nuclear_use")
GENERAL_EXCHANGE = Stream("escalation/general_exchange")
NUCLEAR_AFTER_NATO_WAR = Stream("escalation/nuclear_after_nato_war")
CRIMEA = Stream("escalation/crimea")


def break_out(state: State) -> tuple[Bools, Bools]:
    """Which wars come to nuclear use this week, and in which war with NATO begins; they are recorded with their chances."""
    p, now = state.inputs.section("escalation"), state.escalation
    war, p_war = _nato_war(state, p)
    used, p_used = _nuclear_use(state, p)
    p_after = _nuclear_after(p)
    after = war & (state.random(NUCLEAR_AFTER_NATO_WAR) < p_after)
    fighting = state.fighting.astype(np.float64)
    now.nuclear_risk = now.nuclear_risk + fighting * _either(p_used, p_war * p_after)
    now.nato_war_risk = now.nato_war_risk + fighting * p_war * (1.0 - p_after) * (1.0 - p_used)
    _add_prior(state, p, fighting)
    _record(state, p, used | after, war)
    return used | after, war


def _nuclear_use(state: State, p: Section) -> tuple[Bools, Floats]:
    """Whether Russia uses a nuclear weapon, and the chance of it; a demonstration comes first where it comes at all."""
    now = state.escalation
    crisis = rules.faced(now.fear, p["fear_from"], p["fear_full"])
    deterred = rules.left_by_answer(p["deterrence"], p["answer_expected"], p["answer_anchor"])
    ends = rules.NuclearHazard(calm=p["nuclear_hazard_calm"], crisis=p["nuclear_hazard_crisis"])
    hazard = rules.nuclear_hazard(crisis, p["propensity"], deterred, ends) / WEEKS_PER_MONTH
    shown = state.happens(DEMONSTRATION, hazard * p["demonstration_factor"])
    now.demonstrated = now.demonstrated | (shown & state.fighting)
    now.peak = np.where(now.demonstrated & state.going, np.maximum(now.peak, Rung.DEMONSTRATION), now.peak)
    state.record_first("demonstrative nuclear act", now.demonstrated)
    regained = -state.front.won / state.russia.stake
    asked = (regained >= p["crimea_threatened_at"]) & ~now.crimea_asked & state.fighting
    p_answer = p["nuclear_answer_crimea"] * np.minimum(1.0, p["propensity"])
    now.crimea_asked = now.crimea_asked | asked
    state.record_first("Crimea threatened", asked)
    used = (state.happens(NUCLEAR_USE, hazard) & state.fighting) | (asked & (state.random(CRIMEA) < p_answer))
    return np.asanyarray(used), _either(p_of_hazard(hazard), asked * p_answer)


def _nato_war(state: State, p: Section) -> tuple[Bools, Floats]:
    """Whether NATO and Russia are at war from this week, and the chance of it.

    Its troops in combat with Russia's are that war. Else Russia attacks on purpose, which a force large enough deters,
    or an incident that opens this week comes to war.
    """
    now, possible = state.escalation, state.fighting & (p["propensity"] > 0.0)
    share = state.nato.relief / np.maximum(state.russia.front_force, 1.0)
    left = rules.left_by_force(p["deterrence"], share, p["deterring_share"])
    hazard = p["nato_war_hazard"] * left * (1.0 + by_kaliningrad(state)) / WEEKS_PER_MONTH
    by_incident = now.opens & (state.random(INCIDENT_TO_WAR) < p["war_given_incident"])
    in_combat = state.nato.intervention >= NatoRung.COMBAT
    begins = (state.happens(NATO_WAR, hazard) | by_incident | in_combat) & possible
    chance = _either(p_of_hazard(hazard), now.chance_of_incident * p["war_given_incident"])
    now.in_combat, now.by_incident = in_combat & begins, by_incident & begins
    return np.asanyarray(begins), np.where(in_combat, 1.0, chance) * possible


def _nuclear_after(p: Section) -> Floats:
    """Chance that a war with NATO comes to nuclear use within a year."""
    return p_of_hazard(p["propensity"] * p["nuclear_hazard_combat"] * MONTHS_PER_YEAR)


def _add_prior(state: State, p: Section, fighting: Floats) -> None:
    """A week more of what the priors alone give: calm, no presence, no step, and the answer they were stated under."""
    now, p_after = state.escalation, _nuclear_after(p)
    calm = p_of_hazard(p["propensity"] * p["nuclear_hazard_calm"] / WEEKS_PER_MONTH)
    incident = p_of_hazard(p["incident_hazard"] / WEEKS_PER_MONTH) * p["war_given_incident"]
    war = _either(p_of_hazard(p["nato_war_hazard"] / WEEKS_PER_MONTH), incident) * (p["propensity"] > 0.0)
    now.nuclear_prior = now.nuclear_prior + fighting * _either(calm, war * p_after)
    now.nato_war_prior = now.nato_war_prior + fighting * war * (1.0 - p_after) * (1.0 - calm)


def _either(one: Floats, other: Floats) -> Floats:
    """Probability of one or the other of two independent events."""
    return np.asanyarray(1.0 - (1.0 - one) * (1.0 - other))


def _record(state: State, p: Section, used: Bools, war: Bools) -> None:
    """What a catastrophe comes to, as outcomes beside the ending: a general exchange, nuclear use in a war with NATO.

    Args:
        state: of the block.
        p: numbers of the escalation.
        used: nuclear use this week.
        war: a war with NATO that begins this week, whether or not it comes to nuclear use.
    """
    now = state.escalation
    exchange = state.random(GENERAL_EXCHANGE) < p["general_exchange_after_use"]
    now.general_exchange = now.general_exchange | (used & exchange)
    now.nuclear_after_nato_war = now.nuclear_after_nato_war | (war & used)
    now.peak = np.where(war, np.maximum(now.peak, Rung.COMBAT), now.peak)
    now.peak = np.where(used, np.where(exchange, Rung.GENERAL_EXCHANGE, Rung.NUCLEAR_USE), now.peak)
