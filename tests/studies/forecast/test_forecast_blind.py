"""A blind start knows nothing from after its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.runs.ensemble import Plan
from sim.runs.workers import Place
from sim.scenario import load
from sim.studies.forecast import blind
from sim.studies.forecast.playing import play_all
from sim.studies.forecast.present import assimilate
from sim.studies.forecast.series import known_before
from sim.studies.validation.record import Record, shipped

DAY = date(2023, 7, 1)


def test_there_are_sixteen_starts_from_november_2022() -> None:
    days = blind.days()
    assert len(days) == 16
    assert (days[0], days[-1]) == (date(2022, 11, 1), date(2024, 2, 1))


@pytest.mark.parametrize("day", [date(2022, 11, 1), date(2023, 3, 1), DAY, date(2024, 2, 1)])
def test_no_event_begins_or_ends_after_the_day(day: date) -> None:
    scenario = blind.start(day, shipped()).scenario
    weeks = (day - scenario.as_of).days / 7.0
    for event in scenario.own_events:
        assert event.week < weeks + 1.0
        for change in event.changes:
            assert change.weeks is None or event.week + change.weeks <= weeks + 1.0


def test_what_lasts_at_the_start_goes_on() -> None:
    """The offensive of summer 2023 had twenty weeks; in July nobody knew."""
    known = {event.name: event for event in blind.start(DAY, shipped()).scenario.own_events}
    planned = {event.name: event for event in load("hindcast_2023").own_events}
    assert planned["summer_offensive"].changes[0].weeks == 20
    assert known["summer_offensive"].changes[0].weeks is None
    assert "avdiivka" in planned
    assert "avdiivka" not in known


def test_aid_goes_on_at_its_mean_of_six_months() -> None:
    known = {event.name: event for event in blind.start(DAY, shipped()).scenario.own_events}
    level = known["aid_goes_on"].changes[0].set
    assert isinstance(level, float)
    assert 0.66 < level < 1.81


def test_rates_drift_as_the_months_before_the_day_say() -> None:
    spreads = {}
    for day in (DAY, date(2024, 2, 1)):
        for record in (shipped(), known_before(shipped(), day)):
            number = blind.start(day, record).scenario.numbers["russia.drift.attacks.spread"]
            spreads.setdefault(day, []).append(number.value)
    assert spreads[DAY][0] == spreads[DAY][1]
    assert spreads[DAY][0] > 0.0


def test_the_record_after_the_day_changes_no_forecast() -> None:
    record = shipped()
    other = {
        name: {m: replace(f, value=f.value * 3.0) if m >= DAY else f for m, f in figures.items()}
        for name, figures in record.items()
    }
    bands = []
    for each in (record, Record(other)):
        known = known_before(each, DAY)
        scenario = replace(blind.start(DAY, known, 3).scenario)
        (worlds,) = play_all([Plan(scenario, 1, 96, prior=True)], Place(1))
        bands.append(assimilate(worlds, DAY, known, horizon=3, seed=1).bands(3))
    for name, drawn in bands[0].items():
        np.testing.assert_array_equal(drawn, bands[1][name])


def test_the_record_ends_before_the_day() -> None:
    for figures in known_before(shipped(), DAY).values():
        assert max(figures) < DAY
