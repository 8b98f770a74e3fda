"""A scenario in the making: what the layers so far add up to, and where each part was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sim.scenario.faults import Origin, did_you_mean
from sim.scenario.records import Choice, Event, Header, Number, Source, Strategy

STRATEGY_CHOICE = "nato.strategy"


@dataclass(frozen=True, slots=True)
class Tree:
    """The paths that the root declares: nothing below it may add to them.

    ``members`` maps each section to its keys, the empty path being the top.
    """

    numbers: frozenset[str]
    choices: frozenset[str]
    members: Mapping[str, tuple[str, ...]]

    def kind(self, path: str) -> str:
        """Return what a path is that the root declares."""
        if path in self.numbers:
            return "a number"
        return "a choice" if path in self.choices else "a section"

    def advice(self, path: str) -> str:
        """Return what a path that the root does not declare may have meant."""
        section, _, key = path.rpartition(".")
        siblings = self.members.get(section, ())
        return did_you_mean(key, siblings) or did_you_mean(
            path, [*sorted(self.numbers), *sorted(self.choices)]
        )


@dataclass(frozen=True, slots=True)
class Cited:
    """Where a number's or a choice's date and source were last said, and in which layer the source was."""

    as_of: Origin
    source: Origin
    layer: int


@dataclass(frozen=True, slots=True)
class Draft:
    """The sum of the layers so far. Layer 0 is the root.

    ``sources`` is None when the bibliography could not be read. ``inherits_hindsight`` is the highest layer
    that says ``hindsight: inherited``: what lower layers cite may then have been published after ``as_of``.
    ``gathered`` holds for each number the day on which the file stood that last gave it or dated it.
    """

    header: Header
    tree: Tree
    entries: Mapping[str, Number | Choice]
    events: tuple[Event, ...]
    strategies: Mapping[str, Strategy]
    sources: Mapping[str, Source] | None
    cited: Mapping[str, Cited] = field(default_factory=dict)
    inherits_hindsight: int = 0
    gathered: Mapping[str, date] = field(default_factory=dict)

    def number(self, path: str) -> Number | None:
        """Return the number at a path, None if there is none or its declaration is broken."""
        entry = self.entries.get(path)
        return entry if isinstance(entry, Number) else None

    def choice(self, path: str) -> Choice | None:
        """Return the choice at a path, None if there is none or its declaration is broken."""
        entry = self.entries.get(path)
        return entry if isinstance(entry, Choice) else None
