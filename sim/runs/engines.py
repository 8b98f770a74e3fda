"""What plays the wars: NumPy, the reference; or a program compiled from the same rules for this processor."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from sim.base.extras import missing
from sim.engine.building import NoCompilerError, compiler, private_folder

if TYPE_CHECKING:
    from sim.engine.kernel import Player
    from sim.scenario import Scenario

NUMPY, COMPILED, SINGLE, CUDA = "numpy", "compiled", "single", "cuda"
ENGINES = ("auto", NUMPY, COMPILED, SINGLE, CUDA)
"""As `--engine` says them; `auto` is settled before anything is played."""
PAYS_FROM = 2_000_000
"""Weeks of war from which compiling a scenario, about half a minute, saves more than it takes."""


@dataclass(frozen=True)
class Settled:
    """The engine that plays, and what there is to say about it."""

    engine: str
    note: str = ""


def settle(asked: str, weeks_of_war: int) -> Settled:
    """What plays some wars of one scenario.

    Args:
        asked: one of `ENGINES`.
        weeks_of_war: to be played.

    Raises:
        SimError: if a graphics card is asked for and CuPy is not installed.
    """
    if asked == CUDA:
        if find_spec("cupy") is None:
            raise missing("--engine cuda needs CuPy", "cuda")
        return Settled(CUDA)
    if asked == NUMPY or (asked == "auto" and weeks_of_war < PAYS_FROM):
        return Settled(NUMPY)
    try:
        compiler(), private_folder()
    except NoCompilerError as fault:
        return Settled(NUMPY, f"NumPy plays: {fault}")
    return Settled(COMPILED if asked == "auto" else asked)


def player(engine: str, scenario: Scenario, drawn: tuple[str, ...]) -> Player:
    """What plays a scenario where NumPy does not.

    Args:
        engine: compiled, single or cuda.
        scenario: numbers, choices and events.
        drawn: paths of the numbers that differ from war to war.

    Raises:
        SimError: if it is not to be had here.
    """
    # The tracer is imported where something is compiled, and nowhere else.
    if engine == CUDA:
        from sim.engine.cuda import card  # noqa: PLC0415

        return card(scenario, drawn)
    from sim.engine.kernel import kernel  # noqa: PLC0415

    return kernel(scenario, drawn, single=engine == SINGLE)


def is_ready(engine: str, scenario: Scenario, drawn: tuple[str, ...]) -> bool:
    """Whether an engine can play a scenario at once; arguments as of `player`."""
    if engine in (NUMPY, CUDA):
        return engine == NUMPY
    from sim.engine.kernel import is_compiled  # noqa: PLC0415

    return is_compiled(scenario, drawn, single=engine == SINGLE)
