"""The front: fires, assaults, losses, ground. Both sides by the same rules."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.base.arrays import DAYS_PER_WEEK, WEEKS_PER_MONTH, Bools, Floats, stacked, total
from sim.rules import advance, attrition, manpower
from sim.rules.advance import Strain
from sim.rules.attrition import Attacks
from sim.rules.chance import autocorrelated, drifting
from sim.rules.supply import FIRED, Kind
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.sector import IN_NORTH, NORTH, SECTORS
from sim.war.inputs import Section
from sim.war.randomness import of_both_sides
from sim.war.state import State
from sim.war.week import assault
from sim.war.week.assault import Attack, Defence
from sim.war.week.supply import FIRED_KEYS

FIRES = of_both_sides("front/{place}/fires/{side}", "normal", places=SECTORS)
ADVANCE = of_both_sides("front/{place}/advance/{side}", "normal", places=SECTORS)
ASSAULT = of_both_sides("front/{place}/assault/{side}", places=SECTORS)
CLOSING = of_both_sides("front/{place}/closing/{side}", places=SECTORS)
CRAFT = of_both_sides("front/craft/{side}", "normal")
BREAK = of_both_sides("front/{place}/break/{side}", places=SECTORS)

STRAINS = ("men", "fires", "fatigue", "losses", "surprise", "air", "munitions")
"""What can weigh most on a sector that breaks, as counted in `Belligerent.broken_by`."""
LEAST_LOSS = 1e-9
"""Loss of a week below which it counts as that much: what is divided by it stays finite [persons]."""
LEAST_FILL = 1e-6
"""Fill of armour below which a side counts as having that much: its logarithm stays finite."""


@dataclass(frozen=True)
class Strength:
    """A side in the line this week. Shapes (s, n)."""

    engaged: Floats
    quality: Floats
    """Effectiveness of a soldier, shape (n,)."""
    fires: Floats
    support: Floats
    """Of the fires, those of munitions: shells, drones and bombs."""
    log_power: Floats
    tired: Floats
    """Share of effectiveness lost to days in the line."""


@dataclass(frozen=True)
class Assault:
    """A side's attacks of the week. Shapes (s, n)."""

    attacks: Attacks
    area: Floats
    """Ground it takes, before bounds [km2]."""


@dataclass(frozen=True)
class Fight:
    """A week of fighting as one side meets it."""

    side: Belligerent
    own: Strength
    enemy: Strength
    made: Assault
    met: Assault


def open_front(state: State) -> None:
    """The balance of power along the front that is seen before the first week."""
    _balance(state)


def fight(state: State) -> None:
    """A week of war along the front."""
    p = state.inputs.section("front")
    active = _activity(state)
    for side in state.sides:
        side.craft = drifting(side.craft, state.random(CRAFT[side.name]), p["craft_drift"], WEEKS_PER_MONTH)
    strengths = _balance(state)
    assaults = {side.name: _assault(side, active, p, state) for side in state.sides}
    fights = [
        Fight(
            side,
            own=strengths[side.name],
            enemy=strengths[side.enemy],
            made=assaults[side.name],
            met=assaults[side.enemy],
        )
        for side in state.sides
    ]
    for one in fights:
        _lose(one, active, p, state)
    _move(fights, p, state)
    for one in fights:
        _dig_in(one, p, state)
        _break(one, p, state)


def _balance(state: State) -> dict[str, Strength]:
    """Strength of both sides, and the balance of power between them."""
    strengths = {side.name: _strength(side, state) for side in state.sides}
    russia, ukraine = (strengths[side.name].log_power for side in state.sides)
    state.front.power_ratio = russia - ukraine
    return strengths


def _activity(state: State) -> Floats:
    """1 in the eight sectors of the line; in the latent north as thick as the thinner side stands there."""
    north = state.front.frontage[NORTH] * state.inputs["front.north_density"]
    thinner = np.minimum(*(side.engaged[NORTH] for side in state.sides))
    return np.where(IN_NORTH, np.minimum(1.0, thinner / north), 1.0) * state.fighting


