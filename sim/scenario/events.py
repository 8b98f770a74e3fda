"""Events and strategies as one file states them, checked against what they may change."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from sim.scenario.draft import Draft, source_faults
from sim.scenario.faults import Fault, Origin, did_you_mean
from sim.scenario.fitting import fit, found_words, join
from sim.scenario.nodes import Leaf, ListNode, MapNode, Node
from sim.scenario.records import Change, Event, Number, Strategy
from sim.scenario.shapes import NAME_PATTERN, ChangeShape, EventShape, RemovalShape, StrategyShape

STRATEGY_PREFIX = "strategy/"
_OPERATIONS = ("set", "scale", "add")


def lay_events(draft: Draft, node: Node, faults: list[Fault]) -> tuple[Event, ...]:
    """Return the draft's events after a file's list of events: replaced by name, removed, or added."""
    events = {event.name: event for event in draft.events}
    if not isinstance(node, ListNode):
        faults.append(Fault(node.at, "events", f"found {found_words(node)}, expected a list of events"))
        return draft.events
    inherited = set(events)
    here: dict[str, Origin] = {}
    for index, item in enumerate(node.items):
        path = f"events[{index}]"
        if not isinstance(item, MapNode):
            expected = "expected a mapping with name, week or date, changes"
            faults.append(Fault(item.at, path, f"found {found_words(item)}, {expected}"))
            continue
        name = item.entries.get("name")
        if isinstance(name, Leaf) and isinstance(name.value, str):
            path = f"events.{name.value}"
            if name.value in here:
                expected = f"expected one event of that name; the other is on line {here[name.value].line}"
                faults.append(Fault(item.place("name"), path, f"duplicate name, {expected}"))
                continue
            here[name.value] = item.place("name")
        if "remove" in item.entries:
            removal = fit(RemovalShape, item, path, faults)
            if removal and removal.name not in inherited:
                advice = did_you_mean(removal.name, inherited) or ", expected the name of an inherited event"
                faults.append(Fault(item.place("name"), path, f"nothing to remove{advice}"))
            elif removal:
                del events[removal.name]
            continue
        event = _event(draft, item, path, faults)
        if event is not None:
            events[event.name] = event
    return tuple(events.values())


def lay_strategies(draft: Draft, node: Node, faults: list[Fault]) -> dict[str, Strategy]:
    """Return the draft's strategies after those of a file: replaced by name or added."""
    strategies = dict(draft.strategies)
    if not isinstance(node, MapNode):
        faults.append(
            Fault(node.at, "strategies", f"found {found_words(node)}, expected a mapping of strategies")
        )
        return strategies
    for name, item in node.entries.items():
        path = join("strategies", name)
        if not re.fullmatch(NAME_PATTERN, name):
            message = f"found the name '{name}', expected letters, digits, '_', '-' and '.'"
            faults.append(Fault(node.place(name), path, message))
            continue
        if not isinstance(item, MapNode):
            expected = "expected a mapping with title, description, changes"
            faults.append(Fault(node.place(name), path, f"found {found_words(item)}, {expected}"))
            continue
        strategy = _strategy(draft, name, item, node.place(name), faults)
        if strategy is not None:
            strategies[name] = strategy
    return strategies


def dated(event: Event, as_of: dt.date) -> Event:
    """Return an event whose dates are counted in whole weeks from ``as_of``, rounding towards the past."""
    week = event.week if event.date is None else (event.date - as_of).days // 7
    latest = event.latest_week if event.latest_date is None else (event.latest_date - as_of).days // 7
    return replace(event, week=week, latest_week=latest)


def _event(draft: Draft, node: MapNode, path: str, faults: list[Fault]) -> Event | None:
    n_before = len(faults)
    shape = fit(EventShape, node, path, faults)
    if shape is None:
        return None
    _check_when(node, path, faults, needed=True)
    faults += source_faults(shape.source, draft.sources, node.place("source"), join(path, "source"))
    if isinstance(shape.probability, str):
        at = node.place("probability")
        faults += _probability_faults(draft, shape.probability, at, join(path, "probability"))
    change_nodes = _items(node, "changes")
    changes = tuple(
        _change(draft, change, change_nodes[index], f"{path}.changes[{index}]", faults)
        for index, change in enumerate(shape.changes)
    )
    if len(faults) > n_before:
        return None
    return Event(
        name=shape.name,
        title=shape.title or shape.name.replace("_", " "),
        week=shape.week or 0,
        latest_week=shape.latest_week,
        probability=shape.probability if isinstance(shape.probability, str) else float(shape.probability),
        changes=changes,
        source=shape.source,
        note=shape.note,
        origin=node.place("name"),
        hindsight=bool(shape.hindsight),
        date=shape.date,
        latest_date=shape.latest_date,
    )


