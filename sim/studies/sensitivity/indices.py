"""Indices of sensitivity of stored results, as functions of how often each row and each world counts."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.base.errors import SimError
from sim.studies.sensitivity import estimators
from sim.studies.sensitivity.study_data import StudyData

SHUFFLES = 19
"""Random orders of the rows; an index above those of all of them is beyond chance at 5 %."""
MOST_SHUFFLED = 20_000_000
"""Rows put in random order at most, where there are many."""
ROUNDING = 1e-12
"""Indices up to this are sums of nothing."""

Indices = dict[str, Floats]
Estimator = Callable[[Floats, Floats], Indices]
"""Row and world weights to indices by name, each of shape (parameters,); the first decides the order."""


def _groups(data: StudyData, method: str, rows_a_group: int) -> int:
    """Groups of rows of a design that was made for a method."""
    if data.sampler != method or len(data.y) % rows_a_group:
        raise SimError(f"method {method}: found a {data.sampler} design, expected a sweep with --sampler {method}")
    return len(data.y) // rows_a_group


def sobol(data: StudyData) -> tuple[Estimator, int]:
    """Sobol' indices of a design that was made for them, and its base samples."""
    d = len(data.names)
    groups = _groups(data, "sobol", d + 2)

    def estimate(rows: Floats, worlds: Floats) -> Indices:
        y = estimators.mean_of_worlds(data.y, worlds).reshape(groups, d + 2)
        first, total = estimators.sobol(np.repeat(y, rows.astype(np.int64), axis=0), d)
        return {"total": total, "first": first}

    return estimate, groups


def morris(data: StudyData) -> tuple[Estimator, int]:
    """Changes along Morris trajectories, and how many there are."""
    d = len(data.names)
    groups = _groups(data, "morris", d + 1)
    u = np.reshape(np.asarray(data.u), (groups, d + 1, d))

    def estimate(rows: Floats, worlds: Floats) -> Indices:
        y = estimators.mean_of_worlds(data.y, worlds).reshape(groups, d + 1)
        drawn = np.repeat(estimators.elementary_effects(y, u), rows.astype(np.int64), axis=0)
        sigma = drawn.std(axis=0, ddof=1) if groups > 1 else np.full(d, np.nan)
        return {"mu_star": np.abs(drawn).mean(axis=0), "mu": drawn.mean(axis=0), "sigma": sigma}

    return estimate, groups


def given_data(data: StudyData, method: str) -> tuple[Estimator, int]:
    """Indices that any rows allow, by slices of each parameter; and how many rows there are to resample.

    A full grid is no sample of points: its slices are the values, each beside all others, and only worlds are resampled.
    """
    n, full = len(data.y), data.is_full_grid
    cut = [pd.factorize(data.x[name])[0] if full else estimators.slices(data.x[name]) for name in data.names]
    levels = estimators.outcome_levels(data.y) if method == "pawn" else None

    def estimate(rows: Floats, worlds: Floats) -> Indices:
        weights = np.ones(n) if full else rows
        if levels is not None:
            steps = estimators.outcome_steps(*levels, worlds)
            return {"pawn": np.array([estimators.pawn(steps, weights, each) for each in cut])}
        y = estimators.mean_of_worlds(data.y, worlds)
        return {"first": np.array([estimators.explained(y, weights, each, chance=not full) for each in cut])}

    return estimate, 1 if full else n


def of_all(data: StudyData, method: str) -> Floats:
    """The index of each parameter over all rows and worlds."""
    estimate, groups = given_data(data, method)
    return estimate(np.ones(groups), np.ones(data.y.shape[1]))[method]


def by_chance(data: StudyData, method: str, generator: np.random.Generator, n_tried: int) -> Floats:
    """What chance alone gives each parameter: the largest index when rows are put in random order, a test at 5 %.

    Where the parameters are the leading ones of many that were tried, chance had as many tries, and all have its best.
    """
    n, d = data.x.shape
    if data.is_full_grid:
        return np.full(d, ROUNDING)
    times = max(SHUFFLES, min(SHUFFLES * n_tried // d, MOST_SHUFFLED // n))
    shuffled = (replace(data, y=data.y[generator.permutation(n)]) for _ in range(times))
    found = np.asarray(np.fmax.reduce([of_all(each, method) for each in shuffled]))
    return found if n_tried == d else np.full(d, np.nanmax(found))
