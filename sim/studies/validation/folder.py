"""What the folder of a validation says about itself."""

from collections.abc import Mapping
from pathlib import Path

from sim.runs import storage
from sim.runs.program import this_program

MANIFEST = "validation.json"
TABLES = ("validation.csv", "sensitivity.csv")


def by_part(played_by: Mapping[str, str]) -> str:
    """What played each part, in words."""
    engines = dict.fromkeys(played_by.values())
    told = {engine: [part for part, by in played_by.items() if by == engine] for engine in engines}
    return ", ".join(f"{engine} ({', '.join(parts)})" for engine, parts in told.items())


def keep(folder: Path, seed: int, command: str, *, prior: bool, quick: bool, played_by: Mapping[str, str]) -> None:
    """Write what a validation is of beside its tables; `command` repeats it, `played_by` is the engine of each part."""
    told = {
        "kind": "validation",
        "seed": seed,
        "draws": "prior" if prior else "history",
        "quick": quick,
        "played_by": dict(played_by),
        "command": command,
        **this_program(),
        storage.CHECKSUMS: storage.checksums(folder, TABLES),
    }
    storage.write(folder / MANIFEST, told)
