"""The command that repeats a command, as a manifest gives it."""

import shlex
from collections.abc import Collection, Sequence
from typing import Any

import click
from click.core import ParameterSource

NO_MATTER = frozenset({"jobs", "output", "executor", "scheduler", "quiet", "no_plots", "no_report", "dry_run"})
"""Options that say where and how to play and what to show, and nothing about what is played."""
ALWAYS = frozenset({"replications", "seed"})
"""Options that are written down even when they were left to their defaults, which may change."""


def command_line(
    arguments: Sequence[str], command: str | None = None, always: Collection[str] = ALWAYS, **instead: Any
) -> str:
    """The command that repeats the one that is running, into a folder of its own.

    Args:
        arguments: what comes before the options.
        command: another command that takes the same options.
        always: options that are written even when they were not given.
        instead: values of options in place of those given; None, False or nothing leaves an option out.
    """
    context = click.get_current_context()
    words = ["sim", command or str(context.command.name), *arguments]
    for option in context.command.params:
        name = str(option.name)
        given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if isinstance(option, click.Argument) or name in NO_MATTER:
            continue
        value = instead.get(name, context.params.get(name))
        left_out = value is None or value is False or value == ()
        if left_out or not (given or name in always or name in instead):
            continue
        flag = option.opts[0]
        each = value if isinstance(value, tuple) else (value,)
        words += [flag] if value is True else [word for one in each for word in (flag, str(one))]
    return shlex.join(words)
