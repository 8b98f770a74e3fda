"""summary.csv: one row a point and outcome, with an interval; read column by column."""

import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.analysis.intervals import median_interval, wilson_bounds
from sim.analysis.measured import MEASURED
from sim.base.arrays import Floats
from sim.base.outcomes import ENDINGS
from sim.runs.storage import StoredRuns
from sim.runs.sweep.assembly import pieces

COLUMNS = ("outcome", "kind", "estimate", "low", "high", "n", "k", "q10", "q90", "mean")


def summarise(runs: Path, points: pd.DataFrame, paths: Sequence[str]) -> pd.DataFrame:
    """Summary of a sweep's `runs.parquet`, columns and meanings as in a run's `outcomes.csv`.

    Returns:
        `point`, the parameters, then outcome, kind, estimate, low, high, n, k, q10, q90, mean; by point,
        outcomes in the order of `ENDINGS` and `MEASURED`.
    """
    tables = [_endings(runs)]
    present = set(StoredRuns(runs).columns)
    for outcome in MEASURED:
        if outcome.name not in present:
            continue
        if outcome.kind == "number":
            tables.append(_number(runs, outcome.name))
        elif outcome.kind == "flag":
            tables.append(_flag(runs, outcome.name))
    stacked = pd.concat(tables, ignore_index=True).sort_values("point", kind="stable", ignore_index=True)
    return points[["point", *paths]].merge(stacked, on="point", how="right")


def columns(runs: Path, name: str) -> Iterator[tuple[int, pa.ChunkedArray]]:
    """One column of `runs.parquet`, whole for one point at a time."""
    for point, group in groupby(pieces(runs, ["point", name]), key=lambda piece: piece[0]):
        yield point, pa.concat_tables([rows for _, rows in group])[name]


def numbers(column: pa.ChunkedArray) -> Floats:
    """A column as floats; flags become 0 and 1."""
    return np.asarray(column.to_numpy(), dtype=np.float64)


def _endings(runs: Path) -> pd.DataFrame:
    found: list[int] = []
    counts = []
    for point, column in columns(runs, "ending"):
        words = np.asarray(column.to_numpy())
        found.append(point)
        counts.append([np.count_nonzero(words == ending.name) for ending in ENDINGS] + [words.size])
    table = np.array(counts, dtype=np.int64).reshape(-1, len(ENDINGS) + 1)
    parts = [
        _shares(np.array(found), ending.name, "ending", table[:, i], table[:, -1]) for i, ending in enumerate(ENDINGS)
    ]
    return pd.concat(parts, ignore_index=True)


def _flag(runs: Path, name: str) -> pd.DataFrame:
    rows = [(point, int(numbers(column).sum()), len(column)) for point, column in columns(runs, name)]
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return _shares(table[:, 0], name, "flag", table[:, 1], table[:, 2])


def _shares(points: np.ndarray, name: str, kind: str, k: np.ndarray, n: np.ndarray) -> pd.DataFrame:
    low, high = wilson_bounds(k, n)
    share = k / n
    given = {"point": points, "outcome": name, "kind": kind, "estimate": share, "low": low, "high": high, "n": n}
    return pd.DataFrame({**given, "k": k, "q10": math.nan, "q90": math.nan, "mean": share})


def _number(runs: Path, name: str) -> pd.DataFrame:
    rows = []
    for point, column in columns(runs, name):
        values = numbers(column)
        known = np.sort(values[np.isfinite(values)])
        if known.size == 0:
            rows.append((point, math.nan, math.nan, math.nan, 0, math.nan, math.nan, math.nan))
            continue
        low, high = median_interval(known)
        q10, median, q90 = (_quantile(known, share) for share in (0.1, 0.5, 0.9))
        rows.append((point, median, low, high, known.size, q10, q90, float(known.mean())))
    names = ["point", "estimate", "low", "high", "n", "q10", "q90", "mean"]
    table = pd.DataFrame(rows, columns=names)
    return table.assign(outcome=name, kind="number", k=math.nan)[["point", *COLUMNS]]


def _quantile(ordered: Floats, share: float) -> float:
    """A quantile of sorted values by linear interpolation."""
    position = share * (ordered.size - 1)
    below = int(position)
    above = min(below + 1, ordered.size - 1)
    return float(ordered[below] + (position - below) * (ordered[above] - ordered[below]))
