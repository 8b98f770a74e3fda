"""The long-range campaign of both sides."""

from __future__ import annotations

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, Floats
from sim.rules import air as rules
from sim.rules import attrition
from sim.rules import supply as kinds
from sim.war.agents.belligerent import Belligerent
from sim.war.state import State


def air_campaign(state: State) -> None:
    """Each side launches; what leaks through the other's defence does damage there."""
    for side in state.sides:
        _launch(side, state)
    for side in state.sides:
        _strike(side, state.enemy(side), state)


def _launch(side: Belligerent, state: State) -> None:
    """Drones, cruise and ballistic missiles leave the stocks in salvos of uneven size."""
    p, shared = side.numbers, state.inputs.section("air")
    shocks = state.rolls.normal(f"air/{side.name}/drones", f"air/{side.name}/missiles", week=state.week)
    spread = shared.by("launch_noise", ("drones", "missiles"))
    side.launches_noise = attrition.autocorrelated(
        side.launches_noise, shocks, shared["launch_persistence"] * (state.week > 0), spread
    )
    noise = side.launches_noise - spread**2 / 2.0
    release = p["strike_effort"] / WEEKS_PER_MONTH * state.fighting
    permitted = state.inputs["nato.strike_permission"] if state.nato.backs == side.name else np.ones(1)

    def fired(kind: int, pace: Floats, noise: Floats) -> Floats:
        return rules.launched(side.stock[kind], side.inflow[kind], pace, noise)

    drones = fired(kinds.LONG_RANGE_DRONES, release, noise[0])
    cruise = fired(kinds.CRUISE, release * permitted, noise[1])
    ballistic = fired(kinds.BALLISTIC, release * permitted, noise[1])
    side.used[kinds.LONG_RANGE_DRONES] = drones
    side.used[kinds.CRUISE] = cruise
    side.used[kinds.BALLISTIC] = ballistic
    side.drones_launched = drones
    side.missiles_launched = cruise + ballistic


def _strike(side: Belligerent, target: Belligerent, state: State) -> None:
    """What is intercepted, what leaks, what it breaks."""
    p, shared = target.numbers, state.inputs.section("air")
    drones = side.used[kinds.LONG_RANGE_DRONES]
    cruise, ballistic = side.used[kinds.CRUISE], side.used[kinds.BALLISTIC]
    wanted = shared["interceptors_per_missile"] * (cruise + ballistic)
    fired = kinds.use(wanted, target.stock[kinds.INTERCEPTORS], target.inflow[kinds.INTERCEPTORS])
    target.used[kinds.INTERCEPTORS] = fired
    fill = kinds.supply_ratio(fired, wanted)
    more_directions = np.where(
        (state.belarus.backs == side.name) & (state.belarus.involvement >= 2.0),
        state.belarus.numbers["direction_effect"],
        0.0,
    )
    shot_down = p["drones_shot_down"] * (1.0 - more_directions)
    target.defence_noise = attrition.autocorrelated(
        target.defence_noise,
        state.rolls.normal(f"air/{target.name}/defence", week=state.week)[0],
        shared["launch_persistence"] * (state.week > 0),
        shared["defence_noise"],
    )
    shot_down = rules.shifted(shot_down, target.defence_noise)
    cruise_shot_down = rules.shifted(p["cruise_shot_down"] * (1.0 - more_directions), target.defence_noise)
    ballistic_shot_down = rules.shifted(p["ballistic_shot_down"], target.defence_noise)
    leaking = rules.drones_leaking(drones, shot_down, p["drone_defence"] / WEEKS_PER_MONTH)
    cruise_leaking = rules.missiles_leaking(cruise, cruise_shot_down, fill)
    side.ballistic_leaking = rules.missiles_leaking(ballistic, ballistic_shot_down, fill)
    side.drones_leaking = leaking
    side.missiles_leaking = cruise_leaking + side.ballistic_leaking
    inflicted = (
        shared["damage_per_drone"] * leaking + shared["damage_per_missile"] * side.missiles_leaking
    ) / p["depth"]
    target.damage = rules.damage_after_week(target.damage, inflicted, p["repair"] / WEEKS_PER_MONTH)
