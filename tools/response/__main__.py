"""`python -m tools.response`: refresh what ground answers to, and its picture in the documents."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import matplotlib as mpl

from tools.response.grids import FILE, GRIDS, play_grid, read_grids
from tools.response.picture import draw

PICTURE = Path(__file__).parents[2] / "docs" / "images" / "response.png"


def main() -> None:
    """Play the grids, unless only the picture is asked for, and draw them."""
    parser = argparse.ArgumentParser(prog="python -m tools.response", description="What ground answers to.")
    parser.add_argument("--blocks", type=int, default=1, help="blocks of 1,024 wars of each point")
    parser.add_argument("--picture", action="store_true", help="draw what was played before")
    options = parser.parse_args()
    if not options.picture:
        rows = [row for name in GRIDS for row in play_grid(name, options.blocks)]
        with FILE.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    mpl.use("Agg")
    draw(read_grids()).savefig(PICTURE, dpi=100, metadata={"Software": None})


if __name__ == "__main__":
    main()
