"""What blocks of replications are worth, as ratios measured side by side in one run.

`python -m tests.benchmarks.ensemble` prints them; `--memory` also measures what 100,000 replications add to
the peak memory of 2,000, which takes minutes. Other work on the machine slows a repeat down but never
speeds one up, so the quickest of several repeats counts, and what is compared takes turns.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path

import mesa
import numpy as np

from sim.runs import blocks, ensemble, results
from sim.runs.block import TWIN_SHIFT
from sim.runs.engines import COMPILED, NUMPY, SINGLE, player
from sim.runs.ensemble import TWINS, Plan
from sim.runs.workers import Place
from sim.scenario import load
from sim.war.draws import quantiles, sample, uncertain
from sim.war.model import War, forget_models
from sim.war.randomness import BLOCK, Dice, block_of

SEED = 20240603
SCENARIO = "baseline"
PLAYERS = (NUMPY, COMPILED, SINGLE)
FEW, MANY = 2_000, 100_000

MEASURE = """
import resource, sys
from sim.cli import cli
cli(sys.argv[1:], standalone_mode=False)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


class BatchWar(War):
    """One war a model, as `mesa.batch_run` asks for it: made from parameters, stopping by itself."""

    plan: Plan

    def __init__(self, replication: int, rng: object = None) -> None:
        del rng  # batch_run passes one on; in 3.3.1 it is the same for all, and the war has its own dice
        super().__init__(*_parts(self.plan, replication))
        self.datacollector = mesa.DataCollector({"ending": lambda model: int(model.state.ending[0])})

    def step(self) -> None:
        """Play a week and write it down; batch_run 3.3.1 would go on for one step more than it is told."""
        super().step()
        self.datacollector.collect(self)
        self.running = self.week < self.plan.scenario.weeks


