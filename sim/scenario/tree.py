"""The paths that the root declares, as a tree of sections."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from sim.scenario.faults import did_you_mean

STRATEGY_CHOICE = "nato.strategy"
GONE = {
    "escalation.nato_war_per_rung": "escalation.incident_by_trainers and escalation.incident_by_troops",
    "escalation.incident_factor": "escalation.war_given_incident",
}
"""Paths of earlier versions, and what says now what they said."""


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
        if path in GONE:
            return f"; it is gone, expected {GONE[path]}"
        section, _, key = path.rpartition(".")
        siblings = self.members.get(section, ())
        return did_you_mean(key, siblings) or did_you_mean(path, chain(self.numbers, self.choices))
