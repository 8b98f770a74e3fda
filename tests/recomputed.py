"""Formulas by hand, for tests that compute shown numbers again from the stored rows; nothing of the package is used."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from scipy import stats

Z = stats.norm.ppf(0.975)


def wilson(k: float, n: float) -> tuple[float, float]:
    """Wilson's interval: the shares p at which (p̂ − p)² = z² p (1 − p) / n."""
    share = k / n
    roots = np.roots([1 + Z**2 / n, -(2 * share + Z**2 / n), share**2])
    return float(min(roots.real)), float(max(roots.real))


def agresti_min(up: int, down: int, n: int) -> tuple[float, float]:
    """Interval of a difference of paired shares, half a world added to each of the four cells of the table."""
    more, less, total = up + 0.5, down + 0.5, n + 2
    middle = (more - less) / total
    half = Z * np.sqrt((more + less) / total - middle**2) / np.sqrt(total)
    return max(-1.0, middle - half), min(1.0, middle + half)


def student(values: pd.Series) -> tuple[float, float]:
    """Student's interval of a mean."""
    if values.nunique() == 1:
        return float(values.iloc[0]), float(values.iloc[0])
    low, high = stats.t.interval(0.95, len(values) - 1, loc=values.mean(), scale=stats.sem(values))
    return float(low), float(high)


def median_interval(values: pd.Series) -> tuple[float, float]:
    """Order statistics: the narrowest that hold the median with at least 95 %, by adding up the binomial."""
    ordered, n = sorted(values), len(values)
    depth = max((d for d in range(1, n // 2 + 1) if 2 * sum(stats.binom.pmf(range(d), n, 0.5)) <= 0.05), default=0)
    return (ordered[depth - 1], ordered[n - depth]) if depth else (np.nan, np.nan)


def indicators(runs: pd.DataFrame, endings: tuple[str, ...]) -> pd.DataFrame:
    """One column an ending, 1 where the war ended so."""
    return pd.DataFrame({name: (runs["ending"] == name).astype(float) for name in endings})


def printed(text: str) -> list[float]:
    """The numbers in a text, thousands separators and true minuses read, "<1" as a half and ">99" as 99.5."""
    text = text.replace("<1 ", "0.5 ").replace(">99", "99.5").replace("−", "-").replace(",", "")
    return [float(found) for found in re.findall(r"(?<![\d.])[-+]?\d+(?:\.\d+)?(?:e-?\d+)?", text)]


def close(shown: float, value: float) -> bool:
    """Whether a number printed to three figures is that value."""
    size = abs(value)
    room = 0.5 if size >= 100 else 0.06 if size >= 10 else 0.006
    return bool(abs(shown - value) <= max(room if size >= 0.095 else 0.06 * size, 0.0051 * size) + 1e-12)
