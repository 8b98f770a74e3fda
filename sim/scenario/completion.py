"""The last step of loading: dates, sources and the chosen strategy, which only the sum of all layers can tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sim.scenario.draft import STRATEGY_CHOICE, Cited, Draft
from sim.scenario.events import dated
from sim.scenario.faults import Fault, Origin, listed
from sim.scenario.header import UNKNOWN_DATE
from sim.scenario.records import Choice, Event, Number
from sim.scenario.shapes import EARLIEST_WEEK, LATEST_WEEK


def complete(draft: Draft, files: Sequence[str], faults: list[Fault]) -> Draft:
    """Return the draft with hindsight marked, dates counted in weeks, and the chosen strategy's events last.

    Args:
        draft: the sum of all layers.
        files: the names of the files it came from, the scenario's own first.
        faults: list to which faults are added.
    """
    if draft.header.as_of != UNKNOWN_DATE:
        at_start = _AtStart(draft, files, faults)
        events = tuple(at_start.event(dated(event, draft.header.as_of)) for event in draft.events)
        entries = {path: at_start.entry(entry) for path, entry in draft.entries.items()}
        draft = replace(draft, entries=entries, events=events)
    return replace(draft, events=(*draft.events, *_strategy_events(draft, faults)))


class _AtStart:
    """Refuses or marks figures and sources that were not yet known on the day on which a scenario starts."""

    def __init__(self, draft: Draft, files: Sequence[str], faults: list[Fault]) -> None:
        self.draft = draft
        self.files = files
        self.faults = faults
        self.as_of = draft.header.as_of
        self.sources = draft.sources or {}

    def entry(self, entry: Number | Choice) -> Number | Choice:
        """Return an entry, marked if it rests on hindsight because its layer is allowed to."""
        cited = self.draft.cited.get(entry.path) or Cited(entry.origin, entry.origin, 0)
        if entry.as_of is not None and entry.as_of > self.as_of:
            message = f"figure of {entry.as_of} is later than the scenario's as_of {self.as_of}"
            self._note(cited.as_of, entry.path, f"{message}, expected an earlier figure")
        late = self._late(entry.source)
        if entry.hindsight or not late:
            return entry
        if cited.layer >= self.draft.inherits_hindsight:
            self._note(cited.source, entry.path, late)
        return replace(entry, hindsight=True)

    def event(self, event: Event) -> Event:
        """Return the event, after noting weeks out of range and a source that was not yet published."""
        path = f"events.{event.name}"
        for week in (event.week, event.latest_week):
            if week is not None and not EARLIEST_WEEK <= week <= LATEST_WEEK:
                message = (
                    f"found week {week} counted from {self.as_of}, expected {EARLIEST_WEEK} to {LATEST_WEEK}"
                )
                self._note(event.origin, path, message)
        if event.latest_week is not None and event.latest_week < event.week:
            message = f"found the latest week {event.latest_week}, expected {event.week} (the first) or later"
            self._note(event.origin, path, message)
        late = self._late(event.source)
        if event.hindsight or not late:
            return event
        if self._layer(event.origin) >= self.draft.inherits_hindsight:
            self._note(event.origin, path, late)
        return replace(event, hindsight=True)

    def _layer(self, origin: Origin) -> int:
        """Return the layer of a file, 0 being the root's."""
        return len(self.files) - 1 - self.files.index(origin.file) if origin.file in self.files else 0

    def _late(self, source: str | None) -> str:
        """Say that a source was not yet published, or nothing."""
        cited = self.sources.get(source or "")
        if cited is None or cited.published <= self.as_of:
            return ""
        late = f"source '{source}' was published on {cited.published}, later than the scenario's as_of"
        return f"{late} {self.as_of}; expected an earlier source, or hindsight: true"

    def _note(self, at: Origin, path: str, message: str) -> None:
        """Note a fault where the scenario's writer can mend it: not in an inherited file."""
        place = self.draft.header.places.get("as_of", at)
        if at.file == self.files[0] or place.file == at.file:
            self.faults.append(Fault(at, path, message))
        else:
            self.faults.append(Fault(place, path, f"{message} (inherited from {at})"))


def _strategy_events(draft: Draft, faults: list[Fault]) -> tuple[Event, ...]:
    """Return what the chosen strategy does, after noting options that are no strategies."""
    choice = draft.choice(STRATEGY_CHOICE)
    if choice is None:
        return ()
    missing = [name for name in choice.options if name not in draft.strategies]
    if missing and not any(fault.path.startswith("strategies") for fault in faults):
        message = f"found the options {listed(missing)}, expected each to be a key of strategies"
        faults.append(Fault(choice.origin, choice.path, message))
    strategy = draft.strategies.get(choice.value)
    if strategy is None:
        return ()
    return tuple(dated(event, draft.header.as_of) for event in strategy.events)
