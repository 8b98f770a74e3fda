"""What a scenario changes against the one it is laid over: numbers, choices, events, with their units."""

from datetime import timedelta

from sim.analysis.wording import capitalised, parameter
from sim.reports.html.page import Cell, Link, Part, Section, Table, Words
from sim.reports.html.pictures.axes import dated
from sim.scenario import Scenario
from sim.scenario.records import Change, Choice, Event, Number


def changes(scenario: Scenario, root: Scenario | None, name: str) -> Section:
    """The section on what a scenario changes.

    Args:
        scenario: that was played.
        root: that it is laid over; None if nobody knows.
        name: of the root.
    """
    title = f"What changed against {name}" if root is not None else "What the scenario changes"
    return Section("changes", title, tuple(_parts(scenario, root)))


def _parts(scenario: Scenario, root: Scenario | None) -> list[Part]:
    if root is None:
        return [
            Words(
                "The scenario stands on a root of its own, or was played by another version: nothing to compare with."
            )
        ]
    if scenario.hash == root.hash:
        return [Words("Nothing: the scenario is the baseline itself.")]
    found: list[Part] = []
    if (scenario.as_of, scenario.weeks) != (root.as_of, root.weeks):
        found.append(
            Words(
                f"It runs from {dated(scenario.as_of)} for {scenario.weeks} weeks, in place of {root.weeks} weeks from"
                f" {dated(root.as_of)}."
            )
        )
    entries = tuple(_entries(scenario, root))
    events = tuple(_events(scenario, root))
    if entries:
        found.append(Table("Numbers and choices", ("What", "Baseline", "Here", "Unit", "Source"), entries))
    if events:
        found.append(Table("Events", ("Event", "When", "Chance", "Does", "Source"), events))
    gone = [event.title for event in root.own_events if event.name not in {each.name for each in scenario.own_events}]
    if gone:
        found.append(Words(f"Left out: {'; '.join(gone)}."))
    return found or [Words("Nothing of its numbers, choices and events; what actors may do, or do by script, differs.")]


def _entries(scenario: Scenario, root: Scenario) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for path, entry in scenario.entries.items():
        before = root.entries.get(path)
        if before is None or shown(before) == shown(entry):
            continue
        unit = entry.unit if isinstance(entry, Number) else "choice"
        rows.append((capitalised(parameter(path)), shown(before), shown(entry), unit, cited(scenario, entry.source)))
    return rows


def shown(entry: Number | Choice) -> str:
    """A value with its range."""
    if isinstance(entry, Choice):
        return entry.value.replace("_", " ")
    span = f" ({figure(entry.low)} to {figure(entry.high)})" if entry.low is not None and entry.high is not None else ""
    return figure(entry.value) + span


def figure(value: float | None) -> str:
    """A number as the scenario says it, with thousands separators."""
    return "" if value is None else f"{value:,.10g}".replace("-", "−")


def cited(scenario: Scenario, key: str | None) -> Cell:
    """A source by its title, with a link where its address is known."""
    if key is None or key not in scenario.sources:
        return key or "none"
    source = scenario.sources[key]
    words = f"{source.title} ({source.publisher}, {source.published.year})"
    return Link(words, source.address) if source.address else words


def _events(scenario: Scenario, root: Scenario) -> list[tuple[Cell, ...]]:
    known = {event.name: event for event in root.events}
    rows: list[tuple[Cell, ...]] = []
    for event in scenario.events:
        same = known.get(event.name)
        if same is not None and (same.week, same.probability, same.changes) == (
            event.week,
            event.probability,
            event.changes,
        ):
            continue
        does = "; ".join(_does(scenario, change) for change in event.changes)
        rows.append((event.title, _when(scenario, event), _chance(event), does, cited(scenario, event.source)))
    return rows


def _when(scenario: Scenario, event: Event) -> str:
    first = dated(scenario.as_of + timedelta(weeks=event.week))
    if event.latest_week is None:
        return first
    return f"between {first} and {dated(scenario.as_of + timedelta(weeks=event.latest_week))}"


def _chance(event: Event) -> str:
    if isinstance(event.probability, str):
        return f"as {parameter(event.probability)} says"
    return "certain" if event.probability == 1.0 else f"{100.0 * event.probability:.0f} in 100"


def _does(scenario: Scenario, change: Change) -> str:
    number = scenario.numbers.get(change.path)
    unit = f" {number.unit}" if number is not None else ""
    lasts = f" for {change.weeks} weeks" if change.weeks is not None else ""
    size = next(value for value in (change.set, change.scale, change.add) if value is not None)
    amount = parameter(size) if isinstance(size, str) else figure(size)
    does = {
        "set": f"becomes {amount}{unit}",
        "scale": f"times {amount}",
        "add": f"{'' if amount.startswith('−') else '+'}{amount}{unit}",
    }
    kind = next(name for name in does if getattr(change, name) is not None)
    return f"{parameter(change.path)} {does[kind]}{lasts}"
