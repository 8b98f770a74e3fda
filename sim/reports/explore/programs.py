"""What plays the wars of a page: a compiled program for each scenario, made in a process of its own, and NumPy meanwhile."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from multiprocessing import get_context
from threading import Lock, Thread

from sim.base.errors import SimError
from sim.engine.shared import Shared, programs
from sim.reports.explore.controls import menus
from sim.runs.engines import COMPILED, NUMPY, is_ready, player, settle
from sim.scenario import Scenario

COMPILING = "compiling"
ENOUGH_TO_COMPILE = 10**9
"""Weeks of war for which compiling always pays: nobody knows how long a slider will be moved."""


def family(base: Scenario) -> Shared:
    """The program of a scenario with whatever its actors choose and however its equations are written.

    All numbers are told war by war, so it serves all positions of the sliders too.
    """
    others = (
        base.override(menu.path, option) for menu in menus(base) for option in menu.options if option != menu.value
    )
    return programs([base, *others])[base]


class Programs:
    """Has scenarios compiled, one at a time and the one asked for last first, without keeping anyone waiting.

    Args:
        compiling: False to play everything by NumPy.
        on_change: called, from another thread, when a program is ready or cannot be had.
    """

    def __init__(self, compiling: bool = True, on_change: Callable[[], None] = lambda: None) -> None:
        settled = settle("auto", ENOUGH_TO_COMPILE) if compiling else None
        self.note = settled.note if settled else "NumPy plays, as it was asked to"
        self._possible = settled is not None and settled.engine == COMPILED
        self.on_change = on_change
        self._states: dict[Scenario, str] = {}
        self._shared: dict[Scenario, Shared] = {}
        self._asked: list[Scenario] = []
        self._lock = Lock()
        self._works = False

    def engine(self, base: Scenario) -> str:
        """What plays a scenario now, with any choices; what could play it faster is made meanwhile."""
        if not self._possible:
            return NUMPY
        if base not in self._states:
            self._states[base] = COMPILED if is_ready(COMPILED, self.shared(base)) else COMPILING
        if self._states[base] == COMPILING:
            self._ask(base)
        return COMPILED if self._states[base] == COMPILED else NUMPY

    def shared(self, base: Scenario) -> Shared:
        """The program of a scenario."""
        if base not in self._shared:
            self._shared[base] = family(base)
        return self._shared[base]

    def is_compiling(self, base: Scenario) -> bool:
        """Whether a faster engine is on its way."""
        return self._states.get(base) == COMPILING

    def _ask(self, base: Scenario) -> None:
        with self._lock:
            if base in self._asked:
                self._asked.remove(base)
            self._asked.append(base)
            if not self._works:
                self._works = True
                Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        """Compile until nothing is asked for."""
        while True:
            with self._lock:
                self._asked = [one for one in self._asked if self._states[one] == COMPILING]
                self._works = bool(self._asked)
                if not self._works:
                    return
                latest = self._asked[-1]
            self._compile(latest)

    def _compile(self, base: Scenario) -> None:
        # A process: the tracer would keep the page's own thread from playing.
        process = get_context("spawn").Process(target=_prepare, args=(self.shared(base),), daemon=True)
        process.start()
        process.join()
        if process.exitcode:
            self.note = "NumPy plays: the compiler here did not manage this scenario"
        self._states[base] = NUMPY if process.exitcode else COMPILED
        self.on_change()


def _prepare(shared: Shared) -> None:
    """Compile in a process that the keyboard does not interrupt: whoever began it ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        player(COMPILED, shared)
    except SimError as fault:
        print(f"sim: {fault}", file=sys.stderr)
        sys.exit(1)
