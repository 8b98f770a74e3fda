"""Find the files of a scenario, from its own to the root that extends nothing, and read each as a tree."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import sim
from sim.base.errors import SimError
from sim.base.files import is_file
from sim.base.text import control_character
from sim.scenario.composing import compose
from sim.scenario.faults import Fault, Origin, did_you_mean, listed
from sim.scenario.nodes import Leaf, MapNode, Node, found_words

MAX_BYTES = 1_000_000
SOURCES_FILE = "sources.yaml"
Kind = Literal["scenario", "ledger", "sweep", "game"]
BESIDE: dict[Kind, str] = {"ledger": "argument*.yaml", "game": "game*.yaml"}
"""Names of files that lie beside the scenarios and are none."""


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A file that has been read; ``name`` is what faults and origins call it."""

    path: Path
    name: str
    node: MapNode


def shipped_folder() -> Path:
    """Return the folder of the shipped scenarios: inside an installed package, beside a source checkout's."""
    package = Path(sim.__file__).resolve().parent
    inside = package / "shipped" / "scenarios"
    return inside if inside.is_dir() else package.parent / "scenarios"


def shipped(kind: Kind = "scenario") -> dict[str, Path]:
    """Return the files of a kind that come with the package, by name in order."""
    folder = shipped_folder()
    if kind == "sweep":
        found = (folder.parent / "sweeps").glob("*.yaml")
    else:
        found = (path for path in folder.glob("*.yaml") if _kind_by_name(path) == kind)
    return {path.stem: path for path in sorted(found)}


def shipped_names(kind: Kind = "scenario") -> list[str]:
    """Return the names of the shipped files of a kind, sorted."""
    return list(shipped(kind))


def find(reference: str | Path, kind: Kind = "scenario") -> Path:
    """Return the file that a path or the name of a shipped file of its kind stands for.

    Raises:
        SimError: neither a file nor shipped.
    """
    known = shipped(kind)
    if isinstance(reference, str) and reference in known:
        return known[reference]
    path = Path(reference)
    try:
        is_folder, is_there = path.is_dir(), path.exists()
    except (OSError, ValueError):  # it is no name that a file can have
        is_folder = is_there = False
    if is_folder:
        raise SimError(f"{reference}: found a folder, expected a {kind} file or one of {listed(known)}")
    if not is_there:
        near = did_you_mean(path.stem, known)
        expected = near or (f"; shipped {kind}s are {listed(known)}" if known else "")
        raise SimError(f"{reference}: no such file and no such shipped {kind}{expected}")
    return path


def read_chain(path: Path, faults: list[Fault]) -> tuple[list[ScenarioFile], bool]:
    """Read a scenario and all that it extends.

    Args:
        path: the scenario.
        faults: list to which faults are added.

    Returns:
        The files that could be read, the scenario first, and whether the last one is the root.
    """
    chain: list[ScenarioFile] = []
    seen: list[Path] = []
    following: Path | None = path
    while following is not None:
        seen.append(following.resolve())
        file = read_file(following, faults)
        if file is None:
            return chain, False
        chain.append(file)
        if "extends" not in file.node.entries:
            return chain, True
        following = _parent(file, faults)
        if following is not None and following.resolve() in seen:
            names = " -> ".join([link.name for link in chain] + [following.name])
            faults.append(_extends_fault(file, f"extends in a circle: {names}"))
            return chain, False
    return chain, False


def read_file(path: Path, faults: list[Fault]) -> ScenarioFile | None:
    """Read a file whose top is a mapping, or note why that is not possible."""
    text: str | Fault = _text(path)
    if steering := control_character(path.name):
        found = f"found the control character {steering!r} in the file's name, expected a name without any"
        text = Fault(Origin(path.name), "", found)
    if isinstance(text, Fault):
        faults.append(text)
        return None
    node = compose(text, path.name, faults)
    if node is None:
        return None
    if not isinstance(node, MapNode):
        faults.append(Fault(node.at, "", f"found {found_words(node)} at the top, expected a mapping of keys"))
        return None
    return ScenarioFile(path, path.name, node)


