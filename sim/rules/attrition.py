"""Who loses how many: fires, exposure, and whether the assault succeeds.

One kernel serves the simulated front, the battles of the past and the textbook laws: the exponents alone decide
which law it is. Source of form and ranges: Helmbold and Bracken's generalised Lanchester equations; CDB90 battle
data base, fitted 1900-1982; Dupuy's verities on fortification and success.
"""

from dataclasses import dataclass

import numpy as np

from sim.base.arrays import DAYS_PER_WEEK, Bools, Floats
from sim.rules.chance import logistic

EXPONENTS = {"mixed": None, "linear": (1.0, 1.0), "square": (1.0, 0.0)}
"""(p, q) of each structural variant; `mixed` takes them from the scenario."""


def delivered_fires(used: Floats, worth: Floats, saturation: Floats, frontage: Floats) -> Floats:
    """Fires of one kind of munition, with diminishing returns as a stretch of front fills up.

    worth u / (1 + u / (saturation frontage))

    Args:
        used: rounds, drones or bombs used [1/day], shape (s, n).
        worth: soldier-equivalents of one of them a day [soldiers day].
        saturation: use at which its worth has halved [1/(day km)]; proportional to frontage, so that cutting a
            sector in two changes nothing.
        frontage: length of front [km], shape (s, 1).

    Returns:
        Fires [soldier-equivalents], shape (s, n).
    """
    return worth * used / (1.0 + used / (saturation * frontage))


@dataclass(frozen=True)
class LossLaw:
    """A law of attrition.

    Attributes:
        rate: share lost a day when fires equal exposure equal reference [1/day].
        p: exponent of fires.
        q: exponent of exposure.
        reference: strength N at which all variants agree [persons].
    """

    rate: Floats
    p: Floats
    q: Floats
    reference: Floats


def combat_loss(fires: Floats, exposed: Floats, law: LossLaw) -> Floats:
    """Daily loss of a side in full combat: L = rate N (F/N)^p (E/N)^q.

    p = q = 1 is Lanchester's linear law, p = 1, q = 0 the square law, p = 0, q = 1 the logarithmic law, p + q = 1
    makes losses independent of how the front is cut into sectors (the reference strength N then cancels).

    Args:
        fires: the enemy's delivered fires [soldier-equivalents], any shape.
        exposed: own troops exposed to them [persons].
        law: rate, exponents and reference strength.

    Returns:
        Loss [persons/day]. Zero fires mean zero loss; not valid for loss of a large share of a force in one step.
    """
    n = law.reference
    return law.rate * n * (fires / n) ** law.p * (exposed / n) ** law.q


def combat_power(quality: Floats, troops: Floats, fires: Floats, supply: Floats, *, share_of_numbers: Floats) -> Floats:
    """Log of combat power: P = Q N^a F^(1-a) S (after Dupuy's P = S V CEV).

    Args:
        quality: effectiveness of a soldier relative to the reference, Q.
        troops: engaged troops N [persons].
        fires: own delivered fires F [soldier-equivalents].
        supply: share S of demanded munitions that is met, in [0, 1].
        share_of_numbers: weight a of numbers against fires, in [0, 1].

    Returns:
        ln P; very negative where a side has nothing.
    """
    tiny = 1e-9
    return (
        np.log(quality + tiny)
        + share_of_numbers * np.log(troops + tiny)
        + (1.0 - share_of_numbers) * np.log(fires + tiny)
        + np.log(supply + tiny)
    )


def p_success(log_ratio: Floats, intercept: Floats, slope: Floats, bonus: Floats) -> Floats:
    """Probability that an assault succeeds: logistic(b0 + b1 ln(P_A / P_D) + bonus).

    Args:
        log_ratio: ln of attacker's over defender's combat power at the point of attack.
        intercept: b0, at even odds.
        slope: b1, per unit of ln ratio; 0.4-1.1 in battles since 1900.
        bonus: what surprise and air support add and fortification takes away, in logits.
    """
    return logistic(intercept + slope * log_ratio + bonus)


def attacker_multiplier(success: Bools, ratio_failed: Floats, ratio_success: Floats) -> Floats:
    """What the result of an assault does to the attacker's loss; the defender's is the inverse.

    The loss-exchange ratio (attacker over defender) is multiplied by `ratio_failed` (about 1.9) or `ratio_success`
    (about 0.56); each side bears the square root of it, so that neither outcome changes the geometric mean.
    """
    return np.sqrt(np.where(success, ratio_success, ratio_failed))


@dataclass(frozen=True)
class Attacks:
    """One side's attacks of a week.

    Attributes:
        duty: share of front-days on which it attacks, shape (s, n).
        multiplier: of its own loss in them, see `attacker_multiplier`; the defender bears the inverse.
        dearness: further factor of its own loss: drones that watch the ground it crosses, armour it lacks.
    """

    duty: Floats
    multiplier: Floats
    dearness: Floats


def weekly_loss(base: Floats, made: Attacks, met: Attacks, *, cover: Floats, background: Floats) -> Floats:
    """Loss of a side in a sector-week from attacks made, attacks met, and the shelling in between.

    7 L [d_a m_a k_a + d_d / m_d + cover (1 - d_a - d_d) b]

    Args:
        base: loss in full combat [persons/day], shape (s, n).
        made: attacks of this side, d_a, m_a and k_a.
        met: attacks of the enemy, d_d and m_d.
        cover: what fortification leaves of the exposure between assaults, in (0, 1]; in an assault it works through
            the chance of success, and the exchange ratios of battles already hold what it does to losses.
        background: loss away from assaults relative to full combat, b.

    Returns:
        Loss [persons/week].
    """
    quiet = np.maximum(0.0, 1.0 - made.duty - met.duty)
    assaults = made.duty * made.multiplier * made.dearness + met.duty * (1.0 / met.multiplier)
    return np.asanyarray(DAYS_PER_WEEK * base * (assaults + cover * quiet * background))
