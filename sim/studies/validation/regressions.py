"""Small regressions: least squares and logistic, on plain arrays."""

import numpy as np

from sim.base.arrays import Floats


def design(*columns: Floats) -> Floats:
    """Columns side by side behind a constant. Shape (observations, columns + 1)."""
    return np.column_stack([np.ones(columns[0].shape[0]), *columns])


def least_squares(y: Floats, x: Floats) -> tuple[Floats, float]:
    """Coefficients and residual standard deviation; observations with a NaN are left out."""
    known = np.isfinite(y) & np.isfinite(x).all(axis=1)
    y, x = y[known], x[known]
    if y.size <= x.shape[1]:
        return np.full(x.shape[1], np.nan), float("nan")
    coefficients: Floats = np.linalg.lstsq(x, y, rcond=None)[0].astype(np.float64)
    residuals = y - x @ coefficients
    return coefficients, float(np.sqrt((residuals**2).sum() / (y.size - x.shape[1])))


def logistic(y: Floats, x: Floats, steps: int = 30) -> Floats:
    """Coefficients of a logistic regression of y in {0, 1} by Newton's method; NaN without convergence."""
    known = np.isfinite(y) & np.isfinite(x).all(axis=1)
    y, x = y[known], x[known]
    nothing = np.full(x.shape[1], np.nan)
    if y.size <= x.shape[1] or y.min() == y.max():
        return nothing
    beta: Floats = np.zeros(x.shape[1])
    for _ in range(steps):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ beta, -30.0, 30.0)))
        weights = np.maximum(p * (1.0 - p), 1e-9)
        step = np.linalg.lstsq((x * weights[:, None]).T @ x, x.T @ (y - p), rcond=None)[0]
        beta = beta + np.clip(step, -5.0, 5.0)
        if np.abs(step).max() < 1e-8:
            return beta
    return nothing
