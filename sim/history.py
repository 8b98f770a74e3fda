"""Draws that history left: quantiles of the uncertain numbers, narrowed by the record before June 2024.

Empty of effect until `sim/data/history.parquet` is shipped: the raw ranges are used then.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.arrays import Floats


def constrained(u: Mapping[str, Floats], seed: int, block: int) -> dict[str, Floats]:
    """Quantiles after confrontation with the record. Same paths and shapes."""
    del seed, block
    return dict(u)
