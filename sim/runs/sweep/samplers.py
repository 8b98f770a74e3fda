"""Designs: which points of the unit cube a sweep visits."""

import itertools
import math
from collections.abc import Sequence

import numpy as np

from sim.base.arrays import Floats
from sim.base.errors import SimError
from sim.runs.sweep.parameters import Parameter, Value, require_few
from sim.war.randomness import random_generator

MORRIS_LEVELS = 4
"""Levels of a Morris design, as Morris (1991) and Campolongo (2007) use."""


def grid(parameters: Sequence[Parameter]) -> list[tuple[Value, ...]]:
    """Every combination of values, the last parameter running fastest."""
    for parameter in parameters:
        if not parameter.is_finite:
            raise SimError(
                f"parameter {parameter.text}: a grid needs steps, expected {parameter.path}=low:high:steps or"
                " a list; for a range without steps choose --sampler lhs, sobol or morris"
            )
    counts = [len(parameter.values) for parameter in parameters]
    require_few(math.prod(counts), f"grid of {' × '.join(f'{count:,}' for count in counts)} values")
    return list(itertools.product(*(parameter.values for parameter in parameters)))


def unit_design(sampler: str, d: int, samples: int, seed: int, *, counts: Sequence[int] = ()) -> Floats:
    """Points in the unit cube. Shape (points, d).

    Args:
        sampler: `lhs`: Latin hypercube, one point a sample. `sobol`: base samples A and B of a scrambled
            Sobol' sequence and, between them, A with one column of B: for d parameters d + 2 points a sample
            (Saltelli 2010). `morris`: trajectories of d + 1 points in which one parameter moves at a time.
        d: parameters.
        samples: base samples or trajectories.
        seed: of the run.
        counts: how many values each parameter has, 0 for a range; by default all are ranges.
    """
    from scipy.stats import qmc  # noqa: PLC0415  # slow to import, and no worker needs it

    require_few(samples * rows_a_sample(sampler, d), f"--sampler {sampler} --samples {samples}")
    generator = random_generator(seed, f"design/{sampler}")
    if sampler == "lhs":
        return np.asarray(qmc.LatinHypercube(d, seed=generator).random(samples))
    if sampler == "sobol":
        if samples & (samples - 1):
            near = 2 ** round(np.log2(samples))
            raise SimError(f"--samples: found {samples}, expected a power of two such as {near}: Sobol' points balance")
        return _saltelli(np.asarray(qmc.Sobol(2 * d, scramble=True, seed=generator).random(samples)), d)
    return _morris(counts or (0,) * d, samples, generator)


def rows_a_sample(sampler: str, d: int) -> int:
    """Points that belong together in a design of d parameters."""
    return {"sobol": d + 2, "morris": d + 1}.get(sampler, 1)


def _saltelli(base: Floats, d: int) -> Floats:
    """A, A with each column of B, B for each base sample: more samples only add rows at the end."""
    a, b = base[:, :d], base[:, d:]
    points = np.repeat(a[:, None, :], d + 2, axis=1)
    for column in range(d):
        points[:, 1 + column, column] = b[:, column]
    points[:, d + 1] = b
    return points.reshape(-1, d)


def _morris(counts: Sequence[int], trajectories: int, generator: np.random.Generator) -> Floats:
    """Trajectories on which each parameter moves once and alone, in random order (Morris 1991).

    A list or a choice begins at each of its values in turn and moves to any other; a range moves between four levels
    by two thirds of it.
    """
    start, end = np.empty((2, trajectories, len(counts)))
    for column, count in enumerate(counts):
        listed = count > 1  # a single value stays, wherever in the unit cube it moves
        n = count if listed else MORRIS_LEVELS
        cycles = [generator.permutation(n) for _ in range(-(-trajectories // n))]
        first = np.concatenate(cycles)[:trajectories]
        second = (first + (generator.integers(1, n, trajectories) if listed else n // 2)) % n
        start[:, column], end[:, column] = (
            (level + 0.5) / n if listed else level / (n - 1) for level in (first, second)
        )
    turn = generator.permuted(np.tile(np.arange(len(counts)), (trajectories, 1)), axis=1)
    moved = turn[:, None, :] < np.arange(len(counts) + 1)[:, None]
    return np.where(moved, end[:, None, :], start[:, None, :]).reshape(-1, len(counts))
