"""Whole wars of the baseline, played for five years by the model as it is run, and what is read off them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.base.arrays import DAYS_PER_WEEK, Floats
from sim.base.outcomes import ABSORBING, NUCLEAR_USE
from sim.rules.ladders import Rung
from sim.runs import ensemble
from sim.runs.ensemble import Plan, Played
from sim.scenario import load
from sim.war.randomness import BLOCK

WEEKS = 260
"""Five years, the longest horizon there is."""
FIRST_WEEKS = 5
"""Weeks of the theatre's loss rate: the 32 days of the Ardennes."""
INCIDENT_WEEKS = 52
"""Weeks after an incident with deaths in which it may lead to war."""
OUTCOMES = ("ending", "week_of_ending", "first_deal_week", "talks_weeks")
"""Outcomes that are read off a war."""
CASUALTIES = {"russia": "russian_casualties_week", "ukraine": "ukrainian_casualties_week"}
"""Weekly series of each side's casualties."""
DAILY_LOSS = " daily loss"
"""Ends the name of a column: share of its front force that a side loses a day in the first weeks."""


@dataclass(frozen=True)
class Wars:
    """Whole wars.

    Attributes:
        table: one row a war: `OUTCOMES`, the first week of each kind of event, and each side's daily loss.
        weeks: horizon.
    """

    table: pd.DataFrame
    weeks: int

    @property
    def n(self) -> int:
        """Wars."""
        return len(self.table)

    @property
    def ending(self) -> npt.NDArray[np.str_]:
        """How each war ended."""
        return self.table["ending"].to_numpy(dtype=str)

    def column(self, name: str) -> Floats:
        """Numbers by war; NaN where there is none, or where the event of that name did not happen."""
        return np.asarray(self.table[name] if name in self.table else np.full(self.n, np.nan), dtype=float)

    @property
    def first_end(self) -> Floats:
        """Week in which the war first ended, by a deal or for good; NaN while it goes on or was cut short."""
        for_good = np.isin(self.ending, [ending.name for ending in ABSORBING if ending is not NUCLEAR_USE])
        return np.fmin(self.column("first_deal_week"), np.where(for_good, self.column("week_of_ending"), np.nan))

    @property
    def followed(self) -> Floats:
        """Weeks each war was at risk of ending: to its end, to nuclear use, or to the horizon."""
        cut = np.where(self.ending == NUCLEAR_USE.name, self.column("week_of_ending"), self.weeks)
        return np.fmin(self.first_end, cut)


def play(blocks: int, seed: int, prior: bool, *, weeks: int = WEEKS, settings: tuple[str, ...] = ()) -> Wars:
    """Play whole blocks of wars of the baseline, by default for five years.

    Args:
        blocks: of replications.
        seed: of all dice.
        prior: raw ranges instead of the draws that history left.
        weeks: horizon.
        settings: numbers set by hand, as `path=value`.
    """
    plan = Plan(load("baseline", [f"weeks={weeks}", *settings]), seed, blocks * BLOCK, prior)
    return join([collect(ensemble.play_block(plan, block)) for block in range(blocks)])


def play_incident(seed: int, prior: bool) -> Wars:
    """A year of wars that begin with a NATO-Russia incident open."""
    opened = (f"escalation.rung={Rung.INCIDENT:.0f}",)
    return play(1, seed, prior, weeks=INCIDENT_WEEKS, settings=opened)


def collect(played: Played) -> Wars:
    """What is read off one block."""
    columns = {name: played.runs[name] for name in OUTCOMES}
    columns |= {kind: np.where(weeks >= 0, weeks, np.nan) for kind, weeks in played.events.items()}
    for side, series in CASUALTIES.items():
        daily = played.series[series][:FIRST_WEEKS].mean(axis=0).astype(float) / DAYS_PER_WEEK
        columns[side + DAILY_LOSS] = daily / played.runs[f"draw.{side}.front_force"].astype(float)
    return Wars(pd.DataFrame(columns), weeks=len(next(iter(played.series.values()))))


def join(parts: list[Wars]) -> Wars:
    """Blocks one after the other."""
    return Wars(pd.concat([part.table for part in parts], ignore_index=True), parts[0].weeks)
