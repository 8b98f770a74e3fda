"""Draws that history left: quantiles of the numbers that the record before June 2024 narrowed.

Shipped in `sim/data/history.npz`, made by `python -m tools.matching`. Each replication takes one of the surviving
draws whole, so that what the record tied together stays tied, smoothed a little so that no draw comes twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.base.arrays import Floats
from sim.war.randomness import Dice, Replications

if TYPE_CHECKING:
    from sim.scenario import Number, Scenario

FILE = Path(__file__).parents[1] / "data" / "history.npz"
QUANTILE_STEPS = 10_000.0
"""Steps in which quantiles are stored."""
WIDEST_KERNEL = 0.3
"""Most that survivors are blurred by, in standard deviations: what the record tied together stays tied."""


@dataclass(frozen=True)
class History:
    """What the record left.

    Attributes:
        paths: numbers it narrowed.
        ranges: low, value and high they had when they were confronted with it, shape (paths, 3).
        u: surviving quantiles, shape (rows, paths).
        mean: of each path's quantiles, shape (paths,).
        deviation: their standard deviation, shape (paths,).
        kernel: width of the smoothing, in standard deviations.
    """

    paths: tuple[str, ...]
    ranges: Floats
    u: Floats
    mean: Floats
    deviation: Floats
    kernel: float


@cache
def history() -> History:
    """The shipped survivors."""
    with np.load(FILE, allow_pickle=False) as stored:
        narrowed = stored["narrowed"]
        paths = tuple(str(path) for path in stored["paths"][narrowed])
        kernel = min(WIDEST_KERNEL, float(stored["effective"]) ** (-1.0 / (len(paths) + 4.0)))
        steps = stored["u"].astype(np.int64)
        n, total = len(steps), steps.sum(axis=0)
        return History(
            paths,
            stored["ranges"][narrowed],
            u=steps / QUANTILE_STEPS,
            mean=total / (n * QUANTILE_STEPS),  # of whole numbers: in whatever order they are added
            deviation=np.sqrt(n * (steps * steps).sum(axis=0) - total * total) / (n * QUANTILE_STEPS),
            kernel=kernel,
        )


def constrained(
    u: Mapping[str, Floats], scenario: Scenario, seed: int, replications: Replications
) -> dict[str, Floats]:
    """Quantiles after confrontation with the record; numbers it did not narrow keep theirs.

    A number counts as the one that was confronted while its spread is the same up to a scale; where a scenario gives
    it a new spread, the record has nothing to say about it.

    Args:
        u: independent quantiles by path, each of shape (n,).
        scenario: whose numbers.
        seed: of the run.
        replications: whose quantiles they are, shape (n,).

    Returns:
        Same paths and shapes. One surviving draw per replication, shrunk towards the survivors' mean and blurred so
        that mean and spread stay as they are (Liu and West).
    """
    known = history()
    applying = [
        column
        for column, path in enumerate(known.paths)
        if path in u and same_up_to_scale(scenario.numbers[path], known.ranges[column])
    ]
    rows = (Dice(seed, replications).once("draw/history") * len(known.u)).astype(np.int64)
    shrink = np.sqrt(1.0 - known.kernel**2)
    out = dict(u)
    for column in applying:
        path, mean = known.paths[column], known.mean[column]
        centred = mean + shrink * (known.u[rows, column] - mean)
        # The number's own quantile, recentred, is the noise: no further stream, and the draw stays its own. Its
        # standard deviation is 1 over the square root of 12.
        blurred = centred + known.kernel * known.deviation[column] * np.sqrt(12.0) * (u[path] - 0.5)
        out[path] = _reflected(blurred)
    return out


def same_up_to_scale(number: Number, confronted: Floats) -> bool:
    """Whether low, value and high are those that were confronted, times one factor."""
    if number.low is None or number.high is None:
        return False
    now = np.array([number.low, number.value, number.high])
    pivot = int(np.argmax(np.abs(confronted)))
    factor = now[pivot] / confronted[pivot]
    return bool(factor > 0.0 and np.allclose(now, factor * confronted, rtol=1e-9, atol=0.0))


def _reflected(u: Floats) -> Floats:
    """Values a little outside [0, 1) folded back into it."""
    folded = np.abs(u)
    return np.minimum(np.where(folded > 1.0, 2.0 - folded, folded), 1.0 - 1e-12)
