"""The estimates of an outcome at all points of a sweep, and what can be said of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.measured import title_of, unit_of
from sim.analysis.wording import labelled, of_100, parameter, per_100, quantity
from sim.analysis.worth import Change, change_between
from sim.base.outcomes import ENDINGS
from sim.base.text import counted
from sim.runs.sweep import SweepResults
from sim.runs.sweep.worlds import Worlds

COMMON = 0.05
"""Endings rarer than this at every point are not drawn unless asked for."""
ALWAYS = "territory_change_12m"
BARE = ("ratio", "share", "probability")
"""Units that are not said behind a value."""
MOST_LETTERS = 9
"""Of a value in full."""
LEAST_SPAN = 5.0
"""Points of 100 that a scale of shares spans at least, so that a war in a hundred does not look like much."""


@dataclass(frozen=True)
class Estimates:
    """One outcome at those points of a sweep that have an estimate of it.

    Attributes:
        outcome: its name.
        rows: those of `summary.csv`.
        worlds: the wars behind them: points are told apart world by world, as `sim compare` does.
        paths: parameters of the sweep.
    """

    outcome: str
    rows: pd.DataFrame
    worlds: Worlds
    paths: Sequence[str]

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

    def change(self, first: pd.Series, last: pd.Series, n_tried: int = 1) -> Change:
        """From one point to another, in the same worlds.

        Args:
            first: row of a point.
            last: row of another.
            n_tried: pairs of points among which this one was picked; the interval is the wider for it (Bonferroni).
        """
        a, b = self.worlds.means(self.outcome, [[int(row["point"])] for row in (first, last)])
        return change_between(a, b, is_share=self.is_share, n_tried=n_tried)

    @property
    def ends(self) -> tuple[pd.Series, pd.Series] | None:
        """The first and the last point along a single number, which no result has picked; None without one."""
        if len(self.paths) > 1 or not pd.api.types.is_numeric_dtype(self.rows[self.paths[0]]):
            return None
        ordered = self.rows.dropna(subset=[self.paths[0]]).sort_values(self.paths[0])
        return None if len(ordered) < 2 else (ordered.iloc[0], ordered.iloc[-1])

    def rises(self, first: pd.Series, last: pd.Series, n_tried: int = 1) -> bool:
        """Whether the change from one point to another is worth saying, and goes the way of the estimates."""
        change = self.change(first, last, n_tried)
        return change.worth_saying and change.difference * float(last["estimate"] - first["estimate"]) > 0.0

    @property
    def n_pairs(self) -> int:
        """Pairs of points that differ: points alike are no other chance to find a difference."""
        return max(1, math.comb(self.rows["estimate"].nunique(), 2))

    @cached_property
    def ends_apart(self) -> bool:
        """Whether a difference between the ends is worth saying."""
        return self.ends is not None and self.rises(*self.ends)

    @cached_property
    def told_apart(self) -> bool:
        """Whether a difference between points is worth saying: between the ends, or the lowest and the highest of all."""
        return self.rows["estimate"].nunique() > 1 and (self.ends_apart or self.rises(*self.extremes, self.n_pairs))

    def span(self) -> str:
        """From the lowest to the highest estimate, each with its point, as a sentence."""
        ends = []
        for row in self.extremes:  # less their sections, which the axes name: a title has little room
            there = (f"{path[path.find('.') + 1 :].replace('_', ' ')} {setting(row[path])}" for path in self.paths)
            ends.append(f"{self.words(float(row['estimate']))} ({', '.join(there)})")
        return f"{title_of(self.outcome)}: from {ends[0]} to {ends[1]}"

    @property
    def too_close(self) -> str:
        """The sentence about an outcome whose points do not differ by anything worth saying."""
        least, highest = self.extremes
        low, high = float(least["estimate"]), float(highest["estimate"])
        title, most = title_of(self.outcome), self.words(high)
        if low == high:
            return f"{title}: {most} at every point"
        start = per_100(low) if self.is_share else quantity(low)
        span = f"about {most}" if self.words(low) == most else f"{start} to {most}"
        change = self.change(least, highest)
        hardly = (change.is_sure and not change.matters) or (self.is_share and 100.0 * (high - low) < LEAST_SPAN)
        if not change.is_sure:
            why = f"the points cannot be told apart at n = {int(self.rows['n'].max()):,}"
        elif not change.matters:
            why = "the points differ by too little to matter"
        elif change.difference < 0.0:
            why = "the mean does not rise with the median"
        else:
            why = f"the widest of {counted(self.n_pairs, 'pair')} of points may be chance"
        return f"{title}{' hardly changes' if hardly else ''}: {span}; {why}"


def setting(value: Any) -> str:
    """A parameter's value as a title says it: in full, unless it has many digits."""
    if pd.isna(value):
        return "as in the scenario"
    if isinstance(value, str):
        return value
    full = f"{float(value):,.10g}".replace("-", "−")
    return full if len(full) <= MOST_LETTERS else quantity(float(value))


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
    def start(self) -> date | None:
        """The day of week 0."""
        return self.results.scenario.as_of if self.results.scenario else None

    def label(self, path: str) -> str:
        """A parameter in words with its unit, as an axis says it."""
        number = self.results.scenario.numbers.get(path) if self.results.scenario else None
        return labelled(path, number.unit if number is not None else "")

    def point(self, row: pd.Series) -> str:
        """The parameters of a point in words, with their values and units."""
        return ", ".join(f"{parameter(path)} {self.value(path, row[path])}" for path in self.paths)

    def value(self, path: str, value: Any) -> str:
        """A parameter's value with its unit, unless it is a bare ratio."""
        number = self.results.scenario.numbers.get(path) if self.results.scenario else None
        bare = number is None or number.unit in BARE or pd.isna(value)
        return setting(value) if bare or number is None else f"{setting(value)} {number.unit.replace('km2', 'km²')}"

    def own(self, path: str) -> float | str | None:
        """What the scenario itself says of a parameter."""
        return self.results.scenario.entries[path].value if self.results.scenario else None

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
        rows = summary.loc[(summary["outcome"] == outcome).to_numpy() & known]
        told = self.results.manifest
        worlds = Worlds(self.results.folder / "runs.parquet", told["points"], told["replications"])
        return Estimates(outcome, rows, worlds, self.paths)
