"""The same program on a graphics card: CuPy compiles it with NVRTC, and a thread plays a war."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.arrays import Floats
from sim.base.extras import missing
from sim.engine.kernel import Played, source
from sim.engine.printing import Printed, Printer
from sim.engine.trace import trace
from sim.war.randomness import Dice

if TYPE_CHECKING:
    from sim.engine.shared import Shared

THREADS = 64
"""Of a block: the state of a war lies in a thread's own memory, not in registers."""
OPTIONS = ("--std=c++17", "--fmad=false", "--prec-div=true", "--prec-sqrt=true", "--ftz=false")
"""As for the processor: nothing that moves a digit."""


@dataclass(frozen=True)
class Card:
    """A program on a graphics card.

    Attributes:
        cupy: the library, an extra.
        code: the function.
        layout: what goes in and out.
    """

    cupy: Any
    code: Any
    layout: Printed

    def play(self, told: Mapping[str, Floats], dice: Dice, weeks: int, *, series: bool = True) -> Played:
        """Play wars to their horizon, see `Player.play`."""
        cupy, n = self.cupy, dice.n
        numbers = cupy.asarray(np.array([told[path] for path in self.layout.numbers]).reshape(-1, n))
        wars = cupy.asarray(dice.replications.astype(np.int64))
        names = self.layout.series if series else ()
        written = cupy.zeros((len(names), weeks, n), dtype=cupy.float32)
        finals = cupy.zeros((len(self.layout.finals), n))
        seed = np.uint32(dice.seed & 0xFFFFFFFF), np.uint32(dice.seed >> 32)
        where = written if series else np.uint64(0)
        job = (np.int64(n), np.int64(weeks), *seed, wars, numbers, where, finals)
        self.code((-(-n // THREADS),), (THREADS,), job)
        return Played(dict(zip(names, cupy.asnumpy(written), strict=True)), cupy.asnumpy(finals))


@lru_cache(maxsize=4)
def card(shared: Shared) -> Card:
    """A program on the graphics card of this machine.

    Raises:
        SimError: if CuPy is not installed.
    """
    try:
        import cupy  # noqa: PLC0415  # an extra
    except ImportError:
        raise missing("--engine cuda needs CuPy", "cuda") from None
    printed = Printer(trace(shared)).printed()
    module = cupy.RawModule(code=source(printed, 1), backend="nvrtc", options=OPTIONS)
    return Card(cupy, module.get_function("play"), printed)
