"""The one protocol of folders of results: how they are begun, recognised, gone on with and finished."""

import hashlib
import io
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from sim import __version__
from sim.base.errors import SimError
from sim.base.files import remove_unfinished
from sim.runs import storage
from sim.runs.engines import NUMPY, PRECISION
from sim.runs.program import other_program, require_same_program

BLOCKS = ".blocks"
"""Folder of finished blocks inside the folder of unfinished results."""
ARGUED = "worlds"
"""Folder of the wars of an argument, which no manifest names: each trial finds those that it can use."""
BEGINNING = ".beginning.zip"
"""First files of new results in one, so that results are begun whole or not at all."""


@dataclass(frozen=True)
class Kind:
    """A kind of results.

    Attributes:
        name: what they are.
        manifest: file by which their folder is known.
        others: words for results of another content in that folder.
        same: words for results to go on with.
        decides: words for what their identity is made of.
    """

    name: str
    manifest: str
    others: str
    same: str
    decides: str


RUN = Kind("run", "manifest.json", "the results of another run", "the same run", "scenario, seed and replications")
SWEEP = Kind(
    "sweep", "manifest.json", "other results", "the same sweep to go on with", "scenario, points, seed and replications"
)
GAME = Kind(
    "game", "manifest.json", "other results", "the same game to go on with", "game, scenario, seed and replications"
)
COMPARISON = Kind(
    "comparison",
    "comparison.json",
    "the results of another comparison",
    "the same one",
    "scenarios, seed and replications",
)


def default_folder(*names: str, identity: str) -> Path:
    """`outputs/<names>/<UTC time>-<short hash>` in the current folder."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    # A comparison of many scenarios must not outgrow what a file system takes for a name.
    return Path("outputs", *(name[:120] for name in names)) / f"{stamp}-{identity[:8]}"


def is_begun(folder: Path) -> bool:
    """Whether a folder holds results, whole or not."""
    return any((folder / kind.manifest).exists() for kind in (RUN, COMPARISON))


def kind_of(folder: Path) -> Kind | None:
    """What a folder holds; None if it holds no results."""
    if (folder / COMPARISON.manifest).exists():
        return COMPARISON
    if not (folder / RUN.manifest).exists():
        return None
    found = storage.manifest(folder / RUN.manifest).get("kind")
    return next((kind for kind in (SWEEP, GAME) if kind.name == found), RUN)


def manifest_of(folder: Path, kind: Kind | None = None) -> dict[str, Any]:
    """What a folder says about itself.

    Args:
        folder: of results.
        kind: that is expected; by default any.

    Raises:
        SimError: if it holds no results, or those of another kind.
    """
    found, expected = kind_of(folder), kind or RUN
    if found is None and (folder / ARGUED).is_dir():
        raise SimError(
            f"{folder}: found an argument, expected the folder of a {expected.name}; give the same sim argue command"
            " again: it plays what is missing"
        )
    if found is None or (found.manifest != expected.manifest and kind is not None):
        raise SimError(f"{folder}: found no {expected.manifest}, expected the folder of a {expected.name}")
    if kind is not None and found is not kind:
        raise SimError(f"{folder}: found the results of a {found.name}, expected those of a {kind.name}")
    return storage.manifest(folder / found.manifest)


def is_finished(folder: Path) -> bool:
    """Whether a folder holds whole results; those of a comparison are its runs."""
    kind = kind_of(folder)
    if kind is COMPARISON:
        return all(is_finished(folder / Path(label).name) for label in manifest_of(folder)["scenarios"])
    return kind is not None and manifest_of(folder).get("status") == "finished"


def begin(folder: Path, kind: Kind, manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    """Prepare a folder for results, or find the same results there, begun or finished.

    Args:
        folder: for the results.
        kind: of the results.
        manifest: of new results; its `identity` says which they are.
        files: that new results begin with, by name.

    Raises:
        SimError: if the folder holds something else, or what another program left unfinished.
    """
    folder.mkdir(parents=True, exist_ok=True)
    complete_beginning(folder)
    if (folder / kind.manifest).exists():
        _require_same(folder, kind, manifest, files)
        return
    remove_unfinished(folder)
    if {path.name for path in folder.iterdir()} - {Path(name).parts[0] for name in files}:
        raise SimError(f"{folder}: found files that are not a {kind.name}'s, expected an empty folder")
    packed = io.BytesIO()
    with ZipFile(packed, "w") as beginning:
        for name, content in (*files.items(), (kind.manifest, storage.to_json(beside(files, manifest)))):
            beginning.writestr(name, content)
    storage.write(folder / BEGINNING, storage.sealed(packed.getvalue(), manifest["identity"]))
    complete_beginning(folder)


def beside(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> dict[str, Any]:
    """A manifest with the checksums of the files that lie beside it."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items() if "/" not in name}
    return {**manifest, storage.CHECKSUMS: sums}


