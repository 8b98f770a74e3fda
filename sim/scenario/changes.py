"""What an event or a strategy does to one number, checked against what may be done to it."""

from collections.abc import Collection, Iterator
from typing import Any

from sim.scenario.content import ScenarioContent
from sim.scenario.faults import Fault
from sim.scenario.fitting import sound_values
from sim.scenario.nodes import ListNode, MapNode, join
from sim.scenario.records import WIDEST, Change, Number
from sim.scenario.shapes import ChangeShape

_OPERATIONS = ("set", "scale", "add")


def change_faults(scenario: ScenarioContent, node: MapNode, path: str, faulty: Collection[str]) -> Iterator[Fault]:
    """Return what is wrong with a change besides its shape.

    Args:
        scenario: what there is to change.
        node: the change as it is written.
        path: its own path, for messages.
        faulty: paths at which its shape is wrong already: what stands there is not judged again.
    """
    values = sound_values(node, path, faulty)
    given = [name for name in _OPERATIONS if name in node.entries]
    if len(given) != 1:
        found = " and ".join(given) if given else "none of them"
        yield Fault(node.at, path, f"found {found}, expected exactly one of set, scale, add")
    number = values.get("path", "")
    lasts = "weeks" in node.entries or bool(values.get("ramp_weeks"))
    messages = {"path": _target_message(scenario, number, lasts) if number else ""}
    messages |= {name: _size_message(scenario, number, name, values.get(name)) for name in given}
    weeks, ramp_weeks = values.get("weeks"), values.get("ramp_weeks")
    if weeks is not None and ramp_weeks is not None and ramp_weeks > weeks:
        messages["ramp_weeks"] = f"found {ramp_weeks}, expected no more than weeks, {weeks}"
    for key, message in messages.items():
        if message:
            yield Fault(node.place(key), join(path, key), message)


def change_of(shape: ChangeShape) -> Change:
    """Return the change that a fitted shape describes."""
    return Change(shape.path, shape.set, shape.scale, shape.add, weeks=shape.weeks, ramp_weeks=shape.ramp_weeks)


def changes_in(node: MapNode, path: str) -> list[tuple[str, MapNode]]:
    """Return the changes that are mappings, each with its path."""
    items = node.entries.get("changes")
    every = items.items if isinstance(items, ListNode) else ()
    return [(f"{path}.changes[{index}]", item) for index, item in enumerate(every) if isinstance(item, MapNode)]


def unknown_number(scenario: ScenarioContent, path: str) -> str:
    """Say that a path is not that of a number, and what it may have meant."""
    if path in scenario.tree.choices:
        return f"'{path}' is a choice, expected the path of a number"
    if path in scenario.tree.members:
        return f"'{path}' is a section, expected the path of a number in it"
    return f"unknown path '{path}'{scenario.tree.advice(path) or ', expected the dotted path of a number'}"


def _target_message(scenario: ScenarioContent, path: str, lasts: bool) -> str:
    """Say why a number cannot be changed in that way, or nothing."""
    if path in scenario.tree.choices:
        return f"'{path}' is a choice, expected a number: choices hold for a whole war"
    if path not in scenario.tree.numbers:
        return unknown_number(scenario, path)
    number = scenario.numbers.get(path)
    state = number.state if number is not None else None
    if state == "initial":
        return f"'{path}' is read only at the start, expected a number that is read every week"
    if state == "dial" and lasts:
        return f"'{path}' is a dial, moved by one shock at a time; expected no weeks and no ramp_weeks"
    return ""


def _size_message(scenario: ScenarioContent, path: str, operation: str, size: Any) -> str:
    """Say why a size does not suit the number it changes, or nothing."""
    target = scenario.numbers.get(path)
    if isinstance(size, str):
        return _reference_message(scenario, target, operation, size)
    if size is None or target is None:
        return ""
    if abs(size) > WIDEST:
        return f"found {size:.10g}, expected {-WIDEST:.10g} to {WIDEST:.10g}, as of any number"
    lowest, highest = target.bounds
    if operation == "set" and not lowest <= size <= highest:
        return f"out of bounds: found {size:.10g}, expected {lowest:.10g} to {highest:.10g} {target.unit}"
    if operation == "scale" and size < 0:
        return f"found {size:.10g}, expected 0 or more"
    return ""


def _reference_message(scenario: ScenarioContent, target: Number | None, operation: str, reference: str) -> str:
    """Say why one number cannot be the size of a change to another, or nothing."""
    if reference not in scenario.tree.numbers:
        return unknown_number(scenario, reference)
    size = scenario.numbers.get(reference)
    if operation != "scale" and target and size and target.unit != size.unit:
        return f"unit mismatch: found '{size.unit}' of '{reference}', expected '{target.unit}'"
    return ""
