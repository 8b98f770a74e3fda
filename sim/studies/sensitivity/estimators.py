"""Estimators of sensitivity as functions of arrays, for resampled rows too."""

import numpy as np
import pandas as pd

from sim.base.arrays import Floats

BINS = 12
"""Slices of a parameter's range, of equal count: PAWN's usual ten to fifteen (Pianosi and Wagener 2018)."""
GRID = 48
"""Quantiles of the outcome at which distributions are compared."""


def sobol(y: Floats, d: int) -> tuple[Floats, Floats]:
    """First-order (Saltelli 2010) and total (Jansen 1999) indices.

    Args:
        y: outcome in the order of `samplers.unit_design('sobol')`, shape (samples, d + 2): A, A with each
            column of B, B.
        d: parameters.

    Returns:
        Two arrays of shape (d,); not-a-number where the outcome does not vary.
    """
    a, mixed, b = y[:, 0], y[:, 1 : d + 1], y[:, d + 1]
    both = np.concatenate([a, b])
    variance = np.var(both)
    if variance <= 0.0:
        return np.full(d, np.nan), np.full(d, np.nan)
    centred = b - both.mean()
    first = np.mean(centred[:, None] * (mixed - a[:, None]), axis=0) / variance
    total = np.mean((a[:, None] - mixed) ** 2, axis=0) / (2.0 * variance)
    return first, total


def elementary_effects(y: Floats, u: Floats) -> Floats:
    """Changes of the outcome along Morris trajectories, in its unit, each as large as it was.

    Morris (1991) divides by the step in the unit cube. Lists and choices have no such step, and a change that is
    scaled up to a whole range never happened, so ranges are left as they are too.

    Args:
        y: outcome along trajectories, shape (trajectories, d + 1).
        u: places in the unit cube, shape (trajectories, d + 1, d).

    Returns:
        Changes by parameter, shape (trajectories, d), as its value rises or moves on in its list.
    """
    steps, change = np.diff(u, axis=1), np.diff(y, axis=1)
    moved = np.abs(steps).argmax(axis=2)
    direction = np.sign(np.take_along_axis(steps, moved[..., None], axis=2)[..., 0])
    effects = np.empty_like(change)
    np.put_along_axis(effects, moved, change * direction, axis=1)
    return effects


def slices(column: pd.Series, bins: int = BINS) -> np.ndarray:
    """Slice of each row: words and few values as they are, else bins of about equal count. Shape (rows,).

    Equal values are in one slice: where they were parted, a slice would hold some of the other parameters' values only.
    """
    codes, values = pd.factorize(column, sort=True)
    if len(values) <= bins or not pd.api.types.is_numeric_dtype(column):
        return np.asarray(codes, dtype=np.int64)
    before = column.rank(method="min").to_numpy() - 1.0
    return np.asarray(before * bins / len(column), dtype=np.int64)


def explained(y: Floats, weights: Floats, of_slice: np.ndarray, *, chance: bool = True) -> float:
    """Share of variance between slices, without what chance alone would put there (epsilon squared).

    Args:
        y: outcome, shape (rows,).
        weights: how often each row counts, shape (rows,).
        of_slice: slice of each row.
        chance: whether rows came into slices by chance; not so on a grid, where each slice holds all the other values.
    """
    n = np.bincount(of_slice, weights)
    seen = n > 0
    groups = int(seen.sum())
    total = weights.sum()
    mean = np.dot(weights, y) / total
    spread = float(np.dot(weights, (y - mean) ** 2))
    if spread <= 0.0 or (chance and total <= groups) or groups < 2:
        return float("nan")
    means = np.bincount(of_slice, weights * y)[seen] / n[seen]
    between = float(np.dot(n[seen], (means - mean) ** 2))
    noise = (spread - between) / (total - groups) if chance else 0.0
    return float((between - (groups - 1) * noise) / spread)


def outcome_levels(y: Floats) -> tuple[np.ndarray, int]:
    """The lowest of some levels of the outcome that each world reaches at most, and the number of levels.

    Worlds that do not have the outcome are beyond every level.
    """
    known = y[np.isfinite(y)]
    levels = np.unique(np.quantile(known, np.linspace(0.0, 1.0, GRID + 1)))
    return np.searchsorted(levels, y), levels.size


def outcome_steps(of_level: np.ndarray, n_levels: int, weights: Floats) -> Floats:
    """Share of each row's worlds up to each level of the outcome. Shape (rows, levels).

    Args:
        of_level: level of each world, shape (rows, worlds), as `outcome_levels` returns it.
        n_levels: number of levels.
        weights: how often each world counts, shape (worlds,).
    """
    rows = len(of_level)
    cells = np.arange(rows)[:, None] * (n_levels + 1) + of_level
    counts = np.bincount(cells.ravel(), np.broadcast_to(weights, cells.shape).ravel(), rows * (n_levels + 1))
    return np.asarray(counts.reshape(rows, -1).cumsum(axis=1)[:, :n_levels] / weights.sum())


def pawn(steps: Floats, weights: Floats, of_slice: np.ndarray) -> float:
    """PAWN index: median over slices of the largest gap between the distributions within and overall.

    Args:
        steps: as `outcome_steps` returns, shape (rows, grid).
        weights: how often each row counts.
        of_slice: slice of each row.
    """
    whole = weights @ steps / weights.sum()
    gaps = []
    for each in range(int(of_slice.max()) + 1):
        inside = np.where(of_slice == each, weights, 0.0)
        if inside.sum() > 0:
            gaps.append(np.abs(inside @ steps / inside.sum() - whole).max())
    return float(np.median(gaps))


def mean_of_worlds(y: Floats, weights: Floats) -> Floats:
    """Weighted mean of each row over its worlds that have the outcome; not-a-number where none has. Shape (rows,)."""
    known = np.isfinite(y)
    if known.all():
        return np.asarray(y @ weights / weights.sum())
    n = known @ weights
    sums = np.where(known, y, 0.0) @ weights
    return np.asarray(np.divide(sums, n, out=np.full(len(y), np.nan), where=n > 0.0))
