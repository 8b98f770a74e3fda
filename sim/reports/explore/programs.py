"""What plays the wars of a page: a compiled program for each scenario, made in a process of its own, and NumPy meanwhile."""

from __future__ import annotations

import math
import signal
import sys
from collections.abc import Callable
from multiprocessing import get_context
from threading import Lock, Thread

from sim.base.errors import SimError
from sim.reports.explore.settings import movable
from sim.runs.block import Block, Lane, prepare
from sim.runs.engines import COMPILED, NUMPY, is_ready, settle
from sim.scenario import Scenario
from sim.war.draws import uncertain

NOT_SET = math.nan
ENOUGH_TO_COMPILE = 10**9
"""Weeks of war for which compiling always pays: nobody knows how long a slider will be moved."""


def extra_inputs(scenario: Scenario) -> tuple[str, ...]:
    """Numbers that a page may set and that no war draws: inputs of the program, so that one serves all positions."""
    drawn = set(uncertain(scenario))
    return tuple(path for path in movable(scenario) if path not in drawn)


def program_block(scenario: Scenario) -> Block:
    """A block whose program is the scenario's for all positions of its sliders."""
    values = dict.fromkeys(extra_inputs(scenario), (NOT_SET,))
    return Block(scenario, 0, (Lane(0, 0, 1),), values=values, engine=COMPILED)


class Programs:
    """Has scenarios compiled, one at a time, without keeping anyone waiting.

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
        self._one_at_a_time = Lock()

    def engine(self, scenario: Scenario) -> str:
        """What plays a scenario now; what could play it faster is made meanwhile."""
        if not self._possible:
            return NUMPY
        if scenario not in self._states:
            ready = is_ready(COMPILED, program_block(scenario).program)
            self._states[scenario] = COMPILED if ready else "compiling"
            if not ready:
                Thread(target=self._compile, args=(scenario,), daemon=True).start()
        return COMPILED if self._states[scenario] == COMPILED else NUMPY

    def is_compiling(self, scenario: Scenario) -> bool:
        """Whether a faster engine is on its way."""
        return self._states.get(scenario) == "compiling"

    def _compile(self, scenario: Scenario) -> None:
        with self._one_at_a_time:
            # A process: the tracer would keep the page's own thread from playing.
            process = get_context("spawn").Process(target=_prepare, args=(program_block(scenario),), daemon=True)
            process.start()
            process.join()
        self._states[scenario] = COMPILED if process.exitcode == 0 else NUMPY
        if process.exitcode:
            self.note = "NumPy plays: the compiler here did not manage this scenario"
        self.on_change()


def _prepare(block: Block) -> None:
    """Compile in a process that the keyboard does not interrupt: whoever began it ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        prepare(block)
    except SimError as fault:
        print(f"sim: {fault}", file=sys.stderr)
        sys.exit(1)
