"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from sim.base.errors import SimError
from sim.scenario import Scenario, load, remarks, shipped_folder
from sim.scenario.files import has_parameters, is_ledger

Command = TypeVar("Command", bound=Callable[..., Any])

DEFAULT_SEED = 20240603
"""Any number would do; a fixed one makes a bare command repeatable."""
DEFAULT_REPLICATIONS = 2000
MOST_WARS = 10**9
"""Years of playing; whoever asks for more has slipped."""

seed = click.option(
    "--seed", default=DEFAULT_SEED, show_default=True, type=click.IntRange(0), help="Random seed."
)
replications = click.option(
    "-n",
    "--replications",
    default=DEFAULT_REPLICATIONS,
    show_default=True,
    type=click.IntRange(1, MOST_WARS),
    help="Number of wars to play.",
)


def _no_dead_link(_context: click.Context, _option: click.Parameter, folder: Path | None) -> Path | None:
    for place in (folder, *folder.parents) if folder is not None else ():
        if place.is_symlink() and not place.exists():
            raise click.BadParameter(
                f"found a link to {place.readlink()}, which is not there, at {place}; expected a folder or"
                " nothing"
            )
    return folder


output = click.option(
    "-o",
    "--output",
    callback=_no_dead_link,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the results. [default: outputs/<scenario>/<time>-<hash>]",
)
settings = click.option(
    "--set", "sets", multiple=True, metavar="PATH=VALUE", help="Set a number or a choice; may be repeated."
)
horizon = click.option(
    "--weeks", type=click.IntRange(1, 260), help="Number of weeks to play, instead of the scenario's."
)
quiet = click.option("--quiet", is_flag=True, help="Print nothing but errors.")
prior = click.option(
    "--prior", is_flag=True, help="Draw from the full ranges, not from the draws that agree with history."
)


def loaded(reference: str, sets: tuple[str, ...], weeks: int | None) -> Scenario:
    """The scenario a command is to work on; what is remarkable about it is said, once a command."""
    _refuse_contradictions(sets, weeks)
    try:
        scenario = load(reference, [*sets, *([f"weeks={weeks}"] if weeks is not None else [])])
    except SimError:
        _refuse_other_files(reference)
        raise
    context = click.get_current_context()
    said = context.meta.setdefault(f"{__name__}.said", set())
    for remark in map(str, remarks(scenario)):
        if remark not in said:
            from sim.reports.terminal import print_note

            print_note(remark, quiet=context.params.get("quiet", False))
            said.add(remark)
    return scenario


def _refuse_other_files(reference: str) -> None:
    """Say which command a file is for that is no scenario."""
    for path in (Path(reference), shipped_folder() / f"{reference}.yaml"):
        if is_ledger(path):
            raise SimError(
                f"{reference}: found a ledger of claims, expected a scenario: sim argue {reference}"
            )
        if has_parameters(path):
            raise SimError(f"{reference}: found a sweep, expected a scenario: sim sweep {reference}")


def _refuse_contradictions(sets: tuple[str, ...], weeks: int | None) -> None:
    """Refuse what is set twice: only one of the two could hold."""
    paths = [text.partition("=")[0].strip() for text in sets] + (["weeks"] if weeks is not None else [])
    twice = sorted({path for path in paths if paths.count(path) > 1})
    if twice:
        raise SimError(f"found {' and '.join(twice)} set twice, expected once")
