"""One program for several scenarios: every number is told war by war, and so is what the scenarios differ in.

Scenarios share a program where they have the same menus and scripts, and bound their numbers alike. A choice in which they
differ is told as a place among the options there are. An event that not all of them have is told by its probability,
which is below 0 in the wars of a scenario without it. What shares a program with a scenario moves no bit of its wars.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np

from sim.base.arrays import Floats
from sim.scenario import Change, Event, Number, Scenario
from sim.scenario.records import SHARES, FrozenMap
from sim.scenario.ties import SPREAD, processes
from sim.scenario.tree import STRATEGY_CHOICE

STRUCTURE, ENDS = "structure.", (".policy", ".posture")
"""Choices that may differ from war to war: those below a section, and those whose paths end so."""
ABSENT = -1.0
"""Probability of an event that a scenario does not have."""
CHANCE = "chance/"
"""Prefix of what tells the probability of an event."""
WEEKS = 260
"""Horizon of what stands for others; how many weeks are played is said when they are."""
Key: TypeAlias = tuple[str, int, int | None, tuple[Change, ...]]


@dataclass(frozen=True)
class Shared:
    """What is compiled for one scenario or for several.

    Attributes:
        identity: hash of all that the program depends on.
        scenario: stands for all: its events are those of all, and its choices have the options there are.
        numbers: paths of the numbers that are told.
        varied: paths of the choices that are told.
    """

    identity: str
    scenario: Scenario = field(compare=False)
    numbers: tuple[str, ...] = field(compare=False)
    varied: tuple[str, ...] = field(compare=False)

    @property
    def paths(self) -> tuple[str, ...]:
        """Of all that is told."""
        return (*self.numbers, *self.varied)

    def told(self, scenario: Scenario, draws: Mapping[str, Floats], n: int) -> dict[str, Floats]:
        """What the program is told of the wars of a scenario. Arrays of shape (n,).

        Args:
            scenario: one of those that share the program.
            draws: values of the numbers that differ from war to war, each of shape (n,).
            n: wars.
        """
        values: dict[str, Floats | float] = {path: number.value for path, number in scenario.numbers.items()}
        values |= draws
        own = {_key(event): event.probability for event in scenario.events}
        for event in self.scenario.events:
            path = event.probability
            if isinstance(path, str) and path.startswith(CHANCE):
                chance = own.get(_key(event), ABSENT)
                values[path] = values[chance] if isinstance(chance, str) else chance
        for path in self.varied:
            values[path] = self.scenario.choices[path].options.index(scenario.choices[path].value)
        return {path: np.broadcast_to(np.asarray(values[path], dtype=np.float64), (n,)) for path in self.paths}


def programs(scenarios: Iterable[Scenario], by_hand: Collection[str] = ()) -> dict[Scenario, Shared]:
    """What is compiled for some scenarios: as few programs as can serve them all.

    Args:
        scenarios: to be played.
        by_hand: paths of numbers that are set lane by lane.
    """
    groups: dict[str, list[_Group]] = {}
    kinds: dict[int, str] = {}
    found: dict[Scenario, _Group] = {}
    for scenario in dict.fromkeys(scenarios):
        told = _told(scenario, by_hand)
        same = groups.setdefault(_kind(scenario, told, kinds), [])
        group = next((each for each in same if each.takes(scenario)), None)
        if group is None:
            group = _Group(told, [scenario], sorted(scenario.events, key=lambda event: event.week))
            same.append(group)
        found[scenario] = group
    made = {id(group): group.program() for same in groups.values() for group in same}
    return {scenario: made[id(group)] for scenario, group in found.items()}


@dataclass
class _Group:
    """Scenarios that one program serves, and their events in an order that is each one's own."""

    told: tuple[str, ...]
    members: list[Scenario]
    events: list[Event]

    def takes(self, scenario: Scenario) -> bool:
        """Take a scenario, unless its events come in another order than those of the others."""
        merged = _merged(self.events, sorted(scenario.events, key=lambda event: event.week))
        if merged is None:
            return False
        self.events = merged
        self.members.append(scenario)
        return True

    def program(self) -> Shared:
        """What stands for all."""
        first, varied = self.members[0], []
        entries = dict(first.entries)
        for path, choice in first.choices.items():
            options = tuple(sorted({one.choices[path].value for one in self.members}))
            if path != STRATEGY_CHOICE and len(options) > 1:
                entries[path] = replace(choice, value=options[0], options=options)
                varied.append(path)
        events = []
        owned = [{_key(event): event.probability for event in one.events} for one in self.members]
        for place, event in enumerate(self.events):
            if len({own.get(_key(event), ABSENT) for own in owned}) > 1:
                chance = _chance(next(iter(first.numbers.values())), f"{CHANCE}{place}")
                entries[chance.path] = chance
                event = replace(event, probability=chance.path)  # noqa: PLW2901
            events.append(event)
        scenario = replace(first, entries=FrozenMap(entries), events=tuple(events), weeks=WEEKS)
        numbers = (*self.told, *(path for path in entries if path.startswith(CHANCE)))
        choices = {path: one.options if path in varied else one.value for path, one in scenario.choices.items()}
        choices.pop(STRATEGY_CHOICE, None)
        text = json.dumps([_kind(first, self.told, {}), choices, scenario.content["events"]])
        return Shared(hashlib.sha256(text.encode()).hexdigest(), scenario, numbers, tuple(varied))


def _merged(events: Sequence[Event], more: Sequence[Event]) -> list[Event] | None:
    """Events in order of time, those of one week in the order that either has; None where the two orders do not agree."""
    found = list(events)
    after = 0
    for event in more:
        keys = list(map(_key, found))
        if _key(event) in keys:
            place = keys.index(_key(event))
            if place < after:
                return None
        else:
            place = next((at for at in range(after, len(found)) if found[at].week >= event.week), len(found))
            found.insert(place, event)
        after = place + 1
    return found


def _key(event: Event) -> Key:
    """What an event is, but for how likely it is."""
    return event.name, event.week, event.latest_week, event.changes


def _chance(like: Number, path: str) -> Number:
    """A number that tells the probability of an event."""
    plain = replace(like, path=path, unit="probability", state=None, group=None, drift=None)
    return replace(plain, value=1.0, low=None, high=None, distribution=None, bounds=(ABSENT, 1.0))


def _told(scenario: Scenario, by_hand: Collection[str]) -> tuple[str, ...]:
    """Paths of the numbers that are told: all but the spreads of processes that move nothing, which need no arithmetic."""
    still = set()
    for process in processes(scenario):
        spread = scenario.numbers[f"{process}.{SPREAD}"]
        if spread.value == 0.0 and spread.distribution is None and spread.path not in by_hand:
            still.add(spread.path)
    return tuple(path for path in scenario.numbers if path not in still)


def _kind(scenario: Scenario, told: tuple[str, ...], known: dict[int, str]) -> str:
    """Text of what scenarios must have in common to share a program; what is known of their menus is kept."""
    numbers = [
        (path, path in told, one.bounds, one.unit in SHARES, one.state == "dial", one.process)
        for path, one in scenario.numbers.items()
    ]
    fixed = {
        path: choice.value
        for path, choice in scenario.choices.items()
        if path != STRATEGY_CHOICE and not path.startswith(STRUCTURE) and not path.endswith(ENDS)
    }
    if id(scenario.menus) not in known:
        known[id(scenario.menus)] = json.dumps(scenario.content["menus"])
    scripts = {actor: [(turn.week, turn.option) for turn in turns] for actor, turns in scenario.scripts.items()}
    return json.dumps([numbers, fixed, scripts, known[id(scenario.menus)]])
