"""Worlds are weighed by the last months, and go on with their errors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import sqrt

import numpy as np
import pytest

from sim.studies.forecast.outlook import Outlook
from sim.studies.forecast.playing import Worlds
from sim.studies.forecast.present import LEAST_EFFECTIVE, assimilate, drawn, effective, tempered
from sim.studies.forecast.series import FOUGHT, GROUND, OCCUPIED
from sim.studies.validation.record import Record

MakeWorlds = Callable[..., Worlds]
MakeRecord = Callable[..., Record]
DAY = date(2024, 6, 1)
N = 3000


def levels(n: int, middle: float = 20_000.0, spread: float = 0.3) -> np.ndarray:
    """Worlds whose losses stand at one level each, shape (15, n)."""
    luck = np.random.default_rng(0)
    return middle * np.exp(spread * luck.standard_normal(n) + 0.05 * luck.standard_normal((15, n)))


def test_worlds_near_the_record_weigh_more(make_worlds: MakeWorlds, make_record: MakeRecord) -> None:
    losses = levels(N)
    present = assimilate(make_worlds(losses), DAY, make_record([26_000.0] * 12), horizon=12, seed=1)
    assert present.weight.sum() == pytest.approx(1.0)
    near = np.abs(np.log(losses[0] / 26_000.0)) < 0.15
    assert present.weight[near].mean() > 3.0 * present.weight[~near].mean()
    assert present.power == 1.0


def test_the_forecast_begins_where_the_record_stands(make_worlds: MakeWorlds, make_record: MakeRecord) -> None:
    """Though all worlds lie two fifths below it."""
    worlds = make_worlds(levels(N, middle=16_000.0, spread=0.1))
    bands = assimilate(worlds, DAY, make_record([26_000.0] * 12), horizon=12, seed=1).bands(12)[FOUGHT]
    assert np.median(bands[0]) == pytest.approx(26_000.0, rel=0.15)
    assert np.median(bands[0]) > 1.4 * 16_000.0


def test_a_level_that_has_just_moved_is_followed(make_worlds: MakeWorlds, make_record: MakeRecord) -> None:
    """Though six months hold as many of the level before, and no world has moved."""
    steady = [20_000.0, 21_000.0, 19_500.0] * 5
    record = make_record([*steady, *[30_000.0] * 3])
    bands = assimilate(make_worlds(levels(N, spread=0.05)), DAY, record, horizon=12, seed=1).bands(12)[FOUGHT]
    assert np.median(bands[0]) == pytest.approx(30_000.0, rel=0.04)


def test_errors_carried_on_are_those_of_a_normal_filter(make_worlds: MakeWorlds, make_record: MakeRecord) -> None:
    """One world, whose error's mean has a closed form where all months miss alike."""
    losses = np.full((15, 2), 20_000.0)
    record = make_record([20_000.0 * np.exp(0.2)] * 12)
    error = assimilate(make_worlds(losses), DAY, record, horizon=12, seed=1).errors[FOUGHT]
    assert np.all((error.mean[0] > 0.1) & (error.mean[0] < 0.2))
    assert np.all(np.diff(error.mean[:, 0]) < 0.0)  # it fades as its process returns
    spread = np.sqrt(np.sum(error.root**2, axis=1))
    assert np.all(np.diff(spread) > 0.0)
    assert spread[-1] < 0.15 + 1e-6  # never beyond what is granted


def test_no_noise_is_added_where_worlds_jump_alike(make_worlds: MakeWorlds, make_record: MakeRecord) -> None:
    """And where the record jumps four times as far, most of the difference is."""
    luck = np.random.default_rng(8)
    for jumps, least, most in ((0.1, 0.0, 0.06), (0.4, 0.25, 0.5)):
        worlds = make_worlds(20_000.0 * np.exp(0.1 * luck.standard_normal((15, N))))
        record = make_record(list(20_000.0 * np.exp(jumps * luck.standard_normal(18))))
        noise = assimilate(worlds, DAY, record, horizon=12, seed=1).errors[FOUGHT].noise
        assert least <= np.median(noise) <= most


