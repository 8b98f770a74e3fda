"""Worlds made by hand, so that what is assimilated is known, and one forecast that is shared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim.base.arrays import Floats
from sim.runs.ensemble import Plan
from sim.runs.workers import Place
from sim.scenario import Scenario
from sim.studies.forecast.blind import months_later
from sim.studies.forecast.outlook import Outlook, forecast
from sim.studies.forecast.playing import Worlds
from sim.studies.validation.record import Figure, Record, shipped
from sim.studies.validation.wars import Wars

DAY = date(2024, 6, 1)
MakeWorlds = Callable[..., Worlds]


def made(losses: Floats, first: date = DAY, ended: Floats | None = None, **others: Floats) -> Worlds:
    """Worlds of which Russia's losses by month are known; all else is flat."""
    months, n = losses.shape
    flat = {"territory_net_change": np.full((months, n), 100.0), "ukr_casualties_month": np.full((months, n), 1e4)}
    members = {"rus_casualties_month": losses, **flat, **others}
    weeks = np.full(n, np.nan) if ended is None else ended
    ending = np.where(np.isnan(weeks), "war_continues", "settlement")
    table = pd.DataFrame({"ending": ending, "week_of_ending": weeks, "first_deal_week": weeks, "talks_weeks": 0.0})
    return Worlds(tuple(months_later(first, k) for k in range(months)), members, Wars(table, weeks=104))


def record_of(values: list[float], name: str = "rus_casualties_month", last: date = date(2024, 5, 1)) -> Record:
    """A record of one series whose last month is given."""
    months = [months_later(last, -k) for k in range(len(values))][::-1]
    return Record({name: {m: Figure(m, v, v, v) for m, v in zip(months, values, strict=True)}})


@pytest.fixture(scope="session")
def make_worlds() -> MakeWorlds:
    """Worlds of which Russia's losses by month are known."""
    return made


@pytest.fixture(scope="session")
def make_record() -> Callable[..., Record]:
    """A record of one series."""
    return record_of


@pytest.fixture(scope="session")
def june(baseline: Scenario) -> Outlook:
    """The forecast of June 2024 by few worlds."""
    return forecast(Plan(baseline, 5, 1024, prior=True), shipped(), Place(1))
