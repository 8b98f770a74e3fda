"""A sweep against what others would do with the same wars, its speed and memory, and how it outlives being killed.

`python -m tests.benchmarks.sweep` prints the ratios to Mesa's `batch_run` and to the EMA Workbench, both with one
model a war. `--size POINTS REPLICATIONS` measures a sweep against `sim run`, with its peak memory; `--kills N` kills a
sweep N times and compares what comes out with a sweep that was left alone. The others play few of the wars, twice,
and are given the time of a war between the two: what their processes take to start does not count against them.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

import mesa
import numpy as np
import pandas as pd
import psutil
from mesa.batchrunner import batch_run

from sim.base.arrays import Floats
from sim.runs import sweep as batch
from sim.runs.ensemble import Plan
from sim.runs.workers import Place
from sim.scenario import Scenario, load
from sim.war.model import War, forget_models
from sim.war.randomness import BLOCK, Dice

os.environ["SIM_NO_REPORT"] = "1"  # what is measured is the playing
SEED = 20240603
POINTS, REPLICATIONS, PROCESSES = 16, 1000, 2
PATH = "nato.aid_level"
FEW = 128
"""Wars that the others play the first time; twice as many the second."""


@cache
def _scenarios() -> list[Scenario]:
    scenario = load("baseline")
    return [scenario.override(PATH, float(value)) for value in np.linspace(0.0, 2.0, POINTS)]


@cache
def _draws() -> dict[str, Floats]:
    return Plan(_scenarios()[0], SEED, BLOCK).block(0).draws()


def parts(war: int) -> tuple[Scenario, dict[str, Floats], Dice]:
    """Scenario, draws and dice of one war of the sweep, as a model of its own."""
    place, replication = divmod(war, REPLICATIONS)
    scenario = _scenarios()[place % POINTS]
    drawn = {path: values[replication : replication + 1] for path, values in _draws().items() if path != PATH}
    return scenario, drawn, Dice(SEED, np.array([replication]))


class OneWar(War):
    """A war as `batch_run` asks for it: made from parameters, stopping by itself, collecting its ending."""

    def __init__(self, war: int, rng: object = None) -> None:
        del rng  # the war has its own dice
        super().__init__(*parts(war))
        self.datacollector = mesa.DataCollector({"ending": lambda model: int(model.state.ending[0])})

    def step(self) -> None:
        """Play a week; at the horizon stop, because batch_run of Mesa 3.3.1 would play one more."""
        super().step()
        self.datacollector.collect(self)
        self.running = self.week < self.inputs.weeks
        if not self.running:
            forget_models()


def one_war(war: int = 0) -> dict[str, float]:
    """A war as the workbench asks for it: a function of its parameters."""
    played = War(*parts(int(war))).run()
    forget_models()
    return {"ending": float(played.state.ending[0])}


def by_mesa(wars: int) -> None:
    """Mesa's own batch runner, one model a war."""
    batch_run(OneWar, {"war": list(range(wars))}, number_processes=PROCESSES, max_steps=1000, display_progress=False)


def by_workbench(wars: int) -> None:
    """The EMA Workbench's evaluator on as many processes, one war an experiment."""
    with catch_warnings():
        simplefilter("ignore")
        from ema_workbench import IntegerParameter, Model, MultiprocessingEvaluator, ScalarOutcome

        model = Model("war", function=one_war)
        model.uncertainties = [IntegerParameter("war", 0, POINTS * REPLICATIONS - 1)]
        model.outcomes = [ScalarOutcome("ending")]
        with MultiprocessingEvaluator(model, n_processes=PROCESSES) as evaluator:
            evaluator.perform_experiments(scenarios=wars)


def by_sweep() -> float:
    """Wars per second of the whole sweep, its start and its files included."""
    scenario = load("baseline")
    design = batch.make([batch.parse(f"{PATH}=0:2:{POINTS}", scenario)], scenario)
    sweep = batch.Sweep(scenario, design, REPLICATIONS, SEED)
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        batch.begin(sweep, Path(folder), "benchmark")
        batch.run(sweep, Path(folder), Place(PROCESSES))
        return sweep.total / (time.perf_counter() - begun)


def rate(play: Callable[[int], None]) -> float:
    """Wars per second of another's way, between few wars and twice as many."""
    took = []
    for wars in (FEW, 2 * FEW):
        begun = time.perf_counter()
        play(wars)
        took.append(time.perf_counter() - begun)
    # On a busy machine the first may take longer than the second; then their start is counted after all.
    return FEW / (took[1] - took[0]) if took[1] > took[0] else 2 * FEW / took[1]


