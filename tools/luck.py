"""Part of `python -m tools.drift`: the luck of a sector-week, from what luck does to the losses of a side in a month.

Battles of the past differ from one another by far more than luck, so they say no more than how large it can be. What says
how large it is are the months of the war: a side's losses along the whole front are a level that wanders, luck that lasts
some weeks, and what assaults and postures move by themselves. The posterior is that of both sides' months together, each
with a wandering level of its own that is integrated out.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, Floats
from sim.studies.forecast.level import STEPS, Wandering, covariance, log_likelihood, quantiles
from sim.studies.forecast.rates import RATE
from sim.studies.validation.record import Record

NOISE = "front.noise"
PERSISTENCE = "front.noise_persistence"
LOSSES = ("rus_casualties_month", "ukr_casualties_month")
LEARNED = 18
"""Months of the record that are looked at, as for the noise of a forecast."""
GRID = np.geomspace(0.02, 1.28, 49)
"""Luck of a sector-week, standard deviation of its logarithm."""
MEDIAN, LOG_SD = 0.4, 0.6
"""Of the lognormal prior: battles differ by .5 to .8 a sector-month, of which luck is a part; judgement."""
BUSY = 4.0
"""Sectors that would carry the losses if they carried them alike: 3.6 of Russia's and 4.4 of Ukraine's in 512 wars of the
baseline (inverse of the sum of squared shares, mean of 104 weeks)."""
OWN = 0.07
"""What losses move from month to month without luck and drift, standard deviation of the logarithm: .06 and .09
in wars in which both are 0."""


def luck(record: Record, day: date, persistence: float, q: tuple[float, ...]) -> list[float]:
    """Quantiles of the luck of a sector-week, as the months before a day have it.

    Args:
        record: the monthly record; nothing from the day's month on is looked at.
        day: first day that is not known.
        persistence: how alike the luck of two weeks is, one after the other.
        q: which quantiles.
    """
    logs = -0.5 * (np.log(GRID / MEDIAN) / LOG_SD) ** 2
    for name in LOSSES:
        months = np.log(record.before(name, day.replace(day=1))[-LEARNED:])
        if months.size > 1:
            logs = logs + _of_one_side(months, persistence)
    weight = np.exp(logs - logs.max())
    return quantiles(GRID, weight / weight.sum(), q)


def _of_one_side(months: Floats, persistence: float) -> Floats:
    """Log likelihood of a side's months for every luck of the grid, its wandering level integrated out. Shape (grid,)."""
    spreads = RATE.spread * np.exp(RATE.log_sd * STEPS)
    level = covariance(Wandering(spreads, np.full(spreads.size, RATE.half_life), spreads), np.arange(months.size) * 1.0)
    of_luck = _monthly(months.size, persistence) / BUSY
    whole = level[None] + GRID[:, None, None, None] ** 2 * of_luck + OWN**2 * np.eye(months.size)
    fit = log_likelihood(months, whole.reshape(-1, months.size, months.size)).reshape(GRID.size, -1)
    return np.asarray(np.logaddexp.reduce(fit - 0.5 * STEPS**2, axis=1))


def _monthly(n: int, persistence: float) -> Floats:
    """Covariance of the monthly means of a weekly luck of variance 1. Shape (n, n)."""
    weeks = np.arange(round(n * WEEKS_PER_MONTH))
    month = np.minimum((weeks / WEEKS_PER_MONTH).astype(int), n - 1)
    mean = (month == np.arange(n)[:, None]) / np.bincount(month, minlength=n)[:, None]
    return np.asarray(mean @ persistence ** np.abs(weeks[:, None] - weeks) @ mean.T)
