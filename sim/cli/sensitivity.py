"""`sim sensitivity` and `sim discover`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from sim.analysis.measured import require_known
from sim.base.defaults import METHODS
from sim.base.errors import SimError
from sim.base.lock import locked
from sim.base.text import file_stem
from sim.cli import completion, options, playing
from sim.cli import run as runs
from sim.cli import sweep as sweeps
from sim.cli.repeat import command_line
from sim.cli.sweep_plan import Points, requested_sweep
from sim.reports.terminal import Terminal, standard_error, standard_output
from sim.runs.workers import Place

DEFAULT_OUTCOMES = ("russian_victory", "territory_change_12m", "week_of_ending")
DEFAULT_SAMPLES = 64


@click.command()
@click.argument("reference", metavar="DIR|SCENARIO", shell_complete=completion.of("scenario"))
@click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    help=f"Ending or outcome; may be repeated. [default: {', '.join(DEFAULT_OUTCOMES)}]",
    shell_complete=completion.outcomes,
)
@click.option(
    "--method",
    type=click.Choice(METHODS),
    default="auto",
    show_default=True,
    help="Method of ranking; auto takes the best that the points allow.",
)
@sweeps.varied
@click.option(
    "--sampler",
    type=click.Choice(["lhs", "sobol", "morris"]),
    default="sobol",
    show_default=True,
    help="With --param: how points are chosen.",
)
@click.option(
    "--samples",
    type=click.IntRange(2),
    default=DEFAULT_SAMPLES,
    show_default=True,
    help="With --param: number of points (lhs), base samples (sobol) or trajectories (morris).",
)
@playing.wars_by_engine(playing.number_of_wars("Number of wars: at each point with --param, in all without."))
@options.output("outputs/<scenario>/<time>-<hash>")
@playing.place
@options.no_plots
@options.quiet
def sensitivity(
    reference: str,
    outcomes: tuple[str, ...],
    method: str,
    params: tuple[str, ...],
    sampler: str,
    samples: int,
    wars: playing.Wars,
    output: Path | None,
    place: Place,
    no_plots: bool,
    quiet: bool,
) -> None:
    """Rank what outcomes depend on: from stored results in DIR, or by playing SCENARIO first.

    With --param, SCENARIO is played at points of these parameters. Without, its wars are ranked by what was drawn for
    them.
    """
    for outcome in outcomes:
        require_known(outcome)
    folder = Path(reference)
    if not folder.is_dir():
        command = command_line([reference], always=("sampler", "samples", "seed"))
        if params:
            from sim.runs.sweep import default_folder as sweep_folder

            points = Points(params, sampler, samples)
            swept = requested_sweep(reference, points, wars, outcomes=(), thresholds=())
            folder = output or sweep_folder(swept)
            sweeps.begin_and_play(swept, folder, command, place, plots=False, report=False, quiet=quiet)
        else:
            plan = wars.plan(reference)
            from sim.runs.folder import default_folder

            folder = output or default_folder(plan.scenario.name, identity=plan.identity)
            runs.begin_and_play(plan, folder, command, place, plots=False, report=False, quiet=True)
    with locked(folder):  # it must not grow between what is read and what is kept
        _rank(folder, outcomes or DEFAULT_OUTCOMES, method, plots=not no_plots, out=standard_output(quiet))


def _rank(folder: Path, outcomes: Sequence[str], method: str, plots: bool, out: Terminal) -> None:
    """Rank what outcomes of stored results depend on; say it, and keep tables and pictures."""
    import pandas as pd

    from sim.reports.sensitivity import print_ranking
    from sim.runs import storage
    from sim.runs.folder import RUN, manifest_of
    from sim.studies.sensitivity import of_folder, rank
    from sim.studies.sensitivity.ranking import NothingToRankError

    tables = []
    for outcome in outcomes:
        try:
            ranking = rank(of_folder(folder, outcome), method)  # type: ignore[arg-type]  # click has checked it
        except NothingToRankError as fault:
            out.print_sentence(f"{fault}.")
            out.print()
            continue
        tables.append(ranking.table.assign(outcome=outcome, method=ranking.method))
        print_ranking(out, ranking)
        if plots:
            from sim.reports.figures.chart import write_figures
            from sim.reports.figures.frame import Caption
            from sim.reports.figures.study import RANKING_CHARTS, Studied

            studied = Studied(ranking, Caption.of(manifest_of(folder)))
            write_figures(RANKING_CHARTS, studied, folder / "figures")
    if not tables:
        raise SimError(
            f"{folder}: found no outcome to rank; expected one that differs, such as --outcome territory_change"
        )
    kept = folder / "sensitivity.csv"
    found = pd.concat(tables, ignore_index=True)
    manifest = manifest_of(folder)
    with suppress(SimError):  # a table that is no more, or was edited, is made anew
        before = storage.table(kept, manifest)
        found = pd.concat([before[~before["outcome"].isin(found["outcome"])], found], ignore_index=True)
    storage.write(kept, found)
    manifest[storage.CHECKSUMS] |= storage.checksums(folder, [kept.name])
    storage.write(folder / RUN.manifest, manifest)
    out.print(f"Tables and pictures: {folder}", soft_wrap=True)


@click.command()
@options.stored_folder
@click.option(
    "--outcome",
    required=True,
    help="Ending or outcome, or a comparison such as 'territory_change > 5000'.",
    shell_complete=completion.outcomes,
)
@click.option(
    "--method",
    type=click.Choice(["prim", "cart"]),
    default="prim",
    show_default=True,
    help="Boxes that are peeled (prim) or a classification tree (cart).",
)
@click.option(
    "--coverage",
    type=click.FloatRange(0.0, 1.0),
    default=0.3,
    show_default=True,
    help="Least share of the wars with the outcome that the description must cover.",
)
@options.no_plots
@options.quiet
def discover(folder: Path, outcome: str, method: str, coverage: float, no_plots: bool, quiet: bool) -> None:
    """Say in plain words in which of the wars stored in DIR an outcome comes about."""
    import numpy as np

    from sim.reports.sensitivity import print_discovery
    from sim.runs import storage
    from sim.runs.folder import manifest_of
    from sim.runs.sweep import condition
    from sim.studies.sensitivity import discover as find_box
    from sim.studies.sensitivity import of_folder, worlds
    from sim.studies.sensitivity.discovery import MOST_WORLDS

    asked = condition(outcome) if re.search("[<>=]", outcome) else None
    name = asked.left if asked else outcome
    require_known(name)
    with locked(folder):  # it must not grow between what is read and what is kept
        data = worlds(of_folder(folder, name), folder, MOST_WORLDS)
        values = data.y[:, 0]
        interest = asked.holds({name: values}) if asked else np.asarray(values > 0.5)
        if asked is None and not np.isin(values[np.isfinite(values)], (0.0, 1.0)).all():
            raise SimError(f"--outcome {outcome}: it is a number, expected a comparison such as '{outcome} > 0'")
        found = find_box(data, interest, outcome, method=method, least_coverage=coverage)  # type: ignore[arg-type]
        print_discovery(standard_output(quiet), found)
        table = folder / f"discovery_{file_stem(outcome)}.csv"
        storage.write(table, found.table)
        if not no_plots:
            from sim.reports.figures.chart import write_figures
            from sim.reports.figures.frame import Caption
            from sim.reports.figures.study import DISCOVERY_CHARTS, Studied

            studied = Studied(found, Caption.of(manifest_of(folder)))
            write_figures(DISCOVERY_CHARTS, studied, folder / "figures")
    standard_error(quiet).print(f"Table: {table}", soft_wrap=True)
