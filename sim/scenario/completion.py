"""The last step of loading: dates, sources and the chosen strategy, which only the sum of all layers can tell."""

from dataclasses import replace
from datetime import date

from sim.scenario.content import S, ScenarioContent
from sim.scenario.events import dated
from sim.scenario.faults import Fault, Origin, listed
from sim.scenario.header import UNKNOWN_DATE
from sim.scenario.menus import unknown_policies
from sim.scenario.records import Cited, Entry, Event, FrozenMap, Turn
from sim.scenario.shapes import EARLIEST_WEEK, LATEST_WEEK
from sim.scenario.ties import unknown_ties
from sim.scenario.tree import STRATEGY_CHOICE


def complete(scenario: S, faults: list[Fault]) -> S:
    """Return the scenario with hindsight marked, dates counted in weeks, and the chosen strategy's events last."""
    entries, events = dict(scenario.entries), scenario.events
    unknown_policies(scenario, faults)
    unknown_ties(scenario, faults)
    if scenario.as_of != UNKNOWN_DATE:
        at_start = _AtStart(scenario, faults)
        events = tuple(at_start.event(dated(event, scenario.as_of)) for event in events)
        entries = {path: at_start.entry(entry) for path, entry in entries.items()}
    return replace(
        scenario,
        entries=FrozenMap(entries),
        events=(*events, *_strategy_events(scenario, faults)),
        strategies=FrozenMap(scenario.strategies),
        scripts=FrozenMap({actor: _dated(turns, scenario.as_of) for actor, turns in scenario.scripts.items()}),
        sources=FrozenMap(scenario.sources),
        gathered=FrozenMap(scenario.gathered),
        places=FrozenMap(scenario.places),
        cited=FrozenMap({path: said for path, said in scenario.cited.items() if _on_hindsight(entries.get(path))}),
        inherits_hindsight=0,
    )


def _dated(turns: tuple[Turn, ...], as_of: date) -> tuple[Turn, ...]:
    """Return turns in order of time, dates counted in whole weeks from the start, rounding towards the past."""
    weeks = (turn.week if turn.date is None else (turn.date - as_of).days // 7 for turn in turns)
    counted = (replace(turn, week=week) for turn, week in zip(turns, weeks, strict=True))
    return tuple(sorted(counted, key=lambda turn: turn.week))


def _on_hindsight(entry: Entry | None) -> bool:
    return entry is not None and entry.hindsight


class _AtStart:
    """Refuses or marks figures and sources that were not yet known on the day on which a scenario starts."""

    def __init__(self, scenario: ScenarioContent, faults: list[Fault]) -> None:
        self.scenario = scenario
        self.faults = faults
        self.as_of = scenario.as_of

    def entry(self, entry: Entry) -> Entry:
        """Return an entry, marked if it rests on hindsight because its layer is allowed to."""
        cited = self.scenario.cited.get(entry.path) or Cited(entry.origin, entry.origin, 0)
        if entry.as_of is not None and entry.as_of > self.as_of:
            message = f"figure of {entry.as_of} is later than the scenario's as_of {self.as_of}"
            self._note(cited.as_of, entry.path, f"{message}, expected an earlier figure")
        late = self._late(entry.source)
        if entry.hindsight or not late:
            return entry
        if cited.layer >= self.scenario.inherits_hindsight:
            self._note(cited.source, entry.path, late)
        return replace(entry, hindsight=True)

    def event(self, event: Event) -> Event:
        """Return the event, after noting weeks out of range and a source that was not yet published."""
        path = f"events.{event.name}"
        for week in (event.week, event.latest_week):
            if week is not None and not EARLIEST_WEEK <= week <= LATEST_WEEK:
                message = f"found week {week} counted from {self.as_of}, expected {EARLIEST_WEEK} to {LATEST_WEEK}"
                self._note(event.origin, path, message)
        if event.latest_week is not None and event.latest_week < event.week:
            message = f"found the latest week {event.latest_week}, expected {event.week} (the first) or later"
            self._note(event.origin, path, message)
        late = self._late(event.source)
        if event.hindsight or not late:
            return event
        if self._layer(event.origin) >= self.scenario.inherits_hindsight:
            self._note(event.origin, path, late)
        return replace(event, hindsight=True)

    def _layer(self, origin: Origin) -> int:
        """Return the layer of a file, 0 being the root's."""
        return (
            len(self.scenario.files) - 1 - self.scenario.files.index(origin.file)
            if origin.file in self.scenario.files
            else 0
        )

    def _late(self, source: str | None) -> str:
        """Say that a source was not yet published, or nothing."""
        cited = self.scenario.sources.get(source or "")
        if cited is None or cited.published <= self.as_of:
            return ""
        late = f"source '{source}' was published on {cited.published}, later than the scenario's as_of"
        return f"{late} {self.as_of}; expected an earlier source, or hindsight: true"

    def _note(self, at: Origin, path: str, message: str) -> None:
        """Note a fault where the scenario's writer can mend it: not in an inherited file."""
        place = self.scenario.places.get("as_of", at)
        if at.file == self.scenario.files[0] or place.file == at.file:
            self.faults.append(Fault(at, path, message))
        else:
            self.faults.append(Fault(place, path, f"{message} (inherited from {at})"))


def _strategy_events(scenario: ScenarioContent, faults: list[Fault]) -> tuple[Event, ...]:
    """Return what the chosen strategy does, after noting options that are no strategies."""
    choice = scenario.choices.get(STRATEGY_CHOICE)
    if choice is None:
        return ()
    missing = [name for name in choice.options if name not in scenario.strategies]
    if missing and not any(fault.path.startswith("strategies") for fault in faults):
        message = f"found the options {listed(missing)}, expected each to be a key of strategies"
        faults.append(Fault(choice.origin, choice.path, message))
    strategy = scenario.strategies.get(choice.value)
    if strategy is None:
        return ()
    return tuple(dated(event, scenario.as_of) for event in strategy.events)
