"""The difference between two scenarios played on the same draws and the same dice."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.analysis.columns import NUMERIC, labels, paired_measures
from sim.analysis.intervals import LEVEL, normal_quantile, student_interval
from sim.base.arrays import Floats
from sim.base.errors import SimError

COLUMNS = (
    "outcome",
    "kind",
    "mean_a",
    "mean_b",
    "difference",
    "low",
    "high",
    "n",
    "error_paired",
    "error_independent",
    "times_fewer",
)
FLIP_COLUMNS = ("ending_a", "ending_b", "k", "share")


@dataclass(frozen=True)
class PairedDifference:
    """Scenario b minus scenario a, world by world.

    Attributes:
        outcomes: one row an outcome: means, mean difference with its paired 95 % interval, standard errors
            with and without pairing, and how many times fewer replications pairing needs for the same error.
        flips: one row for each pair of endings that occurs (unchanged ones included), most frequent first.
        n: worlds present in both.
    """

    outcomes: pd.DataFrame
    flips: pd.DataFrame
    n: int

    @property
    def n_flipped(self) -> int:
        """Worlds that ended differently."""
        return int(self.flips.loc[self.flips["ending_a"] != self.flips["ending_b"], "k"].sum())


def paired_difference(runs_a: pd.DataFrame, runs_b: pd.DataFrame) -> PairedDifference:
    """Compare two scenarios replication by replication; replications in only one of them are left out."""
    a, b = runs_a.set_index("replication"), runs_b.set_index("replication")
    shared = a.index.intersection(b.index).sort_values()
    if len(shared) == 0:
        raise SimError("the two results share no replication: found no common number in column 'replication'")
    a, b = a.loc[shared], b.loc[shared]
    rows = [_difference(name, kind, one, two) for name, kind, one, two in paired_measures(a, b)]
    return PairedDifference(pd.DataFrame(rows, columns=list(COLUMNS)), _flips(a, b), len(shared))


def _difference(name: str, kind: str, a: Floats, b: Floats) -> dict[str, object]:
    known = np.isfinite(a) & np.isfinite(b)
    a, b = a[known], b[known]
    n = a.size
    row: dict[str, object] = {"outcome": name, "kind": kind, "n": n}
    if n == 0:
        return row
    change = b - a
    low, high = student_interval(change) if kind in NUMERIC else share_interval(change)
    row |= {"mean_a": float(a.mean()), "mean_b": float(b.mean()), "difference": float(change.mean())}
    row |= {"low": low, "high": high}
    if n < 2:
        return row
    paired, independent = float(change.var(ddof=1)), float(a.var(ddof=1) + b.var(ddof=1))
    times = independent / paired if paired > 0.0 else (math.inf if independent > 0.0 else math.nan)
    return row | {
        "error_paired": math.sqrt(paired / n),
        "error_independent": math.sqrt(independent / n),
        "times_fewer": times,
    }


def share_interval(change: Floats, level: float = LEVEL) -> tuple[float, float]:
    """Interval of a difference of paired shares (Agresti and Min 2005): half a world added to each cell.

    Without it, two scenarios with no flipped world in n would be declared identical for certain.
    """
    up, down = np.count_nonzero(change > 0.0) + 0.5, np.count_nonzero(change < 0.0) + 0.5
    n = change.size + 2.0
    middle = (up - down) / n
    half = normal_quantile(level) * math.sqrt(up + down - n * middle**2) / n
    return max(-1.0, middle - half), min(1.0, middle + half)


def _flips(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    pairs, counts = np.unique(np.stack([labels(a["ending"]), labels(b["ending"])], axis=1), axis=0, return_counts=True)
    table = pd.DataFrame(
        {"ending_a": pairs[:, 0], "ending_b": pairs[:, 1], "k": counts, "share": counts / len(a)},
        columns=list(FLIP_COLUMNS),
    )
    return table.sort_values(["k", "ending_a", "ending_b"], ascending=[False, True, True], ignore_index=True)
