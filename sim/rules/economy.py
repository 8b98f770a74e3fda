"""Money and will. What the economy and foreign finance pay for; what war does to the readiness to go on.

Forms are modelling choices (no general law found); sizes are judgement with ranges, except money (budgets, funds).
"""

from dataclasses import dataclass

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, WEEKS_PER_YEAR, Floats

SMALLEST_ECONOMY = 0.1
"""Index below which no economy falls: a tenth of that of the start, so that the random walk stays positive."""
AREA_UNIT = 1000.0
"""Area that `Wear.ground` is stated for [km2]."""


@dataclass(frozen=True)
class Growth:
    """What moves an economy.

    Attributes:
        trend: growth [share/year].
        drag: output lost a year at full damage [share/year].
        spread: standard deviation of a year's shocks [share].
    """

    trend: Floats
    drag: Floats
    spread: Floats


def economy_after_week(economy: Floats, damage: Floats, shock: Floats, growth: Growth) -> Floats:
    """Index of the economy, 1 at the start: trend growth less damage, with a random walk.

    Args:
        economy: now, shape (n,).
        damage: share of energy and industry out of action beyond that of the start.
        shock: standard normal.
        growth: coefficients.
    """
    weekly = (growth.trend - growth.drag * damage) / WEEKS_PER_YEAR + growth.spread / np.sqrt(WEEKS_PER_YEAR) * shock
    return np.asanyarray(np.maximum(SMALLEST_ECONOMY, economy * (1.0 + weekly)))


@dataclass(frozen=True)
class Finance:
    """What a side pays its war from.

    Attributes:
        covered: share s of the need that is covered at the reference.
        by_aid: part a of it that foreign finance pays; the rest is own revenue.
        by_oil: elasticity d of revenue to the oil price.
    """

    covered: Floats
    by_aid: Floats
    by_oil: Floats


def covered_share(economy: Floats, oil: Floats, aid: Floats, finance: Finance) -> Floats:
    """Share of war spending covered by revenue and foreign finance, before reserves.

    s [(1 - a) economy (1 + d (oil - 1)) + a aid]: the parts add up to what is covered.

    Args:
        economy: index of the economy.
        oil: oil price relative to the reference.
        aid: share of the external need that foreign finance meets; 0 where a side borrows or draws on its fund.
        finance: coefficients.
    """
    revenue = (1.0 - finance.by_aid) * economy * (1.0 + finance.by_oil * (oil - 1.0))
    return np.maximum(0.0, finance.covered * (revenue + finance.by_aid * aid))


def recruiting_need(number: Floats, effort: Floats, share: Floats, rise: Floats) -> Floats:
    """War spending that recruiting adds, relative to the usual need: k (m e^r - 1); negative where fewer are taken.

    The price of a recruit rises with effort: regional bonuses rose by 40 % from January to May 2024 for the same intake.

    Args:
        number: recruits taken relative to the usual number, m.
        effort: relative to the usual, e.
        share: of war spending that goes to the usual number at the usual effort, k.
        rise: elasticity of the price to the effort, r.
    """
    return share * (number * effort**rise - 1.0)


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


@dataclass(frozen=True)
class News:
    """What a week of war tells a people.

    Attributes:
        casualties: killed and wounded per million people in the week.
        gain: ground gained by this side in the week [km2], negative when lost.
        hardship: damage and unpaid spending beyond those of the start, 0 = as at the start.
    """

    casualties: Floats
    gain: Floats
    hardship: Floats


@dataclass(frozen=True)
class Wear:
    """What moves a people's will.

    Attributes:
        recovery: share of the gap to its norm closed in a week.
        by_casualties: per casualty per million.
        by_ground: per 1,000 km2.
        by_hardship: per unit of hardship and week.
        spread: standard deviation of a month's shocks.
    """

    recovery: Floats
    by_casualties: Floats
    by_ground: Floats
    by_hardship: Floats
    spread: Floats


def will_after_week(will: Floats, norm: Floats, news: News, shock: Floats, *, wear: Wear) -> Floats:
    """Will to go on, in [0, 1]: casualties and hardship wear it, gains lift it, it returns to its norm.

    Args:
        will: now, shape (n,).
        norm: level it returns to.
        news: of the week.
        shock: standard normal.
        wear: coefficients.
    """
    change = wear.recovery * (norm - will) - wear.by_casualties * news.casualties
    change = change + wear.by_ground * news.gain / AREA_UNIT - wear.by_hardship * news.hardship
    return np.asanyarray(np.clip(will + (change + wear.spread / np.sqrt(WEEKS_PER_MONTH) * shock), 0.0, 1.0))


def oil_price(price: Floats, shock: Floats, volatility: Floats) -> Floats:
    """One week of a geometric random walk without drift in the mean [same unit as price]."""
    weekly = volatility / np.sqrt(WEEKS_PER_YEAR)
    return np.asanyarray(price * np.exp(weekly * shock - weekly**2 / 2.0))
