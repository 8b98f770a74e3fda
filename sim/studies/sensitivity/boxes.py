"""Boxes: ranges of a few parameters within which an outcome is common, found by PRIM or CART."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from warnings import catch_warnings, simplefilter

import numpy as np
import pandas as pd
from scipy.special import bdtrc

from sim.base.arrays import Bools
from sim.base.errors import SimError


@dataclass(frozen=True)
class Limit:
    """What a box asks of one parameter.

    Attributes:
        path: the parameter.
        low: smallest value; minus infinity where there is none.
        high: largest value; infinity where there is none.
        words: options allowed, for a choice.
        quasi_p: chance of so dense a box if this limit did nothing.
    """

    path: str
    low: float = -math.inf
    high: float = math.inf
    words: tuple[str, ...] = ()
    quasi_p: float = math.nan

    def holds(self, x: pd.DataFrame) -> Bools:
        """Rows that meet it."""
        column = x[self.path]
        if self.words:
            return np.asarray(column.isin(self.words))
        values = column.to_numpy(dtype=np.float64)
        return np.asarray((values >= self.low) & (values <= self.high))


@dataclass(frozen=True)
class Box:
    """Limits, and what is found inside.

    Attributes:
        limits: at least one.
        coverage: share of all worlds of interest that lie inside.
        density: share of the worlds inside that are of interest.
        mass: share of all worlds that lie inside.
        n: worlds inside.
    """

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    mass: float
    n: int


def box(limits: Sequence[Limit], x: pd.DataFrame, interest: Bools, world: np.ndarray | None = None) -> Box:
    """A box with its figures, counted afresh on a table, and each limit's quasi-p (Bryant and Lempert 2010).

    Rows that share a world are not independent, so quasi-p counts worlds and not rows.

    Args:
        limits: of the box.
        x: parameters by row.
        interest: rows of interest.
        world: which world each row is; by default each is its own.
    """
    each = [limit.holds(x) for limit in limits]
    inside = np.all(each, axis=0) if each else np.ones(len(x), dtype=bool)
    n, hits = int(inside.sum()), int(interest[inside].sum())
    judged = []
    for place, limit in enumerate(limits):
        without = (
            np.all([rows for other, rows in enumerate(each) if other != place], axis=0)
            if len(each) > 1
            else None
        )
        wider = interest if without is None else interest[without]
        share = float(wider.mean()) if wider.size else math.nan
        count = n if world is None else np.unique(world[inside]).size
        found = round(hits / n * count) if n else 0
        p = float(bdtrc(found - 1, count, share)) if found > 0 else 1.0
        judged.append(Limit(limit.path, limit.low, limit.high, limit.words, p))
    return Box(tuple(judged), hits / max(int(interest.sum()), 1), hits / max(n, 1), n / max(len(x), 1), n)


def prim(x: pd.DataFrame, interest: Bools, mass_min: float, peel: float) -> list[list[Limit]]:
    """PRIM's peeling trajectory (Friedman and Fisher 1999), from the whole space to its densest box."""
    with _quiet():
        from ema_workbench.analysis.prim import Prim  # noqa: PLC0415  # an extra, and slow to import

        found = Prim(_plain(x), interest, threshold=0.0, peel_alpha=peel, mass_min=mass_min).find_box()
    return [] if found is None else [_limits(limits, x) for limits in found.box_lims]


def cart(x: pd.DataFrame, interest: Bools, mass_min: float) -> list[list[Limit]]:
    """Leaves of a classification tree (Breiman 1984)."""
    with _quiet():
        from ema_workbench.analysis.cart import CART  # noqa: PLC0415  # an extra, and slow to import

        grown = CART(_plain(x), interest, mass_min=mass_min)
        grown.build_tree()
        boxes = grown.boxes
    return [_limits(limits, x) for limits in boxes]


def _limits(limits: pd.DataFrame, x: pd.DataFrame) -> list[Limit]:
    """What of a workbench box is narrower than the data."""
    found = []
    for path in (str(name) for name in x.columns):
        if not pd.api.types.is_numeric_dtype(x[path]):
            words = {str(word) for word in limits[path].iloc[0]}
            if words < set(x[path].astype(str)):
                found.append(Limit(path, words=tuple(sorted(words))))
            continue
        low, high = float(limits[path].iloc[0]), float(limits[path].iloc[1])
        values = x[path].to_numpy(dtype=np.float64)
        low, high = (low if low > values.min() else -math.inf), (high if high < values.max() else math.inf)
        if math.isfinite(low) or math.isfinite(high):
            found.append(Limit(path, low, high))
    return found


def _plain(x: pd.DataFrame) -> pd.DataFrame:
    """Columns in the two types that the workbench tells apart."""
    columns: Mapping[str, Any] = {
        str(name): x[name].astype(np.float64)
        if pd.api.types.is_numeric_dtype(x[name])
        else pd.Categorical(x[name].astype(object))
        for name in x.columns
    }
    return pd.DataFrame(columns)


@contextmanager
def _quiet() -> Iterator[None]:
    """The workbench warns of every optional package that is not there and of its own use of pandas."""
    try:
        with catch_warnings():
            simplefilter("ignore")
            yield
    except ImportError:
        raise SimError(
            "sim discover needs the EMA Workbench; install it with: pip install 'sim[study]'"
        ) from None
