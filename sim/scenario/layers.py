"""What is laid over the root: files that extend it, and settings of the command line."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from sim.scenario.choices import overridden_choice
from sim.scenario.draft import STRATEGY_CHOICE, Cited, Draft
from sim.scenario.events import lay_events, lay_strategies
from sim.scenario.faults import Fault, Origin, did_you_mean, listed
from sim.scenario.files import ScenarioFile
from sim.scenario.header import HEADER_KEYS, SETTABLE_KEYS, laid_header, read_header, set_header
from sim.scenario.nodes import Leaf, ListNode, MapNode, Node, found_words, join
from sim.scenario.numbers import MOVING, Complaint, declared_otherwise, overridden
from sim.scenario.shapes import ChoiceOverride, NumberOverride, Shape, fit, fit_leaf, sound_values
from sim.scenario.sources import source_faults

_OTHER_KEYS = ("events", "strategies")

S = TypeVar("S", bound=Shape)


def lay_file(draft: Draft, file: ScenarioFile, layer: int, faults: list[Fault]) -> Draft:
    """Return the draft after a file that extends it, noting every fault of the file.

    Args:
        draft: the sum of the layers below.
        file: the layer.
        layer: its number, 1 for a file that extends the root.
        faults: list to which faults are added.
    """
    entries = file.node.entries
    shape = read_header(file, faults)
    draft = replace(draft, header=laid_header(draft.header, file, shape))
    if shape is not None and shape.hindsight:
        draft = replace(draft, inherits_hindsight=layer)
    if isinstance(entries.get("strategies"), MapNode):
        # Before the choices are read, so that a scenario may choose a strategy that it adds itself.
        draft = _with_options(draft, _keys(entries["strategies"]))
    layering = _Layering(draft, layer, draft.header.as_of, faults)
    layering.section(file.node.without(*HEADER_KEYS, *_OTHER_KEYS), "")
    draft = layering.result()
    if "strategies" in entries:
        draft = replace(draft, strategies=lay_strategies(draft, entries["strategies"], faults))
    if "events" in entries:
        draft = replace(draft, events=lay_events(draft, entries["events"], faults))
    return draft


def lay_setting(draft: Draft, path: str, leaf: Leaf, faults: list[Fault]) -> Draft:
    """Return the draft after one value set on the command line or by a sweep."""
    if path in SETTABLE_KEYS:
        return replace(draft, header=set_header(draft.header, path, leaf, faults))
    if path in draft.tree.numbers or path in draft.tree.choices:
        found: list[Fault] = []
        # Whoever sets a number means it for the war that is about to be played, whenever that starts.
        layering = _Layering(draft, 0, date.max, found)
        if path in draft.tree.choices:
            # No quotes survive a shell, so a word such as on or off is taken as it stands.
            leaf = replace(leaf, value=leaf.text)
        layering.entry(leaf, path, leaf.at)
        # The place of a setting names its path already.
        faults += [Fault(fault.at, "", fault.message) for fault in found]
        return layering.result()
    if path in draft.tree.members:
        message = f"'{path}' is a section, expected one of its keys: {listed(draft.tree.members[path])}"
    else:
        advice = draft.tree.advice(path) or did_you_mean(path, SETTABLE_KEYS)
        message = f"unknown path '{path}'{advice or ', expected the dotted path of a number or a choice'}"
    faults.append(Fault(leaf.at, "", message))
    return draft


def _keys(node: Node) -> tuple[str, ...]:
    return tuple(node.entries) if isinstance(node, MapNode) else ()


def _with_options(draft: Draft, names: Iterable[str]) -> Draft:
    """Return the draft with a layer's strategies among the options of the choice between them."""
    choice = draft.choices.get(STRATEGY_CHOICE)
    if choice is None:
        return draft
    options = (*choice.options, *(name for name in names if name not in choice.options))
    return replace(draft, choices={**draft.choices, STRATEGY_CHOICE: replace(choice, options=options)})


