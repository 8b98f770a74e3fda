"""`sim sensitivity` and `sim discover`."""

from __future__ import annotations

import re
from pathlib import Path

import click
import numpy as np
import pandas as pd

from sim.analysis.measured import require_known
from sim.base.errors import SimError
from sim.base.files import write_whole
from sim.cli import options
from sim.cli import run as runs
from sim.cli import sweep as sweeps
from sim.cli.place import place
from sim.cli.repeat import command_line
from sim.reports.figures.chart import write_figures
from sim.reports.figures.frame import Caption
from sim.reports.figures.study import DISCOVERY_CHARTS, RANKING_CHARTS, Studied
from sim.reports.terminal import standard_output
from sim.runs import folder as store
from sim.runs import sweep as batch
from sim.runs.ensemble import Plan
from sim.runs.sweep import space
from sim.runs.sweep.folder import manifest_of
from sim.runs.workers import Place
from sim.scenario import Scenario
from sim.studies.sensitivity import METHODS, Discovery, Ranking, of_folder, rank, worlds
from sim.studies.sensitivity import discover as find_box
from sim.studies.sensitivity.discovery import MOST_WORLDS
from sim.studies.sensitivity.ranking import NothingToRankError

DEFAULT_OUTCOMES = ("russian_victory", "territory_change_12m", "week_of_ending")
DEFAULT_SAMPLES = 64
NO_INTERVAL = "No interval: too few points that differ, so that many resamples hold none."

outcome_names = click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    help=f"Ending or outcome; may be repeated. [default: {', '.join(DEFAULT_OUTCOMES)}]",
)


