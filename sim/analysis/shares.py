"""How much of an outcome's spread the drawn parameters explain, and how much is left to chance.

Twins share a draw and nothing else: same parameters, other dice. By the law of total variance their
correlation is Var(E[Y | draw]) / Var(Y), the share that knowing the parameters would remove.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from sim.analysis.columns import labels, numbers
from sim.base.arrays import Floats
from sim.base.outcomes import ENDINGS, OUTCOMES

TWIN = "__twin"
# An indicator seen fewer times than this says nothing about a correlation, whatever its formula returns.
FEWEST_EVENTS = 10
COLUMNS = ("outcome", "kind", "share_parameters", "share_chance", "standard_error", "n")


def variance_shares(twins: pd.DataFrame) -> pd.DataFrame:
    """Share of variance from parameters and from chance, for every number, flag and ending.

    The row `ending` takes all endings together (the sum of their covariances over the sum of their
    variances). Shares are not-a-number where nothing varies or too few events were seen.
    """
    rows: list[dict[str, object]] = []
    for name in (str(column) for column in twins.columns):
        if name + TWIN not in twins.columns:
            continue
        first, second = twins[name], twins[name + TWIN]
        kind = _kind(name, first)
        if kind != "category":
            rows.append(_row(name, kind, numbers(first)[:, None], numbers(second)[:, None]))
        else:
            rows.extend(_category_rows(name, first, second))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _kind(name: str, column: pd.Series) -> str:
    """As declared; a column nobody declared is taken for what it holds."""
    declared = next((outcome.kind for outcome in OUTCOMES if outcome.name == name), None)
    if declared is not None:
        return declared
    if pd.api.types.is_bool_dtype(column):
        return "flag"
    return "number" if pd.api.types.is_numeric_dtype(column) else "category"


def _category_rows(name: str, first: pd.Series, second: pd.Series) -> list[dict[str, object]]:
    a, b = labels(first), labels(second)
    levels = [ending.name for ending in ENDINGS] if name == "ending" else sorted({*a.tolist(), *b.tolist()})
    one = np.stack([a == level for level in levels], axis=1).astype(np.float64)
    two = np.stack([b == level for level in levels], axis=1).astype(np.float64)
    kind, prefix = ("ending", "") if name == "ending" else ("category", f"{name}.")
    rows = [_row(name, "category", one, two)]
    for i, level in enumerate(levels):
        rows.append(_row(prefix + level, kind, one[:, i : i + 1], two[:, i : i + 1]))
    return rows


def _row(name: str, kind: str, first: Floats, second: Floats) -> dict[str, object]:
    known = np.isfinite(first).all(axis=1) & np.isfinite(second).all(axis=1)
    first, second = first[known], second[known]
    share, error = math.nan, math.nan
    if kind == "number" or _events(first, second) >= FEWEST_EVENTS:
        share, error = twin_correlation(first, second)
    clipped = min(max(share, 0.0), 1.0) if math.isfinite(share) else math.nan
    return {
        "outcome": name,
        "kind": kind,
        "share_parameters": clipped,
        "share_chance": 1.0 - clipped,
        "standard_error": error,
        "n": len(first),
    }


def _events(first: Floats, second: Floats) -> int:
    """The rarer of happened and not happened, over both twins, at the level where both are most common."""
    seen = (first.sum(axis=0) + second.sum(axis=0)).astype(np.int64)
    return int(np.minimum(seen, 2 * len(first) - seen).max(initial=0))


def twin_correlation(first: Floats, second: Floats) -> tuple[float, float]:
    """Correlation of exchangeable pairs and its standard error; rows are pairs, columns are summed.

    Both twins come from the same law, so mean and variance are pooled. The error is that of a ratio of means
    (its influence function), which needs no normal distribution; it is never set below the normal-theory
    value, because with few distinct values the first can vanish by luck.
    """
    n = len(first)
    if n < 3:
        return math.nan, math.nan
    middle = (first.mean(axis=0) + second.mean(axis=0)) / 2.0
    a, b = first - middle, second - middle
    together = (a * b).sum(axis=1)
    spread = (a * a + b * b).sum(axis=1) / 2.0
    scale = float(spread.mean())
    # Constant columns can differ from their own mean by rounding; that is not spread.
    noise = np.finfo(np.float64).eps * float((np.abs(middle) + 1e-300).max())
    if scale <= (8.0 * noise) ** 2:
        return math.nan, math.nan
    share = float(together.mean()) / scale
    influence = (together - share * spread) / scale
    return share, max(float(influence.std(ddof=1)), 1.0 - share * share) / math.sqrt(n)
