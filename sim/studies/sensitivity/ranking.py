"""Which assumptions an outcome depends on, with intervals, and whether there are enough worlds to say so."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.measured import MEASURED, title_of, unit_of
from sim.base.arrays import Floats
from sim.base.defaults import Method
from sim.base.errors import SimError
from sim.base.outcomes import ENDING_NAMES
from sim.base.text import counted
from sim.studies.sensitivity import estimators, indices
from sim.studies.sensitivity.study_data import StudyData
from sim.war.randomness import random_generator

SHARES = (*ENDING_NAMES, *(outcome.name for outcome in MEASURED if outcome.kind == "flag"))
RESAMPLES = 200
CERTAIN = 0.95
LEADING = 12
"""Parameters whose intervals are worked out where a run has hundreds; the rest is ranked behind them."""

INDEX = {
    "sobol": "share of variance that goes with it, alone or together with others (total Sobol' index)",
    "morris": "mean size of the change when it alone moves (Morris' mu*)",
    "first": "share of variance that it alone explains (first-order index)",
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
        few: the groups that are too few to call any place certain, in words; empty if there are enough.
        of_worlds: whether rows are the worlds of a run, and not the points of a sweep.
    """

    outcome: str
    method: str
    table: pd.DataFrame
    certain: int
    rows: int
    worlds: int
    few: str = ""
    of_worlds: bool = False

    @property
    def head(self) -> str:
        """The outcome and the index, as a heading."""
        return f"{title_of(self.outcome)}: {self.index}, with 95 % intervals"

    @property
    def index(self) -> str:
        """The index that decides the order, in words: of which variance it is a share, or its unit."""
        unit = f" [{unit_of(self.outcome) or 'share of worlds'}]"
        between = "wars" if self.of_worlds else "points, each the mean of its wars"
        of = {"morris": unit, "pawn": ""}
        return INDEX[self.method] + of.get(self.method, f", of the variance between {between}")

    @property
    def shown(self) -> pd.DataFrame:
        """The index and the ends of its interval as they are shown: shares within 0 and 1, beyond which is chance."""
        main = str(self.table.columns[1])
        figures = self.table[[main, f"{main}_low", f"{main}_high"]]
        return figures if self.method == "morris" else figures.clip(0.0, 1.0)

    @property
    def idle(self) -> list[str]:
        """Parameters that are not told from any that does nothing: chance alone gives as much."""
        if "chance" not in self.table:
            return []
        return self.table.loc[~(self.table.iloc[:, 1] > self.table["chance"]), "parameter"].astype(str).tolist()

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


def rank(data: StudyData, method: Method = "auto") -> Ranking:
    """Rank the parameters that an outcome may depend on.

    Rows and worlds are resampled together, so that the intervals know both of the points that were not
    visited and of the wars that were not played.

    Raises:
        NothingToRankError: if the outcome does not vary, or not every point has it.
        SimError: if the method needs another design.
    """
    chosen = method if method != "auto" else data.sampler if data.sampler in ("sobol", "morris") else "first"
    if data.y.size == 0 or not data.names:
        raise SimError(NO_PARAMETER)
    data = _with_outcome(data, chosen)
    n_tried = len(data.names)
    generator = random_generator(data.seed, f"study/{chosen}/{data.outcome}")
    if chosen in ("sobol", "morris"):
        estimate, groups = (indices.sobol if chosen == "sobol" else indices.morris)(data)
    else:
        data, n_tried = _leading(data, chosen)
        estimate, groups = indices.given_data(data, chosen)
    worlds = data.y.shape[1]
    point = estimate(np.ones(groups), np.ones(worlds))
    drawn = [estimate(_resampled(generator, groups), _resampled(generator, worlds)) for _ in range(RESAMPLES)]
    main, *_ = point
    order = np.argsort(-np.nan_to_num(point[main], nan=-1.0), kind="stable")
    resamples = {name: np.stack([each[name] for each in drawn])[:, order] for name in point}
    table: dict[str, Any] = {"parameter": [data.names[place] for place in order.tolist()]}
    for name, values in point.items():
        # Rows drawn twice look alike within their slice, so that slices seem to explain more in resamples; that
        # excess is taken off the estimate again (the basic bootstrap interval).
        low, high = _interval(values[order], resamples[name], mirrored=chosen in ("first", "pawn"))
        table |= {name: values[order], f"{name}_low": low, f"{name}_high": high}
    few = _few(data, chosen, groups)
    certain = 0 if few else _certain(resamples[main])
    if chosen in ("first", "pawn"):
        table["chance"] = indices.by_chance(data, chosen, generator, n_tried)[order]
        # No place is certain behind one that chance alone could give, but the last, which follows of itself.
        shown = np.append(table[main][:-1] > table["chance"][:-1], True)
        certain = certain if shown.all() else min(certain, int(np.argmin(shown)))
    return Ranking(
        outcome=data.outcome,
        method=chosen,
        table=pd.DataFrame(table),
        certain=certain,
        rows=len(data.y),
        worlds=worlds,
        few=few,
        of_worlds=data.sampler == "draws",
    )


