"""Money and will. What the economy and foreign finance pay for; what war does to the readiness to go on.

Forms are modelling choices (no general law found); sizes are judgement with ranges, except money (budgets, funds).
"""

from __future__ import annotations

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, WEEKS_PER_YEAR, Floats


def economy_after_week(
    economy: Floats, growth: Floats, damage: Floats, drag: Floats, shock: Floats, spread: Floats
) -> Floats:
    """Index of the economy, 1 at the start: trend growth less damage, with a random walk.

    Args:
        economy: now, shape (n,).
        growth: trend [share/year].
        damage: share of energy and industry out of action beyond that of the start.
        drag: output lost a year at full damage [share/year].
        shock: standard normal.
        spread: standard deviation of a year's shocks [share].
    """
    weekly = (growth - drag * damage) / WEEKS_PER_YEAR + spread / np.sqrt(WEEKS_PER_YEAR) * shock
    return np.asarray(np.maximum(0.1, economy * (1.0 + weekly)))


def covered_share(
    own: Floats, economy: Floats, oil: Floats, oil_dependence: Floats, aid_dependence: Floats, aid: Floats
) -> Floats:
    """Share of war spending covered by revenue and foreign finance, before reserves.

    own economy (1 + d (oil - 1)) + aid dependence x aid

    Args:
        own: share covered by own revenue at the start.
        economy: index of the economy.
        oil: oil price relative to the start.
        oil_dependence: elasticity d of revenue to the oil price.
        aid_dependence: share covered by foreign finance at the start.
        aid: foreign finance relative to the start.
    """
    return np.maximum(0.0, own * economy * (1.0 + oil_dependence * (oil - 1.0)) + aid_dependence * aid)


def spend_reserve(reserve: Floats, covered: Floats) -> tuple[Floats, Floats]:
    """Close the gap from the reserve while it lasts.

    Args:
        reserve: months of full war spending that the fund could pay.
        covered: see `covered_share`.

    Returns:
        Reserve afterwards and the share of war spending that is funded, at most 1.
    """
    gap = np.maximum(0.0, 1.0 - covered) / WEEKS_PER_MONTH
    paid = np.minimum(gap, reserve)
    surplus = np.maximum(0.0, covered - 1.0) / WEEKS_PER_MONTH
    return reserve - paid + surplus, np.minimum(1.0, covered + paid * WEEKS_PER_MONTH)


def will_after_week(
    will: Floats,
    norm: Floats,
    recovery: Floats,
    casualties: Floats,
    gain: Floats,
    hardship: Floats,
    weights: tuple[Floats, Floats, Floats],
    shock: Floats,
    spread: Floats,
) -> Floats:
    """Will to go on, in [0, 1]: casualties and hardship wear it, gains lift it, it returns to its norm.

    Args:
        will: now, shape (n,).
        norm: level it returns to.
        recovery: share of the gap closed in a week.
        casualties: killed and wounded per million people in the week.
        gain: ground gained by this side in the week [km2], negative when lost.
        hardship: damage and unpaid spending beyond those of the start, 0 = as at the start.
        weights: per casualty per million; per 1,000 km2; per unit of hardship and week.
        shock: standard normal.
        spread: standard deviation of a month's shocks.
    """
    by_casualties, by_gain, by_hardship = weights
    change = recovery * (norm - will) - by_casualties * casualties + by_gain * gain / 1000.0
    change = change - by_hardship * hardship + spread / np.sqrt(WEEKS_PER_MONTH) * shock
    return np.asarray(np.clip(will + change, 0.0, 1.0))


def mean_reverting(now: Floats, norm: Floats, pull: Floats, shock: Floats, spread: Floats) -> Floats:
    """One week of a mean-reverting state: share `pull` of the gap closed, plus noise; floored at 0."""
    return np.maximum(0.0, now + pull * (norm - now) + spread * shock)


def oil_price(price: Floats, shock: Floats, volatility: Floats) -> Floats:
    """One week of a geometric random walk without drift in the mean [same unit as price]."""
    weekly = volatility / np.sqrt(WEEKS_PER_YEAR)
    return np.asarray(price * np.exp(weekly * shock - weekly**2 / 2.0))
