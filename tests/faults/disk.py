"""The disk is full in the middle: one message that names what could not be written; with room again, it goes on.

Ways: `EVENT-K` fails the K-th write, rename, sync or new folder and all that follow; `size-B` lets no file exceed B bytes,
in workers too.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.faults.child import call
from tests.faults.folders import FOLDERS, Workshop, seen_below, words
from tests.faults.signals import KILLED, finished
from tests.faults.verdict import Finding, Trial, fault_of, refusal

MOMENTS = 12
"""How many of the writes of each command fail; every rename, sync and new folder does."""
SIZES = (20_000, 60_000, 200_000, 1_000_000)


def trials(workshop: Workshop, seed: int) -> Iterator[Trial]:
    """Every rename, sync and new folder, and random writes by `seed`."""
    for name in (*KILLED, "many"):
        ways = [f"size-{size}" for size in SIZES]
        if name != "many":  # its workers are other processes
            counts, dice = workshop.counts(name), random.Random(f"{name} {seed}")
            ways += [f"write-{dice.randrange(1, counts['write'] + 1)}" for _ in range(MOMENTS)]
            for each in ("rename", "sync", "mkdir"):
                ways += [f"{each}-{k}" for k in range(1, counts.get(each, 0) + 1)]
        yield from (Trial("disk", name, FOLDERS[name].finishers[-1], "", way) for way in ways)


def play(workshop: Workshop, trial: Trial) -> Finding:
    """Fill the disk, make room, go on."""
    command, place = words(FOLDERS[trial.folder].commands[-1]), workshop.before(trial.folder)
    left_alone = workshop.left_alone(trial.folder)
    how, number = trial.way.split("-")
    hooks, most = ("", int(number)) if how == "size" else (f"full:{how}:{number}", 0)
    done = call(command, place, hooks, most)
    wrong = fault_of(done) or (refusal(done) if done.code else "refused")
    litter = ", ".join(name for name in seen_below(place) if name.endswith(".tmp"))
    if wrong != "refused":
        found = Finding(wrong, done.err)
    else:
        found = Finding("litter", litter) if litter else finished(trial, place, left_alone)
    workshop.discard(place)
    return found
