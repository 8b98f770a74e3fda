"""Write a scenario as one file that loads by itself and shows for every number where it came from."""

from datetime import date
from functools import lru_cache
from typing import Any

import yaml

from sim.scenario.faults import Fault, Origin
from sim.scenario.files import MAX_BYTES
from sim.scenario.nodes import MAX_DEPTH, join
from sim.scenario.records import Change, Choice, Event, Number, Option, Source, Strategy, Turn
from sim.scenario.scalars import resolve_plain
from sim.scenario.scenario import Scenario

_NUMBER = (
    "value", "low", "high", "distribution", "unit", "basis", "as_of", "source", "bounds", "lever", "state",
    "group", "drift", "hindsight", "note", "origin",
)  # fmt: skip
_CHOICE = ("value", "options", "basis", "as_of", "source", "lever", "hindsight", "note", "origin")
_CHANGE = ("path", "set", "scale", "add", "weeks")
_SOURCE = ("title", "publisher", "published", "address", "note")
"""Fields of each kind of entry that a file shows, in the order in which it shows them."""

_INTEGERS_AS_SUCH = 1e15
_BYTES_PER_LETTER = 2
"""More bytes than a file needs for a letter of Python's own words for a scenario; the baseline needs 0.74."""

_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _ResolvedDumper(_Dumper):  # type: ignore[misc]
    """Quotes whatever the loader would read as something else, and writes whole floats as integers."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """Write every value out: the loader counts aliases."""
        return True


class _Inline(list[Any]):
    """A short list, written on one line."""


def _represent_inline(dumper: Any, items: _Inline) -> Any:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)


def _represent_text(dumper: Any, text: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if _is_plain(text) else '"')


@lru_cache(maxsize=4096)
def _is_plain(text: str) -> bool:
    """Whether the loader reads text as text without quotes; keys and units come hundreds of times in one file."""
    return isinstance(resolve_plain(text), str)


def _represent_float(dumper: Any, figure: float) -> Any:
    if figure.is_integer() and abs(figure) < _INTEGERS_AS_SUCH:
        return dumper.represent_scalar("tag:yaml.org,2002:int", str(int(figure)))
    return _Dumper.represent_float(dumper, figure)


_ResolvedDumper.add_representer(_Inline, _represent_inline)
_ResolvedDumper.add_representer(str, _represent_text)
_ResolvedDumper.add_representer(float, _represent_float)


def resolved_yaml(scenario: Scenario) -> str:
    """Return the text of ``scenario.resolved.yaml``: everything inherited, nothing extended.

    Loading it gives the same numbers, events and hash; ``origin`` is the file and line that gave each number.
    """
    content: dict[str, Any] = {
        "name": scenario.name,
        "title": scenario.title,
        "description": scenario.description,
        "as_of": scenario.as_of,
        "weeks": scenario.weeks,
    }
    content |= _section(scenario, "")
    if scenario.own_events:
        content["events"] = [_event(event) for event in scenario.own_events]
    if scenario.strategies:
        content["strategies"] = {name: _strategy(strategy) for name, strategy in scenario.strategies.items()}
    if scenario.menus:
        content["menus"] = {
            actor: {name: _option(option) for name, option in menu.items()} for actor, menu in scenario.menus.items()
        }
    if scenario.scripts:
        content["scripts"] = {actor: [_turn(turn) for turn in turns] for actor, turns in scenario.scripts.items()}
    cited = {entry.source for entry in scenario.entries.values()}
    cited |= {option.source for menu in scenario.menus.values() for option in menu.values()}
    cited |= {event.source for event in scenario.events}
    used = {key: _written(source, _SOURCE) for key, source in scenario.sources.items() if key in cited}
    if used:
        content["sources"] = used
    body = yaml.dump(content, Dumper=_ResolvedDumper, sort_keys=False, allow_unicode=True, width=100)
    return f"# The whole scenario, resolved from {' < '.join(scenario.files)}.\n{body}"


def too_large(scenario: Scenario) -> list[Fault]:
    """Note a scenario that could not be loaded again once all it inherits is written out."""
    if _most_bytes(scenario) <= MAX_BYTES:  # spares writing it out, which takes longer than all else in loading it
        return []
    size = len(resolved_yaml(scenario).encode())
    message = f"found {size:,} bytes with all that is inherited, expected {MAX_BYTES:,} (1 MB) or less"
    return [Fault(Origin(scenario.files[0]), "", message)] if size > MAX_BYTES else []


def _most_bytes(scenario: Scenario) -> int:
    """Return a number of bytes that the file of a scenario does not reach; what is not ASCII counts as if escaped."""
    parts = (scenario.entries, scenario.strategies, scenario.sources, scenario.menus, scenario.scripts)
    words = [ascii(part) for part in (*parts, scenario.own_events, scenario.title, scenario.description)]
    # A line break in a text is written as two, and the next line is indented.
    return sum(_BYTES_PER_LETTER * len(text) + 2 * MAX_DEPTH * text.count("\\n") for text in words)


def _section(scenario: Scenario, section: str) -> dict[str, Any]:
    """Return a section with its entries, and the sections below it, in the root's order."""
    content: dict[str, Any] = {}
    for key in scenario.tree.members[section]:
        path = join(section, key)
        if path in scenario.numbers:
            content[key] = _written(scenario.numbers[path], _NUMBER)
        elif path in scenario.choices:
            content[key] = _written(scenario.choices[path], _CHOICE)
        else:
            content[key] = _section(scenario, path)
    return content


