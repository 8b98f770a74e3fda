"""People: cohorts, intake, training, losses, returns, ageing. Every person is somewhere.

Cohort-component accounting (theory: standard demography), weekly flows, ageing every four weeks. Physical
performance by age: Knapik et al. 1996, Abt et al. 2016.
"""

import numpy as np

from sim.base.arrays import Floats, total

COHORTS = (
    "aged_18_24",
    "aged_25_29",
    "aged_30_34",
    "aged_35_39",
    "aged_40_44",
    "aged_45_49",
    "aged_50_54",
    "aged_55_59",
    "aged_60_64",
)
"""Names of the male age cohorts."""

STARTS = np.array([18.0, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 55.0, 60.0])[:, None]
ENDS = np.array([25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 55.0, 60.0, 65.0])[:, None]
MIDDLES = (STARTS + ENDS) / 2.0
SPANS = ENDS - STARTS
YEARS_PER_DECADE = 10.0
MIDDLE_AGE, NEWTON_STEPS = 40.0, 25
"""Ages are centred on the one and scaled to decades so that Newton's method takes steps of about one; it takes the other."""


def eligible_share(minimum_age: Floats, maximum_age: Floats) -> Floats:
    """Share of each cohort between two ages. Shape (c, n); ages in years, spread evenly within a cohort."""
    return np.asanyarray(np.clip((np.minimum(ENDS, maximum_age) - np.maximum(STARTS, minimum_age)) / SPANS, 0.0, 1.0))


def intake_by_cohort(available: Floats, eligible: Floats, wanted: Floats, capacity: Floats) -> Floats:
    """Recruits of a week by cohort: min(wanted, capacity, everyone eligible), spread as the eligible are.

    Args:
        available: men who could be taken [persons], shape (c, n).
        eligible: share of each cohort the law reaches, shape (c, n).
        wanted: what effort and willingness bring in [persons/week], shape (n,).
        capacity: what can be trained [persons/week], shape (n,).

    Returns:
        Recruits [persons/week], shape (c, n); never more than are there.
    """
    pool = available * eligible
    there = total(pool)
    taken = np.minimum(np.minimum(wanted, capacity), there)
    return np.asanyarray(pool * (taken / np.maximum(there, 1.0)))


def age_on(people: Floats, years: float, entrants: Floats, spans: Floats = SPANS) -> tuple[Floats, Floats]:
    """Move each cohort's share of birthdays into the next one.

    Args:
        people: persons by cohort, shape (..., c, n).
        years: time that has passed [years].
        entrants: men turning 18 in that time, shape (..., n); zero for those in uniform.
        spans: width of each cohort [years], shape (c, 1), none below `years`.

    Returns:
        People afterwards and those who left the oldest cohort, shapes (..., c, n) and (..., n).
    """
    moving = people * (years / spans)
    youngest = np.broadcast_to(entrants, moving[..., 0, :].shape)[..., None, :]
    arriving = np.concatenate([youngest, moving[..., :-1, :]], axis=-2)
    return people - moving + arriving, moving[..., -1, :]


def mean_age(people: Floats) -> Floats:
    """Mean age [years] of persons by cohort, shape (c, n) -> (n,)."""
    return np.asanyarray(total(people * MIDDLES) / np.maximum(total(people), 1e-9))


def age_structure(available: Floats, target: Floats) -> Floats:
    """Shares by cohort with a given mean age: the available men's, tilted exponentially (maximum entropy).

    Args:
        available: weights by cohort, shape (c, n).
        target: mean age wanted [years], shape (n,) or (1,).

    Returns:
        Shares, shape (c, n), columns summing to 1. Valid for targets between the youngest and oldest cohort.
    """
    weights = available / total(available)
    centred = (MIDDLES - MIDDLE_AGE) / YEARS_PER_DECADE
    tilt = np.zeros(np.broadcast(weights[0], target).shape)
    for _ in range(NEWTON_STEPS):  # the variance is bounded away from 0 for any mean inside the range
        shares = weights * np.exp(tilt * centred)
        shares = shares / total(shares)
        mean = total(shares * centred)
        variance = total(shares * centred**2) - mean**2
        tilt = tilt + np.clip(((target - MIDDLE_AGE) / YEARS_PER_DECADE - mean) / np.maximum(variance, 1e-3), -2.0, 2.0)
    shares = weights * np.exp(tilt * centred)
    return np.asanyarray(shares / total(shares))


def age_effectiveness(people: Floats, decline: Floats, from_age: Floats, infantry_share: Floats) -> Floats:
    """Mean effectiveness by age: exp(-d (a - a0)/10) above a0 for infantry, 1 for the rest. Shape (n,).

    Args:
        people: persons by cohort, shape (c, n).
        decline: d per decade, 0-0.17.
        from_age: a0 [years].
        infantry_share: share of the force in roles where it counts.
    """
    effect = np.exp(-decline * np.maximum(0.0, MIDDLES - from_age) / YEARS_PER_DECADE)
    mean = total(people * effect) / np.maximum(total(people), 1e-9)
    return np.asanyarray(1.0 - infantry_share * (1.0 - mean))


def training_level(weeks: Floats, reference: Floats, exponent: Floats, most: Floats) -> Floats:
    """Effectiveness a recruit brings along: (weeks of training / reference)^exponent, at most `most`."""
    return np.minimum(most, (weeks / reference) ** exponent)


def experience(now: Floats, arriving_share: Floats, level: Floats, learning: Floats) -> Floats:
    """Experience of the force in the line after recruits arrive and veterans learn.

    e + arriving (level - e) + learning (1 - e)

    Args:
        now: e, 1 = reference, shape (n,).
        arriving_share: newcomers of the week as a share of the front force.
        level: what they bring, see `training_level`.
        learning: share of the gap closed in a week in the line.
    """
    return now + arriving_share * (level - now) + learning * (1.0 - now)


def line_strength(fill: Floats, infantry_losses: Floats) -> Floats:
    """Strength of a line whose infantry is short, relative to a full one: (1 - a) + a min(1, fill).

    The share a of losses that falls on infantry is the share of the fighting it does. Infantry is filled to .2-.5 of its
    establishment in battalions quoted in February 2024, when the army as a whole was filled to .8.

    Args:
        fill: infantry over its establishment.
        infantry_losses: a, in [0, 1].
    """
    return 1.0 - infantry_losses * (1.0 - np.minimum(1.0, fill))


def unfit_factor(age: Floats, reference: Floats, rise: Floats) -> Floats:
    """Discharges relative to those at a reference age: exp(r (a - a_ref) / 10), r per decade.

    Args:
        age: mean age [years].
        reference: at which the stated rate holds [years].
        rise: r; 0 makes age of no account.
    """
    return np.exp(rise * (age - reference) / YEARS_PER_DECADE)
