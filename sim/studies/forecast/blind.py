"""Blind starts: the war as it was known on the first day of a month, with nothing from after it.

The state is the latest one that a scenario states on or before the day, played to it with the inputs of the time. From
the day on, what was decided last goes on: what began before it has no end that was not yet known, and what began after it
does not happen. Aid, whose months vary most, goes on at the mean of the last six. All rates drift by processes estimated
on the months before the day. Policies are those of the hindcasts, fixed: prices of options are fitted to later decisions.

What still comes from later: ranges and rules of the model, which were written with the whole record in sight; figures of
the states that are marked as hindsight. Draws are raw: those that history left were matched on later months.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from sim.base.errors import SimError
from sim.scenario import Change, Event, Fault, Scenario, load
from sim.scenario.records import Number
from sim.scenario.ties import HALF_LIFE, SPREAD
from sim.studies.forecast.rates import RATES
from sim.studies.validation.record import Record

HORIZON = 12
"""Months ahead that are scored."""
STATES = ("start_autumn_2022", "hindcast_2023", "hindcast_2023_08", "hindcast_2023_12")
"""Scenarios that state the war on a day, in order of time."""
FIRST, LAST = date(2022, 11, 1), date(2024, 2, 1)
AID = "nato.aid_level"
AID_MONTHS = 6
"""Months over which aid is averaged."""
POINTS = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Start:
    """A blind start.

    Attributes:
        day: first day that is forecast, the first of a month.
        scenario: the war from its latest stated state on, with nothing that happened from the day on.
    """

    day: date
    scenario: Scenario


def days() -> list[date]:
    """First days of the sixteen months from which is forecast."""
    return [months_later(FIRST, k) for k in range((LAST.year - FIRST.year) * 12 + LAST.month - FIRST.month + 1)]


def months_later(month: date, n: int) -> date:
    """First day of the month n months after another."""
    at = month.year * 12 + month.month - 1 + n
    return date(at // 12, at % 12 + 1, 1)


def start(day: date, record: Record, horizon: int = HORIZON) -> Start:
    """The war as it was known before a day, to be played to the end of the horizon.

    Args:
        day: first of a month.
        record: whose months before the day say how rates drift.
        horizon: months from the day on.
    """
    states = [load(name) for name in STATES]
    scenario = [state for state in states if state.as_of.replace(day=1) <= day][-1]
    week = -((scenario.as_of - day).days // 7)  # the first week that begins on the day or after it
    events = [_as_known(event, week) for event in scenario.own_events if event.week < week]
    if week > 0:
        events.append(_last_aid(scenario, week))
    days_played = (months_later(day, horizon) - scenario.as_of).days
    scenario = replace(scenario, events=(), weeks=-(-days_played // 7))
    faults: list[Fault] = []
    scenario = scenario.laid(_drifting(scenario, record, day), events, faults)
    if faults:
        raise SimError(f"blind start of {day}: cannot be made", [str(fault) for fault in faults])
    return Start(day, scenario)


def _as_known(event: Event, week: int) -> Event:
    """An event as it was known before a week: what still lasts has no end."""
    changes = tuple(_lasting(change, event.week, week) for change in event.changes)
    return replace(event, changes=changes, date=None, latest_date=None)


def _lasting(change: Change, begins: int, week: int) -> Change:
    ends = begins + change.weeks if change.weeks is not None else None
    return change if ends is None or ends <= week else replace(change, weeks=None)


def _last_aid(scenario: Scenario, week: int) -> Event:
    """Aid goes on at the mean of the last months' levels."""
    level, by_week = scenario.numbers[AID].value, np.zeros(week)
    for at in range(week):
        for event in scenario.own_events:
            for change in event.changes:
                if event.week == at and change.path == AID and isinstance(change.set, float):
                    level = change.set
        by_week[at] = level
    lately = by_week[-round(AID_MONTHS * 365.25 / 84) :]
    return Event(
        name="aid_goes_on",
        title="Aid goes on at the mean of the last six months",
        week=week,
        latest_week=None,
        probability=1.0,
        changes=(Change(AID, set=float(lately.mean())),),
        source=None,
        note=None,
        origin=scenario.numbers[AID].origin,
    )


def _drifting(scenario: Scenario, record: Record, day: date) -> dict[str, Number]:
    """The numbers of every process as the months before a day have them."""
    found = {}
    for process, rate in RATES.items():
        known = rate.known(record, day)
        for key in (SPREAD, HALF_LIFE):
            low, value, high = known.quantiles(key, POINTS)
            number = scenario.numbers[f"{process}.{key}"]
            found[number.path] = replace(number, value=value, low=low, high=high, distribution="lognormal")
    return found
