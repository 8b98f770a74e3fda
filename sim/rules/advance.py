"""How the line moves: rate at the point of attack, breaks of a sector, fortification, fatigue.

Sources: advance rates of CDB90 (positional offensives 1915-17: median 0.35 km a day, p10-p90 0.10-1.14; fortified
defence -0.73 in logs); no effect of head-count on the rate (Dupuy); breaks by a hazard, not by a casualty threshold
(CHASE: breakpoints by own casualties alone do not agree with the record).
"""

from dataclasses import dataclass, fields

import numpy as np

from sim.base.arrays import DAYS_PER_WEEK, Bools, Floats
from sim.rules.chance import logistic


@dataclass(frozen=True)
class Pace:
    """How fast an assault gains ground against a line that holds.

    Attributes:
        median: v0 in the open against a hasty defence [km/day].
        spread: s, standard deviation of ln v.
        fortified: f, ln reduction at full fortification.
        failed: advance of a failed assault relative to a successful one.
        failed_zero: standard normal quantile below which a failed assault gains nothing.
        cap: advance of an unopposed force [km/day].
    """

    median: Floats
    spread: Floats
    fortified: Floats
    failed: Floats
    failed_zero: Floats
    cap: Floats


def advance_rate(shock: Floats, success: Bools, fortification: Floats, pace: Pace) -> Floats:
    """Advance at the point of attack [km/day], log-normal around a median that fortification lowers.

    v = min(cap, v0 exp(-f fort + s z)); a failed assault gains nothing in a share of cases and a share of a successful
    one in the rest. Not valid in a broken line, see `run`.

    Args:
        shock: standard normal z, shape (s, n).
        success: the assault succeeded.
        fortification: defender's, in [0, 1].
        pace: coefficients.
    """
    rate = pace.median * np.exp(pace.spread * shock - pace.fortified * fortification)
    gained = np.where(success, 1.0, pace.failed * (shock > pace.failed_zero))
    return np.minimum(rate * gained, pace.cap)


@dataclass(frozen=True)
class Run:
    """A week of movement through a broken line. Shapes (s, n).

    Attributes:
        depth: moved [km].
        ends: the front has formed again.
    """

    depth: Floats
    ends: Bools


def run(speed: Floats, luck: Floats, closing_days: Floats, *, behind: Floats, reach: Floats) -> Run:
    """How far a broken front moves in a week: until reserves arrive, or supply and depth end it.

    Reserves arrive after T = -ln(u) T0 days (exponential, mean T0), so that the front moves min(7, T) days; never
    beyond the reach of supply. Record of CDB90: 7 km a day (quartiles 3.9-12.5), 20 km in all (13-49); northern
    Kharkiv 2024 closed within 4-10 days.

    Args:
        speed: of the front [km/day].
        luck: u, uniform in (0, 1).
        closing_days: T0, mean time until reserves close it [days].
        behind: moved since the line broke [km].
        reach: depth at which the attacker has to stop for supply [km].
    """
    arrival = -np.log(luck) * closing_days
    left = np.maximum(0.0, reach - behind)
    depth = np.minimum(left, speed * np.minimum(DAYS_PER_WEEK, arrival))
    return Run(depth, (arrival < DAYS_PER_WEEK) | (depth >= left))


def closing_time(quickest: Floats, reserve: Floats, needed: Floats, slowest: Floats) -> Floats:
    """Mean time until reserves close a breach [days]: the quickest over the share of the reserves needed that is there.

    Distance over speed where reserves stand ready; where they do not, they have to be raised or drawn from elsewhere.

    Args:
        quickest: with all reserves needed [days].
        reserve: troops out of the line [persons].
        needed: reserves needed for every sector that is open [persons].
        slowest: longest time [days].
    """
    ready = np.minimum(1.0, reserve / np.maximum(needed, 1.0))
    return np.minimum(slowest, quickest / np.maximum(ready, quickest / slowest))


def by_strength(log_ratio: Floats, exponent: Floats, cap: Floats) -> Floats:
    """Factor on ground gained in positional fighting: (P_A / P_D)^b, between 1/cap and cap.

    Ground is about linear in the power brought to bear: one to two and a half km2 a day for a main effort in 2023-24, and
    no more than the cap says, because only a broken line lets an attacker run. Not valid after a break.
    """
    return np.clip(np.exp(exponent * log_ratio), 1.0 / cap, cap)


@dataclass(frozen=True)
class Strain:
    """What wears a line down, or the weight of each in the log odds that it breaks.

    Attributes:
        thinness: ln(reference density / density).
        fires: ln of enemy's over own fires.
        fatigue: share of effectiveness lost to days in the line.
        loss: share of the sector's troops lost in the last four weeks.
        surprise: enemy's, levels of CDB90.
        air: enemy's superiority in the air less the own, levels of CDB90.
        works: fortification, in [0, 1]; its weight is negative.
    """

    thinness: Floats
    fires: Floats
    fatigue: Floats
    loss: Floats
    surprise: Floats
    air: Floats
    works: Floats


def burdens(strain: Strain, weights: Strain) -> tuple[Floats, ...]:
    """What each strain adds to the log odds of a break, in the order of `Strain`. Shapes (s, n)."""
    return tuple(getattr(weights, one.name) * getattr(strain, one.name) for one in fields(Strain))


def break_hazard(most: Floats, attacked: Floats, strain: Strain, weights: Strain, intercept: Floats) -> Floats:
    """Weekly hazard that a defender's sector breaks open.

    h = h1 d/d_ref logistic(c0 + a thinness + b fires + c fatigue + e loss + f surprise + g air - w works)

    `attacked` carries d/d_ref, so a sector that nobody attacks does not break, and h1 bounds what happens to a line that
    has nothing left. Force ratio alone is no threshold in battles since 1914 (AUC .56); surprise, air and density are (own
    logit of 96 battles of CDB90, AUC .79). This war: 83-97 theatre troops a km broke in August 2022, 420-550 held against
    eight offensives; drones over the line leave less surprise.

    Args:
        most: h1, hazard of a line that has nothing left, attacked at the reference duty [1/week].
        attacked: enemy's duty relative to the reference duty.
        strain: of the sector, shapes (s, n).
        weights: a, b, c, e, f, g, -w.
        intercept: c0, less what drones over the line take off [logits].
    """
    logit = np.asanyarray(sum(burdens(strain, weights)))
    return most * attacked * logistic(intercept + logit)


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
