"""The front: fires, assaults, losses, ground. Both sides by the same rules."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.base.arrays import Floats
from sim.rules import advance, attrition, manpower
from sim.rules import supply as kinds
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.sector import NORTH, SECTORS
from sim.war.inputs import Section
from sim.war.state import State

WORTH = ("shells", "tactical_drones", "glide_bombs")


@dataclass(frozen=True)
class Strength:
    """A side in the line this week. Shapes (s, n)."""

    engaged: Floats
    fires: Floats
    log_power: Floats
    tired: Floats
    """Share of effectiveness lost to days in the line."""


@dataclass(frozen=True)
class Assault:
    """A side's attacks of the week. Shapes (s, n)."""

    duty: Floats
    """Share of front-days under its attack."""
    multiplier: Floats
    """Of its own loss."""
    area: Floats
    """Ground it takes, before bounds [km2]."""


def fight(state: State) -> None:
    """A week of war along the front."""
    p = state.inputs.section("front")
    active = _activity(state)
    strengths = {side.name: _strength(side, p, state) for side in state.sides}
    ratio = strengths["russia"].log_power - strengths["ukraine"].log_power
    state.front.power_ratio = ratio
    if state.week == 0:
        for side, sign in zip(state.sides, (1.0, -1.0), strict=True):
            side.power_at_start = sign * ratio[:-1].mean(axis=0)
    assaults = {
        side.name: _assault(side, state.enemy(side), sign * ratio, active, p, state)
        for side, sign in zip(state.sides, (1.0, -1.0), strict=True)
    }
    for side in state.sides:
        _lose(side, strengths, assaults, active, p, state)
    _move(assaults, p, state)
    for side in state.sides:
        _hold(side, strengths, assaults, p, state)


def _activity(state: State) -> Floats:
    """1 in the eight sectors of the line; in the latent north what Belarus's part in the war makes of it."""
    active = np.ones((len(SECTORS), state.n))
    quiet = state.inputs["front.north_activity"]
    active[NORTH] = np.where(state.belarus.involvement >= 4.0, 1.0, quiet)
    return active * state.fighting


def _strength(side: Belligerent, p: Section, state: State) -> Strength:
    """Troops, fires and combat power by sector."""
    own = side.numbers
    extra = state.nato.troops + state.nato.relief if state.nato.backs == side.name else np.zeros(1)
    line = side.front_force * side.share_in_line + extra
    share = side.deployment
    engaged = line * share
    if state.belarus.backs == side.name:
        joined = np.where(state.belarus.involvement >= 4.0, state.belarus.numbers["force"], 0.0)
        engaged[NORTH] += joined
    provided = np.minimum(1.0, side.supply_ratio / p["direct_fire_supply"])
    quality = _quality(side, state)
    fires = p["direct_fire"] * engaged * provided
    worth, saturation = p.by("worth", WORTH), p.by("saturation", WORTH)
    for row, kind in enumerate((kinds.SHELLS, kinds.TACTICAL_DRONES, kinds.GLIDE_BOMBS)):
        used = side.used[kind] / 7.0 * share
        fires = fires + attrition.delivered_fires(used, worth[row], saturation[row], state.front.frontage)
    fires = fires * own["fire_efficiency"]
    tired = -np.expm1(-p["fatigue"] * side.days_in_line)
    armour = (np.minimum(1.0, side.stock[kinds.ARMOUR] / own["armour_wanted"]) + 1e-6) ** p["armour_exponent"]
    log_power = attrition.combat_power(
        quality * armour, engaged * (1.0 - tired), fires, p["share_of_numbers"], provided
    )
    side.engaged = engaged
    return Strength(engaged, fires, log_power, tired)


def _quality(side: Belligerent, state: State) -> Floats:
    """Effectiveness of a soldier: skill, age, experience, will, trainers. Shape (n,)."""
    own, shared = side.numbers, state.inputs.section("manpower")
    by_age = manpower.age_effectiveness(side.army, shared["age_decline"], shared["infantry_share"])
    by_will = (side.will / np.maximum(side.will_norm, 1e-6)) ** shared["will_exponent"]
    bonus = state.nato.training_bonus if state.nato.backs == side.name else np.zeros(1)
    return np.asarray(
        own["quality"] * by_age * side.experience ** shared["experience_exponent"] * by_will * (1 + bonus)
    )


def _rows(side: Belligerent) -> slice:
    """Rows of this side in the front's random numbers."""
    return slice(0, len(SECTORS)) if side.name == "russia" else slice(len(SECTORS), 2 * len(SECTORS))


def _assault(
    side: Belligerent, enemy: Belligerent, ratio: Floats, active: Floats, p: Section, state: State
) -> Assault:
    """Where a side attacks, whether it succeeds, how far it gets."""
    rows = _rows(side)
    duty = np.minimum(side.attack_intensity * side.main_effort * active, p["duty_ceiling"])
    bonus = (
        p["success_surprise"] * side.numbers["surprise"]
        + p["success_air"] * (side.numbers["air_superiority"] - enemy.numbers["air_superiority"])
        - p["success_fortified"] * enemy.fortification * (1.0 - enemy.opened)
        - p["success_watched"]
    )
    chance = attrition.p_success(
        ratio + np.log(p["concentration"]), p["success_intercept"], p["success_slope"], bonus
    )
    success = state.rolls.assault[state.week, rows] < chance
    rate = advance.advance_rate(
        state.rolls.advance[state.week, rows],
        success,
        enemy.fortification,
        enemy.opened,
        p["advance_median"],
        p["advance_spread"],
        p["advance_fortified"],
        p["break_advance"] * (1.0 + p["withdrawal_advance"] * enemy.withdraw),
        p["advance_failed"],
        p["advance_failed_zero"],
        p["advance_cap"],
    )
    multiplier = attrition.attacker_multiplier(success, p["exchange_failed"], p["exchange_success"])
    return Assault(duty, multiplier, rate * state.front.frontage * duty * p["moving_share"] * 7.0)


