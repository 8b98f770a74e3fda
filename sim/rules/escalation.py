"""Steps, answers, fear and incidents, and the two catastrophes at the top of the ladder.

Hazards with stated priors; nothing here knows which ending is liked. Nuclear hazards: Samotsvety and Swift Centre
(October 2022), 0 uses in 284 war-months with a nuclear-armed party. Deterrence: rivals with a nuclear patron, 1946-2010.
"""

from dataclasses import dataclass

import numpy as np

from sim.base.arrays import Bools, Floats
from sim.rules.ladders import NatoRung, Rung


def climb_hazard(base: Floats, triggers: Floats) -> Floats:
    """Hazard of one rung up: h0 exp(sum of triggers) [same unit as h0]."""
    return base * np.exp(triggers)


def ladder_after_week(rung: Floats, floor: Floats, *, up: Bools, down: Bools, incident: Bools) -> Floats:
    """Rung after a week: one up or one down by chance, an incident by accident, never below what policy implies.

    Policy lifts the floor directly (a decision to send trainers is rung 4). Chance moves one rung at a time and stops
    below an incident, which comes by accident alone and stands until it is settled (`down`). Rungs 7 and above are
    reached only through the hazards of war with NATO and of nuclear acts.
    """
    stands = rung >= Rung.INCIDENT
    by_chance = np.clip(rung + (up & ~stands) - down, Rung.STATUS_QUO, Rung.INCIDENT - 1)
    moved = np.where(incident | (stands & ~down), Rung.INCIDENT, by_chance)
    return np.asanyarray(np.maximum(moved, floor))


def policy_floor(permission: Floats, intervention: Floats, deep_from: Floats) -> Floats:
    """Lowest rung that NATO's policy implies.

    Args:
        permission: use of Western arms inside Russia, 0 none, 1 unrestricted.
        intervention: NATO's rung.
        deep_from: permission beyond which Western arms strike deep in Russia.
    """
    by_permission = Rung.STATUS_QUO + (permission > 0.0) + (permission > deep_from)
    trainers = np.where(intervention >= NatoRung.TRAINERS, Rung.TRAINERS, Rung.STATUS_QUO)
    by_presence = np.where(intervention >= NatoRung.TROOPS_IN_REAR, Rung.TROOPS_IN_REAR, trainers)
    return np.asanyarray(np.maximum(by_permission, by_presence))


def steps_taken(levels: Floats, marks: Floats) -> Floats:
    """Whole steps by which levels stand above their marks; what has been reached once is no step again.

    Args:
        levels: where policy stands, in steps.
        marks: the same where the last step of each was counted.
    """
    return np.asanyarray(np.floor(np.maximum(0.0, levels - marks) + 1e-9))


def chance_of_answer(steps: Floats, chance: Floats) -> Floats:
    """Probability that at least one of some steps is answered, each at the same chance p: 1 - (1 - p)^steps."""
    return np.asanyarray(1.0 - (1.0 - chance) ** steps)


def signals_after_week(signals: Floats, new: Floats, memory: Floats) -> Floats:
    """Nuclear signals that are remembered: a count that fades by exp(-1 / memory) a week, and those of the week.

    Args:
        signals: remembered a week ago.
        new: of this week.
        memory: time constant [weeks]; a steady stream of r a week is remembered as about r memory.
    """
    return signals * np.exp(-1.0 / memory) + new


def delayed(hazard: Floats, signals: Floats, delay: Floats) -> Floats:
    """Hazard of a step of the West while Russia signals: h exp(-f s) [same unit as h]; signals delay, they do not stop."""
    return hazard * np.exp(-delay * signals)


@dataclass(frozen=True)
class Outlook:
    """What Russia can see of its chances, or the weight of each part of it.

    Attributes:
        ground: share of what it holds that a year at the recent rate would take; negative where it gains.
        men: ln of the enemy's manning over its own.
        will: share of its normal will that is lost.
    """

    ground: Floats
    men: Floats
    will: Floats


