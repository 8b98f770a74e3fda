"""Read one YAML file into a tree, refusing what is no scenario before anything looks inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.faults import Fault, Origin
from sim.scenario.fitting import found_words
from sim.scenario.nodes import MapNode, Node, compose

MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A file that has been read; ``name`` is what faults and origins call it."""

    path: Path
    name: str
    node: MapNode


def read_file(path: Path, faults: list[Fault]) -> ScenarioFile | None:
    """Read a file whose top is a mapping, or note why that is not possible."""
    text = _text(path, faults)
    if text is None:
        return None
    found: list[Fault] = []
    node = compose(text, path.name, found)
    faults.extend(found)
    if node is None:
        return None
    if not isinstance(node, MapNode):
        faults.append(Fault(node.at, "", f"found {found_words(node)} at the top, expected a mapping of keys"))
        return None
    return ScenarioFile(path, path.name, node)


def is_ledger(path: str | Path) -> bool:
    """Say whether a file is a ledger of claims rather than a scenario: it has `claims` at its top."""
    return "claims" in _top(Path(path))


def has_parameters(path: str | Path) -> bool:
    """Say whether a file is a sweep rather than a scenario: it says at its top what to vary."""
    return not {"parameters", "design"}.isdisjoint(_top(Path(path)))


def _top(path: Path) -> Mapping[str, Node]:
    file = read_file(path, []) if path.suffix in (".yaml", ".yml") and path.is_file() else None
    return file.node.entries if file is not None else {}


def _text(path: Path, faults: list[Fault]) -> str | None:
    """Return the content of a file, or note why it is not UTF-8 text of a sensible size."""
    whole_file = Origin(path.name)
    try:
        if not path.is_file():
            what = "a folder" if path.is_dir() else "something that is not a regular file"
            faults.append(Fault(whole_file, "", f"found {what}, expected a file"))
            return None
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        faults.append(Fault(whole_file, "", f"cannot be read: {error.strerror}"))
        return None
    if len(content) > MAX_BYTES:
        size = path.stat().st_size
        faults.append(
            Fault(whole_file, "", f"found a file of {size:,} bytes, expected {MAX_BYTES:,} (1 MB) or less")
        )
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"found the byte 0x{content[error.start]:02x}, expected UTF-8 text; save the file as UTF-8"
        faults.append(Fault(Origin(path.name, line), "", message))
        return None
