"""A game once it has been read: frozen records, every name in it known to exist."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.analysis.wording import inside
from sim.base.arrays import Floats
from sim.scenario import Scenario
from sim.scenario.records import Entry, Event
from sim.studies.measures import Measure


@dataclass(frozen=True)
class Judged:
    """A number that values hang on: a value and the ends between which it is drawn."""

    value: float
    low: float
    high: float

    def at(self, u: Floats) -> Floats:
        """Values at quantiles of a triangular spread. Shape of u."""
        width, up, down = self.high - self.low, self.value - self.low, self.high - self.value
        left = self.low + np.sqrt(u * width * up)
        return np.where(u * width <= up, left, self.high - np.sqrt((1.0 - u) * width * down))


@dataclass(frozen=True)
class Value:
    """One thing that an actor weighs, from 0 at its worst to 1 at its best.

    Attributes:
        name: of it.
        title: in words.
        parts: outcomes and their factors.
        worst: sum of the outcomes at which it is worth nothing, and beyond.
        best: the sum at which it is worth all, and beyond.
        weight: of it among all that the actor weighs.
    """

    name: str
    title: str
    parts: tuple[tuple[Measure, float], ...]
    worst: float
    best: float
    weight: Judged

    @property
    def columns(self) -> set[str]:
        """Stored columns that it is read from."""
        return set().union(*(measure.columns() for measure, _ in self.parts))

    def of(self, wars: pd.DataFrame) -> Floats:
        """What each war is worth in this; an outcome that does not exist counts as 0. Shape (n,)."""
        total = sum(factor * np.nan_to_num(measure.values(wars)) for measure, factor in self.parts)
        return np.clip((total - self.worst) / (self.best - self.worst), 0.0, 1.0)


@dataclass(frozen=True)
class Strategy:
    """What an actor may do.

    Attributes:
        name: of it.
        title: in words.
        entries: numbers and choices that it sets.
        events: what it changes over time.
        price: what it costs the actor besides what the war brings, in shares of all that it weighs.
    """

    name: str
    title: str
    entries: Mapping[str, Entry]
    events: tuple[Event, ...]
    price: Judged

    @property
    def words(self) -> str:
        """The title as it stands inside a sentence, less what follows a comma."""
        return inside(self.title.partition(",")[0])


@dataclass(frozen=True)
class Actor:
    """Who plays; the first strategy is what it does now."""

    name: str
    title: str
    strategies: tuple[Strategy, ...]
    values: tuple[Value, ...]

    @property
    def options(self) -> tuple[str, ...]:
        """Names of its strategies."""
        return tuple(strategy.name for strategy in self.strategies)

    @property
    def words(self) -> dict[str, str]:
        """Its strategies in words, by name."""
        return {strategy.name: strategy.words for strategy in self.strategies}


@dataclass(frozen=True)
class Game:
    """Actors and how their strategies meet.

    Attributes:
        name: of its file.
        title: in words.
        actors: by name, in the file's order.
        together: actors whose strategies all meet one another.
        against: one of them, whose strategies meet each of those of every other actor too.
        question: one of its strategies: what do the others do if it is played?
        scenario: the worlds it is played in.
        text: of its file.
    """

    name: str
    title: str
    actors: Mapping[str, Actor]
    together: tuple[str, ...]
    against: str
    question: str
    scenario: Scenario
    text: bytes

    @property
    def beside(self) -> tuple[str, ...]:
        """Actors whose strategies meet only those of `against`, everybody else playing the first."""
        return tuple(name for name in self.actors if name not in self.together)

    @property
    def profiles(self) -> list[tuple[str, ...]]:
        """One strategy of each actor, in their order: every profile that is played, the first ones of all in front."""
        first = {name: actor.options[0] for name, actor in self.actors.items()}
        found = [first]
        for name in self.together:
            found = [one | {name: option} for one in found for option in self.actors[name].options]
        for name in self.beside:
            for option in self.actors[name].options[1:]:
                found += [first | {name: option, self.against: other} for other in self.actors[self.against].options]
        return [tuple(one.values()) for one in found]
