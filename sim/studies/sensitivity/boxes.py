"""Boxes: ranges of a few parameters within which an outcome is common, found by PRIM or CART."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from warnings import catch_warnings, simplefilter

import numpy as np
import pandas as pd
from scipy.special import bdtrc

from sim.analysis.wording import parameter, quantity
from sim.base.arrays import Bools
from sim.base.extras import missing


@dataclass(frozen=True)
class Limit:
    """The limit that a box sets to one parameter.

    Attributes:
        path: the parameter.
        low: smallest value; minus infinity where there is none.
        high: largest value; infinity where there is none.
        options: those allowed, for a choice.
        quasi_p: chance of so dense a box if this limit did nothing.
    """

    path: str
    low: float = -math.inf
    high: float = math.inf
    options: tuple[str, ...] = ()
    quasi_p: float = math.nan

    def holds(self, x: pd.DataFrame) -> Bools:
        """Rows that meet it."""
        column = x[self.path]
        if self.options:
            return np.asarray(column.isin(self.options))
        values = column.to_numpy(dtype=np.float64)
        return np.asarray((values >= self.low) & (values <= self.high))

    @property
    def words(self) -> str:
        """The limit as a reader says it."""
        return self.of(parameter(self.path))

    @property
    def rule(self) -> str:
        """The limit by the parameter's path, as a table keeps it."""
        return self.of(self.path)

    def of(self, name: str) -> str:
        """The limit of a parameter by a name."""
        if self.options:
            return f"{name} is {' or '.join(self.options)}"
        if math.isinf(self.low):
            return f"{name} ≤ {quantity(self.high)}"
        if math.isinf(self.high):
            return f"{name} ≥ {quantity(self.low)}"
        return f"{name} is {quantity(self.low)} to {quantity(self.high)}"


@dataclass(frozen=True)
class Box:
    """Limits, and what is found inside.

    Attributes:
        limits: of the box; none of the whole space.
        coverage: share of all rows of interest that lie inside.
        density: share of the rows inside that are of interest.
        mass: share of all rows that lie inside.
        n: rows inside.
    """

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    mass: float
    n: int

    @property
    def words(self) -> str:
        """All limits as a reader says them."""
        return " and ".join(limit.words for limit in self.limits)

    @property
    def rules(self) -> str:
        """All limits by paths."""
        return " and ".join(limit.rule for limit in self.limits)


def box(limits: Sequence[Limit], x: pd.DataFrame, interest: Bools, world: np.ndarray | None = None) -> Box:
    """A box with its figures, counted afresh on a table, and each limit's quasi-p (Bryant and Lempert 2010).

    Rows that share a world are not independent, so quasi-p counts worlds and not rows.

    Args:
        limits: of the box.
        x: parameters by row.
        interest: rows of interest.
        world: which world each row is; by default each is its own.
    """
    met = [np.ones(len(x), dtype=bool), *(limit.holds(x) for limit in limits)]
    inside = np.all(met, axis=0)
    n, hits = int(inside.sum()), int(interest[inside].sum())
    count = n if world is None else np.unique(world[inside]).size
    found = round(hits / n * count) if n else 0
    judged = []
    for place, limit in enumerate(limits, start=1):
        wider = interest[np.all(met[:place] + met[place + 1 :], axis=0)]
        share = float(wider.mean()) if wider.size else math.nan
        judged.append(replace(limit, quasi_p=float(bdtrc(found - 1, count, share)) if found > 0 else 1.0))
    return Box(
        limits=tuple(judged),
        coverage=hits / max(int(interest.sum()), 1),
        density=hits / max(n, 1),
        mass=n / max(len(x), 1),
        n=n,
    )


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
    """The limits of a workbench box that are narrower than the data."""
    found = []
    for path in map(str, x.columns):
        if not pd.api.types.is_numeric_dtype(x[path]):
            options = {str(word) for word in limits[path].iloc[0]}
            if options < set(x[path].astype(str)):
                found.append(Limit(path, options=tuple(sorted(options))))
            continue
        low, high = (float(end) for end in limits[path].iloc[:2])
        low = low if low > float(x[path].min()) else -math.inf
        high = high if high < float(x[path].max()) else math.inf
        if math.isfinite(low) or math.isfinite(high):
            found.append(Limit(path, low, high))
    return found


def _plain(x: pd.DataFrame) -> pd.DataFrame:
    """Columns in the two types that the workbench tells apart."""
    words = [name for name in x.columns if not pd.api.types.is_numeric_dtype(x[name])]
    kinds = {name: "category" if name in words else "float64" for name in x.columns}
    return x.astype(dict.fromkeys(words, object)).astype(kinds)


@contextmanager
def _quiet() -> Iterator[None]:
    """The workbench warns of every optional package that is not there and of its own use of pandas."""
    try:
        with catch_warnings():
            simplefilter("ignore")
            yield
    except ImportError:
        raise missing("sim discover needs the EMA Workbench and scikit-learn", "study") from None
