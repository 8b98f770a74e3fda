"""How an assault goes, by the numbers of the section `front`: the one place where the rules of battle are put together.

The weeks of a war and the battles of the past (`sim.studies.validation.battles`) are both fought by it.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.base.arrays import Bools, Floats
from sim.rules import advance, attrition
from sim.rules.attrition import Attacks, LossLaw


class Numbers(Protocol):
    """Numbers of the section `front` by key, each of shape (n,) or (1,)."""

    def __getitem__(self, key: str, /) -> Floats:
        """One of them."""


@dataclass(frozen=True)
class Attack:
    """What an attacker brings to the point of attack.

    Attributes:
        log_ratio: ln of its combat power there over the defender's.
        surprise: level.
        air: its superiority in the air, less the defender's.
        watched: what drones over the line take off its chance [logits].
    """

    log_ratio: Floats
    surprise: Floats
    air: Floats
    watched: Floats


@dataclass(frozen=True)
class Defence:
    """What the attacker meets.

    Attributes:
        fortification: in [0, 1].
        opened: 1 where the sector is broken open, else 0.
    """

    fortification: Floats
    opened: Floats


def p_success(attack: Attack, defence: Defence, p: Numbers) -> Floats:
    """Probability that an assault succeeds."""
    bonus = (
        p["success_surprise"] * attack.surprise
        + p["success_air"] * attack.air
        - p["success_fortified"] * defence.fortification * (1.0 - defence.opened)
        - attack.watched
    )
    return attrition.p_success(attack.log_ratio, p["success_intercept"], p["success_slope"], bonus)


def multiplier(success: Bools, p: Numbers) -> Floats:
    """What the result of an assault does to the attacker's loss."""
    return attrition.attacker_multiplier(success, p["exchange_failed"], p["exchange_success"])


def advance_rate(shock: Floats, success: Bools, defence: Defence, p: Numbers) -> Floats:
    """Advance at the point of attack against a line that holds [km/day]."""
    pace = advance.Pace(
        median=p["advance_median"],
        spread=p["advance_spread"],
        fortified=p["advance_fortified"],
        failed=p["advance_failed"],
        failed_zero=p["advance_failed_zero"],
        cap=p["advance_cap"],
    )
    return advance.advance_rate(shock, success, defence.fortification, pace)


def run_speed(shock: Floats, defence: Defence, p: Numbers) -> Floats:
    """Speed of a front that moves through a broken line [km/day]; the works behind the first line slow it."""
    behind = defence.fortification * (1.0 - p["first_line_share"])
    return np.asanyarray(p["break_speed"] * np.exp(p["break_speed_spread"] * shock - p["advance_fortified"] * behind))


def full_loss(fires: Floats, exposed: Floats, variant: str, p: Numbers) -> Floats:
    """Loss of a side in full combat under a structural variant of attrition [persons/day]."""
    exponents = attrition.EXPONENTS[variant] or (p["fires_exponent"], p["scale_elasticity"] - p["fires_exponent"])
    by_fires, by_exposure = map(np.atleast_1d, exponents)
    law = LossLaw(p["loss_rate"], by_fires, by_exposure, p["reference_strength"])
    return attrition.combat_loss(fires, exposed, law)


def weekly_loss(base: Floats, made: Attacks, met: Attacks, defence: Defence, *, active: Floats, p: Numbers) -> Floats:
    """Loss of a side in a week, before luck [persons].

    Args:
        base: loss in full combat, see `full_loss`.
        made: its own attacks.
        met: the enemy's.
        defence: its own.
        active: 1 where the front is in use.
        p: numbers.
    """
    cover = 1.0 - p["fortification_cover"] * defence.fortification
    return attrition.weekly_loss(base, made, met, cover=cover, background=p["background"] * active)


def with_luck(loss: Floats, noise: Floats, engaged: Floats, p: Numbers) -> Floats:
    """A week's loss with noise that leaves its mean as it is, at most a share of those engaged [persons]."""
    return np.minimum(loss * np.exp(noise - p["noise"] ** 2 / 2.0), p["loss_ceiling"] * engaged)
