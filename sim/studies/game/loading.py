"""Load a game, or say in one message everything that is wrong with it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from sim.base.errors import SimError
from sim.base.files import is_file
from sim.scenario import Scenario
from sim.scenario import load as load_scenario
from sim.scenario.events import read_strategy
from sim.scenario.faults import Fault, bounded_advice, in_reading_order, refusal
from sim.scenario.files import ScenarioFile, find, leaves_folder, read_file
from sim.scenario.layers import lay_settings
from sim.scenario.nodes import ListNode, MapNode, join
from sim.scenario.section import Section, unknown
from sim.scenario.shapes import NAME, NAME_PATTERN
from sim.scenario.sources import UNREADABLE, read_sources, source_faults
from sim.studies.decisions.tables import going_on
from sim.studies.game.records import Actor, Game, Judged, Strategy, Value
from sim.studies.game.shapes import ActorShape, GameShape, JudgedShape, ValueShape
from sim.studies.measures import UnknownMeasureError, parse

RESERVED = ("point", "actor", "mean", "low", "high", "best")
"""Columns of tables in which actors have columns too."""
MOST_PROFILES = 10_000
"""Profiles of a game: its tables hold every one in some hundred resamples."""
Worlds = Callable[[str | Path], Scenario]
FREE = Judged(0.0, 0.0, 0.0)


def load(reference: str | Path = "game", worlds: Worlds = load_scenario) -> Game:
    """Load a game.

    Args:
        reference: a path, or the name of a shipped game.
        worlds: gives the scenario that the file names, or another to be played instead; one whose sources are
            `UNREADABLE` has the file's sources taken for known.

    Raises:
        SimError: with every fault.
    """
    game, faults = _read(find(reference, "game"), worlds)
    if game is None:
        raise refusal(reference, faults)
    return game


def check(path: str | Path) -> list[Fault]:
    """Return every fault of a game's file, none if it is fine."""
    return _read(find(path, "game"), load_scenario)[1]


@bounded_advice()
def _read(path: Path, worlds: Worlds) -> tuple[Game | None, list[Fault]]:
    faults: list[Fault] = []
    file = read_file(path, faults)
    game = _Reader(file, worlds, faults).read() if file is not None else None
    return (None if faults else game), in_reading_order(faults, (path.name,))


