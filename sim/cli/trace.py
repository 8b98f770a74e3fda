"""`sim trace`."""

import click

from sim.base import defaults
from sim.cli import options, playing


@click.command()
@options.scenario
@click.option(
    "--replication",
    default=0,
    show_default=True,
    type=click.IntRange(0),
    help="Number of the war to tell, its row in `runs.parquet`.",
)
@playing.wars(
    playing.number_of_wars(
        "Number of wars of the run that the war belongs to.", defaults.REPLICATIONS, playing.MOST_WARS
    )
)
def trace(scenario: str, replication: int, wars: playing.Wars) -> None:
    """Tell one war of SCENARIO as a dated story.

    Give the options of the run that the war belongs to, so that it is the same war.
    """
    plan = wars.plan(scenario)
    from sim.reports.terminal import standard_output
    from sim.runs import story as stories

    story = stories.trace(plan, replication)
    out = standard_output()
    out.print(f"{plan.scenario.title}: war {replication} of seed {plan.seed}", soft_wrap=True)
    for entry in story:
        out.print(f"{entry.day.isoformat()}  week {entry.week:>3}  {entry.text}", soft_wrap=True)
