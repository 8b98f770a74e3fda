"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from sim.scenario import Scenario, load, remarks

Command = TypeVar("Command", bound=Callable[..., Any])

DEFAULT_SEED = 20240603
"""Any number would do; a fixed one makes a bare command repeatable."""
DEFAULT_REPLICATIONS = 2000

seed = click.option(
    "--seed", default=DEFAULT_SEED, show_default=True, type=click.IntRange(0), help="Of all dice."
)
replications = click.option(
    "-n",
    "--replications",
    default=DEFAULT_REPLICATIONS,
    show_default=True,
    type=click.IntRange(1),
    help="Wars to play.",
)
output = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the results. [default: outputs/<scenario>/<time>-<hash>]",
)
settings = click.option(
    "--set", "sets", multiple=True, metavar="PATH=VALUE", help="Change a number or choice; may be repeated."
)
horizon = click.option("--weeks", type=click.IntRange(1, 260), help="Horizon, instead of the scenario's.")
quiet = click.option("--quiet", is_flag=True, help="Print nothing but faults.")
prior = click.option(
    "--prior", is_flag=True, help="Draw from the raw ranges, not from the draws that history left."
)


def loaded(reference: str, sets: tuple[str, ...], weeks: int | None) -> Scenario:
    """The scenario a command is to work on; what is remarkable about it is said, once a command."""
    scenario = load(reference, [*sets, *([f"weeks={weeks}"] if weeks is not None else [])])
    context = click.get_current_context()
    said = context.meta.setdefault(f"{__name__}.said", set())
    for remark in map(str, remarks(scenario)):
        if remark not in said:
            from sim.terminal import note

            note(remark, quiet=context.params.get("quiet", False))
            said.add(remark)
    return scenario
