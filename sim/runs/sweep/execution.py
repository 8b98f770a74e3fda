"""Playing a sweep into its folder: what is missing, on whatever executor, then the files."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sim.base.errors import SimError
from sim.base.files import remove_unfinished
from sim.runs import folder as folders
from sim.runs import storage
from sim.runs.program import require_same_program
from sim.runs.results import SCENARIO
from sim.runs.schedule import Failure, Files, Task, play_into
from sim.runs.sweep.assembly import write_draws, write_runs
from sim.runs.sweep.folder import POINTS, Held, groups_left, tidy
from sim.runs.sweep.parts import Parts, task
from sim.runs.sweep.plan import Sweep
from sim.runs.sweep.summary import summarise
from sim.runs.workers import Place

FAILURES = "failures.jsonl"
RUNS, NEXT_RUNS = "runs.parquet", ".runs.parquet"
"""Wars of a sweep, and those that are about to take their place."""
FILES = (POINTS, RUNS, "draws.parquet", "summary.csv")
"""Files that make a sweep, its manifest and scenario apart."""


def run(
    sweep: Sweep,
    folder: Path,
    place: Place,
    on_progress: Callable[[int], None] = lambda _wars: None,
    player: Callable[[Task], Files] | None = None,
) -> list[Failure]:
    """Play what is missing of a sweep that has been begun, and put its files together.

    Args:
        sweep: what is played.
        folder: prepared by `folder.begin` or `folder.expand`.
        place: where it is played.
        on_progress: called with the number of wars that have just been finished.
        player: plays one task; another than the default only to try what happens when it fails.

    Returns:
        Lanes that failed twice; the sweep is then incomplete, and can be resumed.

    Raises:
        SimError: if another program began it, or all wars failed.
    """
    begun = time.perf_counter()
    if folders.is_finished(folder):
        tidy(folder)
        on_progress(sweep.total)
        return []
    require_same_program(folder, folders.manifest_of(folder))
    source = folder / folders.BLOCKS
    source.mkdir(exist_ok=True)
    remove_unfinished(folder)
    storage.discard_damaged(source, sweep.identity)
    groups = groups_left(sweep, folder)
    on_progress(sweep.total - sum(lane.n for group in groups for lane in group))
    failures: list[Failure] = []
    tasks = (task(sweep, group) for group in groups)
    play_into(source, tasks, len(groups), place, on_progress, failures.append, player)
    finish(sweep, folder, failures, time.perf_counter() - begun)
    return failures


def finish(sweep: Sweep, folder: Path, failures: Sequence[Failure], seconds: float) -> None:
    """Put the parts together into the sweep's files; the manifest says so last.

    With failures the parts stay, so that `sim resume` plays only what is missing. Doing it twice is safe.
    """
    manifest = folders.manifest_of(folder)
    held = Held(**manifest["held"])
    lines = [json.dumps(line, ensure_ascii=False) + "\n" for line in _told(sweep, folder, failures)]
    if lines:
        storage.write(folder / FAILURES, "".join(lines).encode())
    else:
        (folder / FAILURES).unlink(missing_ok=True)
    parts = Parts(folder / folders.BLOCKS)
    if not parts.lanes and not held.points:
        raise SimError(
            f"{folder}: all wars failed twice, the first with {failures[0].error}; {FAILURES} there says how to repeat"
            f" them; to try them again: sim resume {folder}"
        )
    runs, following = folder / RUNS, folder / NEXT_RUNS
    write_runs(parts, runs, following, held)
    # Until all is written, either of the two is as the manifest says.
    manifest[storage.CHECKSUMS] |= storage.checksums(folder, [NEXT_RUNS])
    storage.write(folder / folders.SWEEP.manifest, manifest)
    following.replace(runs)
    write_draws(sweep, folder / "draws.parquet")
    design = sweep.design
    storage.write(folder / "summary.csv", summarise(runs, design.points, design.paths))
    # Only now: had the process died before, the points that were held would still be told from those added.
    storage.write(folder / POINTS, design.points)
    changes = {
        "status": "incomplete" if failures else "finished",
        "failures": len(failures),
        "held": asdict(held if failures else Held(sweep.n_points, sweep.replications)),
        "design": manifest["design"] | {"table": POINTS},
        "seconds": {"playing": round(seconds, 3)},
        storage.CHECKSUMS: {
            **{name: manifest[storage.CHECKSUMS][name] for name in (SCENARIO, *sweep.beside)},
            **storage.checksums(folder, FILES),
        },
    }
    storage.write(folder / folders.SWEEP.manifest, manifest | changes)
    if not failures:
        tidy(folder)


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
