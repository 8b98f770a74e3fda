"""The paths that the root declares, as a tree of sections."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from sim.scenario.faults import did_you_mean
from sim.scenario.successors import successor

STRATEGY_CHOICE = "nato.strategy"
POLICIES = ("choose", "best", "random", "script")
"""Ways to choose from a menu; a policy may also be the name of an option, which is then held throughout."""


def policy_path(actor: str) -> str:
    """Return the path of the choice that says how an actor chooses from its menu."""
    return f"decisions.{actor}.policy"


def is_open(path: str) -> bool:
    """Say whether a scenario may add to the options of a choice: strategies, and what a policy may fix."""
    first, _, rest = path.partition(".")
    return path == STRATEGY_CHOICE or (first == "decisions" and rest.endswith(".policy"))


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
