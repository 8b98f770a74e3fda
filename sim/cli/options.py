"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.base import defaults
from sim.base.errors import SimError
from sim.cli import completion

if TYPE_CHECKING:
    from sim.scenario import Scenario

scenario = click.argument("scenario", shell_complete=completion.of("scenario"))
seed = click.option("--seed", default=defaults.SEED, show_default=True, type=click.IntRange(0), help="Random seed.")
settings = click.option(
    "--set",
    "sets",
    multiple=True,
    metavar="PATH=VALUE",
    help="Set a number or a choice; may be repeated.",
    shell_complete=completion.settings,
)
horizon = click.option(
    "--weeks", type=click.IntRange(1, 260), help="Number of weeks to play, instead of the scenario's."
)
prior = click.option(
    "--prior", is_flag=True, help="Draw from the full ranges, not from the draws that agree with history."
)
no_plots = click.option("--no-plots", is_flag=True, help="Write no pictures.")
no_report = click.option(
    "--no-report",
    is_flag=True,
    envvar="SIM_NO_REPORT",
    help="Write no page of the results, report.html. [SIM_NO_REPORT=1 says so for all commands]",
)
quiet = click.option("--quiet", is_flag=True, help="Print nothing but errors.")
stored_folder = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))


def output(default: str, holds: str = "results") -> Callable[[Any], Any]:
    """Give a command the option that names the folder it writes to.

    Args:
        default: where that is without the option, as the help says it.
        holds: what is written there.
    """
    return click.option(
        "-o",
        "--output",
        callback=_no_dead_link,
        type=click.Path(path_type=Path, file_okay=False),
        help=f"Folder for the {holds}. [default: {default}]",
    )


def load_scenario(reference: str, sets: tuple[str, ...] = (), weeks: int | None = None) -> Scenario:
    """Load the scenario that a command is to work on, and print each remark on it once.

    Args:
        reference: a path, or the name of a shipped scenario.
        sets: as given with `--set`.
        weeks: as given with `--weeks`.
    """
    from sim.scenario import load, remarks

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
    from sim.scenario.files import has_parameters, is_game, is_ledger, shipped

    if reference in shipped("ledger") or is_ledger(reference):
        raise SimError(f"{reference}: found a ledger of claims, expected a scenario: sim argue {reference}")
    if reference in shipped("game") or is_game(reference):
        raise SimError(f"{reference}: found a game, expected a scenario: sim game {reference}")
    if reference in shipped("sweep") or has_parameters(reference):
        raise SimError(f"{reference}: found a sweep, expected a scenario: sim sweep {reference}")


def _refuse_contradictions(sets: tuple[str, ...], weeks: int | None) -> None:
    """Refuse what is set twice: only one of the two could hold."""
    paths = [text.partition("=")[0].strip() for text in sets] + (["weeks"] if weeks is not None else [])
    twice = sorted({path for path in paths if paths.count(path) > 1})
    if twice:
        raise SimError(f"found {' and '.join(twice)} set twice, expected once")


def _no_dead_link(_context: click.Context, _option: click.Parameter, folder: Path | None) -> Path | None:
    for place in (folder, *folder.parents) if folder is not None else ():
        if place.is_symlink() and not place.exists():
            raise click.BadParameter(
                f"found a link to {place.readlink()}, which is not there, at {place}; expected a folder or nothing"
            )
    return folder