GROUND_LIMITS = (-1.0, 2.0)
"""A rate that would take all twice over frightens no less than a faster one."""


def fear_of_defeat(belief: Floats, seen: Outlook, weights: Outlook, *, at_rest: Floats, otherwise: Floats) -> Floats:
    """Probability of its defeat within a year as Russia itself sees it.

    At the front: logit d = a + logit(1 - b) + w_g clip(g, -1, 2) + w_m m + w_w w; in all, 1 - (1 - d)(1 - q).
    Judgement: a and w_g are set so that June 2024 gives some .04 and October 2022, after Kharkiv, .8. Extrapolates
    eight weeks to a year; knows no plans and no reserves not yet seen at the front.

    Args:
        belief: its own that it prevails, b in [0, 1].
        seen: g, m, w.
        weights: w_g, w_m, w_w.
        at_rest: a, ln of the odds that a war without movement that is not won is lost within the year.
        otherwise: q, of defeat on another way: by giving up once spent, by a war with NATO, which would be lost by arms.
    """
    ground = np.clip(seen.ground, *GROUND_LIMITS)
    odds = np.exp(at_rest + weights.ground * ground + weights.men * seen.men + weights.will * seen.will)
    at_front = (1.0 - belief) * odds / (belief + (1.0 - belief) * odds)
    return np.asanyarray(1.0 - (1.0 - at_front) * (1.0 - otherwise))


def faced(fear: Floats, least: Floats, full: Floats) -> Floats:
    """How far what Russia faces is a crisis, 0-1: clip((P - least) / (full - least), 0, 1) of its fear of defeat P."""
    return np.asanyarray(np.clip((fear - least) / (full - least), 0.0, 1.0))


@dataclass(frozen=True)
class NuclearHazard:
    """Monthly hazards of Russian nuclear use, before the propensity.

    Attributes:
        calm: where Russia does not fear defeat [1/month]; the prior.
        crisis: where it does.
    """

    calm: Floats
    crisis: Floats


def nuclear_hazard(crisis: Floats, propensity: Floats, deterred: Floats, by: NuclearHazard) -> Floats:
    """Monthly hazard of Russian nuclear use: m r calm (crisis / calm)^G, one path from calm to crisis.

    Args:
        crisis: G, how far what Russia faces is a crisis, 0-1.
        propensity: m; 0 switches it off.
        deterred: r, what the expected answer leaves of it relative to the answer that the prior was stated under.
        by: hazards at both ends; a crisis is never the calmer.
    """
    return np.asanyarray(propensity * deterred * by.calm ** (1.0 - crisis) * np.maximum(by.crisis, by.calm) ** crisis)


def left_by_answer(ratio: Floats, expected: Floats, anchor: Floats) -> Floats:
    """What a changed Western answer leaves of the nuclear hazard: r^(D - D0). The exponent is judgement.

    Args:
        ratio: r, hazard ratio of a certain answer against none.
        expected: D, probability of an answer as Russia expects it.
        anchor: D0, under which the prior was stated.
    """
    return np.asanyarray(ratio ** (expected - anchor))


def left_by_force(ratio: Floats, share: Floats, enough: Floats) -> Floats:
    """What a force in the country leaves of the hazard of deliberate attack: r^min(1, b / b*); small forces do little.

    Args:
        ratio: r, hazard ratio of full deterrence.
        share: b, the force over the enemy's at the front.
        enough: b*, share from which it deters in full.
    """
    return np.asanyarray(ratio ** np.minimum(1.0, share / enough))


def friction(intervention: Floats, by_trainers: Floats, by_troops: Floats) -> Floats:
    """Factor of NATO's presence on incidents: 1 without, then that of trainers, then that of troops."""
    trainers = np.where(intervention >= NatoRung.TRAINERS, by_trainers, 1.0)
    return np.asanyarray(np.where(intervention >= NatoRung.TROOPS_IN_REAR, by_troops, trainers))