def _strategy(draft: Draft, name: str, node: MapNode, at: Origin, faults: list[Fault]) -> Strategy | None:
    n_before = len(faults)
    path = join("strategies", name)
    shape = fit(StrategyShape, node, path, faults)
    if shape is None:
        return None
    events = []
    for index, (change, change_node) in enumerate(zip(shape.changes, _items(node, "changes"), strict=True)):
        place = f"{path}.changes[{index}]"
        _check_when(change_node, place, faults, needed=False)
        event = Event(
            name=f"{STRATEGY_PREFIX}{name}/{index}",
            title=shape.title,
            week=change.week or 0,
            latest_week=None,
            probability=1.0,
            changes=(_change(draft, change, change_node, place, faults),),
            source=None,
            note=None,
            origin=change_node.at,
            date=change.date,
        )
        events.append(event)
    if len(faults) > n_before:
        return None
    return Strategy(name, shape.title, shape.description, tuple(events), at)


def _items(node: MapNode, key: str) -> list[MapNode]:
    """Return the mappings of a list that has been fitted already."""
    items = node.entries[key]
    return [item for item in items.items if isinstance(item, MapNode)] if isinstance(items, ListNode) else []


def _check_when(node: MapNode, path: str, faults: list[Fault], needed: bool) -> None:
    """Note a week beside a date, or neither where one is needed."""
    for week, day in (("week", "date"), ("latest_week", "latest_date")):
        if week in node.entries and day in node.entries:
            faults.append(Fault(node.place(day), path, f"found {week} and {day}, expected one of them"))
    if needed and "week" not in node.entries and "date" not in node.entries:
        faults.append(Fault(node.at, path, "missing; expected week or date"))


def _change(draft: Draft, shape: ChangeShape, node: MapNode, path: str, faults: list[Fault]) -> Change:
    """Return a change after noting what is wrong with it."""
    given = [name for name in _OPERATIONS if name in node.entries]
    if len(given) != 1:
        found = " and ".join(given) if given else "none of them"
        faults.append(Fault(node.at, path, f"found {found}, expected exactly one of set, scale, add"))
    target = _target_message(draft, shape)
    if target:
        faults.append(Fault(node.place("path"), join(path, "path"), target))
    for operation in given:
        size: float | str | None = getattr(shape, operation)
        message = _size_message(draft, shape.path, operation, size)
        if message:
            faults.append(Fault(node.place(operation), join(path, operation), message))
    if shape.weeks is not None and shape.ramp_weeks > shape.weeks:
        message = f"found {shape.ramp_weeks}, expected no more than weeks, {shape.weeks}"
        faults.append(Fault(node.place("ramp_weeks"), join(path, "ramp_weeks"), message))
    return Change(
        path=shape.path,
        set=_float(shape.set),
        scale=_float(shape.scale),
        add=_float(shape.add),
        weeks=shape.weeks,
        ramp_weeks=shape.ramp_weeks,
    )


def _float(size: float | str | None) -> float | str | None:
    return float(size) if isinstance(size, int | float) else size


def _target_message(draft: Draft, shape: ChangeShape) -> str:
    """Say why a number cannot be changed in that way, or nothing."""
    path = shape.path
    if path in draft.tree.choices:
        return f"'{path}' is a choice, expected a number: choices hold for a whole war"
    if path not in draft.tree.numbers:
        return _unknown_number(draft, path)
    state = draft.numbers[path].state if path in draft.numbers else None
    if state == "initial":
        return f"'{path}' is read only at the start, expected a number that is read every week"
    if state == "dial" and (shape.weeks is not None or shape.ramp_weeks):
        return f"'{path}' is a dial, moved by one shock at a time; expected no weeks and no ramp_weeks"
    return ""


def _size_message(draft: Draft, path: str, operation: str, size: float | str | None) -> str:
    """Say why a size does not suit the number it changes, or nothing."""
    target = draft.numbers.get(path)
    if isinstance(size, str):
        return _reference_message(draft, target, operation, size)
    if size is None or target is None:
        return ""
    lowest, highest = target.bounds
    if operation == "set" and not lowest <= size <= highest:
        return f"out of bounds: found {size:.10g}, expected {lowest:.10g} to {highest:.10g} {target.unit}"
    if operation == "scale" and size < 0:
        return f"found {size:.10g}, expected 0 or more"
    return ""


def _reference_message(draft: Draft, target: Number | None, operation: str, reference: str) -> str:
    """Say why one number cannot be the size of a change to another, or nothing."""
    if reference not in draft.tree.numbers:
        return _unknown_number(draft, reference)
    size = draft.numbers.get(reference)
    if operation != "scale" and target and size and target.unit != size.unit:
        return f"unit mismatch: found '{size.unit}' of '{reference}', expected '{target.unit}'"
    return ""


def _probability_faults(draft: Draft, reference: str, at: Origin, path: str) -> list[Fault]:
    """Note a probability that is not the path of a number between 0 and 1."""
    if reference not in draft.tree.numbers:
        return [Fault(at, path, _unknown_number(draft, reference))]
    number = draft.numbers.get(reference)
    if number is None or (number.bounds[0] >= 0 and number.bounds[1] <= 1):
        return []
    expected = "expected one with bounds within [0, 1]"
    return [Fault(at, path, f"found '{reference}' with bounds {list(number.bounds)}, {expected}")]


def _unknown_number(draft: Draft, path: str) -> str:
    if path in draft.tree.members:
        return f"'{path}' is a section, expected the path of a number in it"
    return f"unknown path '{path}'{draft.tree.advice(path) or ', expected the dotted path of a number'}"