@dataclass
class _Reader:
    """Walks a game's file and notes its faults."""

    file: ScenarioFile
    worlds: Worlds
    faults: list[Fault]
    set_by: dict[str, str] = field(default_factory=dict)

    def read(self) -> Game | None:
        """The game, or None where too little of it can be read; what is wrong has been noted."""
        top = Section(self.file.node, "", self.faults)
        shape = top.fit(GameShape, "actors")
        actors = self._mapping(top, "actors", "of actors", 2)
        if shape is None or actors is None:
            return None
        played = self._scenario(shape.scenario, top)
        if played is None:
            return None
        if played.sources is not UNREADABLE:
            played = replace(played, sources={**played.sources, **read_sources([self.file], self.faults)})
        read = {name: self._actor(name, below, played) for name, below in self._named(actors)}
        found = {name: actor for name, actor in read.items() if actor is not None}
        self._check_names(shape, top, {name: found.get(name) for name in actors.node.entries})
        if self.faults:
            return None
        return Game(
            name=self.file.path.stem,
            title=shape.title,
            actors=found,
            together=tuple(name for name in found if name in shape.together),
            against=shape.against,
            question=shape.question,
            scenario=played,
            text=self.file.path.read_bytes(),
        )

    def _scenario(self, name: str, top: Section) -> Scenario | None:
        beside = self.file.path.parent / f"{name}.yaml"
        if is_file(beside) and leaves_folder(beside, self.file.path.parent):
            top.note("scenario", f"found '{name}', which leaves the folder of the game; expected a file beside it")
            return None
        try:
            # Who plays a strategy does not choose from its menu besides, unless the strategy says so.
            return going_on(self.worlds(beside if is_file(beside) else name))
        except SimError as error:
            top.note("scenario", "; ".join((error.message, *error.faults)))
            return None

    def _check_names(self, shape: GameShape, top: Section, actors: dict[str, Actor | None]) -> None:
        """Note actors and strategies at the top that there are not; an actor with faults of its own is None."""
        for name in shape.together:
            if name not in actors:
                top.note("together", unknown("actor", name, actors))
        if len(set(shape.together)) < len(shape.together):
            top.note("together", "found an actor twice, expected each once")
        if shape.against not in shape.together:
            top.note("against", unknown("actor of together", shape.against, shape.together))
        sizes = [len(actor.options) for name, actor in actors.items() if actor is not None and name in shape.together]
        if math.prod(sizes) > MOST_PROFILES:
            top.note("together", f"found {math.prod(sizes):,} profiles, expected at most {MOST_PROFILES:,}")
        asked = actors.get(shape.against) if shape.against in shape.together else None
        if asked is not None and shape.question not in asked.options:
            top.note("question", unknown(f"strategy of {shape.against}", shape.question, asked.options))

    def _actor(self, name: str, section: Section, scenario: Scenario) -> Actor | None:
        """Return an actor, or None after noting why it is none."""
        before = len(self.faults)
        if name in RESERVED or name in scenario.numbers:
            message = f"found the name '{name}', expected another: a column or a number has it"
            self.faults.append(Fault(section.node.at, section.path, message))
        shape = section.fit(ActorShape, "strategies", "values")
        strategies = self._mapping(section, "strategies", "of strategies", 2)
        values = self._mapping(section, "values", "of what it weighs", 1)
        options = [self._strategy(name, option, below, scenario) for option, below in self._named(strategies)]
        weighed = [self._value(value, below, scenario) for value, below in self._named(values)]
        if shape is None or len(self.faults) > before:
            return None
        return Actor(name, shape.title, tuple(filter(None, options)), tuple(filter(None, weighed)))

    def _strategy(self, actor: str, name: str, section: Section, scenario: Scenario) -> Strategy | None:
        """Return a strategy laid over the scenario for trial, or None after noting what is wrong."""
        before = len(self.faults)
        node = section.node.without("set", "price")
        node = MapNode({"changes": ListNode((), node.at), **node.entries}, node.places, node.at)
        read = read_strategy(scenario, node, section.path, self.faults, name=name, prefix=f"game/{actor}/")
        laid = scenario
        sets = self._mapping(section, "set", "of dotted paths to values", 1) if "set" in section.node.entries else None
        if sets is not None:
            laid = lay_settings(scenario, sets.node, sets.path, self.faults)
            for path in sets.node.entries:
                if self.set_by.setdefault(path, actor) != actor:
                    sets.note(path, f"found a path that {self.set_by[path]} sets too, expected one actor to set it")
        price = FREE
        if "price" in section.node.entries:
            priced = self._mapping(section, "price", "with value, low, high, basis, source", 1)
            price = self._judged(priced, scenario) if priced is not None else FREE
        entries = (
            {path: laid.entries[path] for path in sets.node.entries} if sets and len(self.faults) == before else {}
        )
        if read is None or len(self.faults) > before:
            return None
        scenario.laid(entries, read.events, self.faults)
        return Strategy(name, read.title, entries=entries, events=read.events, price=price)

    def _value(self, name: str, section: Section, scenario: Scenario) -> Value | None:
        """Return what an actor weighs, or None after noting what is wrong."""
        before = len(self.faults)
        shape = section.fit(ValueShape)
        parts = []
        outcomes = section.node.entries.get("outcomes")
        if isinstance(outcomes, MapNode):
            for text in outcomes.entries:
                try:
                    parts.append((parse(text), shape.outcomes[text] if shape is not None else 0.0))
                except UnknownMeasureError as error:
                    self.faults.append(Fault(outcomes.place(text), join(section.path, "outcomes"), str(error)))
        if shape is not None and shape.worst == shape.best:
            section.note("best", f"found {shape.best:g} at both ends, expected another number than worst")
        weight = section.node.entries.get("weight")
        judged = FREE
        if shape is not None and isinstance(weight, MapNode):
            judged = self._judged(Section(weight, join(section.path, "weight"), self.faults), scenario)
            if judged.value <= 0.0:
                section.note("weight", "found a weight of 0, expected one above")
        if shape is None or len(self.faults) > before:
            return None
        return Value(name, shape.title, tuple(parts), worst=shape.worst, best=shape.best, weight=judged)

    def _judged(self, section: Section, scenario: Scenario) -> Judged:
        shape = section.fit(JudgedShape)
        if shape is None:
            return FREE
        if not shape.low <= shape.value <= shape.high:
            section.note("value", f"found {shape.value:g}, expected {shape.low:g} (low) to {shape.high:g} (high)")
        at, path = section.node.place("source"), join(section.path, "source")
        self.faults += source_faults(shape.source, scenario.sources, at, path)
        return Judged(shape.value, shape.low, shape.high)

    def _mapping(self, section: Section, key: str, of: str, least: int) -> Section | None:
        """The mapping behind a key with so many entries, or None after noting that there is none."""
        if key not in section.node.entries:
            section.note(key, f"missing; expected a mapping {of}")
            return None
        below = section.mapping(key, of)
        if below is not None and len(below.node.entries) < least:
            section.note(key, f"found {len(below.node.entries)} in it, expected {least} or more")
            return None
        return below

    def _named(self, section: Section | None) -> list[tuple[str, Section]]:
        """The mappings in a mapping by name, after noting what is none, and names that cannot be ones."""
        found: list[tuple[str, Section]] = []
        if section is None:
            return found
        for name in section.node.entries:
            if not re.fullmatch(NAME_PATTERN, name):
                section.note(name, f"found the name '{name}', expected {NAME}")
            elif (below := section.mapping(name, "of its keys")) is not None:
                found.append((name, below))
        return found