def _lose(
    side: Belligerent,
    strengths: dict[str, Strength],
    assaults: dict[str, Assault],
    active: Floats,
    p: Section,
    state: State,
) -> None:
    """Casualties of a side by sector, and the armour that goes with its attacks."""
    own, enemy = strengths[side.name], strengths[side.enemy]
    made, met = assaults[side.name], assaults[side.enemy]
    rows = _rows(side)
    side.noise = attrition.autocorrelated(
        side.noise, state.rolls.fires[state.week, rows], p["noise_persistence"] * (state.week > 0), p["noise"]
    )
    exponents = attrition.EXPONENTS[state.inputs.choices["structure.attrition"]]
    fires_p, exposure_q = (
        (p["fires_exponent"], p["scale_elasticity"] - p["fires_exponent"])
        if exponents is None
        else (np.array([exponents[0]]), np.array([exponents[1]]))
    )
    exposed = own.engaged * (1.0 - p["withdrawal_cover"] * side.withdraw)
    base = attrition.combat_loss(
        enemy.fires, exposed, p["loss_rate"], fires_p, exposure_q, p["reference_strength"]
    )
    cover = 1.0 - p["fortification_cover"] * side.fortification
    loss = attrition.weekly_loss(
        base, made.duty, met.duty, made.multiplier, 1.0 / met.multiplier, cover, p["background"] * active
    )
    loss = loss * np.exp(side.noise - p["noise"] ** 2 / 2.0)
    loss = np.minimum(loss, p["loss_ceiling"] * own.engaged) * state.fighting
    # NATO's and Belarus's soldiers in the line fall beside those of the side they help, but are not counted as theirs.
    own_share = np.minimum(
        1.0, side.front_force * side.share_in_line / np.maximum(own.engaged.sum(axis=0), 1e-9)
    )
    side.casualties_by_sector = loss * own_share
    side.casualties = np.minimum(side.casualties_by_sector.sum(axis=0), p["loss_ceiling"] * side.front_force)
    attackers = 7.0 * base * made.duty * made.multiplier
    lost_armour = side.numbers["armour_per_casualty"] * np.minimum(attackers.sum(axis=0), side.casualties)
    side.used[kinds.ARMOUR] = np.minimum(lost_armour, side.stock[kinds.ARMOUR] + side.inflow[kinds.ARMOUR])


def _move(assaults: dict[str, Assault], p: Section, state: State) -> None:
    """Ground changes hands, within what there is."""
    f = state.front
    change = assaults["russia"].area - assaults["ukraine"].area
    f.weekly_change = advance.bounded_change(change, f.winnable - f.change, f.losable + f.change)
    f.change = f.change + f.weekly_change
    weekly = f.weekly_change.sum(axis=0)
    f.recent_gain = f.recent_gain * (1.0 - 1.0 / p["memory_weeks"]) + weekly


def _hold(
    side: Belligerent, strengths: dict[str, Strength], assaults: dict[str, Assault], p: Section, state: State
) -> None:
    """After the fighting: works, fatigue, redeployment, and whether a sector breaks or closes."""
    own, enemy, met = strengths[side.name], strengths[side.enemy], assaults[side.enemy]
    sign = 1.0 if side.name == "russia" else -1.0
    lost_depth = np.maximum(0.0, -sign * state.front.weekly_change) / state.front.frontage
    side.fortification = advance.fortify(
        side.fortification, side.numbers["digging"], lost_depth, p["fortified_depth"]
    )
    relieved = advance.relieved_share(side.share_in_line, side.numbers["rotation_time"])
    side.days_in_line = np.where(state.fighting, advance.days_in_line(side.days_in_line, relieved), 0.0)
    side.deployment = advance.shift_troops(side.deployment, side.wanted_deployment, p["mobility"])
    side.recent_loss = side.recent_loss * 0.75 + side.casualties_by_sector / np.maximum(own.engaged, 1.0)
    hazard = advance.break_hazard(
        p["break_hazard"],
        np.maximum(0.0, np.log(p["density_reference"] * state.front.frontage / np.maximum(own.engaged, 1.0))),
        np.maximum(0.0, np.log((enemy.fires + 1.0) / (own.fires + 1.0))),
        own.tired,
        side.recent_loss,
        (p["break_by_thinness"], p["break_by_fires"], p["break_by_fatigue"], p["break_by_loss"]),
        met.duty / p["duty_reference"],
    )
    roll = state.rolls.breaking[state.week, _rows(side)]
    reserve = (1.0 - side.share_in_line) / np.maximum(1e-6, 1.0 - side.numbers["share_in_line"])
    closes = roll < advance.p_of_hazard(p["break_closing"] * reserve)
    breaks = (roll < advance.p_of_hazard(hazard)) & (met.duty > 0.0)
    state.front.breaks = state.front.breaks + (breaks & (side.opened == 0.0)).sum(axis=0)
    side.opened = (
        np.where(side.opened > 0.0, np.where(closes, 0.0, 1.0), breaks.astype(np.float64)) * state.fighting
    )
    state.record_first(f"{side.name} sector broken open", np.any(side.opened > 0.0, axis=0))
