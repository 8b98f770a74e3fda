"""Fit a part of a file to its shape, turning what pydantic finds into faults with file, line and path."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from sim.scenario.faults import Fault, Origin, did_you_mean, shortened
from sim.scenario.nodes import Leaf, ListNode, MapNode, Node
from sim.scenario.scalars import Misread, resolve_plain
from sim.scenario.shapes import Shape

S = TypeVar("S", bound=Shape)


def fit(shape: type[S], node: MapNode, path: str, faults: list[Fault]) -> S | None:
    """Return the mapping as its shape, or None after noting every fault in it.

    Args:
        shape: what is expected.
        node: what is there.
        path: dotted path of the mapping, for messages.
        faults: list to which faults are added.
    """
    blanks = _blanks(node, path)
    faults.extend(blanks)
    try:
        fitted = shape.model_validate(_plain(node))
    except ValidationError as error:
        seen = {fault.path for fault in blanks}
        for detail in error.errors(include_url=False, include_context=False):
            fault = _fault(shape, node, path, detail["type"], detail["loc"])
            if fault.path not in seen:
                faults.append(fault)
                seen.add(fault.path)
        return None
    return None if blanks else fitted


def fit_leaf(shape: type[S], key: str, leaf: Leaf, path: str, faults: list[Fault]) -> S | None:
    """Fit a bare scalar as if it stood under ``key`` in a mapping; faults name the path without the key."""
    mapping = MapNode({key: leaf}, {key: leaf.at}, leaf.at)
    found: list[Fault] = []
    fitted = fit(shape, mapping, path, found)
    faults.extend(Fault(fault.at, path, fault.message) for fault in found)
    return fitted


def sound_values(node: MapNode, path: str, faulty: Collection[str]) -> dict[str, Any]:
    """Return the scalars of a mapping at whose paths no fault has been noted."""
    return {
        key: below.value
        for key, below in node.entries.items()
        if isinstance(below, Leaf) and join(path, key) not in faulty
    }


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


def join(path: str, key: str | int) -> str:
    """Extend a dotted path by a key or an index."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else key


def _plain(node: Node) -> Any:
    if isinstance(node, Leaf):
        return node.value
    if isinstance(node, ListNode):
        return [_plain(item) for item in node.items]
    return {key: _plain(below) for key, below in node.entries.items()}


def _blanks(node: Node, path: str) -> list[Fault]:
    """Note keys that nothing stands behind: a None would pass for 'not given'."""
    faults = []
    if isinstance(node, MapNode):
        for key, below in node.entries.items():
            if isinstance(below, Leaf) and below.value is None:
                remedy = "found nothing, expected a value; leave the key out if there is none"
                faults.append(Fault(node.place(key), join(path, key), remedy))
            faults += _blanks(below, join(path, key))
    elif isinstance(node, ListNode):
        for index, item in enumerate(node.items):
            faults += _blanks(item, join(path, index))
    return faults


def _fault(shape: type[Shape], node: MapNode, path: str, kind: str, location: tuple[int | str, ...]) -> Fault:
    """Turn one of pydantic's errors into a fault."""
    model: type[BaseModel] = shape
    at: Origin = node.at
    here: Node = node
    expected = ""
    for step in location:
        if isinstance(step, int) and isinstance(here, ListNode) and step < len(here.items):
            here, path = here.items[step], join(path, step)
            at = here.at
            continue
        known_step = step in model.model_fields or kind == "extra_forbidden"
        if not isinstance(step, str) or not isinstance(here, MapNode) or not known_step:
            break  # a step inside pydantic's own type, such as the branch of a union
        if step in model.model_fields:
            field = model.model_fields[step]
            expected = field.description or ""
            model = _model_inside(field.annotation) or model
        path = join(path, step)
        if kind == "extra_forbidden" and step not in model.model_fields and step == location[-1]:
            known = [name for name in model.model_fields if name not in here.entries]
            return Fault(here.place(step), path, f"unknown key{_key_advice(step, known)}")
        if step not in here.entries:
            return Fault(here.at, path, f"missing; expected {expected}")
        at, here = here.place(step), here.entries[step]
    if kind == "model_type" or not expected:
        expected = "a mapping"
    return Fault(at, path, f"found {found_words(here)}, expected {expected}{_advice(here, kind)}")


def _key_advice(word: str, known: list[str]) -> str:
    return did_you_mean(word, known) or (
        f"; expected one of {', '.join(known)}" if known else "; expected no more keys"
    )


def _advice(node: Node, kind: str) -> str:
    """Return the remedy where quotes are what is wrong."""
    if not isinstance(node, Leaf) or isinstance(node.value, Misread):
        return ""
    if kind == "string_type" and not isinstance(node.value, str):
        return f'; quote it: "{node.text}"'
    if node.quoted and node.text and not isinstance(resolve_plain(node.text), str | Misread):
        return "; drop the quotes"
    return ""


def _model_inside(annotation: Any) -> type[BaseModel] | None:
    """Return the model that a field holds, or that of a list's items, if there is one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in get_args(annotation):
        inner = _model_inside(part)
        if inner is not None:
            return inner
    return None
