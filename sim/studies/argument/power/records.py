"""What a search for a claim's power found."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.studies.argument.legs import Leg, Wanted
from sim.studies.argument.power.settings import Setting

RULED_OUT = -1.0
"""Clearance up to which the whole interval lies short of the answer: it takes as much to call an answer out of reach as to
call a test settled."""
LUCK = math.sqrt(2.0)
"""So many half-widths two seeds may lie apart, one time in twenty further: each has its own error."""


@dataclass(frozen=True)
class Reach:
    """Whether a claim can hold, or can fail, and where.

    Attributes:
        wanted: yes for holding, no for failing.
        where: the variant that has that answer, as shipped or another; empty where a setting was sought.
        setting: the one found, or the nearest of those tried where none is enough; None where none was needed.
        values: what the setting sets, by path, in the arm that the claim is about, what weighs most first.
        hangs_on: what carries the answer at that setting, or keeps it back.
        clear: whether the claim has it there for certain.
        tried: settings tried.
    """

    wanted: Wanted
    where: str = ""
    setting: Setting | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    hangs_on: Leg | None = None
    clear: bool = False
    tried: int = 0

    @property
    def clearance(self) -> float:
        """How far on the wanted side the claim gets, less its margin, in half-widths of an interval."""
        if self.where:
            return math.inf
        return self.hangs_on.clearance(self.wanted) if self.hangs_on is not None else -math.inf

    @property
    def found(self) -> bool:
        """Whether the answer is in reach: the claim has it somewhere, or what was found does not rule it out."""
        return self.clear or self.clearance > RULED_OUT

    @property
    def on_the_edge(self) -> bool:
        """Whether another seed might find the answer in reach where this one does not, or the other way round."""
        return not self.clear and abs(self.clearance - RULED_OUT) < LUCK


@dataclass(frozen=True)
class Power:
    """Whether a claim can come out either way within the numbers' bounds."""

    holds: Reach
    fails: Reach

    @property
    def testable(self) -> bool:
        """Whether both answers are in reach: one that cannot come out otherwise is no verdict."""
        return self.holds.found and self.fails.found
