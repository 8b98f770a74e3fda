"""Reading a column of runs as numbers or words, whatever it was stored as and wherever it is."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.base.arrays import Bools, Floats
from sim.base.outcomes import CATASTROPHES, ENDING_NAMES, ENDINGS, OUTCOMES


class Columns(Protocol):
    """Rows of which one column is asked for at a time: a data frame, or a file that is larger than memory."""

    @property
    def columns(self) -> Container[Any]:
        """Names of the columns."""
        ...

    def __getitem__(self, name: str, /) -> pd.Series:
        """One column."""
        ...

    def __len__(self) -> int:
        """Rows."""
        ...


@dataclass(frozen=True)
class Summed:
    """Rows of wars, and what they come to; there can be more wars than rows.

    Attributes:
        rows: of all wars or of the first.
        outcomes: table of outcomes of all.
    """

    rows: Columns
    outcomes: pd.DataFrame

    @property
    def columns(self) -> Container[Any]:
        """Names of the columns."""
        return self.rows.columns

    def __getitem__(self, name: str) -> pd.Series:
        """One column."""
        return self.rows[name]

    def __len__(self) -> int:
        """Rows."""
        return len(self.rows)


def numbers(column: pd.Series) -> Floats:
    """The column as floats; flags become 0 and 1, what is missing becomes not-a-number."""
    if column.dtype == object:  # flags with gaps come back from a file as objects
        column = column.astype("Float64")
    return np.asarray(pd.to_numeric(column).to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def labels(column: pd.Series) -> NDArray[np.str_]:
    """The column as text (categories lose their dtype, so that comparing never depends on it)."""
    return np.asarray(column.astype(str).to_numpy(), dtype=np.str_)


def reads(column: pd.Series, label: str) -> Bools:
    """In which rows a column of text or categories holds this word."""
    return np.asarray(column == label, dtype=bool)


def column_of(outcome: str) -> str:
    """The column of runs in which an outcome, or an ending, is found."""
    return "ending" if outcome in ENDING_NAMES else outcome


def values_of(column: pd.Series, outcome: str) -> Floats:
    """An outcome's values, or 1 where a war has the ending, from its column."""
    return reads(column, outcome).astype(np.float64) if outcome in ENDING_NAMES else numbers(column)


def equal_groups(values: Floats, n_groups: int) -> tuple[Floats, NDArray[np.int64]]:
    """Cut numbers that vary into groups of about equal size.

    Returns:
        The edges, and the group of each number; group i lies from edge i to edge i + 1. Repeated numbers can
        leave fewer groups than asked for, and a group between two edges empty.
    """
    edges = np.unique(np.quantile(values, np.linspace(0.0, 1.0, n_groups + 1)))
    return edges, np.clip(np.searchsorted(edges, values, side="right") - 1, 0, edges.size - 2)


def ending_counts(runs: Columns) -> dict[str, int]:
    """How many replications had each ending, in display order, zeros included."""
    if isinstance(runs, Summed):
        endings = runs.outcomes.query("kind == 'ending'")
        return dict(zip(endings["outcome"], endings["k"].astype(int).tolist(), strict=True))
    found = runs["ending"]
    return {ending.name: int(np.count_nonzero(reads(found, ending.name))) for ending in ENDINGS}


def measures(runs: Columns) -> Iterator[tuple[str, str, Floats]]:
    """Every outcome present as (name, kind, one float a replication): endings and categories as indicators.

    An indicator of a category is named `<outcome>.<category>`; an ending keeps its own name. What a war adds to the
    prior of a catastrophe is of kind `increment`.
    """
    found = runs["ending"]
    for ending in ENDINGS:
        yield ending.name, "ending", reads(found, ending.name).astype(np.float64)
    for outcome in OUTCOMES:
        if outcome.name not in runs.columns or outcome.name == "ending":
            continue
        if outcome.kind != "category":
            yield outcome.name, outcome.kind, numbers(runs[outcome.name])
            continue
        values = runs[outcome.name]
        for value in sorted(map(str, values.unique())):
            yield f"{outcome.name}.{value}", "category", reads(values, value).astype(np.float64)
    for each in CATASTROPHES:
        if each.risk in runs.columns and each.prior in runs.columns:
            yield each.increment, "increment", numbers(runs[each.risk]) - numbers(runs[each.prior])


NUMERIC = ("number", "increment")
"""Kinds of measures that take any value; all others are 0 or 1 a war."""


def paired_measures(a: Columns, b: Columns) -> Iterator[tuple[str, str, Floats, Floats]]:
    """Every outcome of two tables of as many rows, side by side as (name, kind, values, values).

    A category value that only one side knows is on the other one that never happens.
    """
    of_a, of_b = ({name: (kind, values) for name, kind, values in measures(runs)} for runs in (a, b))
    for name, (kind, _) in (of_a | of_b).items():
        if kind == "category" or (name in of_a and name in of_b):
            never = kind, np.zeros(len(a))
            yield name, kind, of_a.get(name, never)[1], of_b.get(name, never)[1]
