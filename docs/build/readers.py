"""Which phase of a week reads which number, found by playing a few weeks and listening."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import sim.war.model
from docs.build.week import Phase, phases
from sim.scenario import Scenario, load
from sim.war.draws import quantiles, sample, uncertain
from sim.war.model import War
from sim.war.randomness import Dice
from sim.war.state import DECISION_WEEKS
from sim.war.world import World

_WIDTH = 2
"""Replications listened to: what is read does not depend on what happens."""
_WEEKS = DECISION_WEEKS + 1

START = "start"
EVENTS = "events"


@cache
def readers() -> dict[str, tuple[str, ...]]:
    """Phases by path of the baseline's numbers, under every option of every choice."""
    heard: dict[str, list[str]] = defaultdict(list)
    baseline = load("baseline")
    for scenario in _variants(baseline):
        for phase, paths in _listen(scenario):
            for path in paths:
                if phase not in heard[path]:
                    heard[path].append(phase)
    for size in _sizes(baseline):
        if EVENTS not in heard[size]:
            heard[size].append(EVENTS)  # the event may lie beyond the weeks listened to
    order = [START, *(phase.label for phase in phases())]
    return {path: tuple(sorted(heard[path], key=order.index)) for path in baseline.numbers}


def _sizes(scenario: Scenario) -> Iterator[str]:
    """Numbers that say by how much an event changes another."""
    for event in scenario.events:
        for change in event.changes:
            yield from (size for size in (change.set, change.scale, change.add) if isinstance(size, str))


def _variants(scenario: Scenario) -> Iterator[Scenario]:
    yield scenario
    for choice in scenario.choices.values():
        for option in choice.options:
            if option != choice.value:
                yield scenario.override(choice.path, option)


def _listen(scenario: Scenario) -> Iterator[tuple[str, set[str]]]:
    """Play a few weeks; yield the paths that each phase has read."""
    draws = sample(scenario, quantiles(uncertain(scenario), 0, 0, _WIDTH))
    war = War(scenario, draws, Dice(0, 0, _WEEKS, _WIDTH))
    yield START, set(war.world.read)
    heard: list[tuple[str, set[str]]] = []
    with _ears(war, heard):
        for _ in range(_WEEKS):
            war.step()
    war.let_go()
    yield from heard


@contextmanager
def _ears(war: War, heard: list[tuple[str, set[str]]]) -> Iterator[None]:
    """Stand between `War.step` and its phases while the block runs."""
    kept: list[tuple[Any, str, Any]] = []
    for phase in phases():
        owner: Any = war if phase.method else sim.war.model
        if not hasattr(owner, phase.name):
            continue  # the recorder reads no number
        original = getattr(owner, phase.name)
        kept.append((owner, phase.name, original))
        setattr(owner, phase.name, _listening(phase, original, war.world, heard))
    try:
        yield
    finally:
        for owner, name, original in kept:
            setattr(owner, name, original)


def _listening(
    phase: Phase, original: Callable[..., None], world: World, heard: list[tuple[str, set[str]]]
) -> Callable[..., None]:
    def listening(*arguments: Any) -> None:
        world.read.clear()
        world._tables.clear()  # a table that was stacked before would be read without a sound
        original(*arguments)
        heard.append((phase.label, set(world.read)))

    return listening
