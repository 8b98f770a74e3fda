"""Everything on a fresh machine with Python alone: `python3 bootstrap.py run` or `python3 bootstrap.py test`.

Makes a virtual environment in `.venv` (or where --venv says), or adds to the one that is there, installs this checkout
in it, and runs the main job or the tests. Uses the standard library only.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def environment(folder: Path, extra: str = "") -> Path:
    """The environment's Python; what is missing is made or installed, and nothing that is there is ever removed.

    Args:
        folder: of the environment, new, empty, or an environment already.
        extra: a group of optional dependencies to be installed besides.
    """
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    project = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    mark = folder / "installed.txt"
    known = mark.read_text(encoding="ascii").split() if python.exists() and mark.exists() else []
    installed, wanted = set(known[1:]), {extra} - {""}
    if known[:1] == [project] and wanted <= installed:
        return python
    if folder.exists() and any(folder.iterdir()) and not (folder / "pyvenv.cfg").exists():
        sys.exit(f"{folder}: found files that are no virtual environment's, expected an empty folder or a new one")
    print(f"Installing into {folder}; this takes a minute or two ...", file=sys.stderr, flush=True)
    if not python.exists():
        venv.create(folder, with_pip=True)
    extras = sorted(installed | wanted)
    quiet = ["--quiet", "--quiet", "--disable-pip-version-check"]  # errors, and no warnings about the index
    what = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    subprocess.run([python, "-m", "pip", "install", *quiet, "--editable", what], check=True)
    mark.write_text(" ".join([project, *extras]), encoding="ascii")
    return python


def run(folder: Path, rest: list[str]) -> list[str | Path]:
    """The main job: play the article's first scenario."""
    return [environment(folder), "-m", "sim", "run", *(rest or ["scenarios/iran_supply.yaml"])]


def test(folder: Path, rest: list[str]) -> list[str | Path]:
    """Format, style, types, tests."""
    python = environment(folder, "test")
    if not rest:
        for check in (["ruff", "format", "--check", "."], ["ruff", "check", "."], ["mypy"]):
            print("$", *check, flush=True)
            subprocess.run([python, "-m", *check], check=True, cwd=ROOT)
    return [python, "-m", "pytest", *(rest or ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"])]


def main() -> int:
    """Parse the two commands and run them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("job", choices=["run", "test"])
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv", help="folder of the virtual environment")
    options, rest = parser.parse_known_args()
    if sys.version_info < (3, 11):  # noqa: UP036 -- an older one may well be what runs this file
        print("sim needs Python 3.11 or newer; this is", sys.version.split()[0], file=sys.stderr)
        return 1
    job = run if options.job == "run" else test
    try:
        return subprocess.run(job(options.venv.resolve(), rest), cwd=ROOT, check=False).returncode
    except subprocess.CalledProcessError as failed:
        return failed.returncode


if __name__ == "__main__":
    sys.exit(main())
