"""A result as a curve over what one believes beforehand: the same statistic in groups of wars sorted by a prior."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.analysis.columns import equal_groups
from sim.base.arrays import Floats
from sim.studies.argument.ledger.records import ClaimTest
from sim.studies.argument.statistics import Estimate, estimate

N_GROUPS = 8
"""Groups of equal size along a prior."""


@dataclass(frozen=True)
class Point:
    """One group of wars: its range and median of the prior, and the statistic in it."""

    low: float
    high: float
    middle: float
    found: Estimate


@dataclass(frozen=True)
class Curve:
    """A test's statistic over one prior [unit], in rising order of the prior."""

    test: ClaimTest
    path: str
    unit: str
    points: tuple[Point, ...]


def curves_of(
    test: ClaimTest, wars: pd.DataFrame, other: pd.DataFrame | None, priors: Mapping[str, tuple[Floats, str]]
) -> list[Curve]:
    """One curve for each prior that varies; `priors` are draws of shape (n,) with their unit, by path."""
    return [
        Curve(test, path, unit, _points(test, wars, other, drawn))
        for path, (drawn, unit) in priors.items()
        if drawn.min() < drawn.max()
    ]


def _points(test: ClaimTest, wars: pd.DataFrame, other: pd.DataFrame | None, drawn: Floats) -> tuple[Point, ...]:
    edges, group = equal_groups(drawn, N_GROUPS)
    points = []
    for index in np.unique(group).tolist():
        rows = group == index
        found = estimate(test, wars[rows], other[rows] if other is not None else None)
        low, high = edges[index : index + 2].tolist()
        points.append(Point(low, high, float(np.median(drawn[rows])), found))
    return tuple(points)
