"""The folder of a run: what is written, under which names, and how it is read back."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim import __version__
from sim.analysis.outcome_table import outcome_table
from sim.base.errors import SimError
from sim.base.files import write_whole
from sim.base.outcomes import OUTCOMES
from sim.base.text import counted
from sim.runs import blocks, storage
from sim.runs.ensemble import SERIES_BLOCKS, Plan
from sim.runs.program import other_program, require_same_program, this_program
from sim.scenario import resolved_yaml
from sim.war.recorder import month_shares

QUANTILES = {"q025": 0.025, "q10": 0.1, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q90": 0.9, "q975": 0.975}
GROUP_BLOCKS = 8
"""Blocks in a row group: a file of many small groups takes more memory for its index than for its rows."""
UNFINISHED = ".blocks"
"""Folder of finished blocks inside the folder of an unfinished run."""


@dataclass(frozen=True)
class Results:
    """Stored results of one run.

    Attributes:
        folder: where they are.
        manifest: seed, versions, hash, command, timings.
        trajectories: quantiles by week or month and series.
        twins: outcomes of the first replications and, as `<outcome>__twin`, of the same draws under other
            dice.
        draws: whether `runs` holds the draws, which are most of a large run's memory.
    """

    folder: Path
    manifest: dict[str, Any]
    trajectories: pd.DataFrame
    twins: pd.DataFrame
    draws: bool

    @cached_property
    def columns(self) -> storage.StoredRuns:
        """One row a replication, read a column at a time."""
        return storage.StoredRuns(self.folder / "runs.parquet")

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row a replication, whole."""
        names = [name for name in self.columns.columns if self.draws or not name.startswith("draw.")]
        return pd.read_parquet(self.folder / "runs.parquet", columns=names)


def default_folder(plan: Plan) -> Path:
    """`outputs/<scenario>/<UTC time>-<short hash>` in the current folder."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    return Path("outputs") / plan.scenario.name / f"{stamp}-{identity(plan)[:8]}"


def identity(plan: Plan) -> str:
    """Hash of everything that decides the results."""
    return _identity(plan.scenario.hash, plan.seed, plan.replications, plan.prior)


def _identity(scenario_hash: str, seed: int, replications: int, prior: bool) -> str:
    text = f"{scenario_hash} {seed} {replications} {prior} {__version__}"
    return hashlib.sha256(text.encode()).hexdigest()


def begin(plan: Plan, folder: Path, command: str) -> Path:
    """Prepare a folder for a run and return the folder of its blocks.

    Raises:
        SimError: if the folder holds another run, or one that another program left unfinished.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "manifest.json"
    if path.exists():
        manifest = storage.manifest(path)
        if manifest.get("status") != "finished":
            require_same_program(folder, manifest)
        if manifest.get("identity") != identity(plan):
            other = other_program(manifest)
            raise SimError(
                f"{folder}: found the results of another run{f' ({other})' if other else ''}, expected an empty"
                " folder or the same run"
            )
    elif any(folder.iterdir()):
        raise SimError(f"{folder}: found files that are not a run's, expected an empty folder")
    else:
        _write_text(folder / "scenario.resolved.yaml", resolved_yaml(plan.scenario))
        write_manifest(folder, manifest_of(plan, command) | {"status": "running"})
    return folder / UNFINISHED


def is_finished(folder: Path) -> bool:
    """Whether a folder holds a whole run."""
    path = folder / "manifest.json"
    return path.exists() and storage.manifest(path).get("status") == "finished"


def finish(plan: Plan, folder: Path, timings: Mapping[str, float]) -> None:
    """Put the blocks together into the run's files; the manifest says `finished` last.

    Raises:
        SimError: if blocks are missing.
    """
    source = folder / UNFINISHED
    there = plan.n_blocks - len(blocks.missing(plan, source))
    if there < plan.n_blocks:
        raise SimError(f"{source}: found {there:,} of {counted(plan.n_blocks, 'block')}, expected all")
    _write_runs(plan, source, folder)
    _write_trajectories(plan, source, folder / "trajectories.parquet")
    _write_table(_twin_table(source), folder / "twins.parquet")
    with write_whole(folder / "outcomes.csv") as file:
        outcome_table(storage.StoredRuns(folder / "runs.parquet")).to_csv(file, index=False)
    manifest = storage.manifest(folder / "manifest.json")
    write_manifest(folder, manifest | {"status": "finished", "seconds": dict(timings)})
    shutil.rmtree(source)


def read(folder: Path, draws: bool = True) -> Results:
    """Read a finished run.

    Args:
        folder: of the run.
        draws: whether its rows, read whole, hold the draws.

    Raises:
        SimError: if there is none, or its files are missing, broken or at odds with one another.
    """
    if not folder.is_dir():
        raise SimError(f"{folder}: found no folder, expected the results of a run")
    if not is_finished(folder):
        raise SimError(f"{folder}: found no finished run; finish it with: sim resume {folder}")
    manifest = storage.manifest(folder / "manifest.json")
    _require_agreement(folder, manifest)
    storage.require_rows(folder / "runs.parquet", manifest["replications"], manifest["replications"])
    trajectories, twins = (storage.table(folder / f"{name}.parquet") for name in ("trajectories", "twins"))
    return Results(folder, manifest, trajectories, twins, draws)


