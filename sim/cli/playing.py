"""Options of the commands that play wars: which wars, and where."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from sim.base import defaults
from sim.cli import options
from sim.runs.engines import ENGINES, NUMPY, Settled, settle
from sim.runs.workers import EXECUTORS, Place

if TYPE_CHECKING:
    from sim.runs.ensemble import Plan
    from sim.scenario import Scenario

MOST_WARS = 10**9
"""Years of playing; whoever asks for more has slipped."""


@dataclass(frozen=True)
class Wars:
    """Which wars to play, as the command line says it.

    Attributes:
        replications: wars, None for as many as are usual.
        seed: random seed.
        sets: numbers and choices, each as `path=value`.
        weeks: horizon, None for the scenario's.
        prior: draw from the full ranges.
        engine: what plays them, as it is asked for.
    """

    replications: int | None
    seed: int
    sets: tuple[str, ...]
    weeks: int | None
    prior: bool
    engine: str

    @property
    def number(self) -> int:
        """How many."""
        return self.replications or defaults.REPLICATIONS

    def scenario(self, reference: str) -> Scenario:
        """Load a scenario and lay the settings over it."""
        return options.load_scenario(reference, self.sets, self.weeks)

    def plan(self, reference: str) -> Plan:
        """The wars of a scenario."""
        scenario = self.scenario(reference)  # what is wrong with it is said before the model is imported
        from sim.runs.ensemble import Plan

        engine = said(settle(self.engine, self.number * scenario.weeks))
        return Plan(scenario, self.seed, self.number, self.prior, engine)


def said(settled: Settled) -> str:
    """The engine that plays, once what there is to say about it has been said."""
    if settled.note:
        click.echo(settled.note, err=True)
    return settled.engine


def say_what_is_missing(engine: str) -> None:
    """Say why NumPy plays where something else is asked for by name."""
    said(settle(engine, 0))


def bundled(argument: str, make: Callable[..., object], *parts: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Give a command several options as one argument, which is made of them by their names."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def called(*args: Any, **given: Any) -> Any:
            made = make(**{name: given.pop(name) for name in inspect.signature(make).parameters})
            return command(*args, **{argument: made}, **given)

        for option in reversed(parts):
            option(called)
        return called

    return decorate


def number_of_wars(meaning: str, default: int | None = None, most: int | None = None) -> Callable[[Any], Any]:
    """Give a command the option `-n`."""
    allowed = click.IntRange(1, most)
    return click.option("-n", "--replications", type=allowed, default=default, show_default=True, help=meaning)


engine = click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="auto",
    show_default=True,
    help="What plays the wars: NumPy, or a program compiled for this processor, in double or in single precision;"
    " auto compiles where that saves time.",
)


def _played_by_numpy(
    replications: int | None, seed: int, sets: tuple[str, ...], weeks: int | None, prior: bool
) -> Wars:
    return Wars(replications, seed, sets, weeks, prior, NUMPY)


def wars(number: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Give a command the options that say which wars to play, as one argument `wars`."""
    return bundled("wars", _played_by_numpy, number, options.seed, options.settings, options.horizon, options.prior)


def wars_by_engine(number: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same for a command whose wars may be compiled."""
    return bundled("wars", Wars, number, options.seed, options.settings, options.horizon, options.prior, engine)


wars_of_run = wars_by_engine(number_of_wars("Number of wars to play.", defaults.REPLICATIONS, MOST_WARS))


def _place(jobs: int | None, executor: str, scheduler: str | None) -> Place:
    if (executor == "dask") != (scheduler is not None):
        raise click.UsageError("found one of --executor dask and --scheduler ADDRESS, expected both or neither")
    return Place(jobs, executor, scheduler)


place = bundled(
    "place",
    _place,
    click.option("-j", "--jobs", type=click.IntRange(1), help="Number of processes. [default: as many as save time]"),
    click.option(
        "--executor",
        type=click.Choice(EXECUTORS),
        default="processes",
        show_default=True,
        help="What plays the wars: processes on this machine, a Dask cluster, or this process alone (serial).",
    ),
    click.option("--scheduler", metavar="ADDRESS", help="Address of a Dask scheduler, such as tcp://127.0.0.1:8786."),
)
