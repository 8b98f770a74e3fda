"""What a trial reads off a war: its outcomes, and what only its weeks tell. One value a war."""

import hashlib
from functools import cache
from pathlib import Path

import numpy as np

from sim.base.arrays import WEEKS_PER_YEAR, Bools, Floats
from sim.base.outcomes import RUSSIAN_VICTORY
from sim.runs.program import engine
from sim.war.model import War
from sim.war.recorder import Table

TREND = "trend."
"""Prefix of the columns that hold each war's own slope of a series [unit/year]."""
MEAN = "mean."
"""Prefix of the columns that hold each war's mean of a series over the weeks in which it is fought [unit]."""


@cache
def reading() -> str:
    """Hash of the program that plays a war and of what is read off it here: wars read otherwise are not found again."""
    return f"{engine()} {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}"


def columns_of(war: War) -> Table:
    """Every column of a block of wars. Arrays of shape (n,)."""
    state, series = war.state, war.recorder.series
    outcomes = war.recorder.outcomes(state)
    fought = series["fighting"] > 0.0
    ground = series["territory_change"].min(axis=0).astype(np.float64)
    return {
        **outcomes,
        **{TREND + name: slope(values) for name, values in series.items()},
        **{MEAN + name: mean_while(values, fought) for name, values in series.items()},
        "weeks_fought": fought.sum(axis=0).astype(np.float64),
        "peace_years": _peace_years(war, outcomes),
        "victory_path": _victory_path(war, outcomes),
        "ukrainian_advance": np.maximum(0.0, -ground),
        **_beliefs(war, outcomes),
    }


def slope(values: np.ndarray) -> Floats:
    """Least-squares slope of each war's series over the weeks in which it has a value.

    Args:
        values: shape (weeks, n).

    Returns:
        Change a year, shape (n,); zero where there is but one such week, not a number where there is none.
    """
    known = np.isfinite(values)
    n = known.sum(axis=0)
    weeks = np.arange(values.shape[0], dtype=np.float64)[:, None]
    centred = np.where(known, weeks - (weeks * known).sum(axis=0) / np.maximum(n, 1), 0.0)
    squares = (centred**2).sum(axis=0)
    rise = (centred * np.where(known, values, 0.0)).sum(axis=0)
    slopes = np.divide(rise, squares, out=np.zeros(len(n)), where=squares > 0.0) * WEEKS_PER_YEAR
    return np.where(n > 0, slopes, np.nan)


def mean_while(values: np.ndarray, holds: Bools) -> Floats:
    """Mean of each war's series over some weeks, those without a value left out; both of shape (weeks, n)."""
    known = np.isfinite(values) & holds
    n = known.sum(axis=0)
    sums = np.where(known, values, 0.0).sum(axis=0, dtype=np.float64)
    return np.asarray(np.divide(sums, n, out=np.full(len(n), np.nan), where=n > 0))


def _peace_years(war: War, outcomes: Table) -> Floats:
    """Years from a war's first deal to the week in which it breaks, or to the horizon; none without a deal."""
    state = war.state
    resumes = state.first_weeks.get("war resumes", np.full(state.n, -1))
    ends = np.where(resumes >= 0, resumes, state.inputs.weeks)
    return np.asarray(np.nan_to_num((ends - outcomes["first_deal_week"]) / WEEKS_PER_YEAR))


def _victory_path(war: War, outcomes: Table) -> np.ndarray:
    """How Russia wins: Ukraine is overrun, or gives up with its line or else its will below the floor."""
    ukraine = war.state.ukraine
    overrun = war.state.front.gained >= ukraine.numbers["overrun_share"] * ukraine.stake
    thin = war.recorder.series["ukrainian_manning"][-1] < ukraine.numbers["manning_floor"]
    path = np.where(overrun, "collapse", np.where(thin, "exhaustion", "will"))
    return np.where(outcomes["ending"] == RUSSIAN_VICTORY.name, path, "none")


def _beliefs(war: War, outcomes: Table) -> Table:
    """Both sides' mean belief that Russia prevails in the first week, and its drift until the first deal."""
    series, dealt = war.recorder.series, outcomes["first_deal_week"]
    belief = (series["russian_belief"].astype(np.float64) + series["ukrainian_belief"]) / 2.0
    week = np.nan_to_num(dealt).astype(np.int64)
    there = np.isfinite(dealt)
    drift = belief[week, np.arange(belief.shape[1])] - belief[0]
    return {
        "deal_belief_start": np.where(there, belief[0], np.nan),
        "deal_belief_drift": np.where(there, drift, np.nan),
    }
