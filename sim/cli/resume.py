"""`sim resume`."""

from pathlib import Path

import click

from sim.cli import options, playing
from sim.cli.interruption import working_in
from sim.runs.workers import Place


@click.command()
@options.stored_folder
@playing.place
@options.no_plots
@options.no_report
@options.quiet
def resume(folder: Path, place: Place, no_plots: bool, no_report: bool, quiet: bool) -> None:
    """Finish the run, comparison, sweep or game in DIR: only what is missing is played."""
    from sim.cli import compare, game, run, sweep
    from sim.runs import folder as folders

    with working_in(folder):
        folders.complete_beginning(folder)
        kind = folders.kind_of(folder)
        if kind is folders.SWEEP:
            sweep.resume_sweep(folder, place, plots=not no_plots, report=not no_report, quiet=quiet)
        elif kind is folders.GAME:
            game.resume_game(folder, place, plots=not no_plots, report=not no_report, quiet=quiet)
        elif kind is folders.COMPARISON:
            compare.resume_comparison(folder, place, plots=not no_plots, report=not no_report, quiet=quiet)
        else:
            run.resume_run(folder, place, plots=not no_plots, report=not no_report, quiet=quiet)
