"""The folder of a sweep: what is written, under which names, and how it is read back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from sim import __version__
from sim.base.errors import SimError
from sim.base.files import remove_unfinished, write_whole
from sim.runs import folder as store
from sim.runs import storage
from sim.runs.block import Lane
from sim.runs.ensemble import Plan
from sim.runs.program import other_program, require_same_program
from sim.runs.schedule import Failure
from sim.runs.sweep.assembly import write_draws, write_runs
from sim.runs.sweep.design import Design
from sim.runs.sweep.lanes import wanted
from sim.runs.sweep.parts import Parts
from sim.runs.sweep.plan import Sweep
from sim.runs.sweep.summary import summarise
from sim.scenario import load, resolved_yaml

UNFINISHED = store.UNFINISHED
FAILURES = "failures.jsonl"
KIND = "sweep"
STUDIES = ("sensitivity.csv", "discovery.csv", "figures/sensitivity_*.png", "figures/discovery_*.png")
"""What `sim sensitivity` and `sim discover` leave in the folder of a sweep."""


@dataclass(frozen=True)
class Held:
    """Points and replications that a sweep being expanded has in its `runs.parquet` already."""

    points: int = 0
    replications: int = 0


@dataclass(frozen=True)
class SweepResults:
    """Stored results of a sweep.

    Attributes:
        folder: where they are; `runs.parquet` there has one row a war and is not held here.
        manifest: seed, versions, design, command, timings.
        points: one row a point.
        summary: one row a point and outcome.
    """

    folder: Path
    manifest: dict[str, Any]
    points: pd.DataFrame
    summary: pd.DataFrame

    @property
    def paths(self) -> tuple[str, ...]:
        """What varies."""
        return tuple(self.manifest["design"]["paths"])


def default_folder(sweep: Sweep) -> Path:
    """The newest folder of the same sweep by the same program under `outputs/<scenario>`; else a new one."""
    home = Path("outputs") / sweep.scenario.name
    tail = sweep.identity[:8]
    found = sorted(path for path in home.glob(f"*-{tail}") if (path / "manifest.json").exists())
    same = [path for path in found if not other_program(manifest_of(path))]
    return same[-1] if same else home / f"{datetime.now(UTC).strftime('%Y%m%dT%H%M%SZ')}-{tail}"


def begin(sweep: Sweep, folder: Path, command: str) -> None:
    """Prepare a folder for a sweep, or find the same sweep there.

    Raises:
        SimError: if the folder holds something else, or what another program left unfinished.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "manifest.json").exists():
        manifest = manifest_of(folder)
        if manifest.get("kind") == KIND and manifest["status"] != "finished":
            require_same_program(folder, manifest)
        if manifest.get("identity") != sweep.identity:
            raise SimError(
                f"{folder}: found other results, expected an empty folder or the same sweep to go on with"
            )
        _require_whole(folder, manifest, sweep)
        return
    remove_unfinished(folder)  # a first attempt may have died over its very first file
    strangers = {path.name for path in folder.iterdir()} - {"points.parquet", "scenario.resolved.yaml"}
    if strangers:
        raise SimError(f"{folder}: found files that are not a sweep's, expected an empty folder")
    with write_whole(folder / "scenario.resolved.yaml") as file:
        file.write(resolved_yaml(sweep.scenario).encode())
    _write_state(sweep, folder, command, Held())


def expand(sweep: Sweep, folder: Path, command: str) -> None:
    """Turn a finished sweep's folder into that of a larger one, keeping what it has.

    What was found out about the smaller one goes, since nothing would tell it from what is true of the larger.

    Raises:
        SimError: if another program made it, or it is being expanded already.
    """
    manifest = manifest_of(folder)
    require_same_program(folder, manifest)
    if manifest["status"] != "finished":
        raise SimError(f"{folder}: found an unfinished sweep; finish it with: sim resume {folder}")
    held = Held(manifest["points"], manifest["replications"])
    _write_state(sweep, folder, f"{manifest['command']} && {command}", held)
    for pattern in STUDIES:
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)


def is_sweep(folder: Path) -> bool:
    """Whether a folder is a sweep's."""
    return (folder / "manifest.json").exists() and manifest_of(folder).get("kind") == KIND


def manifest_of(folder: Path) -> dict[str, Any]:
    """What a folder's manifest says.

    Raises:
        SimError: if there is none.
    """
    path = folder / "manifest.json"
    if not path.exists():
        raise SimError(f"{folder}: found no manifest.json, expected the folder of a sweep")
    return storage.manifest(path)


def stored(folder: Path) -> Sweep:
    """The sweep that a folder is of, finished or not.

    Raises:
        SimError: if it is no sweep's, or its files are missing, broken or at odds with one another.
    """
    manifest = manifest_of(folder)
    if manifest.get("kind") != KIND:
        raise SimError(f"{folder}: found the results of a run, expected those of a sweep")
    try:
        sweep = _told_by(manifest, folder)
        # Another version may have another hash of the same; what it finished is shown, and never added to.
        agrees = manifest["version"] != __version__ or (
            (sweep.identity, sweep.n_points) == (manifest["identity"], manifest["points"])
        )
        if agrees:
            _require_whole(folder, manifest, sweep)
    except (KeyError, TypeError, AttributeError) as fault:
        raise SimError(
            f"{folder / 'manifest.json'}: found one that does not go with points.parquet ({fault}), expected a"
            f" manifest as it was written; {storage.AGAIN}"
        ) from None
    if not agrees:
        raise SimError(
            f"{folder}: found a manifest.json that is not of the scenario, points, seed and replications stored"
            " there, expected the files as they were written, none edited or exchanged; put them back, or"
            f" {storage.AGAIN}"
        )
    return sweep


