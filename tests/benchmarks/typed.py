"""How long a user waits: from `sim run iran_supply` typed in a terminal to results printed, and to pictures and page.

`python -m tests.benchmarks.typed` prints it for a first run and for later ones; `--sim` names other programs to set
beside, such as one of an older version. Programs take turns and the quickest of several runs counts, because other
work on the machine slows a run down but never speeds one up. A first run finds no compiled Python files, of this
program or of any library (`--installed`: what an installer compiles is there, as in most first runs), no list of fonts
made by Matplotlib, and nothing of its own in the user's cache; the system has the files in memory in either case.
"""

from __future__ import annotations

import argparse
import os
import pty
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND = ("run", "iran_supply")
LAST_WORDS = b"Where the spread comes from"
"""The last line of the results."""


def typed(program: str, folder: Path, *, compiled: bool) -> tuple[float, float]:
    """Seconds until results are printed on a terminal, and until the command has ended.

    Args:
        program: path of the command.
        folder: of what is cached; empty for a first run.
        compiled: whether compiled Python files lie where an installer puts them, else in the folder.
    """
    caches = {name: str(folder / name) for name in ("MPLCONFIGDIR", "XDG_CACHE_HOME", "PYTHONPYCACHEPREFIX")}
    if compiled:
        del caches["PYTHONPYCACHEPREFIX"]
    known = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    printed = None
    terminal, theirs = pty.openpty()
    with tempfile.TemporaryDirectory() as out:
        words = [program, *COMMAND, "-o", str(Path(out, "out"))]
        begun = time.perf_counter()
        process = subprocess.Popen(words, stdout=theirs, stderr=theirs, env=known | caches)
        os.close(theirs)
        shown = b""
        while content := _read(terminal):
            shown += content
            if printed is None and LAST_WORDS in shown:
                printed = time.perf_counter() - begun
        code = process.wait()
        ended = time.perf_counter() - begun
    os.close(terminal)
    if code or printed is None:
        raise RuntimeError(shown.decode(errors="replace"))
    return printed, ended


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # Linux's way to say that nobody writes to it any more
        return b""


def main() -> None:
    """Parse the options and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    here = str(Path(sys.executable).with_name("sim"))
    parser.add_argument("--sim", nargs="+", default=[here], help="programs, by path")
    parser.add_argument("--repeats", type=int, default=5, help="of each program, first and later runs alike")
    parser.add_argument("--installed", action="store_true", help="leave compiled Python files where they are")
    options = parser.parse_args()
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for _ in range(options.repeats):
        for program in options.sim:
            with tempfile.TemporaryDirectory() as folder:
                for when in ("first", "later"):
                    took = typed(program, Path(folder), compiled=options.installed)
                    found.setdefault((program, when), []).append(took)
    for (program, when), took in found.items():
        printed, ended = map(min, zip(*took, strict=True))
        print(f"{program} {when + ' run:':10} printed after {printed:5.1f} s, ended after {ended:5.1f} s")


if __name__ == "__main__":
    main()
