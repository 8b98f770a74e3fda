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
    """Elementary effects of Morris trajectories.

    Args:
        y: outcome along trajectories, shape (trajectories, d + 1).
        u: places in the unit cube, shape (trajectories, d + 1, d).

    Returns:
        Effects by parameter, shape (trajectories, d), in the outcome's unit per whole range.
    """
    steps, change = np.diff(u, axis=1), np.diff(y, axis=1)
    moved = np.abs(steps).argmax(axis=2)
    size = np.take_along_axis(steps, moved[..., None], axis=2)[..., 0]
    effects = np.empty_like(change)
    np.put_along_axis(effects, moved, change / size, axis=1)
    return effects


def slices(column: pd.Series, bins: int = BINS) -> np.ndarray:
    """Slice of each row: words and few values as they are, else bins of equal count. Shape (rows,)."""
    codes, values = pd.factorize(column, sort=True)
    if len(values) <= bins or not pd.api.types.is_numeric_dtype(column):
        return np.asarray(codes, dtype=np.int64)
    rank = column.rank(method="first").to_numpy() - 1.0
    return np.asarray(rank * bins / len(column), dtype=np.int64)


def explained(y: Floats, weights: Floats, of_slice: np.ndarray) -> float:
    """Share of variance between slices, without what chance alone would put there (epsilon squared).

    Args:
        y: outcome, shape (rows,).
        weights: how often each row counts, shape (rows,).
        of_slice: slice of each row.
    """
    n = np.bincount(of_slice, weights)
    seen = n > 0
    groups = int(seen.sum())
    total = weights.sum()
    mean = np.dot(weights, y) / total
    spread = float(np.dot(weights, (y - mean) ** 2))
    if spread <= 0.0 or total <= groups or groups < 2:
        return float("nan")
    means = np.bincount(of_slice, weights * y)[seen] / n[seen]
    between = float(np.dot(n[seen], (means - mean) ** 2))
    noise = (spread - between) / (total - groups)
    return float((between - (groups - 1) * noise) / spread)


def outcome_steps(y: Floats) -> Floats:
    """Share of each row's worlds up to each level of the outcome. Shape (rows, grid).

    Worlds that do not have the outcome count as beyond every level.
    """
    known = y[np.isfinite(y)]
    levels = np.unique(np.quantile(known, np.linspace(0.0, 1.0, GRID + 1)))
    return np.stack([np.mean(y <= level, axis=1) for level in levels], axis=1)


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
