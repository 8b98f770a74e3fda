"""The shapes of the parts of a scenario file, as strict pydantic models, and how a part is fitted to its shape.

A field's description is what a fault says was expected, and what an editor shows through the JSON Schema.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from sim.scenario.faults import Fault, did_you_mean
from sim.scenario.nodes import Leaf, ListNode, MapNode, Node, found_words, join, plain
from sim.scenario.records import Basis, Distribution, State
from sim.scenario.scalars import Misread, resolve_plain

EARLIEST_WEEK = -520
LATEST_WEEK = 520
LONGEST_HORIZON = 260
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2100, 1, 1)

NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$"

# What a fault says was expected, where several shapes expect it.
DATE = "a date, unquoted, as 2024-06-03"
NAME = "a name of letters, digits, '_', '-' and '.'"
LINE = "text on one line"
BASIS = "one of measured, estimated, judgement"
SOURCE = "a key of sources.yaml, as text"
WEEK = f"a whole week from {EARLIEST_WEEK} to {LATEST_WEEK}"

Name = Annotated[str, Field(pattern=NAME_PATTERN)]
Filled = Annotated[str, Field(min_length=1)]
# Titles, units, sources: they stand in tables, pictures and file names, where a line break would part them.
Line = Annotated[str, Field(min_length=1, pattern=r"^[^\n\t]+$")]
Figure = Annotated[float | None, Field(description="a finite number")]
Size = Annotated[float | str | None, Field(description="a number, or the dotted path of one")]
Flag = Annotated[bool | None, Field(description="true or false")]
Note = Annotated[Filled | None, Field(description="text")]
Title = Annotated[Line | None, Field(description=LINE)]
Cited = Annotated[Line | None, Field(description=SOURCE)]
Judged = Annotated[Basis | None, Field(description=BASIS)]
When = Annotated[dt.date | None, Field(description=DATE)]
Week = Annotated[Annotated[int, Field(ge=EARLIEST_WEEK, le=LATEST_WEEK)] | None, Field(description=WEEK)]


class Shape(BaseModel):
    """Nothing is converted, nothing unknown is let through, nothing changes afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class HeaderShape(Shape):
    """The keys at the top of a file that describe the scenario."""

    extends: Line | None = Field(None, description="the name of the scenario it is laid over, as text")
    name: Name | None = Field(None, description=f"{NAME}; default the file's")
    title: Title = None
    description: str | None = Field(None, description="text")
    as_of: dt.date | None = Field(None, ge=FIRST_DAY, le=LAST_DAY, description=DATE)
    weeks: int | None = Field(
        None, ge=1, le=LONGEST_HORIZON, description=f"a whole number of weeks from 1 to {LONGEST_HORIZON}"
    )
    hindsight: Literal["inherited"] | None = Field(None, description="the word 'inherited'")


class _Spread(Shape):
    """What a number may carry, in the root and in an override alike."""

    low: Figure = None
    high: Figure = None
    distribution: Distribution | None = Field(
        None, description="one of triangular, uniform, loguniform, normal, lognormal"
    )
    bounds: list[float] | None = Field(
        None, min_length=2, max_length=2, description="a list of two finite numbers, [lowest, highest]"
    )
    lever: Flag = None
    state: State | None = Field(None, description="initial or dial")
    group: Name | None = Field(None, description="the name of a number in the section ignorance")
    drift: Name | None = Field(None, description="the name of a process in the section drift beside the number")
    hindsight: Flag = None
    note: Note = None


class NumberEntry(_Spread):
    """A number as the root declares it."""

    value: float = Field(description="a finite number")
    unit: Line = Field(description="a unit, as text")
    basis: Basis = Field(description=BASIS)
    source: Line = Field(description=SOURCE)
    as_of: dt.date = Field(description=DATE)
    origin: Line | None = Field(None, description="file:line, as text")


class NumberOverride(_Spread):
    """What a scenario may say of an inherited number."""

    value: Figure = None
    scale: float | None = Field(None, ge=0, description="a finite number, 0 or more")
    unit: Line | None = Field(None, description="the inherited unit, as text")
    basis: Judged = None
    source: Cited = None
    as_of: When = None


class ChoiceOverride(Shape):
    """What a scenario may say of an inherited choice."""

    value: Line | None = Field(None, description="one of the options, as text")
    options: list[Line] | None = Field(None, min_length=1, description="a list of texts")
    basis: Judged = None
    source: Cited = None
    as_of: When = None
    lever: Flag = None
    hindsight: Flag = None
    note: Note = None


class ChoiceEntry(ChoiceOverride):
    """A choice as the root declares it."""

    value: Line = Field(description="one of the options, as text")
    options: list[Line] = Field(min_length=1, description="a list of texts, the options of this choice")
    origin: Line | None = Field(None, description="file:line, as text")


class ChangeShape(Shape):
    """A change to one number."""

    path: Line = Field(description="the dotted path of a number")
    set: Size = None
    scale: Size = None
    add: Size = None
    weeks: int | None = Field(None, ge=1, le=LATEST_WEEK, description="a whole number of weeks, 1 or more")
    ramp_weeks: int = Field(0, ge=0, le=LATEST_WEEK, description="a whole number of weeks, 0 or more")


class TimedChangeShape(ChangeShape):
    """A change that a strategy makes in a week."""

    week: Week = None
    date: When = None


class EventShape(Shape):
    """Something that happens."""

    name: Name = Field(description=NAME)
    title: Title = None
    week: Week = None
    date: When = None
    latest_week: Week = None
    latest_date: When = None
    probability: Annotated[float, Field(ge=0, le=1)] | str = Field(
        1.0, description="a probability from 0 to 1, or the dotted path of a number that is one"
    )
    changes: list[ChangeShape] = Field(min_length=1, description="a list of one change or more")
    source: Cited = None
    hindsight: Flag = None
    note: Note = None


class RemovalShape(Shape):
    """An inherited event that does not happen."""

    name: Name = Field(description=NAME)
    remove: Literal[True] = Field(description="true")


class StrategyShape(Shape):
    """A bundle of levers over time."""

    title: Line = Field(description=LINE)
    description: str = Field("", description="text")
    changes: list[TimedChangeShape] = Field(description="a list of changes, [] for none")


class OptionShape(Shape):
    """Something that an actor may choose to do."""

    title: Line = Field(description=LINE)
    description: str = Field("", description="text")
    changes: list[ChangeShape] = Field(description="a list of changes, [] for none")
    hold_weeks: int = Field(4, ge=4, le=LATEST_WEEK, description="a whole number of weeks, 4 or more")
    lag_weeks: int = Field(
        0, ge=0, le=LATEST_WEEK, multiple_of=4, description="a whole number of weeks, 0 or a multiple of 4"
    )
    adds_up: bool = Field(False, description="true or false")
    meets: float = Field(0.0, ge=0, le=1, description="a share from 0 to 1")
    cost: float | str = Field(0.0, description="a number, or the dotted path of one")
    effects: dict[str, list[float]] = Field(default_factory=dict, description="for each effect a list of three numbers")
    source: Cited = None
    note: Note = None


class TurnShape(Shape):
    """What a script does from a week on."""

    week: Week = None
    date: When = None
    option: Line = Field(description="the name of an option, as text")


class SourceShape(Shape):
    """An entry of the bibliography."""

    title: Line = Field(description=LINE)
    publisher: Line = Field(description=LINE)
    published: dt.date = Field(description=DATE)
    address: Title = None
    note: Note = None


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
