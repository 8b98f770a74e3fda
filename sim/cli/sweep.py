"""`sim sweep` and `sim expand`."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from sim import batch
from sim.analysis.measured import require_known, title_of, unit_of
from sim.batch import design as designs
from sim.batch import files, space
from sim.batch import folder as folders
from sim.batch.plan import Sweep
from sim.cli import options
from sim.ensemble import default_jobs
from sim.errors import SimError
from sim.figures.frame import Caption
from sim.terminal import console, progress, talk

DEFAULT_REPLICATIONS = 500
"""Wars a point: shares to about ± 4 points of 100."""

parameters = click.option(
    "--param",
    "params",
    multiple=True,
    metavar="PATH=VALUES",
    help="path=low:high:steps, path=low:high, path=a,b,c, or path alone for its own spread or options.",
)
no_plots = click.option("--no-plots", is_flag=True, help="Write no pictures.")


@click.command()
@click.argument("scenario")
@parameters
@click.option(
    "--design", type=click.Path(path_type=Path, dir_okay=False), help="Points from a CSV: paths, then rows."
)
@click.option("--sampler", type=click.Choice(batch.SAMPLERS), default="grid", show_default=True)
@click.option(
    "--samples", type=click.IntRange(1), help="Points (lhs), base samples (sobol) or trajectories (morris)."
)
@click.option("--condition", "conditions", multiple=True, metavar="A<B", help="Only points that meet it.")
@click.option("--outcome", "outcomes", multiple=True, help="Ending or outcome to draw and print.")
@click.option(
    "--threshold", "thresholds", multiple=True, type=float, help="Level at which maps have a contour."
)
@click.option("-n", "--replications", default=DEFAULT_REPLICATIONS, show_default=True, type=click.IntRange(1))
@options.seed
@options.jobs
@options.output
@options.settings
@options.horizon
@options.prior
@options.executor
@options.scheduler
@click.option("--dry-run", is_flag=True, help="Say what would run, how long and how large, and stop.")
@no_plots
@options.quiet
@click.pass_context
def sweep(
    context: click.Context,
    /,
    scenario: str,
    executor: str,
    scheduler: str | None,
    jobs: int | None,
    output: Path | None,
    dry_run: bool,
    no_plots: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Play many points of SCENARIO on the same worlds; SCENARIO may be a sweep's YAML file."""
    plan = _plan(context, scenario, asked)
    if executor == "dask" and scheduler is None:
        raise click.UsageError("--executor dask needs --scheduler ADDRESS")
    if dry_run:
        _dry_run(plan, jobs, output)
        return
    folder = output or folders.default_folder(plan)
    folders.begin(plan, folder, _command("sweep", scenario, context))
    play(plan, folder, executor, jobs, scheduler, plots=not no_plots, quiet=quiet)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@parameters
@click.option("--samples", type=click.IntRange(1), help="Base samples or trajectories in all.")
@click.option("-n", "--replications", type=click.IntRange(1), help="Wars a point in all.")
@options.jobs
@options.executor
@options.scheduler
@no_plots
@options.quiet
@click.pass_context
def expand(
    context: click.Context,
    folder: Path,
    params: tuple[str, ...],
    samples: int | None,
    replications: int | None,
    jobs: int | None,
    executor: str,
    scheduler: str | None,
    no_plots: bool,
    quiet: bool,
) -> None:
    """Add points or replications to the finished sweep in FOLDER; what is there stays as it is."""
    if folders.manifest_of(folder).get("status") != "finished":
        raise SimError(f"{folder}: found an unfinished sweep; finish it with: sim resume {folder}")
    before = folders.stored(folder)
    after = replace(before, replications=replications or before.replications)
    if after.replications < before.replications:
        raise SimError(
            f"--replications: found {replications}, expected more than the {before.replications} there are"
        )
    if params or samples:
        after = replace(after, design=_larger(before, params, samples))
    if after.total == before.total:
        raise SimError(
            f"{folder}: nothing to add, expected --replications, --samples or --param with something new"
        )
    folders.expand(after, folder, _command("expand", str(folder), context))
    play(after, folder, executor, jobs, scheduler, plots=not no_plots, quiet=quiet)


def resume_sweep(
    folder: Path, jobs: int | None, executor: str, scheduler: str | None, plots: bool, quiet: bool
) -> None:
    """Play what is missing of the sweep in a folder."""
    play(folders.stored(folder), folder, executor, jobs, scheduler, plots, quiet)


def play(
    plan: Sweep,
    folder: Path,
    executor: str,
    jobs: int | None,
    scheduler: str | None,
    plots: bool,
    quiet: bool,
) -> None:
    """Play a sweep into a folder that has been begun, draw it, print it.

    Raises:
        SimError: if something failed twice; the rest is then finished all the same.
    """
    talk(quiet).print(f"{plan.n_points:,} points × {plan.replications:,} wars into {folder}", soft_wrap=True)
    with progress(plan.total, quiet) as bar:
        failures = batch.run(plan, folder, executor, jobs, scheduler, bar.advance)
    results = folders.read(folder)
    if plots and len(results.summary):
        from sim.figures.sweep_draw import draw_sweep

        gridded = plan.design.sampler == "grid"
        draw_sweep(
            results.summary,
            results.paths,
            gridded,
            caption(results),
            folder / "figures",
            plan.outcomes,
            plan.thresholds,
        )
    if len(results.summary):
        _print(results, plan, quiet)
    if failures:
        wars = sum(failure.lane.n for failure in failures)
        raise SimError(
            f"{wars:,} of {plan.total:,} wars failed twice; the rest is finished."
            f" {folder / folders.FAILURES} says which and how to repeat them;"
            f" to try them again: sim resume {folder}"
        )


