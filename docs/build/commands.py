"""The page of commands: hand-written words and examples, usage and options as `--help` prints them."""

from __future__ import annotations

import re

import click

from docs.build.markdown import escaped, table
from sim.cli import COMMANDS, cli

HEADING = re.compile(r"^## sim (\w+)$", re.MULTILINE)
OPTIONS = "{{ options }}"


def filled(template: str) -> str:
    """The template with usage and options in each section.

    Sections of commands that do not exist are left out; a command without a section gets one with its help.
    """
    head, *rest = HEADING.split(template)
    written = dict(zip(rest[::2], rest[1::2], strict=True))
    parts = [head.rstrip()]
    for name, (_, purpose) in COMMANDS.items():
        body = written.get(name, f"\n\n{purpose}\n\n{OPTIONS}\n")
        parts.append(f"## sim {name}{body.rstrip().replace(OPTIONS, help_of(name))}")
    return "\n\n".join(parts) + "\n"


def command(name: str) -> click.Command:
    """A command by its name."""
    found = cli.get_command(click.Context(cli), name)
    assert isinstance(found, click.Command)
    return found


def help_of(name: str) -> str:
    """Usage and options of a command."""
    chosen = command(name)
    context = click.Context(
        chosen,
        info_name=f"sim {name}",
        terminal_width=1000,
        max_content_width=1000,
        **cli.context_settings,
    )
    usage = chosen.get_usage(context).removeprefix("Usage: ")
    rows = [
        record for parameter in chosen.get_params(context) if (record := parameter.get_help_record(context))
    ]
    options = table(("option", "meaning"), [(f"`{flags}`", escaped(words)) for flags, words in rows if words])
    return f"```text\n{usage}\n```\n\n{options}"
