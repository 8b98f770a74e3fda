"""Follow ``extends`` from a scenario to the root, the one file that extends nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sim.scenario.faults import Fault, did_you_mean
from sim.scenario.files import ScenarioFile, read_file
from sim.scenario.fitting import fit, found_words, join
from sim.scenario.locate import SOURCES_FILE, leaves_folder, shipped_folder, shipped_names
from sim.scenario.nodes import Leaf, MapNode, Node
from sim.scenario.records import Source
from sim.scenario.shapes import SourceShape


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


def _extends_fault(file: ScenarioFile, message: str) -> Fault:
    return Fault(file.node.place("extends"), "extends", message)


def _parent(file: ScenarioFile, faults: list[Fault]) -> Path | None:
    """Return the file that a scenario extends, or note why there is none."""
    leaf = file.node.entries["extends"]
    if not isinstance(leaf, Leaf) or not isinstance(leaf.value, str) or not leaf.value:
        return None  # a fault of the header's shape, which is noted there
    name = leaf.value
    if Path(name).name != name or name in {".", ".."} or "\\" in name or ":" in name or "\0" in name:
        message = f"found '{name}', which leaves the scenario's folder; expected the name of a scenario"
        faults.append(_extends_fault(file, message))
        return None
    if name in {SOURCES_FILE, Path(SOURCES_FILE).stem}:
        faults.append(
            _extends_fault(file, f"found '{name}', the bibliography; expected the name of a scenario")
        )
        return None
    file_name = name if name.endswith(".yaml") else f"{name}.yaml"
    for folder in (file.path.parent, shipped_folder()):
        candidate = folder / file_name
        if not candidate.is_file():
            continue
        if leaves_folder(candidate, folder):
            message = f"found '{name}', a link that leaves the scenario's folder; expected a file in it"
            faults.append(_extends_fault(file, message))
            return None
        return candidate
    neighbours = {path.stem for path in file.path.parent.glob("*.yaml")} - {
        file.path.stem,
        Path(SOURCES_FILE).stem,
    }
    advice = did_you_mean(name, sorted(neighbours | set(shipped_names())))
    message = f"found '{name}', expected a scenario in the same folder or a shipped one{advice}"
    faults.append(_extends_fault(file, message))
    return None


def read_sources(chain: list[ScenarioFile], faults: list[Fault]) -> dict[str, Source] | None:
    """Read the bibliographies that a chain of files rests on; nearer ones add to farther ones.

    These are the ``sources.yaml`` beside each file, the shipped one if the root's folder has none, and a
    ``sources`` key in the root itself, by which a resolved scenario carries its own.

    Returns:
        Sources by key, or None when one could not be read, so that nothing is measured against half a list.
    """
    folders = list(dict.fromkeys(file.path.parent.resolve() for file in reversed(chain)))
    if not (folders[0] / SOURCES_FILE).exists() and shipped_folder() not in folders:
        folders.insert(0, shipped_folder())
    sources: dict[str, Source] = {}
    whole = True
    for folder in folders:
        path = folder / SOURCES_FILE
        if not path.exists():
            continue
        file = None
        if leaves_folder(path, folder):
            faults.append(Fault(chain[0].node.at, "", f"found {SOURCES_FILE}, a link that leaves the folder"))
        else:
            file = read_file(path, faults)
        whole = whole and file is not None
        if file is not None:
            sources.update(_entries(file, "", faults))
    root = chain[-1]
    if "sources" in root.node.entries:
        sources.update(_entries(root, "sources", faults))
    return sources if whole else None


def check_sources(path: Path, faults: list[Fault]) -> None:
    """Note every fault of a bibliography that is checked for itself."""
    file = read_file(path, faults)
    if file is not None:
        _entries(file, "", faults)


def _entries(file: ScenarioFile, key: str, faults: list[Fault]) -> dict[str, Source]:
    """Fit the entries of a bibliography: a whole file, or one key of it."""
    node: Node = file.node.entries[key] if key else file.node
    if not isinstance(node, MapNode):
        faults.append(
            Fault(file.node.place(key), key, f"found {found_words(node)}, expected a mapping of sources")
        )
        return {}
    sources = {}
    for name, entry in node.entries.items():
        path = join(key, name)
        # A broken entry still is a known key: one fault, not one more for each number that cites it.
        sources[name] = Source(name, "", "", date.min)
        if not isinstance(entry, MapNode):
            expected = "expected a mapping with title, publisher, published"
            faults.append(Fault(node.place(name), path, f"found {found_words(entry)}, {expected}"))
            continue
        shape = fit(SourceShape, entry, path, faults)
        if shape is not None:
            sources[name] = Source(
                name, shape.title, shape.publisher, shape.published, shape.address, shape.note
            )
    return sources
