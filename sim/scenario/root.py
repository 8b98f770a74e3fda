"""The root: the one file that extends nothing, and so declares every path there is."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sim.scenario.entries import Complaint, declared_choice, declared_number
from sim.scenario.events import lay_happenings
from sim.scenario.faults import Fault, Origin, did_you_mean
from sim.scenario.files import ScenarioFile
from sim.scenario.fitting import fit, sound_values
from sim.scenario.header import HEADER_KEYS, UNKNOWN_DATE, lay_header, missing_keys
from sim.scenario.nodes import Leaf, MapNode, Node, found_words, join
from sim.scenario.records import Cited, Entry, Source
from sim.scenario.scenario import Scenario
from sim.scenario.shapes import ChoiceEntry, NumberEntry
from sim.scenario.sources import source_faults
from sim.scenario.tree import Tree

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_ORIGIN = re.compile(r"(.+):(\d+)")
_OTHER_KEYS = ("events", "strategies", "menus", "scripts", "sources")
_ENTRY_KEYS = frozenset(NumberEntry.model_fields) | frozenset(ChoiceEntry.model_fields)


def declare(file: ScenarioFile, sources: Mapping[str, Source], faults: list[Fault]) -> Scenario:
    """Return what the root declares, after noting every fault in it."""
    faults += missing_keys(file)
    reader = _Reader(sources, faults)
    reader.section(file.node.without(*HEADER_KEYS, *_OTHER_KEYS), "")
    nothing = Scenario(
        name="",
        title="",
        description="",
        as_of=UNKNOWN_DATE,
        weeks=1,
        entries=reader.entries,
        events=(),
        strategies={},
        files=(),
        sources=sources,
        tree=reader.tree(),
        gathered={},
        places={},
        cited=reader.cited,
    )
    scenario = lay_header(nothing, file, faults)
    scenario = replace(scenario, gathered=dict.fromkeys(scenario.numbers, _day(scenario)))
    return lay_happenings(scenario, file, faults)


def _day(scenario: Scenario) -> date:
    """Return the day that the root's numbers describe.

    That is its start, unless even the newest figure is older than the month before: figures come by the month,
    so nobody has gathered them for that day.
    """
    start = scenario.as_of
    newest = max((number.as_of for number in scenario.numbers.values()), default=start)
    months = (start.year - newest.year) * 12 + start.month - newest.month
    return start if months <= 1 else newest


class _Reader:
    """Walks the sections of the root and gathers their entries."""

    def __init__(self, sources: Mapping[str, Source], faults: list[Fault]) -> None:
        self.sources = sources
        self.faults = faults
        self.entries: dict[str, Entry] = {}
        self.cited: dict[str, Cited] = {}
        # A path whose entry is broken is still declared: one fault, not one more wherever it is used.
        self.number_paths: list[str] = []
        self.choice_paths: list[str] = []
        self.members: dict[str, list[str]] = {}

    def tree(self) -> Tree:
        """Return all the paths that were met."""
        members = {section: tuple(keys) for section, keys in self.members.items()}
        return Tree(frozenset(self.number_paths), frozenset(self.choice_paths), members)

    def section(self, node: MapNode, path: str) -> None:
        """Read a section: entries, and sections below it."""
        self.members[path] = []
        for key, below in node.entries.items():
            here = join(path, key)
            if not _KEY.fullmatch(key):
                expected = "expected lower-case letters, digits and '_', a letter first"
                self.faults.append(Fault(below.at, here, f"found the key '{key}', {expected}{_advice(key, path)}"))
                continue
            if not isinstance(below, MapNode):
                expected = "expected a section, or an entry with value, unit, basis, source, as_of"
                message = f"found {found_words(below)}, {expected}{_advice(key, path)}"
                self.faults.append(Fault(below.at, here, message))
                continue
            self.members[path].append(key)
            if _is_entry(below):
                self._entry(below, here)
            else:
                self.section(below, here)

    def _entry(self, node: MapNode, path: str) -> None:
        """Read a number or a choice."""
        before = len(self.faults)
        made: tuple[Entry, list[Complaint]] | None = None
        if _is_choice(node):
            self.choice_paths.append(path)
            choice = fit(ChoiceEntry, node, path, self.faults)
            if choice is not None:
                made = declared_choice(path, choice, _origin(choice.origin, node.at))
        else:
            self.number_paths.append(path)
            number = fit(NumberEntry, node, path, self.faults)
            if number is not None:
                made = declared_number(path, number, _origin(number.origin, node.at))
        faulty = {fault.path for fault in self.faults[before:]}
        if made is not None:
            entry, complaints = made
            self.faults += [Fault(node.place(field), path, message) for field, message in complaints]
            if not complaints:
                self.entries[path] = entry
        self.cited[path] = Cited(node.place("as_of"), node.place("source"), 0)
        source = sound_values(node, path, faulty).get("source")
        self.faults += source_faults(source, self.sources, node.place("source"), path)


def _advice(key: str, section: str) -> str:
    """Return the key of a file's top that a key there may have meant."""
    return "" if section else did_you_mean(key, (*HEADER_KEYS, *_OTHER_KEYS))


def _origin(written: str | None, at: Origin) -> Origin:
    """Return the origin that a resolved entry names, or else its own place."""
    if written is None:
        return at
    match = _ORIGIN.fullmatch(written)
    return Origin(match[1], int(match[2])) if match else Origin(written)


def _is_entry(node: MapNode) -> bool:
    """Say whether a mapping is an entry: it has a value, or scalars under the keys of one.

    The second half keeps a misspelt ``value`` from turning an entry into a section full of faults.
    """
    if "value" in node.entries:
        return True
    return any(isinstance(below, Leaf) for key, below in node.entries.items() if key in _ENTRY_KEYS)


def _is_choice(node: MapNode) -> bool:
    """Say whether an entry is a choice: it has options, or a text for a value and no unit."""
    if "options" in node.entries:
        return True
    value: Node | None = node.entries.get("value")
    return isinstance(value, Leaf) and isinstance(value.value, str) and "unit" not in node.entries
