"""The series of the record that are forecast: in which scale they err, and what the model is granted in each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.base.arrays import Floats
from sim.studies.forecast.rates import log_odds
from sim.studies.validation.record import Figure, Record

AREA = 50.0
"""Area below which changes of ground count in km2, and above which by their ratio [km2/month]."""
OCCUPIED = "territory_occupied_since_feb2022_deepstate"
GROUND = "territory_net_change"
FOUGHT = "rus_casualties_month"
"""Zero where no war is fought in a month."""
SECTORS = "sector_occupied_"


@dataclass(frozen=True)
class Scale:
    """A scale in which errors of a series are alike at all levels.

    Attributes:
        there: from the series' unit.
        back: to it.
        steepness: change in the scale by a change in the unit, at a level.
    """

    there: Callable[[Floats], Floats]
    back: Callable[[Floats], Floats]
    steepness: Callable[[float], float]


def logarithm(floor: float) -> Scale:
    """Ratios; values below the floor count as it."""
    return Scale(lambda x: np.log(np.maximum(x, floor)), np.exp, lambda level: 1.0 / max(level, floor))


GROUND_SCALE = Scale(
    lambda x: np.arcsinh(x / AREA), lambda z: AREA * np.sinh(z), lambda level: 1.0 / float(np.hypot(AREA, level))
)
ODDS = Scale(log_odds, lambda z: 1.0 / (1.0 + np.exp(-z)), lambda level: 1.0 / max(level * (1.0 - level), 0.02))
PLAIN = Scale(lambda x: x, lambda z: z, lambda _level: 1.0)
COUNT, SMALL = logarithm(1.0), logarithm(1e-3)


@dataclass(frozen=True)
class Series:
    """A series that is forecast.

    Attributes:
        scale: in which it errs.
        share: standard deviation granted to the model for what it leaves out, as a share of the figure; judgement.
        least: the least of it, in the unit of the series.
        group: in which it is scored; none for what has too few figures.
    """

    scale: Scale
    share: float
    least: float = 0.0
    group: str = ""

    @property
    def plain_or_ratio(self) -> Scale:
        """Scale of the references: ground in km2, as a walk in its own scale would run away; all else in its own."""
        return PLAIN if self.scale is GROUND_SCALE else self.scale

    def granted(self, level: float) -> float:
        """Standard deviation of the model's persistent error at a level, in the scale."""
        return max(self.least, self.share * abs(level)) * self.scale.steepness(level)


SERIES = {
    GROUND: Series(GROUND_SCALE, 0.2, 50.0, "territory"),
    "rus_casualties_month": Series(COUNT, 0.15, group="losses of Russia"),
    "ukr_casualties_month": Series(COUNT, 0.15, group="losses of Ukraine"),
    "drones_shahed_launched_month": Series(COUNT, 0.2, group="launches"),
    "missiles_launched_month": Series(COUNT, 0.25, group="launches"),
    "drones_shahed_shotdown_share": Series(ODDS, 0.05, 0.05, "interception"),
    "missiles_intercepted_share": Series(ODDS, 0.1, 0.05, "interception"),
    "missiles_leaked_month": Series(COUNT, 0.35),
    "rus_shells_per_day": Series(COUNT, 0.2),
    "ukr_shells_per_day": Series(COUNT, 0.3),
    "rus_tanks_lost_month": Series(COUNT, 0.3),
    "rus_tanks_refitted_month": Series(COUNT, 0.2),
    "rus_glide_bombs_month": Series(COUNT, 0.35),
    "ukr_tactical_drones_month": Series(COUNT, 0.35),
    "rus_force_in_theatre": Series(COUNT, 0.1),
    "ukr_energy_out_share": Series(SMALL, 0.2, 0.1),
    "rus_reserve_months": Series(SMALL, 0.2),
}
"""Series whose last months are assimilated. What is granted is that of the matching of draws (`tools.matching`); shares shot
down err by a twentieth and a tenth of themselves."""
SCORED = tuple(name for name, series in SERIES.items() if series.group)
GROUPS = tuple(dict.fromkeys(SERIES[name].group for name in SCORED))


def known_before(record: Record, day: date) -> Record:
    """The record as far as its months had ended before a day."""
    first = day.replace(day=1)
    kept: dict[str, dict[date, Figure]] = {}
    for name, figures in record.items():
        kept[name] = {month: figure for month, figure in figures.items() if month < first}
    return Record({name: figures for name, figures in kept.items() if figures})
