"""Battles of the past, fought by the rules of the front.

Nothing here is a law of its own: losses, success and advance come from the assault of the weeks, the numbers from the
scenario. What differs from the front is only what a battle of the data base is: strengths as given, attack on
every day, one result for the whole battle, fires of one soldier-equivalent per soldier, no depletion (its
strengths count reinforcements), no concentration (its force ratio is that of the point of attack), and no
drones that watch the attacker (`front.success_watched`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.base.arrays import DAYS_PER_WEEK, Bools, Floats
from sim.rules import attrition
from sim.rules.attrition import Attacks
from sim.rules.chance import autocorrelated
from sim.war.week import assault
from sim.war.week.assault import Attack, Defence

FORTIFICATION = {"WD": 0.0, "DL": 0.0, "HD": 0.0, "PD": 0.68, "FD": 1.0}
"""Fortification of a posture: none in withdrawal, delay, hasty defence, full in fortified; prepared by its
share of the effect on ln advance, .55 of .81 (CDB90 from 1900)."""

Front = Mapping[str, Floats]
"""Numbers of the section `front`, each of shape (draws,) or (1,)."""


@dataclass(frozen=True)
class Battles:
    """Who met whom. Arrays of shape (battles,); the outcome columns are NaN where nobody wrote them down."""

    attacker: Floats
    defender: Floats
    posture: npt.NDArray[np.str_]
    days: Floats
    surprise: Floats
    air: Floats
    positional: Bools
    """Western Front, 1915-17; where nothing says so, attacks on fortified defence."""
    recorded: BattleOutcome | None = None
    """What happened, in a file that tells it. Arrays of shape (battles, 1)."""

    @property
    def log_ratio(self) -> Floats:
        """Logarithm of attacker's over defender's strength."""
        return np.log(self.attacker / self.defender)

    @property
    def fortification(self) -> Floats:
        """In [0, 1]."""
        return np.array([FORTIFICATION[name] for name in self.posture])

    def in_posture(self, *names: str) -> Floats:
        """1 where the defender's posture is one of these, else 0."""
        return np.isin(self.posture, names).astype(float)


@dataclass(frozen=True)
class BattleOutcome:
    """How battles went. Arrays of shape (battles, draws)."""

    loss_attacker: Floats
    """Share of strength lost a day."""
    loss_defender: Floats
    success: Floats
    """1 the attack succeeded, 0 it failed, NaN neither."""
    advance: Floats
    """km a day."""


def fight(battles: Battles, front: Front, rng: np.random.Generator, variant: str = "mixed") -> BattleOutcome:
    """Fight battles by the front's rules, once per draw, with troops of equal quality.

    Args:
        battles: who meets whom.
        front: numbers of the scenario, each of shape (draws,) or (1,).
        rng: dice.
        variant: of attrition, as in `structure.attrition`.
    """
    attacker, defender = battles.attacker[:, None], battles.defender[:, None]
    days = battles.days[:, None]
    shape = np.broadcast_shapes(days.shape, *(value.shape for value in front.values()))
    none, all_days = np.zeros(1), np.ones(1)
    attack = Attack(
        log_ratio=_log_power(attacker, front) - _log_power(defender, front),
        surprise=battles.surprise[:, None],
        air=battles.air[:, None],
        watched=none,
    )
    defence = Defence(fortification=battles.fortification[:, None], opened=none)
    in_the_open = Defence(fortification=none, opened=none)
    success = rng.random(shape) < assault.p_success(attack, defence, front)
    attacks, nobody = Attacks(all_days, assault.multiplier(success, front), all_days), Attacks(none, all_days, all_days)
    full = (
        assault.full_loss(defender, attacker, variant, front),
        assault.full_loss(attacker, defender, variant, front),
    )
    weekly = (
        assault.weekly_loss(full[0], attacks, nobody, in_the_open, active=all_days, p=front),
        assault.weekly_loss(full[1], nobody, attacks, defence, active=all_days, p=front),
    )
    noise = [front["noise"] * rng.standard_normal(shape) for _ in weekly]
    lost, gained = [np.zeros(shape) for _ in weekly], np.zeros(shape)
    for week in range(int(np.ceil(days.max() / DAYS_PER_WEEK))):
        part = np.clip(days - DAYS_PER_WEEK * week, 0.0, DAYS_PER_WEEK) / DAYS_PER_WEEK
        for side, strength in enumerate((attacker, defender)):
            if week:
                noise[side] = autocorrelated(
                    noise[side], rng.standard_normal(shape), front["noise_persistence"], front["noise"]
                )
            lost[side] += part * assault.with_luck(weekly[side], noise[side], strength, front)
        gained += part * DAYS_PER_WEEK * assault.advance_rate(rng.standard_normal(shape), success, defence, front)
    return BattleOutcome(
        loss_attacker=lost[0] / attacker / days,
        loss_defender=lost[1] / defender / days,
        success=success.astype(float),
        advance=gained / days,
    )


def _log_power(strength: Floats, front: Front) -> Floats:
    """Combat power (ln) of a side fully supplied, with one soldier-equivalent of fires per soldier."""
    one = np.ones(1)
    return attrition.combat_power(one, strength, strength, one, share_of_numbers=front["share_of_numbers"])
