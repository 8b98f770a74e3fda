"""What blocks were summed up to: a tally of every measure, and of how many blocks."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa

from sim.analysis.tally import Tallies, Tally
from sim.runs.storage import Bytes, from_arrow, to_arrow

SUMS = "sums.arrow"
SUMMED, MEASURES = b"blocks", b"measures"
"""Keys of its metadata: how many blocks, and of each measure its name and whatever its values do not say."""


def n_summed(folder: Path) -> int:
    """How many blocks, from the first, are summed up."""
    return int(_stored(folder).schema.metadata[SUMMED]) if (folder / SUMS).exists() else 0


def read(folder: Path) -> dict[str, Tally]:
    """What they come to; nothing before any was summed up."""
    if not (folder / SUMS).exists():
        return {}
    stored = _stored(folder)
    values, counts = (stored[name].to_numpy() for name in ("value", "count"))
    found, first = {}, 0
    for name, kind, size, total, squares in json.loads(stored.schema.metadata[MEASURES]):
        own = slice(first, first := first + size)
        found[name] = Tally(kind, values[own], counts[own], tuple(total), squares)
    return found


def content(tallies: Tallies, n_blocks: int, owner: str) -> Bytes:
    """The content of the file, as the other files of a folder of blocks are made."""
    told = [(name, one.kind, one.values.size, one.total, one.squares) for name, one in tallies.items()]
    columns = {
        "value": np.concatenate([one.values for one in tallies.values()]),
        "count": np.concatenate([one.counts for one in tallies.values()]),
    }
    return to_arrow(columns, owner, {SUMMED: str(n_blocks).encode(), MEASURES: json.dumps(told).encode()})


def _stored(folder: Path) -> pa.Table:
    return from_arrow(folder / SUMS)
