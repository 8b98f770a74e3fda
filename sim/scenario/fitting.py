"""How a part of a scenario file is fitted to its shape, and what is said where it does not fit."""

from collections.abc import Collection, Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.scenario.faults import Fault, did_you_mean
from sim.scenario.nodes import Leaf, ListNode, MapNode, Node, found_words, join, plain
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
    blanks = list(_blanks(node, path))
    faults.extend(blanks)
    try:
        fitted = shape.model_validate(plain(node))
    except ValidationError as error:
        seen = {fault.path for fault in blanks}
        for detail in error.errors(include_url=False, include_context=False):
            fault = _fault(shape, node, path, detail)
            if fault.path not in seen:
                faults.append(fault)
                seen.add(fault.path)
        return None
    return None if blanks else fitted


def fit_leaf(shape: type[S], leaf: Leaf, path: str, faults: list[Fault], *, key: str = "value") -> S | None:
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


def _blanks(node: Node, path: str) -> Iterator[Fault]:
    """Find keys that nothing stands behind: a None would pass for 'not given'."""
    if isinstance(node, MapNode):
        for key, below in node.entries.items():
            if isinstance(below, Leaf) and below.value is None:
                remedy = "found nothing, expected a value; leave the key out if there is none"
                yield Fault(below.at, join(path, key), remedy)
            yield from _blanks(below, join(path, key))
    elif isinstance(node, ListNode):
        for index, item in enumerate(node.items):
            yield from _blanks(item, join(path, index))


def _fault(shape: type[Shape], node: MapNode, path: str, detail: ErrorDetails) -> Fault:
    """Turn one of pydantic's errors into a fault."""
    model: type[BaseModel] = shape
    here: Node = node
    expected = ""
    kind, location = detail["type"], detail["loc"]
    for step in location:
        if isinstance(step, int) and isinstance(here, ListNode) and step < len(here.items):
            here, path = here.items[step], join(path, step)
            continue
        field = model.model_fields.get(str(step))
        is_unknown = kind == "extra_forbidden" and field is None
        if not isinstance(step, str) or not isinstance(here, MapNode) or not (field or is_unknown):
            break  # a step inside pydantic's own type, such as the branch of a union
        path = join(path, step)
        if is_unknown and step == location[-1]:
            known = [name for name in model.model_fields if name not in here.entries]
            return Fault(here.place(step), path, f"unknown key{_key_advice(step, known)}")
        if field is not None:
            expected = field.description or ""
            model = _model_inside(field.annotation) or model
        if step not in here.entries:
            return Fault(here.at, path, f"missing; expected {expected}")
        here = here.entries[step]
    if kind == "model_type" or not expected:
        expected = "a mapping"
    return Fault(here.at, path, f"found {found_words(here)}, expected {expected}{_advice(here, kind)}")


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
