"""Numbers that drift from week to week, each by a process of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, Floats
from sim.rules import drift as rules
from sim.rules.air import shifted
from sim.scenario.records import SHARES
from sim.scenario.ties import HALF_LIFE, SPREAD, processes
from sim.war.randomness import Dice, Stream

if TYPE_CHECKING:
    from sim.scenario import Scenario


class Drift:
    """How far the processes of a block have wandered.

    A process whose spread is 0 everywhere moves nothing. A number moves after events and options have changed it, so that
    what somebody decides is the level about which it drifts.

    Args:
        scenario: which number drifts by which process.
        drawn: every number as drawn, arrays of shape (n,) or (1,).
        dice: the shocks of every week.
    """

    def __init__(self, scenario: Scenario, drawn: Mapping[str, Floats], dice: Dice) -> None:
        self._dice = dice
        self._week = 0
        self._process: dict[str, str] = {}
        self._streams: dict[str, Stream] = {}
        self._spread: dict[str, tuple[Floats, Floats]] = {}
        self._now: dict[str, Floats] = {}
        self.read: set[str] = set()
        """Paths of the processes' own numbers."""
        for process, paths in processes(scenario).items():
            spread, half_life = (f"{process}.{name}" for name in (SPREAD, HALF_LIFE))
            self.read |= {spread, half_life}
            if drawn[spread].any():
                self._process |= dict.fromkeys(paths, process)
                self._streams[process] = Stream(f"drift/{process}", "normal")
                self._spread[process] = drawn[spread], drawn[half_life]
                self._now[process] = np.zeros(1)
        self._is_share = {path: scenario.numbers[path].unit in SHARES for path in self._process}

    def enter(self, week: int) -> set[str]:
        """Bring every process up to a week; returns the paths of the numbers that moved."""
        if week <= self._week:
            return set()
        while self._week < week:
            self.step(self._week + 1)
        return self.paths

    @property
    def paths(self) -> set[str]:
        """Of the numbers that drift."""
        return set(self._process)

    def step(self, week: int) -> None:
        """Bring every process from the week before to a week."""
        self._week = week
        for process, stream in self._streams.items():
            shock = self._dice.at(stream, week)
            spread, half_life = self._spread[process]
            now = self._now[process]
            self._now[process] = rules.after_step(now, shock, spread, half_life, step=1.0 / WEEKS_PER_MONTH)

    def move(self, path: str, value: Floats) -> Floats:
        """A number's value this week, with its drift. Shape (n,), or as it was."""
        if path not in self._process:
            return value
        deviation = self._now[self._process[path]]
        if not self._is_share[path]:
            return rules.drifted(value, deviation)
        # By its odds, so that it stays a share; to the bit where nothing has moved.
        return np.where(deviation == 0.0, value, shifted(value, deviation))
