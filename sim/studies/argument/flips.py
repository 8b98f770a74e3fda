"""Which single assumption, cut at which value, carries a result to the other side of its threshold."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.analysis.intervals import critical
from sim.base.arrays import Floats

SHARES_BELOW = tuple(share / 20.0 for share in range(2, 19))
"""Shares of the wars below a cut that are tried: a tenth to nine tenths, so that neither part is a handful."""


@dataclass(frozen=True)
class Cut:
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


def find_cut(draws: Mapping[str, Floats], distance: Floats) -> Cut | None:
    """Find the assumption that, cut at a value, puts the two parts on opposite sides of the threshold.

    All numbers and all cuts are tried; the cut whose parts lie furthest apart in standard errors is taken,
    and none if even that could be the luckiest of so many.

    Args:
        draws: each number as drawn for the wars, by path; shape (n,).
        distance: each war's part in the statistic less its threshold: its mean is that distance. Shape (n,).
    """
    n = distance.size
    sizes = np.unique([round(share * n) for share in SHARES_BELOW])
    sizes = sizes[(sizes > 1) & (sizes < n - 1)]
    paths, rows = _sorted(draws)
    if not paths or sizes.size == 0:
        return None
    laid = distance[rows]
    total, squares = laid.sum(axis=1, keepdims=True), (laid**2).sum(axis=1, keepdims=True)
    first, first_squares = (np.cumsum(part, axis=1)[:, sizes - 1] for part in (laid, laid**2))
    below, above = first / sizes, (total - first) / (n - sizes)
    variance_below = first_squares / sizes - below**2
    variance_above = (squares - first_squares) / (n - sizes) - above**2
    error = np.sqrt(np.maximum(variance_below, 0.0) / sizes + np.maximum(variance_above, 0.0) / (n - sizes))
    apart = np.divide(np.abs(above - below), error, out=np.zeros_like(error), where=error > 0.0)
    strength = np.where(below * above < 0.0, apart, 0.0)
    row, column = divmod(int(np.argmax(strength)), strength.shape[1])
    if strength[row, column] < critical(strength.size):
        return None
    size = int(sizes[column])
    last_below, first_above = draws[paths[row]][rows[row, size - 1 : size + 1]]
    return Cut(
        path=paths[row],
        value=float((last_below + first_above) / 2.0),
        below=float(below[row, column]),
        above=float(above[row, column]),
        strength=float(strength[row, column]),
        share_below=size / n,
    )


def leanings(draws: Mapping[str, Floats], distance: Floats, most: int = 3) -> list[tuple[str, float]]:
    """The numbers that a result leans on most: correlation of their ranks with the wars' parts, if beyond luck."""
    slopes = rank_correlations(draws, distance)
    needed = critical(len(slopes)) / math.sqrt(distance.size)
    strongest = sorted(slopes.items(), key=lambda one: -abs(one[1]))[:most]
    return [(path, slope) for path, slope in strongest if abs(slope) >= needed]


def rank_correlations(draws: Mapping[str, Floats], distance: Floats) -> dict[str, float]:
    """Correlation of every number's ranks with the wars' parts; none where the parts do not differ."""
    n = distance.size
    spread = float(distance.std())
    paths, rows = _sorted(draws)
    if not paths or n < 3 or spread == 0.0:
        return {}
    ranks = (np.arange(n) - (n - 1) / 2.0) / n
    slopes = distance[rows] @ ranks / (n * spread * float(ranks.std()))
    return dict(zip(paths, slopes.tolist(), strict=True))


def _sorted(draws: Mapping[str, Floats]) -> tuple[list[str], np.ndarray]:
    """Paths of the numbers that vary, and the wars in rising order of each, shape (paths, n)."""
    paths = [path for path, values in draws.items() if values.min() < values.max()]
    return paths, np.array([np.argsort(draws[path], kind="stable") for path in paths])
