"""The bibliography: the sources that a scenario's numbers, choices and events may cite."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sim.scenario.faults import Fault, Origin, did_you_mean
from sim.scenario.files import SOURCES_FILE, ScenarioFile, leaves_folder, read_file, shipped_folder
from sim.scenario.fitting import fit
from sim.scenario.nodes import MapNode, Node, found_words, join
from sim.scenario.records import Source
from sim.scenario.shapes import SourceShape

UNREADABLE: Mapping[str, Source] = {}
"""The bibliography of which a file cannot be read: no source is then missing from it."""


def read_sources(chain: list[ScenarioFile], faults: list[Fault]) -> Mapping[str, Source]:
    """Read the bibliographies that a chain of files rests on; nearer ones add to farther ones.

    These are the ``sources.yaml`` beside each file, the shipped one if the root's folder has none, and a
    ``sources`` key in the root itself, by which a resolved scenario carries its own.

    Returns:
        Sources by key, `UNREADABLE` when one file could not be read, so that nothing is measured against half a list.
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
    return sources if whole else UNREADABLE


def check_sources(path: Path, faults: list[Fault]) -> None:
    """Note every fault of a bibliography that is checked for itself."""
    file = read_file(path, faults)
    if file is not None:
        _entries(file, "", faults)


def _entries(file: ScenarioFile, key: str, faults: list[Fault]) -> dict[str, Source]:
    """Fit the entries of a bibliography: a whole file, or one key of it."""
    node: Node = file.node.entries[key] if key else file.node
    if not isinstance(node, MapNode):
        faults.append(Fault(file.node.place(key), key, f"found {found_words(node)}, expected a mapping of sources"))
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
            sources[name] = Source(name, shape.title, shape.publisher, shape.published, shape.address, shape.note)
    return sources


def source_faults(source: str | None, sources: Mapping[str, Source], at: Origin, path: str) -> list[Fault]:
    """Note a source that is not in the bibliography."""
    if source is None or sources is UNREADABLE or source in sources:
        return []
    advice = did_you_mean(source, sources)
    return [Fault(at, path, f"unknown source '{source}'{advice or ', expected a key of sources.yaml'}")]
