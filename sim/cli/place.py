"""Where wars are played: the options that say so."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from sim.runs.workers import EXECUTORS, Place

OPTIONS = (
    click.option(
        "-j", "--jobs", type=click.IntRange(1), help="Number of processes. [default: as many as save time]"
    ),
    click.option(
        "--executor",
        type=click.Choice(EXECUTORS),
        default="processes",
        show_default=True,
        help="What plays the wars: processes on this machine, a Dask cluster, or this process alone (serial).",
    ),
    click.option(
        "--scheduler", metavar="ADDRESS", help="Address of a Dask scheduler, such as tcp://127.0.0.1:8786."
    ),
)


def place(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a place to play, as one argument `where`."""

    @functools.wraps(command)
    def called(*args: Any, jobs: int | None, executor: str, scheduler: str | None, **options: Any) -> Any:
        if (executor == "dask") != (scheduler is not None):
            raise click.UsageError(
                "found one of --executor dask and --scheduler ADDRESS, expected both or neither"
            )
        return command(*args, where=Place(jobs, executor, scheduler), **options)

    for option in reversed(OPTIONS):
        option(called)
    return called
