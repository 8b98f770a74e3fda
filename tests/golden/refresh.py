"""Play every golden scenario and keep its results: `python -m tests.golden.refresh [NAME...]`.

Run it when results are meant to change, look at what the files' difference says, and note the change in the
changelog under **Results:**.
"""

from __future__ import annotations

import sys

from sim.base.errors import SimError
from sim.scenario import load
from tests.golden.results import FOLDER, golden_names, measured, store


def main() -> int:
    """Refresh the scenarios named, or all; then forget those that are no longer shipped."""
    failed = 0
    for name in sys.argv[1:] or golden_names():
        try:
            scenario = load(name)
        except SimError as fault:
            print(fault, file=sys.stderr)
            failed = 1
            continue
        store(name, measured(scenario))
        print(name, flush=True)
    for path in FOLDER.glob("*.json"):
        if path.stem not in golden_names():
            path.unlink()
    return failed


if __name__ == "__main__":
    sys.exit(main())
