"""Supply: what each side makes, gets, and fires off this week."""

from __future__ import annotations

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, Floats
from sim.rules import supply as rules
from sim.war.agents.backers import Belarus, Iran, Nato
from sim.war.agents.belligerent import Belligerent
from sim.war.state import Theatre

FIRED = (rules.SHELLS, rules.TACTICAL_DRONES, rules.GLIDE_BOMBS)
"""Kinds used against troops at a demanded rate; the others are used by the campaigns they belong to."""


def supply(t: Theatre) -> None:
    """Deliveries, production and use of the munitions fired at troops."""
    t.iran.week(t.rolls.normal("iran/willingness", "iran/competing_need", week=t.week))
    t.nato.week(t.rolls.normal("nato/us_will", "nato/europe_will", week=t.week))
    t.belarus.week()
    for side in t.sides:
        _produce(side, t)
        inflow = side.capacity * _rearming(side, t) / WEEKS_PER_MONTH + _from_backers(side, t)
        lost = _interdicted(side, t)
        inflow[[*FIRED, rules.ARMOUR]] *= 1.0 - lost
        side.inflow = inflow
        side.used = np.zeros_like(side.stock)
        demand = (
            side.numbers.by("demand", tuple(rules.KINDS[k] for k in FIRED)) / WEEKS_PER_MONTH * t.fighting
        )
        rows = slice(FIRED[0], FIRED[-1] + 1)
        side.used[rows] = rules.use(demand, side.stock[rows], inflow[rows])
        side.supply_ratio = rules.supply_ratio(side.used[rules.SHELLS], demand[0])
        if t.week == 0:
            side.supply_at_start = np.maximum(side.supply_ratio, 1e-3)


def book(t: Theatre) -> None:
    """Close the week's books: stocks after everything that came in, was used or lost."""
    for side in t.sides:
        side.stock = rules.after_week(side.stock, side.inflow, side.used, np.zeros(1))


def _produce(side: Belligerent, t: Theatre) -> None:
    """Move production towards its target, as money, economy, damage and transferred technology allow."""
    p = side.numbers
    working = side.economy * side.funded * (1.0 - np.maximum(0.0, side.damage - side.damage_at_start))
    target = p.by("production_target", rules.KINDS) * working
    if t.iran.backs == side.name:
        ceiling = 1.0 + t.iran.numbers["technology_transfer_ceiling"]
        side.drone_output_factor = np.minimum(ceiling, side.drone_output_factor * (1.0 + t.iran.transfer))
    target[rules.LONG_RANGE_DRONES] *= side.drone_output_factor
    # What is rebuilt comes out of storage and ends with it.
    stored = np.maximum(0.0, p["armour_stored"] - side.armour_rebuilt)
    rebuilt = p["armour_rebuilt_share"] * side.capacity[rules.ARMOUR] / WEEKS_PER_MONTH
    side.armour_rebuilt = side.armour_rebuilt + np.minimum(rebuilt, stored)
    target[rules.ARMOUR] *= np.where(stored > 0.0, 1.0, 1.0 - p["armour_rebuilt_share"])
    side.capacity = rules.ramp(side.capacity, target, p["production_ramp"])


def _rearming(side: Belligerent, t: Theatre) -> Floats:
    """Factor by which a side that uses talks or a cease-fire to rearm lifts its output."""
    quiet = t.diplomacy.talks | t.diplomacy.at_peace
    return 1.0 + side.numbers["rearms_in_talks"] * quiet


def _from_backers(side: Belligerent, t: Theatre) -> Floats:
    """What others send this week. Shape (k, n)."""
    sent = np.zeros_like(side.stock)
    iran: Iran = t.iran
    nato: Nato = t.nato
    belarus: Belarus = t.belarus
    if iran.backs == side.name:
        sent += iran.deliveries
    if t.world.choices["north_korea.backs"] == side.name:
        sent[rules.SHELLS] += t.world["north_korea.shell_deliveries"] / WEEKS_PER_MONTH
    if belarus.backs == side.name:
        producing = belarus.involvement >= 2.0
        sent[rules.LONG_RANGE_DRONES] += np.where(
            producing, belarus.numbers["drone_production"] / WEEKS_PER_MONTH, 0.0
        )
    if nato.backs == side.name:
        sent += _nato_supply(nato, t)
    return sent


def _nato_supply(nato: Nato, t: Theatre) -> Floats:
    """NATO's deliveries by kind at this week's flow; industry ramps towards its target over time."""
    p = nato.numbers
    progress = -np.expm1(-t.week / p["industry_ramp"])
    rate = (
        p.by("supply", rules.KINDS)
        + (p.by("supply_target", rules.KINDS) - p.by("supply", rules.KINDS)) * progress
    )
    return np.asarray(rate / WEEKS_PER_MONTH * nato.aid_flow)


def _interdicted(side: Belligerent, t: Theatre) -> Floats:
    """Share of munitions on the way to the front that the enemy's strikes destroy."""
    p = t.world.section("air")
    strikes = t.enemy(side).ballistic_leaking
    return rules.interdicted(
        p["interdiction_base"], strikes, p["interdiction_per_missile"], p["interdiction_ceiling"]
    )
