"""Whole wars of the baseline, played for five years by the model as it is run, and what is read off them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.base.arrays import Bools, Floats
from sim.base.outcomes import ABSORBING, NUCLEAR_USE
from sim.rules import escalation
from sim.runs import blocks, ensemble
from sim.runs.ensemble import Plan
from sim.scenario import load
from sim.war.randomness import BLOCK

WEEKS = 260
"""Five years, the longest horizon there is."""
FIRST_WEEKS = 5
"""Weeks of the theatre's loss rate: the 32 days of the Ardennes."""
INCIDENT_WEEKS = 52
"""Weeks after an incident with deaths in which it may lead to war."""


@dataclass(frozen=True)
class Wars:
    """Whole wars. Arrays of shape (n,) unless said otherwise."""

    ending: npt.NDArray[np.str_]
    week_of_ending: Floats
    first_deal_week: Floats
    """NaN where there was none."""
    talks: Bools
    """Any weeks of talks."""
    gained: Floats
    """Russia's net gain at the end [km2]."""
    events: Mapping[str, Floats]
    """First week of each kind of event, NaN where it did not happen."""
    daily_loss: Mapping[str, Floats]
    """Share of its front force a side loses a day in the first weeks."""
    weeks: int

    @property
    def n(self) -> int:
        """Wars."""
        return self.ending.size

    def when(self, event: str) -> Floats:
        """First week of an event; NaN where it did not happen."""
        return self.events.get(event, np.full(self.n, np.nan))

    @property
    def first_end(self) -> Floats:
        """Week in which the war first ended, by a deal or for good; NaN while it goes on or was cut short."""
        for_good = np.isin(self.ending, [ending.name for ending in ABSORBING if ending is not NUCLEAR_USE])
        good = np.where(for_good, self.week_of_ending, np.nan)
        return np.fmin(self.first_deal_week, good)

    @property
    def followed(self) -> Floats:
        """Weeks each war was at risk of ending: to its end, to nuclear use, or to the horizon."""
        cut = np.where(self.ending == NUCLEAR_USE.name, self.week_of_ending, self.weeks)
        return np.fmin(np.where(np.isnan(self.first_end), self.weeks, self.first_end), cut)


def play(blocks: int, seed: int, prior: bool, weeks: int = WEEKS, settings: tuple[str, ...] = ()) -> Wars:
    """Play whole blocks of wars of the baseline, by default for five years.

    Args:
        blocks: of replications.
        seed: of all dice.
        prior: raw ranges instead of the draws that history left.
        weeks: horizon.
        settings: numbers set by hand, as `path=value`.
    """
    plan = Plan(load("baseline", [f"weeks={weeks}", *settings]), seed, blocks * BLOCK, prior)
    return join([collect(ensemble.play(plan, block)) for block in range(blocks)])


def play_incident(seed: int, prior: bool) -> Wars:
    """A year of wars that begin with a NATO-Russia incident open."""
    return play(1, seed, prior, INCIDENT_WEEKS, (f"escalation.rung={escalation.INCIDENT}",))


def collect(played: blocks.Played) -> Wars:
    """What is read off one block."""
    runs = played.runs
    weekly = {"russia": "russian_casualties_week", "ukraine": "ukrainian_casualties_week"}
    return Wars(
        runs["ending"].astype(str),
        runs["week_of_ending"].astype(float),
        runs["first_deal_week"].astype(float),
        runs["talks_weeks"].astype(float) > 0,
        runs["territory_change"].astype(float),
        {kind: np.where(weeks >= 0, weeks, np.nan) for kind, weeks in played.events.items()},
        {
            side: played.series[name][:FIRST_WEEKS].mean(axis=0).astype(float)
            / 7.0
            / runs[f"draw.{side}.front_force"].astype(float)
            for side, name in weekly.items()
        },
        next(iter(played.series.values())).shape[0],
    )


def join(parts: list[Wars]) -> Wars:
    """Blocks side by side."""
    kinds = sorted({kind for part in parts for kind in part.events})
    return Wars(
        np.concatenate([part.ending for part in parts]),
        np.concatenate([part.week_of_ending for part in parts]),
        np.concatenate([part.first_deal_week for part in parts]),
        np.concatenate([part.talks for part in parts]),
        np.concatenate([part.gained for part in parts]),
        {kind: np.concatenate([part.when(kind) for part in parts]) for kind in kinds},
        {side: np.concatenate([part.daily_loss[side] for part in parts]) for side in parts[0].daily_loss},
        parts[0].weeks,
    )
