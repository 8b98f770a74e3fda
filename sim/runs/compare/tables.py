"""comparison.csv and flips.csv: what differs between two scenarios played on the same worlds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.analysis.columns import labels
from sim.analysis.intervals import wilson_bounds
from sim.analysis.paired import PairedDifference, paired_difference
from sim.base.outcomes import OUTCOMES

COLUMNS = (
    "scenario_a",
    "scenario_b",
    "outcome",
    "kind",
    "unit",
    "estimate_a",
    "estimate_b",
    "difference",
    "low",
    "high",
    "standard_error",
    "standard_error_independent",
    "times_fewer",
    "n",
)
FLIP_COLUMNS = (
    "scenario_a",
    "scenario_b",
    "ending_a",
    "ending_b",
    "changed",
    "k",
    "share",
    "low",
    "high",
    "first_replication",
)


@dataclass(frozen=True)
class Pair:
    """Scenario b against scenario a, world by world.

    Attributes:
        label_a: name of what is compared with.
        label_b: name of what is compared.
        runs_a: one row a replication of a.
        runs_b: the same of b.
        difference: of every outcome, b minus a.
    """

    label_a: str
    label_b: str
    runs_a: pd.DataFrame
    runs_b: pd.DataFrame
    difference: PairedDifference

    @property
    def share_flipped(self) -> float:
        """Share of worlds that end differently."""
        return self.difference.n_flipped / self.difference.n

    @property
    def commonest_flip(self) -> tuple[str, str, int] | None:
        """Endings under a and b, and first replication, of the most common change; None without one."""
        changed = flips_table([self]).query("changed")
        if changed.empty:
            return None
        first = changed.iloc[0]
        return str(first["ending_a"]), str(first["ending_b"]), int(first["first_replication"])

    def row(self, outcome: str) -> pd.Series:
        """The difference of one outcome."""
        table = self.difference.outcomes
        return table.loc[table["outcome"] == outcome].iloc[0]


def pair(label_a: str, runs_a: pd.DataFrame, label_b: str, runs_b: pd.DataFrame) -> Pair:
    """Compare two tables of runs replication by replication."""
    return Pair(label_a, label_b, runs_a, runs_b, paired_difference(runs_a, runs_b))


def comparison_table(pairs: Sequence[Pair]) -> pd.DataFrame:
    """Every outcome of every pair: means and shares under both, and their paired difference.

    `low` and `high` are the paired 95 % interval of the difference, `standard_error` its paired standard
    error; `times_fewer` says how many times as many wars two runs with dice of their own would need for the
    same error (inf: no world differs at all). `n` counts worlds in which the outcome exists under both.
    """
    units = {outcome.name: outcome.unit for outcome in OUTCOMES}
    parts = []
    for one in pairs:
        table = one.difference.outcomes.rename(
            columns={
                "mean_a": "estimate_a",
                "mean_b": "estimate_b",
                "error_paired": "standard_error",
                "error_independent": "standard_error_independent",
            }
        )
        unit = [units.get(str(name), "") if kind == "number" else "share" for name, kind in _names(table)]
        parts.append(table.assign(scenario_a=one.label_a, scenario_b=one.label_b, unit=unit))
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)]


def _names(table: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(table["outcome"], table["kind"], strict=True))


def flips_table(pairs: Sequence[Pair]) -> pd.DataFrame:
    """Which worlds went from which ending to which: the changed first, with the first world of each kind."""
    parts = []
    for one in pairs:
        flips = one.difference.flips
        low, high = wilson_bounds(flips["k"].to_numpy(), one.difference.n)
        firsts = _first_replications(one)
        table = flips.assign(
            scenario_a=one.label_a,
            scenario_b=one.label_b,
            changed=flips["ending_a"] != flips["ending_b"],
            low=low,
            high=high,
            first_replication=[firsts[a, b] for a, b in zip(flips["ending_a"], flips["ending_b"], strict=True)],
        )
        parts.append(table.sort_values(["changed", "k"], ascending=False, kind="stable"))
    return pd.concat(parts, ignore_index=True)[list(FLIP_COLUMNS)]


def _first_replications(one: Pair) -> dict[tuple[str, str], int]:
    """Lowest replication of each pair of endings."""
    a, b = (runs.set_index("replication")["ending"] for runs in (one.runs_a, one.runs_b))
    shared = a.index.intersection(b.index).sort_values()
    both = np.stack([labels(a.loc[shared]), labels(b.loc[shared])], axis=1)
    kinds, first = np.unique(both, axis=0, return_index=True)
    return {(str(one_), str(two)): int(shared[at]) for (one_, two), at in zip(kinds, first, strict=True)}
