"""What the folder of a validation says about itself."""

from pathlib import Path

from sim.runs import storage
from sim.runs.program import this_program

MANIFEST = "validation.json"
TABLES = ("validation.csv", "sensitivity.csv")


def keep(folder: Path, seed: int, command: str, *, prior: bool, quick: bool) -> None:
    """Write what a validation is of beside its tables; `command` repeats it."""
    told = {
        "kind": "validation",
        "seed": seed,
        "draws": "prior" if prior else "history",
        "quick": quick,
        "command": command,
        **this_program(),
        storage.CHECKSUMS: storage.checksums(folder, TABLES),
    }
    storage.write(folder / MANIFEST, told)
