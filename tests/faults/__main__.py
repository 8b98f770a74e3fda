"""Faults by the thousand: `python -m tests.faults --trials N --seed S [--kind damage|signals|disk|streams]`.

Prints for each kind, command, file and way what came of it, and for each trial that failed the command that repeats it.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import click

from tests.faults import damage, disk, signals, streams
from tests.faults.child import preload
from tests.faults.folders import Workshop
from tests.faults.verdict import Finding, Trial

os.environ["SIM_NO_REPORT"] = "1"  # a page of each of so many results would take most of the time
KINDS = {"damage": damage, "signals": signals, "disk": disk, "streams": streams}


def sampled(workshop: Workshop, kinds: Sequence[str], n: int, seed: int) -> list[Trial]:
    """So many trials of some kinds, in an order that has all of them early; all of them if `n` is 0."""
    every = [list(KINDS[kind].trials(workshop, seed)) for kind in kinds]
    for one in every:
        random.Random(seed).shuffle(one)
    placed = [(i / len(one), trial) for one in every for i, trial in enumerate(one)]
    mixed = [trial for _, trial in sorted(placed, key=lambda each: each[0])]
    return mixed[:n] if n else mixed


def played(workshop: Workshop, trial: Trial) -> Finding:
    """What comes of a trial."""
    return KINDS[trial.kind].play(workshop, trial)


@click.command()
@click.option("--trials", "n", default=200, show_default=True, help="How many; 0 for all there are.")
@click.option("--seed", default=0, show_default=True, help="Which of them, and where bits are flipped.")
@click.option("--kind", "kinds", type=click.Choice(list(KINDS)), multiple=True, help="Only of this kind.")
@click.option("--only", default="", help="Only trials whose name holds this text.")
@click.option("--trial", "name", default="", help="One trial by its name; all that was said is shown.")
def faults(n: int, seed: int, kinds: tuple[str, ...], only: str, name: str) -> None:
    """Do harm to commands and their folders; exit 1 if any of them takes it badly."""
    preload()
    with tempfile.TemporaryDirectory(prefix="sim-faults-") as folder:
        workshop = Workshop(Path(folder))
        if name:
            found = played(workshop, Trial(*name.split(":")))
            click.echo(f"{found.outcome}\n{found.said}")
            sys.exit(not found.good)
        chosen = sampled(workshop, kinds or list(KINDS), 0 if only else n, seed)
        chosen = [trial for trial in chosen if only in str(trial)][: n or None]
        begun = time.monotonic()
        findings = {}
        for trial in chosen:
            findings[trial] = found = played(workshop, trial)
            if not found.good:
                last = (found.said.strip().splitlines() or [""])[-1]
                click.echo(f"{found.outcome}: python -m tests.faults --trial '{trial}'\n    {last[:200]}\n")
    _report(findings)
    click.echo(f"{len(findings):,} trials in {time.monotonic() - begun:.0f} s")
    sys.exit(not all(found.good for found in findings.values()))


def _report(findings: dict[Trial, Finding]) -> None:
    table: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for trial, found in findings.items():
        way = trial.way.partition("-")[0]
        table[trial.kind, f"{trial.folder}/{trial.command}", trial.file or "-", way][found.outcome] += 1
    for row, counts in sorted(table.items()):
        told = ", ".join(f"{outcome} {count}" for outcome, count in counts.most_common())
        click.echo(f"{row[0]:<8} {row[1]:<24} {row[2]:<44} {row[3]:<12} {told}")


if __name__ == "__main__":
    faults()