def _strength(side: Belligerent, state: State) -> Strength:
    """Troops, fires and combat power by sector."""
    own, p = side.numbers, state.inputs.section("front")
    relieved = state.nato.relief if state.nato.backs == side.name else np.zeros(1)
    pinned = state.pinned(side)
    line = np.maximum(0.0, (side.front_force - total(side.committed) - pinned) * side.share_in_line + relieved)
    side.engaged_own = line * side.deployment + side.committed + IN_NORTH * (own["border_force"] + side.guard)
    side.engaged = side.engaged_own
    for contingent in state.contingents_of(side):
        side.engaged = side.engaged + contingent.troops * contingent.shares(side)
    # Small arms go on without shells.
    supplied = np.minimum(1.0, side.supply_ratio / p["direct_fire_supply"])
    provided = p["direct_fire_least"] + (1.0 - p["direct_fire_least"]) * supplied
    able = side.engaged * side.line_strength
    skill = own["fire_efficiency"] * np.exp(side.craft)
    support = skill * _support(side, p, state)
    fires = support + skill * p["direct_fire"] * able * provided
    tired = -np.expm1(-p["fatigue"] * side.days_in_line)
    quality = _quality(side, state)
    log_power = attrition.combat_power(
        quality * (side.armour_fill + LEAST_FILL) ** p["armour_exponent"],
        able * (1.0 - tired),
        fires,
        provided,
        share_of_numbers=p["share_of_numbers"],
    )
    return Strength(side.engaged, quality, fires, support=support, log_power=log_power, tired=tired)


def _support(side: Belligerent, p: Section, state: State) -> Floats:
    """Fires of munitions by sector; worn barrels and what both sides learn of drones change their worth. Shape (s, n)."""
    months = state.week / WEEKS_PER_MONTH
    guns = p["barrel_wear_exponent"] * np.log(
        np.minimum(1.0, side.barrels / np.maximum(side.numbers["barrels"], 1.0)) + LEAST_FILL
    )
    changes = {FIRED.index(Kind.SHELLS): guns, FIRED.index(Kind.TACTICAL_DRONES): p["drone_worth_trend"] * months}
    worth = p.by("worth", FIRED_KEYS) * np.exp(stacked(changes, len(FIRED), state.n))
    saturation, fires = p.by("saturation", FIRED_KEYS), np.zeros((len(SECTORS), state.n))
    for row, fired in enumerate(side.fired):
        used = fired / DAYS_PER_WEEK * side.deployment
        fires = fires + attrition.delivered_fires(used, worth[row], saturation[row], state.front.frontage)
    return fires


def _quality(side: Belligerent, state: State) -> Floats:
    """Effectiveness of a soldier: skill, age, experience, will, trainers. Shape (n,)."""
    own, shared = side.numbers, state.inputs.section("manpower")
    by_age = manpower.age_effectiveness(
        side.army, shared["age_decline"], shared["decline_from_age"], shared["infantry_share"]
    )
    by_will = side.spirit ** shared["will_exponent"]
    bonus = state.nato.training_bonus if state.nato.backs == side.name else np.zeros(1)
    return np.asanyarray(
        own["quality"] * by_age * side.experience ** shared["experience_exponent"] * by_will * (1 + bonus)
    )


def _assault(side: Belligerent, active: Floats, p: Section, state: State) -> Assault:
    """Where a side attacks, whether it succeeds, how far it gets against a line that holds."""
    enemy = state.enemy(side)
    density = side.engaged / (p["duty_density"] * state.front.frontage)
    effort = _effort(side, state)
    wanted = side.attack_intensity * effort * density ** p["duty_by_density"] * state.front.passable(side.sign)
    duty = np.minimum(wanted * active, p["duty_ceiling"])
    attack = Attack(
        log_ratio=side.sign * state.front.power_ratio + np.log(p["concentration"]),
        surprise=side.numbers["surprise"],
        air=side.numbers["air_superiority"] - enemy.numbers["air_superiority"],
        watched=p["success_watched"],
    )
    defence = Defence(enemy.fortification, enemy.opened)
    success = state.random(ASSAULT[side.name]) < assault.p_success(attack, defence, p)
    rate = assault.advance_rate(state.random(ADVANCE[side.name]), success, defence, p)
    stronger = advance.by_strength(side.sign * state.front.power_ratio, p["advance_by_power"], p["power_ratio_cap"])
    area = rate * stronger * state.front.frontage * duty * p["moving_share"] * DAYS_PER_WEEK
    bare = 1.0 + p["attack_without_armour"] * (1.0 - side.armour_fill)
    return Assault(Attacks(duty, assault.multiplier(success, p), p["exchange_watched"] * bare), area)


