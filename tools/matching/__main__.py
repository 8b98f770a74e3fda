"""`python -m tools.matching`: refresh the shipped history."""

from __future__ import annotations

import argparse

import numpy as np

from sim.war.history import FILE
from tools.matching.match import match, save


def main() -> None:
    """Refresh the shipped history."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.matching", description="Confront the prior draws with the record and ship what is left."
    )
    parser.add_argument("--blocks", type=int, default=100, help="blocks of 1,024 draws in a wave")
    parser.add_argument(
        "--waves", type=int, default=3, help="the first from the prior, the others around what survived"
    )
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    matched = match(options.seed, options.blocks, options.waves)
    save(matched, FILE)
    print(f"{matched.tried:,} tried, {matched.survived:,} survive, effective {matched.effective:,.0f}")
    for i in np.flatnonzero(matched.narrowed):
        print(f"{matched.paths[i]:<45} shift {matched.shift[i]:+.2f}  spread {matched.spread[i]:.2f}")


if __name__ == "__main__":
    main()
