"""The ladder and the two catastrophes. Hazards with stated priors; nothing here knows which ending is liked.

Nuclear hazards: Samotsvety and Swift Centre (October 2022), 0 uses in 284
war-months with a nuclear-armed party; NATO-Russia: MID base rates, Atlantic Council survey as a ceiling.
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
    return np.asarray(np.maximum(moved, floor))


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
    return np.asarray(np.maximum(by_permission, by_presence))


@dataclass(frozen=True)
class NuclearHazard:
    """Monthly hazards of Russian nuclear use by regime, before the propensity.

    Attributes:
        calm: as the war stands [1/month].
        crisis: in a rout or an open incident.
    """

    calm: Floats
    crisis: Floats


def nuclear_hazard(in_crisis: Bools, propensity: Floats, by: NuclearHazard) -> Floats:
    """Monthly hazard of Russian nuclear use in the regime of the week, times the propensity (0 switches it off)."""
    return propensity * np.where(in_crisis, np.maximum(by.crisis, by.calm), by.calm)


@dataclass(frozen=True)
class NatoWarHazard:
    """Monthly hazard of war between NATO and Russia.

    Attributes:
        base: h0 with NATO only supplying [1/month], 0.0005-0.003.
        per_rung: m; 3-20 times in all at troops in Ukraine (rung 3) means m of 1.4-2.7.
        incident: i, factor while an incident with deaths is open.
    """

    base: Floats
    per_rung: Floats
    incident: Floats


def nato_war_hazard(intervention: Floats, incident: Bools, added: Floats, by: NatoWarHazard) -> Floats:
    """Monthly hazard of war between NATO and Russia.

    h0 m^rung (i after an incident) (1 + a)

    Args:
        intervention: NATO's rung, 0-4.
        incident: an incident with deaths is open.
        added: a, what Kaliningrad adds once NATO is present.
        by: coefficients.
    """
    return by.base * by.per_rung**intervention * np.where(incident, by.incident, 1.0) * (1.0 + added)