def watched(*words: str) -> dict[str, float]:
    """Seconds, seconds of processor and peak memory of a command and all its processes, shared pages counted once."""
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    process = psutil.Popen([sys.executable, "-m", "sim", *words])
    most = 0
    while process.poll() is None:
        try:
            family = [process, *process.children(recursive=True)]
            most = max(most, sum(each.memory_full_info().pss for each in family))
        except psutil.NoSuchProcess:
            pass
        time.sleep(0.1)
    if process.returncode:
        raise SystemExit(f"{' '.join(words)} ended with {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": time.perf_counter() - begun, "cpu": cpu, "megabytes": most / 1e6}


def size(points: int, replications: int, jobs: int) -> None:
    """A sweep beside a run of as many wars: wars per second of processor, peak memory of all processes."""
    wars = points * replications
    with tempfile.TemporaryDirectory() as folder:
        last = ["--no-plots", "--quiet", "-j", str(jobs), "-o"]
        swept = watched(
            *("sweep", "baseline", "--param", f"{PATH}=0:2:{points}", "-n", str(replications)), *last, f"{folder}/s"
        )
        ran = watched("run", "baseline", "-n", str(wars), *last, f"{folder}/r")
    for name, found in (("sim sweep", swept), ("sim run", ran)):
        print(
            f"{name:<10} {wars:,} wars: {wars / found['seconds']:7.0f}/s, {wars / found['cpu']:7.0f} per second of"
            f" processor, {found['megabytes']:.0f} MB at most"
        )
    print(f"sweep / run, per second of processor: {ran['cpu'] / swept['cpu']:.2f}")


def kills(times: int) -> None:
    """Kill a sweep at random moments, resume it each time, and compare."""
    command = [sys.executable, "-m", "sim"]
    first = ["sweep", "baseline", "--param", f"{PATH}=0:2:40", "-n", "300", "--weeks", "26", "--quiet", "--no-plots"]
    moments = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        whole, killed = Path(folder, "whole"), Path(folder, "killed")
        begun = time.perf_counter()
        subprocess.run([*command, *first, "-j", "2", "-o", str(whole)], check=True)
        took = time.perf_counter() - begun
        hits = rounds = 0
        while hits < times:
            words = ["resume", str(killed), "--no-plots", "--quiet", "-j", "2"]
            there = (killed / "manifest.json").exists()
            process = subprocess.Popen([*command, *(words if there else [*first, "-j", "2", "-o", str(killed)])])
            try:
                process.wait(timeout=moments.uniform(0.1, 0.9) * took)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                hits += 1
                continue
            compare(whole, killed)  # it came through; the next is killed from its beginning
            shutil.rmtree(killed)
            rounds += 1
        subprocess.run([*command, "resume", str(killed), "--no-plots", "--quiet", "-j", "1"], check=True)
        compare(whole, killed)
    print(f"killed {hits} times over {rounds + 1} sweeps, resumed each time: all the same as one left alone")


def compare(whole: Path, killed: Path) -> None:
    """Fail unless two folders of one sweep hold the same, to the bit."""
    for name in ("points", "runs", "draws"):
        one, two = (pd.read_parquet(place / f"{name}.parquet") for place in (whole, killed))
        pd.testing.assert_frame_equal(one, two, check_exact=True)
    assert (whole / "summary.csv").read_bytes() == (killed / "summary.csv").read_bytes()


def main(arguments: list[str] | None = None) -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", nargs=2, type=int, metavar=("POINTS", "REPLICATIONS"))
    parser.add_argument("--jobs", type=int, default=PROCESSES)
    parser.add_argument("--kills", type=int)
    asked: Any = parser.parse_args(arguments)
    if asked.size:
        size(*asked.size, asked.jobs)
    if asked.kills:
        kills(asked.kills)
    if asked.size or asked.kills:
        return
    swept = by_sweep()
    print(f"sim sweep      {swept:8.1f} wars/s, start and files included", flush=True)
    for name, play in (("mesa batch_run", by_mesa), ("EMA Workbench", by_workbench)):
        other = rate(play)
        print(f"{name:<14} {other:8.1f} wars/s: the sweep is {swept / other:,.0f} times as fast", flush=True)


if __name__ == "__main__":
    main()
