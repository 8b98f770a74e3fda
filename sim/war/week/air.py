"""The long-range campaign of both sides."""

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, Floats
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
    side.cruise_launched = launched(Kind.CRUISE_MISSILES, release * permitted, of_missiles)
    side.ballistic_launched = launched(Kind.BALLISTIC_MISSILES, release * permitted, of_missiles)


def _strike(side: Belligerent, target: Belligerent, state: State) -> None:
    """What is intercepted, what leaks, what it breaks."""
    p, shared = target.numbers, state.inputs.section("air")
    wanted = shared["interceptors_per_missile"] * side.missiles_launched
    target.interceptors_fired = supply.use(wanted, target.stock[Kind.INTERCEPTORS], target.inflow[Kind.INTERCEPTORS])
    fill = supply.supply_ratio(target.interceptors_fired, wanted)
    target.defence_noise = autocorrelated(
        target.defence_noise, state.random(DEFENCE[target.name]), _persistence(state), shared["defence_noise"]
    )
    surprised = 1.0 - _more_directions(side, state)

    def shot_down(kind: str, factor: Floats) -> Floats:
        return rules.shifted(p[f"{kind}_shot_down"] * factor, target.defence_noise)

    side.drones_leaking = rules.drones_leaking(
        side.drones_launched, shot_down("drones", surprised), p["drone_defence"] / WEEKS_PER_MONTH
    )
    side.ballistic_leaking = rules.missiles_leaking(side.ballistic_launched, shot_down("ballistic", np.ones(1)), fill)
    cruise_leaking = rules.missiles_leaking(side.cruise_launched, shot_down("cruise", surprised), fill)
    side.missiles_leaking = cruise_leaking + side.ballistic_leaking
    inflicted = (
        shared["damage_per_drone"] * side.drones_leaking + shared["damage_per_missile"] * side.missiles_leaking
    ) / p["depth"]
    target.disrupted = _disrupted(side, state)
    target.damage = rules.damage_after_week(target.damage, inflicted, p["repair"] / WEEKS_PER_MONTH)


def _disrupted(side: Belligerent, state: State) -> Floats:
    """Share of the enemy's fire that hits on its depots and airfields prevent; it adapts to wider permission."""
    shared = state.inputs.section("air")
    new = state.nato.novelty if state.nato.backs == side.name else np.zeros(1)
    lasting = shared["disruption_lasting"]
    effect = shared["disruption_per_missile"] * (lasting + (1.0 - lasting) * new)
    return rules.disrupted(side.ballistic_leaking, effect, shared["interdiction_ceiling"])


def _persistence(state: State) -> Floats:
    """Of the noise; none in the first week, which has no week before it."""
    return state.inputs["air.launch_persistence"] * (not state.is_first_week)


def _more_directions(side: Belligerent, state: State) -> Floats:
    """Share of the enemy's defence that launches from Belarus take away."""
    belarus = state.belarus
    if belarus.backs != side.name:
        return np.zeros(1)
    launches = belarus.involvement >= BelarusRung.LAUNCH_GROUND
    return np.where(launches, belarus.numbers["direction_effect"], 0.0)