def is_ledger(path: str | Path) -> bool:
    """Say whether a file is a ledger of claims rather than a scenario: it has `claims` at its top."""
    return "claims" in _top(Path(path))


def is_game(path: str | Path) -> bool:
    """Say whether a file is a game rather than a scenario: it has `actors` at its top."""
    return "actors" in _top(Path(path))


def has_parameters(path: str | Path) -> bool:
    """Say whether a file is a sweep rather than a scenario: it says at its top what to vary."""
    return not {"parameters", "design"}.isdisjoint(_top(Path(path)))


def title_of(path: Path) -> str:
    """Return the title that a file gives itself, or nothing."""
    title = _top(path).get("title")
    return title.text if isinstance(title, Leaf) else ""


def leaves_folder(path: Path, folder: Path) -> bool:
    """Say whether a file that seems to lie in a folder is a link to somewhere else."""
    return path.resolve().parent != folder.resolve()


def _kind_by_name(path: Path) -> Kind | None:
    """Return what a file beside the shipped scenarios is, None for the bibliography."""
    if path.name == SOURCES_FILE:
        return None
    return next((kind for kind, pattern in BESIDE.items() if path.match(pattern)), "scenario")


def _top(path: Path) -> Mapping[str, Node]:
    file = read_file(path, []) if path.suffix in (".yaml", ".yml") and is_file(path) else None
    return file.node.entries if file is not None else {}


def _text(path: Path) -> str | Fault:
    """Return the content of a file, or why it is not UTF-8 text of a sensible size."""
    whole_file = Origin(path.name)
    try:
        if not path.is_file():
            what = "a folder" if path.is_dir() else "something that is not a regular file"
            return Fault(whole_file, "", f"found {what}, expected a file")
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return Fault(whole_file, "", f"cannot be read ({error.strerror}), expected a file that can")
    if len(content) > MAX_BYTES:
        size = path.stat().st_size
        return Fault(whole_file, "", f"found a file of {size:,} bytes, expected {MAX_BYTES:,} (1 MB) or less")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"found the byte 0x{content[error.start]:02x}, expected UTF-8 text; save the file as UTF-8"
        return Fault(Origin(path.name, line), "", message)


def _extends_fault(file: ScenarioFile, message: str) -> Fault:
    return Fault(file.node.place("extends"), "extends", message)


def _parent(file: ScenarioFile, faults: list[Fault]) -> Path | None:
    """Return the file that a scenario extends, or note why there is none."""
    leaf = file.node.entries["extends"]
    if not isinstance(leaf, Leaf) or not isinstance(leaf.value, str) or not leaf.value:
        return None  # a fault of the header's shape, which is noted there
    found = _candidate(leaf.value, file.path)
    if isinstance(found, Path):
        return found
    faults.append(_extends_fault(file, f"found '{leaf.value}', {found}"))
    return None


def _candidate(name: str, child: Path) -> Path | str:
    """Return the file that a name under ``extends`` stands for, or why there is none."""
    if Path(name).name != name or name in {".", ".."} or "\\" in name or ":" in name or "\0" in name:
        return "which leaves the scenario's folder; expected the name of a scenario"
    if name in {SOURCES_FILE, Path(SOURCES_FILE).stem}:
        return "the bibliography; expected the name of a scenario"
    for folder in (child.parent, shipped_folder()):
        candidate = folder / (name if name.endswith(".yaml") else f"{name}.yaml")
        if is_file(candidate):
            leaves = leaves_folder(candidate, folder)
            return "a link that leaves the scenario's folder; expected a file in it" if leaves else candidate
    neighbours = {path.stem for path in child.parent.glob("*.yaml")} - {child.stem, Path(SOURCES_FILE).stem}
    advice = did_you_mean(name, sorted(neighbours | set(shipped_names())))
    return f"expected a scenario in the same folder or a shipped one{advice}"
