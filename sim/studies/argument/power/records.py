"""What a search for a claim's power found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.studies.argument.legs import Leg, Wanted
from sim.studies.argument.power.settings import Setting


@dataclass(frozen=True)
class Reach:
    """Whether a claim can hold, or can fail, and where.

    Attributes:
        wanted: yes for holding, no for failing.
        where: the variant that has that answer, as shipped or another; empty where a setting was sought.
        setting: the one found, or the nearest of those tried where none is enough; None where none was needed.
        values: what the setting sets, by path, in the arm that the claim is about, what weighs most first.
        hangs_on: what carries the answer at that setting, or keeps it back.
        found: whether the answer is in reach: the claim has it there, or what was found there does not rule it out.
        clear: whether the claim has it there for certain.
        tried: settings tried.
    """

    wanted: Wanted
    where: str = ""
    setting: Setting | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    hangs_on: Leg | None = None
    found: bool = True
    clear: bool = True
    tried: int = 0


@dataclass(frozen=True)
class Power:
    """Whether a claim can come out either way within the numbers' bounds."""

    holds: Reach
    fails: Reach

    @property
    def testable(self) -> bool:
        """Whether both answers are in reach: one that cannot come out otherwise is no verdict."""
        return self.holds.found and self.fails.found
