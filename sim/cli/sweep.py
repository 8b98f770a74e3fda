"""`sim sweep` and `sim expand`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from sim.analysis.measured import require_known, title_of
from sim.base.errors import SimError
from sim.base.lock import locked
from sim.base.text import counted
from sim.cli import options
from sim.cli.place import place
from sim.cli.repeat import command_line
from sim.cli.resuming import resumable, say_other_program
from sim.reports.figures.chart import write_figures
from sim.reports.figures.sweep.charts import SWEEP_CHARTS
from sim.reports.figures.sweep.estimates import Swept, point
from sim.reports.terminal import progress_bar, standard_error, standard_output
from sim.runs import folder as store
from sim.runs import sweep as batch
from sim.runs.disk import in_bytes
from sim.runs.sweep import files, space
from sim.runs.sweep import folder as folders
from sim.runs.sweep.growth import grown
from sim.runs.sweep.plan import Sweep
from sim.runs.workers import Place, require_scheduler
from sim.scenario.files import has_parameters

DEFAULT_REPLICATIONS = 500
"""Wars a point: shares to about ± 4 points of 100."""

parameters = click.option(
    "--param",
    "params",
    multiple=True,
    metavar="PATH=VALUES",
    help="What to vary: path=low:high:steps, path=low:high, path=a,b,c, or path alone for its own range or options;"
    " may be repeated.",
)
no_plots = click.option("--no-plots", is_flag=True, help="Write no pictures.")


@click.command()
@click.argument("scenario")
@parameters
@click.option(
    "--design",
    type=click.Path(path_type=Path, dir_okay=False),
    help="CSV file of points: paths in the first line, then a point in each.",
)
@click.option(
    "--sampler",
    type=click.Choice(batch.SAMPLERS),
    default="grid",
    show_default=True,
    help="How points are chosen: all combinations (grid), Latin hypercube (lhs), Sobol sequence (sobol), Morris's"
    " trajectories (morris).",
)
@click.option(
    "--samples",
    type=click.IntRange(1),
    help="Number of points (lhs), base samples (sobol) or trajectories (morris).",
)
@click.option(
    "--condition",
    "conditions",
    multiple=True,
    metavar="A<B",
    help="Play only points that meet this comparison; may be repeated.",
)
@click.option(
    "--outcome", "outcomes", multiple=True, help="Ending or outcome to draw and print; may be repeated."
)
@click.option(
    "--threshold",
    "thresholds",
    multiple=True,
    type=float,
    help="Level at which maps draw a contour line; may be repeated.",
)
@click.option(
    "-n",
    "--replications",
    default=DEFAULT_REPLICATIONS,
    show_default=True,
    type=click.IntRange(1),
    help="Number of wars at each point.",
)
@options.seed
@options.output
@options.settings
@options.horizon
@options.prior
@place
@click.option(
    "--dry-run",
    is_flag=True,
    help="Print what would be played, how long it takes and how much it stores, and stop.",
)
@no_plots
@options.quiet
@click.pass_context
def sweep(
    context: click.Context,
    /,
    scenario: str,
    where: Place,
    output: Path | None,
    dry_run: bool,
    no_plots: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Play SCENARIO at many points, all with the same dice.

    A point is one set of values of numbers and choices. SCENARIO may also be the YAML file of a sweep.
    """
    plan = _plan(context, scenario, asked)
    folder = output or folders.default_folder(plan)
    if dry_run:
        _dry_run(plan, where.jobs, folder)
        return
    if where.executor == "dask":
        require_scheduler(where.scheduler)  # before a folder is begun for nothing
    space.require(plan, folder)
    # What was not given stands in the sweep's file, if it is one.
    with locked(folder):
        folders.begin(plan, folder, command_line([scenario], always=()))
        play(plan, folder, where, plots=not no_plots, quiet=quiet)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@parameters
@click.option("--samples", type=click.IntRange(1), help="New total of base samples (sobol designs only).")
@click.option("-n", "--replications", type=click.IntRange(1), help="New total of wars at each point.")
@place
@no_plots
@options.quiet
def expand(
    folder: Path,
    params: tuple[str, ...],
    samples: int | None,
    replications: int | None,
    where: Place,
    no_plots: bool,
    quiet: bool,
) -> None:
    """Add points or wars to the finished sweep in FOLDER; what has been played stays as it is."""
    if folders.manifest_of(folder).get("status") != "finished":
        raise SimError(f"{folder}: found an unfinished sweep; finish it with: sim resume {folder}")
    after = grown(folders.stored(folder), folder, replications, params, samples)
    space.require(after, folder)
    with locked(folder):
        folders.expand(after, folder, command_line([str(folder)], always=()))
        play(after, folder, where, plots=not no_plots, quiet=quiet)


def resume_sweep(folder: Path, where: Place, plots: bool, quiet: bool) -> None:
    """Play what is missing of the sweep in a folder."""
    with locked(folder):
        play(folders.stored(folder), folder, where, plots, quiet)


