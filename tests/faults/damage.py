"""Damaged files: every file of a folder, damaged in every way, under every command that reads it."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.faults.child import call
from tests.faults.folders import FOLDERS, OTHER_SEED, OUTPUTS, SEED, Workshop, seen, seen_below
from tests.faults.verdict import Finding, Trial, judged

PAGE = 4096
"""What a file system may lose at once [bytes]."""
FLIPS = 6
"""Places at which a bit of each file is flipped."""
WAYS = (
    *("emptied", "zeroed", "cut-10", "cut-50", "cut-90", "cut-last", "blank-tail", "page-lost", "grown"),
    *("swapped", "deleted", "a-folder", "a-fifo", "a-dead-link", "unreadable"),
)


def trials(workshop: Workshop, seed: int) -> Iterator[Trial]:
    """Every file of every folder in every way; `seed` says where bits are flipped."""
    ways = (*WAYS, *(f"flip-{seed}-{number}" for number in range(FLIPS)))
    for name, folder in FOLDERS.items():
        files = [file for file in seen_below(workshop.made(name, SEED)) if Path(file).parts[0] in OUTPUTS]
        for reader in folder.readers:
            told = [file for file in files if reader != "trace" or file.endswith("scenario.resolved.yaml")]
            yield from (Trial("damage", name, reader, file, way) for file in told for way in ways)


def play(workshop: Workshop, trial: Trial) -> Finding:
    """Damage a file of a copy, run the command, judge it."""
    left_alone = workshop.undamaged(trial.folder, trial.command)
    made, place = workshop.made(trial.folder, SEED), workshop.copy(trial.folder)
    path = place / trial.file
    if trial.way == "swapped":
        # Names may hold what is not the same, so the place in the list counts.
        other = workshop.made(trial.folder, OTHER_SEED)
        same = sorted(seen_below(other))[sorted(seen_below(made)).index(trial.file)]
        shutil.copyfile(other / same, path)
    else:
        _damage(path, trial.way, random.Random(str(trial)))
    damaged = seen(path)
    if damaged == seen(made / trial.file):
        found = Finding("same")  # both runs have this file in common, or the page was blank
    else:
        done = call(workshop.reader(trial.folder, trial.command), place)
        if damaged == "unreadable" == seen(path):
            path.chmod(0o644)
            damaged = seen(path)
        found = judged(done, place, left_alone, path.name, (trial.file, damaged))
        if trial.command == "trace" and found.outcome == "different words":
            found = Finding("unread")  # a scenario says what it says
    workshop.discard(place)
    return found


def _damage(path: Path, way: str, dice: random.Random) -> None:
    content = bytearray(path.read_bytes())
    size, page = len(content), dice.randrange(len(content) // PAGE + 1) * PAGE
    how, _, number = way.partition("-")
    if how == "cut":
        del content[min(size - 1, size if number == "last" else size * int(number) // 100) :]
    elif how in ("emptied", "zeroed"):
        content[:] = b"" if how == "emptied" else bytes(size)
    elif way == "blank-tail":
        content[size * 9 // 10 :] = bytes(size - size * 9 // 10)
    elif way == "page-lost":
        content[page : page + PAGE] = bytes(len(content[page : page + PAGE]))
    elif how == "grown":
        content += bytes(100)
    elif how == "flip":
        content[dice.randrange(size)] ^= 1 << dice.randrange(8)
    elif how == "unreadable":
        path.chmod(0)
        return
    else:
        path.unlink()
        make = {"a-folder": path.mkdir, "a-fifo": lambda: os.mkfifo(path), "a-dead-link": lambda: path.symlink_to("no")}
        make.get(way, lambda: None)()
        return
    path.write_bytes(content)
