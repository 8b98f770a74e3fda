"""`sim check`, `sim params`, `sim schema` and `sim init`: scenarios without playing them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import click

from sim import scenario as scenarios
from sim.base.errors import SimError
from sim.base.text import counted, written
from sim.cli import options
from sim.scenario.faults import listed
from sim.scenario.files import has_parameters, is_ledger

COLUMNS = ["path", "value", "low", "high", "unit", "distribution", "role", "basis", "source", "as_of", "origin"]
SCHEMA = "scenario.schema.json"
FORMATS = ("table", "csv", "md", "json")
FILES_NAMED = 4
"""Of those that keep a folder from being filled."""
BASES = ("measured", "estimated", "judgement")


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--strict",
    is_flag=True,
    help="Refuse also hindsight (figures from sources published after as_of) and what is otherwise only a note.",
)
def check(files: tuple[str, ...], strict: bool) -> None:
    """Check files: scenarios, bibliographies, sweeps and ledgers of claims.

    Prints every fault and exits with 1, or prints nothing and exits with 0.
    """
    found = [_examined(file, strict) for file in files]
    remarks = dict.fromkeys(str(remark) for one in found for remark in one.remarks)
    if remarks:
        from sim.reports.terminal import print_note

        for remark in remarks:
            print_note(remark)
    faults = [str(fault) for one in found for fault in one.faults]
    if faults:
        raise SimError(f"{counted(len(faults), 'fault')} in {counted(len(files), 'file')}", faults)


def _examined(file: str, strict: bool) -> scenarios.Findings:
    if is_ledger(file):
        from sim.studies.argument.ledger import loading

        return scenarios.Findings(loading.check(file), [])
    if has_parameters(file):
        from sim.runs.sweep import files

        return scenarios.Findings(files.check(Path(file)), [])
    return scenarios.examine(file, strict)


@click.command()
@click.argument("scenario", default="baseline")
@options.settings
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="Format of the list."
)
@click.option("--basis", type=click.Choice(BASES), help="List only numbers of this basis.")
def params(scenario: str, sets: tuple[str, ...], form: str, basis: str | None) -> None:
    """List every number of SCENARIO with its unit, range, basis and source."""
    loaded = options.load_scenario(scenario, sets)
    numbers = [number for number in loaded.numbers.values() if basis in (None, number.basis)]
    rows = [{name: getattr(number, name) for name in COLUMNS} for number in numbers]
    for row in rows:
        origin = row["origin"]
        row |= {"as_of": row["as_of"].isoformat(), "origin": f"{Path(origin.file).name}:{origin.line}"}
    if form == "json":
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    elif form == "csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        click.echo(text.getvalue(), nl=False)
    elif form == "md":
        click.echo("| " + " | ".join(COLUMNS) + " |\n|" + "---|" * len(COLUMNS))
        for row in rows:
            click.echo("| " + " | ".join(_shown(row[name]) for name in COLUMNS) + " |")
    else:
        _print_table(rows)


def _shown(value: object) -> str:
    if value is None:
        return ""
    return written(value) if isinstance(value, float) else str(value)


def _print_table(rows: list[dict[str, object]]) -> None:
    """Aligned columns without wrapping: wide, as a list to search in should be."""
    shown = [[_shown(row[name]) for name in COLUMNS] for row in rows]
    widths = [max(len(name), *(len(row[i]) for row in shown), 0) for i, name in enumerate(COLUMNS)]
    for row in ([*COLUMNS], *shown):
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@click.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    click.echo(_schema_text(), nl=False)


def _schema_text() -> str:
    return json.dumps(scenarios.json_schema(), indent=2, ensure_ascii=False) + "\n"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> None:
    """Copy the shipped scenarios into FOLDER, a new or an empty one, to be edited there."""
    shipped = sorted(scenarios.shipped_folder().glob("*.yaml"))
    there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if there:
        raise SimError(f"{folder}: found {listed(there, FILES_NAMED)} in it, expected a new or an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    for path in shipped:
        # Their first line tells an editor where the schema is; here it lies beside them.
        text = path.read_text(encoding="utf-8").replace(f"$schema=../sim/schema/{SCHEMA}", f"$schema={SCHEMA}")
        (folder / path.name).write_text(text, encoding="utf-8")
    (folder / SCHEMA).write_text(_schema_text(), encoding="utf-8")
    click.echo(f"{counted(len(shipped) + 1, 'file')} copied to {folder}; try: sim run {folder / 'iran_supply.yaml'}")
