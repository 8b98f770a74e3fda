"""The sliders of a sweep: which values they stop at, and which point was played there."""

import math
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.wording import capitalised, parameter
from sim.reports.html.changes import figure
from sim.runs.sweep import SweepResults
from sim.scenario import Scenario
from sim.scenario.records import Number

MOST_POINTS = 60
"""Points that a page holds; of more, as many are taken at equal distances."""


@dataclass(frozen=True)
class Axis:
    """A slider.

    Attributes:
        key: of the slider.
        title: in words.
        note: unit, range and basis.
        values: as shown.
        numeric: where each stands along an axis of a picture; none where the slider goes from point to point.
    """

    key: str
    title: str
    note: str
    values: tuple[str, ...]
    numeric: tuple[float, ...] = ()


@dataclass(frozen=True)
class Grid:
    """Points in reach of the sliders.

    Attributes:
        axes: the sliders.
        points: for each place of theirs the point that was played there.
        left_out: points that no slider reaches.
    """

    axes: tuple[Axis, ...]
    points: dict[tuple[int, ...], int]
    left_out: int = 0


def grid_of(found: SweepResults, scenario: Scenario) -> Grid:
    """The sliders of a sweep: one a parameter where every combination was played, else one from point to point."""
    points, paths = found.points, list(found.paths)
    values = [_ordered(points[path]) for path in paths]
    whole = points[paths].notna().all(axis=None) and math.prod(map(len, values)) == len(points)
    if whole and (len(points) <= MOST_POINTS or len(paths) == 1):
        values = [[each[place] for place in _thinned(len(each))] for each in values]
        axes = tuple(_axis(scenario, path, values[number], number) for number, path in enumerate(paths))
        rows = {tuple(row[path] for path in paths): int(row["point"]) for row in points.to_dict("records")}
        places = product(*(range(len(each)) for each in values))
        reached = {place: rows[tuple(values[i][at] for i, at in enumerate(place))] for place in places}
        return Grid(axes, reached, len(points) - len(reached))
    ordered = points.sort_values(paths, kind="stable")
    chosen = [ordered.iloc[place] for place in _thinned(len(ordered))]
    words = tuple(", ".join(f"{parameter(path)} {shown(row[path])}" for path in paths) for row in chosen)
    note = "Points in the order of " + ", ".join(parameter(path) for path in paths) + "."
    reached = {(at,): int(row["point"]) for at, row in enumerate(chosen)}
    return Grid((Axis("lever0", "Point", note, words),), reached, len(points) - len(reached))


def _ordered(column: pd.Series) -> list[Any]:
    values = list(dict.fromkeys(column))
    return sorted(values) if all(isinstance(value, int | float) for value in values) else values


def _thinned(n: int) -> list[int]:
    """At most so many of n places, at equal distances."""
    return list(dict.fromkeys(np.linspace(0, n - 1, min(MOST_POINTS, n)).round().astype(int).tolist()))


def _axis(scenario: Scenario, path: str, values: list[Any], number: int) -> Axis:
    entry = scenario.entries.get(path)
    title, note = capitalised(parameter(path)), ""
    if isinstance(entry, Number):
        title = f"{title} [{entry.unit}]"
        span = f", range {figure(entry.low)} to {figure(entry.high)}" if entry.low is not None else ""
        who = "Someone may choose it" if entry.role == "lever" else "Nature decides it"
        source = scenario.sources[entry.source].title if entry.source in scenario.sources else entry.source
        note = f"{who}; {figure(entry.value)} in the scenario{span}; {entry.basis}: {source}."
    elif entry is not None:
        note = f"A choice; {entry.value.replace('_', ' ')} in the scenario."
    known = all(isinstance(value, int | float) for value in values)
    numeric = tuple(float(value) if known else float(at) for at, value in enumerate(values))
    return Axis(f"lever{number}", title, note, tuple(shown(value) for value in values), numeric)


def shown(value: Any) -> str:
    """A value of a parameter; one that a point leaves alone is the scenario's."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "as the scenario says"
    if not isinstance(value, int | float):
        return str(value).replace("_", " ")
    return f"{value:,.4g}".replace("-", "−") if abs(value) < 1e4 else f"{value:,.0f}"


def nearest(grid: Grid, found: SweepResults, scenario: Scenario) -> tuple[int, ...]:
    """The place of the sliders at which the point is nearest to what the scenario says."""
    rows = {int(row["point"]): row for row in found.points.to_dict("records")}
    widths = {
        path: float(np.ptp(found.points[path].dropna())) or 1.0
        for path in found.paths
        if pd.api.types.is_numeric_dtype(found.points[path])
    }

    def distance(place: tuple[int, ...]) -> float:
        row = rows[grid.points[place]]
        return sum(_apart(row[path], scenario.entries[path].value, widths.get(path)) for path in found.paths)

    return min(grid.points, key=distance)


def _apart(value: Any, own: float | str, width: float | None) -> float:
    """How far a value is from the scenario's own, in widths of what was played; words are alike or not."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return 0.0
    return abs(float(value) - float(own)) / width if width is not None else float(value != own)
