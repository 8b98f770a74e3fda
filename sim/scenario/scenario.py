"""The loaded scenario: frozen, checked, and able to say what its results depend on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from sim.base.errors import SimError
from sim.base.text import counted
from sim.scenario.completion import complete
from sim.scenario.draft import Draft, Tree
from sim.scenario.events import STRATEGY_PREFIX
from sim.scenario.faults import Fault, Origin
from sim.scenario.layers import lay_setting
from sim.scenario.nodes import Leaf
from sim.scenario.records import Choice, Event, FrozenMap, Header, Number, Source, Strategy
from sim.scenario.scalars import resolve_plain


@dataclass(frozen=True, eq=False)
class Scenario:
    """Every number, choice and event of a war, frozen; two with the same hash fight the same wars.

    ``files`` is the chain it came from, the scenario's own first. ``events`` ends with the changes of the
    chosen strategy, as events named ``strategy/<name>/<index>``. ``gathered`` holds for each number the day on
    which the file stood that last gave it or dated it, ``places`` where the keys of the header were said.
    """

    name: str
    title: str
    description: str
    as_of: date
    weeks: int
    numbers: Mapping[str, Number]
    choices: Mapping[str, Choice]
    events: tuple[Event, ...]
    strategies: Mapping[str, Strategy]
    files: tuple[str, ...]
    sources: Mapping[str, Source]
    tree: Tree = field(repr=False)
    gathered: Mapping[str, date] = field(repr=False)
    places: Mapping[str, Origin] = field(repr=False)

    def __repr__(self) -> str:
        """One line, where the numbers and their sources would fill pages."""
        return f"Scenario({self.title!r}, {self.name}, from {self.as_of}, {counted(self.weeks, 'week')})"

    @property
    def entries(self) -> tuple[Number | Choice, ...]:
        """All numbers, then all choices."""
        return (*self.numbers.values(), *self.choices.values())

    @property
    def own_events(self) -> tuple[Event, ...]:
        """The events of the files, without those of the chosen strategy."""
        return tuple(event for event in self.events if not event.name.startswith(STRATEGY_PREFIX))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of all that results depend on, whatever it is called and wherever it comes from."""
        content = {
            "as_of": self.as_of.isoformat(),
            "weeks": self.weeks,
            "numbers": {path: _number_content(number) for path, number in self.numbers.items()},
            "choices": {path: choice.value for path, choice in self.choices.items()},
            "events": [_event_content(event) for event in self.events],
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    @property
    def hindsight(self) -> tuple[str, ...]:
        """Paths that rest on sources published after ``as_of``."""
        entries = (entry.path for entry in self.entries if entry.hindsight)
        return (*entries, *(f"events.{event.name}" for event in self.events if event.hindsight))

    @property
    def older(self) -> tuple[str, ...]:
        """Paths of numbers that were gathered for an earlier day than ``as_of``, and neither set nor dated since."""
        return tuple(path for path in self.numbers if self.gathered[path] < self.as_of)

    def override(self, path: str, value: float | str | bool) -> Scenario:
        """Return the scenario with one number, one choice, ``as_of`` or ``weeks`` set.

        A number loses its spread, as under a bare number in a file. True and False stand for on and off.

        Raises:
            SimError: the path is unknown or the value is not one it can have.
        """
        faults: list[Fault] = []
        draft = lay_setting(self._draft(), path, _leaf(path, value), faults)
        if not faults:
            completed = complete(draft, self.files, faults)
        if faults:
            raise SimError(f"{self.name}: cannot set {path}", [str(fault) for fault in faults])
        return scenario_of(completed, self.files)

    def _draft(self) -> Draft:
        return Draft(
            header=Header(
                name=self.name,
                title=self.title,
                description=self.description,
                as_of=self.as_of,
                weeks=self.weeks,
                places=self.places,
            ),
            tree=self.tree,
            entries={**self.numbers, **self.choices},
            events=self.own_events,
            strategies=self.strategies,
            sources=self.sources,
            gathered=self.gathered,
        )


def scenario_of(draft: Draft, files: tuple[str, ...]) -> Scenario:
    """Return the scenario that a settled draft describes."""
    header = draft.header
    return Scenario(
        name=header.name,
        title=header.title,
        description=header.description,
        as_of=header.as_of,
        weeks=header.weeks,
        numbers=FrozenMap({path: one for path, one in draft.entries.items() if isinstance(one, Number)}),
        choices=FrozenMap({path: one for path, one in draft.entries.items() if isinstance(one, Choice)}),
        events=draft.events,
        strategies=FrozenMap(draft.strategies),
        files=files,
        sources=FrozenMap(draft.sources or {}),
        tree=draft.tree,
        gathered=FrozenMap(draft.gathered),
        places=FrozenMap(header.places),
    )


def _leaf(path: str, value: float | str | bool) -> Leaf:
    """Return a value as if it had been written, with the same advice where it is no use."""
    if isinstance(value, bool):
        value = "on" if value else "off"
    at = Origin(f"override {path}={value}")
    if isinstance(value, str):
        return Leaf(resolve_plain(value), value, at)
    # Samplers hand over floats, and numpy's, for what may have to be a whole number.
    figure = int(value) if float(value).is_integer() else float(value)
    return Leaf(figure, repr(figure), at)


def _number_content(number: Number) -> list[Any]:
    """Return what a draw of this number depends on, and what events may do to it."""
    spread = [number.value, number.low, number.high, number.distribution]
    return [*spread, number.bounds, number.role, number.state]


def _event_content(event: Event) -> list[Any]:
    changes = [astuple(change) for change in event.changes]
    return [event.name, event.week, event.latest_week, event.probability, changes]
