"""`sim decisions`."""

from pathlib import Path

import click

from sim.base.files import write_text
from sim.base.text import counted
from sim.cli import completion, options, playing
from sim.reports.decisions import print_worths
from sim.reports.terminal import standard_error, standard_output
from sim.studies.decisions.worth import settled, worth_table, worths


@click.command()
@click.argument("scenario", default="baseline", metavar="[SCENARIO]", shell_complete=completion.of("scenario"))
@click.option(
    "-n", "--replications", default=1024, show_default=True, type=click.IntRange(2, 100_000), help="Worlds to play."
)
@options.seed
@options.settings
@options.horizon
@playing.engine
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write every outcome to this CSV file."
)
@options.quiet
def decisions(
    scenario: str,
    replications: int,
    seed: int,
    sets: tuple[str, ...],
    weeks: int | None,
    engine: str,
    output: Path | None,
    quiet: bool,
) -> None:
    """Say what each decision of each actor is worth.

    Every option of every menu is held throughout, all others going on as before, and compared with the same worlds in
    which its actor goes on as before too.
    """
    loaded = options.load_scenario(scenario, sets, weeks)
    voice = standard_error(quiet)
    engine = playing.said(settled(loaded, replications, engine))
    found = worths(loaded, replications, seed, lambda what: voice.print(f"… {what.replace('_', ' ')}"), engine)
    if output is not None:
        write_text(output, worth_table(found).to_csv(index=False))
    out = standard_output(quiet)
    out.print_sentence(
        f"{counted(replications, 'world')} of {counted(loaded.weeks, 'week')} for each option, seed {seed}, engine"
        f" {engine}; changes against going on as before, with half of their 95 % interval."
    )
    out.print()
    print_worths(out, loaded, found)
    if output is not None:
        voice.print(f"Every outcome: {output}", soft_wrap=True)