def _effort(side: Belligerent, state: State) -> Floats:
    """Weights of sectors in its attacks: its own by its main effort, those who stand beside it alike where they stand."""
    attacking = side.engaged_own * side.main_effort
    for contingent in state.contingents_of(side):
        attacking = attacking + contingent.troops * contingent.shares(side)
    return np.asanyarray(attacking / np.maximum(side.engaged, 1.0))


def _lose(one: Fight, active: Floats, p: Section, state: State) -> None:
    """Casualties of a side by sector, of those who stand beside it, and the armour that goes with its attacks."""
    side, engaged = one.side, one.own.engaged
    persistence = p["noise_persistence"] * (state.week > 0)
    side.noise = autocorrelated(side.noise, state.random(FIRES[side.name]), persistence, p["noise"])
    exposed = engaged * side.line_strength * (1.0 - p["withdrawal_cover"] * side.withdraw)
    base = state.inputs.pick(
        "structure.attrition", lambda variant: assault.full_loss(one.enemy.fires, exposed, variant, p)
    )
    defence = Defence(side.fortification, side.opened)
    loss = assault.weekly_loss(base, one.made.attacks, one.met.attacks, defence, active=active, p=p)
    made = one.made.attacks
    attacking = DAYS_PER_WEEK * base * made.duty * made.multiplier * made.dearness
    share_in_attack = attacking / np.maximum(loss, LEAST_LOSS)
    loss = assault.with_luck(loss, side.noise, engaged, p) * state.fighting
    rate = loss / np.maximum(engaged, 1.0)
    for contingent in state.contingents_of(side):
        contingent.lose(total(rate * contingent.troops * contingent.shares(side)))
    side.casualties_by_sector = rate * side.engaged_own
    side.casualties = np.minimum(total(side.casualties_by_sector), p["loss_ceiling"] * side.front_force)
    in_attack = np.minimum(total(share_in_attack * side.casualties_by_sector), side.casualties)
    exposed_armour = in_attack + side.numbers["defence_armour_share"] * (side.casualties - in_attack)
    lost = side.numbers["armour_per_casualty"] * exposed_armour * side.armour_fill
    side.armour_lost = np.minimum(lost, side.stock[Kind.ARMOUR] + side.inflow[Kind.ARMOUR])


def _move(fights: list[Fight], p: Section, state: State) -> None:
    """Ground changes hands by assault, through broken lines and by withdrawal, within what there is."""
    f = state.front
    russia, ukraine = (_taken(one, p, state) + _left(state.enemy(one.side), p, state) for one in fights)
    f.weekly_change = advance.bounded_change(russia - ukraine, f.winnable - f.change, f.losable + f.change)
    f.change = f.change + f.weekly_change
    kept = 1.0 - 1.0 / p["memory_weeks"]
    f.recent_gain = f.recent_gain * kept + total(f.weekly_change)
    f.recent_worth = f.recent_worth * kept + total(f.weekly_change * f.worth)


def _taken(one: Fight, p: Section, state: State) -> Floats:
    """Ground that a side takes: by assault where the line holds, and along the breach where it is broken [km2]."""
    side, enemy, frontage = one.side, state.enemy(one.side), state.front.frontage
    opened = (enemy.opened > 0.0) & (one.made.attacks.duty > 0.0)
    speed = assault.run_speed(state.random(ADVANCE[side.name]), Defence(enemy.fortification, enemy.opened), p)
    breach = p["reserve_density"] * p["break_width"] * frontage
    time = advance.closing_time(p["closing_days"], enemy.reserve_force, total(breach * opened), p["closing_slowest"])
    luck = state.random(CLOSING[enemy.name])
    run = advance.run(speed, luck, time, behind=enemy.run_depth, reach=p["break_reach"])
    enemy.run_depth = np.where(opened, enemy.run_depth + run.depth, 0.0)
    closed = (enemy.opened > 0.0) & (run.ends | ~opened)
    spent = np.where(closed & opened, breach, 0.0)
    spent = spent * np.minimum(1.0, enemy.reserve_force / np.maximum(total(spent), 1.0))
    enemy.committed = enemy.committed * (1.0 - 1.0 / enemy.numbers["rotation_time"]) + spent
    enemy.opened = np.where(closed, 0.0, enemy.opened)
    return np.where(opened, run.depth * p["break_width"] * frontage, one.made.area)


