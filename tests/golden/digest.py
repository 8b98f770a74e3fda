"""One line, the same wherever results are the same to the bit: `python -m tests.golden.digest [SCENARIO]`.

With `--each` a line for every array, to find where two interpreters part.
"""

from __future__ import annotations

import argparse
import hashlib
import platform

import numpy as np

from sim.runs.ensemble import Plan, play_block
from sim.scenario import load
from sim.war.randomness import BLOCK
from tests.golden.results import SEED


def digests(scenario: str) -> dict[str, str]:
    """SHA-256 of every array of the first block of a scenario, by its name."""
    played = play_block(Plan(load(scenario), SEED, BLOCK), 0)
    tables = {"runs": played.runs, "events": played.events, "series": played.series, "monthly": played.monthly}
    return {f"{table}/{name}": _hash(values) for table, arrays in tables.items() for name, values in arrays.items()}


def digest(scenario: str) -> str:
    """SHA-256 of everything in the first block of a scenario."""
    lines = "\n".join(f"{name} {value}" for name, value in sorted(digests(scenario).items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _hash(values: np.ndarray) -> str:
    # Text is hashed as text: how wide an array of text is depends on what is in it.
    content = "\n".join(values.tolist()).encode() if values.dtype.kind == "U" else values.tobytes()
    return hashlib.sha256(content).hexdigest()


def main() -> None:
    """Print the digest, or that of each array."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenario", nargs="?", default="baseline")
    parser.add_argument("--each", action="store_true")
    options = parser.parse_args()
    if options.each:
        for name, value in digests(options.scenario).items():
            print(value, name)
    else:
        print(digest(options.scenario), options.scenario, f"Python {platform.python_version()}, NumPy {np.__version__}")


if __name__ == "__main__":
    main()
