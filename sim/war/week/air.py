"""The long-range campaign of both sides."""

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, Floats, total
from sim.rules import air as rules
from sim.rules import supply
from sim.rules.chance import autocorrelated
from sim.rules.ladders import BelarusRung
from sim.rules.supply import Kind
from sim.war.agents.belligerent import Belligerent
from sim.war.randomness import of_both_sides
from sim.war.state import State

LAUNCHES = of_both_sides("air/{side}/{place}", "normal", places=("drones", "missiles"))
DEFENCE = of_both_sides("air/{side}/defence", "normal")

TARGETS = ("energy", "industry", "depots")
"""What long-range weapons are aimed at."""
LEAST_DAMAGE = 1e-12
"""Damage of a missile below which it counts as that much: what is divided by it stays finite."""
LEAST_WEIGHT = 1e-6
"""Sum of weights below which nothing is aimed at: what is divided by it stays finite."""


def air_campaign(state: State) -> None:
    """Each side launches; what leaks through the other's defence does damage there."""
    for side in state.sides:
        _launch(side, state)
    for side in state.sides:
        _strike(side, state.enemy(side), state)


def _launch(side: Belligerent, state: State) -> None:
    """Drones, cruise and ballistic missiles leave the stocks in salvos of uneven size."""
    p, shared = side.numbers, state.inputs.section("air")
    spread = shared.by("launch_noise", ("drones", "missiles"))
    side.launches_noise = autocorrelated(
        side.launches_noise, state.random(LAUNCHES[side.name]), _persistence(state), spread
    )
    of_drones, of_missiles = side.launches_noise - spread**2 / 2.0
    release = p["strike_effort"] / WEEKS_PER_MONTH * state.fighting
    permitted = state.inputs["nato.strike_permission"] if state.nato.backs == side.name else np.ones(1)

    def launched(kind: int, pace: Floats, noise: Floats) -> Floats:
        return rules.launched(side.stock[kind], side.inflow[kind], pace, noise)

    side.drones_launched = launched(Kind.LONG_RANGE_DRONES, release, of_drones)
    cruise, ballistic = release * permitted * side.salvo_pace
    side.cruise_launched = launched(Kind.CRUISE_MISSILES, cruise, of_missiles)
    side.ballistic_launched = launched(Kind.BALLISTIC_MISSILES, ballistic, of_missiles)


def _strike(side: Belligerent, target: Belligerent, state: State) -> None:
    """What is intercepted, what leaks, what it breaks."""
    shared = state.inputs.section("air")
    target.defence_noise = autocorrelated(
        target.defence_noise, state.random(DEFENCE[target.name]), _persistence(state), shared["defence_noise"]
    )
    surprised = 1.0 - _more_directions(side, state)
    helped = _intercept(side, target, state)
    dear, dearest = target.air_cover

    def shot_down(kind: str, factor: Floats) -> Floats:
        return rules.shifted(target.numbers[f"{kind}_shot_down"] * factor, target.defence_noise)

    side.drones_leaking = rules.drones_leaking(
        side.drones_launched, shot_down("drones", surprised), _guns(target), helped
    )
    cruise = rules.missiles_leaking(side.cruise_launched, shot_down("cruise", surprised), dear)
    ballistic = rules.missiles_leaking(side.ballistic_launched, shot_down("ballistic", np.ones(1)), dearest)
    side.missiles_leaking = cruise + ballistic
    leaking, flown = np.stack([cruise, ballistic]), np.stack([side.cruise_launched, side.ballistic_launched])
    seen = leaking / np.maximum(flown, 1.0)
    side.leaks = np.where(flown >= 1.0, side.leaks + (seen - side.leaks) / shared["leak_memory_weeks"], side.leaks)
    _damage(side, target, state)


def _guns(target: Belligerent) -> Floats:
    """Drones that guns, jamming and mobile teams can engage in a week."""
    return np.asanyarray(target.numbers["drone_defence"] / WEEKS_PER_MONTH)


