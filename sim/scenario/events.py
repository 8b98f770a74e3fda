"""Events and strategies as one file states them, checked against what they may change."""

import datetime as dt
import re
from dataclasses import replace

from sim.scenario.changes import change_faults, change_of, changes_in, unknown_number
from sim.scenario.content import STRATEGY_PREFIX, S, ScenarioContent
from sim.scenario.faults import Fault, Origin, did_you_mean
from sim.scenario.files import ScenarioFile
from sim.scenario.fitting import fit, sound_values
from sim.scenario.menus import lay_menus, lay_scripts
from sim.scenario.nodes import Leaf, ListNode, MapNode, Node, found_words, join
from sim.scenario.records import Event, Strategy
from sim.scenario.shapes import NAME_PATTERN, EventShape, RemovalShape, StrategyShape
from sim.scenario.sources import source_faults


def lay_happenings(scenario: S, file: ScenarioFile, faults: list[Fault]) -> S:
    """Return the scenario after the events, strategies, menus and scripts of a file, noting every fault in them."""
    entries = file.node.entries
    if "menus" in entries:
        scenario = lay_menus(scenario, entries["menus"], faults)
    if "scripts" in entries:
        scenario = lay_scripts(scenario, entries["scripts"], faults)
    if "strategies" in entries:
        scenario = replace(scenario, strategies=_strategies(scenario, entries["strategies"], faults))
    if "events" in entries:
        scenario = replace(scenario, events=_events(scenario, entries["events"], faults))
    return scenario


def _events(scenario: ScenarioContent, node: Node, faults: list[Fault]) -> tuple[Event, ...]:
    """Return the scenario's events after a file's list of events: replaced by name, removed, or added."""
    events = {event.name: event for event in scenario.events}
    if not isinstance(node, ListNode):
        faults.append(Fault(node.at, "events", f"found {found_words(node)}, expected a list of events"))
        return scenario.events
    inherited = set(events)
    here: dict[str, Origin] = {}
    for index, item in enumerate(node.items):
        path = f"events[{index}]"
        if not isinstance(item, MapNode):
            expected = "expected a mapping with name, week or date, changes"
            faults.append(Fault(item.at, path, f"found {found_words(item)}, {expected}"))
            continue
        name, at = _name(item), item.place("name")
        path = f"events.{name}" if name else path
        again = name in here
        if again:
            expected = f"expected one event of that name; the other is on line {here[name].line}"
            faults.append(Fault(at, path, f"duplicate name, {expected}"))
        if name:
            here.setdefault(name, at)
        if "remove" not in item.entries:
            event = _event(scenario, item, path, faults)
            if event is not None and not again:
                events[event.name] = event
            continue
        fit(RemovalShape, item, path, faults)
        if name and name not in inherited:
            advice = did_you_mean(name, inherited) or ", expected the name of an inherited event"
            faults.append(Fault(at, path, f"nothing to remove{advice}"))
        events.pop(name, None)
    return tuple(events.values())


def _name(node: MapNode) -> str:
    """Return the name of an event, nothing if it has none."""
    name = node.entries.get("name")
    return name.value if isinstance(name, Leaf) and isinstance(name.value, str) else ""


def _strategies(scenario: ScenarioContent, node: Node, faults: list[Fault]) -> dict[str, Strategy]:
    """Return the scenario's strategies after those of a file: replaced by name or added."""
    strategies = dict(scenario.strategies)
    if not isinstance(node, MapNode):
        faults.append(Fault(node.at, "strategies", f"found {found_words(node)}, expected a mapping of strategies"))
        return strategies
    for name, item in node.entries.items():
        path = join("strategies", name)
        if not re.fullmatch(NAME_PATTERN, name):
            message = f"found the name '{name}', expected letters, digits, '_', '-' and '.'"
            faults.append(Fault(item.at, path, message))
            continue
        if not isinstance(item, MapNode):
            expected = "expected a mapping with title, description, changes"
            faults.append(Fault(item.at, path, f"found {found_words(item)}, {expected}"))
            continue
        strategy = read_strategy(scenario, item, path, faults, name=name, prefix=STRATEGY_PREFIX)
        if strategy is not None:
            strategies[name] = strategy
    return strategies


