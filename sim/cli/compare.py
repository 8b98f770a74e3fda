"""`sim compare`."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from sim import comparison as futures
from sim import store
from sim.blocks import whole
from sim.cli import options
from sim.comparison.terminal import print_comparison
from sim.ensemble import Plan
from sim.figures.compare import draw_comparison
from sim.terminal import console, progress, talk


@click.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="A B [C...]")
@options.replications
@options.seed
@options.jobs
@options.output
@options.settings
@options.horizon
@options.prior
@click.option("--no-plots", is_flag=True, help="Write no pictures.")
@options.quiet
def compare(
    scenarios: tuple[str, ...],
    replications: int,
    seed: int,
    jobs: int | None,
    output: Path | None,
    sets: tuple[str, ...],
    weeks: int | None,
    prior: bool,
    no_plots: bool,
    quiet: bool,
) -> None:
    """Play the same worlds under scenarios A and B, and show what differs.

    With more than two, each is compared with the first. Settings hold for all of them.
    """
    if len(scenarios) < 2:
        raise click.UsageError(f"found {len(scenarios)} scenario, expected two or more to compare")
    plans = [Plan(options.loaded(name, sets, weeks), seed, replications, prior) for name in scenarios]
    words = ["-n", str(replications), "--seed", str(seed)]
    words += [word for value in sets for word in ("--set", value)]
    words += ["--weeks", str(weeks)] if weeks is not None else []
    words += ["--prior"] if prior else []
    compared = futures.prepare(plans)
    folder = output or futures.default_folder(compared)
    commands = [shlex.join(["sim", "run", name, *words]) for name in scenarios]
    futures.begin(compared, folder, shlex.join(["sim", "compare", *scenarios, *words]), commands)
    play(compared, folder, jobs, plots=not no_plots, quiet=quiet)


def resume_comparison(folder: Path, jobs: int | None, plots: bool, quiet: bool) -> None:
    """Finish the comparison in a folder: only what is missing is played."""
    play(futures.resumed(folder), folder, jobs, plots, quiet)


def play(compared: futures.Comparison, folder: Path, jobs: int | None, plots: bool, quiet: bool) -> None:
    """Play what is missing of a comparison into its folder, write its tables, draw it, print it."""
    runs = [folder / label for label in compared.labels]
    with progress(compared.replications, quiet) as bar:
        for plan, place in zip(compared.plans, runs, strict=True):
            futures.obtain(plan, place, jobs, bar.advance)
    results = [store.read(place, draws=False) for place in runs]
    first, label_a = results[0], compared.labels[0]
    pairs = [
        futures.pair(label_a, first.runs, label, other.runs)
        for label, other in zip(compared.labels[1:], results[1:], strict=True)
    ]
    for name, table in (
        ("comparison.csv", futures.comparison_table(pairs)),
        ("flips.csv", futures.flips_table(pairs)),
    ):
        with whole(folder / name) as file:
            table.to_csv(file, index=False)
    stories = [
        futures.flipped_story(one, compared.plans[0], plan)
        for one, plan in zip(pairs, compared.plans[1:], strict=True)
    ]
    for one, story in zip(pairs, stories, strict=True):
        if story is not None:
            name = "flipped_world.txt" if len(pairs) == 1 else f"flipped_world_{one.label_b}.txt"
            futures.write_story(story, folder / name)
    if plots:
        draw_comparison(
            pairs, results, compared.plans[0].seed, folder / "figures", compared.plans[0].scenario.weeks
        )
    out = console(quiet)
    plan = compared.plans[0]
    out.print(
        f"{plan.replications:,} worlds of {plan.scenario.weeks} weeks under each scenario, seed {plan.seed}:"
        " same draws, same dice\n"
    )
    print_comparison(
        out, pairs, [one.runs for one in results], [plan.scenario.title for plan in compared.plans], stories
    )
    talk(quiet).print(f"Results and pictures: {folder}", soft_wrap=True)
