"""outcomes.csv: one row for each ending, flag, category and number, with an interval and its n."""

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from sim.analysis.columns import Columns, Summed, measures, numbers, reads
from sim.analysis.intervals import rank_of_bound, student_bounds, wilson
from sim.analysis.tally import Tallies, Tally
from sim.base.arrays import Floats

COLUMNS = ("outcome", "kind", "estimate", "low", "high", "n", "k", "q10", "q90", "mean")

CONDITIONALS = (
    ("general_exchange", "nuclear_use"),
    ("nuclear_after_nato_war", "nato_russia_war"),
    ("deal_neutrality", "deal"),
    ("resumed", "deal"),
)

Row = dict[str, object]


def outcome_table(runs: Columns) -> pd.DataFrame:
    """Summarise one folder of runs.

    Probabilities (kinds `ending`, `flag`, `category`, `conditional`): the estimate is k / n with its 95 %
    Wilson interval. Numbers: the estimate is the median with its 95 % order-statistic interval, beside the
    10 % and 90 % points and the mean; n counts the replications in which the number exists. An increment is the mean
    over wars with Student's interval.
    """
    return runs.outcomes if isinstance(runs, Summed) else table_of(tallies(runs))


def tallies(runs: Columns, *, are_rounded: bool = False) -> dict[str, Tally]:
    """Every row of the table of outcomes, before it is one; values can be rounded to fewer digits."""
    every = (*measures(runs), *_conditionals(runs))
    return {name: Tally.of(kind, values, is_rounded=are_rounded) for name, kind, values in every}


def table_of(found: Tallies) -> pd.DataFrame:
    """The table of outcomes."""
    rows = [{"outcome": name, "kind": tally.kind, "n": tally.n, **_row(tally)} for name, tally in found.items()]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({"n": "int64", "k": "Int64"})


def _row(tally: Tally) -> Row:
    """Estimate, interval and what else a kind has."""
    n = tally.n
    if tally.kind == "increment":
        low, high = student_bounds(n, tally.mean, tally.deviation)
        return {"estimate": tally.mean, "low": low, "high": high}
    if tally.kind == "number":
        return _number(tally) if n else {}
    low, high = wilson(tally.k, n)
    return {"estimate": tally.k / n if n else math.nan, "low": low, "high": high, "k": tally.k}


def _number(tally: Tally) -> Row:
    q10, median, q90 = tally.quantiles(np.array([0.1, 0.5, 0.9])).tolist()
    rank = rank_of_bound(tally.n)
    low, high = tally.ranked(np.array([rank - 1, tally.n - rank])).tolist() if rank else (math.nan, math.nan)
    return {"estimate": median, "low": low, "high": high, "q10": q10, "q90": q90, "mean": tally.mean}


def _conditionals(runs: Columns) -> Iterator[tuple[str, str, Floats]]:
    """Flags that mean something only after something else, in the worlds in which that happened."""
    if "first_deal" not in runs.columns:
        return
    after = {
        "nuclear_use": reads(runs["ending"], "nuclear_use"),
        "nato_russia_war": reads(runs["ending"], "nato_russia_war"),
        "deal": ~reads(runs["first_deal"], "none"),
    }
    for flag, event in CONDITIONALS:
        if flag in runs.columns:
            yield f"{flag}_given_{event}", "conditional", numbers(runs[flag])[after[event]]
