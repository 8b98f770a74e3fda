"""What a scenario says: frozen, and able to say what its results depend on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from sim.base.text import counted
from sim.scenario.faults import Origin
from sim.scenario.records import Choice, Cited, Entry, Event, FrozenMap, Number, Option, Source, Strategy, Turn
from sim.scenario.tree import Tree

STRATEGY_PREFIX = "strategy/"


@dataclass(frozen=True, eq=False)
class ScenarioContent:
    """Every number, choice and event of a war; two with the same hash fight the same wars.

    While it is loaded it is the sum of the files so far, and its numbers and choices may be fewer than its tree has.

    Attributes:
        name: of its file, or as the file says.
        title: one line.
        description: text.
        as_of: the day on which it starts.
        weeks: its horizon.
        entries: numbers and choices by path, in the root's order.
        events: those of the files, then the changes of the chosen strategy, as events `strategy/<name>/<index>`.
        strategies: by name.
        files: the chain it came from, its own file first.
        sources: the bibliography.
        tree: the paths that its root declares.
        gathered: for each number, the day on which the file stood that last gave it or dated it.
        places: where the keys of the header were said.
        cited: where an entry's date and source were said: of all while it is loaded, of those on hindsight afterwards.
        inherits_hindsight: while it is loaded, the highest layer that says `hindsight: inherited`; lower layers may cite
            what was published after `as_of`.
        menus: options by actor and name.
        scripts: turns by actor.
    """

    name: str
    title: str
    description: str
    as_of: date
    weeks: int
    entries: Mapping[str, Entry]
    events: tuple[Event, ...]
    strategies: Mapping[str, Strategy]
    files: tuple[str, ...]
    sources: Mapping[str, Source]
    tree: Tree = field(repr=False)
    gathered: Mapping[str, date] = field(repr=False)
    places: Mapping[str, Origin] = field(repr=False)
    cited: Mapping[str, Cited] = field(repr=False)
    inherits_hindsight: int = 0
    menus: Mapping[str, Mapping[str, Option]] = field(default_factory=lambda: FrozenMap({}), repr=False)
    scripts: Mapping[str, tuple[Turn, ...]] = field(default_factory=lambda: FrozenMap({}), repr=False)

    def __repr__(self) -> str:
        """One line, where the numbers and their sources would fill pages."""
        return f"Scenario({self.title!r}, {self.name}, from {self.as_of}, {counted(self.weeks, 'week')})"

    @cached_property
    def numbers(self) -> Mapping[str, Number]:
        """The numbers by path."""
        return FrozenMap({path: entry for path, entry in self.entries.items() if isinstance(entry, Number)})

    @cached_property
    def choices(self) -> Mapping[str, Choice]:
        """The choices by path."""
        return FrozenMap({path: entry for path, entry in self.entries.items() if isinstance(entry, Choice)})

    @property
    def own_events(self) -> tuple[Event, ...]:
        """The events of the files, without those of the chosen strategy."""
        return tuple(event for event in self.events if not event.name.startswith(STRATEGY_PREFIX))

    @property
    def content(self) -> dict[str, Any]:
        """All that results depend on, whatever it is called and wherever it comes from."""
        return {
            "as_of": self.as_of.isoformat(),
            "weeks": self.weeks,
            "numbers": {path: _number_content(number) for path, number in self.numbers.items()},
            "choices": {path: choice.value for path, choice in self.choices.items()},
            "events": [_event_content(event) for event in self.events],
            "menus": {actor: [_option_content(o) for o in menu.values()] for actor, menu in self.menus.items()},
            "scripts": {actor: [[t.week, t.option] for t in turns] for actor, turns in self.scripts.items()},
        }

    @property
    def hash(self) -> str:
        """SHA-256 of its content."""
        return hashlib.sha256(json.dumps(self.content, sort_keys=True).encode()).hexdigest()

    @property
    def hindsight(self) -> tuple[str, ...]:
        """Paths that rest on sources published after ``as_of``."""
        entries = (path for path, entry in self.entries.items() if entry.hindsight)
        return (*entries, *(f"events.{event.name}" for event in self.events if event.hindsight))

    @property
    def older(self) -> tuple[str, ...]:
        """Paths of numbers that were gathered for an earlier day than ``as_of``, and neither set nor dated since."""
        return tuple(path for path in self.numbers if self.gathered[path] < self.as_of)


def _number_content(number: Number) -> list[Any]:
    """Return what a draw of this number depends on, and what events may do to it."""
    spread = [number.value, number.low, number.high, number.distribution]
    ties = [name for name in (number.group, number.drift) if name]
    return [*spread, number.bounds, number.role, number.state, *ties]


def _event_content(event: Event) -> list[Any]:
    changes = [astuple(change) for change in event.changes]
    return [event.name, event.week, event.latest_week, event.probability, changes]


def _option_content(option: Option) -> list[Any]:
    timing = [option.hold_weeks, option.lag_weeks, option.adds_up]
    worth = [option.meets, option.cost, dict(option.effects)]
    return [option.name, *timing, *worth, [astuple(change) for change in option.changes]]


S = TypeVar("S", bound=ScenarioContent)
"""A scenario, or what there is of one while it is loaded: functions that lay files over it return what they were given."""
