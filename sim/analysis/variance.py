"""How much of an outcome's spread the drawn parameters explain, and how much is left to chance.

Twins share a draw and nothing else: same parameters, other dice. By the law of total variance their
correlation is Var(E[Y | draw]) / Var(Y), the share that knowing the parameters would remove.
"""

import math

import numpy as np
import pandas as pd

from sim.analysis.columns import NUMERIC, paired_measures
from sim.base.arrays import Floats

TWIN = "__twin"
FEWEST_EVENTS = 10
"""An indicator seen fewer times than this says nothing about a correlation, whatever its formula returns."""
COLUMNS = ("outcome", "kind", "share_parameters", "share_chance", "standard_error", "n")


def variance_shares(twins: pd.DataFrame) -> pd.DataFrame:
    """Share of variance from parameters and from chance, for every number, flag, ending and category.

    The row `ending` takes all endings together (the sum of their covariances over the sum of their
    variances), and so does the row of any other category. Shares are not-a-number where nothing varies or too
    few events were seen.
    """
    names = [name for name in map(str, twins.columns) if name + TWIN in twins.columns]
    first = twins[names]
    second = twins[[name + TWIN for name in names]].set_axis(names, axis=1)
    rows = []
    levels: dict[str, list[tuple[Floats, Floats]]] = {}
    for name, kind, one, two in paired_measures(first, second):
        rows.append(_row(name, kind, one[:, None], two[:, None]))
        if kind in ("ending", "category"):
            levels.setdefault("ending" if kind == "ending" else name.partition(".")[0], []).append((one, two))
    for name, pairs in levels.items():
        one, two = (np.stack(columns, axis=1) for columns in zip(*pairs, strict=True))
        rows.append(_row(name, "category", one, two))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(name: str, kind: str, first: Floats, second: Floats) -> dict[str, object]:
    known = np.isfinite(first).all(axis=1) & np.isfinite(second).all(axis=1)
    first, second = first[known], second[known]
    share, error = math.nan, math.nan
    if kind in NUMERIC or _events(first, second) >= FEWEST_EVENTS:
        share, error = _twin_correlation(first, second)
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


def _twin_correlation(first: Floats, second: Floats) -> tuple[float, float]:
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
