"""Which program made results, and whether it is this one."""

import hashlib
import platform
import subprocess
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sim
from sim import __version__
from sim.base.errors import SimError
from sim.runs.engines import NUMPY

PACKAGES = ("numpy", "mesa", "scipy", "pandas", "pyarrow", "matplotlib")
DECIDING = ("numpy",)
"""Packages whose versions the last digits of a war may hang on, unless it is compiled."""
ENGINE = (
    "base/arrays.py",
    "base/outcomes.py",
    "base/portable.py",
    "base/series.py",
    "base/sides.py",
    "base/terms.py",
    "rules",
    "war",
    "engine",
    "data/history.npz",
    "runs/block.py",
    "runs/ensemble.py",
)
"""Files and folders of the package that decide what a war looks like."""


@cache
def engine() -> str:
    """Hash of the program that plays a war and of the record it starts from.

    A version number does not change with every edit; without this a changed rule would be judged by old wars,
    and wars of two programs would stand side by side in one table.
    """
    package = Path(sim.__file__).resolve().parent
    text = hashlib.sha256()
    for part in ENGINE:
        below = package / part
        for path in [below] if below.is_file() else sorted([*below.rglob("*.py"), *below.rglob("*.h")]):
            text.update(path.read_bytes())
    return text.hexdigest()


def this_program() -> dict[str, Any]:
    """What a manifest says of the program that made it."""
    return {
        "version": __version__,
        "git_commit": _git_commit(),
        "engine": engine(),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def other_program(manifest: Mapping[str, Any]) -> str:
    """What differs between the program that a manifest names and this one, in words; empty if nothing does.

    A version or a commit does not change with every edit, so it is the code itself that is compared.
    """
    found = _changes("version", manifest.get("version"), __version__)
    if manifest.get("engine") != engine():
        commits = _changes("commit", manifest.get("git_commit"), _git_commit())
        found += commits or ["code edited since"]
    used = manifest.get("packages")
    told = used if isinstance(used, Mapping) else {}  # no checksum covers it
    for name in DECIDING if manifest.get("played_by", NUMPY) == NUMPY else ():
        found += _changes(name, told.get(name), version(name))
    return "; ".join(found)


def _changes(what: str, then: str | None, now: str | None) -> list[str]:
    return [] if then == now else [f"{what} {then or 'unknown'}, now {now or 'unknown'}"]


def require_same_program(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Refuse to go on with what another program began: wars of two side by side would be results of neither.

    Raises:
        SimError: with what differs.
    """
    other = other_program(manifest)
    if other:
        raise SimError(
            f"{folder}: found wars of another program ({other}), expected the same program: wars of two cannot"
            " stand in one table. Go on with that one, or begin anew in another folder"
        )


def _git_commit() -> str | None:
    """Commit of the checkout the package runs from; none where it is merely installed inside of one."""
    if not (Path(sim.__file__).parents[1] / ".git").exists():
        return None
    asked = ["git", "-C", str(Path(sim.__file__).parent), "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        return subprocess.run(asked, capture_output=True, text=True, check=True, timeout=5).stdout.strip() or None
    except (OSError, subprocess.SubprocessError):
        return None
