"""Which assumptions an outcome depends on, with intervals, and whether there are enough worlds to say so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from sim.analysis.measured import MEASURED, title_of, unit_of
from sim.base.arrays import Floats
from sim.base.errors import SimError
from sim.base.outcomes import ENDING_NAMES
from sim.base.text import counted
from sim.studies.sensitivity import estimators
from sim.studies.sensitivity.sample import Sample
from sim.war.randomness import stream

Method = Literal["auto", "sobol", "morris", "first", "pawn"]
METHODS: tuple[Method, ...] = ("auto", "sobol", "morris", "first", "pawn")
SHARES = (*ENDING_NAMES, *(outcome.name for outcome in MEASURED if outcome.kind == "flag"))
RESAMPLES = 200
CERTAIN = 0.95
LEADING = 12
"""Parameters whose intervals are worked out where a run has hundreds; the rest is ranked behind them."""

MEANING = {
    "sobol": "total: variance left if all but this were known; first: variance that this alone explains",
    "morris": "mean size of the change over a parameter's whole range; sigma: its spread",
    "first": "share of variance that knowing this parameter alone would explain",
    "pawn": "how far knowing this parameter moves the distribution of the outcome, 0 to 1",
}

INDEX = {
    "total": "share of variance that goes with it, alone or together with others (total Sobol' index)",
    "first": "share of variance that it alone explains (first-order index)",
    "mu_star": "mean size of the change over its range (Morris' mu*)",
    "pawn": "how far it moves the distribution, 0 to 1 (PAWN index)",
}
"""The index that decides the order, as heads and axes say it."""

LEAST = {
    "sobol": (32, "base sample", "base samples"),
    "morris": (10, "trajectory", "trajectories"),
    "first": (30, "point", "points"),
    "pawn": (30, "point", "points"),
}
"""Fewest groups of rows that are resampled before an order may be called certain.