def _left(side: Belligerent, p: Section, state: State) -> Floats:
    """Ground that a side gives up to save troops, a bridgehead faster than a line [km2]."""
    week = DAYS_PER_WEEK * state.front.frontage * side.withdraw * state.fighting
    evacuated = np.minimum(side.bridgehead, p["evacuation_pace"] * week)
    side.bridgehead = side.bridgehead - evacuated
    return np.asanyarray(p["withdrawal_pace"] * week + evacuated)


def _dig_in(one: Fight, p: Section, state: State) -> None:
    """After the fighting: works, fatigue, redeployment, and the losses a sector remembers."""
    side = one.side
    lost_depth = np.maximum(0.0, -side.sign * state.front.weekly_change) / state.front.frontage
    side.fortification = advance.fortify(side.fortification, side.numbers["digging"], lost_depth, p["fortified_depth"])
    relieved = advance.relieved_share(side.share_in_line, side.numbers["rotation_time"])
    side.days_in_line = np.where(state.fighting, advance.days_in_line(side.days_in_line, relieved), 0.0)
    side.deployment = advance.shift_troops(side.deployment, side.wanted_deployment, p["mobility"])
    lost = side.casualties_by_sector / np.maximum(one.own.engaged, 1.0)
    side.recent_loss = side.recent_loss * p["recent_loss_kept"] + lost


def _break(one: Fight, p: Section, state: State) -> None:
    """Whether a sector breaks open."""
    side, enemy, duty = one.side, state.enemy(one.side), one.met.attacks.duty
    frontage = state.front.frontage
    answering = np.minimum(1.0, one.own.support / (p["fires_reference"] * frontage))
    armed = p["held_without_fires"] + (1.0 - p["held_without_fires"]) * answering
    holding = one.own.engaged * side.line_strength * one.own.quality * armed
    strain = Strain(
        thinness=np.log(p["density_reference"] * frontage / np.maximum(holding, 1.0)),
        fires=np.log((one.enemy.fires + 1.0) / (one.own.fires + 1.0)),
        fatigue=one.own.tired,
        loss=side.recent_loss,
        surprise=enemy.numbers["surprise"],
        air=enemy.numbers["air_superiority"] - side.numbers["air_superiority"],
        works=side.fortification,
    )
    weights = Strain(
        thinness=p["break_by_thinness"],
        fires=p["break_by_fires"],
        fatigue=p["break_by_fatigue"],
        loss=p["break_by_loss"],
        surprise=p["break_by_surprise"],
        air=p["break_by_air"],
        works=-p["break_by_works"],
    )
    hazard = advance.break_hazard(
        p["break_hazard"],
        duty / p["duty_reference"],
        strain,
        weights=weights,
        intercept=p["break_intercept"] - p["break_watched"],
    )
    breaks: Bools = state.happens(BREAK[side.name], hazard) & (duty > 0.0)
    opened = side.opened > 0.0
    state.front.breaks = state.front.breaks + (breaks & ~opened).sum(axis=0)
    side.broken_by = np.where(breaks & ~opened, _heaviest(strain, weights, armed), side.broken_by)
    side.opened = np.where(opened, 1.0, breaks) * state.fighting.astype(np.float64)
    state.record_first(f"{side.name} sector broken open", np.any(side.opened > 0.0, axis=0))


def _heaviest(strain: Strain, weights: Strain, armed: Floats) -> NDArray[np.int64]:
    """Which of `STRAINS` weighs most on a sector; a line that is thin for want of munitions is told from one thin of men.

    Args:
        strain: of the sectors.
        weights: of the strains.
        armed: share of its men that holds, given its munitions.
    """
    thinness, *others, _works = advance.burdens(strain, weights)
    without = -weights.thinness * np.log(armed)
    return np.asanyarray(np.argmax(np.stack(np.broadcast_arrays(thinness - without, *others, without)), axis=0))
