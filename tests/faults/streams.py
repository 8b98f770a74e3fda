"""Standard streams that are closed, full or gone, and surroundings that a command did not choose.

These are processes of their own, because Python looks at its streams and surroundings when it starts.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from tests.faults.child import PATIENCE, Done
from tests.faults.folders import Left, Workshop, require, seen_below
from tests.faults.verdict import Finding, Trial, judged

PLAIN = "out"
ROOT = Path(__file__).parents[2]
WELL = f"PYTHONPATH={ROOT} PYTHONUTF8=1 MPLBACKEND=agg OMP_NUM_THREADS=1 TERM=dumb"
C_LOCALE = "LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0"
STREAMS = {
    "stdout-closed": ">&-",
    "stderr-closed": "2>&-",
    "stdin-closed": "<&-",
    "both-closed": ">&- 2>&-",
    "all-closed": "<&- >&- 2>&-",
    "stdout-full": ">/dev/full",
    "stderr-full": "2>/dev/full",
    "stdout-gone": ">&{gone}",
    "stderr-gone": "2>&{gone}",
}
"""What a shell does to the streams; `gone` is a pipe whose reader has left."""
SURROUNDINGS = {
    "ascii-cyrillic": ("Бахмут", "PYTHONIOENCODING=ascii"),
    "latin1-cyrillic": ("Бахмут", "PYTHONIOENCODING=latin-1"),
    "c-locale": (PLAIN, C_LOCALE),
    "c-locale-cyrillic": ("Бахмут", C_LOCALE),
    "bytes-name": (os.fsdecode(b"out-\xff"), ""),
    "bytes-name-c-locale": (os.fsdecode(b"out-\xff"), C_LOCALE),
    "space-and-quote": ("my 'wars'", ""),
    "newline": ("two\nlines", ""),
    "notebook-backend": (PLAIN, "MPLBACKEND=module://ipympl.backend_nbagg"),
    "no-such-backend": (PLAIN, "MPLBACKEND=nonsense"),
    "no-home": (PLAIN, "HOME=/nowhere XDG_CACHE_HOME=/nowhere XDG_CONFIG_HOME=/nowhere"),
    "no-columns": (PLAIN, "COLUMNS=0"),
    "one-column": (PLAIN, "COLUMNS=1"),
    "wordy-columns": (PLAIN, "COLUMNS=wide"),
    "no-term": (PLAIN, "TERM="),
    "optimised": (PLAIN, "PYTHONOPTIMIZE=2"),
    "warnings-are-errors": (PLAIN, "PYTHONWARNINGS=error"),
}
"""Name of the folder, and what is in the environment."""
COMMANDS = {
    "run": ("", "run baseline --weeks 2 -n 30 --seed 7 -j 1 -o {out}"),
    "run-bare": ("", "run baseline --weeks 2 -n 30 --seed 7 -j 1 --no-plots -o {out}"),
    "sweep": ("", "sweep baseline --param nato.aid_level=0,2 --weeks 2 -n 20 --seed 7 -j 1 -o {out}"),
    "compare": ("", "compare baseline sustain --weeks 2 -n 20 --seed 7 -j 1 -o {out}"),
    "argue": ("", "argue small.yaml -n 40 --seed 7 -j 1 -o {out}"),
    "resume": ("run_begun", "resume {out} --no-plots -j 1"),
    "expand": ("sweep", "expand {out} -n 80 --no-plots -j 1"),
    "sensitivity": ("run", "sensitivity {out} --outcome ukrainian_casualties"),
    "trace": ("run", "trace {out}/scenario.resolved.yaml --replication 3"),
    "params": ("run", "params {out}/scenario.resolved.yaml"),
}
"""Folder that is there before, and the command."""


def trials(workshop: Workshop, seed: int) -> Iterator[Trial]:
    """Every command in every way."""
    for command in COMMANDS:
        yield from (Trial("streams", command, "", "", way) for way in (*STREAMS, *SURROUNDINGS))


def play(workshop: Workshop, trial: Trial) -> Finding:
    """Start it so, and compare with what it does when it is started well."""
    name, environment = SURROUNDINGS.get(trial.way, (PLAIN, ""))
    left_alone = _left_alone(workshop, trial.folder)
    place = _place(workshop, trial.folder, name)
    done = _called(trial.folder, name, place, environment, STREAMS.get(trial.way, ""))
    if (place / name).exists():
        (place / name).rename(place / PLAIN)
    if trial.way == "stdout-full" and done.code == 1 and "No space left" in done.err:
        found = Finding("refused")
    else:
        # Nobody reads it, letters are replaced, or lines broken elsewhere.
        unseen = trial.way in SURROUNDINGS or trial.way.startswith(("stdout", "both", "all"))
        found = judged(replace(done, out=left_alone.done.out) if unseen else done, place, left_alone)
    workshop.discard(place)
    return found


def _place(workshop: Workshop, command: str, name: str) -> Path:
    before = COMMANDS[command][0]
    place = workshop.copy(before) if before else workshop.place()
    if before:
        (place / PLAIN).rename(place / name)
    return place


@cache
def _left_alone(workshop: Workshop, command: str) -> Left:
    place = _place(workshop, command, PLAIN)
    return Left(require(_called(command, PLAIN, place)), seen_below(place))


def _called(command: str, name: str, place: Path, environment: str = "", streams: str = "") -> Done:
    """Run it in a process of its own."""
    words = [word.replace("{out}", name) for word in shlex.split(COMMANDS[command][1])]
    reader, gone = os.pipe()
    os.close(reader)
    # bash, because other shells know no pipe whose number has two digits.
    started = f'exec env {WELL} {environment} "$@" {streams.format(gone=gone)}'
    line = ["bash", "-c", started, "bash", sys.executable, "-m", "sim", *words]
    try:
        done = subprocess.run(line, cwd=place, timeout=PATIENCE, check=False, pass_fds=[gone], capture_output=True)
    except subprocess.TimeoutExpired as fault:
        return Done(None, "", str(fault.stderr), PATIENCE)
    finally:
        os.close(gone)
    return Done(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"), 0.0)
