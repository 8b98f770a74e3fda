"""`sim params`: the numbers of a scenario, all of them or those that some words are about."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import click

from sim.base.errors import SimError
from sim.base.text import as_cell, written
from sim.cli import completion, options
from sim.scenario import Choice, Number
from sim.scenario.faults import did_you_mean
from sim.scenario.files import shipped

FIELDS = ["path", "value", "low", "high", "unit", "distribution", "role", "basis", "source", "as_of", "origin"]
COLUMNS = [*FIELDS, "events", "note"]
BY_EVENT = {None: "yes", "initial": "no", "dial": "shocks"}
"""Whether events may change a number, by its state: a dial only by one shock at a time, the state at the start never."""
FORMATS = ("table", "csv", "md", "json")
BASES = ("measured", "estimated", "judgement")


@click.command()
@click.argument("words", nargs=-1, metavar="[SCENARIO] [WORD]...", shell_complete=completion.of("scenario"))
@options.settings
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="Format of the list."
)
@click.option("--basis", type=click.Choice(BASES), help="List only numbers of this basis.")
def params(words: tuple[str, ...], sets: tuple[str, ...], form: str, basis: str | None) -> None:
    """List every number of SCENARIO with its unit, range, basis, source and meaning.

    With WORDs, only the numbers whose path, unit or note holds all of them. Events: whether events may change a number
    (yes), only by one shock at a time (shocks), or not at all, because it is read at the start only (no).
    """
    named = bool(words) and _names_scenario(words[0])
    loaded = options.load_scenario(words[0] if named else "baseline", sets)
    sought = words[1:] if named else words
    numbers = [each for each in loaded.numbers.values() if basis in (None, each.basis) and _is_about(each, sought)]
    choices = [each for each in loaded.choices.values() if sought and _is_about(each, sought)]
    if sought and not numbers and not choices:
        known = [*shipped(), *(part for path in loaded.entries for part in path.replace("_", ".").split("."))]
        advice = next(filter(None, (did_you_mean(word, known) for word in sought)), "")
        raise SimError(
            f"found no number about {' '.join(sought)!r}, expected words of a path, a unit or a note{advice}"
        )
    rows = [_row(number) for number in numbers]
    if form == "json":
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    elif form == "csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: as_cell(value) for name, value in row.items()} for row in rows)
        click.echo(text.getvalue(), nl=False)
    elif form == "md":
        click.echo("| " + " | ".join(COLUMNS) + " |\n|" + "---|" * len(COLUMNS))
        for row in rows:
            click.echo("| " + " | ".join(_shown(row[name]).replace("|", r"\|") for name in COLUMNS) + " |")
    elif rows:
        _print_table(rows)
    for choice in choices:
        about = f"; {choice.note}" if choice.note else ""
        click.echo(f"{choice.path} is a choice: {choice.value}, of {', '.join(choice.options)}{about}", err=True)


def _names_scenario(word: str) -> bool:
    """Whether a word stands for a file, shipped or not, rather than for what is sought."""
    known = (*shipped(), *shipped("ledger"), *shipped("sweep"))
    return word in known or Path(word).suffix in (".yaml", ".yml") or Path(word).is_file()


def _is_about(entry: Number | Choice, words: tuple[str, ...]) -> bool:
    unit = entry.unit if isinstance(entry, Number) else " ".join(entry.options)
    text = f"{entry.path} {entry.path.replace('.', ' ').replace('_', ' ')} {unit} {entry.note or ''}".casefold()
    return all(word.casefold() in text for word in words)


def _row(number: Number) -> dict[str, object]:
    place = f"{Path(number.origin.file).name}:{number.origin.line}"
    row = {name: getattr(number, name) for name in FIELDS}
    meaning = {"events": BY_EVENT[number.state], "note": number.note}
    return {**row, "as_of": number.as_of.isoformat(), "origin": place, **meaning}


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
