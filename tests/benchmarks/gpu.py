"""What a graphics card is worth, and whether it gives the processor's bits.

`python -m tests.benchmarks.gpu pack FILE` writes what is to be played, and what the compiled program of this processor
makes of it. Carry the file and this script to a machine with a graphics card, where nothing but NumPy and CuPy is
needed: `python gpu.py run FILE` compiles the same source there, compares every bit and prints wars a second by width.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

SEED, SCENARIO, WARS = 20240603, "iran_supply", 1024
FOLLOWED = 64
"""Wars whose weekly series are compared."""
WIDTHS = tuple(1 << power for power in range(10, 21, 2))
THREADS = 64
OPTIONS = ("--std=c++17", "--fmad=false", "--prec-div=true", "--prec-sqrt=true", "--ftz=false")
PRECISIONS = ("double", "single")


def pack(path: Path) -> None:
    """Write sources, draws and reference results."""
    from sim.engine.kernel import kernel, source
    from sim.engine.printing import Printer
    from sim.engine.trace import trace
    from sim.runs.ensemble import Plan
    from sim.scenario import load

    scenario = load(SCENARIO)
    block = Plan(scenario, SEED, WARS).block(0)
    told = block.program.told(scenario, block.draws(), WARS)
    printed = Printer(trace(block.program)).printed()
    kept: dict[str, object] = {
        "numbers": np.array([told[name] for name in printed.numbers]),
        "shape": np.array([len(printed.series), len(printed.finals), scenario.weeks]),
    }
    for precision in PRECISIONS:
        single = precision == "single"
        played = kernel(block.program, single=single).play(told, block.dice, scenario.weeks)
        kept |= {
            f"source_{precision}": np.array(source(printed, 1, single=single)),
            f"finals_{precision}": played.finals,
            f"series_{precision}": np.array(list(played.series.values()))[:, :, :FOLLOWED],
        }
    with path.open("wb") as file:
        np.savez_compressed(file, **kept)


def run(path: Path) -> int:
    """Compare bits and print speeds; the number of precisions in which a bit differs."""
    import cupy

    stored = np.load(path, allow_pickle=False)
    n_series, n_finals, weeks = map(int, stored["shape"])
    print(cupy.cuda.runtime.getDeviceProperties(0)["name"].decode())
    wrong = 0
    for precision in PRECISIONS:
        begun = time.perf_counter()
        module = cupy.RawModule(code=str(stored[f"source_{precision}"]), backend="nvrtc", options=OPTIONS)
        function = module.get_function("play")
        print(f"{precision}: compiled in {time.perf_counter() - begun:.0f} s")

        def play(n: int, series: bool, function: Any = function, precision: str = precision) -> tuple[Any, Any]:
            numbers = cupy.asarray(np.resize(stored["numbers"].T, (n, len(stored["numbers"]))).T.copy())
            wars, finals = cupy.arange(n, dtype=cupy.int64), cupy.zeros((n_finals, n))
            written = cupy.zeros((n_series, weeks, n), dtype=cupy.float32) if series else np.uint64(0)
            told = (np.int64(n), np.int64(weeks), np.uint32(SEED), np.uint32(0), wars, numbers, written, finals)
            cupy.cuda.Device().synchronize()
            begun = time.perf_counter()
            function((-(-n // THREADS),), (THREADS,), told)
            cupy.cuda.Device().synchronize()
            print(f"{precision}: {n:9,} wars, {n / (time.perf_counter() - begun):12,.0f} wars/s")
            return finals, written

        finals, written = play(WARS, series=True)
        same = np.array_equal(cupy.asnumpy(finals), stored[f"finals_{precision}"], equal_nan=True)
        same &= np.array_equal(cupy.asnumpy(written)[:, :, :FOLLOWED], stored[f"series_{precision}"], equal_nan=True)
        print(f"{precision}: {'the same bits as the processor' if same else 'BITS DIFFER'}")
        wrong += not same
        for n in WIDTHS:
            play(n, series=False)
    return wrong


def main() -> int:
    """Pack or run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("pack", "run"))
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    if options.what == "run":
        return run(options.file)
    pack(options.file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
