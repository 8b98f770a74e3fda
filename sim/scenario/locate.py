"""Where scenarios are: shipped with the package, or in a folder of the user's."""

from __future__ import annotations

from pathlib import Path

import sim
from sim.base.errors import SimError
from sim.scenario.faults import did_you_mean, listed

SOURCES_FILE = "sources.yaml"
LEDGER_PATTERN = "argument*.yaml"
"""Ledgers of claims lie beside the scenarios and are none."""


def shipped_folder() -> Path:
    """Return the folder of the scenarios that come with the package.

    In an installed wheel that is inside the package; in a source checkout it is beside it.
    """
    package = Path(sim.__file__).resolve().parent
    inside = package / "shipped" / "scenarios"
    return inside if inside.is_dir() else package.parent / "scenarios"


def shipped_names() -> list[str]:
    """Return the names of the shipped scenarios, sorted."""
    return sorted(
        path.stem
        for path in shipped_folder().glob("*.yaml")
        if path.name != SOURCES_FILE and not path.match(LEDGER_PATTERN)
    )


def find(reference: str | Path) -> Path:
    """Return the file that a path or the name of a shipped scenario stands for.

    Raises:
        SimError: neither a file nor a shipped scenario.
    """
    names = shipped_names()
    if isinstance(reference, str) and reference in names:
        return shipped_folder() / f"{reference}.yaml"
    path = Path(reference)
    if path.is_dir():
        raise SimError(f"{reference}: found a folder, expected a scenario file or one of {listed(names)}")
    if not path.exists():
        near = did_you_mean(path.stem, names)
        expected = near or (f"; shipped scenarios are {listed(names)}" if names else "")
        raise SimError(f"{reference}: no such file and no such shipped scenario{expected}")
    return path


def leaves_folder(path: Path, folder: Path) -> bool:
    """Say whether a file that seems to lie in a folder is a link to somewhere else."""
    return path.resolve().parent != folder.resolve()
