"""Commands killed, interrupted and stopped, then gone on with: the end is that of a folder left alone.

Ways: `rename-K` and `renamed-K` kill the command just before and after its K-th rename, so between each two files that it
writes; `KILL-S`, `TERM-S`, `INT-S` send a signal after a share S of its time [%], `KILL-S-S` a second one to what then goes
on; `worker-KILL` and `worker-STOP` reach a process that plays for it, `worker-STOP-INT` the command as well.
"""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from tests.faults.child import Child, Done, call
from tests.faults.folders import FOLDERS, RESUME, Left, Workshop, words
from tests.faults.verdict import Finding, Trial, fault_of, judged

KILLED = ("run", "run_begun", "sweep_begun", "sweep_growing", "compare", "argue")
"""Folders whose last command is disturbed."""
MOMENTS = 6
INTERRUPTED = 130
QUICKLY = 20.0
"""Time in which Ctrl-C ends a command, even on a busy machine; a silent worker is waited for longer [s]."""
NO_SIGN = 90.0
"""Time after which a command has done something about a worker that gives no sign of life [s]."""


def trials(workshop: Workshop, seed: int) -> Iterator[Trial]:
    """Every moment between two files; random moments by `seed`; workers."""
    for name in KILLED:
        renames = range(1, workshop.counts(name)["rename"] + 1)
        ways = [f"{event}-{k}" for event in ("rename", "renamed") for k in renames]
        dice = random.Random(f"{name} {seed}")
        for number in ("KILL", "TERM", "INT"):
            ways += [f"{number}-{dice.randrange(100)}" for _ in range(MOMENTS)]
            ways += [f"{number}-{dice.randrange(100)}-{dice.randrange(100)}" for _ in range(MOMENTS)]
        for finisher in FOLDERS[name].finishers:
            yield from (Trial("signals", name, finisher, "", way) for way in ways)
    for way in ("worker-KILL", "worker-STOP", "worker-STOP-INT"):
        yield Trial("signals", "many", "again", "", way)


def play(workshop: Workshop, trial: Trial) -> Finding:
    """Do it, go on, compare with what was left alone."""
    place, left_alone = workshop.before(trial.folder), workshop.left_alone(trial.folder)
    command, resume = words(FOLDERS[trial.folder].commands[-1]), words(RESUME)
    how, *moments = trial.way.split("-")
    if how == "worker":
        found = _worker(command, place, left_alone, moments)
    else:
        second = command if trial.command == "again" else resume
        found = _disturbed([command, second], place, how, moments, left_alone.done.seconds)
    if found is None:
        found = finished(trial, place, left_alone)
    workshop.discard(place)
    return found


def finished(trial: Trial, place: Path, left_alone: Left) -> Finding:
    """Go on with a folder; one in which too little was done to be resumed goes on by its own command."""
    command = FOLDERS[trial.folder].commands[-1]
    for finisher in [RESUME, command] if trial.command == "resume" else [command]:
        found = judged(call(words(finisher), place), place, left_alone)
        smaller = trial.folder == "sweep_growing" and "different" in found.outcome  # it had not begun to grow
        if found.outcome != "refused" and not smaller:
            return found
    return Finding("refused for ever", found.said) if found.outcome == "refused" else found


def _disturbed(commands: list[list[str]], place: Path, how: str, moments: list[str], seconds: float) -> Finding | None:
    """Disturb a command, and then another; what is wrong with how one ended, if anything is."""
    if how.startswith("rename"):
        call(commands[0], place, f"kill:{how}:{moments[0]}")
        return None
    for command, moment in zip(commands, moments, strict=False):
        child = Child(command, place)
        time.sleep(int(moment) / 100 * seconds)
        sent = time.monotonic()
        child.signal(how)
        fault = _wrong_with_end(child.wait(), how, sent)
        litter = [path.name for path in place.rglob("*.tmp")] if how != "KILL" else []
        if fault is not None or litter:
            return fault or Finding("litter", ", ".join(litter))
    return None


def _wrong_with_end(done: Done, how: str, sent: float) -> Finding | None:
    if fault := fault_of(done):
        return Finding(fault, done.err)
    if how != "KILL" and done.code not in (0, 2, INTERRUPTED):  # 2: there is no folder yet to be resumed
        return Finding(f"exit {done.code}", done.err)
    return Finding("ends late", done.err) if time.monotonic() - sent > QUICKLY and done.code else None


def _worker(command: list[str], place: Path, left_alone: Left, numbers: list[str]) -> Finding | None:
    """Send a signal to a process that plays for a command, and another to the command itself."""
    child = Child(command, place)
    while not child.ended() and not (any(place.rglob("*-*.arrow")) and child.workers()):
        time.sleep(0.01)
    for worker in child.workers()[:1]:
        worker.send_signal(getattr(signal, f"SIG{numbers[0]}"))
    if len(numbers) == 1:
        return judged(child.wait(still=NO_SIGN), place, left_alone)
    time.sleep(1.0)
    sent = time.monotonic()
    child.signal(numbers[1])
    return _wrong_with_end(child.wait(still=2 * QUICKLY), numbers[1], sent)
