"""The luck of a sector-week, as the months of a war tell it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sim.base.arrays import WEEKS_PER_MONTH
from sim.scenario import load
from sim.studies.forecast.blind import months_later
from sim.studies.validation.record import Figure, Record, shipped
from tools.luck import BUSY, LOSSES, NOISE, OWN, PERSISTENCE, luck

DAY = date(2024, 6, 1)
Q = (0.05, 0.5, 0.95)


def record(luck_of_a_week: float, seed: int, months: int = 18) -> Record:
    """Losses of both sides whose level wanders and whose luck is known."""
    dice, weeks = np.random.default_rng(seed), round(months * WEEKS_PER_MONTH)
    series = {}
    for name in LOSSES:
        lucky = np.zeros(weeks)
        lucky[0] = dice.standard_normal()
        for week in range(1, weeks):
            lucky[week] = 0.85 * lucky[week - 1] + np.sqrt(1.0 - 0.85**2) * dice.standard_normal()
        by_month = [part.mean() for part in np.array_split(lucky * luck_of_a_week / np.sqrt(BUSY), months)]
        level = np.cumsum(0.1 * dice.standard_normal(months)) + OWN * dice.standard_normal(months)
        values = 1e4 * np.exp(level + by_month)
        days = [months_later(DAY, k - months) for k in range(months)]
        series[name] = {day: Figure(day, v, v, v) for day, v in zip(days, values.tolist(), strict=True)}
    return Record(series)


@pytest.mark.parametrize("truth", [0.3, 0.9])
def test_luck_is_found_again(truth: float) -> None:
    """In nine of ten records, within what sixty of them can tell."""
    found = np.array([luck(record(truth, seed), DAY, 0.85, Q) for seed in range(60)])
    held = ((found[:, 0] <= truth) & (truth <= found[:, 2])).mean()
    assert held > 0.9 - 4.0 * np.sqrt(0.9 * 0.1 / 60)
    assert np.median(found[:, 1]) == pytest.approx(truth, rel=0.35)


def test_without_months_the_prior_stands_and_later_ones_are_unread() -> None:
    low, middle, high = luck(Record({}), DAY, 0.85, Q)
    assert middle == pytest.approx(0.4, rel=0.1)
    assert np.log(high / low) == pytest.approx(2.0 * 1.645 * 0.6, rel=0.1)
    known = {name: {day: f for day, f in shipped()[name].items() if day < date(2023, 6, 1)} for name in LOSSES}
    assert luck(shipped(), date(2023, 6, 1), 0.85, Q) == luck(Record(known), date(2023, 6, 1), 0.85, Q)


def test_the_shipped_number_is_what_the_record_says() -> None:
    number = load("baseline").numbers[NOISE]
    found = luck(shipped(), DAY, load("baseline").numbers[PERSISTENCE].value, Q)
    assert [number.low, number.value, number.high] == pytest.approx(found, abs=0.01)
