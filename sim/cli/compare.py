"""`sim compare`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.base.files import remove_unfinished
from sim.base.text import counted
from sim.cli import completion, options, playing
from sim.cli.interruption import note_other_program, working_in
from sim.cli.repeat import command_line
from sim.cli.report import report_at_end
from sim.runs.workers import Place

if TYPE_CHECKING:
    from sim.runs.compare import Comparison


@click.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="A B [C...]", shell_complete=completion.of("scenario"))
@playing.wars_of_run
@options.output("outputs/compare/<A>-<B>/<time>-<hash>")
@playing.place
@options.no_plots
@options.no_report
@options.quiet
def compare(
    scenarios: tuple[str, ...],
    wars: playing.Wars,
    output: Path | None,
    place: Place,
    no_plots: bool,
    no_report: bool,
    quiet: bool,
) -> None:
    """Play the same worlds under scenarios A and B, and show what differs.

    Of more than two scenarios, each is compared with the first. Options hold for all of them.
    """
    if len(scenarios) < 2:
        raise click.UsageError(f"found {counted(len(scenarios), 'scenario')}, expected two or more to compare")
    plans = [wars.plan(name) for name in scenarios]
    from sim.runs import compare as futures
    from sim.runs import disk
    from sim.runs import folder as folders

    compared = futures.prepare(plans)
    folder = output or folders.default_folder("compare", compared.title, identity=compared.identity)
    disk.require(folder, futures.most_bytes(compared, folder))
    commands = [command_line([name], "run") for name in scenarios]
    with working_in(folder):
        futures.begin(compared, folder, command_line(scenarios), commands)
        play(compared, folder, place, plots=not no_plots, report=not no_report, quiet=quiet)


def resume_comparison(folder: Path, place: Place, *, plots: bool, report: bool, quiet: bool) -> None:
    """Finish the comparison in a folder: only what is missing is played."""
    from sim.runs import compare as futures
    from sim.runs import disk

    compared = futures.comparison_of(folder)
    disk.require(folder, futures.most_bytes(compared, folder))
    play(compared, folder, place, plots=plots, report=report, quiet=quiet)


def play(compared: Comparison, folder: Path, place: Place, *, plots: bool, report: bool, quiet: bool) -> None:
    """Play what is missing of a comparison into its folder, and show it."""
    from sim.reports.terminal import progress_bar
    from sim.runs import compare as futures

    note_other_program(folder, quiet)
    with progress_bar(compared.replications, quiet) as advance:
        for plan, label in zip(compared.plans, compared.labels, strict=True):
            futures.ensure_played(plan, folder / label, place, advance)
    _show(compared, folder, plots, quiet)
    if report:
        report_at_end(folder, quiet)


def _show(compared: Comparison, folder: Path, plots: bool, quiet: bool) -> None:
    """Write the tables of a comparison that has been played, draw it, print it."""
    from sim.reports.compare import print_comparison
    from sim.reports.terminal import standard_error, standard_output
    from sim.runs import compare as futures
    from sim.runs import results, storage

    remove_unfinished(folder)
    found = [results.read(folder / label, draws=False) for label in compared.labels]
    first, label_a = found[0], compared.labels[0]
    pairs = [
        futures.pair(label_a, first.runs, label, other.runs)
        for label, other in zip(compared.labels[1:], found[1:], strict=True)
    ]
    for name, table in (("comparison.csv", futures.comparison_table(pairs)), ("flips.csv", futures.flips_table(pairs))):
        storage.write(folder / name, table)
    stories = [
        futures.flipped_story(one, compared.plans[0], plan) for one, plan in zip(pairs, compared.plans[1:], strict=True)
    ]
    for one, story in zip(pairs, stories, strict=True):
        if story is not None:
            name = "flipped_world.txt" if len(pairs) == 1 else f"flipped_world_{one.label_b}.txt"
            futures.write_story(story, folder / name)
    if plots:
        from sim.reports.figures.compare.charts import write_comparison

        write_comparison(pairs, found, folder / "figures")
    out = standard_output(quiet)
    plan = compared.plans[0]
    out.print(
        f"{counted(plan.replications, 'world')} of {counted(plan.scenario.weeks, 'week')} under each scenario,"
        f" seed {plan.seed}: same draws, same dice\n"
    )
    print_comparison(
        out,
        pairs,
        runs=[one.runs for one in found],
        titles=[plan.scenario.title for plan in compared.plans],
        stories=stories,
    )
    standard_error(quiet).print(f"Results and pictures: {folder}", soft_wrap=True)
