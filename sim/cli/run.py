"""`sim run` and `sim resume`."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click

from sim.base.errors import SimError
from sim.base.lock import locked
from sim.base.text import counted
from sim.cli import options
from sim.cli.place import place
from sim.cli.repeat import command_line
from sim.cli.resuming import resumable, say_other_program
from sim.reports.figures.chart import write_figures
from sim.reports.figures.run.charts import RUN_CHARTS
from sim.reports.run import print_results
from sim.reports.terminal import progress_bar, standard_error, standard_output
from sim.runs import blocks, disk
from sim.runs import folder as store
from sim.runs.ensemble import Plan
from sim.runs.workers import Place
from sim.scenario import load


@click.command()
@click.argument("scenario")
@options.replications
@options.seed
@options.output
@options.settings
@options.horizon
@options.prior
@place
@click.option("--no-plots", is_flag=True, help="Write no pictures.")
@options.quiet
def run(
    scenario: str,
    replications: int,
    seed: int,
    output: Path | None,
    sets: tuple[str, ...],
    weeks: int | None,
    prior: bool,
    where: Place,
    no_plots: bool,
    quiet: bool,
) -> None:
    """Play SCENARIO thousands of times and show how the wars end."""
    plan = Plan(options.loaded(scenario, sets, weeks), seed, replications, prior)
    folder = output or store.default_folder(plan)
    play(plan, folder, command_line([scenario]), where, plots=not no_plots, quiet=quiet)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@place
@click.option("--no-plots", is_flag=True, help="Write no pictures.")
@options.quiet
def resume(folder: Path, where: Place, no_plots: bool, quiet: bool) -> None:
    """Finish the run, comparison or sweep in FOLDER: only what is missing is played."""
    from sim.runs.sweep import is_sweep

    if is_sweep(folder):
        from sim.cli.sweep import resume_sweep

        resume_sweep(folder, where, plots=not no_plots, quiet=quiet)
        return
    if (folder / "comparison.json").exists():
        from sim.cli.compare import resume_comparison

        resume_comparison(folder, where, plots=not no_plots, quiet=quiet)
        return
    path = folder / "manifest.json"
    if not path.exists():
        raise SimError(f"{folder}: found no manifest.json, expected the folder of a run")
    manifest = json.loads(path.read_text(encoding="utf-8"))
    scenario = load(folder / "scenario.resolved.yaml")
    plan = Plan(scenario, manifest["seed"], manifest["replications"], manifest["draws"] == "prior")
    play(plan, folder, manifest["command"], where, plots=not no_plots, quiet=quiet)


def play(plan: Plan, folder: Path, command: str, where: Place, plots: bool, quiet: bool) -> None:
    """Play a plan into a folder, draw it, print it.

    Raises:
        SimError: if it cannot be played there; nothing has then been written.
    """
    disk.require(folder, disk.of_run(plan, folder).total)
    with locked(folder), resumable(folder):
        _fill(plan, folder, command, where, quiet)
        results = store.read(folder)
        if plots:
            write_figures(RUN_CHARTS, results, folder / "figures")
    out = standard_output(quiet)
    wars, weeks = counted(plan.replications, "war"), counted(plan.scenario.weeks, "week")
    out.print(f"{plan.scenario.title}: {wars} of {weeks}, seed {plan.seed}")
    print_results(out, results.columns, results.twins)
    standard_error(quiet).print(f"Results and pictures: {folder}", soft_wrap=True)


def _fill(plan: Plan, folder: Path, command: str, where: Place, quiet: bool) -> None:
    """Play what a folder does not hold, and say so if what it holds is another program's."""
    begun = time.perf_counter()
    source = store.begin(plan, folder, command)
    if store.is_finished(folder):
        say_other_program(folder, quiet)
        return
    with progress_bar(plan.replications, quiet) as advance:
        blocks.play_missing(plan, source, where, advance)
    store.finish(plan, folder, {"playing": round(time.perf_counter() - begun, 3)})
