"""`sim run`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.base import defaults
from sim.base.text import counted
from sim.cli import options, playing
from sim.cli.drawing import draw_run
from sim.cli.interruption import note_other_program, working_in
from sim.cli.repeat import command_line
from sim.runs.workers import Place

if TYPE_CHECKING:
    from sim.runs.ensemble import Plan


@click.command()
@options.scenario
@playing.wars_of_run
@options.output("outputs/<scenario>/<time>-<hash>")
@playing.place
@click.option(
    "--keep",
    type=click.Choice(defaults.KEPT),
    default=defaults.RUNS,
    show_default=True,
    help="What is kept: a row of every war (runs); or, for millions of wars, what all outcomes come to, and rows of the"
    " first 20,480 wars (outcomes).",
)
@options.no_plots
@options.no_report
@options.quiet
def run(
    scenario: str,
    wars: playing.Wars,
    output: Path | None,
    place: Place,
    keep: str,
    no_plots: bool,
    no_report: bool,
    quiet: bool,
) -> None:
    """Play SCENARIO thousands of times and show how the wars end."""
    place = place.ready_for(-(-wars.number // defaults.BLOCK))
    plan = replace(wars.plan(scenario), keep=keep)
    from sim.runs.folder import default_folder

    folder = output or default_folder(plan.scenario.name, identity=plan.identity)
    begin_and_play(plan, folder, command_line([scenario]), place, plots=not no_plots, report=not no_report, quiet=quiet)


def begin_and_play(
    plan: Plan, folder: Path, command: str, place: Place, *, plots: bool, report: bool, quiet: bool
) -> None:
    """Begin a run in a folder, or go on with the same one there, and play it.

    Raises:
        SimError: if it cannot be played there; nothing has then been written.
    """
    from sim.runs import disk, results

    disk.require(folder, disk.of_run(plan, folder).total)
    with working_in(folder):
        results.begin(plan, folder, command)
        play(plan, folder, place, plots=plots, report=report, quiet=quiet)


def resume_run(folder: Path, place: Place, *, plots: bool, report: bool, quiet: bool) -> None:
    """Play what is missing of the run in a folder."""
    from sim.runs import disk, results

    plan = results.plan_of(folder)
    disk.require(folder, disk.of_run(plan, folder).total)
    play(plan, folder, place, plots=plots, report=report, quiet=quiet)


def play(plan: Plan, folder: Path, place: Place, *, plots: bool, report: bool, quiet: bool) -> None:
    """Play a run into a folder that has been begun, draw it, print it."""
    from sim.reports.run import print_results
    from sim.reports.terminal import progress_bar, standard_output
    from sim.runs import results

    note_other_program(folder, quiet)
    with progress_bar(plan.replications, quiet) as advance:
        results.complete(plan, folder, place, advance)
    found = results.read(folder)
    out = standard_output(quiet)
    wars, weeks = counted(plan.replications, "war"), counted(plan.scenario.weeks, "week")
    out.print(f"{plan.scenario.title}: {wars} of {weeks}, seed {plan.seed}")
    print_results(out, found.columns, found.twins, found.trajectories)
    draw_run(folder, place, plots=plots, report=report, quiet=quiet)  # after what can be read already
