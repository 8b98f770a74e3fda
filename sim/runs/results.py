"""The results of a run: how its folder is begun, played into, and read back."""

import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analysis.columns import Summed
from sim.analysis.scarcity import scarcity_table
from sim.base.defaults import RUNS
from sim.base.errors import SimError
from sim.base.files import remove_unfinished
from sim.base.text import counted
from sim.runs import blocks, storage
from sim.runs import folder as folders
from sim.runs.engines import NUMPY
from sim.runs.ensemble import Plan
from sim.runs.program import require_same_program, this_program
from sim.runs.tables import outcomes, trajectories, twin_table, write_runs
from sim.runs.workers import Place
from sim.scenario import load, resolved_yaml

SCENARIO = "scenario.resolved.yaml"
FILES = ("runs.parquet", "events.parquet", "trajectories.parquet", "twins.parquet", "outcomes.csv", "scarcity.csv")
"""Files that make a finished run, its manifest and scenario apart."""


@dataclass(frozen=True)
class Results:
    """Stored results of one run.

    Attributes:
        folder: where they are.
        manifest: seed, versions, hash, command, timings.
        trajectories: quantiles by week or month and series.
        twins: outcomes of the first replications and, as `<outcome>__twin`, of the same draws under other
            dice.
        outcomes: table of outcomes of all replications.
        draws: whether `runs` holds the draws, which are most of a large run's memory.
    """

    folder: Path
    manifest: dict[str, Any]
    trajectories: pd.DataFrame
    twins: pd.DataFrame
    outcomes: pd.DataFrame
    draws: bool

    @cached_property
    def _rows(self) -> storage.StoredRuns:
        return storage.StoredRuns(self.folder / "runs.parquet")

    @property
    def columns(self) -> Summed:
        """One row a replication, or for each of the first, read a column at a time; and what all come to."""
        return Summed(self._rows, self.outcomes)

    @cached_property
    def runs(self) -> pd.DataFrame:
        """The same rows, whole."""
        names = [name for name in self._rows.columns if self.draws or not name.startswith("draw.")]
        return storage.from_parquet(self.folder / "runs.parquet", names)


def begin(plan: Plan, folder: Path, command: str) -> Path:
    """Prepare a folder for a run and return the folder of its blocks; `command` is what repeats the run.

    Raises:
        SimError: if the folder holds another run, or one that another program left unfinished.
    """
    folders.begin(folder, folders.RUN, *first_files(plan, command))
    return folder / folders.BLOCKS


def first_files(plan: Plan, command: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Manifest of a run that begins, and the files beside it."""
    manifest = manifest_of(plan, command) | {"status": "running"}
    files = {SCENARIO: resolved_yaml(plan.scenario).encode()}
    return folders.beside(files, manifest), files


def manifest_of(plan: Plan, command: str) -> dict[str, Any]:
    """What a folder says about itself: seed, versions, command."""
    scenario = plan.scenario
    return {
        "identity": plan.identity,
        "scenario": scenario.name,
        "title": scenario.title,
        "files": list(scenario.files),
        "scenario_hash": scenario.hash,
        "as_of": scenario.as_of.isoformat(),
        "weeks": scenario.weeks,
        "replications": plan.replications,
        "seed": plan.seed,
        "draws": "prior" if plan.prior else "history",
        "played_by": plan.engine,
        "kept": plan.keep,
        "hindsight": len(scenario.hindsight),
        "older_figures": len(scenario.older),
        "command": command,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        **this_program(),
    }


def plan_of(folder: Path, manifest: Mapping[str, Any] | None = None) -> Plan:
    """What is played into a folder.

    Args:
        folder: with the resolved scenario.
        manifest: that says the rest; by default the folder's own, of a run.
    """
    told = folders.manifest_of(folder, folders.RUN) if manifest is None else manifest
    with folders.reading(folder, folders.RUN):
        own = told if manifest is None else storage.manifest(folder / folders.RUN.manifest)
        scenario = load(storage.verified(folder / SCENARIO, own))
        return Plan(
            scenario,
            told["seed"],
            told["replications"],
            told["draws"] == "prior",
            own.get("played_by", NUMPY),
            told.get("kept", RUNS),
        )


def complete(plan: Plan, folder: Path, place: Place, on_progress: Callable[[int], None] = lambda _wars: None) -> bool:
    """Play what the folder of a run lacks and put its files together; say whether it lacked anything.

    Args:
        plan: the run.
        folder: that has been begun.
        place: where it is played.
        on_progress: called with the number of replications that have just been finished.

    Raises:
        SimError: if another program began it.
    """
    remove_unfinished(folder)
    if folders.is_finished(folder):
        shutil.rmtree(folder / folders.BLOCKS, ignore_errors=True)  # if the process died just before it could
        on_progress(plan.replications)
        return False
    require_same_program(folder, folders.manifest_of(folder))
    begun = time.perf_counter()
    blocks.play_missing(plan, folder / folders.BLOCKS, place, on_progress)
    finish(plan, folder, playing=round(time.perf_counter() - begun, 3))
    return True


def finish(plan: Plan, folder: Path, **seconds: float) -> None:
    """Put the blocks together into the run's files; the manifest says `finished` last.

    Raises:
        SimError: if blocks are missing.
    """
    source = folder / folders.BLOCKS
    there = plan.n_blocks - len(blocks.missing(plan, source))
    if there < plan.n_blocks:
        raise SimError(f"{source}: found {there:,} of {counted(plan.n_blocks, 'block')}, expected all")
    write_runs(plan, source, folder)
    weekly = trajectories(plan, source)
    storage.write(folder / "trajectories.parquet", weekly)
    storage.write(folder / "scarcity.csv", scarcity_table(weekly))
    storage.write(folder / "twins.parquet", twin_table(source))
    storage.write(folder / "outcomes.csv", outcomes(plan, source, folder))
    folders.finish(folder, FILES, seconds=seconds)


def read(folder: Path, draws: bool = True) -> Results:
    """Read a finished run.

    Args:
        folder: of the run.
        draws: whether its rows, read whole, hold the draws.

    Raises:
        SimError: if there is none, or its files are missing or not as they were written.
    """
    if not folder.is_dir():
        raise SimError(f"{folder}: found no folder, expected the results of a run")
    manifest = folders.manifest_of(folder, folders.RUN)
    if not folders.is_finished(folder):
        raise SimError(f"{folder}: found no finished run; finish it with: sim resume {folder}")
    with folders.reading(folder, folders.RUN):
        for name in (SCENARIO, "runs.parquet"):
            storage.verified(folder / name, manifest)
        trajectory, twins = (storage.table(folder / f"{name}.parquet", manifest) for name in ("trajectories", "twins"))
        found = storage.table(folder / "outcomes.csv", manifest).astype({"k": "Int64"})
    return Results(folder, manifest, trajectory, twins, found, draws)
