"""`sim score`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click
import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.base.errors import SimError
from sim.base.files import write_text
from sim.base.text import counted
from sim.cli import completion, options, playing
from sim.reports.terminal import WIDTH, print_note, standard_error, standard_output
from sim.runs import storage
from sim.runs.ensemble import Plan
from sim.runs.folder import default_folder
from sim.studies.forecast import frozen
from sim.studies.validation import hindcast, monthly_scores, record
from sim.studies.validation.scores import BANDS, CRPS_IN_WORDS

COLUMNS = {
    "horizon": "Ahead",
    "months": "Months",
    "covered_50": "In 50 %",
    "covered_80": "In 80 %",
    "covered_95": "In 95 %",
    "crps": "CRPS",
    "skill_persistence": "vs last",
    "skill_trend": "vs trend",
}
"""What the terminal shows of the scores; the file holds them all."""
CELL = WIDTH // len(COLUMNS)
EXPLAINED = (
    "Ahead: months from the start that a row looks at. Months: those of them with a figure in the record, over which"
    f" every number of the row is taken. {CRPS_IN_WORDS} vs last, vs trend: by how much it is smaller than"
    " for 'as last month' and for the trend; 1 is perfect, 0 no better."
)
REFERENCES = {"persistence": "as last month", "trailing": "mean of six months", "trend": "trend"}


@click.command()
@click.argument("record_file", metavar="RECORD.csv", type=click.Path(path_type=Path))
@click.argument("scenario", metavar="SCENARIO|FORECAST.json", shell_complete=completion.of("scenario"))
@playing.wars_of_run
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="CSV file for all scores; their picture lies beside it. [default: outputs/score/<scenario>/<time>/score.csv]",
)
@options.no_plots
@options.quiet
def score(
    record_file: Path, scenario: str, wars: playing.Wars, output: Path | None, no_plots: bool, quiet: bool
) -> None:
    """Score months against RECORD.csv, a file with the columns series, date, value[, low, high].

    The months are SCENARIO's, which is played, or those of a frozen forecast. Drawn are the bands against what came; and
    PIT, coverage, and skill by horizon.

    Coverage of the 50, 80 and 95 % bands, CRPS, and skill (1 = perfect, 0 = no better) against the last month known and
    against the trend of the six months before the start, for each series over 3, 6, 12, 24 and all months. A truth given
    as low and high counts as covered where the band meets it. Series the model does not speak to are named and left out.
    """
    if output is not None and output.exists() and output.samefile(record_file):
        raise SimError(f"{output}: found the record itself, expected another file for its scores")
    truth = record.load(record_file)
    judged = _frozen(Path(scenario)) if scenario.endswith(".json") else _played(wars.plan(scenario))
    months, monthly = judged.months, judged.monthly
    left_out = [name for name in truth if name not in monthly]
    if left_out:
        print_note(f"not series of the model, left out: {', '.join(left_out)}", quiet)
    known = record.shipped().filled_from(truth)
    table = monthly_scores.by_month(monthly, months, truth, history=known, seed=judged.seed)
    scores = monthly_scores.by_horizon(table)
    if scores.empty:
        raise SimError(
            f"{record_file}: found no month of a series of the model between {months[0]:%Y-%m} and {months[-1]:%Y-%m}"
            f" ({', '.join(sorted(monthly))}), expected at least one"
        )
    out = standard_output(quiet)
    played = counted(judged.n, "war")
    span = f"{months[0]:%B %Y} to {months[-1]:%B %Y}"
    for line in (f"{judged.title}: {played}, {span}, against {record_file.name}", EXPLAINED):
        out.print_sentence(line)
    out.print()
    for line in _lines(scores):
        out.print(line, soft_wrap=True)
    kept = output or default_folder("score", judged.name, identity=judged.identity) / "score.csv"
    write_text(kept, storage.csv_text(scores))  # whatever the file is called
    if not no_plots:
        _draw(judged, truth, table, kept)
    beside = "" if no_plots else f"; pictures: {kept.with_suffix('.png')}, {_beside(kept).name}"
    standard_error(quiet).print(f"Scores: {kept}{beside}", soft_wrap=True)


@dataclass(frozen=True)
class _Judged:
    """Months to be judged, from wars just played or from a file."""

    months: list[date]
    monthly: Mapping[str, Floats]
    name: str
    title: str
    n: int
    seed: int
    identity: str


def _played(plan: Plan) -> _Judged:
    months, monthly = hindcast.play(plan)
    scenario, n = plan.scenario, plan.replications
    return _Judged(months, monthly, scenario.name, scenario.title, n=n, seed=plan.seed, identity=plan.identity)


def _frozen(path: Path) -> _Judged:
    found = frozen.read(path)
    content = found.content
    named = {"name": content["scenario"], "title": f"{content['title']}, as forecast on {content['made']}"}
    return _Judged(found.months, found.members, **named, n=content["worlds"], seed=content["seed"], identity=found.seal)


def _draw(judged: _Judged, truth: record.Record, table: pd.DataFrame, kept: Path) -> None:
    """The bands against what came; and PIT, coverage and skill, for which central values count."""
    from sim.reports.figures.calibration import Calibration, calibration_figure
    from sim.reports.figures.frame import Caption, save
    from sim.reports.figures.record import Scored, score_figure
    from sim.reports.figures.style import house_style

    caption = Caption(judged.name, judged.title, judged.n, judged.seed)
    named = {f"value_covered_{100 * level:g}": f"in_{100 * level:g}" for level in BANDS}
    horizons = [horizon for horizon in (1, *monthly_scores.HORIZONS) if horizon <= table["ahead"].max()]
    with house_style():
        save(score_figure(Scored(judged.months, judged.monthly, truth, table, caption)), kept.with_suffix(".png"))
        found = Calibration(table.rename(columns=named), horizons, REFERENCES, caption)
        save(calibration_figure(found), _beside(kept))


def _beside(kept: Path) -> Path:
    """Where the picture of calibration lies."""
    return kept.with_name(f"{kept.stem}_calibration.png")


def _lines(scores: pd.DataFrame) -> Iterator[str]:
    """A heading, and for each series its words and name above a row per horizon."""
    yield "".join(title.rjust(CELL) for title in COLUMNS.values())
    for series, rows in scores.groupby("series", sort=False):
        yield f"{hindcast.in_words(str(series))}: {series}"
        for _, row in rows.iterrows():
            yield "".join(_cell(name, float(row[name])).rjust(CELL) for name in COLUMNS)


def _cell(name: str, value: float) -> str:
    if name == "horizon":
        return "all" if value == 0 else f"{value:g}"
    if name == "months":
        return f"{value:g}"
    if np.isnan(value):
        return "-"
    if name.startswith("covered"):
        return f"{100.0 * value:.0f} %"
    return f"{value:,.4g}" if name == "crps" else f"{value:+.2f}"