def complete_beginning(folder: Path) -> None:
    """Unpack the first files of results, if the process that began them was ended before it could.

    Raises:
        SimError: if they are not as they were packed.
    """
    path = folder / BEGINNING
    if not os.path.lexists(path):
        return
    if storage.owner_of(path) is None:
        raise SimError(
            f"{path}: found it broken, expected {storage.AS_WRITTEN}; nothing was played yet: {storage.AGAIN}"
        )
    with ZipFile(path) as beginning:
        for packed in beginning.infolist():
            if packed.compress_type or not (folder / packed.filename).resolve().is_relative_to(folder.resolve()):
                raise SimError(f"{path}: found {packed.filename!r} in it, expected files of {folder}; {storage.AGAIN}")
        for name in beginning.namelist():
            storage.write(folder / name, beginning.read(name))
    path.unlink()


def _require_same(folder: Path, kind: Kind, wanted: Mapping[str, Any], files: Iterable[str]) -> None:
    manifest = storage.manifest(folder / kind.manifest)
    if not is_finished(folder) and kind_of(folder) is kind:
        require_same_program(folder, manifest)
    if manifest.get("identity") != wanted["identity"]:
        other = (other_program(manifest) if kind is RUN else "") or _other_engine(manifest, wanted)
        raise SimError(
            f"{folder}: found {kind.others}{f' ({other})' if other else ''}, expected an empty folder or {kind.same}"
        )
    for name in files:
        if name in manifest.get(storage.CHECKSUMS, {}):
            storage.verified(folder / name, manifest)


def _other_engine(manifest: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    """What played results and what is to go on with them, in words; empty where that gives the same bits."""
    then, now = (str(told.get("played_by", NUMPY)) for told in (manifest, wanted))
    return f"engine {then}, now {now}" if PRECISION.get(then) != PRECISION.get(now) else ""


def finish(folder: Path, names: Iterable[str], **changes: Any) -> None:
    """Say in the manifest that results are whole, with checksums of the files made, and remove what they were made of."""
    manifest = manifest_of(folder)
    sums = {storage.CHECKSUMS: manifest[storage.CHECKSUMS] | storage.checksums(folder, names)}
    storage.write(folder / RUN.manifest, manifest | {"status": "finished"} | changes | sums)
    shutil.rmtree(folder / BLOCKS, ignore_errors=True)


@contextmanager
def reading(folder: Path, kind: Kind) -> Iterator[None]:
    """Name the manifest that lacks something, or says something that it cannot have been written with.

    Raises:
        SimError: instead of what comes of reading it.
    """
    try:
        yield
    except (KeyError, TypeError, AttributeError) as fault:
        raise SimError(
            f"{folder / kind.manifest}: found one that does not go with the files beside it ({fault}), expected a"
            f" manifest as it was written; {storage.AGAIN}"
        ) from None


def require_agreement(folder: Path, kind: Kind, identity: str) -> None:
    """Refuse folders of which one was exchanged.

    Another version may have another identity of the same results; what it finished is shown, and never added to.

    Args:
        folder: of the results.
        kind: of the results.
        identity: of what is stored there.

    Raises:
        SimError: if the manifest says otherwise.
    """
    manifest = manifest_of(folder, kind)
    if manifest.get("version") == __version__ and manifest["identity"] != identity:
        raise SimError(
            f"{folder}: found a {kind.manifest} that is not of the {kind.decides} stored there, expected the files as"
            f" they were written, none edited or exchanged; put them back, or {storage.AGAIN}"
        )
