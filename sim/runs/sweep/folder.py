"""The folder of a sweep: what it begins with, what it holds and what it lacks."""

import io
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.base.errors import SimError
from sim.runs import folder as folders
from sim.runs import results, storage
from sim.runs.block import Lane
from sim.runs.ensemble import Plan
from sim.runs.program import other_program, require_same_program
from sim.runs.sweep.design import Design
from sim.runs.sweep.lanes import Group, pack, wanted
from sim.runs.sweep.parts import Parts
from sim.runs.sweep.plan import Sweep
from sim.scenario import Scenario

POINTS = "points.parquet"
NEXT_POINTS = ".points.parquet"
"""Points of a sweep being expanded: `points.parquet` goes with `runs.parquet` until both are replaced."""
STUDIES = ("sensitivity.csv", "discovery*.csv", "figures/sensitivity_*.png", "figures/discovery_*.png", "report.html")
"""What `sim sensitivity`, `sim discover` and `sim report` leave in the folder of a sweep."""


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
        scenario: what the points change, where it is known.
    """

    folder: Path
    manifest: dict[str, Any]
    points: pd.DataFrame
    summary: pd.DataFrame
    scenario: Scenario | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """What varies."""
        return tuple(self.manifest["design"]["paths"])


def default_folder(sweep: Sweep) -> Path:
    """The newest folder of the same sweep by the same program under `outputs/<name>`; else a new one."""
    new = folders.default_folder(sweep.name or sweep.scenario.name, identity=sweep.identity)
    found = sorted(path for path in new.parent.glob(f"*-{sweep.identity[:8]}") if folders.kind_of(path))
    same = [path for path in found if not other_program(folders.manifest_of(path))]
    return same[-1] if same else new


def begin(sweep: Sweep, folder: Path, command: str) -> None:
    """Prepare a folder for a sweep, or find the same sweep there.

    Raises:
        SimError: if the folder holds something else, or what another program left unfinished.
    """
    plan = Plan(sweep.scenario, sweep.seed, sweep.replications, sweep.prior)
    points = io.BytesIO()
    sweep.design.points.to_parquet(points, index=False)
    manifest = _manifest(sweep, command, POINTS, Held())
    files = results.first_files(plan, command)[1] | {POINTS: points.getvalue()} | sweep.beside
    folders.begin(folder, sweep.kind, manifest, files)
    _require_whole(folder)


def expand(sweep: Sweep, folder: Path, command: str) -> None:
    """Turn a finished sweep's folder into that of a larger one, keeping what it has.

    What was found out about the smaller one goes, since nothing would tell it from what is true of the larger.

    Raises:
        SimError: if another program made it, or it is being expanded already.
    """
    manifest = finished_manifest(folder)
    require_same_program(folder, manifest)
    storage.write(folder / NEXT_POINTS, sweep.design.points)
    held = Held(manifest["points"], manifest["replications"])
    larger = _manifest(sweep, f"{manifest['command']} && {command}", NEXT_POINTS, held)
    sums = {storage.CHECKSUMS: manifest[storage.CHECKSUMS] | storage.checksums(folder, [NEXT_POINTS])}
    storage.write(folder / folders.SWEEP.manifest, larger | sums)
    for pattern in STUDIES:
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)


def finished_manifest(folder: Path) -> dict[str, Any]:
    """What the folder of a finished sweep says about itself.

    Raises:
        SimError: if it is none, or not finished.
    """
    manifest = folders.manifest_of(folder, folders.SWEEP)
    if manifest.get("status") != "finished":
        raise SimError(f"{folder}: found an unfinished sweep; finish it with: sim resume {folder}")
    return manifest


def _manifest(sweep: Sweep, command: str, table: str, held: Held) -> dict[str, Any]:
    plan = Plan(sweep.scenario, sweep.seed, sweep.replications, sweep.prior, sweep.engine)
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
        "kind": sweep.kind.name,
        "title": sweep.heading,
        "status": "running",
        "identity": sweep.identity,
        "points": sweep.n_points,
        "design": told,
        "outcomes": list(sweep.outcomes),
        "thresholds": list(sweep.thresholds),
        "held": asdict(held),
    }
    return results.manifest_of(plan, command) | own


def sweep_of(folder: Path) -> Sweep:
    """The sweep that a folder is of, finished or not.

    Raises:
        SimError: if it is no sweep's, or its files are missing or not as they were written.
    """
    folders.manifest_of(folder, folders.SWEEP)
    return played_in(folder)


def played_in(folder: Path) -> Sweep:
    """The points and wars of a folder, a sweep's or a game's, as a sweep.

    Raises:
        SimError: if its files are missing or not as they were written.
    """
    manifest = folders.manifest_of(folder)
    with folders.reading(folder, folders.SWEEP):
        told = manifest["design"]
        design = Design(
            storage.table(folder / (NEXT_POINTS if told["table"] == NEXT_POINTS else POINTS), manifest),
            tuple(told["paths"]),
            told["sampler"],
            told["samples"],
            tuple(told["parameters"]),
            tuple(told.get("conditions", ())),
        )
        plan = results.plan_of(folder, manifest)
        sweep = Sweep(
            plan.scenario,
            design,
            plan.replications,
            plan.seed,
            plan.prior,
            tuple(manifest["outcomes"]),
            tuple(manifest["thresholds"]),
            title=manifest["title"],
            engine=plan.engine,
        )
        _require_whole(folder)
    return sweep


def _require_whole(folder: Path) -> None:
    """Refuse a folder whose wars are not those it says it has; SimError names the file."""
    manifest = storage.manifest(folder / folders.SWEEP.manifest)
    if Held(**manifest["held"]).points or manifest["status"] != "running":
        storage.verified(folder / "runs.parquet", manifest)
    if manifest["status"] == "finished":
        storage.verified(folder / "draws.parquet", manifest)


def missing(sweep: Sweep, folder: Path) -> list[Lane]:
    """Lanes of a sweep that its folder, begun or not, does not hold yet, in the order they are to be played."""
    held, there = Held(), Parts(folder / folders.BLOCKS)
    if folders.kind_of(folder) is sweep.kind:
        held = Held(**folders.manifest_of(folder).get("held", {}))
    return [lane for lane in wanted(sweep, held.points, held.replications) if lane not in there]


def groups_left(sweep: Sweep, folder: Path) -> list[Group]:
    """What is still to be played, in groups that are played together."""
    return pack(missing(sweep, folder), sweep.structures[1])


def tidy(folder: Path) -> None:
    """Remove what a finished sweep no longer needs; also when the process died just before it could."""
    shutil.rmtree(folder / folders.BLOCKS, ignore_errors=True)
    (folder / NEXT_POINTS).unlink(missing_ok=True)


def read(folder: Path) -> SweepResults:
    """Read a finished sweep, or what there is of one with failures.

    Raises:
        SimError: if there is none.
    """
    sweep = sweep_of(folder)
    manifest = folders.manifest_of(folder)
    if manifest["status"] == "running":
        finished_manifest(folder)
    summary = storage.table(folder / "summary.csv", manifest)
    return SweepResults(folder, manifest, sweep.design.points, summary, sweep.scenario)
