"""A run in a terminal: endings, main outcomes, and how far to trust them."""

import pandas as pd
from rich.table import Column, Table
from rich.text import Text

from sim.analysis.columns import Columns, ending_counts
from sim.analysis.endings import enough
from sim.analysis.intervals import normal_quantile
from sim.analysis.outcome_table import outcome_table
from sim.analysis.scarcity import SCARCE, WHEN, YEAR_ON, scarcity_table
from sim.analysis.tally import ACCURACY
from sim.analysis.variance import variance_shares
from sim.analysis.wording import in_100, quantity, range_100, shares_in_100
from sim.base.outcomes import ENDINGS, OUTCOMES
from sim.base.sides import SIDES
from sim.reports.catastrophes import catastrophes_table
from sim.reports.terminal import Terminal, number_column, plain_table

BAR_LENGTH = 26
"""Characters of a bar that stands for all worlds."""
MAIN_OUTCOMES = (
    "territory_change",
    "territory_change_12m",
    "russian_casualties",
    "ukrainian_casualties",
    "russian_manning",
    "ukrainian_manning",
    "russian_mean_age",
    "ukrainian_mean_age",
    "drones_launched",
    "missiles_launched",
    "aid_delivered",
    "sector_breaks",
    "talks_weeks",
)
"""Shown in a terminal; `outcomes.csv` holds all."""
SPLIT = {"ending": "how the war ends", "territory_change_12m": "ground gained in 12 months"}
"""Outcomes whose spread is split into parameters and chance, in words."""


def print_results(
    out: Terminal, runs: Columns, twins: pd.DataFrame | None = None, trajectories: pd.DataFrame | None = None
) -> None:
    """Print everything that a run says in a terminal."""
    scarcity = [] if trajectories is None else [shortages_table(trajectories)]
    for table in (endings_table(runs), catastrophes_table({"": runs}), outcomes_table(runs), *scarcity):
        if table.row_count:
            out.print(table)
            out.print()
    out.print_sentence(demonstration_line(outcome_table(runs)))
    for line in [*closing_lines(runs, twins), *filter(None, [summed_line(runs)])]:
        out.print_sentence(line)


def endings_table(runs: Columns) -> Table:
    """P(ending) as "27 in 100", which add to 100, its 95 % interval and a bar, in the order of `ENDINGS`."""
    rows = outcome_table(runs).set_index("outcome").to_dict("index")
    bars = Column(no_wrap=True, min_width=BAR_LENGTH)
    table = plain_table("Ending", number_column("Worlds"), number_column("95 % interval"), bars)
    found = [tuple(float(rows[ending.name][column]) for column in ("estimate", "low", "high")) for ending in ENDINGS]
    counts = shares_in_100([share for share, *_ in found])
    for ending, count, (share, low, high) in zip(ENDINGS, counts, found, strict=True):
        table.add_row(ending.title, f"{count} in 100", range_100(low, high), bar(share))
    return table


def demonstration_line(rows: pd.DataFrame) -> str:
    """How often a nuclear weapon was set off as a demonstration, whatever the ending.

    Args:
        rows: table of outcomes.
    """
    row = rows.set_index("outcome").loc[["nuclear_demonstration"], ["estimate", "low", "high"]]
    share, low, high = map(float, row.to_numpy(float)[0])
    return f"A demonstrative nuclear act, whatever the ending: {in_100(share)} wars ({range_100(low, high)})."


def outcomes_table(runs: Columns) -> Table:
    """Median and 80 % band of the main outcomes, with units; those that no world has are left out."""
    rows = outcome_table(runs).query("n > 0").set_index("outcome").to_dict("index")
    numbers = (number_column("Median"), number_column("80 % of worlds"))
    table = plain_table(Column("Outcome", ratio=1), *numbers, Column("Unit", no_wrap=True))
    for outcome in OUTCOMES:
        if outcome.name in MAIN_OUTCOMES and outcome.name in rows:
            row, signed = rows[outcome.name], outcome.name.startswith("territory_")
            ends = (float(row[column]) for column in ("q10", "estimate", "q90"))
            low, median, high = (quantity(end, signed=signed) for end in ends)
            table.add_row(outcome.title, median, f"{low} to {high}", outcome.unit)
    return table


def shortages_table(trajectories: pd.DataFrame) -> Table:
    """What runs short: median and 80 % band at the start, after 12 months and at the horizon, side by side."""
    known = scarcity_table(trajectories).set_index(["series", "when"])
    told = [when for when in WHEN if when in known.index.get_level_values("when")]
    headings = ("After 12 months" if when == YEAR_ON else f"At the {when}" for when in told)
    cells = (Column(heading, justify="right") for heading in headings)
    table = plain_table(Column("What runs short", min_width=17), *cells)
    for side in SIDES:
        stored = [scarce for scarce in SCARCE if scarce.series(side) in known.index]
        if stored:
            table.add_row(Text(side.title, style="bold"))
        for scarce in stored:
            bands = (known.loc[(scarce.series(side), when), ["q50", "q10", "q90"]].astype(float) for when in told)
            table.add_row(scarce.label, *(_band(*band, unit=scarce.unit) for band in bands))
    return table


def _band(median: float, low: float, high: float, *, unit: str) -> str:
    """A median and its band, shares in 100."""
    middle, *ends = (f"{100.0 * value:.0f}" if unit == "%" else quantity(value) for value in (median, low, high))
    return f"{middle} ({'–'.join(ends)})"


def closing_lines(runs: Columns, twins: pd.DataFrame | None = None) -> list[str]:
    """Whether n is enough, and how much of the spread is parameters and how much chance."""
    lines = [enough(runs).sentence]
    if twins is None or twins.empty:
        return lines
    shares = variance_shares(twins).dropna(subset=["share_parameters"]).set_index("outcome").to_dict("index")
    parts = []
    for name, words in SPLIT.items():
        if name in shares:
            share, error = (100 * float(shares[name][c]) for c in ("share_parameters", "standard_error"))
            spread = f"±{normal_quantile() * error:.0f}"
            parts.append(f"{words}: {share:.0f} % parameters, {100 - round(share)} % chance ({spread})")
    if parts:
        return [*lines, f"Where the spread comes from: {'; '.join(parts)}."]
    return [*lines, "Where the spread comes from cannot be told: too few worlds, or all alike."]


def summed_line(runs: Columns) -> str:
    """What is known of all wars where there are rows of the first alone; empty where there are rows of all."""
    wars, rows = sum(ending_counts(runs).values()), len(runs)
    if wars == rows:
        return ""
    return (
        f"Counts and means of {wars:,} wars are exact, and quantiles within 1 part in {1 / ACCURACY:,.0f} of their value;"
        f" rows, draws and bands over time are of the first {rows:,} wars."
    )


def bar(share: float) -> str:
    """A share as a bar; an ending that happened at all is never without a mark."""
    length = round(share * BAR_LENGTH)
    return "█" * length if length or share <= 0.0 else "▏"
