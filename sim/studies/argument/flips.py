"""Which single assumption, cut at which value, carries a result to the other side of its threshold."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.intervals import normal_quantile
from sim.base.arrays import Floats

CUTS = tuple(share / 20.0 for share in range(2, 19))
"""Shares of the wars below a cut that are tried: a tenth to nine tenths, so that neither part is a handful."""
LEVEL = 0.95


@dataclass(frozen=True)
class Flip:
    """A cut of the wars by one drawn number, with the two parts on opposite sides of the threshold.

    Attributes:
        path: of the number.
        value: the cut, in its unit.
        below: the statistic less its threshold in the wars below the cut.
        above: the same above it.
        strength: how far the parts lie apart, in standard errors.
        share_below: of the wars.
    """

    path: str
    value: float
    below: float
    above: float
    strength: float
    share_below: float


@dataclass(frozen=True)
class Order:
    """The wars of a world sorted by each of its drawn numbers: made once, used by every claim.

    Attributes:
        paths: of the numbers that vary.
        sorted: their values in rising order, shape (paths, n).
        rows: the wars in that order, shape (paths, n).
    """

    paths: Sequence[str]
    sorted: Floats
    rows: np.ndarray

    @classmethod
    def of(cls, draws: Mapping[str, Floats]) -> Order:
        """Sort the wars by every number that varies."""
        paths = [path for path, values in draws.items() if values.min() < values.max()]
        if not paths:
            return cls((), np.zeros((0, 0)), np.zeros((0, 0), dtype=np.int64))
        values = np.stack([draws[path] for path in paths])
        rows = np.argsort(values, axis=1, kind="stable")
        return cls(paths, np.take_along_axis(values, rows, axis=1), rows)


def critical(n_tried: int) -> float:
    """Standard errors that a difference must reach when the best of many is picked (Bonferroni)."""
    return normal_quantile(1.0 - (1.0 - LEVEL) / max(1, n_tried))


def flip(order: Order, distance: Floats) -> Flip | None:
    """Find the assumption that, split at a value, puts the two parts on opposite sides of the threshold.

    All numbers and all cuts are tried; the split whose parts lie furthest apart in standard errors is taken,
    and none if even that could be the luckiest of so many.

    Args:
        order: the wars by every drawn number.
        distance: each war's part in the statistic less its threshold: its mean is that distance. Shape (n,).
    """
    n = distance.size
    if not order.paths or n < 2:
        return None
    sizes = np.unique([round(share * n) for share in CUTS])
    sizes = sizes[(sizes > 1) & (sizes < n - 1)]
    if sizes.size == 0:
        return None
    laid = distance[order.rows]
    total, squares = laid.sum(axis=1, keepdims=True), (laid**2).sum(axis=1, keepdims=True)
    first, first_squares = (np.cumsum(part, axis=1)[:, sizes - 1] for part in (laid, laid**2))
    below, above = first / sizes, (total - first) / (n - sizes)
    variance_below = first_squares / sizes - below**2
    variance_above = (squares - first_squares) / (n - sizes) - above**2
    error = np.sqrt(np.maximum(variance_below, 0.0) / sizes + np.maximum(variance_above, 0.0) / (n - sizes))
    apart = np.where(error > 0.0, np.abs(above - below) / np.where(error > 0.0, error, 1.0), 0.0)
    opposite = below * above < 0.0
    strength = np.where(opposite, apart, 0.0)
    row, column = divmod(int(np.argmax(strength)), strength.shape[1])
    if strength[row, column] < critical(strength.size):
        return None
    size = int(sizes[column])
    middle = float((order.sorted[row, size - 1] + order.sorted[row, size]) / 2.0)
    return Flip(
        path=order.paths[row],
        value=middle,
        below=float(below[row, column]),
        above=float(above[row, column]),
        strength=float(strength[row, column]),
        share_below=size / n,
    )


def leanings(order: Order, distance: Floats, most: int = 3) -> list[tuple[str, float]]:
    """The numbers that a result leans on most: correlation of their ranks with the wars' parts, if beyond luck."""
    n = distance.size
    spread = float(distance.std())
    if not order.paths or n < 3 or spread == 0.0:
        return []
    ranks = (np.arange(n) - (n - 1) / 2.0) / n
    slopes = distance[order.rows] @ ranks / (n * spread * float(ranks.std()))
    needed = critical(len(order.paths)) / math.sqrt(n)
    strongest = np.argsort(-np.abs(slopes))[:most]
    return [(order.paths[i], float(slopes[i])) for i in strongest if abs(slopes[i]) >= needed]