def play(plan: Sweep, folder: Path, where: Place, plots: bool, quiet: bool) -> None:
    """Play a sweep into a folder that has been begun, draw it, print it.

    Raises:
        SimError: if something failed twice; the rest is then finished all the same.
    """
    standard_error(quiet).print(f"{_size(plan)} into {folder}", soft_wrap=True)
    with resumable(folder):
        if store.is_finished(folder):
            say_other_program(folder, quiet)
        with progress_bar(plan.total, quiet) as advance:
            failures = batch.run(plan, folder, where, advance)
        swept = Swept(folders.read(folder), plan.outcomes, plan.thresholds)
        if plots and len(swept.results.summary):
            write_figures(SWEEP_CHARTS, swept, folder / "figures")
    if len(swept.results.summary):
        _print(swept, plan, quiet)
    if failures:
        wars = sum(failure.lane.n for failure in failures)
        raise SimError(
            f"{wars:,} of {counted(plan.total, 'war')} failed twice; the rest is finished."
            f" {folder / folders.FAILURES} says which and how to repeat them;"
            f" to try them again: sim resume {folder}"
        )


def _plan(context: click.Context, reference: str, asked: dict[str, Any]) -> Sweep:
    """What is asked for: the command line goes before the file, the file before the defaults."""
    located = files.read(Path(reference)) if has_parameters(reference) else None
    content = located.content if located else files.SweepFile(scenario=reference)
    texts, sets = (located.texts, located.sets) if located else ((), ())

    def given(name: str) -> bool:
        return context.get_parameter_source(name) is ParameterSource.COMMANDLINE

    def chosen(name: str, written: Any) -> Any:
        return written if written is not None and not given(name) else asked[name]

    seed = chosen("seed", content.seed)
    set_here = {_path(text) for text in asked["sets"]}
    sets = (*(text for text in sets if _path(text) not in set_here), *asked["sets"])
    scenario = options.loaded(
        located.scenario if located else reference,
        sets,
        chosen("weeks", content.weeks),
    )
    outcomes = tuple(asked["outcomes"]) or tuple(content.outcomes)
    for outcome in outcomes:
        require_known(outcome)
    table = asked["design"] or (located.design if located else None)
    texts = asked["params"] or texts
    if table is not None:
        beside = {
            "parameters": bool(texts),
            "a sampler": given("sampler") or "sampler" in content.model_fields_set,
            "samples": chosen("samples", content.samples) is not None,
            "conditions": bool(content.conditions or asked["conditions"]),
        }
        if any(beside.values()):
            found = " and ".join(name for name, is_said in beside.items() if is_said)
            raise SimError(f"found {found} beside the design {table}, expected one or the other")
        design = batch.from_table(table, scenario)
    else:
        sampler = chosen("sampler", content.sampler)
        # Samples in a file are those of its own sampler: a grid asked for instead has none.
        written = None if sampler != content.sampler and sampler == "grid" else content.samples
        design = batch.make(
            [batch.parse(text, scenario) for text in texts],
            scenario,
            sampler,
            chosen("samples", written) or 0,
            seed,
            [batch.condition(text) for text in (*content.conditions, *asked["conditions"])],
        )
    # An empty cell of a table leaves what is set.
    require_free(sets, [path for path in design.paths if not design.points[path].isna().any()])
    thresholds = tuple(asked["thresholds"]) or tuple(content.thresholds)
    for threshold in thresholds:
        if not math.isfinite(threshold):
            raise SimError(f"--threshold: found {threshold}, expected a finite number")
    replications = chosen("replications", content.replications)
    prior = asked["prior"] or content.prior
    return Sweep(scenario, design, replications, seed, prior, outcomes, thresholds)


def _path(setting: str) -> str:
    return setting.partition("=")[0].strip()


def require_free(sets: Sequence[str], varied: Sequence[str]) -> None:
    """Refuse to set what every point sets otherwise; `varied` as on the command line."""
    both = sorted({_path(text) for text in varied} & {_path(text) for text in sets})
    if both:
        raise SimError(f"found {' and '.join(both)} both set and varied, expected one or the other")


def _dry_run(plan: Sweep, jobs: int | None, folder: Path) -> None:
    groups = batch.groups_left(plan, folder)
    took, size = space.seconds(plan, groups), space.most_bytes(plan, folder)
    count = Place(jobs).count(len(groups))
    out = standard_output()
    paths = ", ".join(plan.design.paths)
    out.print(f"{plan.scenario.title}: {plan.design.sampler} over {paths}", soft_wrap=True)
    points, each = counted(plan.n_points, "point"), counted(plan.replications, "replication")
    out.print(f"{points} × {each} = {counted(plan.total, 'war')}")
    took_words = space.in_time(took / count)
    out.print(
        f"{counted(len(groups), 'block')}, about {took_words} with {counted(count, 'process', 'processes')}"
    )
    out.print(f"at most {in_bytes(size)} on disk")
    space.require(plan, folder)


def _size(plan: Sweep) -> str:
    return f"{counted(plan.n_points, 'point')} × {counted(plan.replications, 'war')}"


def _print(swept: Swept, plan: Sweep, quiet: bool) -> None:
    """For each outcome that is drawn, the points at which it is lowest and highest."""
    out = standard_output(quiet)
    out.print(f"{plan.scenario.title}: {_size(plan)}", soft_wrap=True)
    for estimates in map(swept.estimates, swept.outcomes):
        if estimates.rows.empty:
            continue
        if not estimates.told_apart:
            out.print(estimates.too_close, soft_wrap=True)
            continue
        out.print(f"{title_of(estimates.outcome)}:")
        for word, row in zip(("least", "most"), estimates.extremes, strict=True):
            value = estimates.words(float(row["estimate"]))
            out.print(f"  {word:<5} {value} at {point(row, swept.paths)}", soft_wrap=True)
