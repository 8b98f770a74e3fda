"""What is laid over the root: files that extend it, and settings of the command line."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Generic

from sim.scenario.content import S
from sim.scenario.entries import MOVING, Complaint, declared_otherwise, overridden_choice, overridden_number
from sim.scenario.events import lay_happenings
from sim.scenario.faults import Fault, did_you_mean, listed
from sim.scenario.files import ScenarioFile
from sim.scenario.fitting import fit, fit_leaf, sound_values
from sim.scenario.header import HEADER_KEYS, SETTABLE_KEYS, lay_header, set_header
from sim.scenario.menus import with_options
from sim.scenario.nodes import Leaf, ListNode, MapNode, Node, found_words, join
from sim.scenario.records import Choice, Cited, Number
from sim.scenario.shapes import ChoiceOverride, NumberOverride, Shape
from sim.scenario.sources import source_faults
from sim.scenario.tree import STRATEGY_CHOICE

_OTHER_KEYS = ("events", "strategies", "menus", "scripts")


def lay_file(scenario: S, file: ScenarioFile, faults: list[Fault]) -> S:
    """Return the scenario after a file that extends it, noting every fault of the file."""
    scenario = lay_header(scenario, file, faults)
    strategies = file.node.entries.get("strategies")
    choice = scenario.choices.get(STRATEGY_CHOICE)
    if isinstance(strategies, MapNode) and choice is not None:
        # Before the choices are read, so that a scenario may choose a strategy that it adds itself.
        options = tuple(dict.fromkeys((*choice.options, *strategies.entries)))
        entries = {**scenario.entries, STRATEGY_CHOICE: replace(choice, options=options)}
        scenario = replace(scenario, entries=entries)
    scenario = with_options(scenario, file.node.entries.get("menus"))
    walk = _Layer(scenario, scenario.as_of, faults)
    walk.section(file.node.without(*HEADER_KEYS, *_OTHER_KEYS), "")
    return lay_happenings(walk.result(), file, faults)


def lay_setting(scenario: S, path: str, leaf: Leaf, faults: list[Fault]) -> S:
    """Return the scenario after one value set on the command line or by a sweep."""
    tree = scenario.tree
    if path in SETTABLE_KEYS:
        return set_header(scenario, path, leaf, faults)
    if path in tree.numbers or path in tree.choices:
        found: list[Fault] = []
        # Whoever sets a number means it for the war that is about to be played, whenever that starts.
        walk = _Layer(scenario, date.max, found)
        if path in tree.choices:
            # No quotes survive a shell, so a word such as on or off is taken as it stands.
            leaf = replace(leaf, value=leaf.text)
        walk.entry(leaf, path)
        # The place of a setting names its path already.
        faults += [Fault(fault.at, "", fault.message) for fault in found]
        return walk.result()
    faults.append(Fault(leaf.at, "", _no_entry(scenario, path, SETTABLE_KEYS)))
    return scenario


def lay_settings(scenario: S, node: MapNode, path: str, faults: list[Fault]) -> S:
    """Return the scenario after a mapping of dotted paths to values or overrides, as a file of another kind has it."""
    walk = _Layer(scenario, date.max, faults)
    for key, below in node.entries.items():
        if key in scenario.tree.numbers or key in scenario.tree.choices:
            walk.entry(below, key)
        else:
            faults.append(Fault(node.place(key), join(path, key), _no_entry(scenario, key)))
    return walk.result()


def _no_entry(scenario: S, path: str, also: Collection[str] = ()) -> str:
    """Say that a path is neither that of a number nor of a choice, and what it may have meant."""
    tree = scenario.tree
    if path in tree.members:
        return f"'{path}' is a section, expected one of its keys: {listed(tree.members[path])}"
    advice = tree.advice(path) or did_you_mean(path, also)
    return f"unknown path '{path}'{advice or ', expected the dotted path of a number or a choice'}"


class _Layer(Generic[S]):
    """Walks the sections of one layer, which stands on a day, and lays its entries over those of a scenario."""

    def __init__(self, scenario: S, day: date, faults: list[Fault]) -> None:
        self.scenario = scenario
        self.day = day
        self.faults = faults
        self.entries = dict(scenario.entries)
        self.cited = dict(scenario.cited)
        self.gathered = dict(scenario.gathered)

    def result(self) -> S:
        """Return the scenario with what has been laid over it."""
        return replace(self.scenario, entries=self.entries, cited=self.cited, gathered=self.gathered)

    def section(self, node: MapNode, path: str) -> None:
        """Lay a section over that of the same path."""
        tree = self.scenario.tree
        for key, below in node.entries.items():
            here = join(path, key)
            if "." in key:
                steps = ": {".join(key.split("."))
                expected = f"expected sections within one another, {steps}: …{'}' * key.count('.')}"
                self.faults.append(Fault(below.at, here, f"found dots in the key '{key}', {expected}"))
            elif here in tree.numbers or here in tree.choices:
                self.entry(below, here)
            elif here not in tree.members:
                top = (*HEADER_KEYS, *_OTHER_KEYS) if not path else ()
                advice = tree.advice(here)
                self.faults.append(Fault(below.at, here, f"unknown key{did_you_mean(key, top) or advice}"))
            elif isinstance(below, MapNode):
                self.section(below, here)
            else:
                expected = f"expected a section with keys such as {listed(tree.members[here], 4)}"
                self.faults.append(Fault(below.at, here, f"found {found_words(below)}, {expected}"))

    def entry(self, node: Node, path: str) -> None:
        """Lay a bare value or a mapping over the entry of the same path."""
        if isinstance(node, ListNode):
            expected = "expected a value, or a mapping of what is to change"
            self.faults.append(Fault(node.at, path, f"found {found_words(node)}, {expected}"))
            return
        before = len(self.faults)
        shape = NumberOverride if path in self.scenario.tree.numbers else ChoiceOverride
        override: Shape | None
        if isinstance(node, Leaf):
            override, said = fit_leaf(shape, node, path, self.faults), MapNode({}, {}, node.at)
        else:
            override, said = fit(shape, node, path, self.faults), node
        sound = sound_values(said, path, {fault.path for fault in self.faults[before:]})
        entry = self.entries.get(path)  # None if its declaration is broken, which has been noted
        complaints: list[Complaint] = []
        if override is None and isinstance(entry, Number):
            complaints = declared_otherwise(entry, sound.get("unit"), sound.get("state"))
        elif isinstance(entry, Number) and isinstance(override, NumberOverride):
            self.entries[path], complaints = overridden_number(entry, override, node.at)
            if override.model_fields_set & {*MOVING, "as_of"}:
                self.gathered[path] = self.day
        elif isinstance(entry, Choice) and isinstance(override, ChoiceOverride):
            self.entries[path], complaints = overridden_choice(entry, override, node.at)
        self.faults += [Fault(said.place(field), path, message) for field, message in complaints]
        self.faults += source_faults(sound.get("source"), self.scenario.sources, said.place("source"), path)
        if override is not None and said.entries:
            self._cite(said, path)

    def _cite(self, node: MapNode, path: str) -> None:
        """Remember where the date and the source now come from."""
        entry = self.entries[path]
        # Of a scenario that is whole, only what rests on hindsight is remembered.
        cited = self.cited.get(path) or Cited(entry.origin, entry.origin, 0)
        if "as_of" in node.entries:
            cited = replace(cited, as_of=node.place("as_of"))
        if "source" in node.entries:
            cited = replace(cited, source=node.place("source"), layer=len(self.scenario.files) - 1)
        self.cited[path] = cited