def caption(results: batch.SweepResults) -> Caption:
    """What stands small in the corner of every picture."""
    told = results.manifest
    return Caption(told["scenario"], told["title"], told["points"] * told["replications"], told["seed"])


def _plan(context: click.Context, reference: str, asked: dict[str, Any]) -> Sweep:
    """What is asked for: the command line goes before the file, the file before the defaults."""
    located = files.read(Path(reference)) if files.is_sweep_file(Path(reference)) else None
    content = located.content if located else files.SweepFile(scenario=reference)

    def chosen(name: str, in_file: Any) -> Any:
        given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        return in_file if in_file is not None and not given else asked[name]

    seed = chosen("seed", content.seed)
    scenario = options.loaded(
        located.scenario if located else reference,
        (*content.sets, *asked["sets"]),
        chosen("weeks", content.weeks),
    )
    outcomes = tuple(asked["outcomes"]) or tuple(content.outcomes)
    for outcome in outcomes:
        require_known(outcome)
    table = asked["design"] or (located.design if located else None)
    texts = list(asked["params"]) or content.texts
    if table is not None:
        if texts:
            raise SimError(f"found parameters beside the design {table}, expected one or the other")
        design = batch.from_table(table, scenario)
    else:
        design = batch.make(
            [batch.parse(text, scenario) for text in texts],
            scenario,
            chosen("sampler", content.sampler),
            chosen("samples", content.samples) or 0,
            seed,
            [batch.condition(text) for text in (*content.conditions, *asked["conditions"])],
        )
    thresholds = tuple(asked["thresholds"]) or tuple(content.thresholds)
    replications = chosen("replications", content.replications)
    return Sweep(scenario, design, replications, seed, asked["prior"], outcomes, thresholds)


def _larger(before: Sweep, params: Sequence[str], samples: int | None) -> designs.Design:
    """The design of a finished sweep with more values, more parameters or more samples."""
    design, scenario = before.design, before.scenario
    if samples:
        if design.sampler not in ("sobol",):
            raise SimError(
                f"--samples: a {design.sampler} design does not begin like a larger one of its kind;"
                " expected a sobol design, or --param for a grid"
            )
        old = [batch.parse(text, scenario) for text in design.parameters]
        return designs.extended(design, batch.make(old, scenario, design.sampler, samples, before.seed))
    if design.sampler not in ("grid", "table"):
        raise SimError(
            f"--param: found a {design.sampler} design, expected a grid; a new sweep would be another design"
        )
    known = {p.path: p for p in (batch.parse(text, scenario) for text in design.parameters)}
    for text in params:
        new = batch.parse(text, scenario)
        values = (
            dict.fromkeys((*known[new.path].values, *new.values))
            if new.path in known
            else dict.fromkeys(new.values)
        )
        known[new.path] = replace(new, values=tuple(values))
    return designs.extended(design, batch.make(list(known.values()), scenario))


def _dry_run(plan: Sweep, jobs: int | None, output: Path | None) -> None:
    from sim.batch.lanes import pack, wanted

    tasks = pack(wanted(plan), plan.structures[1])
    took, size = space.seconds(plan, tasks), space.most_bytes(plan, tasks)
    count = min(jobs or default_jobs(len(tasks)), len(tasks))
    out = console()
    out.print(
        f"{plan.scenario.title}: {plan.design.sampler} over {', '.join(plan.design.paths)}", soft_wrap=True
    )
    out.print(f"{plan.n_points:,} points × {plan.replications:,} replications = {plan.total:,} wars")
    out.print(f"{len(tasks):,} blocks, about {space.in_time(took / count)} with {count} process(es)")
    out.print(f"at most {space.in_bytes(size)} on disk")
    space.require(output or folders.default_folder(plan), size)


def _print(results: batch.SweepResults, plan: Sweep, quiet: bool) -> None:
    """For each outcome that is drawn, the points at which it is lowest and highest."""
    from sim.figures.sweep import in_words, is_share, rows_of, setting
    from sim.figures.sweep_draw import drawn_outcomes

    out = console(quiet)
    title = plan.scenario.title
    out.print(f"{title}: {plan.n_points:,} points × {plan.replications:,} wars", soft_wrap=True)
    for name in drawn_outcomes(results.summary, plan.outcomes):
        rows = rows_of(results.summary, name)
        if rows.empty:
            continue
        share, unit = is_share(rows), unit_of(name)
        out.print(f"{title_of(name)}:")
        ordered = rows.sort_values("estimate", kind="stable")
        for word, row in (("least", ordered.iloc[0]), ("most", ordered.iloc[-1])):
            at = ", ".join(f"{path} {setting(row[path])}" for path in results.paths)
            out.print(f"  {word:<5} {in_words(float(row['estimate']), share, unit)} at {at}", soft_wrap=True)


def _command(name: str, first: str, context: click.Context) -> str:
    """The command that repeats this one: what was given, besides where and how to play it."""
    leave = {"scenario", "folder", "jobs", "output", "executor", "scheduler", "quiet", "no_plots", "dry_run"}
    words = ["sim", name, first]
    for option in context.command.params:
        value = context.params.get(option.name or "")
        if (
            option.name in leave
            or context.get_parameter_source(option.name or "") is not ParameterSource.COMMANDLINE
        ):
            continue
        flag = max(option.opts, key=len)
        each = value if isinstance(value, tuple) else (value,)
        words += [flag] if value is True else [word for one in each for word in (flag, str(one))]
    return shlex.join(words)
