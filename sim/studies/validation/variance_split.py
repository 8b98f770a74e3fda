"""Where the uncertainty comes from: first-order shares of variance by number and by basis.

Read off an ordinary ensemble (draws against outcomes), so it costs no further run. The estimator bins a
number by its quantiles and compares the spread of the bins' means with what chance alone would give: the
correlation ratio corrected as in epsilon squared (Kelley 1935), 0 on average for a number that does nothing.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import chi2

from sim.analysis.variance import variance_shares
from sim.base.arrays import Floats
from sim.base.outcomes import ENDING_NAMES
from sim.scenario import Scenario
from sim.studies.sensitivity.estimators import explained, slices

BINS = 10
LEVEL = 0.95
"""Share of numbers without influence that stay below the floor."""
FEWEST = 30
"""Endings seen in fewer wars than this, or missing from fewer, say nothing about shares."""
TERRITORY = "territory_change_12m"
BASES = ("measured", "estimated", "judgement")


def first_order(x: Floats, y: Floats, bins: int = BINS) -> Floats:
    """First-order share of each outcome's variance that one number explains.

    Args:
        x: the number's draws, shape (n,).
        y: outcomes, shape (n, m).
        bins: equally filled bins of x.

    Returns:
        Shares of shape (m,), unbiased and so at times a little below 0; NaN where x or y does not vary.
    """
    if np.ptp(x) == 0.0:
        return np.full(y.shape[1], np.nan)
    of_bin = slices(pd.Series(x), bins)
    return np.array([explained(outcome, np.ones(x.size), of_bin) for outcome in y.T])


def floor(n: int) -> float:
    """Share below which a number without influence stays in `LEVEL` of all cases, from n draws."""
    return float((chi2.ppf(LEVEL, BINS - 1) - (BINS - 1)) / n)


def standard_error(n: int, numbers: int) -> float:
    """Of a sum of shares over independent numbers that do nothing."""
    return float(np.sqrt(numbers * 2.0 * (BINS - 1)) / n)


@dataclass(frozen=True)
class VarianceSplit:
    """Shares of variance.

    Attributes:
        outcomes: that vary enough to be split up.
        table: one row a number: path, basis, role, varied, then a share per outcome; the strongest first.
        by_basis: one row an outcome: sums by basis, their error, chance, and what is left to interactions.
        floor: share that a number without influence rarely exceeds.
        n: wars.
    """

    outcomes: tuple[str, ...]
    table: pd.DataFrame
    by_basis: pd.DataFrame
    floor: float
    n: int


def outcomes_of(runs: pd.DataFrame) -> pd.DataFrame:
    """Indicators of the endings seen often enough, and ground gained in twelve months."""
    columns = {name: (runs["ending"].astype(str) == name).astype(float) for name in ENDING_NAMES}
    often = {name: values for name, values in columns.items() if FEWEST <= values.sum() <= len(runs) - FEWEST}
    return pd.DataFrame({**often, TERRITORY: runs[TERRITORY].astype(float)})


def split_variance(runs: pd.DataFrame, twins: pd.DataFrame, scenario: Scenario) -> VarianceSplit:
    """Split the variance of every ending's indicator and of territory over the scenario's numbers.

    Args:
        runs: one row a war, with `draw.<path>` columns.
        twins: outcomes of some of them beside those of the same draws under other dice.
        scenario: whose numbers; those that are drawn, and every other judgement, get a row.
    """
    wanted = outcomes_of(runs)
    y = wanted.to_numpy()
    rows = []
    for path, number in scenario.numbers.items():
        column = f"draw.{path}"
        if column in runs:
            shares = first_order(runs[column].to_numpy(dtype=float), y)
        elif number.basis == "judgement":
            shares = np.full(y.shape[1], np.nan)
        else:
            continue
        row = {"path": path, "basis": number.basis, "role": number.role, "varied": column in runs}
        rows.append(row | dict(zip(wanted.columns, shares, strict=True)))
    table = pd.DataFrame(rows)
    strongest = table[list(wanted.columns)].max(axis=1).fillna(-1.0)
    table = table.iloc[np.argsort(-strongest.to_numpy(), kind="stable")].reset_index(drop=True)
    names = tuple(str(name) for name in wanted.columns)
    by_basis = _by_basis(table, names, twins, len(runs))
    return VarianceSplit(names, table, by_basis, floor=floor(len(runs)), n=len(runs))


def _by_basis(table: pd.DataFrame, outcomes: tuple[str, ...], twins: pd.DataFrame, n: int) -> pd.DataFrame:
    chance = variance_shares(twins).set_index("outcome")["share_chance"]
    rows = []
    varied = table[table["varied"]]
    for name in outcomes:
        sums = {basis: float(varied.loc[varied["basis"] == basis, name].sum()) for basis in BASES}
        luck = float(chance.get(name, np.nan))
        rows.append(
            {
                "outcome": name,
                **sums,
                "standard_error": standard_error(n, len(varied)),
                "chance": luck,
                "interactions": 1.0 - luck - sum(sums.values()),
            }
        )
    return pd.DataFrame(rows)
