"""`sim run` and `sim resume`."""

from __future__ import annotations

import json
import shlex
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from sim import ensemble, store
from sim.cli import options
from sim.ensemble import Plan
from sim.errors import SimError
from sim.figures import Caption, draw_all
from sim.figures.escalation import PRIORS
from sim.scenario import load
from sim.terminal import console, print_results, progress, talk


@click.command()
@click.argument("scenario")
@options.replications
@options.seed
@options.jobs
@options.output
@options.settings
@options.horizon
@options.prior
@options.executor
@options.scheduler
@click.option("--no-plots", is_flag=True, help="Write no pictures.")
@options.quiet
def run(
    scenario: str,
    replications: int,
    seed: int,
    jobs: int | None,
    output: Path | None,
    sets: tuple[str, ...],
    weeks: int | None,
    prior: bool,
    executor: str,
    scheduler: str | None,
    no_plots: bool,
    quiet: bool,
) -> None:
    """Play SCENARIO thousands of times and show how the wars end."""
    plan = Plan(options.loaded(scenario, sets, weeks), seed, replications, prior)
    folder = output or store.default_folder(plan)
    words = ["sim", "run", scenario, "-n", str(replications), "--seed", str(seed)]
    words += [word for value in sets for word in ("--set", value)]
    words += ["--weeks", str(weeks)] if weeks is not None else []
    words += ["--prior"] if prior else []
    play(plan, folder, shlex.join(words), Where(jobs, executor, scheduler), plots=not no_plots, quiet=quiet)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@options.jobs
@options.executor
@options.scheduler
@click.option("--no-plots", is_flag=True, help="Write no pictures.")
@options.quiet
def resume(
    folder: Path, jobs: int | None, executor: str, scheduler: str | None, no_plots: bool, quiet: bool
) -> None:
    """Finish the run, comparison or sweep in FOLDER: only what is missing is played."""
    from sim.batch import is_sweep

    if is_sweep(folder):
        from sim.cli.sweep import resume_sweep

        resume_sweep(folder, jobs, executor, scheduler, plots=not no_plots, quiet=quiet)
        return
    if (folder / "comparison.json").exists():
        from sim.cli.compare import resume_comparison

        resume_comparison(folder, jobs, plots=not no_plots, quiet=quiet)
        return
    path = folder / "manifest.json"
    if not path.exists():
        raise SimError(f"{folder}: found no manifest.json, expected the folder of a run")
    manifest = json.loads(path.read_text(encoding="utf-8"))
    scenario = load(folder / "scenario.resolved.yaml")
    plan = Plan(scenario, manifest["seed"], manifest["replications"], manifest["draws"] == "prior")
    where = Where(jobs, executor, scheduler)
    play(plan, folder, manifest["command"], where, plots=not no_plots, quiet=quiet)


@dataclass(frozen=True)
class Where:
    """Where wars are played, as the command line says it."""

    jobs: int | None
    executor: str
    scheduler: str | None

    def run(self, plan: Plan, blocks: Path, on_progress: Callable[[int], None]) -> None:
        """Play what is missing of an ensemble there."""
        if self.executor == "processes":
            ensemble.run(plan, blocks, self.jobs, on_progress=on_progress)
            return
        from sim.batch import open_workers

        with open_workers(self.executor, plan.n_blocks, self.jobs, self.scheduler) as crew:
            ensemble.run(plan, blocks.resolve(), executor=crew.executor, on_progress=on_progress)


def play(plan: Plan, folder: Path, command: str, where: Where, plots: bool, quiet: bool) -> None:
    """Play a plan into a folder, draw it, print it."""
    begun = time.perf_counter()
    blocks = store.begin(plan, folder, command)
    if not store.is_finished(folder):
        with progress(plan.replications, quiet) as bar:
            where.run(plan, blocks, bar.advance)
        played = time.perf_counter()
        store.finish(plan, folder, {"playing": round(played - begun, 3)})
    results = store.read(folder, draws=[prior.column for prior in PRIORS])
    if plots:
        draw_all(
            results.runs, results.trajectories, caption(results), folder / "figures", plan.scenario.weeks
        )
    out = console(quiet)
    out.print(
        f"{plan.scenario.title}: {plan.replications:,} wars of {plan.scenario.weeks} weeks, seed {plan.seed}"
    )
    print_results(out, results.runs, results.twins)
    talk(quiet).print(f"Results and pictures: {folder}", soft_wrap=True)


def caption(results: store.Results) -> Caption:
    """What stands small in the corner of every picture."""
    manifest = results.manifest
    return Caption(manifest["scenario"], manifest["title"], manifest["replications"], manifest["seed"])
