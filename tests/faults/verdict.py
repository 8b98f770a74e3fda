"""What came of a trial, in one word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.faults.child import Done
from tests.faults.folders import OUTPUTS, Left, seen, seen_below

GOOD = ("same", "unread", "refused")
"""`unread`: all is as it was, and the damaged file, which the command does not read, still is damaged."""
ADVICE = re.compile(r"expected|no such|resume|again|another|put .* back|choose|room|wait")
OURS = "sim: "


class Trial(NamedTuple):
    """One thing done to one command.

    Attributes:
        kind: damage, signals, disk or streams.
        folder: see `folders.FOLDERS`.
        command: the command judged: one of the folder's readers, or `again`.
        file: that is damaged, if one is.
        way: what is done.
    """

    kind: str
    folder: str
    command: str
    file: str
    way: str

    def __str__(self) -> str:
        return ":".join(self)


@dataclass(frozen=True)
class Finding:
    """What came of a trial.

    Attributes:
        outcome: one of `GOOD`, or a fault.
        said: what the command said to stderr, or what differs.
    """

    outcome: str
    said: str = ""

    @property
    def good(self) -> bool:
        return self.outcome in GOOD


def judged(
    done: Done, place: Path, left_alone: Left, name: str = "out", damaged: tuple[str, str] = ("", "")
) -> Finding:
    """Judge a command that met a fault.

    Args:
        done: what it left.
        place: its current folder.
        left_alone: what it leaves when nothing is done to it.
        name: that its message has to say, unless it names the folder of results.
        damaged: a file that was damaged, and what it then was.
    """
    if fault := fault_of(done):
        return Finding(fault, done.err)
    if done.code:
        return Finding(refusal(done, name), done.err)
    if done.out != left_alone.done.out:
        return Finding("different words", done.out)
    differing = sorted(dict(seen_below(place).items() ^ left_alone.files.items()))
    if not differing:
        return Finding("same")
    if differing == [damaged[0]] and seen(place / damaged[0]) == damaged[1]:
        return Finding("unread")
    litter = not left_alone.files.keys() & set(differing)
    return Finding("litter" if litter else "different files", ", ".join(differing))


def fault_of(done: Done) -> str:
    """What no command may do, whatever happens to it; empty if it does not."""
    if done.code is None:
        return "hangs"
    if done.left:
        return "leaves processes"
    if "Traceback (most recent" in done.err or "Exception ignored" in done.err:
        return "traceback"
    return "warning" if re.search(r"^\S+Warning: |^/.*Warning: ", done.err, re.MULTILINE) else ""


def refusal(done: Done, name: str = "out") -> str:
    """`refused` if a command ended in 1 with one clear message, or what is wrong with that."""
    if done.code == 2 and "does not exist" in done.err:
        return "refused"  # by click, in the words that it has for all programs
    if done.code != 1:
        return f"exit {done.code}"
    n_messages = sum(line.startswith(OURS) for line in done.err.splitlines())
    if n_messages != 1:
        return "several messages" if n_messages else "no message"
    message = done.err[done.err.index(OURS) :]
    if not any(each in message for each in (name, *OUTPUTS)):
        return "names no file"
    return "refused" if ADVICE.search(message) else "no advice"
