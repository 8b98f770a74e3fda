"""Where wars are played: the options that say so, and the executor that they stand for."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from sim.runs import ensemble
from sim.runs.ensemble import Plan

EXECUTORS = ("processes", "dask", "serial")
OPTIONS = (
    click.option(
        "-j", "--jobs", type=click.IntRange(1), help="Processes. [default: as many as pay for their start]"
    ),
    click.option(
        "--executor",
        type=click.Choice(EXECUTORS),
        default="processes",
        show_default=True,
        help="Where wars are played.",
    ),
    click.option("--scheduler", metavar="ADDRESS", help="Of a Dask scheduler, such as tcp://127.0.0.1:8786."),
)


@dataclass(frozen=True)
class Where:
    """Where wars are played, as the command line says it.

    Attributes:
        jobs: processes; None for as many as pay for their start.
        executor: one of `EXECUTORS`.
        scheduler: address of a Dask scheduler.
    """

    jobs: int | None = None
    executor: str = "processes"
    scheduler: str | None = None

    @contextmanager
    def pool(self) -> Iterator[Executor | None]:
        """What to hand blocks to; None for own processes, which are started only where they pay."""
        if self.executor == "processes":
            yield None
            return
        from sim.runs.sweep import open_workers

        with open_workers(self.executor, 1, self.jobs, self.scheduler) as crew:
            yield crew.executor

    def run(self, plan: Plan, blocks: Path, on_progress: Callable[[int], None]) -> None:
        """Play what is missing of an ensemble there."""
        with self.pool() as pool:
            # Workers elsewhere do not know the current folder.
            ensemble.run(plan, blocks.resolve(), self.jobs, pool, on_progress)


def place(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a place to play, as one argument `where`."""

    @functools.wraps(command)
    def called(*args: Any, jobs: int | None, executor: str, scheduler: str | None, **options: Any) -> Any:
        if (executor == "dask") != (scheduler is not None):
            raise click.UsageError(
                "found one of --executor dask and --scheduler ADDRESS, expected both or neither"
            )
        return command(*args, where=Where(jobs, executor, scheduler), **options)

    for option in reversed(OPTIONS):
        option(called)
    return called