def _require_agreement(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Refuse a manifest that was changed after it was written; one of another version has another identity."""
    names = ("scenario_hash", "seed", "replications", "draws", "identity", "version")
    absent = [name for name in names if name not in manifest]
    scenario_hash, seed, replications, draws, found, version = (manifest.get(name) for name in names)
    if not absent and version != __version__:
        return
    if absent or _identity(str(scenario_hash), seed, replications, draws == "prior") != found:  # type: ignore[arg-type]
        raise SimError(
            f"{folder / 'manifest.json'}: found one whose identity is not that of its scenario, seed and"
            f" replications, expected it as it was written; put it back, or {storage.AGAIN}"
        )


def manifest_of(plan: Plan, command: str) -> dict[str, Any]:
    """What a folder says about itself: seed, versions, command."""
    scenario = plan.scenario
    return {
        "identity": identity(plan),
        "scenario": scenario.name,
        "title": scenario.title,
        "files": list(scenario.files),
        "scenario_hash": scenario.hash,
        "as_of": scenario.as_of.isoformat(),
        "weeks": scenario.weeks,
        "replications": plan.replications,
        "seed": plan.seed,
        "draws": "prior" if plan.prior else "history",
        "hindsight": len(scenario.hindsight),
        "older_figures": len(scenario.older),
        "command": command,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        **this_program(),
    }


def _write_text(path: Path, text: str) -> None:
    with write_whole(path) as file:
        file.write(text.encode("utf-8"))


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write `manifest.json` whole."""
    _write_text(folder / "manifest.json", json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def _write_table(table: pd.DataFrame, path: Path) -> None:
    with write_whole(path) as file:
        table.to_parquet(file, index=False)


def _write_runs(plan: Plan, source: Path, folder: Path) -> None:
    """Stream the blocks into `runs.parquet` and `events.parquet`, some blocks to a row group."""
    with (
        write_whole(folder / "runs.parquet") as runs_file,
        write_whole(folder / "events.parquet") as events_file,
    ):
        runs_writer = events_writer = None
        for first in range(0, plan.n_blocks, GROUP_BLOCKS):
            rows, happened = _group(source, range(first, min(first + GROUP_BLOCKS, plan.n_blocks)))
            # Draws hardly repeat: a dictionary of them costs more than it saves.
            words = [field.name for field in rows.schema if pa.types.is_string(field.type)]
            runs_writer = runs_writer or pq.ParquetWriter(runs_file, rows.schema, use_dictionary=words)
            events_writer = events_writer or pq.ParquetWriter(events_file, happened.schema)
            runs_writer.write_table(rows)
            events_writer.write_table(happened)
        for writer in (runs_writer, events_writer):
            if writer is not None:
                writer.close()


def _group(source: Path, group: range) -> tuple[pa.Table, pa.Table]:
    """Rows and events of some blocks."""
    parts = []
    for block in group:
        rows, events = blocks.read(source, block)
        parts.append((rows, _events_table(rows["replication"].to_numpy(), events)))
    all_rows, happened = (pa.concat_tables(tables).combine_chunks() for tables in zip(*parts, strict=True))
    return all_rows, happened


def _events_table(replications: np.ndarray, events: Mapping[str, np.ndarray]) -> pa.Table:
    """Long table of first weeks: only what happened."""
    parts = [(kind, weeks, np.flatnonzero(weeks >= 0)) for kind, weeks in events.items()]
    return pa.table(
        {
            "replication": np.concatenate([replications[rows] for _, _, rows in parts]).astype(np.int64),
            "event": pa.array(
                np.concatenate([np.repeat(kind, rows.size) for kind, _, rows in parts]), pa.string()
            ),
            "week": np.concatenate([weeks[rows] for _, weeks, rows in parts]).astype(np.int32),
        }
    )


def _write_trajectories(plan: Plan, source: Path, path: Path) -> None:
    parts = list(_trajectories(plan, source))
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    _write_table(pd.DataFrame(columns), path)


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
        for name in blocks.series_names(source, kind):
            values = blocks.series(source, kind, name, kept)
            yield {**when, "series": np.full(len(dates), name, dtype=object), **_spread(values)}


def _spread(values: np.ndarray) -> dict[str, np.ndarray]:
    """Quantiles, mean and number of the replications. Columns of shape (weeks or months,)."""
    ordered = np.sort(values, axis=1)
    n = ordered.shape[1]
    columns: dict[str, np.ndarray] = {}
    for label, share in QUANTILES.items():
        position = share * (n - 1)
        low = int(position)
        high = min(low + 1, n - 1)
        between = ordered[:, low] + (position - low) * (ordered[:, high] - ordered[:, low])
        columns[label] = between.astype(np.float64)
    columns["mean"] = values.mean(axis=1, dtype=np.float64)
    columns["n"] = np.full(len(values), n)
    return columns


def _twin_table(source: Path) -> pd.DataFrame:
    runs, _ = blocks.read(source, 0)
    twins = blocks.read_twins(source)
    n = min(runs.num_rows, twins.num_rows)
    table = {"replication": runs["replication"][:n].to_numpy()}
    for name in ("ending", *(outcome.name for outcome in OUTCOMES)):
        table[name] = runs[name][:n].to_pandas()
        table[f"{name}__twin"] = twins[name][:n].to_pandas()
    return pd.DataFrame(table)