def _given(**fields: Any) -> dict[str, Any]:
    """Return the fields that say something."""
    return {key: value for key, value in fields.items() if value is not None and value is not False}


def _written(record: Number | Choice | Source | Change, keys: tuple[str, ...]) -> dict[str, Any]:
    """Return the fields of a record that say something, in the order of the keys."""
    return _given(**{key: _plain(getattr(record, key)) for key in keys})


def _plain(field: Any) -> Any:
    """Return a field as it is written."""
    if isinstance(field, tuple):
        return _Inline(field)
    return str(field) if isinstance(field, Origin) else field


def _event(event: Event) -> dict[str, Any]:
    return _given(
        name=event.name,
        title=event.title,
        **_when(event),
        probability=event.probability,
        changes=[_change(change) for change in event.changes],
        source=event.source,
        hindsight=event.hindsight,
        note=event.note,
    )


def _when(event: Event) -> dict[str, int | date]:
    """Return the week, or the date it was counted from."""
    first: dict[str, int | date] = {"week": event.week} if event.date is None else {"date": event.date}
    if event.latest_date is not None:
        return {**first, "latest_date": event.latest_date}
    return first if event.latest_week is None else {**first, "latest_week": event.latest_week}


def _change(change: Change) -> dict[str, Any]:
    return _written(change, _CHANGE) | ({"ramp_weeks": change.ramp_weeks} if change.ramp_weeks else {})


def _option(option: Option) -> dict[str, Any]:
    """Return an option as it is written; what stands at its default is left out."""
    content = _given(
        title=option.title,
        description=option.description or None,
        hold_weeks=option.hold_weeks,
        lag_weeks=option.lag_weeks or None,
        adds_up=option.adds_up,
        meets=option.meets or None,
        cost=option.cost,
        source=option.source,
        note=option.note,
    )
    content["changes"] = [_change(change) for change in option.changes]
    if option.effects:
        content["effects"] = {key: _Inline(sizes) for key, sizes in option.effects.items()}
    return content


def _turn(turn: Turn) -> dict[str, Any]:
    when: dict[str, Any] = {"week": turn.week} if turn.date is None else {"date": turn.date}
    return {**when, "option": turn.option}


def _strategy(strategy: Strategy) -> dict[str, Any]:
    changes = [{**_change(event.changes[0]), **_when(event)} for event in strategy.events]
    return {"title": strategy.title, "description": strategy.description, "changes": changes}
