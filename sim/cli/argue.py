"""`sim argue`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli import completion, options, playing
from sim.cli.interruption import keeping_wars
from sim.cli.repeat import command_line
from sim.cli.report import report_at_end
from sim.runs.workers import Place

if TYPE_CHECKING:
    from sim.studies.argument import Trial

DEFAULT_REPLICATIONS = 2048
"""Two blocks: half-widths of two worlds in a hundred at most, for all worlds within minutes."""
QUICK_REPLICATIONS = 256
"""A look in half a minute: half-widths of six worlds in a hundred at most."""


@click.command()
@click.argument("argument", default="argument", shell_complete=completion.of("ledger"))
@click.option(
    "--quick",
    is_flag=True,
    help=f"Play only {QUICK_REPLICATIONS} wars of each scenario, and no game: sooner, with wider intervals.",
)
@click.option(
    "-n",
    "--replications",
    type=click.IntRange(20),
    help=f"Number of wars of each scenario. [default: {DEFAULT_REPLICATIONS}, or {QUICK_REPLICATIONS} with --quick]",
)
@click.option("--no-game", is_flag=True, help="Do not ask what others answer, in the game that ARGUMENT names.")
@options.seed
@options.output("outputs/argue/<argument>/<time>-<hash>")
@options.prior
@playing.engine
@playing.place
@options.no_report
@options.quiet
def argue(
    argument: str,
    quick: bool,
    replications: int | None,
    no_game: bool,
    seed: int,
    output: Path | None,
    prior: bool,
    engine: str,
    place: Place,
    no_report: bool,
    quiet: bool,
) -> None:
    """Test every claim of ARGUMENT and say what each verdict depends on.

    ARGUMENT is a path to a ledger of claims or the name of a shipped one.
    """
    from sim.base.files import remove_unfinished
    from sim.base.lock import locked
    from sim.base.text import counted
    from sim.reports.argument.answered import size_words
    from sim.reports.argument.files import write
    from sim.reports.argument.terminal import print_trial
    from sim.reports.terminal import standard_error, standard_output
    from sim.runs.folder import default_folder
    from sim.studies.argument import TrialSize, load, settled, try_argument

    no_game = no_game or quick
    ledger = load(argument).without_game() if no_game else load(argument)
    size = TrialSize(replications or (QUICK_REPLICATIONS if quick else DEFAULT_REPLICATIONS), seed, prior)
    size = replace(size, engine=playing.said(settled(ledger, size, engine)))
    identity = hashlib.sha256(f"{ledger.name} {size}".encode()).hexdigest()
    folder = output or default_folder("argue", ledger.name, identity=identity)
    command = command_line([argument], quick=False, replications=size.n, no_game=no_game)
    with ExitStack() as stack:
        stack.enter_context(keeping_wars())
        if output is not None:  # what all trials share is written by several commands at a time
            stack.enter_context(locked(output))
            remove_unfinished(output)
        bars = stack.enter_context(ExitStack())
        trial: Trial = try_argument(ledger, size, _stored(output), place, lambda wars: _bar(bars, wars, quiet))
    write(trial, folder, command)
    print_trial(standard_output(quiet), trial)
    found = "" if trial.n_played else " (all of them found stored)"
    game = f" and a game of {size_words(trial.answered)}" if trial.answered is not None else ""
    standard_error(quiet).print(
        f"{counted(trial.n_ensembles, 'ensemble')} of {counted(size.n, 'war')}{game}{found}", soft_wrap=True
    )
    standard_error(quiet).print(f"The page to read: {folder / 'argument.html'}", soft_wrap=True)
    if not no_report:
        report_at_end(folder, quiet)


def _bar(bars: ExitStack, wars: int, quiet: bool) -> Callable[[int], None]:
    """A bar for the next round; the one before it is done."""
    from sim.reports.terminal import progress_bar

    bars.close()
    return bars.enter_context(progress_bar(wars, quiet))


def _stored(output: Path | None) -> Path:
    """Folder of played worlds: shared by all trials, or inside the folder that the user named."""
    return (output or Path("outputs") / "argue") / "worlds"
