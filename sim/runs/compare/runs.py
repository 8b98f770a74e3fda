"""The runs of a comparison: one folder a scenario, played once, or taken from an earlier run of the same."""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.base.errors import SimError
from sim.base.files import write_whole
from sim.base.text import counted
from sim.runs import disk, results, storage
from sim.runs import folder as folders
from sim.runs.compare.common_worlds import require_pairable
from sim.runs.ensemble import Plan
from sim.runs.program import require_same_program, this_program
from sim.runs.workers import Place

FIGURES = "figures"
"""Folder of the pictures, which no run may have for its own."""


@dataclass(frozen=True)
class Comparison:
    """What is compared.

    Attributes:
        plans: one a scenario, the first being what the others are compared with; same seed and replications.
        labels: a name of its own for each, used for its folder and in tables.
    """

    plans: tuple[Plan, ...]
    labels: tuple[str, ...]

    @property
    def title(self) -> str:
        """Name of the folder of results."""
        return "-".join(self.labels)

    @property
    def replications(self) -> int:
        """Wars to be played in all."""
        return sum(plan.replications for plan in self.plans)

    @property
    def identity(self) -> str:
        """Hash of everything that decides the results."""
        return hashlib.sha256(" ".join(plan.identity for plan in self.plans).encode()).hexdigest()


def prepare(plans: Sequence[Plan]) -> Comparison:
    """Put plans side by side.

    Raises:
        SimError: if there is nothing to compare, or the wars cannot be paired.
    """
    if len(plans) < 2:
        raise SimError(f"found {counted(len(plans), 'scenario')}, expected two or more to compare")
    require_pairable([plan.scenario for plan in plans])
    names = [plan.scenario.name for plan in plans]
    hashes = [plan.scenario.hash for plan in plans]
    for index, name in enumerate(names):
        if name in names[:index] and hashes[index] in hashes[:index]:
            raise SimError(f"found the scenario {name} twice, expected different ones")
    labels = [
        f"{name}_{names[: index + 1].count(name)}" if names.count(name) > 1 or name == FIGURES else name
        for index, name in enumerate(names)
    ]
    return Comparison(tuple(plans), tuple(labels))


def most_bytes(comparison: Comparison, folder: Path) -> int:
    """What is still to be written of a comparison, when most of it is on disk [bytes].

    One run after the other is played, and its blocks are removed before those of the next are written.
    """
    files = most = 0
    for plan, label in zip(comparison.plans, comparison.labels, strict=True):
        need = disk.of_run(plan, folder / label)
        most = max(most, files + need.total)
        files += need.files
    return most


def begin(comparison: Comparison, folder: Path, command: str, commands: Sequence[str]) -> None:
    """Prepare the folder of a comparison, and in it one for each run, so that it can be resumed from there.

    Args:
        comparison: what is compared.
        folder: for its results.
        command: what repeats it.
        commands: what repeats each run.

    Raises:
        SimError: if the folder holds something else, or what another program left unfinished.
    """
    plan = comparison.plans[0]
    manifest = {
        "identity": comparison.identity,
        "scenarios": list(comparison.labels),
        "replications": plan.replications,
        "seed": plan.seed,
        "weeks": plan.scenario.weeks,
        "draws": "prior" if plan.prior else "history",
        "played_by": plan.engine,
        "command": command,
        **this_program(),
    }
    runs = list(zip(comparison.plans, comparison.labels, commands, strict=True))
    files: dict[str, bytes] = {}
    for plan, label, one in runs:
        own, beside = results.first_files(plan, one)
        files |= {f"{label}/{name}": content for name, content in beside.items()}
        files[f"{label}/{folders.RUN.manifest}"] = storage.to_json(own)
    folders.begin(folder, folders.COMPARISON, manifest, files)
    for plan, label, one in runs:
        results.begin(plan, folder / label, one)


def comparison_of(folder: Path) -> Comparison:
    """The comparison that a folder holds, finished or not.

    Raises:
        SimError: if it holds none, or one that another program left unfinished.
    """
    manifest = folders.manifest_of(folder, folders.COMPARISON)
    with folders.reading(folder, folders.COMPARISON):
        plans = [results.plan_of(folder / Path(label).name, manifest) for label in manifest["scenarios"]]
        found = Comparison(tuple(plans), tuple(manifest["scenarios"]))
        if not folders.is_finished(folder):
            require_same_program(folder, manifest)
        folders.require_agreement(folder, folders.COMPARISON, found.identity)
        for plan, label in zip(found.plans, found.labels, strict=True):
            folders.require_agreement(folder / label, folders.RUN, plan.identity)
    return found


def ensure_played(
    plan: Plan,
    folder: Path,
    place: Place,
    on_progress: Callable[[int], None] = lambda _done: None,
    outputs: Path = Path("outputs"),
) -> bool:
    """See to it that a folder holds the finished run of a plan; say whether it had to be played.

    Args:
        plan: the run.
        folder: for its results, begun.
        place: where it is played.
        on_progress: called with the number of replications that have just been finished.
        outputs: where to look for an earlier run of the same plan by the same code.
    """
    if not folders.is_finished(folder) and _taken_over(plan, folder, outputs):
        on_progress(plan.replications)
        return False
    return results.complete(plan, folder, place, on_progress)


def _taken_over(plan: Plan, folder: Path, outputs: Path) -> bool:
    """Copy the results of an earlier run of the same plan, if the very same code made them."""
    own = storage.manifest(folder / "manifest.json")
    commit = own["git_commit"]
    if commit is not None and str(commit).endswith("dirty"):
        return False  # code that changes without a commit cannot be told apart from what it was
    for path in _manifests(plan, outputs):
        if path.parent != folder and _is_same(path, own):
            for name in results.FILES:
                with (path.parent / name).open("rb") as stored, write_whole(folder / name) as file:
                    shutil.copyfileobj(stored, file)
            folders.finish(folder, results.FILES, **storage.manifest(path))
            return True
    return False


def _is_same(path: Path, own: Mapping[str, Any]) -> bool:
    """Whether a manifest is of a whole run of the same plan by the same code."""
    try:
        found = storage.manifest(path)
        if found.get("status") != "finished" or any(
            found.get(key) != own[key] for key in ("identity", "git_commit", "engine", "packages")
        ):
            return False
        for name in results.FILES:
            storage.verified(path.parent / name, found)
    except (SimError, KeyError):
        return False  # an earlier run that is broken is no reason not to play this one
    return True


def _manifests(plan: Plan, outputs: Path) -> Iterator[Path]:
    """Manifests of runs of a scenario of this name, newest first."""
    name = plan.scenario.name
    patterns = (f"{name}/*/manifest.json", f"compare/*/*/{name}/manifest.json")
    found = [path for pattern in patterns for path in outputs.glob(pattern)]
    yield from sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)
