"""The front: fires, assaults, losses, ground. Both sides by the same rules."""

from dataclasses import dataclass

import numpy as np

from sim.base.arrays import DAYS_PER_WEEK, Bools, Floats, total
from sim.rules import advance, attrition, manpower
from sim.rules.attrition import Attacks
from sim.rules.chance import autocorrelated
from sim.rules.supply import Kind
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
BREAK = of_both_sides("front/{place}/break/{side}", places=SECTORS)


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


def fight(state: State) -> None:
    """A week of war along the front."""
    p = state.inputs.section("front")
    active = _activity(state)
    strengths = {side.name: _strength(side, p, state) for side in state.sides}
    russia, ukraine = (strengths[side.name].log_power for side in state.sides)
    state.front.power_ratio = russia - ukraine
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


def _activity(state: State) -> Floats:
    """1 in the eight sectors of the line; in the latent north as thick as the thinner side stands there."""
    north = state.front.frontage[NORTH] * state.inputs["front.north_density"]
    thinner = np.minimum(*(side.engaged[NORTH] for side in state.sides))
    return np.where(IN_NORTH, np.minimum(1.0, thinner / north), 1.0) * state.fighting


def _strength(side: Belligerent, p: Section, state: State) -> Strength:
    """Troops, fires and combat power by sector."""
    own, nato = side.numbers, state.nato
    relieved = nato.relief if nato.backs == side.name else np.zeros(1)
    side.engaged_own = (side.front_force * side.share_in_line + relieved) * side.deployment
    side.engaged_own = side.engaged_own + IN_NORTH * own["border_force"]
    side.engaged = side.engaged_own
    for contingent in state.helpers_of(side):
        side.engaged = side.engaged + contingent.troops * contingent.shares(side)
    # Small arms go on without shells.
    supplied = np.minimum(1.0, side.supply_ratio / p["direct_fire_supply"])
    provided = p["direct_fire_least"] + (1.0 - p["direct_fire_least"]) * supplied
    fires = p["direct_fire"] * side.engaged * provided
    worth, saturation = p.by("worth", FIRED_KEYS), p.by("saturation", FIRED_KEYS)
    for row, fired in enumerate(side.fired):
        used = fired / DAYS_PER_WEEK * side.deployment
        fires = fires + attrition.delivered_fires(used, worth[row], saturation[row], state.front.frontage)
    fires = fires * own["fire_efficiency"]
    tired = -np.expm1(-p["fatigue"] * side.days_in_line)
    log_power = attrition.combat_power(
        _quality(side, state) * (side.armour_fill + 1e-6) ** p["armour_exponent"],
        side.engaged * (1.0 - tired),
        fires,
        provided,
        share_of_numbers=p["share_of_numbers"],
    )
    return Strength(side.engaged, fires, log_power, tired)


def _quality(side: Belligerent, state: State) -> Floats:
    """Effectiveness of a soldier: skill, age, experience, will, trainers. Shape (n,)."""
    own, shared = side.numbers, state.inputs.section("manpower")
    by_age = manpower.age_effectiveness(
        side.army, shared["age_decline"], shared["decline_from_age"], shared["infantry_share"]
    )
    by_will = side.spirit ** shared["will_exponent"]
    bonus = state.nato.training_bonus if state.nato.backs == side.name else np.zeros(1)
    return np.asarray(
        own["quality"] * by_age * side.experience ** shared["experience_exponent"] * by_will * (1 + bonus)
    )


def _assault(side: Belligerent, active: Floats, p: Section, state: State) -> Assault:
    """Where a side attacks, whether it succeeds, how far it gets."""
    enemy = state.enemy(side)
    density = side.engaged / (p["duty_density"] * state.front.frontage)
    wanted = side.attack_intensity * side.main_effort * density ** p["duty_by_density"]
    duty = np.minimum(wanted * active, p["duty_ceiling"])
    attack = Attack(
        log_ratio=side.sign * state.front.power_ratio + np.log(p["concentration"]),
        surprise=side.numbers["surprise"],
        air=side.numbers["air_superiority"] - enemy.numbers["air_superiority"],
        watched=p["success_watched"],
    )
    defence = _defence(enemy)
    success = state.random(ASSAULT[side.name]) < assault.p_success(attack, defence, p)
    rate = assault.advance_rate(state.random(ADVANCE[side.name]), success, defence, p)
    stronger = advance.by_strength(side.sign * state.front.power_ratio, p["advance_by_power"], p["power_ratio_cap"])
    area = rate * stronger * state.front.frontage * duty * p["moving_share"] * DAYS_PER_WEEK
    bare = 1.0 + p["attack_without_armour"] * (1.0 - side.armour_fill)
    return Assault(Attacks(duty, assault.multiplier(success, p), p["exchange_watched"] * bare), area)


