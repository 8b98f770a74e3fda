"""Array types shared by the rules and the agents.

Shapes are written with these letters: n replications of a block, s sectors, c age cohorts, k kinds of materiel.
"""

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Whole: TypeAlias = npt.NDArray[np.int64]

WEEKS_PER_YEAR = 365.25 / 7
MONTHS_PER_YEAR = 12
WEEKS_PER_MONTH = WEEKS_PER_YEAR / MONTHS_PER_YEAR
DAYS_PER_WEEK = 7.0
MILLION = 1e6


def total(rows: Floats) -> Floats:
    """Sum over the first axis, in its order; NumPy's own sum takes another order where there is but one column."""
    summed = rows[0]
    for row in rows[1:]:
        summed = summed + row
    return np.asanyarray(summed)


def running_total(rows: Floats) -> Floats:
    """Sums over the first axis up to each row; NumPy's own takes fifty times as long over many long rows."""
    sums = [rows[0]]
    for row in rows[1:]:
        sums.append(sums[-1] + row)
    return np.stack(sums)


def stacked(rows: Mapping[int, Floats], n_rows: int, n: int, otherwise: float = 0.0) -> Floats:
    """Some rows of an array, and one value in all others. Shape (n_rows, n).

    Args:
        rows: by number, each of shape (n,) or (1,).
        n_rows: of the array.
        n: columns.
        otherwise: value of the rows that are not given.
    """
    out = [np.full(n, otherwise)] * n_rows
    for row, values in rows.items():
        out[row] = values if values.shape == (n,) else np.broadcast_to(values, (n,))
    return np.concatenate(out).reshape(n_rows, n)
