"""Usage and options of commands, as `--help` prints them."""

import click

from docs.build.markdown import escaped, table
from sim.cli import cli


def command(name: str) -> click.Command:
    """A command by its name."""
    found = cli.get_command(click.Context(cli), name)
    assert isinstance(found, click.Command)
    return found


def options(name: str) -> str:
    """Usage and options of a command."""
    chosen = command(name)
    context = click.Context(chosen, info_name=f"sim {name}", terminal_width=1000, **cli.context_settings)
    context.max_content_width = 1000
    usage = chosen.get_usage(context).removeprefix("Usage: ")
    records = [parameter.get_help_record(context) for parameter in chosen.get_params(context)]
    rows = [(f"`{record[0]}`", escaped(record[1])) for record in records if record and record[1]]
    return f"```text\n{usage}\n```\n\n{table(('option', 'meaning'), rows)}"
