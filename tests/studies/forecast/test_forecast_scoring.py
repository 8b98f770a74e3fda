"""References and scores: a forecast is compared with what it should beat, fairly."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim.studies.forecast.blind import months_later
from sim.studies.forecast.references import REFERENCES, references
from sim.studies.forecast.scoring import by_month, independent, pooled, skill
from sim.studies.forecast.series import COUNT, FOUGHT, SCORED
from sim.studies.validation.record import shipped

PAST = 20_000.0 * np.exp(np.random.default_rng(3).normal(0.0, 0.1, 24))


def test_there_are_five_references_and_none_without_months() -> None:
    found = references(PAST, COUNT, 12, 1)
    assert list(found) == list(REFERENCES)
    assert all(members.shape == (12, 1000) for members in found.values())
    assert references(PAST[:2], COUNT, 12, 1) == {}


def test_each_reference_says_what_its_name_says() -> None:
    found = references(PAST, COUNT, 12, 1)
    assert np.median(found["last"][0]) == pytest.approx(PAST[-1], rel=0.01)
    assert found["trailing"][11].mean() == pytest.approx(PAST[-6:].mean(), rel=0.01)
    assert set(found["bootstrap"].ravel()) <= set(PAST[-12:])
    assert np.median(found["level"][0]) == pytest.approx(PAST[-12:].mean(), rel=0.1)
    walk = np.log(found["garch"])
    assert np.median(walk[0]) == pytest.approx(np.log(PAST[-1]), abs=0.1)
    assert walk[11].std() > 2.0 * walk[0].std()


def test_volatility_clusters_in_the_last_reference() -> None:
    calm = np.exp(np.cumsum(np.random.default_rng(1).normal(0.0, 0.02, 30)))
    wild = calm.copy()
    wild[-4:] *= np.exp(np.array([0.5, -0.5, 0.5, -0.5]))
    early = wild[::-1].copy()
    spread = [np.log(references(past, COUNT, 1, 1)["garch"][0]).std() for past in (wild, early)]
    assert spread[0] > spread[1]


def scored(bias: float, spread: float) -> pd.DataFrame:
    """Months of forecasts that know the truth but for a bias and a spread, from twelve starts."""
    record, luck = shipped(), np.random.default_rng(0)
    frames = []
    for k in range(12):
        months = [months_later(date(2023, 2, 1), k + ahead) for ahead in range(4)]
        bands = {}
        for name in SCORED:
            size = np.abs(record.truth(name, months).value)[:, None] * spread
            centre = record.truth(name, months).value[:, None] + size * luck.standard_normal((4, 1))
            bands[name] = centre + bias * size + size * luck.standard_normal((4, 500))
        frames.append(by_month(bands, months, record, record, seed=1))
    return pd.concat(frames, ignore_index=True)


@pytest.fixture(scope="module")
def fair() -> pd.DataFrame:
    """Calibrated forecasts."""
    return scored(0.0, 0.1)


def test_calibrated_bands_hold_what_they_say(fair: pd.DataFrame) -> None:
    n = len(fair)
    for level in (50, 80, 95):
        p = level / 100.0
        assert abs(fair[f"in_{level}"].mean() - p) < 4.0 * np.sqrt(p * (1.0 - p) / n)
    assert abs(fair["pit"].mean() - 0.5) < 4.0 / np.sqrt(12.0 * n)


def test_bias_shows_in_coverage_and_pit(fair: pd.DataFrame) -> None:
    high = scored(2.0, 0.1)
    assert high["in_80"].mean() < fair["in_80"].mean() - 0.2
    assert high["pit"].mean() < 0.3
    assert high["crps"].mean() > fair["crps"].mean()


def test_a_forecast_has_no_skill_against_itself(fair: pd.DataFrame) -> None:
    same = fair.assign(crps_last=fair["crps"])
    assert skill(same, "last", 1, 1) == pytest.approx((0.0, 0.0, 0.0))
    half = fair.assign(crps_last=2.0 * fair["crps"])
    assert skill(half, "last", 1, 1) == pytest.approx((0.5, 0.5, 0.5))


def test_the_interval_of_a_skill_holds_it(fair: pd.DataFrame) -> None:
    part = fair[fair["series"] == FOUGHT]
    value, low, high = skill(part, "trailing", 3, 1)
    assert low < value < high


def test_the_table_has_every_group_and_horizon(fair: pd.DataFrame) -> None:
    table = pooled(fair, seed=1)
    assert set(table["horizon"]) == {0, 1, 3}
    assert len(table) == 5 * 3
    assert (table["skill_best"] <= table[[f"skill_{name}" for name in REFERENCES]].min(axis=1) + 1e-12).all()


def test_months_that_overlap_count_once() -> None:
    months = pd.DataFrame({"month": [months_later(date(2023, 1, 1), k) for k in range(12)]})
    assert independent(months, 1) == 12.0
    assert independent(months, 6) == 2.0
    assert independent(months, 12) == 1.0
