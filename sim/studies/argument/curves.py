"""A result as a curve over what one believes beforehand: the same statistic in groups of wars sorted by a prior."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.base.arrays import Floats
from sim.studies.argument.ensembles import Sample
from sim.studies.argument.ledger.records import Test
from sim.studies.argument.statistics import Estimate, estimate

BINS = 8
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
    """A statistic over one prior.

    Attributes:
        test: the statistic and its threshold.
        path: of the prior.
        unit: of the prior.
        points: in rising order of the prior.
    """

    test: Test
    path: str
    unit: str
    points: tuple[Point, ...]


def curves_of(
    test: Test, sample: Sample, other: Sample | None, draws: Mapping[str, Floats], units: Mapping[str, str]
) -> list[Curve]:
    """One curve for each prior that varies.

    Args:
        test: the statistic.
        sample: wars of its world.
        other: wars of the world it is compared to.
        draws: the priors, each of shape (n,).
        units: of the priors.
    """
    return [
        Curve(test, path, units[path], _points(test, sample, other, drawn))
        for path, drawn in draws.items()
        if drawn.min() < drawn.max()
    ]


def _points(test: Test, sample: Sample, other: Sample | None, drawn: Floats) -> tuple[Point, ...]:
    edges = np.unique(np.quantile(drawn, np.linspace(0.0, 1.0, BINS + 1)))
    group = np.clip(np.searchsorted(edges, drawn, side="right") - 1, 0, edges.size - 2)
    points = []
    for index in np.unique(group):
        rows = group == index
        found = estimate(test, sample.part(rows), other.part(rows) if other else None)
        points.append(
            Point(float(edges[index]), float(edges[index + 1]), float(np.median(drawn[rows])), found)
        )
    return tuple(points)
