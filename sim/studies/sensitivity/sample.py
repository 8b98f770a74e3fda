"""An outcome beside what it may depend on: the one table that sensitivity and discovery work on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from sim.analysis.columns import numbers, reads
from sim.base.arrays import Floats
from sim.base.errors import SimError
from sim.base.outcomes import ENDING_NAMES
from sim.runs import folder as store
from sim.runs.sweep import folder as folders
from sim.runs.sweep.design import UNIT
from sim.runs.sweep.summary import columns as by_point
from sim.scenario import Scenario
from sim.war.randomness import stream

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
        world: which world each row is, where several rows share one; by default each row is its own.
    """

    outcome: str
    x: pd.DataFrame
    y: Floats
    sampler: str
    u: Floats | None = None
    seed: int = 0
    world: np.ndarray | None = None

    @property
    def names(self) -> list[str]:
        """Parameters."""
        return [str(name) for name in self.x.columns]

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
    x = _as_in(folders.stored(folder).scenario, results.points[paths])
    return Sample(outcome, x, np.stack(rows), told["design"]["sampler"], u, told["seed"])


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


def worlds(sample: Sample, folder: Path, most: int) -> Sample:
    """A sample as one row a world, thinned at random; a sweep's with what was drawn for each world beside it.

    Args:
        sample: of the folder.
        folder: of a run or a sweep.
        most: worlds that are kept.
    """
    points, n = sample.y.shape
    kept = np.arange(points * n)
    if kept.size > most:
        kept = np.sort(stream(sample.seed, 0, "study/thin").choice(kept.size, most, replace=False))
    x = sample.x.iloc[kept // n].reset_index(drop=True)
    if sample.sampler != "draws":
        drawn = pd.read_parquet(folder / "draws.parquet").drop(
            columns=["replication", *sample.names], errors="ignore"
        )
        drawn = drawn[[name for name in drawn.columns if drawn[name].nunique() > 1]]
        x = pd.concat([x, drawn.iloc[kept % n].reset_index(drop=True)], axis=1)
    return Sample(
        sample.outcome,
        x,
        sample.y.ravel()[kept][:, None],
        sample.sampler,
        None,
        sample.seed,
        kept % n if points > 1 and n > 1 else None,
    )


def _as_in(scenario: Scenario, points: pd.DataFrame) -> pd.DataFrame:
    """Points in which an empty cell holds what the scenario says."""
    own: dict[str, float | str] = {path: number.value for path, number in scenario.numbers.items()}
    own |= {path: choice.value for path, choice in scenario.choices.items()}
    return points.assign(
        **{path: points[path].where(points[path].notna(), own[path]) for path in map(str, points.columns)}
    )


def _column(outcome: str, present: Sequence[str], folder: Path) -> str:
    name = "ending" if outcome in ENDING_NAMES else outcome
    if name not in present:
        raise SimError(
            f"{folder}: found no outcome '{outcome}', expected an ending or a column of runs.parquet"
        )
    return name


def _values(column: pd.Series, outcome: str) -> Floats:
    if outcome in ENDING_NAMES:
        return reads(column, outcome).astype(np.float64)
    return np.asarray(numbers(column))
