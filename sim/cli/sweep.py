"""`sim sweep` and `sim expand`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.base import defaults
from sim.base.errors import SimError
from sim.base.text import counted
from sim.cli import completion, options, playing
from sim.cli.interruption import note_other_program, working_in
from sim.cli.playing import bundled
from sim.cli.repeat import command_line
from sim.cli.report import report_at_end
from sim.cli.sweep_plan import Points, defaults_from_file, requested_sweep
from sim.reports.terminal import progress_bar, standard_error, standard_output
from sim.runs.workers import Place, require_scheduler

if TYPE_CHECKING:
    from sim.runs import sweep as sweeps
    from sim.runs.schedule import Failure

varied = click.option(
    "--param",
    "params",
    multiple=True,
    metavar="PATH=VALUES",
    shell_complete=completion.paths,
    help="What to vary: path=low:high:steps, path=low:high, path=a,b,c, or path alone for its own range or options;"
    " may be repeated.",
)


@click.command()
@click.argument(
    "scenario", is_eager=True, callback=defaults_from_file, shell_complete=completion.of("scenario", "sweep")
)
@bundled(
    "points",
    Points,
    varied,
    click.option(
        "--design",
        type=click.Path(path_type=Path, dir_okay=False),
        help="CSV file of points: paths in the first line, then a point in each.",
    ),
    click.option(
        "--sampler",
        type=click.Choice(defaults.SAMPLERS),
        default="grid",
        show_default=True,
        help="How points are chosen: all combinations (grid), Latin hypercube (lhs), Sobol sequence (sobol), Morris's"
        " trajectories (morris).",
    ),
    click.option(
        "--samples",
        type=click.IntRange(1),
        help="Number of points (lhs), base samples (sobol) or trajectories (morris).",
    ),
    click.option(
        "--condition",
        "conditions",
        multiple=True,
        metavar="A<B",
        help="Play only points that meet this comparison; may be repeated.",
    ),
)
@click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    help="Ending or outcome to draw and print; may be repeated.",
    shell_complete=completion.outcomes,
)
@click.option(
    "--threshold",
    "thresholds",
    multiple=True,
    type=float,
    help="Level at which maps draw a contour line; may be repeated.",
)
@playing.wars_by_engine(playing.number_of_wars("Number of wars at each point.", defaults.POINT_REPLICATIONS))
@options.output("outputs/<scenario or sweep's file>/<time>-<hash>")
@playing.place
@click.option(
    "--dry-run", is_flag=True, help="Print what would be played, how long it takes and how much it stores, and stop."
)
@options.no_plots
@options.no_report
@options.quiet
def sweep(
    scenario: str,
    points: Points,
    outcomes: tuple[str, ...],
    thresholds: tuple[float, ...],
    wars: playing.Wars,
    output: Path | None,
    place: Place,
    dry_run: bool,
    no_plots: bool,
    no_report: bool,
    quiet: bool,
) -> None:
    """Play SCENARIO at many points, all with the same dice.

    A point is one set of values of numbers and choices. SCENARIO may also be the YAML file of a sweep.
    """
    plan = requested_sweep(scenario, points, wars, outcomes=outcomes, thresholds=thresholds)
    from sim.runs.sweep import default_folder

    folder = output or default_folder(plan)
    if dry_run:
        _print_size(plan, folder, place)
        return
    # What was not given stands in the sweep's file, if it is one.
    begin_and_play(
        plan, folder, command_line([scenario], always=()), place, plots=not no_plots, report=not no_report, quiet=quiet
    )


@click.command()
@options.stored_folder
@varied
@click.option("--samples", type=click.IntRange(1), help="New total of base samples (sobol designs only).")
@playing.number_of_wars("New total of wars at each point.")
@playing.place
@options.no_plots
@options.no_report
@options.quiet
def expand(
    folder: Path,
    params: tuple[str, ...],
    samples: int | None,
    replications: int | None,
    place: Place,
    no_plots: bool,
    no_report: bool,
    quiet: bool,
) -> None:
    """Add points or wars to the finished sweep in DIR; what has been played stays as it is."""
    from sim.runs.sweep import folder as folders
    from sim.runs.sweep import space
    from sim.runs.sweep.growth import grown

    folders.finished_manifest(folder)
    after = grown(folders.sweep_of(folder), folder, replications=replications, params=params, samples=samples)
    space.require(after, folder)
    with working_in(folder):
        folders.expand(after, folder, command_line([str(folder)], always=()))
        play(after, folder, place, plots=not no_plots, report=not no_report, quiet=quiet)


def resume_sweep(folder: Path, place: Place, *, plots: bool, report: bool, quiet: bool) -> None:
    """Play what is missing of the sweep in a folder."""
    from sim.runs.sweep import space, sweep_of

    plan = sweep_of(folder)
    space.require(plan, folder)
    play(plan, folder, place, plots=plots, report=report, quiet=quiet)


def begin_and_play(
    plan: sweeps.Sweep, folder: Path, command: str, place: Place, *, plots: bool, report: bool, quiet: bool
) -> None:
    """Begin a sweep in a folder, or go on with the same one there, and play it."""
    from sim.runs.sweep import begin, space

    if place.executor == "dask":
        require_scheduler(place.scheduler)  # before a folder is begun for nothing
    space.require(plan, folder)
    with working_in(folder):
        begin(plan, folder, command)
        play(plan, folder, place, plots=plots, report=report, quiet=quiet)


def play(plan: sweeps.Sweep, folder: Path, place: Place, *, plots: bool, report: bool, quiet: bool) -> None:
    """Play a sweep into a folder that has been begun, draw it, print it.

    Raises:
        SimError: if something failed twice; the rest is then finished all the same.
    """
    from sim.reports.figures.sweep.estimates import Swept
    from sim.reports.sweep import print_sweep, size_words
    from sim.runs import sweep as sweeps

    standard_error(quiet).print(f"{size_words(plan)} into {folder}", soft_wrap=True)
    note_other_program(folder, quiet)
    with progress_bar(plan.total, quiet) as advance:
        failures = sweeps.run(plan, folder, place, advance)
    swept = Swept(sweeps.read(folder), plan.outcomes, plan.thresholds)
    if plots:
        from sim.reports.figures.chart import write_figures
        from sim.reports.figures.sweep.charts import SWEEP_CHARTS

        write_figures(SWEEP_CHARTS, swept, folder / "figures")
    print_sweep(standard_output(quiet), swept, plan)
    if report and not failures:
        report_at_end(folder, quiet)
    require_all(plan, folder, failures)


def require_all(plan: sweeps.Sweep, folder: Path, failures: Sequence[Failure]) -> None:
    """Say at the end that wars failed, if they did.

    Raises:
        SimError: with how many, and how to try them again.
    """
    if failures:
        from sim.runs.sweep.execution import FAILURES

        wars = sum(failure.lane.n for failure in failures)
        raise SimError(
            f"{wars:,} of {counted(plan.total, 'war')} failed twice; the rest is finished."
            f" {folder / FAILURES} says which and how to repeat them;"
            f" to try them again: sim resume {folder}"
        )


def _print_size(plan: sweeps.Sweep, folder: Path, place: Place) -> None:
    """Print what would be played, how long it takes and how much it stores."""
    from sim.runs import sweep as sweeps
    from sim.runs.disk import in_bytes, require
    from sim.runs.sweep import space

    groups = sweeps.groups_left(plan, folder)
    wars = sum(lane.n for group in groups for lane in group)
    took, size = space.seconds(plan, groups), space.most_bytes(plan, folder, wars)
    count = Place(place.jobs).count(len(groups))
    out = standard_output()
    paths = ", ".join(plan.design.paths)
    out.print(f"{plan.heading}: {plan.design.sampler} over {paths}", soft_wrap=True)
    points, each = counted(plan.n_points, "point"), counted(plan.replications, "replication")
    out.print(f"{points} × {each} = {counted(plan.total, 'war')}")
    blocks, processes = counted(len(groups), "block"), counted(count, "process", "processes")
    out.print(f"{blocks}, about {space.in_time(took / count)} with {processes}")
    out.print(f"at most {in_bytes(size)} on disk")
    require(folder, size, space.FEWER)
