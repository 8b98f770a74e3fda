"""An outcome beside what it may depend on: the one table that sensitivity and discovery work on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from sim import store
from sim.analysis.columns import labels, numbers
from sim.arrays import Floats
from sim.batch import folder as folders
from sim.batch.design import UNIT
from sim.batch.summary import columns as by_point
from sim.errors import SimError
from sim.outcomes import ENDING_NAMES
from sim.randomness import stream

DRAW = "draw."


@dataclass(frozen=True)
class Sample:
    """Rows are points of a sweep, or the worlds of a run.

    Attributes:
        outcome: its name.
        x: parameters, one column each, numbers or words.
        y: the outcome, shape (rows, worlds); not-a-number where a world does not have it.
        sampler: of the design; `draws` for the worlds of a run.
        u: places in the unit cube, shape (rows, parameters), where the sampler kept them.
        seed: of what was played.
    """

    outcome: str
    x: pd.DataFrame
    y: Floats
    sampler: str
    u: Floats | None = None
    seed: int = 0

    @property
    def names(self) -> list[str]:
        """Parameters."""
        return [str(name) for name in self.x.columns]

    def flat(self, most: int) -> tuple[pd.DataFrame, Floats]:
        """One row a world that has the outcome, thinned at random to at most so many."""
        rows, worlds = self.y.shape
        y = self.y.ravel()
        kept = np.flatnonzero(np.isfinite(y))
        if kept.size > most:
            kept = np.sort(stream(self.seed, 0, "study/thin").choice(kept, most, replace=False))
        x = self.x.iloc[kept // worlds if rows else kept].reset_index(drop=True)
        return x, y[kept]

    def of(self, names: Sequence[str]) -> Sample:
        """The same with some of the parameters."""
        places = [self.names.index(name) for name in names]
        return replace(self, x=self.x[list(names)], u=None if self.u is None else self.u[:, places])


def of_sweep(folder: Path, outcome: str) -> Sample:
    """The points of a finished sweep.

    Raises:
        SimError: if it is not finished or does not have the outcome.
    """
    results = folders.read(folder)
    if results.manifest["status"] != "finished":
        raise SimError(f"{folder}: found a sweep with failures; finish it with: sim resume {folder}")
    name = _column(outcome, pq.read_schema(folder / "runs.parquet").names, folder)
    rows = []
    for _, column in by_point(folder / "runs.parquet", name):
        rows.append(_values(pd.Series(column.to_pandas()), outcome))
    paths = list(results.paths)
    units = [UNIT + path for path in paths]
    u = results.points[units].to_numpy() if set(units) <= set(results.points.columns) else None
    told = results.manifest
    return Sample(outcome, results.points[paths], np.stack(rows), told["design"]["sampler"], u, told["seed"])


def of_run(folder: Path, outcome: str) -> Sample:
    """The worlds of a finished run, by what was drawn for them.

    Raises:
        SimError: if it is not finished or does not have the outcome.
    """
    results = store.read(folder)
    runs = results.runs
    name = _column(outcome, [str(column) for column in runs.columns], folder)
    drawn = [str(column) for column in runs.columns if str(column).startswith(DRAW)]
    varied = [column for column in drawn if runs[column].nunique() > 1]
    x = runs[varied].rename(columns=lambda column: str(column).removeprefix(DRAW))
    return Sample(outcome, x, _values(runs[name], outcome)[:, None], "draws", None, results.manifest["seed"])


def with_draws(sample: Sample, folder: Path) -> Sample:
    """A sweep's worlds as rows: the points' parameters and what was drawn for each world."""
    drawn = pd.read_parquet(folder / "draws.parquet").drop(columns="replication")
    drawn = drawn[[name for name in drawn.columns if name not in sample.names and drawn[name].nunique() > 1]]
    rows, worlds = sample.y.shape
    points = sample.x.iloc[np.repeat(np.arange(rows), worlds)].reset_index(drop=True)
    repeated = drawn.iloc[np.tile(np.arange(worlds), rows)].reset_index(drop=True)
    x = pd.concat([points, repeated], axis=1)
    return Sample(sample.outcome, x, sample.y.reshape(-1, 1), "draws", None, sample.seed)


def _column(outcome: str, present: Sequence[str], folder: Path) -> str:
    name = "ending" if outcome in ENDING_NAMES else outcome
    if name not in present:
        raise SimError(f"{folder}: found no outcome '{outcome}', expected an ending or a column of runs.parquet")
    return name


def _values(column: pd.Series, outcome: str) -> Floats:
    if outcome in ENDING_NAMES:
        return (labels(column) == outcome).astype(np.float64)
    return numbers(column)
