"""Designs as tables: one row a point, one column a parameter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from sim.base.errors import SimError
from sim.runs.sweep.conditions import Condition, own_values
from sim.runs.sweep.parameters import Parameter, Value
from sim.runs.sweep.samplers import grid, unit_design
from sim.runs.sweep.table import read_table
from sim.scenario import Scenario

END_OF_SPREAD = 0.05
UNIT = "u."
"""Prefix of the columns that hold a point's place in the unit cube."""


@dataclass(frozen=True)
class Design:
    """Which points a sweep visits and where they come from.

    Attributes:
        points: columns `point`, one for each path (missing: the scenario's own), `u.<path>` for samplers.
        paths: what varies.
        sampler: `grid`, `lhs`, `sobol`, `morris` or `table`.
        samples: base samples or trajectories of the sampler; 0 for a grid or a table.
        parameters: as written on the command line; none for a table.
        conditions: that its points meet, as written there.
    """

    points: pd.DataFrame
    paths: tuple[str, ...]
    sampler: str
    samples: int
    parameters: tuple[str, ...]
    conditions: tuple[str, ...] = ()


def make(
    parameters: Sequence[Parameter],
    scenario: Scenario,
    sampler: str = "grid",
    samples: int = 0,
    seed: int = 0,
    conditions: Sequence[Condition] = (),
) -> Design:
    """The design of a sampler, without the points that a condition rules out.

    Raises:
        SimError: where parameters, sampler and conditions do not go together.
    """
    paths = tuple(parameter.path for parameter in parameters)
    if not paths:
        raise SimError("found no parameter to vary, expected --param path=low:high:steps, a file or a table")
    twice = sorted({path for path in paths if paths.count(path) > 1})
    if twice:
        raise SimError(f"found the parameter {', '.join(twice)} twice, expected each once")
    units: Mapping[str, np.ndarray] = {}
    if sampler == "grid":
        if samples:
            raise SimError(f"found --samples {samples} with a grid, expected --sampler lhs, sobol or morris")
        columns = dict(zip(paths, zip(*grid(parameters), strict=True), strict=True))
    else:
        if samples < 1:
            raise SimError(f"--sampler {sampler} needs --samples, the number of points, base samples or trajectories")
        u = unit_design(sampler, len(paths), samples, seed, counts=[len(p.values) for p in parameters])
        # The far ends of a spread, where half of Morris's points lie, may be nowhere: it moves within nine tenths.
        ends = {p.path: END_OF_SPREAD if sampler == "morris" and p.is_spread else 0.0 for p in parameters}
        columns = {
            p.path: tuple(p.at(ends[p.path] + (1.0 - 2.0 * ends[p.path]) * u[:, i], scenario))
            for i, p in enumerate(parameters)
        }
        units = {UNIT + path: u[:, i] for i, path in enumerate(paths)}
    points = _table(columns, units, scenario)
    if sampler == "lhs":
        # Where everything that varies can be counted, slices come to the same values.
        points = _numbered(points.drop_duplicates(list(paths)))
    if conditions:
        if sampler in ("sobol", "morris"):
            raise SimError(f"conditions break a {sampler} design, whose points belong together; expected grid or lhs")
        points = _meeting(points, paths, conditions, scenario)
    texts = tuple(parameter.text for parameter in parameters)
    return Design(points, paths, sampler, samples, texts, tuple(map(str, conditions)))


def from_table(path: Path, scenario: Scenario) -> Design:
    """A design matrix from a CSV file: a header of paths, then a row a point.

    An empty cell leaves what the scenario says.

    Raises:
        SimError: if the file is no such table.
    """
    columns = read_table(path, scenario)
    return Design(_table(columns, {}, scenario), tuple(columns), "table", 0, ())


def values_at(points: pd.DataFrame, paths: Sequence[str], row: int) -> dict[str, Value]:
    """What a point sets."""
    found = {path: points[path].iloc[row] for path in paths}
    return {path: v if isinstance(v, str) else float(v) for path, v in found.items() if not pd.isna(v)}


def begins(new: Design, old: Design) -> bool:
    """Whether the first points of a design are all the points of another, in their order."""
    names = [*old.paths, *_units(old)]
    if not set(names) <= set(new.points.columns):
        return False
    first, all_old = (side.points[names].head(len(old.points)).itertuples(index=False) for side in (new, old))
    return list(map(_key, first)) == list(map(_key, all_old))


def extended(old: Design, new: Design) -> Design:
    """The old points under their old numbers, then those of the new design that were not among them.

    Only for points that stand each for itself: those of a sample belong together, twins among them too.
    """
    paths = tuple(dict.fromkeys((*old.paths, *new.paths)))
    held, added = (side.points.reindex(columns=[*paths, *_units(old, new)]) for side in (old, new))
    before = {_key(row) for row in held[list(paths)].itertuples(index=False)}
    fresh = [_key(row) not in before for row in added[list(paths)].itertuples(index=False)]
    points = pd.concat([held, added[fresh]], ignore_index=True) if any(fresh) else held.reset_index(drop=True)
    points.insert(0, "point", np.arange(len(points)))
    return replace(new, points=points, paths=paths, sampler=old.sampler)


def _units(*designs: Design) -> list[str]:
    names = [str(name) for design in designs for name in design.points.columns if str(name).startswith(UNIT)]
    return list(dict.fromkeys(names))


def _key(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(None if pd.isna(value) else value for value in row)  # type: ignore[call-overload]


def _table(
    columns: Mapping[str, Sequence[Value | None]], units: Mapping[str, np.ndarray], scenario: Scenario
) -> pd.DataFrame:
    n = len(next(iter(columns.values())))
    typed = {
        path: np.array(values, dtype=np.float64) if path in scenario.numbers else pd.Series(list(values), dtype=object)
        for path, values in columns.items()
    }
    return pd.DataFrame({"point": np.arange(n), **typed, **units})


def _meeting(
    points: pd.DataFrame, paths: Sequence[str], conditions: Sequence[Condition], scenario: Scenario
) -> pd.DataFrame:
    columns = own_values(scenario) | {path: points[path].to_numpy() for path in paths}
    keep = np.ones(len(points), dtype=bool)
    for each in conditions:
        keep &= each.holds(columns)
    if not keep.any():
        raise SimError(f"no point meets the conditions {'; '.join(map(str, conditions))}")
    return _numbered(points[keep])


def _numbered(points: pd.DataFrame) -> pd.DataFrame:
    """Points under new numbers, without gaps."""
    return points.reset_index(drop=True).assign(point=np.arange(len(points)))