A bootstrap of a handful knows only that handful, and its intervals come out too narrow. Thirty is the customary
least for intervals from a sample, 32 the next power of two, as Sobol' sequences come; ten trajectories are the
common least of Morris' method (Campolongo, Cariboni and Saltelli 2007).
"""

NO_PARAMETER = "found no parameter that varies; expected a sweep, or a run with uncertain numbers"

Columns = dict[str, Floats]
Estimate = Callable[[Floats, Floats], Columns]
"""Row and world weights to indices by name, each of shape (parameters,); the first decides the order."""


class NothingToRankError(SimError):
    """An outcome that does not vary, or that not every point has; others of the same results may be ranked."""


@dataclass(frozen=True)
class Ranking:
    """Parameters by influence on one outcome.

    Attributes:
        outcome: its name.
        method: how it was worked out.
        table: parameter, then each index with its 95 % interval, most influential first.
        certain: places, from the top, whose order holds in 95 of 100 resamples; all, if the last but one does.
        rows: points, or worlds of a run.
        worlds: wars a point.
        few: what there is too little of to call any place certain, in words; empty if there is enough.
    """

    outcome: str
    method: str
    table: pd.DataFrame
    certain: int
    rows: int
    worlds: int
    few: str = ""

    @property
    def head(self) -> str:
        """What is ranked and by what, as a heading."""
        return f"{title_of(self.outcome)} ({self.outcome}): {self.index}, with 95 % intervals"

    @property
    def index(self) -> str:
        """What decides the order, in words."""
        unit = f" [{unit_of(self.outcome) or 'share of worlds'}]" if self.method == "morris" else ""
        return INDEX[str(self.table.columns[1])] + unit

    @property
    def sentence(self) -> str:
        """Whether n is enough to rank, in one sentence."""
        total = len(self.table)
        of_worlds = f"{counted(self.rows, 'point')} of {counted(self.worlds, 'war')}"
        basis = of_worlds if self.worlds > 1 else counted(self.rows, "row")
        if total < 2:
            return "There is one parameter, so nothing to rank."
        if self.few:
            return f"Too few to rank: {self.few}."
        if self.certain == 0:
            return f"n is too small to rank: with {basis} even the first place could be another's."
        if self.certain == total:
            return f"n is enough to rank: {basis} tell all {total} places apart."
        return (
            f"n is enough for the first {self.certain} of {total} places and too small to rank the others:"
            f" with {basis} their intervals overlap."
        )


def sensitivity(sample: Sample, method: Method = "auto", resamples: int = RESAMPLES) -> Ranking:
    """Rank the parameters of a sample.

    Rows and worlds are resampled together, so that the intervals know both of the points that were not
    visited and of the wars that were not played.

    Raises:
        NothingToRankError: if the outcome does not vary, or not every point has it.
        SimError: if the method needs another design.
    """
    chosen = _suiting(sample) if method == "auto" else method
    if sample.y.size == 0 or not len(sample.names):
        raise SimError(NO_PARAMETER)
    sample = _with_outcome(sample, chosen)
    generator = stream(sample.seed, 0, f"study/{chosen}/{sample.outcome}")
    if chosen == "sobol":
        estimate, groups = _sobol(sample)
    elif chosen == "morris":
        estimate, groups = _morris(sample)
    else:
        sample = _leading(sample, chosen)
        estimate, groups = _given_data(sample, chosen), len(sample.y)
    point = estimate(np.ones(groups), np.ones(sample.y.shape[1]))
    boots = [estimate(*_resampled(generator, groups, sample.y.shape[1])) for _ in range(resamples)]
    return _ranking(sample, chosen, point, boots, groups)


def _suiting(sample: Sample) -> str:
    return sample.sampler if sample.sampler in ("sobol", "morris") else "first"


def _with_outcome(sample: Sample, method: str) -> Sample:
    """The rows that have the outcome, if it differs between them."""
    known = np.isfinite(sample.y).any(axis=1)
    where = "world" if sample.sampler == "draws" else "point"
    if not known.any():
        raise NothingToRankError(f"{sample.outcome}: found in no world; there is nothing to rank")
    if (
        method in ("first", "pawn") and sample.y.shape[1] == 1
    ):  # a world without the outcome says nothing of it
        sample = replace(sample, x=sample.x.iloc[np.flatnonzero(known)], y=sample.y[known], u=None)
    elif method != "pawn" and not known.all():  # to PAWN, a world without it lies beyond every level
        raise NothingToRankError(
            f"{sample.outcome}: found in no world of {counted(int((~known).sum()), 'point')}, expected an outcome"
            " that every point has; ask for an ending, or for --method pawn"
        )
    each = estimators.mean_of_worlds(sample.y, np.ones(sample.y.shape[1]))[:, None]
    compared = estimators.outcome_steps(sample.y) if method == "pawn" else each
    if np.ptp(compared, axis=0).max() > 1e-12 * np.abs(compared).max():  # more than the last bits of a sum
        return sample
    if sample.outcome in SHARES and each[0, 0] in (0.0, 1.0):
        often = "never happened at any" if each[0, 0] == 0.0 else "always happened at every"
        raise NothingToRankError(f"{sample.outcome}: {often} {where}; there is nothing to rank")
    raise NothingToRankError(f"{sample.outcome}: is the same at every {where}; there is nothing to rank")


def _resampled(generator: np.random.Generator, groups: int, worlds: int) -> tuple[Floats, Floats]:
    """How often each group of rows and each world is drawn, with replacement; a single world is kept."""
    rows = generator.multinomial(groups, np.full(groups, 1.0 / groups)).astype(np.float64)
    once = generator.multinomial(worlds, np.full(worlds, 1.0 / worlds)).astype(np.float64)
    return rows, once


def _sobol(sample: Sample) -> tuple[Estimate, int]:
    d = len(sample.names)
    if sample.sampler != "sobol" or len(sample.y) % (d + 2):
        raise SimError(
            f"method sobol: found a {sample.sampler} design, expected a sweep with --sampler sobol"
        )
    groups = len(sample.y) // (d + 2)

    def estimate(rows: Floats, worlds: Floats) -> Columns:
        y = estimators.mean_of_worlds(sample.y, worlds).reshape(groups, d + 2)
        first, total = estimators.sobol(np.repeat(y, rows.astype(np.int64), axis=0), d)
        return {"total": total, "first": first}

    return estimate, groups


def _morris(sample: Sample) -> tuple[Estimate, int]:
    d = len(sample.names)
    if sample.sampler != "morris" or sample.u is None:
        raise SimError(
            f"method morris: found a {sample.sampler} design, expected a sweep with --sampler morris"
        )
    groups = len(sample.y) // (d + 1)
    u = sample.u.reshape(groups, d + 1, d)

    def estimate(rows: Floats, worlds: Floats) -> Columns:
        y = estimators.mean_of_worlds(sample.y, worlds).reshape(groups, d + 1)
        effects, _ = estimators.elementary_effects(y, u)
        drawn = np.repeat(effects, rows.astype(np.int64), axis=0)
        sigma = drawn.std(axis=0, ddof=1) if groups > 1 else np.full(d, np.nan)
        return {"mu_star": np.abs(drawn).mean(axis=0), "mu": drawn.mean(axis=0), "sigma": sigma}

    return estimate, groups


def _given_data(sample: Sample, method: str) -> Estimate:
    """Indices that any sample of rows allows: by slices of each parameter."""
    cut = [estimators.slices(sample.x[name]) for name in sample.names]
    if method == "pawn":
        steps = estimators.outcome_steps(sample.y)
        return lambda rows, _: {"pawn": np.array([estimators.pawn(steps, rows, each) for each in cut])}

    def estimate(rows: Floats, worlds: Floats) -> Columns:
        y = estimators.mean_of_worlds(sample.y, worlds)
        return {"first": np.array([estimators.explained(y, rows, each) for each in cut])}

    return estimate


def _leading(sample: Sample, method: str) -> Sample:
    """The sample with what varies in it; of too many to resample, the most influential."""
    sample = sample.of([name for name in sample.names if sample.x[name].nunique() > 1])
    if not sample.names:
        raise SimError(NO_PARAMETER)
    if len(sample.names) <= LEADING:
        return sample
    every = _given_data(sample, method)(np.ones(len(sample.y)), np.ones(sample.y.shape[1]))
    order = np.argsort(-np.nan_to_num(next(iter(every.values()))), kind="stable")[:LEADING]
    return sample.of([sample.names[place] for place in order.tolist()])


def _ranking(sample: Sample, method: str, point: Columns, boots: list[Columns], groups: int) -> Ranking:
    main = next(iter(point))
    order = np.argsort(-np.nan_to_num(point[main], nan=-1.0), kind="stable")
    table: dict[str, Any] = {"parameter": [sample.names[place] for place in order.tolist()]}
    for name, values in point.items():
        drawn = np.stack([boot[name] for boot in boots])[:, order]
        # Rows drawn twice look alike within their slice, which adds to what slices seem to explain; what the
        # resamples add to the estimate is therefore taken off it again (the basic bootstrap interval).
        mirrored = method in ("first", "pawn")
        # A rare outcome may not vary at all in a resample; where that is common, no interval can be given.
        drawn = drawn[np.isfinite(drawn).all(axis=1)]
        table[name] = values[order]
        for label, share in (("low", 0.025), ("high", 0.975)):
            enough = len(drawn) >= CERTAIN * len(boots)
            end = np.quantile(drawn, 1.0 - share if mirrored else share, axis=0) if enough else np.nan
            table[f"{name}_{label}"] = 2.0 * table[name] - end if mirrored else end
    drawn = np.stack([boot[main] for boot in boots])[:, order]
    few = _few(sample, method, groups)
    certain = 0 if few else _certain(drawn)
    rows, worlds = sample.y.shape
    return Ranking(sample.outcome, method, pd.DataFrame(table), certain, rows, worlds, few)


def _few(sample: Sample, method: str, groups: int) -> str:
    least, one, many = LEAST[method]
    if sample.sampler == "draws":
        one, many = "world", "worlds"
    return "" if groups >= least else f"{counted(groups, one, many)}, expected at least {least}"


def _certain(drawn: Floats) -> int:
    """Leading places each of which beats all that follow in nearly every resample; the last follows of itself."""
    places = drawn.shape[1]
    for place in range(places - 1):
        later = np.nan_to_num(drawn[:, place + 1 :], nan=-np.inf).max(axis=1)
        if np.mean(drawn[:, place] > later) < CERTAIN:
            return place
    return int(places)
