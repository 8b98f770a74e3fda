"""The tables of a run, put together from its blocks."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.analysis.outcome_table import outcome_table, table_of
from sim.analysis.variance import TWIN
from sim.base.outcomes import OUTCOMES
from sim.base.series import SERIES
from sim.runs import blocks, storage, sums
from sim.runs.ensemble import SERIES_BLOCKS, Plan
from sim.war.randomness import BLOCK
from sim.war.recorder import month_shares

QUANTILES = {"q025": 0.025, "q10": 0.1, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q90": 0.9, "q975": 0.975}
FOUGHT = "weekly while fought"
"""Frequency of rows over the wars that are being fought in a week; `n` says how many those are."""
STOPPED_BY_PEACE = tuple(series.name for series in SERIES if series.kind == "flow" and series.name != "fighting")
"""Series that have such rows beside those over all wars, in which a war that is over or at peace counts as nothing."""
GROUP_BLOCKS = 8
"""Blocks in a row group: a file of many small groups takes more memory for its index than for its rows."""


def write_runs(plan: Plan, source: Path, folder: Path) -> None:
    """Stream the blocks into `runs.parquet` and `events.parquet`, some blocks to a row group."""
    numbers = range(plan.n_rows)
    groups = [numbers[first : first + GROUP_BLOCKS] for first in range(0, plan.n_rows, GROUP_BLOCKS)]
    rows = ([blocks.rows(source, number) for number in group] for group in groups)
    storage.write_groups(folder / "runs.parquet", rows)
    events = ([_happened(source, number) for number in group] for group in groups)
    storage.write_groups(folder / "events.parquet", events, only_words=False)


def _happened(source: Path, number: int) -> pa.Table:
    """Long table of first weeks: only what happened."""
    first = number * BLOCK
    parts = [(kind, weeks, np.flatnonzero(weeks >= 0)) for kind, weeks in blocks.events(source, number).items()]
    kinds = np.concatenate([np.repeat(kind, rows.size) for kind, _, rows in parts])
    return pa.table(
        {
            "replication": np.concatenate([first + rows for _, _, rows in parts]).astype(np.int64),
            "event": pa.array(kinds, pa.string()),
            "week": np.concatenate([weeks[rows] for _, weeks, rows in parts]).astype(np.int32),
        }
    )


def trajectories(plan: Plan, source: Path) -> pd.DataFrame:
    """Quantiles over replications of every series kept: columns week, date, frequency, series, quantiles, mean, n."""
    parts = list(_trajectories(plan, source))
    return pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})


def _trajectories(plan: Plan, source: Path) -> Iterator[dict[str, np.ndarray]]:
    """Quantiles over replications of every series kept, one series at a time, by column of the table."""
    kept, start = min(plan.n_blocks, SERIES_BLOCKS), plan.scenario.as_of
    months = list(month_shares(start, plan.scenario.weeks))
    weeks = [start + timedelta(weeks=week) for week in range(plan.scenario.weeks)]
    for kind, frequency, dates in (("series", "weekly", weeks), ("monthly", "monthly", months)):
        if not dates:
            continue
        when = {
            "week": np.array([max(0, (day - start).days // 7) for day in dates]),
            "date": np.array(dates, dtype="datetime64[ms]"),
            "frequency": np.full(len(dates), frequency, dtype=object),
        }
        names = blocks.series_names(source, kind)
        over = blocks.series(source, kind, "fighting", kept) <= 0.0 if "fighting" in names else np.empty(0)
        for name in names:
            values = blocks.series(source, kind, name, kept)
            named = {**when, "series": np.full(len(dates), name, dtype=object)}
            yield {**named, **_spread(values)}
            if name in STOPPED_BY_PEACE:
                np.copyto(values, np.nan, where=over)
                only = {"frequency": np.full(len(dates), FOUGHT, dtype=object)}
                yield {**named, **only, **_spread(values)}


def _spread(values: np.ndarray) -> dict[str, np.ndarray]:
    """Quantiles and mean over the wars that have a value, and their number. Columns of shape (weeks or months,)."""
    ordered = np.sort(values, axis=1)  # what is missing comes last
    there = np.isfinite(values)
    n = there.sum(axis=1)
    last = np.maximum(n - 1, 0)
    row = np.arange(len(values))
    columns: dict[str, np.ndarray] = {}
    for label, share in QUANTILES.items():
        position = share * last
        low = position.astype(np.int64)
        below, above = ordered[row, low], ordered[row, np.minimum(low + 1, last)]
        columns[label] = (below + (position - low).astype(values.dtype) * (above - below)).astype(np.float64)
    total = (values if there.all() else np.where(there, values, 0.0)).sum(axis=1, dtype=np.float64)
    columns["mean"] = np.divide(total, n, out=np.full(total.shape, np.nan), where=n > 0)
    columns["n"] = n
    return columns


def outcomes(plan: Plan, source: Path, folder: Path) -> pd.DataFrame:
    """The table of outcomes: of the rows, or of what the blocks were summed up to."""
    is_summed = plan.n_rows < plan.n_blocks
    return table_of(sums.read(source)) if is_summed else outcome_table(storage.StoredRuns(folder / "runs.parquet"))


def twin_table(source: Path) -> pd.DataFrame:
    """Outcomes of the first replications and, beside them, of the same draws under other dice."""
    runs, twins = blocks.rows(source, 0), blocks.twins(source)
    n = min(runs.num_rows, twins.num_rows)
    table = {"replication": runs["replication"][:n].to_numpy()}
    for name in ("ending", *(outcome.name for outcome in OUTCOMES)):
        table[name] = runs[name][:n].to_pandas()
        table[f"{name}{TWIN}"] = twins[name][:n].to_pandas()
    return pd.DataFrame(table)
