"""`python -m tools.levers`: refresh the table of what the levers do."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import numpy as np

from sim.base.arrays import Floats
from sim.base.defaults import SEED
from sim.base.outcomes import ENDING_NAMES
from sim.runs.block import Block, Lane
from sim.scenario import load
from sim.war.model import War
from sim.war.randomness import BLOCK, Dice

ARMS = Path(__file__).with_name("arms.csv")
FILE = Path(str(files("sim") / "data" / "lever_effects.csv"))
TWO_SIDED = 1.96
"""Standard errors of a 95 % interval."""
TOTALS = ("territory_change", "russian_casualties", "ukrainian_casualties")
"""Outcomes beside the endings."""


def arms() -> list[dict[str, str]]:
    """Lines of the table of arms."""
    with ARMS.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def played(settings: str, number: int, weeks: int | None = None, wars: int = BLOCK) -> dict[str, Floats]:
    """Outcomes of one block of the baseline.

    Args:
        settings: `path=value` or, for a number drawn, `path*factor`, between semicolons.
        number: of the block.
        weeks: played, all where none is given.
        wars: of the block that are played.
    """
    given = [item for item in settings.split(";") if item]
    scenario = load("baseline", [item for item in given if "=" in item])
    scenario = scenario.override("weeks", weeks or scenario.weeks)
    first = number * BLOCK
    block = Block(scenario, SEED, (Lane(0, first, first + wars),))
    draws = block.draws()
    for path, _, factor in (item.partition("*") for item in given if "*" in item):
        draws[path] = draws.get(path, np.full(wars, scenario.numbers[path].value)) * float(factor)
    war = War(scenario, draws, Dice(SEED, block.replications)).run()
    found = {name: np.asarray(values) for name, values in war.recorder.outcomes(war.state).items()}
    war.release_memory()
    endings = {name: 100.0 * (found["ending"] == name) for name in ENDING_NAMES}
    return endings | {name: found[name].astype(np.float64) for name in TOTALS}


def change(base: Floats, changed: Floats) -> str:
    """Mean paired difference and the half width of its 95 % interval."""
    difference = changed - base
    half = TWO_SIDED * float(difference.std(ddof=1)) / np.sqrt(difference.size)
    digits = ".1f" if abs(base).max() <= 100.0 else ",.0f"
    return f"{difference.mean():+{digits}} ±{half:{digits}}"


def joined(blocks: list[dict[str, Floats]]) -> dict[str, Floats]:
    """Blocks of wars put together."""
    return {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}


def row(arm: Mapping[str, str], base: Mapping[str, Floats], changed: Mapping[str, Floats]) -> dict[str, str]:
    """A line of the table."""
    effects = {name: change(base[name], changed[name]) for name in base}
    return {"lever": arm["lever"], **effects, "carried_by": arm["carried_by"]}


def main() -> None:
    """Play all arms and write the table."""
    parser = argparse.ArgumentParser(prog="python -m tools.levers", description="What the levers do to the baseline.")
    parser.add_argument("--blocks", type=int, default=4, help="blocks of 1,024 wars of each arm")
    numbers = range(parser.parse_args().blocks)
    base = joined([played("", number) for number in numbers])
    rows = []
    for arm in arms():
        rows.append(row(arm, base, joined([played(arm["settings"], number) for number in numbers])))
        print(rows[-1], flush=True)
    with FILE.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