def _intercept(side: Belligerent, target: Belligerent, state: State) -> Floats:
    """Fire the interceptors; returns drones that missiles engage, (n,).

    Part of the dear ones is kept at the front. The rest goes to cruise missiles first, then to drones: a share of them and
    all beyond the guns, fewer the fewer missiles are left.
    """
    p, shared = target.numbers, state.inputs.section("air")
    per_missile = shared["interceptors_per_missile"]
    there = target.stock + target.inflow
    cities = there[Kind.INTERCEPTORS] * (1.0 - p["interceptors_at_front"])
    against_cruise = per_missile * side.cruise_launched
    fired = supply.use(against_cruise, cities, np.zeros(1))
    by_guns = np.minimum((1.0 - shared["drones_by_missile"]) * side.drones_launched, _guns(target))
    against_drones = shared["interceptors_per_drone"] * (side.drones_launched - by_guns)
    left = cities - fired
    rationed = np.minimum(1.0, left / np.maximum(shared["interceptor_cover"] * against_drones, 1.0))
    spared = supply.use(against_drones * rationed ** state.inputs["front.fire_by_cover"], left, np.zeros(1))
    against_ballistic = shared["interceptors_per_ballistic"] * side.ballistic_launched
    dearest = supply.use(against_ballistic, there[Kind.BALLISTIC_INTERCEPTORS], np.zeros(1))
    target.air_cover = np.stack(
        [supply.supply_ratio(fired, against_cruise), supply.supply_ratio(dearest, against_ballistic)]
    )
    target.interceptors_fired = np.stack([fired + spared, dearest])
    return spared / shared["interceptors_per_drone"]


def _damage(side: Belligerent, target: Belligerent, state: State) -> None:
    """What leaks hits energy, military industry, or depots and airfields, by the weights of the attacker's choice."""
    p, shared = target.numbers, state.inputs.section("air")
    weights = side.numbers.by("strike_weight", TARGETS)
    energy, industry, depots = weights / np.maximum(total(weights), LEAST_WEIGHT)
    hits = shared["damage_per_drone"] * side.drones_leaking + shared["damage_per_missile"] * side.missiles_leaking
    lost, repair = hits * energy / p["energy_depth"], p["repair"] / WEEKS_PER_MONTH
    target.damage = rules.damage_after_week(target.damage, lost, repair)
    lost, repair = hits * industry / p["depth"], p["industry_repair"] / WEEKS_PER_MONTH
    target.industry_damage = rules.damage_after_week(target.industry_damage, lost, repair)
    light = np.minimum(1.0, shared["damage_per_drone"] / np.maximum(shared["damage_per_missile"], LEAST_DAMAGE))
    side.depots_hit = depots * (side.missiles_leaking + light * side.drones_leaking)
    target.disrupted = _disrupted(side, state)


def _disrupted(side: Belligerent, state: State) -> Floats:
    """Share of the enemy's fire that hits on its depots and airfields prevent; it adapts to wider permission."""
    shared = state.inputs.section("air")
    new = state.nato.novelty * np.minimum(1.0, state.nato.aid_flow) if state.nato.backs == side.name else np.zeros(1)
    lasting = shared["disruption_lasting"]
    effect = shared["disruption_per_missile"] * (lasting + (1.0 - lasting) * new)
    return rules.disrupted(side.depots_hit, effect, shared["interdiction_ceiling"])


def _persistence(state: State) -> Floats:
    """Of the noise; none in the first week, which has no week before it."""
    return state.inputs["air.launch_persistence"] * (state.week > 0)


def _more_directions(side: Belligerent, state: State) -> Floats:
    """Share of the enemy's defence that launches from Belarus take away."""
    belarus = state.belarus
    if belarus.backs != side.name:
        return np.zeros(1)
    launches = belarus.involvement >= BelarusRung.LAUNCH_GROUND
    return np.where(launches, belarus.numbers["direction_effect"], 0.0)
