"""`sim list` and `sim init`: what comes with the package."""

import json
from pathlib import Path

import click

from sim.base.errors import SimError
from sim.base.text import counted
from sim.cli.schema import KINDS, schema_of
from sim.scenario.faults import listed
from sim.scenario.files import SOURCES_FILE, shipped, shipped_folder, title_of

COMMANDS = {
    "scenario": "Scenarios, for sim run",
    "ledger": "Ledgers of claims, for sim argue",
    "sweep": "Sweeps, for sim sweep",
    "game": "Games, for sim game",
}
FILES_NAMED = 4
"""Of those that keep a folder from being filled."""


@click.command("list")
def list() -> None:  # noqa: A001 -- the name of the command
    """List the scenarios, ledgers of claims, sweeps and games that come along, a line each."""
    width = max(len(name) for kind in KINDS for name in shipped(kind))
    for kind, heading in COMMANDS.items():
        click.echo(f"{heading}:")
        for name, path in shipped(kind).items():  # type: ignore[arg-type]  # the keys are the kinds
            click.echo(f"  {name:<{width}}  {title_of(path)}")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> None:
    """Copy what is shipped into FOLDER, a new or an empty one, to be edited there."""
    there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if there:
        raise SimError(f"{folder}: found {listed(there, FILES_NAMED)} in it, expected a new or an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    copied = [shipped_folder() / SOURCES_FILE, *(path for kind in KINDS for path in shipped(kind).values())]
    for path in copied:
        # Their first line tells an editor where the schema is; here it lies beside them.
        text = path.read_text(encoding="utf-8").replace("$schema=../sim/schema/", "$schema=")
        (folder / path.name).write_text(text, encoding="utf-8")
    for kind in KINDS:
        schema = json.dumps(schema_of(kind), indent=2, ensure_ascii=False) + "\n"
        (folder / f"{kind}.schema.json").write_text(schema, encoding="utf-8")
    size = counted(len(copied) + len(KINDS), "file")
    click.echo(f"{size} copied to {folder}; try: sim run {folder / 'iran_supply.yaml'}")
