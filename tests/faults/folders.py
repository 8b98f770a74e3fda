"""Folders of results, finished and unfinished, and the commands that read them; made once, then copied."""

from __future__ import annotations

import hashlib
import json
import shlex
import shutil
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.faults.child import Done, call

SEED, OTHER_SEED = 7, 8
OUTPUTS = ("out", "both", "outputs")
"""Folders of results, one of which a message may name instead of a file."""
VOLATILE = ("started", "seconds", "command", "checksum")
"""Keys of manifests that differ from one run to the next, or with the name of the folder."""

RUN = "run baseline --weeks 3 --seed {seed} -j 1 --no-plots -n"
SWEEP = "sweep baseline --param nato.aid_level=0:2:3 --weeks 2 --seed {seed} -j 1 --no-plots -o out -n"
COMPARE = "compare baseline sustain --weeks 2 --seed {seed} -j 1 --no-plots -n 40"
EXPAND = "expand out -n 900 --no-plots -j 1"
ARGUE = "argue small.yaml -n 40 --seed {seed} -j 1 -o out"
RESUME = "resume out --no-plots -j 1"
READERS = {
    "resume": RESUME,
    "sensitivity": "sensitivity out --outcome ukrainian_casualties --no-plots",
    "discover": "discover out --outcome 'ukrainian_casualties > {middle}' --no-plots",
}
TOLD = {"trace": "trace out/scenario.resolved.yaml --replication 3"}

LEDGER = """\
title: A small argument
article: {title: A leaflet}
indifference: {probability: 0.01, ratio: 0.02, value: 0.02}
worlds:
  short: {scenario: baseline, weeks: 3}
  short_surge: {scenario: baseline, weeks: 3, strategy: surge}
claims:
  - id: A
    paraphrase: Twice the aid changes nothing in three weeks.
    model: endings
    reading: nothing means less than one in five
    test: {outcome: russian_victory, scenario: short_surge, compare_to: short, statistic: difference,
           threshold: 0.2, direction: below}
"""


@dataclass(frozen=True)
class Folder:
    """How a folder comes about, and who reads it.

    Attributes:
        commands: that make it, one after the other.
        others: commands that read it, by name, besides the last of `commands`, which is called `again`.
        begun: whether the last command is killed half-way.
        again: whether its last command may be given again.
        middle: number that parts its worlds into halves, for `discover`.
    """

    commands: tuple[str, ...]
    others: Mapping[str, str]
    begun: bool = False
    again: bool = True
    middle: float = 8500.0

    @property
    def readers(self) -> dict[str, str]:
        """Every command that reads it."""
        return ({"again": self.commands[-1]} if self.again else {}) | dict(self.others)

    @property
    def finishers(self) -> list[str]:
        """What goes on when its last command is killed."""
        return [name for name in ("again", "resume") if name in self.readers] or ["again"]


FOLDERS = {
    "run": Folder((RUN + " 60 -o out",), READERS | TOLD),
    "run_begun": Folder((RUN + " 2100 -o out",), {"resume": RESUME}, begun=True),
    "sweep": Folder((SWEEP + " 60",), READERS | TOLD | {"expand": "expand out -n 80 --no-plots -j 1"}, middle=5600.0),
    "sweep_begun": Folder((SWEEP + " 900",), {"resume": RESUME}, begun=True),
    "sweep_growing": Folder((SWEEP + " 60", EXPAND), {"resume": RESUME}, begun=True, again=False),
    "compare": Folder((COMPARE + " -o out",), {"resume": RESUME}),
    "compare_begun": Folder((COMPARE + " -o out",), {"resume": RESUME}, begun=True),
    "run_stored": Folder(
        (RUN.replace("--weeks 3", "--weeks 2") + " 40 -o outputs/baseline/earlier",),
        {"compare": COMPARE + " -o both"},
        again=False,
    ),
    "many": Folder((RUN.replace("-j 1", "-j 2") + " 9000 -o out",), {}, again=False),
    "argue": Folder((ARGUE,), {}),
    "argue_begun": Folder((ARGUE,), {}, begun=True),
}
"""`run_stored` is a run that a comparison takes over instead of playing it; `many` has work for two processes."""