def _with_outcome(data: StudyData, method: str) -> StudyData:
    """The rows that have the outcome, if it differs between them."""
    known = np.isfinite(data.y).any(axis=1)
    where = "world" if data.sampler == "draws" else "point"
    if not known.any():
        raise NothingToRankError(f"{data.outcome}: found in no world; there is nothing to rank")
    if method in ("first", "pawn") and data.y.shape[1] == 1:
        # A world without the outcome says nothing of it.
        data = replace(data, x=data.x.iloc[np.flatnonzero(known)], y=data.y[known], u=None)
    elif method != "pawn" and not known.all():  # to PAWN, a world without it lies beyond every level
        raise NothingToRankError(
            f"{data.outcome}: found in no world of {counted(int((~known).sum()), 'point')}, expected an outcome"
            " that every point has; ask for an ending, or for --method pawn"
        )
    each = estimators.mean_of_worlds(data.y, np.ones(data.y.shape[1]))[:, None]
    compared = each
    if method == "pawn":
        compared = estimators.outcome_steps(*estimators.outcome_levels(data.y), np.ones(data.y.shape[1]))
    if np.ptp(compared, axis=0).max() > 1e-12 * np.abs(compared).max():  # more than the last bits of a sum
        return data
    if data.outcome in SHARES and each[0, 0] in (0.0, 1.0):
        often = "never happened at any" if each[0, 0] == 0.0 else "always happened at every"
        raise NothingToRankError(f"{data.outcome}: {often} {where}; there is nothing to rank")
    raise NothingToRankError(f"{data.outcome}: is the same at every {where}; there is nothing to rank")


def _resampled(generator: np.random.Generator, n: int) -> Floats:
    """How often each of n rows or worlds is drawn, with replacement; a single one is kept."""
    return generator.multinomial(n, np.full(n, 1.0 / n)).astype(np.float64)


def _leading(data: StudyData, method: str) -> tuple[StudyData, int]:
    """The parameters that vary, of too many to resample the most influential; and how many vary."""
    data = data.of([name for name in data.names if data.x[name].nunique() > 1])
    n = len(data.names)
    if not n:
        raise SimError(NO_PARAMETER)
    if n <= LEADING:
        return data, n
    order = np.argsort(-np.nan_to_num(indices.of_all(data, method)), kind="stable")[:LEADING]
    return data.of([data.names[place] for place in order.tolist()]), n


def _interval(values: Floats, drawn: Floats, mirrored: bool) -> tuple[Floats, Floats]:
    """Ends of the 95 % interval of each index, from resamples of shape (resamples, parameters)."""
    # A rare outcome may not vary at all in a resample; where that is common, no interval can be given.
    sound = drawn[np.isfinite(drawn).all(axis=1)]
    if len(sound) < CERTAIN * len(drawn):
        return np.full_like(values, np.nan), np.full_like(values, np.nan)
    tails = np.array([0.025, 0.975])
    ends = np.quantile(sound, 1.0 - tails if mirrored else tails, axis=0)
    low, high = 2.0 * values - ends if mirrored else ends
    return low, high


def _few(data: StudyData, method: str, groups: int) -> str:
    least, one, many = LEAST[method]
    if data.sampler == "draws" or data.is_full_grid:
        one, many = "world", "worlds"
    if data.is_full_grid:  # points that are no sample need not be many
        groups = data.y.shape[1]
    return "" if groups >= least else f"{counted(groups, one, many)}, expected at least {least}"


def _certain(drawn: Floats) -> int:
    """Leading places each of which beats all that follow in nearly every resample; the last follows of itself."""
    places = drawn.shape[1]
    for place in range(places - 1):
        later = np.nan_to_num(drawn[:, place + 1 :], nan=-np.inf).max(axis=1)
        if np.mean(drawn[:, place] > later) < CERTAIN:
            return place
    return int(places)
