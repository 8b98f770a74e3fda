"""How the line moves: rate at the point of attack, breaks of a sector, fortification, fatigue.

Sources: advance rates of CDB90 (positional offensives 1915-17: median 0.35 km a day, p10-p90 0.10-1.14; fortified
defence -0.73 in logs); no effect of head-count on the rate (Dupuy); breaks by a hazard, not by a casualty threshold
(CHASE: breakpoints by own casualties alone do not agree with the record).
"""

from dataclasses import dataclass

import numpy as np

from sim.base.arrays import DAYS_PER_WEEK, Bools, Floats


@dataclass(frozen=True)
class Pace:
    """How fast an assault gains ground.

    Attributes:
        median: v0 in the open against a hasty defence [km/day].
        spread: s, standard deviation of ln v.
        fortified: f, ln reduction at full fortification.
        opened: M, multiplier where the defender's sector is broken open.
        failed: advance of a failed assault relative to a successful one.
        failed_zero: standard normal quantile below which a failed assault gains nothing.
        cap: advance of an unopposed force [km/day].
    """

    median: Floats
    spread: Floats
    fortified: Floats
    opened: Floats
    failed: Floats
    failed_zero: Floats
    cap: Floats


def advance_rate(shock: Floats, success: Bools, fortification: Floats, opened: Floats, *, pace: Pace) -> Floats:
    """Advance at the point of attack [km/day], log-normal around a median that fortification lowers.

    v = min(cap, v0 exp(-f fort + s z) (M where the sector is open)); a failed assault gains nothing in a share of
    cases and a share of a successful one in the rest.

    Args:
        shock: standard normal z, shape (s, n).
        success: the assault succeeded.
        fortification: defender's, in [0, 1].
        opened: the defender's sector is broken open (1) or not (0).
        pace: coefficients.
    """
    rate = pace.median * np.exp(pace.spread * shock - pace.fortified * fortification * (1.0 - opened))
    rate = rate * (1.0 + (pace.opened - 1.0) * opened)
    gained = np.where(success, 1.0, pace.failed * (shock > pace.failed_zero))
    return np.minimum(rate * gained, pace.cap)


def by_strength(log_ratio: Floats, exponent: Floats, cap: Floats) -> Floats:
    """Factor on ground gained in positional fighting: (P_A / P_D)^b, between 1/cap and cap.

    Ground is about linear in the power brought to bear: one to two and a half km2 a day for a main effort in 2023-24, and
    no more than the cap says, because only a broken line lets an attacker run. Not valid after a break.
    """
    return np.clip(np.exp(exponent * log_ratio), 1.0 / cap, cap)


@dataclass(frozen=True)
class Strain:
    """What wears a line down, or the weight of each in its hazard of breaking.

    Attributes:
        thinness: max(0, ln(reference density / density)).
        fires: ln of enemy's over own fires, floored at 0.
        fatigue: share of effectiveness lost to days in the line.
        loss: share of the sector's troops lost in the last four weeks.
        surprise: enemy's, levels of CDB90.
        air: enemy's superiority in the air less the own, levels of CDB90.
    """

    thinness: Floats
    fires: Floats
    fatigue: Floats
    loss: Floats
    surprise: Floats
    air: Floats


def break_hazard(base: Floats, attacked: Floats, strain: Strain, weights: Strain) -> Floats:
    """Weekly hazard that a defender's sector breaks open.

    h = h0 d/d_ref exp(a thinness + b fire disadvantage + c fatigue + e recent loss + f surprise + g air); `attacked`
    carries d/d_ref, so a sector that nobody attacks does not break. Force ratio alone is no threshold in battles since
    1914 (AUC .56); surprise, air and density are (own logit of 96 battles of CDB90).

    Args:
        base: h0 under reference conditions [1/week].
        attacked: enemy's duty relative to the reference duty.
        strain: of the sector, shapes (s, n).
        weights: a, b, c, e, f, g.
    """
    return (
        base
        * attacked
        * np.exp(
            weights.thinness * strain.thinness
            + weights.fires * strain.fires
            + weights.fatigue * strain.fatigue
            + weights.loss * strain.loss
            + weights.surprise * strain.surprise
            + weights.air * strain.air
        )
    )


def bounded_change(change: Floats, can_gain: Floats, can_lose: Floats) -> Floats:
    """Change of the area Russia holds in a sector, kept within what there is to win and to lose [km2]."""
    return np.minimum(np.maximum(change, -can_lose), can_gain)


def fortify(fortification: Floats, digging: Floats, lost_depth: Floats, belt: Floats) -> Floats:
    """Fortification of a defender after a week of digging and of ground lost.

    f + r (1 - f) - f (depth lost / depth of the fortified belt), in [0, 1].

    Args:
        fortification: now, shape (s, n).
        digging: r, share of the missing works built in a week.
        lost_depth: ground lost this week, area over frontage [km].
        belt: depth of the fortified belt [km].
    """
    return np.clip(fortification + digging * (1.0 - fortification) - fortification * lost_depth / belt, 0.0, 1.0)


def days_in_line(days: Floats, relieved: Floats) -> Floats:
    """Mean days since rotation after a week in which a share of the line was relieved [days]."""
    return (days + DAYS_PER_WEEK) * (1.0 - relieved)


def relieved_share(share_in_line: Floats, rotation_time: Floats) -> Floats:
    """Share of the line relieved in a week: the reserve, (1 - s)/s of the line, once every `rotation_time` [weeks]."""
    return np.minimum(1.0, (1.0 - share_in_line) / share_in_line / rotation_time)


def shift_troops(now: Floats, wanted: Floats, mobility: Floats) -> Floats:
    """Shares of the line by sector after moving a share `mobility` of the way to the wanted ones; sums stay 1."""
    return now + mobility * (wanted - now)
