"""`sim validate`."""

import time
from datetime import UTC, datetime
from pathlib import Path

import click

from sim.base.errors import SimError
from sim.base.text import counted
from sim.cli import options, playing
from sim.cli.repeat import command_line
from sim.cli.report import report_at_end
from sim.reports.figures.chart import figures
from sim.reports.terminal import standard_error, standard_output
from sim.reports.validation.page import print_findings, print_sources, write
from sim.reports.validation.pictures import VALIDATION_CHARTS
from sim.studies.validation.findings import failed
from sim.studies.validation.folder import by_part, keep
from sim.studies.validation.validate import FULL, QUICK
from sim.studies.validation.validate import validate as run_checks


@click.command()
@click.option(
    "--battles",
    type=click.Path(path_type=Path, dir_okay=False),
    help="CSV file of battles with the columns of CDB90, to fight instead of synthetic ones.",
)
@click.option("--quick", is_flag=True, help="Play fewer wars and skip the statistical tests: a look, not a judgement.")
@options.seed
@options.prior
@playing.engine
@options.output("outputs/validate/<time>", holds="tables and the page")
@options.no_report
@options.quiet
def validate(
    battles: Path | None,
    quick: bool,
    seed: int,
    prior: bool,
    engine: str,
    output: Path | None,
    no_report: bool,
    quiet: bool,
) -> None:
    """Check the model against closed forms, battles and wars of the past, and the record of this war.

    Exit code 0 only if nothing fails that is not a known shortfall.
    """
    begun = time.perf_counter()
    voice = standard_error(quiet)
    folder = output or Path("outputs") / "validate" / datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    playing.say_what_is_missing(engine)
    result = run_checks(
        QUICK if quick else FULL,
        seed,
        prior=prior,
        engine=engine,
        battle_file=battles,
        say=lambda what: voice.print(f"… {what}"),
    )
    out = standard_output(quiet)
    print_findings(out, result.findings)
    print_sources(out, result.split)
    out.print_sentence(f"Played by {by_part(result.played_by)}.")
    write(result, dict(figures(VALIDATION_CHARTS, result)), folder)
    keep(folder, seed, command_line([]), prior=prior, quick=quick, played_by=result.played_by)
    voice.print(f"{time.perf_counter() - begun:.0f} s; tables and page: {folder}", soft_wrap=True)
    if not no_report:
        report_at_end(folder, quiet)
    wrong = failed(result.findings)
    if wrong:
        raise SimError(
            f"validation: {counted(len(wrong), 'check')} of {len(result.findings):,} failed, and not as known shortfalls",
            [f"{finding.id}: {finding.what}" for finding in wrong],
        )