class _Layering:
    """Walks the sections of one layer, which stands on a day, and lays its entries over those of a draft."""

    def __init__(self, draft: Draft, layer: int, day: date, faults: list[Fault]) -> None:
        self.draft = draft
        self.layer = layer
        self.day = day
        self.faults = faults
        self.numbers = dict(draft.numbers)
        self.choices = dict(draft.choices)
        self.cited = dict(draft.cited)
        self.gathered = dict(draft.gathered)

    def result(self) -> Draft:
        """Return the draft with what has been laid over it."""
        return replace(
            self.draft,
            numbers=self.numbers,
            choices=self.choices,
            cited=self.cited,
            gathered=self.gathered,
        )

    def section(self, node: MapNode, path: str) -> None:
        """Lay a section over that of the same path."""
        tree = self.draft.tree
        for key, below in node.entries.items():
            at, here = node.place(key), join(path, key)
            if "." in key:
                steps = ": {".join(key.split("."))
                expected = f"expected sections within one another, {steps}: …{'}' * key.count('.')}"
                self.faults.append(Fault(at, here, f"found dots in the key '{key}', {expected}"))
            elif here in tree.numbers or here in tree.choices:
                self.entry(below, here, at)
            elif here not in tree.members:
                top = (*HEADER_KEYS, *_OTHER_KEYS) if not path else ()
                advice = tree.advice(here)
                self.faults.append(Fault(at, here, f"unknown key{did_you_mean(key, top) or advice}"))
            elif isinstance(below, MapNode):
                self.section(below, here)
            else:
                expected = f"expected a section with keys such as {listed(tree.members[here], 4)}"
                self.faults.append(Fault(at, here, f"found {found_words(below)}, {expected}"))

    def entry(self, node: Node, path: str, at: Origin) -> None:
        """Lay a bare value or a mapping over the entry of the same path."""
        if path in self.draft.tree.numbers:
            self._number(node, path, at)
        else:
            self._choice(node, path, at)

    def _number(self, node: Node, path: str, at: Origin) -> None:
        before = len(self.faults)
        override = self._fitted(NumberOverride, node, path, at)
        if override is None:
            self._rest(node, path, at, {fault.path for fault in self.faults[before:]})
            return
        if path not in self.numbers:
            return
        self.numbers[path], complaints = overridden(self.numbers[path], override, at)
        if override.model_fields_set & {*MOVING, "as_of"}:
            self.gathered[path] = self.day
        self._note(complaints, node, path, at)
        self._cite(node, override.source, path)

    def _choice(self, node: Node, path: str, at: Origin) -> None:
        before = len(self.faults)
        override = self._fitted(ChoiceOverride, node, path, at)
        if override is None:
            self._rest(node, path, at, {fault.path for fault in self.faults[before:]})
            return
        if path not in self.choices:
            return
        result, complaints = overridden_choice(self.choices[path], override, at)
        self.choices[path] = self.choices[path] if complaints else result
        self._note(complaints, node, path, at)
        self._cite(node, override.source, path)

    def _fitted(self, shape: type[S], node: Node, path: str, at: Origin) -> S | None:
        """Fit a bare value as a mapping with nothing but a value."""
        if isinstance(node, MapNode):
            return fit(shape, node, path, self.faults)
        if isinstance(node, ListNode):
            expected = "expected a value, or a mapping of what is to change"
            self.faults.append(Fault(at, path, f"found {found_words(node)}, {expected}"))
            return None
        return fit_leaf(shape, "value", node, path, self.faults)

    def _rest(self, node: Node, path: str, at: Origin, faulty: Collection[str]) -> None:
        """Note what else is wrong with an entry whose shape is: what hangs on no other of its keys."""
        if not isinstance(node, MapNode):
            return
        values = sound_values(node, path, faulty)
        self.faults += source_faults(values.get("source"), self.draft.sources, node.place("source"), path)
        if path in self.numbers:
            complaints = declared_otherwise(self.numbers[path], values.get("unit"), values.get("state"))
            self._note(complaints, node, path, at)

    def _note(self, complaints: Iterable[Complaint], node: Node, path: str, at: Origin) -> None:
        places = node.places if isinstance(node, MapNode) else {}
        self.faults += [Fault(places.get(field, at), path, message) for field, message in complaints]

    def _cite(self, node: Node, source: str | None, path: str) -> None:
        """Remember where the date and the source now come from."""
        if not isinstance(node, MapNode):
            return
        before = self.cited[path]
        as_of = node.places.get("as_of", before.as_of)
        if source is None:
            self.cited[path] = Cited(as_of, before.source, before.layer)
        else:
            self.cited[path] = Cited(as_of, node.place("source"), self.layer)
            self.faults += source_faults(source, self.draft.sources, node.place("source"), path)
