"""`sim trace`."""

from __future__ import annotations

import click

from sim.cli import options
from sim.reports.terminal import standard_output
from sim.runs import story as stories
from sim.runs.ensemble import Plan


@click.command()
@click.argument("scenario")
@click.option(
    "--replication",
    default=0,
    show_default=True,
    type=click.IntRange(0),
    help="Number of the war to tell, its row in `runs.parquet`.",
)
@options.replications
@options.seed
@options.settings
@options.horizon
@options.prior
def trace(
    scenario: str,
    replication: int,
    replications: int,
    seed: int,
    sets: tuple[str, ...],
    weeks: int | None,
    prior: bool,
) -> None:
    """Tell one war of SCENARIO as a dated story.

    Give the options of the run that the war belongs to, so that it is the same war.
    """
    plan = Plan(options.loaded(scenario, sets, weeks), seed, replications, prior)
    story = stories.trace(plan, replication)
    out = standard_output()
    out.print(f"{plan.scenario.title}: war {replication} of seed {seed}", soft_wrap=True)
    for entry in story:
        out.print(f"{entry.day.isoformat()}  week {entry.week:>3}  {entry.text}", soft_wrap=True)
