"""Rules and statistics made wrong on purpose: `python -m tests.mutation --sample N --seed S`, after `pip install mutmut`.

Each mutant is one small error in a copy of the code under `mutants/`; the tests of that code should notice. What is made
wrong and which tests look stands under `tool.mutmut` in pyproject.toml. Prints the share noticed by file, and what was not.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import click

FIRST = "sim.rules.chance.x_logistic__mutmut_1"
"""A mutant to try first, so that all are written."""
NOTICED = ("killed", "timeout", "segfault")


def mutmut(*words: str) -> str:
    """What a command of mutmut prints; without it, or where the tests fail unharmed, its words and an end."""
    done = subprocess.run(
        [sys.executable, "-m", "mutmut", *words], capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        sys.exit(f"{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def states() -> dict[str, str]:
    """What came of each mutant, by its name."""
    lines = mutmut("results", "--all", "true").splitlines()
    return dict(line.strip().split(": ", 1) for line in lines if ": " in line)


@click.command()
@click.option("--sample", "n", default=200, show_default=True, help="How many mutants; 0 for all there are.")
@click.option("--seed", default=0, show_default=True, help="Which of them.")
@click.option("--jobs", "-j", default=2, show_default=True, help="Processes.")
@click.option("--only", default="", help="Only mutants whose name holds this text, such as `rules.supply`.")
def mutation(n: int, seed: int, jobs: int, only: str) -> None:
    """Try mutants of rules and statistics, and show those that no test noticed."""
    shutil.rmtree("mutants", ignore_errors=True)
    mutmut("run", "--max-children", str(jobs), FIRST)
    every = sorted(name for name in states() if only in name)
    chosen = random.Random(seed).sample(every, n) if 0 < n < len(every) else every
    mutmut("run", "--max-children", str(jobs), *chosen)
    found = states()
    tried, noticed = (
        Counter(name.rpartition(".")[0] for name in chosen if not noticed or found[name] in NOTICED)
        for noticed in (False, True)
    )
    for name in chosen:
        if found[name] not in NOTICED:
            click.echo(f"{name}: {found[name]}\n{mutmut('show', name)}")
    for module in sorted(tried):
        click.echo(f"{noticed[module]:5} of {tried[module]:5}  {module}")
    share = 100.0 * noticed.total() / tried.total()
    click.echo(f"{noticed.total()} of {tried.total()} noticed, {share:.1f} %; {len(every)} there are")


if __name__ == "__main__":
    if not Path("pyproject.toml").exists():
        sys.exit("found no pyproject.toml here; start it in the folder of the repository")
    mutation()
