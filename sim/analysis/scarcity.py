"""scarcity.csv: what can run short for either side at the start of a run, after a year and at its horizon."""

from dataclasses import dataclass

import pandas as pd

from sim.base.outcomes import YEAR
from sim.base.series import SERIES
from sim.base.sides import SIDES, Side

WHEN = START, YEAR_ON, HORIZON = ("start", "12 months", "horizon")
COLUMNS = ("side", "series", "unit", "when", "week", "date", "q10", "q50", "q90", "n")


@dataclass(frozen=True)
class Scarce:
    """Something that can run short.

    Attributes:
        key: of its series, behind the side's prefix.
        title: in a table.
        unit: in pictures and tables; a share is shown in 100, none where things are counted.
    """

    key: str
    title: str
    unit: str

    @property
    def label(self) -> str:
        """Title and unit."""
        return f"{self.title} [{self.unit}]" if self.unit else self.title

    def series(self, side: Side) -> str:
        """Name of its series for a side."""
        return f"{side.prefix}_{self.key}"


SCARCE = (
    Scarce("shells_cover", "Shells", "weeks"),
    Scarce("infantry_fill", "Infantry", "%"),
    Scarce("interceptors", "Interceptors", ""),
    Scarce("ballistic_interceptors", "Top interceptors", ""),
    Scarce("armour", "Armour", "vehicles"),
    Scarce("funded", "Money paid", "%"),
    Scarce("reserve", "Fund", "months"),
    Scarce("energy_out", "Energy lost", "%"),
)
"""In the order of tables and pictures; the last is scarce where it is high, all others where they are low."""


def scarcity_table(trajectories: pd.DataFrame) -> pd.DataFrame:
    """Median and 80 % band of what can run short: after the first week, after 12 months, after the last week.

    Twelve months are left out of a run that does not go on after them; series that were not stored have no rows.
    """
    weekly = trajectories[trajectories["frequency"] == "weekly"]
    units = {series.name: series.unit for series in SERIES}
    rows = []
    for side in SIDES:
        for name in (scarce.series(side) for scarce in SCARCE):
            own = weekly[weekly["series"] == name].sort_values("week")
            for when, row in _moments(own).items():
                told = {"side": side.name, "series": name, "unit": units[name], "when": when}
                rows.append(told | {column: row[column] for column in COLUMNS[4:]})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _moments(rows: pd.DataFrame) -> dict[str, "pd.Series[float]"]:
    """The first week, that after a year, and the last, of one series."""
    if rows.empty:
        return {}
    found = {START: rows.iloc[0]}
    if len(rows) > YEAR:
        found[YEAR_ON] = rows.iloc[YEAR - 1]
    return found | {HORIZON: rows.iloc[-1]}