def _told_by(manifest: Mapping[str, Any], folder: Path) -> Sweep:
    told = manifest["design"]
    points = storage.table(folder / told["table"])
    design = Design(
        points,
        tuple(told["paths"]),
        told["sampler"],
        told["samples"],
        tuple(told["parameters"]),
        tuple(told.get("conditions", ())),
    )
    return Sweep(
        load(folder / "scenario.resolved.yaml"),
        design,
        manifest["replications"],
        manifest["seed"],
        manifest["draws"] == "prior",
        tuple(manifest["outcomes"]),
        tuple(manifest["thresholds"]),
    )


def _require_whole(folder: Path, manifest: Mapping[str, Any], sweep: Sweep) -> None:
    """Refuse a folder that lacks wars it says it has.

    Raises:
        SimError: with the file that is missing or broken.
    """
    held, finished = Held(**manifest["held"]), manifest["status"] == "finished"
    least = sweep.total if finished else held.points * held.replications
    if least or manifest["status"] == "incomplete":
        storage.require_rows(folder / "runs.parquet", least, sweep.total)
    if finished:
        storage.require_rows(folder / "draws.parquet", sweep.replications, sweep.replications)


def missing(sweep: Sweep, folder: Path) -> list[Lane]:
    """Lanes of a sweep that its folder, begun or not, does not hold yet, in the order they are to be played."""
    held, there = Held(), Parts(folder / UNFINISHED)
    if (folder / "manifest.json").exists():
        held = Held(**manifest_of(folder).get("held", {}))
    return [lane for lane in wanted(sweep, held.points, held.replications) if lane not in there]


def finish(sweep: Sweep, folder: Path, failures: Sequence[Failure], seconds: float) -> None:
    """Put the parts together into the sweep's files; the manifest says so last.

    With failures the parts stay, so that `sim resume` plays only what is missing. Doing it twice is safe.
    """
    manifest = manifest_of(folder)
    held = Held(**manifest["held"])
    parts = Parts(folder / UNFINISHED)
    write_runs(parts, folder / "runs.parquet", held.points, held.replications)
    write_draws(sweep, folder / "draws.parquet")
    with write_whole(folder / "summary.csv") as file:
        summarise(folder / "runs.parquet", sweep.design.points, sweep.design.paths).to_csv(file, index=False)
    _write_failures(sweep, folder, failures)
    state: dict[str, Any] = {"status": "incomplete" if failures else "finished", "failures": len(failures)}
    # Only now: had the process died before, the points that were held would still be told from those added.
    _write_points(sweep, folder / "points.parquet")
    told = manifest["design"] | {"table": "points.parquet"}
    if not failures:
        state["held"] = asdict(Held(sweep.n_points, sweep.replications))
    store.write_manifest(
        folder, manifest | state | {"design": told, "seconds": {"playing": round(seconds, 3)}}
    )
    if not failures:
        tidy(folder)


def tidy(folder: Path) -> None:
    """Remove what a finished sweep no longer needs; also when the process died just before it could."""
    shutil.rmtree(folder / UNFINISHED, ignore_errors=True)
    (folder / NEXT_POINTS).unlink(missing_ok=True)


def read(folder: Path) -> SweepResults:
    """Read a finished sweep, or what there is of one with failures.

    Raises:
        SimError: if there is none.
    """
    manifest = manifest_of(folder)
    if manifest.get("kind") != KIND:
        raise SimError(f"{folder}: found the results of a run, expected those of a sweep")
    points = stored(folder).design.points
    if manifest["status"] == "running":
        raise SimError(f"{folder}: found an unfinished sweep; finish it with: sim resume {folder}")
    return SweepResults(folder, manifest, points, storage.table(folder / "summary.csv"))


NEXT_POINTS = ".points.parquet"
"""Points of a sweep being expanded: `points.parquet` goes with `runs.parquet` until both are replaced."""


def _write_state(sweep: Sweep, folder: Path, command: str, held: Held) -> None:
    table = NEXT_POINTS if held.points else "points.parquet"
    _write_points(sweep, folder / table)
    plan = Plan(sweep.scenario, sweep.seed, sweep.replications, sweep.prior)
    design = sweep.design
    told = {
        "table": table,
        "paths": list(design.paths),
        "sampler": design.sampler,
        "samples": design.samples,
        "parameters": list(design.parameters),
        "conditions": list(design.conditions),
    }
    own = {
        "kind": KIND,
        "status": "running",
        "identity": sweep.identity,
        "points": sweep.n_points,
        "design": told,
        "outcomes": list(sweep.outcomes),
        "thresholds": list(sweep.thresholds),
        "held": asdict(held),
    }
    store.write_manifest(folder, store.manifest_of(plan, command) | own)


def _write_points(sweep: Sweep, path: Path) -> None:
    with write_whole(path) as file:
        sweep.design.points.to_parquet(file, index=False)


def _write_failures(sweep: Sweep, folder: Path, failures: Sequence[Failure]) -> None:
    if not failures:
        (folder / FAILURES).unlink(missing_ok=True)
        return
    with write_whole(folder / FAILURES) as file:
        for line in _told(sweep, folder, failures):
            file.write((json.dumps(line, ensure_ascii=False) + "\n").encode())


def _told(sweep: Sweep, folder: Path, failures: Sequence[Failure]) -> Iterator[dict[str, Any]]:
    for failure in sorted(failures, key=lambda each: each.lane):
        lane = failure.lane
        yield {
            "point": lane.point,
            "parameters": sweep.settings(lane.point),
            "replications": [lane.first, lane.last - 1],
            "block": lane.block,
            "seed": sweep.seed,
            "error": failure.error,
            "command": sweep.repeat(lane.point, str(folder), lane.last),
            "traceback": failure.trace,
        }
