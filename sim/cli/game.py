"""`sim game`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.base import defaults
from sim.cli import completion, options, playing
from sim.cli.interruption import note_other_program, working_in
from sim.cli.repeat import command_line
from sim.cli.report import report_at_end
from sim.cli.sweep import require_all
from sim.reports.terminal import progress_bar, standard_error, standard_output
from sim.runs.workers import Place, require_scheduler
from sim.scenario.files import is_game, shipped

if TYPE_CHECKING:
    from sim.studies import game as games

QUICK_REPLICATIONS = 128
"""A look within a minute: payoffs to three points of 100."""


@click.command()
@click.argument("scenario", default="game", metavar="[SCENARIO]", shell_complete=completion.of("game", "scenario"))
@click.option(
    "--quick", is_flag=True, help=f"Play only {QUICK_REPLICATIONS} wars of each profile: sooner, with wider intervals."
)
@playing.wars_by_engine(
    click.option(
        "-n",
        "--replications",
        type=click.IntRange(defaults.LEAST_GAME_REPLICATIONS),
        help=f"Number of wars of each profile. [default: {defaults.GAME_REPLICATIONS},"
        f" or {QUICK_REPLICATIONS} with --quick]",
    )
)
@options.output("outputs/<game>/<time>-<hash>")
@playing.place
@options.no_plots
@options.no_report
@options.quiet
def game(
    scenario: str,
    quick: bool,
    wars: playing.Wars,
    output: Path | None,
    place: Place,
    no_plots: bool,
    no_report: bool,
    quiet: bool,
) -> None:
    """Play the strategies of the actors against each other, and say what each had best do.

    SCENARIO is the YAML file of a game, the name of a shipped one, or a scenario in which the shipped game is played.
    """
    from sim.runs import sweep as sweeps
    from sim.runs.sweep import space
    from sim.studies import game as games

    n = wars.replications or (QUICK_REPLICATIONS if quick else defaults.GAME_REPLICATIONS)
    plan = games.requested(_game(scenario, wars), n, wars.seed, wars.prior)
    plan = replace(plan, engine=playing.said(plan.settle(wars.engine)))
    folder = output or sweeps.default_folder(plan)
    if place.executor == "dask":
        require_scheduler(place.scheduler)  # before a folder is begun for nothing
    space.require(plan, folder)
    with working_in(folder):
        sweeps.begin(plan, folder, command_line([scenario], quick=False, replications=n))
        play(plan, folder, place, plots=not no_plots, report=not no_report, quiet=quiet)


def resume_game(folder: Path, place: Place, *, plots: bool, report: bool, quiet: bool) -> None:
    """Play what is missing of the game in a folder."""
    from sim.runs.sweep import space
    from sim.studies import game as games

    plan = games.game_of(folder)
    space.require(plan, folder)
    play(plan, folder, place, plots=plots, report=report, quiet=quiet)


def play(plan: games.PlayedGame, folder: Path, place: Place, *, plots: bool, report: bool, quiet: bool) -> None:
    """Play a game into a folder that has been begun, work it out, draw it, print it.

    Raises:
        SimError: if wars failed twice: without them there is no table of payoffs.
    """
    from sim.reports.game import print_game
    from sim.runs import folder as folders
    from sim.runs import sweep as sweeps
    from sim.studies import game as games

    note_other_program(folder, quiet)
    with progress_bar(plan.total, quiet) as advance:
        require_all(plan, folder, sweeps.run(plan, folder, place, advance))
    found = games.solution(folder)
    found.write(folder)
    if plots:
        from sim.reports.figures.chart import write_figures
        from sim.reports.figures.game import GAME_CHARTS, Drawn

        write_figures(GAME_CHARTS, Drawn(found, folders.manifest_of(folder)), folder / "figures")
    print_game(standard_output(quiet), found, plan)
    standard_error(quiet).print(f"Results and pictures: {folder}", soft_wrap=True)
    if report:
        report_at_end(folder, quiet)


def _game(reference: str, wars: playing.Wars) -> games.Game:
    """The game that is asked for, on its own scenario or on the one that is named instead."""
    from sim.studies import game as games

    if reference in shipped("game") or is_game(reference):
        return games.load(reference, lambda name: wars.scenario(str(name)))
    scenario = wars.scenario(reference)
    return replace(games.load(worlds=lambda _: scenario), name=f"game-{scenario.name}")
