"""Conditions such as `nato.aid_level < 1.5`: read once, then asked of tables."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.arrays import Bools
from sim.errors import SimError

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
            SimError: if the left side is not a column.
        """
        if self.left not in columns:
            known = ", ".join(sorted(columns)[:8])
            raise SimError(f"condition '{self}': found no '{self.left}', expected one of {known} …")
        left, right = columns[self.left], columns.get(self.right, _value(self.right))
        return np.asarray(VERBS[self.verb](left, right), dtype=bool)


def condition(text: str) -> Condition:
    """Read a condition.

    Raises:
        SimError: if it is not a comparison.
    """
    found = _SHAPE.match(text)
    if not found:
        raise SimError(f"condition '{text}': expected a comparison such as nato.aid_level < 1.5")
    return Condition(*found.groups())


def _value(word: str) -> float | str:
    try:
        return float(word)
    except ValueError:
        return word
