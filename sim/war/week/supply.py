"""Supply: what each side makes, gets, and fires off this week."""

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, Floats, stacked
from sim.rules import air as rules_of_air
from sim.rules import supply as rules
from sim.rules.supply import FIRED, KINDS, Kind
from sim.war.agents.belligerent import Belligerent
from sim.war.state import State

FIRED_ROWS = slice(FIRED[0], FIRED[-1] + 1)
FIRED_KEYS = KINDS[FIRED_ROWS]
IS_ARMOUR = np.array([[kind == Kind.ARMOUR] for kind in range(len(KINDS))])
"""Shape (k, 1)."""
TO_THE_FRONT = np.array([[kind in (*FIRED, Kind.ARMOUR)] for kind in range(len(KINDS))])
"""Kinds that the enemy's strikes can destroy on their way, shape (k, 1)."""


def open_supply(state: State) -> None:
    """What each side could fire in the first week: the fire and the supply that are seen before it."""
    for side in state.sides:
        side.inflow = _brought(side, side.inflow, state)
        side.fired = _fire(side, state)
        side.supply_ratio = rules.supply_ratio(side.fired[0], state.shells_needed)


def supply(state: State) -> None:
    """Deliveries, production and use of the munitions fired at troops."""
    for helper in state.helpers:
        helper.live(state.random)
    for side in state.sides:
        _produce(side, state)
        made = _made(side) * _rearming(side, state) / WEEKS_PER_MONTH
        side.inflow = _brought(side, made, state)
        side.fired = _fire(side, state)
        side.supply_ratio = rules.supply_ratio(side.fired[0], state.shells_needed)


def _fire(side: Belligerent, state: State) -> Floats:
    """Munitions fired at troops this week, shape (kinds, n): as depots, deliveries and the rate wanted allow."""
    p, own = state.inputs.section("front"), side.numbers
    available = side.stock[FIRED_ROWS] + side.inflow[FIRED_ROWS]
    flown = stacked({FIRED.index(Kind.GLIDE_BOMBS): _sorties(side, state)}, len(FIRED), state.n, otherwise=1.0)
    wanted = own.by("demand", FIRED_KEYS) * flown / WEEKS_PER_MONTH
    pace = rules.Fire(own.by("cover_wanted", FIRED_KEYS), p["fire_by_cover"], p["fire_ceiling"])
    return rules.fire(available, wanted, pace) * (1.0 - side.disrupted) * state.fighting


def _sorties(side: Belligerent, state: State) -> Floats:
    """Glide bombs that its aircraft can bring to the line: more where the enemy's air defence there is thin."""
    enemy, shared = state.enemy(side), state.inputs.section("air")
    kept = enemy.stock[Kind.INTERCEPTORS] * enemy.numbers["interceptors_at_front"]
    cover = np.minimum(1.0, kept / enemy.numbers["interceptors_wanted_at_front"])
    return rules_of_air.sorties(cover, enemy.numbers["front_cover_reference"], shared["bombs_by_open_sky"])


def _wear_barrels(side: Belligerent) -> None:
    """Guns with good barrels after a week: worn by what they fired, replaced from a store and new ones."""
    p = side.numbers
    # Worn barrels go on firing, badly: of what is fired, good ones bear their share.
    good = np.minimum(1.0, side.barrels / np.maximum(p["barrels"], 1.0))
    worn = side.fired[FIRED.index(Kind.SHELLS)] / p["barrel_life"] * good
    missing = np.maximum(0.0, p["barrels"] - side.barrels + worn)
    stored = np.minimum(missing, side.barrels_stored)
    made = np.minimum(missing - stored, p["barrel_production"] / WEEKS_PER_MONTH)
    side.barrels_stored = side.barrels_stored - stored
    side.barrels = np.maximum(0.0, side.barrels - worn + stored + made)


def update_stocks(state: State) -> None:
    """Stocks after everything that came in, was used or lost this week."""
    for side in state.sides:
        used = {
            **dict(zip(FIRED, side.fired, strict=True)),
            Kind.ARMOUR: side.armour_lost,
            Kind.LONG_RANGE_DRONES: side.drones_launched,
            Kind.CRUISE_MISSILES: side.cruise_launched,
            Kind.BALLISTIC_MISSILES: side.ballistic_launched,
            Kind.INTERCEPTORS: side.interceptors_fired[0],
            Kind.BALLISTIC_INTERCEPTORS: side.interceptors_fired[1],
        }
        side.used = stacked(used, len(KINDS), state.n)
        side.stock = rules.after_week(side.stock, side.inflow, side.used)
        _wear_barrels(side)


def _produce(side: Belligerent, state: State) -> None:
    """Move production towards its target, as money, economy, damage and transferred technology allow."""
    p = side.numbers
    working = side.economy * side.funded * side.undamaged
    if state.iran.backs == side.name:
        ceiling = 1.0 + state.iran.numbers["technology_transfer_ceiling"]
        side.drone_output_factor = np.minimum(ceiling, side.drone_output_factor * (1.0 + state.iran.transfer))
    factors = {Kind.LONG_RANGE_DRONES: side.drone_output_factor}
    target = p.by("production_target", KINDS) * working * stacked(factors, len(KINDS), state.n, otherwise=1.0)
    side.capacity = rules.ramp(side.capacity, target, p["production_ramp"])


def _made(side: Belligerent) -> Floats:
    """Materiel made in a month, shape (k, n). Armour is built, or refitted from a store that empties, best first."""
    p, capacity = side.numbers, side.capacity[Kind.ARMOUR]
    refitted = rules.refitted(side.armour_stored, p["armour_rebuilt_share"] * capacity, p["armour_refit_months"])
    side.armour_refitted = refitted / WEEKS_PER_MONTH
    side.armour_stored = side.armour_stored - side.armour_refitted
    built = (1.0 - p["armour_rebuilt_share"]) * capacity
    return np.where(IS_ARMOUR, built + refitted, side.capacity)


def _brought(side: Belligerent, made: Floats, state: State) -> Floats:
    """What arrives in a week of what a side makes and is sent, shape (k, n)."""
    arriving = np.where(TO_THE_FRONT, 1.0 - _interdicted(side, state), 1.0)
    return np.asanyarray((made + _from_suppliers(side, state)) * arriving)


def _rearming(side: Belligerent, state: State) -> Floats:
    """Factor by which a side that uses talks or a cease-fire to rearm lifts its output."""
    quiet = state.diplomacy.talks | state.diplomacy.at_peace
    return 1.0 + side.numbers["rearms_in_talks"] * quiet


def _from_suppliers(side: Belligerent, state: State) -> Floats:
    """What others send this week. Shape (k, n)."""
    total: dict[int, Floats] = {}
    for supplier in state.suppliers:
        if supplier.backs == side.name:
            for kind, sent in supplier.sends(state.week).items():
                total[kind] = total[kind] + sent if kind in total else sent
    return stacked(total, len(KINDS), state.n)


def _interdicted(side: Belligerent, state: State) -> Floats:
    """Share of munitions on the way to the front that the enemy's hits on depots destroy."""
    p = state.inputs.section("air")
    hits = state.enemy(side).depots_hit
    return rules.interdicted(p["interdiction_base"], hits, p["interdiction_per_missile"], p["interdiction_ceiling"])
