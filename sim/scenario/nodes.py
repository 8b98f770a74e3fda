"""The tree that YAML text becomes: scalars, lists and mappings, each of which knows its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.scenario.faults import Origin, shortened
from sim.scenario.scalars import Misread, Scalar

MAX_DEPTH = 24


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar: what it stands for and how it was written."""

    value: Scalar
    text: str
    at: Origin
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class ListNode:
    """A sequence."""

    items: tuple[Node, ...]
    at: Origin


@dataclass(frozen=True, slots=True)
class MapNode:
    """A mapping; ``places`` holds the line of each key."""

    entries: Mapping[str, Node]
    places: Mapping[str, Origin]
    at: Origin

    def place(self, key: str) -> Origin:
        """Return where a key stands, or where the mapping does if the key is absent."""
        return self.places.get(key, self.at)

    def without(self, *keys: str) -> MapNode:
        """Return the same mapping less some keys."""
        left_out = set(keys)
        return MapNode({key: node for key, node in self.entries.items() if key not in left_out}, self.places, self.at)


Node = Leaf | ListNode | MapNode


def found_words(node: Node) -> str:
    """Say what a node is, as a message does after 'found'."""
    if isinstance(node, MapNode):
        return "a mapping"
    if isinstance(node, ListNode):
        return f"a list of {len(node.items)}"
    if isinstance(node.value, Misread):
        return f"{node.value.text} ({node.value.advice})"
    if node.value is None:
        return "nothing"
    return f"the text {shortened(node.value)}" if isinstance(node.value, str) else node.text


def plain(node: Node) -> Any:
    """Return what a node stands for, without lines."""
    if isinstance(node, Leaf):
        return node.value
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return {key: plain(below) for key, below in node.entries.items()}


def join(path: str, key: str | int) -> str:
    """Extend a dotted path by a key or an index."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else key