def _defence(side: Belligerent) -> Defence:
    return Defence(fortification=side.fortification, opened=side.opened, withdraw=side.withdraw)


def _lose(one: Fight, active: Floats, p: Section, state: State) -> None:
    """Casualties of a side by sector, and the armour that goes with its attacks."""
    side, engaged = one.side, one.own.engaged
    persistence = p["noise_persistence"] * (not state.is_first_week)
    side.noise = autocorrelated(side.noise, state.random(FIRES[side.name]), persistence, p["noise"])
    exposed = engaged * (1.0 - p["withdrawal_cover"] * side.withdraw)
    base = assault.full_loss(one.enemy.fires, exposed, state.inputs.choices["structure.attrition"], p)
    loss = assault.weekly_loss(base, one.made.attacks, one.met.attacks, _defence(side), active=active, p=p)
    loss = assault.with_luck(loss, side.noise, engaged, p) * state.fighting
    rate = loss / np.maximum(engaged, 1.0)
    for contingent in state.helpers_of(side):
        contingent.lose(total(rate * contingent.troops * contingent.shares(side)))
    side.casualties_by_sector = rate * side.engaged_own
    side.casualties = np.minimum(total(side.casualties_by_sector), p["loss_ceiling"] * side.front_force)
    made = one.made.attacks
    attacking = DAYS_PER_WEEK * base * made.duty * made.multiplier * made.dearness
    in_attack = np.minimum(total(attacking), side.casualties)
    exposed_armour = in_attack + side.numbers["defence_armour_share"] * (side.casualties - in_attack)
    lost = side.numbers["armour_per_casualty"] * exposed_armour * side.armour_fill
    side.armour_lost = np.minimum(lost, side.stock[Kind.ARMOUR] + side.inflow[Kind.ARMOUR])


def _move(fights: list[Fight], p: Section, state: State) -> None:
    """Ground changes hands by assault and by withdrawal, within what there is."""
    f = state.front
    pace = p["withdrawal_pace"] * DAYS_PER_WEEK * f.frontage * state.fighting
    # What a side gains is what it takes and what the enemy leaves.
    russia, ukraine = (one.made.area + pace * state.enemy(one.side).withdraw for one in fights)
    f.weekly_change = advance.bounded_change(russia - ukraine, f.winnable - f.change, f.losable + f.change)
    f.change = f.change + f.weekly_change
    f.recent_gain = f.recent_gain * (1.0 - 1.0 / p["memory_weeks"]) + total(f.weekly_change)


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
    """Whether a sector breaks open or closes."""
    side, enemy, duty = one.side, state.enemy(one.side), one.met.attacks.duty
    frontage = state.front.frontage
    answering = np.minimum(1.0, one.own.fires / (p["fires_reference"] * frontage))
    holding = one.own.engaged * (p["held_without_fires"] + (1.0 - p["held_without_fires"]) * answering)
    strain = advance.Strain(
        thinness=np.maximum(0.0, np.log(p["density_reference"] * frontage / np.maximum(holding, 1.0))),
        fires=np.maximum(0.0, np.log((one.enemy.fires + 1.0) / (one.own.fires + 1.0))),
        fatigue=one.own.tired,
        loss=side.recent_loss,
        surprise=enemy.numbers["surprise"],
        air=enemy.numbers["air_superiority"] - side.numbers["air_superiority"],
    )
    weights = advance.Strain(
        thinness=p["break_by_thinness"],
        fires=p["break_by_fires"],
        fatigue=p["break_by_fatigue"],
        loss=p["break_by_loss"],
        surprise=p["break_by_surprise"],
        air=p["break_by_air"],
    )
    hazard = advance.break_hazard(p["break_hazard"], duty / p["duty_reference"], strain, weights)
    behind = side.front_force * (1.0 - side.share_in_line) / (p["reserve_density"] * state.front.length)
    reserve = np.minimum(1.0, behind)
    closes = state.happens(BREAK[side.name], p["break_closing"] * reserve)
    breaks: Bools = state.happens(BREAK[side.name], hazard) & (duty > 0.0)
    opened = side.opened > 0.0
    state.front.breaks = state.front.breaks + (breaks & ~opened).sum(axis=0)
    side.opened = np.where(opened, ~closes, breaks) * np.asarray(state.fighting, dtype=np.float64)
    state.record_first(f"{side.name} sector broken open", np.any(side.opened > 0.0, axis=0))
