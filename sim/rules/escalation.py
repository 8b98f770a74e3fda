"""The ladder and the two catastrophes. Hazards with stated priors; nothing here knows which ending is liked.

Ladder after Kahn 1965, cut to ten rungs. Nuclear hazards: Samotsvety and Swift Centre (October 2022), 0 uses in 284
war-months with a nuclear-armed party; NATO-Russia: MID base rates, Atlantic Council survey as a ceiling.
"""

from __future__ import annotations

import numpy as np

from sim.base.arrays import Bools, Floats

RUNGS = (
    "cease-fire",
    "status quo",
    "new class of weapons or wider permission",
    "Western arms strike deep in Russia",
    "NATO trainers or air defence over Ukraine",
    "NATO troops in Ukraine's rear",
    "NATO-Russia incident with deaths",
    "NATO-Russia combat",
    "demonstrative nuclear act",
    "nuclear use",
    "general exchange",
)
"""What each rung of the escalation ladder stands for, 0 to 10."""

INCIDENT = 6


def climb_hazard(base: Floats, triggers: Floats) -> Floats:
    """Hazard of one rung up: h0 exp(sum of triggers) [same unit as h0]."""
    return base * np.exp(triggers)


def ladder_after_week(rung: Floats, floor: Floats, up: Bools, down: Bools, incident: Bools) -> Floats:
    """Rung after a week: one up or one down by chance, an incident by accident, never below what policy implies.

    Policy lifts the floor directly (a decision to send trainers is rung 4); chance moves one rung at a time; forces
    that meet by accident stand at an incident at once. Rungs 7 and above are reached only through the hazards of war
    with NATO and of nuclear acts.
    """
    moved = np.clip(rung + up - down, 1.0, float(INCIDENT))
    return np.asarray(np.maximum(np.where(incident, float(INCIDENT), moved), floor))


def policy_floor(permission: Floats, intervention: Floats) -> Floats:
    """Lowest rung that NATO's policy implies.

    Args:
        permission: use of Western arms inside Russia, 0 none, 1 unrestricted.
        intervention: NATO's rung, 0 supplies only, 1 wide permission, 2 trainers, 3 troops in the rear, 4 combat.
    """
    by_permission = 1.0 + (permission > 0.0) + (permission > 0.5)
    by_presence = np.where(intervention >= 3.0, 5.0, np.where(intervention >= 2.0, 4.0, 1.0))
    return np.asarray(np.maximum(by_permission, by_presence))


def nuclear_hazard(
    calm: Floats, crisis: Floats, combat: Floats, in_crisis: Bools, in_combat: Bools, propensity: Floats
) -> Floats:
    """Monthly hazard of Russian nuclear use in the regime of the week, times the propensity (0 switches it off)."""
    regime = np.where(
        in_combat, np.maximum(combat, calm), np.where(in_crisis, np.maximum(crisis, calm), calm)
    )
    return propensity * regime


def nato_war_hazard(
    base: Floats,
    intervention: Floats,
    per_rung: Floats,
    incident: Bools,
    incident_factor: Floats,
    added: Floats,
) -> Floats:
    """Monthly hazard of war between NATO and Russia.

    h0 m^rung (i after an incident) (1 + a)

    Args:
        base: h0 with NATO only supplying [1/month], 0.0005-0.003.
        intervention: NATO's rung, 0-4.
        per_rung: m; 3-20 times in all at troops in Ukraine (rung 3) means m of 1.4-2.7.
        incident: an incident with deaths is open.
        incident_factor: i.
        added: a, what Kaliningrad adds once NATO is present.
    """
    return base * per_rung**intervention * np.where(incident, incident_factor, 1.0) * (1.0 + added)
