"""Who loses how many: fires, exposure, and whether the assault succeeds.

One kernel serves the simulated front, the battles of the past and the textbook laws: the exponents alone decide
which law it is. Source of form and ranges: Helmbold and Bracken's generalised Lanchester equations; CDB90 battle
data base, fitted 1900-1982; Dupuy's verities on fortification and success.
"""

from __future__ import annotations

import numpy as np

from sim.base.arrays import Bools, Floats

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


def combat_loss(
    fires: Floats, exposed: Floats, rate: Floats, p: Floats, q: Floats, reference: Floats
) -> Floats:
    """Daily loss of a side in full combat: L = rate N (F/N)^p (E/N)^q.

    p = q = 1 is Lanchester's linear law, p = 1, q = 0 the square law, p = 0, q = 1 the logarithmic law, p + q = 1
    makes losses independent of how the front is cut into sectors (the reference strength N then cancels).

    Args:
        fires: the enemy's delivered fires [soldier-equivalents], any shape.
        exposed: own troops exposed to them [persons].
        rate: share lost a day when fires equal exposure equal reference [1/day].
        p: exponent of fires.
        q: exponent of exposure.
        reference: strength N at which all variants agree [persons].

    Returns:
        Loss [persons/day]. Zero fires mean zero loss; not valid for loss of a large share of a force in one step.
    """
    return rate * reference * (fires / reference) ** p * (exposed / reference) ** q


def combat_power(
    quality: Floats, troops: Floats, fires: Floats, share_of_numbers: Floats, supply: Floats
) -> Floats:
    """Log of combat power: P = Q N^a F^(1-a) S (after Dupuy's P = S V CEV).

    Args:
        quality: effectiveness of a soldier relative to the reference, Q.
        troops: engaged troops N [persons].
        fires: own delivered fires F [soldier-equivalents].
        share_of_numbers: weight a of numbers against fires, in [0, 1].
        supply: share S of demanded munitions that is met, in [0, 1].

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
    return 1.0 / (1.0 + np.exp(-(intercept + slope * log_ratio + bonus)))


def attacker_multiplier(success: Bools, ratio_failed: Floats, ratio_success: Floats) -> Floats:
    """What the result of an assault does to the attacker's loss; the defender's is the inverse.

    The loss-exchange ratio (attacker over defender) is multiplied by `ratio_failed` (about 1.9) or `ratio_success`
    (about 0.56); each side bears the square root of it, so that neither outcome changes the geometric mean.
    """
    return np.sqrt(np.where(success, ratio_success, ratio_failed))


def weekly_loss(
    base: Floats,
    attacking: Floats,
    attacked: Floats,
    multiplier_attack: Floats,
    multiplier_defence: Floats,
    cover: Floats,
    background: Floats,
) -> Floats:
    """Loss of a side in a sector-week from assaults made, assaults met, and the shelling in between.

    7 L [d_a m_a + d_d m_d + cover (1 - d_a - d_d) b]

    Args:
        base: loss in full combat [persons/day], shape (s, n).
        attacking: own duty d_a, share of front-days in which this side attacks.
        attacked: enemy's duty d_d.
        multiplier_attack: m_a, see `attacker_multiplier`.
        multiplier_defence: m_d, the inverse of the enemy's.
        cover: what fortification leaves of the exposure between assaults, in (0, 1]; in an assault it works through
            the chance of success, and the exchange ratios of battles already hold what it does to losses.
        background: loss away from assaults relative to full combat, b.

    Returns:
        Loss [persons/week].
    """
    quiet = np.maximum(0.0, 1.0 - attacking - attacked)
    return np.asarray(
        7.0
        * base
        * (attacking * multiplier_attack + attacked * multiplier_defence + cover * quiet * background)
    )


def autocorrelated(previous: Floats, shock: Floats, persistence: Floats, spread: Floats) -> Floats:
    """Next value of an AR(1) process with stationary standard deviation `spread`."""
    return persistence * previous + spread * np.sqrt(1.0 - persistence**2) * shock
