"""The same worlds at different points of a sweep, to be compared one by one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.analysis.columns import column_of, values_of
from sim.base.arrays import Floats
from sim.runs.storage import mapped
from sim.runs.sweep.assembly import GROUP_ROWS


@dataclass(frozen=True)
class Worlds:
    """Where the wars of a sweep are stored, and how many there are.

    Attributes:
        runs: its `runs.parquet`.
        n_points: points.
        n: wars a point.
    """

    runs: Path
    n_points: int
    n: int

    def means(self, outcome: str, groups: Sequence[Collection[int]]) -> list[Floats]:
        """The mean of an outcome in each world over each group of points.

        Returns:
            An array of shape (n,) for each group; not-a-number where a world has the outcome at none of its points.
        """
        name = column_of(outcome)
        member = np.zeros((len(groups), self.n_points), dtype=bool)
        for place, group in enumerate(groups):
            member[place, list(group)] = True
        sums, counts = np.zeros((2, len(groups), self.n))
        with pq.ParquetFile(pa.BufferReader(mapped(self.runs))) as file:
            for batch in file.iter_batches(GROUP_ROWS, columns=["point", "replication", name]):
                rows = batch.to_pandas()
                values = values_of(rows[name], outcome)
                point, world = rows["point"].to_numpy(), rows["replication"].to_numpy()
                for place in range(len(groups)):
                    seen = member[place, point] & np.isfinite(values)
                    sums[place] += np.bincount(world[seen], values[seen], self.n)
                    counts[place] += np.bincount(world[seen], minlength=self.n)
        return list(np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0.0))
