"""What plays the wars: NumPy, the reference; or a program compiled from the same rules for this processor."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from sim.base.extras import missing
from sim.engine.building import NoCompilerError, compiler, private_folder

if TYPE_CHECKING:
    from sim.engine.kernel import Player
    from sim.engine.shared import Shared
    from sim.scenario import Scenario

AUTO, NUMPY, COMPILED, SINGLE, CUDA = "auto", "numpy", "compiled", "single", "cuda"
ENGINES = (AUTO, NUMPY, COMPILED, SINGLE, CUDA)
"""As `--engine` says them; `auto` is settled before anything is played."""
PRECISION = {COMPILED: "double", CUDA: "double", SINGLE: "single"}
"""What fixes every bit of a war that is compiled, whatever the machine, its compiler, its Python and its NumPy."""
PAYS_FROM = 2_000_000
"""Weeks of war of one program from which compiling it saves more than it takes."""


NARROW = 512
"""Wars of a block that take NumPy as long as fewer: what is left then is the calls."""


@dataclass(frozen=True)
class Settled:
    """The engine that plays, and what there is to say about it."""

    engine: str
    note: str = ""


def settle(asked: str, weeks_of_war: int, n_programs: Callable[[], int] = lambda: 1) -> Settled:
    """What plays some wars.

    Args:
        asked: one of `ENGINES`.
        weeks_of_war: to be played.
        n_programs: how many programs they are of; asked where it matters.

    Raises:
        SimError: if a graphics card is asked for and CuPy is not installed.
    """
    if asked == CUDA:
        if find_spec("cupy") is None:
            raise missing("--engine cuda needs CuPy", "cuda")
        return Settled(CUDA)
    if asked == NUMPY:
        return Settled(NUMPY)
    if asked == AUTO and (weeks_of_war < PAYS_FROM or weeks_of_war < PAYS_FROM * n_programs()):
        return Settled(NUMPY)
    try:
        compiler(), private_folder()
    except NoCompilerError as fault:
        return Settled(NUMPY, f"NumPy plays: {fault}")
    return Settled(COMPILED if asked == AUTO else asked)


def settle_for(asked: str, scenarios: Iterable[Scenario], wars: int, by_hand: Collection[str] = ()) -> Settled:
    """What plays so many wars of each of some scenarios.

    Args:
        asked: one of `ENGINES`.
        scenarios: to be played.
        wars: of each.
        by_hand: paths of numbers that are set lane by lane.
    """
    from sim.engine.shared import programs  # noqa: PLC0415  # the command line needs the names of engines alone

    every = list(scenarios)
    # A narrow block takes NumPy hardly less time than one of this width.
    weeks = max(wars, NARROW) * sum(scenario.weeks for scenario in every)
    return settle(asked, weeks, lambda: len({each.identity for each in programs(every, by_hand).values()}))


def shared_by(engine: str, scenarios: Iterable[Scenario], by_hand: Collection[str] = ()) -> Mapping[Scenario, Shared]:
    """What is compiled for some scenarios, where anything is; arguments as of `programs`."""
    from sim.engine.shared import programs  # noqa: PLC0415

    return programs(scenarios, by_hand) if engine != NUMPY else {}


def player(engine: str, shared: Shared) -> Player:
    """What plays where NumPy does not.

    Args:
        engine: compiled, single or cuda.
        shared: what is compiled.

    Raises:
        SimError: if it is not to be had here.
    """
    # The tracer is imported where something is compiled, and nowhere else.
    if engine == CUDA and find_spec("cupy") is not None:  # else the processor gives the same bits
        from sim.engine.cuda import card  # noqa: PLC0415

        return card(shared)
    from sim.engine.kernel import kernel  # noqa: PLC0415

    return kernel(shared, single=engine == SINGLE)


def is_ready(engine: str, shared: Shared) -> bool:
    """Whether an engine can play at once; arguments as of `player`."""
    if engine in (NUMPY, CUDA):
        return engine == NUMPY
    from sim.engine.kernel import is_compiled  # noqa: PLC0415

    return is_compiled(shared, single=engine == SINGLE)
