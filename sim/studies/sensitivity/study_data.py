"""An outcome beside what it may depend on: the one table that sensitivity and discovery work on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from sim.analysis.columns import column_of, values_of
from sim.base.arrays import Floats
from sim.base.errors import SimError
from sim.base.text import counted
from sim.runs import results
from sim.runs.folder import SWEEP, kind_of
from sim.runs.storage import StoredRuns, from_parquet
from sim.runs.sweep import folder as folders
from sim.runs.sweep.conditions import own_values
from sim.runs.sweep.design import UNIT
from sim.runs.sweep.growth import GRIDS
from sim.runs.sweep.samplers import rows_a_sample
from sim.runs.sweep.summary import columns as by_point
from sim.scenario import Scenario
from sim.war.randomness import random_generator

DRAW = "draw."


@dataclass(frozen=True)
class StudyData:
    """Rows are points of a sweep, or the worlds of a run.

    Attributes:
        outcome: its name.
        x: parameters, one column each, numbers or words.
        y: the outcome, shape (rows, worlds); not-a-number where a world does not have it.
        sampler: of the design; `draws` for the worlds of a run.
        u: places in the unit cube, shape (rows, parameters), where the sampler kept them.
        seed: of the wars.
        world: which world each row is, where several rows share one; by default each is its own.
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

    @property
    def is_full_grid(self) -> bool:
        """Whether the rows are every combination of their values, once: chosen, and no sample of anything."""
        n = math.prod(int(self.x[name].nunique()) for name in self.names)
        return self.sampler in GRIDS and n == len(self.x) and not self.x.duplicated().any()

    def of(self, names: Sequence[str]) -> StudyData:
        """The same with some of the parameters."""
        places = [self.names.index(name) for name in names]
        return replace(self, x=self.x[list(names)], u=None if self.u is None else self.u[:, places])


def of_folder(folder: Path, outcome: str) -> StudyData:
    """The points of a finished sweep, or the worlds of a finished run by what was drawn for them.

    Raises:
        SimError: if it is not finished or does not have the outcome.
    """
    return _of_sweep(folder, outcome) if kind_of(folder) is SWEEP else _of_run(folder, outcome)


def _of_sweep(folder: Path, outcome: str) -> StudyData:
    results = folders.read(folder)
    manifest = results.manifest
    if manifest["status"] != "finished":
        raise SimError(f"{folder}: found a sweep with failures; finish it with: sim resume {folder}")
    name = _column(outcome, StoredRuns(folder / "runs.parquet").columns, folder)
    columns = (pd.Series(column.to_pandas()) for _, column in by_point(folder / "runs.parquet", name))
    paths, design = list(results.paths), manifest["design"]
    least = rows_a_sample(design["sampler"], len(paths)) * design["samples"]
    if design["sampler"] in ("sobol", "morris") and least != len(results.points):
        raise SimError(
            f"{folder}: found {counted(len(results.points), 'point')}, expected the {least:,} of a {design['sampler']}"
            f" design of {design['samples']:,} samples: it was grown wrongly by an older version; play it anew"
        )
    units = [UNIT + path for path in paths]
    assert results.scenario is not None  # `folders.read` always says it
    return StudyData(
        outcome=outcome,
        x=_filled(results.points[paths], results.scenario),
        y=np.stack([values_of(column, outcome) for column in columns]),
        sampler=design["sampler"],
        u=results.points[units].to_numpy() if set(units) <= set(results.points.columns) else None,
        seed=manifest["seed"],
    )


def _of_run(folder: Path, outcome: str) -> StudyData:
    found = results.read(folder)
    runs = found.runs
    name = _column(outcome, [str(column) for column in runs.columns], folder)
    drawn = runs[[column for column in map(str, runs.columns) if column.startswith(DRAW)]]
    if drawn.empty:
        raise SimError(f"{folder}: found outcomes alone, expected draws beside them; play it with --keep runs")
    return StudyData(
        outcome=outcome,
        x=_varied(drawn).rename(columns=lambda column: str(column).removeprefix(DRAW)),
        y=values_of(runs[name], outcome)[:, None],
        sampler="draws",
        seed=found.manifest["seed"],
    )


def worlds(data: StudyData, folder: Path, most: int) -> StudyData:
    """The same as one row a world, thinned to the most at random; a sweep's beside what was drawn for each world."""
    points, n = data.y.shape
    kept = np.arange(points * n)
    if kept.size > most:
        kept = np.sort(random_generator(data.seed, "study/thin").choice(kept.size, most, replace=False))
    x = data.x.iloc[kept // n].reset_index(drop=True)
    if data.sampler != "draws":
        drawn = from_parquet(folder / "draws.parquet")
        drawn = _varied(drawn.drop(columns=["replication", *data.names], errors="ignore"))
        x = pd.concat([x, drawn.iloc[kept % n].reset_index(drop=True)], axis=1)
    shared = kept % n if points > 1 and n > 1 else None
    return replace(data, x=x, y=data.y.ravel()[kept][:, None], u=None, world=shared)


def _varied(table: pd.DataFrame) -> pd.DataFrame:
    """The columns that vary."""
    return table.loc[:, table.nunique() > 1]


def _filled(points: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Points in which an empty cell holds what the scenario says."""
    own = own_values(scenario)
    return points.assign(
        **{path: points[path].where(points[path].notna(), own[path]) for path in map(str, points.columns)}
    )


def _column(outcome: str, present: Sequence[str], folder: Path) -> str:
    name = column_of(outcome)
    if name not in present:
        raise SimError(f"{folder}: found no outcome '{outcome}', expected an ending or a column of runs.parquet")
    return name