def seconds(work: Callable[[], object]) -> float:
    """Processor time that something takes in this process."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _parts(plan: Plan, replication: int) -> tuple[object, ...]:
    """What a model of one replication is made of: the same numbers of draws and dice, one wide."""
    replications = np.array([replication])
    u = quantiles(uncertain(plan.scenario), plan.seed, replications)
    return plan.scenario, sample(plan.scenario, u), Dice(plan.seed, replications)


def one_by_one(plan: Plan, wars: int) -> None:
    """One Mesa model a replication."""
    for replication in range(wars):
        War(*_parts(plan, replication)).run()
        forget_models()


def batch_run(plan: Plan, wars: int) -> None:
    """The same through `mesa.batch_run`."""
    BatchWar.plan = plan
    rows = mesa.batch_run(
        BatchWar, {"replication": range(wars)}, number_processes=1, max_steps=10_000, display_progress=False
    )
    forget_models()
    if len(rows) != wars or any(row["Step"] not in (plan.scenario.weeks - 1, plan.scenario.weeks) for row in rows):
        raise RuntimeError("batch_run did not play what it was asked to")


def random_numbers(plan: Plan) -> None:
    """Only draw what a whole run draws: quantiles of uncertain numbers, dice of every cause, twins too."""
    paths, weeks = uncertain(plan.scenario), plan.scenario.weeks
    war = War(*_parts(plan, 0))
    war.step()
    streams = war.state.dice.streams
    twins = np.arange(min(TWINS, plan.replications))
    for replications, shift in [*((block_of(block), 0) for block in range(plan.n_blocks)), (twins, TWIN_SHIFT)]:
        quantiles(paths, plan.seed, replications)
        dice = Dice(plan.seed, replications + shift)
        for week, stream in product(range(weeks), streams):
            dice.at(stream, week)
        for event in plan.scenario.events:
            dice.once(f"event/{event.name}")


def whole_run(plan: Plan) -> None:
    """Play an ensemble in this process, from the empty folder to its tables; no pictures."""
    folder = Path(tempfile.mkdtemp())
    try:
        blocks.play_missing(plan, results.begin(plan, folder, ""), Place(1))
        results.finish(plan, folder)
    finally:
        shutil.rmtree(folder)


def best(works: dict[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Least time of each piece of work, the pieces taking turns."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            times[name].append(seconds(work))
    return {name: min(taken) for name, taken in times.items()}


def speed(replications: int, wars: int, repeats: int) -> None:
    """Print what blocks are worth beside one model a war, by engine, and a whole run beside its dice."""
    plan = Plan(load(SCENARIO), SEED, replications)
    blocks_of = {engine: partial(ensemble.play_block, replace(plan, engine=engine), 0) for engine in PLAYERS}
    for play in blocks_of.values():
        play()  # what is read, imported or compiled on first use is not what is measured
    taken = best(
        {**blocks_of, "models": lambda: one_by_one(plan, wars), "batch": lambda: batch_run(plan, wars)}, repeats
    )
    models, batch = wars / taken["models"], wars / taken["batch"]
    print(f"{SCENARIO}, {plan.scenario.weeks} weeks, one core, quickest of {repeats}")
    print(f"one model a replication:     {models:10,.1f} replications/s")
    print(f"mesa.batch_run {mesa.__version__}:        {batch:10,.1f} replications/s")
    for engine in PLAYERS:
        each = BLOCK / taken[engine]
        print(f"{f'blocks of {BLOCK:,}, {engine}:':29}{each:10,.1f} replications/s, {each / models:,.0f} x one model")
    print(f"one model / batch_run:       {models / batch:10,.2f}")
    taken = best({"whole": lambda: whole_run(plan), "random": lambda: random_numbers(plan)}, repeats)
    print(f"whole run of {replications:,}:          {taken['whole']:10,.2f} s")
    print(f"its random numbers alone:    {taken['random']:10,.2f} s")
    print(f"whole run / random numbers:  {taken['whole'] / taken['random']:10,.1f}")


def engines(replications: int, repeats: int) -> None:
    """Print what compiling is worth: weeks and dice of a block, and a whole run beside its dice in NumPy."""
    plan = Plan(load(SCENARIO), SEED, replications)
    block, weeks = plan.block(0), plan.scenario.weeks
    told = block.program.told(plan.scenario, block.draws(), block.n)
    kernels = {name: player(name, block.program) for name in (COMPILED, SINGLE)}
    taken = best(
        {
            NUMPY: lambda: block.model().run(),
            **{name: partial(kernel.play, told, block.dice, weeks) for name, kernel in kernels.items()},
        },
        repeats,
    )
    print(f"weeks and dice of {block.n:,} wars, {NUMPY}:  {block.n / taken[NUMPY]:10,.0f} wars/s")
    for name in kernels:
        print(f"{name + ':':29}{block.n / taken[name]:10,.0f} wars/s, {taken[NUMPY] / taken[name]:.1f} x NumPy")
    compiled = replace(plan, engine=COMPILED)
    taken = best({"whole": lambda: whole_run(compiled), "random": lambda: random_numbers(plan)}, repeats)
    print(f"whole run of {replications:,}, compiled: {taken['whole']:10,.2f} s")
    print(f"its random numbers in NumPy: {taken['random']:10,.2f} s")
    print(f"whole run / random numbers:  {taken['whole'] / taken['random']:10,.2f}")


def peak_memory(replications: int) -> float:
    """Peak resident memory of `sim run` in a process of its own, pictures included [MB]."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["run", SCENARIO, "-n", str(replications), "-j", "1", "--quiet", "-o", folder]
        done = subprocess.run([sys.executable, "-c", MEASURE, *words], capture_output=True, text=True, check=True)
    kilobytes = int(done.stdout.split()[-1])
    return kilobytes / 1024 if sys.platform != "darwin" else kilobytes / 1024**2


def memory() -> None:
    """Print what many replications need beyond few."""
    few, many = peak_memory(FEW), peak_memory(MANY)
    print(f"peak memory at {FEW:,}:        {few:10,.0f} MB")
    print(f"peak memory at {MANY:,}:      {many:10,.0f} MB")
    print(f"growth:                      {many - few:10,.0f} MB")


def main() -> None:
    """Parse the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-n", "--replications", type=int, default=4 * BLOCK, help="of the whole run")
    parser.add_argument("--wars", type=int, default=20, help="played one model each")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--memory", action="store_true", help="measure peak memory as well")
    parser.add_argument("--only-engines", action="store_true", help="measure what compiling is worth, nothing else")
    parser.add_argument("--only-memory", action="store_true", help="measure nothing else")
    options = parser.parse_args()
    if not options.only_memory:
        engines(options.replications, options.repeats)
    if not (options.only_memory or options.only_engines):
        speed(options.replications, options.wars, options.repeats)
    if options.memory or options.only_memory:
        memory()


if __name__ == "__main__":
    main()
