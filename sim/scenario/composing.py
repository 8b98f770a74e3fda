"""YAML text to a tree that remembers its lines, with everything dangerous or ambiguous refused on the way.

Built on the parser's events rather than on a loader: nothing is ever constructed from a tag, an alias bomb
stops at the budget instead of in memory, and the libyaml parser and the pure-Python one give the same lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

import yaml
from yaml.reader import Reader

from sim.base.text import control_character
from sim.scenario.faults import Fault, Origin, shortened
from sim.scenario.nodes import MAX_DEPTH, Leaf, ListNode, MapNode, Node
from sim.scenario.scalars import Misread, resolve_plain

MAX_ALIASES = 50
MAX_NODES = 100_000
TOO_DEEP = f"found more than {MAX_DEPTH} levels of nesting, expected fewer"
TWO_COLONS = (
    'found two colons in one line, expected one; quote a text that holds a colon (title: "a: b"), and put the keys of a'
    " section on lines of their own"
)
_COLON = re.compile(r":(\s|$)")
_IN_OUR_WORDS = (
    ("values are not allowed", "found a key that cannot stand here, expected it in line with the keys beside it"),
    (
        "entries are not allowed",
        "found a list (-) on the line of its key, expected each entry on a line of its own below",
    ),
    ("end of stream", "found a quotation mark that is never closed, expected the same mark at the end of the text"),
    ("',' or", "found a [ or { that is never closed, expected , between entries and ] or } at the end"),
    ("cannot start any token", "found a text that begins with a sign of YAML's own, expected it in quotes"),
    ("alphabetic or numeric", "found a text that begins with * or &, expected it in quotes"),
    ("unknown escape", "found a backslash in double quotes, expected single quotes or two backslashes"),
    ("expected ':'", "found a line without a colon, expected key: value"),
    (
        "comment or line break|chomping",
        "found text behind > or |, expected it on the lines below, or all of it in quotes",
    ),
    (
        "expected key|block end|'-' indicator",
        "found something that does not continue what stands above it, expected a key in line with the keys beside it; a"
        " quoted text ends at its second quotation mark",
    ),
)
"""What the two parsers may say of a file, and what that means to its writer."""


FastLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _RefusedError(Exception):
    """Reading cannot go on; the fault has been noted."""


def compose(text: str, file: str, faults: list[Fault], loader: Any = FastLoader) -> Node | None:
    """Read one YAML document, or note in ``faults`` why it cannot be read.

    Args:
        text: the content of the file.
        file: its name, for messages.
        faults: list to which faults are added.
        loader: the parser class; tests pass the pure-Python one.

    Returns:
        The tree, or None when reading had to stop.
    """
    node, found = _composed(text, file, loader)
    faults += found
    return node


@lru_cache(maxsize=4)  # the root, the bibliography and two more: nearly all that is loaded extends the same root
def _composed(text: str, file: str, loader: Any) -> tuple[Node | None, tuple[Fault, ...]]:
    """Return the tree, None when reading had to stop, and the faults."""
    unprintable = Reader.NON_PRINTABLE.search(text)
    if unprintable:
        at = Origin(file, text.count("\n", 0, unprintable.start()) + 1)
        return None, (Fault(at, "", f"found the control character {unprintable.group()!r}, expected text"),)
    node, faults = None, list[Fault]()
    try:
        node = _Composer(yaml.parse(text, Loader=loader), file, faults).document()
    except _RefusedError:
        pass
    except yaml.MarkedYAMLError as error:
        faults.append(_syntax_fault(error, text, file))
    return node, tuple(faults)


def _syntax_fault(error: yaml.MarkedYAMLError, text: str, file: str) -> Fault:
    """Turn a parser error into a fault, naming the tab if a tab is the reason."""
    lines = text.splitlines() or [""]
    mark = error.problem_mark or error.context_mark
    # The two parsers put the end of the text on different lines; both are beyond the last one.
    line = min(mark.line + 1 if mark else 1, len(lines))
    written = lines[line - 1]
    indentation = written[: len(written) - len(written.lstrip())]
    if "\t" in indentation:
        return Fault(Origin(file, line), "", "found a tab in the indentation, expected spaces")
    if "nesting depth" in str(error.problem):  # the parser has a limit of its own, above ours
        return Fault(Origin(file, line), "", TOO_DEEP)
    started = error.context_mark
    since = f" (it began on line {started.line + 1})" if started and started.line + 1 < line else ""
    if "values are not allowed" in str(error.problem) and len(_COLON.findall(written)) > 1:
        words = TWO_COLONS
    else:
        meant = (words for problem, words in _IN_OUR_WORDS if re.search(problem, str(error.problem)))
        words = next(meant, f"{error.problem}, expected key: value")
    return Fault(Origin(file, line), "", f"not YAML: {words}{since}")


class _Composer:
    """Builds the tree from the parser's events."""

    def __init__(self, events: Iterator[Any], file: str, faults: list[Fault]) -> None:
        self.events = events
        self.file = file
        self.faults = faults
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.origins: dict[int, Origin] = {}
        self.n_nodes = 0
        self.n_aliases = 0

    def document(self) -> Node | None:
        """Read the one document of the file."""
        next(self.events)  # start of the stream
        if isinstance(next(self.events), yaml.StreamEndEvent):
            self._note(Origin(self.file, 1), "", "found an empty file, expected a mapping of keys")
            return None
        root = self._node(next(self.events), "", 0)
        next(self.events)  # end of the document
        following = next(self.events)
        if not isinstance(following, yaml.StreamEndEvent):
            self._note(self._at(following), "", "found a second document (---), expected one document in a file")
        return root

    def _at(self, event: Any) -> Origin:
        line = event.start_mark.line + 1
        origin = self.origins.get(line)  # one for a line: most lines hold a key and a value
        if origin is None:
            origin = self.origins[line] = Origin(self.file, line)
        return origin

    def _note(self, at: Origin, path: str, message: str) -> None:
        self.faults.append(Fault(at, path, message))

    def _count(self, n_nodes: int, at: Origin, path: str) -> None:
        self.n_nodes += n_nodes
        if self.n_nodes > MAX_NODES:
            self._note(at, path, f"found more than {MAX_NODES:,} values with aliases expanded, expected fewer")
            raise _RefusedError

    def _node(self, event: Any, path: str, depth: int) -> Node | None:
        """Return a node, or None after noting why there can be none: it then counts as left out."""
        at = self._at(event)
        if depth > MAX_DEPTH:
            self._note(at, "", TOO_DEEP)
            raise _RefusedError
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, at, path)
        before = self.n_nodes
        self._count(1, at, path)
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            plain = bool(event.implicit[0])
            text = self._text(event.value, at, path)
            node = Leaf(resolve_plain(text) if plain else text, text, at, not plain)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._list(at, path, depth)
        else:
            node = self._map(at, path, depth)
        if event.tag is not None:
            self._note(at, path, f"found the tag {shortened(event.tag)}, expected a value without a tag")
            return None
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, self.n_nodes - before)
        return node

    def _text(self, text: str, at: Origin, path: str) -> str:
        """Return a text that can be shown, after noting what in it would steer the terminal instead."""
        found = control_character(text, allowed="\n\t")
        if found is None:
            return text
        self._note(at, path, f"found the control character {found!r}, expected text without any")
        return "".join(letter for letter in text if not control_character(letter, allowed="\n\t"))

    def _alias(self, event: Any, at: Origin, path: str) -> Node | None:
        self.n_aliases += 1
        if self.n_aliases > MAX_ALIASES:
            self._note(at, path, f"found more than {MAX_ALIASES} aliases (*), expected fewer; write the values out")
            raise _RefusedError
        if event.anchor not in self.anchors:
            self._note(at, path, f"found the alias *{event.anchor}, expected the anchor &{event.anchor} before it")
            return None
        node, size = self.anchors[event.anchor]
        self._count(size, at, path)
        return node

    def _list(self, at: Origin, path: str, depth: int) -> ListNode:
        items: list[Node] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            item = self._node(event, f"{path}[{len(items)}]", depth + 1)
            if item is not None:
                items.append(item)
        return ListNode(tuple(items), at)

    def _map(self, at: Origin, path: str, depth: int) -> MapNode:
        entries: dict[str, Node] = {}
        places: dict[str, Origin] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key_at = self._at(event)
            key = self._key(self._node(event, path, depth + 1), path)
            below = f"{path}.{key}" if path else str(key)
            node = self._node(next(self.events), below, depth + 1)
            if key is None or node is None:
                continue
            if key in entries:
                self._note(key_at, below, f"duplicate key; it is already on line {places[key].line}")
                continue
            # What stands behind a key is looked for where the key is, not on the line after it.
            entries[key] = node if node.at is key_at else replace(node, at=key_at)
            places[key] = key_at
        return MapNode(entries, places, at)

    def _key(self, node: Node | None, path: str) -> str | None:
        """Return the key, or None after noting why it cannot be one."""
        if node is None:
            return None
        if isinstance(node, Leaf) and node.text == "<<" and not node.quoted:
            self._note(node.at, path, "found a merge key (<<), expected the keys themselves written out")
        elif isinstance(node, Leaf) and isinstance(node.value, str) and node.value and node.value.isprintable():
            return node.value
        elif isinstance(node, Leaf) and isinstance(node.value, Misread):
            self._note(node.at, path, f"found the key {node.text}: {node.value.advice}")
        else:
            found = shortened(node.text) if isinstance(node, Leaf) else "a list or a mapping"
            self._note(node.at, path, f"found {found} as a key, expected a word")
        return None
