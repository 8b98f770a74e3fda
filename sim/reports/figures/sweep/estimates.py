"""The estimates of an outcome at all points of a sweep, and what can be said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.measured import title_of, unit_of
from sim.analysis.wording import of_100, per_100, quantity
from sim.base.outcomes import ENDINGS
from sim.runs.sweep import SweepResults

COMMON = 0.05
"""Endings rarer than this at every point are not drawn unless asked for."""
ALWAYS = "territory_change_12m"
LEAST_SPAN = 5.0
"""Points of 100 that a scale of shares spans at least, so that a war in a hundred does not look like much."""


@dataclass(frozen=True)
class Estimates:
    """One outcome at those points of a sweep that have an estimate of it; rows are those of `summary.csv`."""

    outcome: str
    rows: pd.DataFrame

    def at(self, rows: pd.DataFrame) -> Estimates:
        """The same outcome at some of the points."""
        return replace(self, rows=rows)

    @property
    def is_share(self) -> bool:
        """Whether it is a probability."""
        return not unit_of(self.outcome)

    @property
    def scale(self) -> float:
        """Worlds in 100 for a probability; a number as it is."""
        return 100.0 if self.is_share else 1.0

    def words(self, value: float) -> str:
        """An estimate as a title says it."""
        return of_100(value) if self.is_share else f"{quantity(value)} {unit_of(self.outcome)}".strip()

    @property
    def extremes(self) -> tuple[pd.Series, pd.Series]:
        """The points with the lowest and the highest estimate."""
        ordered = self.rows.sort_values("estimate", kind="stable")
        return ordered.iloc[0], ordered.iloc[-1]

    @property
    def told_apart(self) -> bool:
        """Whether the intervals of the points with the lowest and the highest estimate leave a gap."""
        least, most = (self.rows.loc[self.rows["estimate"].agg(end)] for end in ("idxmin", "idxmax"))
        return bool(least["high"] < most["low"])

    def span(self, paths: Sequence[str]) -> str:
        """From the lowest to the highest estimate, each with its point, as a sentence."""
        ends = [f"{self.words(float(row['estimate']))} ({point(row, paths)})" for row in self.extremes]
        return f"{title_of(self.outcome)}: from {ends[0]} to {ends[1]}"

    @property
    def too_close(self) -> str:
        """The sentence about an outcome whose points cannot be told apart."""
        low, high = (float(row["estimate"]) for row in self.extremes)
        title, most = title_of(self.outcome), self.words(high)
        if low == high:
            return f"{title}: {most} at every point"
        start = per_100(low) if self.is_share else quantity(low)
        span = f"about {most}" if self.words(low) == most else f"{start} to {most}"
        little = " hardly changes" if self.is_share and 100.0 * (high - low) < LEAST_SPAN else ""
        n = int(self.rows["n"].max())
        return f"{title}{little}: {span}; the points cannot be told apart at n = {n:,}"


def setting(value: Any) -> str:
    """A parameter's value as a title says it."""
    if pd.isna(value):
        return "as in the scenario"
    return value if isinstance(value, str) else quantity(float(value))


def point(row: pd.Series, paths: Sequence[str]) -> str:
    """The parameters of a point, in words."""
    return ", ".join(f"{path} {setting(row[path])}" for path in paths)


@dataclass(frozen=True)
class Swept:
    """A sweep and the outcomes that are drawn of it.

    Attributes:
        results: of the sweep.
        wanted: outcomes asked for; without any, endings that are common somewhere and the ground gained in a year.
        thresholds: levels with a contour, in the outcome's unit, shares from 0 to 1.
    """

    results: SweepResults
    wanted: Sequence[str] = ()
    thresholds: Sequence[float] = ()

    @property
    def paths(self) -> Sequence[str]:
        """The parameters varied."""
        return self.results.paths

    @property
    def outcomes(self) -> list[str]:
        """Outcomes that are drawn and printed."""
        if self.wanted:
            return list(self.wanted)
        most = self.results.summary.groupby("outcome", observed=True)["estimate"].max()
        common = [ending.name for ending in ENDINGS if most.get(ending.name, 0.0) >= COMMON]
        return [*common, *([ALWAYS] if ALWAYS in most.index else [])]

    def estimates(self, outcome: str) -> Estimates:
        """One outcome at all points that have an estimate of it."""
        summary = self.results.summary
        known = np.isfinite(summary["estimate"].to_numpy(dtype=np.float64))
        return Estimates(outcome, summary.loc[(summary["outcome"] == outcome).to_numpy() & known])
