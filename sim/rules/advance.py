"""How the line moves: rate at the point of attack, breaks of a sector, fortification, fatigue.

Sources: advance rates of CDB90 (positional offensives 1915-17: median 0.35 km a day, p10-p90 0.10-1.14; fortified
defence -0.73 in logs); no effect of head-count on the rate (Dupuy); breaks by a hazard, not by a casualty threshold
(CHASE: breakpoints by own casualties alone do not agree with the record).
"""

from __future__ import annotations

import numpy as np

from sim.base.arrays import Bools, Floats


def advance_rate(
    shock: Floats,
    success: Bools,
    fortification: Floats,
    opened: Floats,
    median: Floats,
    spread: Floats,
    effect_of_fortification: Floats,
    break_multiplier: Floats,
    failed_share: Floats,
    failed_zero: Floats,
    cap: Floats,
) -> Floats:
    """Advance at the point of attack [km/day], log-normal around a median that fortification lowers.

    v = min(cap, v0 exp(-f fort + s z) (M where the sector is open)); a failed assault gains nothing in a share of
    cases and `failed_share` of a successful one in the rest.

    Args:
        shock: standard normal z, shape (s, n).
        success: the assault succeeded.
        fortification: defender's, in [0, 1].
        opened: the defender's sector is broken open (1) or not (0).
        median: v0 in the open against a hasty defence [km/day].
        spread: s, standard deviation of ln v.
        effect_of_fortification: f, ln reduction at full fortification.
        break_multiplier: M.
        failed_share: advance of a failed assault relative to a successful one.
        failed_zero: standard normal quantile below which a failed assault gains nothing.
        cap: advance of an unopposed force [km/day].
    """
    rate = median * np.exp(spread * shock - effect_of_fortification * fortification * (1.0 - opened))
    rate = rate * (1.0 + (break_multiplier - 1.0) * opened)
    gained = np.where(success, 1.0, failed_share * (shock > failed_zero))
    return np.minimum(rate * gained, cap)


def break_hazard(
    base: Floats,
    thinness: Floats,
    fire_disadvantage: Floats,
    fatigue: Floats,
    recent_loss: Floats,
    weights: tuple[Floats, Floats, Floats, Floats],
    attacked: Floats,
) -> Floats:
    """Weekly hazard that a defender's sector breaks open.

    h = h0 d/d_ref exp(a thinness + b fire disadvantage + c fatigue + e recent loss); `attacked` carries d/d_ref, so a
    sector that nobody attacks does not break.

    Args:
        base: h0 under reference conditions [1/week].
        thinness: max(0, ln(reference density / density)).
        fire_disadvantage: ln of enemy's over own fires, floored at 0.
        fatigue: share of effectiveness lost to days in the line.
        recent_loss: share of the sector's troops lost in the last four weeks.
        weights: a, b, c, e.
        attacked: enemy's duty relative to the reference duty.
    """
    a, b, c, e = weights
    return base * attacked * np.exp(a * thinness + b * fire_disadvantage + c * fatigue + e * recent_loss)


def p_of_hazard(hazard: Floats) -> Floats:
    """Probability of at least one event in a unit of time under a constant hazard: 1 - exp(-h)."""
    return -np.expm1(-hazard)


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
    return np.clip(
        fortification + digging * (1.0 - fortification) - fortification * lost_depth / belt, 0.0, 1.0
    )


def days_in_line(days: Floats, relieved: Floats) -> Floats:
    """Mean days since rotation after a week in which a share of the line was relieved [days]."""
    return (days + 7.0) * (1.0 - relieved)


def relieved_share(share_in_line: Floats, rotation_time: Floats) -> Floats:
    """Share of the line relieved in a week: the reserve, (1 - s)/s of the line, once every `rotation_time` [weeks]."""
    return np.minimum(1.0, (1.0 - share_in_line) / share_in_line / rotation_time)


def shift_troops(now: Floats, wanted: Floats, mobility: Floats) -> Floats:
    """Shares of the line by sector after moving a share `mobility` of the way to the wanted ones; sums stay 1."""
    return now + mobility * (wanted - now)
