"""`sim run`."""

from __future__ import annotations

import time
from pathlib import Path

import click

from sim.base.lock import locked
from sim.base.text import counted
from sim.cli import options, playing
from sim.cli.interruption import note_other_program, resumable
from sim.cli.repeat import command_line
from sim.reports.figures.chart import write_figures
from sim.reports.figures.run.charts import RUN_CHARTS
from sim.reports.run import print_results
from sim.reports.terminal import progress_bar, standard_error, standard_output
from sim.runs import blocks, disk
from sim.runs import folder as folders
from sim.runs.ensemble import Plan
from sim.runs.workers import Place


@click.command()
@click.argument("scenario")
@playing.wars_of_run
@options.output("outputs/<scenario>/<time>-<hash>")
@playing.place
@options.no_plots
@options.quiet
def run(
    scenario: str, wars: playing.Wars, output: Path | None, place: Place, no_plots: bool, quiet: bool
) -> None:
    """Play SCENARIO thousands of times and show how the wars end."""
    plan = wars.plan(scenario)
    folder = output or folders.default_folder(plan)
    play(plan, folder, command_line([scenario]), place, plots=not no_plots, quiet=quiet)


def play(plan: Plan, folder: Path, command: str, place: Place, *, plots: bool, quiet: bool) -> None:
    """Play a plan into a folder, draw it, print it.

    Raises:
        SimError: if it cannot be played there; nothing has then been written.
    """
    disk.require(folder, disk.of_run(plan, folder).total)
    with locked(folder), resumable(folder):
        begun = time.perf_counter()
        unfinished = folders.begin(plan, folder, command)
        if folders.is_finished(folder):
            note_other_program(folder, quiet)
        else:
            with progress_bar(plan.replications, quiet) as advance:
                blocks.play_missing(plan, unfinished, place, advance)
            folders.finish(plan, folder, {"playing": round(time.perf_counter() - begun, 3)})
        results = folders.read(folder)
        if plots:
            write_figures(RUN_CHARTS, results, folder / "figures")
    out = standard_output(quiet)
    wars, weeks = counted(plan.replications, "war"), counted(plan.scenario.weeks, "week")
    out.print(f"{plan.scenario.title}: {wars} of {weeks}, seed {plan.seed}")
    print_results(out, results.columns, results.twins)
    standard_error(quiet).print(f"Results and pictures: {folder}", soft_wrap=True)
