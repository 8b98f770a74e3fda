"""Worked pages: their commands are run as they stand, and what they print is kept on the page.

A `yaml`, `csv` or `python` block whose first line names a file (`# mine.yaml`) is written to that file. A `sh` block is
run, line by line. A `text` block after it holds what the last command printed; a line `…` in it stands for the lines
left out.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from sim.base.errors import SimError
from sim.base.files import write_whole

CUT = "…"
CLUSTER = "tcp://127.0.0.1:8786"
"""Address of a scheduler on a page; its test puts that of a real one in its place."""
SKIPPED = {"git", "cd", "pip", "python3", "dask"}
"""Programs that install, start or wait for something; everything else on a page is run."""

SERVING = {"explore"}
"""Commands of sim that serve a page until they are stopped: not run either, other tests try them."""

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"^# ([\w./-]+\.(?:yaml|csv|py))\n")


def worked_pages(documents: Path) -> list[Path]:
    """Pages that are run: the first steps, the tasks, and the template of the architecture."""
    hand_written = [documents / "start.md", *sorted((documents / "tasks").glob("*.md"))]
    return [*hand_written, documents / "templates/architecture.md"]


def rerun(text: str, folder: Path) -> str:
    """The page with what its commands print today, when run in a folder.

    Raises:
        SimError: a command fails.
    """
    printed: str | None = None

    def block(found: re.Match[str]) -> str:
        nonlocal printed
        kind, body = found[1], found[2]
        if kind == "text" and printed is not None:
            body, printed = _shortened(printed, body), None
            return f"```text\n{body}```"
        if named := _FILE.match(body):
            file = folder / named[1]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(body[named.end() :] if file.suffix == ".csv" else body, encoding="utf-8")
        printed = None
        for line in body.replace("\\\n", " ").splitlines() if kind == "sh" else ():
            printed = run_command(shlex.split(line, comments=True), folder)
        return found[0]

    return _BLOCK.sub(block, text)


def refresh_sessions(documents: Path) -> list[Path]:
    """Run the worked pages and rewrite those that print something else now; return their paths."""
    changed = []
    for page in worked_pages(documents):
        before = page.read_text(encoding="utf-8")
        if CLUSTER in before:
            continue
        with tempfile.TemporaryDirectory() as folder:
            after = rerun(before, Path(folder))
        if after != before:
            with write_whole(page) as file:
                file.write(after.encode("utf-8"))
            changed.append(page)
    return changed


def run_command(words: list[str], folder: Path) -> str | None:
    """Standard output of a command, without blanks at the ends of lines; None where it is not one to run."""
    if not words or words[0] in SKIPPED or (words[0] == "sim" and SERVING & set(words[1:2])):
        return None
    programs = {"sim": [sys.executable, "-m", "sim"], "python": [sys.executable]}
    if words[0] not in programs:
        raise SimError(f"found the command {words[0]}, expected one of {', '.join([*programs, *SKIPPED])}")
    plain = {
        "PYTHONUTF8": "1",
        "NO_COLOR": "1",
        "TERM": "dumb",
        "COLUMNS": "100",
        "MPLBACKEND": "agg",
        "SIM_NO_REPORT": "1",
    }
    done = subprocess.run(
        [*programs[words[0]], *words[1:]],
        cwd=folder,
        env={**os.environ, **plain},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise SimError(f"{shlex.join(words)}: exit code {done.returncode}: {done.stderr.strip()}")
    printed = done.stdout.strip("\n").replace(os.sep, "/")
    return "".join(f"{line.rstrip()}\n" for line in printed.splitlines())


def _shortened(printed: str, before: str) -> str:
    """What was printed, cut where the block before was cut, as many lines from either end."""
    kept = before.splitlines()
    if CUT not in kept:
        return printed
    lines, head = printed.splitlines(), kept.index(CUT)
    tail = len(kept) - head - 1
    if head + tail >= len(lines):
        return printed
    return "".join(f"{line}\n" for line in [*lines[:head], CUT, *lines[len(lines) - tail :]])