@dataclass(frozen=True)
class Left:
    """What a command said, and what then was in its folder: each file with a digest of what it holds."""

    done: Done
    files: Mapping[str, str]


class Workshop:
    """Makes folders when they are first wanted, and fresh copies of them for each trial.

    Args:
        root: a folder of its own.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._serial = 0
        self.made = cache(self._made)
        self.undamaged = cache(self._undamaged)
        self.left_alone = cache(self._left_alone)
        self.counts = cache(self._counts)
        self.prepared = cache(self._prepared)

    def place(self) -> Path:
        """A fresh current folder for a command."""
        self._serial += 1
        place = self.root / f"{self._serial:06}"
        place.mkdir()
        (place / "small.yaml").write_text(LEDGER)
        return place

    def copy(self, name: str, seed: int = SEED) -> Path:
        """A fresh copy of a folder."""
        place = self.place()
        shutil.copytree(self.made(name, seed), place, dirs_exist_ok=True)
        return place

    def before(self, name: str) -> Path:
        """A fresh place in which all but the last command of a folder has run."""
        place = self.place()
        for earlier in self.prepared(FOLDERS[name].commands[:-1]):
            shutil.copytree(earlier, place, dirs_exist_ok=True)
        return place

    def reader(self, name: str, reader: str) -> list[str]:
        """The words of a command that reads a folder."""
        return words(FOLDERS[name].readers[reader], middle=FOLDERS[name].middle)

    def discard(self, place: Path) -> None:
        """Remove a place and what was noted of it."""
        for path in (place, place.with_name(place.name + ".notes")):
            shutil.rmtree(path, ignore_errors=True)

    def _made(self, name: str, seed: int) -> Path:
        last = words(FOLDERS[name].commands[-1], seed)
        place = self.before(name)
        if FOLDERS[name].begun:
            done = call(last, place, f"kill:renamed:{self.counts(name)['rename'] // 2}")
            assert done.code == -9, done
        else:
            require(call(last, place))
        return place

    def _prepared(self, commands: tuple[str, ...]) -> list[Path]:
        """The place in which some commands have run, if there are any."""
        if not commands:
            return []
        place = self.place()
        for command in commands:
            require(call(words(command), place))
        return [place]

    def _left_alone(self, name: str) -> Left:
        place = self.before(name)
        done = require(call(words(FOLDERS[name].commands[-1]), place))
        return Left(done, seen_below(place))

    def _undamaged(self, name: str, reader: str) -> Left:
        place = self.copy(name)
        done = require(call(self.reader(name, reader), place))
        return Left(done, seen_below(place))

    def _counts(self, name: str) -> dict[str, int]:
        """How many events of each kind there are in the last command of a folder."""
        return require(call(words(FOLDERS[name].commands[-1]), self.before(name), "count")).counts


def words(command: str, seed: int = SEED, middle: float = 0.0) -> list[str]:
    """Words of a command line."""
    return shlex.split(command.format(seed=seed, middle=middle))


def require(done: Done) -> Done:
    """What nothing has been done to has to succeed."""
    assert done.code == 0, done
    return done


def seen_below(place: Path) -> dict[str, str]:
    """Every file below a folder with a digest of what it holds, all that may differ left out."""
    return {
        path.relative_to(place).as_posix(): seen(path)
        for path in sorted(place.rglob("*"))
        if not path.is_dir() and path.suffix != ".lock"
    }


def seen(path: Path) -> str:
    """What is at a path: its kind, or for a file a digest."""
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return "nothing"
    if not stat.S_ISREG(mode):
        return "folder" if stat.S_ISDIR(mode) else "neither"
    if not mode & stat.S_IRUSR:
        return "unreadable"
    content = path.read_bytes()
    if path.suffix == ".json":
        try:
            told = json.loads(content)
            content = json.dumps({key: told[key] for key in told if key not in VOLATILE}).encode()
        except (ValueError, TypeError):
            pass
    return hashlib.sha256(content).hexdigest()
