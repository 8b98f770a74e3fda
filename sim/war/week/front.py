"""The front: fires, assaults, losses, ground. Both sides by the same rules."""

from dataclasses import dataclass

import numpy as np

from sim.base.arrays import DAYS_PER_WEEK, Bools, Floats
from sim.rules import advance, attrition, manpower
from sim.rules.attrition import Attacks
from sim.rules.chance import autocorrelated
from sim.rules.ladders import BelarusRung
from sim.rules.supply import Kind
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.sector import IN_NORTH, LINE, SECTORS
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
    if state.is_first_week:
        for side in state.sides:
            side.power_at_start = side.sign * state.front.power_ratio[LINE].mean(axis=0)
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
    _move(assaults, p, state)
    for one in fights:
        _dig_in(one, p, state)
        _break(one, p, state)


def _activity(state: State) -> Floats:
    """1 in the eight sectors of the line; in the latent north what Belarus's part in the war makes of it."""
    in_war = state.belarus.involvement >= BelarusRung.BELLIGERENT
    north = np.where(in_war, 1.0, state.inputs["front.north_activity"])
    return np.where(IN_NORTH, north, 1.0) * state.fighting


def _strength(side: Belligerent, p: Section, state: State) -> Strength:
    """Troops, fires and combat power by sector."""
    own, nato, belarus = side.numbers, state.nato, state.belarus
    extra = nato.troops + nato.relief if nato.backs == side.name else np.zeros(1)
    side.engaged = (side.front_force * side.share_in_line + extra) * side.deployment
    if belarus.backs == side.name:
        side.engaged = side.engaged + IN_NORTH * belarus.troops
    provided = np.minimum(1.0, side.supply_ratio / p["direct_fire_supply"])
    fires = p["direct_fire"] * side.engaged * provided
    worth, saturation = p.by("worth", FIRED_KEYS), p.by("saturation", FIRED_KEYS)
    for row, fired in enumerate(side.fired):
        used = fired / DAYS_PER_WEEK * side.deployment
        fires = fires + attrition.delivered_fires(used, worth[row], saturation[row], state.front.frontage)
    fires = fires * own["fire_efficiency"]
    tired = -np.expm1(-p["fatigue"] * side.days_in_line)
    armoured = np.minimum(1.0, side.stock[Kind.ARMOUR] / own["armour_wanted"])
    log_power = attrition.combat_power(
        _quality(side, state) * (armoured + 1e-6) ** p["armour_exponent"],
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
    by_will = (side.will / np.maximum(side.will_norm, 1e-6)) ** shared["will_exponent"]
    bonus = state.nato.training_bonus if state.nato.backs == side.name else np.zeros(1)
    return np.asarray(
        own["quality"] * by_age * side.experience ** shared["experience_exponent"] * by_will * (1 + bonus)
    )


def _assault(side: Belligerent, active: Floats, p: Section, state: State) -> Assault:
    """Where a side attacks, whether it succeeds, how far it gets."""
    enemy = state.enemy(side)
    duty = np.minimum(side.attack_intensity * side.main_effort * active, p["duty_ceiling"])
    attack = Attack(
        log_ratio=side.sign * state.front.power_ratio + np.log(p["concentration"]),
        surprise=side.numbers["surprise"],
        air=side.numbers["air_superiority"] - enemy.numbers["air_superiority"],
        watched=p["success_watched"],
    )
    defence = _defence(enemy)
    success = state.random(ASSAULT[side.name]) < assault.p_success(attack, defence, p)
    rate = assault.advance_rate(state.random(ADVANCE[side.name]), success, defence, p)
    area = rate * state.front.frontage * duty * p["moving_share"] * DAYS_PER_WEEK
    return Assault(Attacks(duty, assault.multiplier(success, p)), area)


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
    # NATO's and Belarus's soldiers in the line fall beside those of the side they help, but are not counted as theirs.
    own_share = np.minimum(1.0, side.front_force * side.share_in_line / np.maximum(engaged.sum(axis=0), 1e-9))
    side.casualties_by_sector = loss * own_share
    side.casualties = np.minimum(side.casualties_by_sector.sum(axis=0), p["loss_ceiling"] * side.front_force)
    attackers = DAYS_PER_WEEK * base * one.made.attacks.duty * one.made.attacks.multiplier
    lost = side.numbers["armour_per_casualty"] * np.minimum(attackers.sum(axis=0), side.casualties)
    side.armour_lost = np.minimum(lost, side.stock[Kind.ARMOUR] + side.inflow[Kind.ARMOUR])


def _move(assaults: dict[str, Assault], p: Section, state: State) -> None:
    """Ground changes hands, within what there is."""
    f = state.front
    russia, ukraine = (assaults[side.name].area for side in state.sides)
    f.weekly_change = advance.bounded_change(russia - ukraine, f.winnable - f.change, f.losable + f.change)
    f.change = f.change + f.weekly_change
    f.recent_gain = f.recent_gain * (1.0 - 1.0 / p["memory_weeks"]) + f.weekly_change.sum(axis=0)


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
    side, duty = one.side, one.met.attacks.duty
    reference = p["density_reference"] * state.front.frontage
    strain = advance.Strain(
        thinness=np.maximum(0.0, np.log(reference / np.maximum(one.own.engaged, 1.0))),
        fires=np.maximum(0.0, np.log((one.enemy.fires + 1.0) / (one.own.fires + 1.0))),
        fatigue=one.own.tired,
        loss=side.recent_loss,
    )
    weights = advance.Strain(
        thinness=p["break_by_thinness"],
        fires=p["break_by_fires"],
        fatigue=p["break_by_fatigue"],
        loss=p["break_by_loss"],
    )
    hazard = advance.break_hazard(p["break_hazard"], duty / p["duty_reference"], strain, weights)
    reserve = (1.0 - side.share_in_line) / np.maximum(1e-6, 1.0 - side.numbers["share_in_line"])
    closes = state.happens(BREAK[side.name], p["break_closing"] * reserve)
    breaks: Bools = state.happens(BREAK[side.name], hazard) & (duty > 0.0)
    opened = side.opened > 0.0
    state.front.breaks = state.front.breaks + (breaks & ~opened).sum(axis=0)
    side.opened = np.where(opened, ~closes, breaks) * np.asarray(state.fighting, dtype=np.float64)
    state.record_first(f"{side.name} sector broken open", np.any(side.opened > 0.0, axis=0))
