"""The paths that the root declares, as a tree of sections."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from sim.scenario.faults import did_you_mean
from sim.scenario.successors import successor

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
        return successor(path) or did_you_mean(key, siblings) or did_you_mean(path, chain(self.numbers, self.choices))
