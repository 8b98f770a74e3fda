"""A part of a ledger's or a game's file as it is read, with its dotted path and the list that its faults go to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from sim.scenario.faults import Fault, did_you_mean, listed
from sim.scenario.fitting import fit
from sim.scenario.nodes import ListNode, MapNode, Node, found_words, join
from sim.scenario.shapes import Shape

S = TypeVar("S", bound=Shape)


@dataclass(frozen=True)
class Section:
    """A mapping in a file.

    Attributes:
        node: its keys and their lines.
        path: its dotted path; empty for the whole file.
        faults: list to which its faults are added.
    """

    node: MapNode
    path: str
    faults: list[Fault]

    def note(self, key: str, message: str, path: str | None = None) -> None:
        """Note a fault that shows at a key; its path is the key's unless another is given."""
        self.faults.append(Fault(self.node.place(key), join(self.path, key) if path is None else path, message))

    def fit(self, shape: type[S], *without: str) -> S | None:
        """The section as its shape, less some keys, or None after noting every fault in it."""
        return fit(shape, self.node.without(*without), self.path, self.faults)

    def mapping(self, key: str, of: str) -> Section | None:
        """The mapping behind a key that is there, or None after noting that it is another thing."""
        node = self.node.entries[key]
        if isinstance(node, MapNode):
            return Section(node, join(self.path, key), self.faults)
        self.note(key, f"found {found_words(node)}, expected a mapping {of}")
        return None

    def mappings(self, key: str) -> list[Section]:
        """The mapping behind a key, or those of the list behind it; none of what is neither."""
        node, path = self.node.entries.get(key), join(self.path, key)
        nodes: list[tuple[Node | None, str]] = [(node, path)]
        if isinstance(node, ListNode):
            nodes = [(item, join(path, index)) for index, item in enumerate(node.items)]
        return [Section(one, where, self.faults) for one, where in nodes if isinstance(one, MapNode)]


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """The message of a name that is not known, with the nearest that is, or with all."""
    names = list(known)
    return f"unknown {what} '{name}'{did_you_mean(name, names) or f', expected one of {listed(names)}'}"
