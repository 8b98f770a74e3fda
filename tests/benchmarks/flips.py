"""How many wars end otherwise than by NumPy, for every shipped scenario: none in double precision, few in single.

`python -m tests.benchmarks.flips -n 100000` plays each scenario by NumPy, by the compiled program and in single precision,
on the same draws and dice. All of them share one program. An hour and a half of processor time for 100,000 wars of each.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

import numpy as np

from sim.engine.shared import programs
from sim.runs.block import Block, Lane, play
from sim.runs.engines import COMPILED, NUMPY, SINGLE
from sim.runs.ensemble import outcomes
from sim.scenario import load, shipped_names
from sim.war.randomness import BLOCK

SEED = 20240603
AT_ONCE = 4 * BLOCK
"""Wars that are played side by side: NumPy needs a quarter less time for as many."""


def main() -> None:
    """Play, count and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenarios", nargs="*", help="by default all that are shipped")
    parser.add_argument("-n", "--replications", type=int, default=BLOCK)
    options = parser.parse_args()
    scenarios = {name: load(name) for name in options.scenarios or shipped_names()}
    shared = programs(scenarios.values())
    n_programs = len({program.identity for program in shared.values()})
    print(f"{len(scenarios)} scenarios, {n_programs} programs, {options.replications:,} wars of each")
    print(f"{'wars that end otherwise':<28}{COMPILED:>10}{SINGLE:>10}")
    total = np.zeros(2, dtype=int)
    begun = time.process_time()
    for name, scenario in scenarios.items():
        flips = np.zeros(2, dtype=int)
        for first in range(0, options.replications, AT_ONCE):
            lane = Lane(0, first, min(first + AT_ONCE, options.replications))
            block = Block(scenario, SEED, (lane,), engine=NUMPY, shared=shared[scenario])
            reference, *others = (play(replace(block, engine=each), outcomes) for each in (NUMPY, COMPILED, SINGLE))
            flips += [np.count_nonzero(reference["ending"] != other["ending"]) for other in others]
        print(f"{name:<28}{flips[0]:>10,}{flips[1]:>10,}", flush=True)
        total += flips
    print(f"{'all':<28}{total[0]:>10,}{total[1]:>10,}   {time.process_time() - begun:,.0f} s")


if __name__ == "__main__":
    main()