def dated(event: Event, as_of: dt.date) -> Event:
    """Return an event whose dates are counted in whole weeks from ``as_of``, rounding towards the past."""
    week = event.week if event.date is None else (event.date - as_of).days // 7
    latest = event.latest_week if event.latest_date is None else (event.latest_date - as_of).days // 7
    return replace(event, week=week, latest_week=latest)


def _event(scenario: ScenarioContent, node: MapNode, path: str, faults: list[Fault]) -> Event | None:
    """Return an event after noting everything that is wrong with it.

    One with faults is returned too, as far as it can be read, so that its dates are checked with the rest.
    """
    n_before = len(faults)
    shape = fit(EventShape, node, path, faults)
    faulty = {fault.path for fault in faults[n_before:]}
    values = sound_values(node, path, faulty)
    _check_when(node, path, faults, needed=True)
    faults += source_faults(values.get("source"), scenario.sources, node.place("source"), join(path, "source"))
    if isinstance(values.get("probability"), str):
        faults += _probability_faults(scenario, values["probability"], node.place("probability"), path)
    for place, change in changes_in(node, path):
        faults += change_faults(scenario, change, place, faulty)
    if "name" not in values:
        return None
    return Event(
        name=values["name"],
        title=values.get("title") or values["name"].replace("_", " "),
        week=values.get("week") or 0,
        latest_week=values.get("latest_week"),
        probability=shape.probability if shape is not None else 1.0,
        changes=tuple(change_of(change) for change in shape.changes) if shape is not None else (),
        source=values.get("source"),
        note=values.get("note"),
        origin=node.place("name"),
        hindsight=bool(values.get("hindsight")),
        date=values.get("date"),
        latest_date=values.get("latest_date"),
    )


def read_strategy(
    scenario: ScenarioContent, node: MapNode, path: str, faults: list[Fault], *, name: str, prefix: str
) -> Strategy | None:
    """Return a strategy, or None after noting everything that is wrong with it.

    Args:
        scenario: what it changes.
        node: the strategy as it is written.
        path: its own path, for messages.
        faults: list to which faults are added.
        name: its name.
        prefix: of the names of its events.
    """
    n_before = len(faults)
    shape = fit(StrategyShape, node, path, faults)
    faulty = {fault.path for fault in faults[n_before:]}
    places = changes_in(node, path)
    for place, change in places:
        _check_when(change, place, faults, needed=False)
        faults += change_faults(scenario, change, place, faulty)
    if shape is None or len(faults) > n_before:
        return None
    events = tuple(
        Event(
            name=f"{prefix}{name}/{index}",
            title=shape.title,
            week=change.week or 0,
            latest_week=None,
            probability=1.0,
            changes=(change_of(change),),
            source=None,
            note=None,
            origin=places[index][1].at,
            date=change.date,
        )
        for index, change in enumerate(shape.changes)
    )
    return Strategy(name, shape.title, shape.description, events=events, origin=node.at)


def _check_when(node: MapNode, path: str, faults: list[Fault], needed: bool) -> None:
    """Note a week beside a date, or neither where one is needed."""
    for week, day in (("week", "date"), ("latest_week", "latest_date")):
        if week in node.entries and day in node.entries:
            faults.append(Fault(node.place(day), path, f"found {week} and {day}, expected one of them"))
    if needed and "week" not in node.entries and "date" not in node.entries:
        faults.append(Fault(node.at, path, "missing; expected week or date"))


def _probability_faults(scenario: ScenarioContent, reference: str, at: Origin, event: str) -> list[Fault]:
    """Note a probability that is not the path of a number between 0 and 1."""
    path = join(event, "probability")
    if reference not in scenario.tree.numbers:
        return [Fault(at, path, unknown_number(scenario, reference))]
    number = scenario.numbers.get(reference)
    if number is None or (number.bounds[0] >= 0 and number.bounds[1] <= 1):
        return []
    expected = "expected one with bounds within [0, 1]"
    return [Fault(at, path, f"found '{reference}' with bounds {list(number.bounds)}, {expected}")]
