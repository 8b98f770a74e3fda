"""`sim forecast`."""

from pathlib import Path

import click
import pandas as pd

from sim.base import defaults
from sim.base.files import write_text
from sim.cli import completion, options, playing
from sim.cli.repeat import command_line
from sim.cli.report import report_at_end
from sim.reports.forecast import print_backtest, print_outlook
from sim.reports.terminal import progress_bar, standard_error, standard_output
from sim.runs import storage
from sim.runs.engines import settle_for
from sim.runs.ensemble import Plan
from sim.runs.folder import default_folder
from sim.runs.workers import Place
from sim.studies.forecast import backtest as backtests
from sim.studies.forecast import blind, frozen, outlook
from sim.studies.forecast.folder import keep_backtest, keep_outlook
from sim.studies.forecast.references import REFERENCES
from sim.studies.forecast.scoring import HORIZONS
from sim.studies.validation.record import shipped

FROZEN = Path("forecasts")


@click.command()
@click.argument("scenario", default="baseline", metavar="[SCENARIO]", shell_complete=completion.of("scenario"))
@playing.number_of_wars("Worlds to play; with --backtest, from each start.", defaults.FORECAST_WORLDS, 10**6)
@options.seed
@options.settings
@options.horizon
@playing.engine
@click.option("--backtest", is_flag=True, help="Forecast from sixteen past months instead, blindly, and score it.")
@click.option(
    "--freeze",
    is_flag=True,
    help=f"Write the forecast to {FROZEN}/ too, dated and hashed, for sim score to judge later.",
)
@playing.place
@options.output("outputs/forecast/<scenario>/<time>-<hash>", "bands, scores and pictures")
@options.no_plots
@options.no_report
@options.quiet
def forecast(
    scenario: str,
    replications: int,
    seed: int,
    sets: tuple[str, ...],
    weeks: int | None,
    engine: str,
    *,
    backtest: bool,
    freeze: bool,
    place: Place,
    output: Path | None,
    no_plots: bool,
    no_report: bool,
    quiet: bool,
) -> None:
    """Forecast SCENARIO month by month, weighed by the six months of the record before it.

    Worlds are drawn from the raw ranges, weighted by how well they meet the last months, and carried on with the errors that
    they make there. The record of every series is drawn before its bands.
    """
    if backtest:
        if freeze or sets or weeks is not None or scenario != "baseline":
            raise click.UsageError("found --backtest with a scenario, --set, --weeks or --freeze, expected it alone")
        folder = _backtest(replications, seed, engine, place, output=output, no_plots=no_plots, quiet=quiet)
        if not no_report:
            report_at_end(folder, quiet)
        return
    loaded, n = options.load_scenario(scenario, sets, weeks), replications
    plan = Plan(loaded, seed, n, prior=True, engine=playing.said(settle_for(engine, [loaded], n)))
    with progress_bar(plan.replications, quiet) as done:
        found = outlook.forecast(plan, shipped(), place, done)
    folder = output or default_folder("forecast", plan.scenario.name, identity=plan.identity)
    write_text(folder / "bands.csv", storage.csv_text(found.table()))
    keep_outlook(found, folder, command_line([scenario], replications=plan.replications))
    if not no_plots:
        _draw_outlook(found, folder / "forecast.png")
    print_outlook(standard_output(quiet), found)
    voice = standard_error(quiet)
    voice.print(f"Bands: {folder}", soft_wrap=True)
    if freeze:
        kept = frozen.freeze(found, FROZEN)
        voice.print(f"Frozen: {kept[0]}; judge it by: sim score RECORD.csv {kept[0]}", soft_wrap=True)
    if not no_report:
        report_at_end(folder, quiet)


def _backtest(
    worlds: int, seed: int, engine: str, place: Place, *, output: Path | None, no_plots: bool, quiet: bool
) -> Path:
    """Forecast from past months, print what it was worth, keep every month, and return the folder."""
    playing.say_what_is_missing(engine)
    with progress_bar(worlds * len(blind.days()), quiet) as done:
        found = backtests.backtest(shipped(), worlds=worlds, seed=seed, place=place, engine=engine, done=done)
    folder = output or default_folder("forecast", "backtest", identity=f"{worlds}{seed}")
    tables: dict[str, pd.DataFrame] = {"months": found.months, "scores": found.table, "starts": found.starts}
    for name, table in tables.items():
        write_text(folder / f"{name}.csv", storage.csv_text(table))
    keep_backtest(found, folder, worlds, seed, command_line([], replications=worlds))
    if not no_plots:
        _draw_backtest(found, worlds, seed, folder / "backtest.png")
    print_backtest(standard_output(quiet), found)
    standard_error(quiet).print(f"Scores: {folder}", soft_wrap=True)
    return folder


def _draw_outlook(found: outlook.Outlook, path: Path) -> None:
    from sim.reports.figures.frame import save
    from sim.reports.figures.outlook import outlook_figure
    from sim.reports.figures.style import house_style

    with house_style():
        save(outlook_figure(found), path)


def _draw_backtest(found: backtests.Backtest, worlds: int, seed: int, path: Path) -> None:
    from sim.reports.figures.calibration import Calibration, calibration_figure
    from sim.reports.figures.frame import Caption, save
    from sim.reports.figures.style import house_style

    caption = Caption("backtest", "Blind forecasts from sixteen past months", worlds, seed)
    with house_style():
        drawn = Calibration(found.months, HORIZONS, {name: name for name in REFERENCES}, caption)
        save(calibration_figure(drawn), path)