@click.command()
@click.argument("reference", metavar="DIR|SCENARIO")
@outcome_names
@click.option(
    "--method",
    type=click.Choice(METHODS),
    default="auto",
    show_default=True,
    help="Method of ranking; auto takes the best that the points allow.",
)
@sweeps.parameters
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
@click.option(
    "-n",
    "--replications",
    type=click.IntRange(1),
    help="Number of wars: at each point with --param, in all without.",
)
@options.seed
@options.output
@options.settings
@options.horizon
@options.prior
@place
@sweeps.no_plots
@options.quiet
def sensitivity(
    reference: str,
    outcomes: tuple[str, ...],
    method: str,
    params: tuple[str, ...],
    sampler: str,
    samples: int,
    replications: int | None,
    seed: int,
    output: Path | None,
    sets: tuple[str, ...],
    weeks: int | None,
    prior: bool,
    where: Place,
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
        sweeps.require_free(sets, params)
        folder = _played(
            options.loaded(reference, sets, weeks),
            params,
            (sampler, samples, replications, seed, prior),
            output,
            command_line([reference], always=("sampler", "samples", "seed")),
            where,
            quiet,
        )
    out = standard_output(quiet)
    tables = []
    for outcome in outcomes or DEFAULT_OUTCOMES:
        try:
            ranking = rank(of_folder(folder, outcome), method)  # type: ignore[arg-type]  # click has checked it
        except NothingToRankError as fault:
            out.print_sentence(f"{fault}.")
            out.print()
            continue
        tables.append(ranking.table.assign(outcome=outcome, method=ranking.method))
        _print_ranking(ranking, quiet)
        if not no_plots:
            studied = Studied(ranking, Caption.of(manifest_of(folder)))
            write_figures(RANKING_CHARTS, studied, folder / "figures")
    if not tables:
        raise SimError(
            f"{folder}: found no outcome to rank; expected one that differs, such as --outcome territory_change"
        )
    with write_whole(folder / "sensitivity.csv") as file:
        pd.concat(tables, ignore_index=True).to_csv(file, index=False)
    out.print(f"Tables and pictures: {folder}", soft_wrap=True)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--outcome", required=True, help="Ending or outcome, or a comparison such as 'territory_change > 5000'."
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
@sweeps.no_plots
@options.quiet
def discover(folder: Path, outcome: str, method: str, coverage: float, no_plots: bool, quiet: bool) -> None:
    """Say in plain words in which of the wars stored in DIR an outcome comes about."""
    asked = batch.condition(outcome) if re.search("[<>=]", outcome) else None
    name = asked.left if asked else outcome
    require_known(name)
    data = worlds(of_folder(folder, name), folder, MOST_WORLDS)
    values = data.y[:, 0]
    interest = asked.holds({name: values}) if asked else np.asarray(values > 0.5)
    if asked is None and not np.isin(values[np.isfinite(values)], (0.0, 1.0)).all():
        raise SimError(f"--outcome {outcome}: it is a number, expected a comparison such as '{outcome} > 0'")
    found = find_box(data, interest, outcome, method=method, least_coverage=coverage)  # type: ignore[arg-type]
    _print_discovery(found, quiet)
    with write_whole(folder / "discovery.csv") as file:
        found.table.to_csv(file, index=False)
    if not no_plots:
        studied = Studied(found, Caption.of(manifest_of(folder)))
        write_figures(DISCOVERY_CHARTS, studied, folder / "figures")


def _played(
    scenario: Scenario,
    params: tuple[str, ...],
    numbers: tuple[str, int, int | None, int, bool],
    output: Path | None,
    command: str,
    where: Place,
    quiet: bool,
) -> Path:
    """Play what the ranking needs, or find it played."""
    sampler, samples, replications, seed, prior = numbers
    if not params:
        plan = Plan(scenario, seed, replications or options.DEFAULT_REPLICATIONS, prior)
        folder = output or store.default_folder(plan)
        runs.play(plan, folder, command, where, plots=False, quiet=True)
        return folder
    design = batch.make([batch.parse(text, scenario) for text in params], scenario, sampler, samples, seed)
    swept = batch.Sweep(scenario, design, replications or sweeps.DEFAULT_REPLICATIONS, seed, prior)
    folder = output or batch.default_folder(swept)
    space.require(swept, folder)
    batch.begin(swept, folder, command)
    sweeps.play(swept, folder, where, plots=False, quiet=quiet)
    return folder


def _print_ranking(ranking: Ranking, quiet: bool) -> None:
    out = standard_output(quiet)
    main = str(ranking.table.columns[1])
    out.print_sentence(ranking.head)
    # No index is negative but by chance; the table on disk keeps the estimates as they are.
    figures = ranking.table[[main, f"{main}_low", f"{main}_high"]].clip(lower=0.0)
    for before, (name, (middle, low, high)) in enumerate(
        zip(ranking.table["parameter"], figures.to_numpy(), strict=True)
    ):
        mark = " " if before < ranking.certain or len(figures) == 1 else "?"
        ends = f"({low:.3g} to {high:.3g})" if np.isfinite([low, high]).all() else "(no interval)"
        estimate = f"{middle:8.3g}" if np.isfinite(middle) else f"{'unknown':>8}"
        out.print(f" {mark}{name:<46}{estimate}  {ends}", soft_wrap=True)
    for holds, words in (
        (ranking.certain < len(figures) > 1, "?: the order of these places is not certain."),
        ((ranking.table[main] < 0.0).any(), "Estimates below 0 are chance and shown as 0."),
        (not np.isfinite(figures).all(axis=None), NO_INTERVAL),
    ):
        if holds:
            out.print_sentence(words)
    out.print_sentence(ranking.sentence)
    out.print()


def _print_discovery(found: Discovery, quiet: bool) -> None:
    out = standard_output(quiet)
    out.print_sentence(found.sentence)
    out.print()
    if found.chosen.limits:
        out.print(
            f"coverage {found.chosen.coverage:.2f}, density {found.chosen.density:.2f}, n {found.chosen.n:,}"
        )
    for limit in found.chosen.limits:
        out.print(f"  {limit.words:<56} quasi-p {limit.quasi_p:.2g}", soft_wrap=True)
    among = ", ".join(found.parameters)
    out.print_sentence(f"Looked for among {among}; judged on {found.n:,} other worlds.")
