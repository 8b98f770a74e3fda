"""outcomes.csv: one row for each ending, flag, category and number, with an interval and its n."""

import math

import numpy as np
import pandas as pd

from sim.analysis.columns import Columns, measures, numbers, reads
from sim.analysis.intervals import median_interval, student_interval, wilson
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
    rows = [
        _number(name, values)
        if kind == "number"
        else _increment(name, values)
        if kind == "increment"
        else _probability(name, kind, values)
        for name, kind, values in measures(runs)
    ]
    rows.extend(_conditionals(runs))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({"n": "int64", "k": "Int64"})


def _probability(name: str, kind: str, indicator: Floats) -> Row:
    known = indicator[~np.isnan(indicator)]
    n, k = known.size, int(np.count_nonzero(known))
    low, high = wilson(k, n)
    estimate = k / n if n else math.nan
    return {"outcome": name, "kind": kind, "estimate": estimate, "low": low, "high": high, "n": n, "k": k}


def _number(name: str, values: Floats) -> Row:
    known = values[np.isfinite(values)]
    row: Row = {"outcome": name, "kind": "number", "n": known.size, "k": None}
    if known.size == 0:
        return row
    q10, median, q90 = np.quantile(known, (0.1, 0.5, 0.9)).tolist()
    low, high = median_interval(known)
    return row | {"estimate": median, "low": low, "high": high, "q10": q10, "q90": q90, "mean": float(known.mean())}


def _increment(name: str, values: Floats) -> Row:
    mean = float(values.mean()) if values.size else math.nan
    low, high = student_interval(values)
    return {
        "outcome": name,
        "kind": "increment",
        "estimate": mean,
        "low": low,
        "high": high,
        "n": values.size,
        "k": None,
    }


def _conditionals(runs: Columns) -> list[Row]:
    """Flags that mean something only after something else, as shares of the worlds in which that happened."""
    if "first_deal" not in runs.columns:
        return []
    after = {
        "nuclear_use": reads(runs["ending"], "nuclear_use"),
        "nato_russia_war": reads(runs["ending"], "nato_russia_war"),
        "deal": ~reads(runs["first_deal"], "none"),
    }
    return [
        _probability(f"{flag}_given_{event}", "conditional", numbers(runs[flag])[after[event]])
        for flag, event in CONDITIONALS
        if flag in runs.columns
    ]
