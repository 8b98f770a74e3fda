"""Supply: what each side makes, gets, and fires off this week."""

from __future__ import annotations

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, Floats
from sim.rules import supply as rules
from sim.war.agents.backers import Belarus, Iran, Nato
from sim.war.agents.belligerent import Belligerent
from sim.war.state import State

FIRED = (rules.SHELLS, rules.TACTICAL_DRONES, rules.GLIDE_BOMBS)
"""Kinds used against troops at a demanded rate; the others are used by the campaigns they belong to."""


def supply(state: State) -> None:
    """Deliveries, production and use of the munitions fired at troops."""
    state.iran.week(state.rolls.normal("iran/willingness", "iran/competing_need", week=state.week))
    state.nato.week(state.rolls.normal("nato/us_will", "nato/europe_will", week=state.week))
    state.belarus.week()
    for side in state.sides:
        _produce(side, state)
        inflow = side.capacity * _rearming(side, state) / WEEKS_PER_MONTH + _from_backers(side, state)
        lost = _interdicted(side, state)
        inflow[[*FIRED, rules.ARMOUR]] *= 1.0 - lost
        side.inflow = inflow
        side.used = np.zeros_like(side.stock)
        demand = (
            side.numbers.by("demand", tuple(rules.KINDS[k] for k in FIRED)) / WEEKS_PER_MONTH * state.fighting
        )
        rows = slice(FIRED[0], FIRED[-1] + 1)
        side.used[rows] = rules.use(demand, side.stock[rows], inflow[rows])
        side.supply_ratio = rules.supply_ratio(side.used[rules.SHELLS], demand[0])
        if state.week == 0:
            side.supply_at_start = np.maximum(side.supply_ratio, 1e-3)


def book(state: State) -> None:
    """Close the week's books: stocks after everything that came in, was used or lost."""
    for side in state.sides:
        side.stock = rules.after_week(side.stock, side.inflow, side.used, np.zeros(1))


def _produce(side: Belligerent, state: State) -> None:
    """Move production towards its target, as money, economy, damage and transferred technology allow."""
    p = side.numbers
    working = side.economy * side.funded * (1.0 - np.maximum(0.0, side.damage - side.damage_at_start))
    target = p.by("production_target", rules.KINDS) * working
    if state.iran.backs == side.name:
        ceiling = 1.0 + state.iran.numbers["technology_transfer_ceiling"]
        side.drone_output_factor = np.minimum(ceiling, side.drone_output_factor * (1.0 + state.iran.transfer))
    target[rules.LONG_RANGE_DRONES] *= side.drone_output_factor
    # What is rebuilt comes out of storage and ends with it.
    stored = np.maximum(0.0, p["armour_stored"] - side.armour_rebuilt)
    rebuilt = p["armour_rebuilt_share"] * side.capacity[rules.ARMOUR] / WEEKS_PER_MONTH
    side.armour_rebuilt = side.armour_rebuilt + np.minimum(rebuilt, stored)
    target[rules.ARMOUR] *= np.where(stored > 0.0, 1.0, 1.0 - p["armour_rebuilt_share"])
    side.capacity = rules.ramp(side.capacity, target, p["production_ramp"])


def _rearming(side: Belligerent, state: State) -> Floats:
    """Factor by which a side that uses talks or a cease-fire to rearm lifts its output."""
    quiet = state.diplomacy.talks | state.diplomacy.at_peace
    return 1.0 + side.numbers["rearms_in_talks"] * quiet


def _from_backers(side: Belligerent, state: State) -> Floats:
    """What others send this week. Shape (k, n)."""
    sent = np.zeros_like(side.stock)
    iran: Iran = state.iran
    nato: Nato = state.nato
    belarus: Belarus = state.belarus
    if iran.backs == side.name:
        sent += iran.deliveries
    if state.inputs.choices["north_korea.backs"] == side.name:
        sent[rules.SHELLS] += state.inputs["north_korea.shell_deliveries"] / WEEKS_PER_MONTH
    if belarus.backs == side.name:
        producing = belarus.involvement >= 2.0
        sent[rules.LONG_RANGE_DRONES] += np.where(
            producing, belarus.numbers["drone_production"] / WEEKS_PER_MONTH, 0.0
        )
    if nato.backs == side.name:
        sent += _nato_supply(nato, state)
    return sent


def _nato_supply(nato: Nato, state: State) -> Floats:
    """NATO's deliveries by kind at this week's flow; industry ramps towards its target over time."""
    p = nato.numbers
    progress = -np.expm1(-state.week / p["industry_ramp"])
    rate = (
        p.by("supply", rules.KINDS)
        + (p.by("supply_target", rules.KINDS) - p.by("supply", rules.KINDS)) * progress
    )
    return np.asarray(rate / WEEKS_PER_MONTH * nato.aid_flow)


def _interdicted(side: Belligerent, state: State) -> Floats:
    """Share of munitions on the way to the front that the enemy's strikes destroy."""
    p = state.inputs.section("air")
    strikes = state.enemy(side).ballistic_leaking
    return rules.interdicted(
        p["interdiction_base"], strikes, p["interdiction_per_missile"], p["interdiction_ceiling"]
    )
