"""The forecast of a scenario: worlds weighed by the present, bands month by month, and whether the war is over by then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sim.base.arrays import WEEKS_PER_MONTH, Floats
from sim.base.errors import SimError
from sim.runs.ensemble import Plan
from sim.runs.workers import Place
from sim.studies.forecast.playing import play_all
from sim.studies.forecast.present import Present, assimilate
from sim.studies.forecast.series import FOUGHT, known_before
from sim.studies.validation.findings import bands as bands_of_history
from sim.studies.validation.record import Record

QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
ENDED = {12: "T19a", 24: "T19b"}
"""Months, and the band of validation that says how often wars that had lasted as long were over by then."""
RECENT = 3
"""Months whose mean the first month's middle half should hold."""


@dataclass(frozen=True)
class Outlook:
    """A forecast.

    Attributes:
        plan: what was played.
        present: the worlds as the record weighs them.
        months: first days of the months that are forecast.
        bands: draws by series, arrays of shape (months, draws).
    """

    plan: Plan
    present: Present
    months: tuple[date, ...]
    bands: dict[str, Floats]

    def table(self) -> pd.DataFrame:
        """Quantiles by series and month ahead, of the series that the record has."""
        rows = []
        for name in self.recorded:
            for ahead, month in enumerate(self.months, start=1):
                drawn = self.bands[name][ahead - 1]
                drawn = drawn[np.isfinite(drawn)]
                if drawn.size:
                    found = np.quantile(drawn, QUANTILES)
                    named = {f"q{100 * q:g}": float(value) for q, value in zip(QUANTILES, found, strict=True)}
                    rows.append({"series": name, "month": month, "ahead": ahead, **named})
        return pd.DataFrame(rows)

    @property
    def recorded(self) -> tuple[str, ...]:
        """Series of the model that the record has."""
        return tuple(name for name in self.bands if name in self.present.known)

    def first_month(self) -> pd.DataFrame:
        """For each series with its last three months on record: whether the first month's middle half holds their mean."""
        rows = []
        for name in self.present.errors:
            recent = self.present.known.before(name, self.present.day)[-RECENT:]
            if recent.size == RECENT:
                low, middle, high = np.nanquantile(self.bands[name][0], [0.25, 0.5, 0.75])
                mean = float(recent.mean())
                rows.append({"series": name, "record": mean, "low": low, "median": middle, "high": high})
        table = pd.DataFrame(rows)
        return table.assign(held=table["record"].between(table["low"], table["high"]))

    def over(self) -> pd.DataFrame:
        """P(the war is over within some months), beside wars that had lasted as long; horizons that were played."""
        rows = []
        for months, band in ENDED.items():
            weeks = months * WEEKS_PER_MONTH
            if weeks <= self.plan.scenario.weeks + 1:
                ended = self.present.worlds.over(weeks)
                p = float(self.present.weight @ ended)
                error = float(np.sqrt(self.present.weight**2 @ (ended - p) ** 2))
                known = bands_of_history()[band]
                history = {"history": known.central, "history_low": known.low, "history_high": known.high}
                rows.append({"months": months, "p": p, "error": error, "plain": float(ended.mean()), **history})
        return pd.DataFrame(rows)


def forecast(plan: Plan, record: Record, place: Place, done: Callable[[int], None] = lambda _wars: None) -> Outlook:
    """Forecast a scenario from the day it stands on.

    Args:
        plan: its worlds, of raw draws.
        record: what came before; nothing from the scenario's month on is looked at.
        place: where they are played.
        done: told the number of wars that have just been played.

    Raises:
        SimError: no month is played whole, or the record does not reach the half year before.
    """
    scenario = plan.scenario
    day = scenario.as_of.replace(day=1)
    known = known_before(record, day)
    if not known.before(FOUGHT, day).size:
        raise SimError(
            f"{scenario.name}: found no month of {FOUGHT} in the record before {day:%B %Y}, expected some to start from"
        )
    (worlds,) = play_all([plan], place, done)
    if not worlds.months:
        raise SimError(f"{scenario.name}: found {scenario.weeks} weeks, expected a whole month or more to forecast")
    months = worlds.months[worlds.first(day) :]
    present = assimilate(worlds, day, known, horizon=len(months), seed=plan.seed)
    return Outlook(plan, present, months, present.bands(len(months)))
