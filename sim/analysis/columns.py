"""Reading a column of runs as numbers, whatever it was stored as."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.arrays import Floats
from sim.outcomes import ENDINGS, OUTCOMES


def numbers(column: pd.Series) -> Floats:
    """The column as floats; flags become 0 and 1, what is missing becomes not-a-number."""
    if column.dtype == object:  # flags with gaps come back from a file as objects
        column = column.astype("Float64")
    return np.asarray(pd.to_numeric(column).to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def labels(column: pd.Series) -> NDArray[np.str_]:
    """The column as text (categories lose their dtype, so that comparing never depends on it)."""
    return np.asarray(column.astype(str).to_numpy(), dtype=np.str_)


def ending_counts(runs: pd.DataFrame) -> dict[str, int]:
    """How many replications had each ending, in display order, zeros included."""
    found = labels(runs["ending"])
    return {ending.name: int(np.count_nonzero(found == ending.name)) for ending in ENDINGS}


def measures(runs: pd.DataFrame) -> Iterator[tuple[str, str, Floats]]:
    """Every outcome present as (name, kind, one float a replication): endings and categories as indicators.

    An indicator of a category is named `<outcome>.<category>`; an ending keeps its own name.
    """
    found = labels(runs["ending"])
    for ending in ENDINGS:
        yield ending.name, "ending", (found == ending.name).astype(np.float64)
    for outcome in OUTCOMES:
        if outcome.name not in runs.columns or outcome.name == "ending":
            continue
        if outcome.kind != "category":
            yield outcome.name, outcome.kind, numbers(runs[outcome.name])
            continue
        values = labels(runs[outcome.name])
        for value in np.unique(values).tolist():
            yield f"{outcome.name}.{value}", "category", (values == value).astype(np.float64)
