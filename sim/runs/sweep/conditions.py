"""Conditions such as `nato.aid_level < 1.5`: read once, then asked of tables."""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base.arrays import Bools
from sim.base.errors import SimError
from sim.scenario import Scenario

VERBS: dict[str, Callable[[Any, Any], Any]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
}
_SHAPE = re.compile(r"^\s*([\w./]+)\s*(<=|>=|==|!=|<|>)\s*([\w./+-]+)\s*$")


@dataclass(frozen=True)
class Condition:
    """A comparison of a named column with another or with a value."""

    left: str
    verb: str
    right: str

    def __str__(self) -> str:
        return f"{self.left} {self.verb} {self.right}"

    def holds(self, columns: Mapping[str, Any]) -> Bools:
        """Where it holds; columns are arrays of one length, or single values.

        Raises:
            SimError: if the left side is not a column, or the two sides cannot be compared.
        """
        if self.left not in columns:
            known = ", ".join(sorted(columns)[:8])
            raise SimError(f"condition '{self}': found no '{self.left}', expected one of {known} …")
        left, right = columns[self.left], columns.get(self.right, _value(self.right))
        self._require_alike(_is_word(left), _is_word(right))
        return np.asarray(VERBS[self.verb](left, right), dtype=bool)

    def _require_alike(self, left: bool, right: bool) -> None:
        """Refuse a word against a number, and the question which of two words is larger."""
        kinds = {True: "word", False: "number"}
        if left != right:
            raise SimError(
                f"condition '{self}': found a {kinds[left]} ({self.left}) against a {kinds[right]}"
                f" ({self.right}), expected two numbers or two words"
            )
        if left and self.verb not in ("==", "!="):
            raise SimError(f"condition '{self}': found {self.verb} between words, expected == or !=")


def own_values(scenario: Scenario) -> dict[str, Any]:
    """What a scenario says, as columns for conditions."""
    return {path: entry.value for path, entry in scenario.entries.items()}


def condition(text: str) -> Condition:
    """Read a condition.

    Raises:
        SimError: if it is not a comparison.
    """
    found = _SHAPE.match(text)
    if not found:
        raise SimError(f"condition '{text}': expected a comparison such as nato.aid_level < 1.5")
    return Condition(*found.groups())


def _is_word(column: object) -> bool:
    """Whether a column, or a single value, is of words."""
    return np.asarray(column).dtype.kind in "OU"


def _value(word: str) -> float | str:
    try:
        return float(word)
    except ValueError:
        return word