def test_months_played_before_the_day_are_compared_one_by_one(make_worlds: MakeWorlds, make_record: MakeRecord) -> None:
    rising = 20_000.0 * np.exp(0.1 * np.arange(15.0))[:, None] * np.exp(0.05 * np.linspace(-1, 1, 400))
    flat = np.full((15, 400), rising[2].mean())
    worlds = make_worlds(np.concatenate([rising, flat], axis=1), first=date(2024, 1, 1))
    record = make_record([20_000.0] * 6 + list(20_000.0 * np.exp(0.1 * np.arange(5.0))))
    present = assimilate(worlds, DAY, record, horizon=6, seed=1)
    assert present.weight[:400].sum() > 0.5


def test_wars_over_before_the_day_have_no_weight(make_worlds: MakeWorlds, make_record: MakeRecord) -> None:
    ended = np.where(np.arange(N) < 1000, 5.0, np.nan)
    worlds = make_worlds(levels(N), first=date(2024, 3, 1), ended=ended)
    present = assimilate(worlds, DAY, make_record([20_000.0] * 12), horizon=6, seed=1)
    assert present.weight[:1000].sum() == 0.0


def test_a_war_that_is_over_loses_nobody(make_worlds: MakeWorlds, make_record: MakeRecord) -> None:
    losses = levels(N)
    losses[6:, : N // 2] = 0.0
    bands = assimilate(make_worlds(losses), DAY, make_record([20_000.0] * 12), horizon=12, seed=1).bands(12)
    assert 0.4 < np.mean(bands[FOUGHT][8] == 0.0) < 0.6
    assert np.all(bands[FOUGHT][4] > 0.0)


def test_weights_that_rest_on_few_are_tempered() -> None:
    logs = -np.linspace(0.0, 400.0, 2000)
    power, weight, at_one = tempered(logs)
    assert at_one < LEAST_EFFECTIVE / 2
    assert 0.0 < power < 1.0
    assert effective(weight) == pytest.approx(LEAST_EFFECTIVE, rel=0.01)


def test_impossible_worlds_stay_impossible_when_tempered() -> None:
    logs = np.where(np.arange(2000) % 2 == 0, -np.inf, -np.linspace(0.0, 400.0, 2000))
    _, weight, _ = tempered(logs)
    assert weight[::2].sum() == 0.0


def test_worlds_are_drawn_as_often_as_they_weigh() -> None:
    weight = np.array([0.5, 0.25, 0.125, 0.125])
    counts = np.bincount(drawn(weight), minlength=4)
    np.testing.assert_allclose(counts / counts.sum(), weight, atol=1e-3)


def test_area_adds_up_the_ground_that_changes_hands(june: Outlook) -> None:
    last = june.present.known.before(OCCUPIED, DAY)[-1]
    np.testing.assert_allclose(june.bands[OCCUPIED][5], last + june.bands[GROUND][:6].sum(axis=0), rtol=1e-12)


def test_the_first_month_holds_the_last_quarter(june: Outlook) -> None:
    first = june.first_month()
    assert len(first) >= 8
    assert first["held"].sum() >= len(first) - 1


def test_bands_grow_with_the_months_ahead(june: Outlook) -> None:
    for name in (FOUGHT, "ukr_casualties_month", "drones_shahed_launched_month"):
        widths = [np.subtract(*np.quantile(june.bands[name][ahead], [0.9, 0.1])) for ahead in (0, 11)]
        assert widths[1] > 1.2 * widths[0]


def test_the_wars_end_stands_beside_wars_that_lasted_as_long(june: Outlook) -> None:
    over = june.over()
    assert list(over["months"]) == [12, 24]
    assert over["p"].is_monotonic_increasing
    assert np.all(over["error"] < 4.0 * np.sqrt(over["p"] * (1.0 - over["p"]) / june.present.effective) + 0.01)
    assert np.all((over["history_low"] < over["history"]) & (over["history"] < over["history_high"]))
    assert sqrt(over["p"].iloc[1]) <= 1.0
