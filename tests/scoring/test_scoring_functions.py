"""Scores against closed forms, and what must hold of every score."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import ndtri

from sim.studies.validation import scoring

reals = st.floats(-1e4, 1e4, allow_nan=False)
ensembles = arrays(np.float64, st.integers(2, 40), elements=reals)


def normal_members(n: int) -> np.ndarray:
    return ndtri((np.arange(n) + 0.5) / n)


def test_v24_crps_of_a_standard_normal_at_its_mean_is_0_23369() -> None:
    score = scoring.crps_gaussian(np.zeros(1), np.ones(1), np.zeros(1))
    assert score[0] == pytest.approx(0.23369, abs=1e-5)
    assert score[0] == pytest.approx((np.sqrt(2.0) - 1.0) / np.sqrt(np.pi), abs=1e-12)


def test_v24_the_ensemble_score_approaches_the_closed_form() -> None:
    for truth in (0.0, 0.7, -2.0):
        closed = scoring.crps_gaussian(np.zeros(1), np.ones(1), np.array([truth]))[0]
        assert scoring.crps_ensemble(normal_members(20_000), np.array(truth)) == pytest.approx(
            closed, abs=1e-4
        )


def test_v24_brier_and_log_score_of_seven_tenths() -> None:
    assert scoring.brier(np.array(0.7), np.array(1.0)) == pytest.approx(0.09)
    assert scoring.log_score(np.array(0.7)) == pytest.approx(0.35667, abs=1e-5)


def test_v25_three_standard_deviations_lie_on_the_cut_off_and_stay() -> None:
    score = scoring.implausibility(np.array(10.0), np.array(7.0), np.array(0.5), np.array(0.3), np.array(0.2))
    assert score == pytest.approx(3.0)
    at, above = np.array([[3.0]]), np.array([[np.nextafter(3.0, 4.0)]])
    assert not scoring.rejected(at)[0]
    assert scoring.rejected(above)[0]


def test_the_second_largest_implausibility_forgives_one_output() -> None:
    draws = np.array([[0.1, 5.0, 1.0], [4.0, 5.0, 1.0]])
    assert scoring.rejected(draws).tolist() == [True, True]
    assert scoring.rejected(draws, rank=2).tolist() == [False, True]


@given(ensembles, reals)
def test_the_fast_score_is_the_definition(members: np.ndarray, truth: float) -> None:
    pairs = np.abs(members[:, None] - members[None, :])
    n = members.size
    error = np.abs(members - truth).mean()
    scale = max(1.0, float(np.abs(members).max()), abs(truth))
    plain, fair = error - pairs.mean() / 2.0, error - pairs.sum() / (n * (n - 1)) / 2.0
    assert scoring.crps_ensemble(members, np.array(truth)) == pytest.approx(plain, abs=1e-9 * scale)
    assert scoring.crps_ensemble(members, np.array(truth), fair=True) == pytest.approx(fair, abs=1e-9 * scale)


@given(ensembles, reals, st.floats(0.1, 10.0), reals)
def test_crps_moves_with_the_unit_and_not_with_the_origin(
    members: np.ndarray, truth: float, unit: float, shift: float
) -> None:
    before = scoring.crps_ensemble(members, np.array(truth))
    after = scoring.crps_ensemble(unit * members + shift, np.array(unit * truth + shift))
    assert after == pytest.approx(unit * before, abs=1e-7)


@given(ensembles, reals)
def test_crps_is_never_negative_nor_above_the_mean_error(members: np.ndarray, truth: float) -> None:
    score = scoring.crps_ensemble(members, np.array(truth))
    assert -1e-9 <= score <= np.abs(members - truth).mean() + 1e-9


@given(reals, reals)
def test_a_forecast_without_spread_scores_its_absolute_error(value: float, truth: float) -> None:
    wanted = pytest.approx(abs(value - truth), abs=1e-9)
    assert scoring.crps_ensemble(np.full(7, value), np.array(truth)) == wanted
    assert scoring.crps_gaussian(np.array(value), np.zeros(1)[0], np.array(truth)) == wanted


def test_fair_crps_expects_the_same_from_few_members_as_from_many() -> None:
    rng = np.random.default_rng(4)
    truth = rng.standard_normal(40_000)
    few = scoring.crps_ensemble(rng.standard_normal((40_000, 3)), truth, fair=True).mean()
    many = scoring.crps_ensemble(rng.standard_normal((40_000, 60)), truth, fair=True).mean()
    assert few == pytest.approx(many, abs=0.01)
    assert scoring.crps_ensemble(rng.standard_normal((40_000, 3)), truth).mean() > few + 0.1


def test_the_honest_forecast_scores_best_on_average() -> None:
    rng = np.random.default_rng(5)
    truth = rng.standard_normal(20_000)
    honest = scoring.crps_gaussian(np.zeros(1), np.ones(1), truth).mean()
    for mean, sd in ((0.5, 1.0), (0.0, 2.0), (0.0, 0.5)):
        assert scoring.crps_gaussian(np.array(mean), np.array(sd), truth).mean() > honest


@given(ensembles, reals, st.floats(0.0, 100.0))
def test_wider_bands_cover_whatever_narrower_ones_do(members: np.ndarray, low: float, width: float) -> None:
    hits = [
        bool(scoring.covered(members, np.array(low), np.array(low + width), level)) for level in scoring.BANDS
    ]
    assert hits == sorted(hits)


def test_a_band_covers_an_interval_it_touches_and_no_other() -> None:
    members = np.linspace(0.0, 100.0, 101)
    assert scoring.covered(members, np.array(90.0), np.array(200.0), 0.8)
    assert not scoring.covered(members, np.array(90.5), np.array(200.0), 0.8)
    assert scoring.covered(members, np.array(-5.0), np.array(10.0), 0.8)
    assert not scoring.covered(members, np.array(95.0), np.array(95.0), 0.8)


@given(ensembles, reals, st.floats(0.0, 100.0), st.floats(0.0, 1.0))
def test_the_pit_is_a_probability(members: np.ndarray, low: float, width: float, u: float) -> None:
    value = scoring.pit(members, np.array(low), np.array(low + width), np.array(u))
    assert 0.0 <= value <= 1.0


def test_the_pit_of_a_calibrated_forecast_is_uniform_even_with_ties() -> None:
    rng = np.random.default_rng(6)
    members = rng.integers(0, 4, (4_000, 500)).astype(float)
    truth = rng.integers(0, 4, 4_000).astype(float)
    values = np.sort(scoring.pit(members, truth, truth, rng.random(4_000)))
    assert np.abs(values - (np.arange(4_000) + 0.5) / 4_000).max() < 0.03


def test_the_log_score_of_an_interval_is_the_mass_inside_it() -> None:
    members, low, high = normal_members(20_000), np.array(-1.0), np.array(1.0)
    assert scoring.log_score_ensemble(members, np.array(0.0), low, high) == pytest.approx(
        -np.log(0.6827), abs=0.01
    )
    exact = scoring.log_score_gaussian(np.zeros(1)[0], np.ones(1)[0], np.array(0.0), low, high)
    assert exact == pytest.approx(-np.log(0.682689), abs=1e-5)


def test_the_log_score_of_a_point_is_the_density_there() -> None:
    for value in (0.0, 1.5):
        point = np.array(value)
        closed = 0.5 * value**2 + 0.5 * np.log(2.0 * np.pi)
        assert scoring.log_score_gaussian(
            np.zeros(1)[0], np.ones(1)[0], point, point, point
        ) == pytest.approx(closed)
        smoothed = scoring.log_score_ensemble(normal_members(20_000), point, point, point)
        assert smoothed == pytest.approx(closed, abs=0.02)


@settings(max_examples=50)
@given(ensembles, reals)
def test_the_log_score_is_finite_however_wrong_the_forecast(members: np.ndarray, truth: float) -> None:
    far = np.array(truth + 1e6)
    assert np.isfinite(scoring.log_score_ensemble(members, far, far, far))
    assert np.isfinite(scoring.log_score_ensemble(members, far, far, far + 1.0))


def test_persistence_says_last_month_again_with_the_spread_of_changes() -> None:
    history = np.array([50.0, 0.0, 3.0, 0.0, 3.0, 0.0, 3.0, 0.0])
    mean, sd = scoring.persistence(history, np.array([1.0, 4.0]), stock=False)
    assert mean.tolist() == [0.0, 0.0]
    assert sd == pytest.approx([3.0, 3.0])
    assert scoring.persistence(history, np.array([1.0, 4.0]), stock=True)[1] == pytest.approx([3.0, 6.0])


def test_a_trailing_forecast_is_the_mean_of_half_a_year_or_the_trend_of_a_stock() -> None:
    history = np.array([99.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    mean, sd = scoring.trailing(history, np.array([1.0]), stock=False)
    assert (mean[0], sd[0]) == (pytest.approx(3.5), pytest.approx(np.std([1, 2, 3, 4, 5, 6], ddof=1)))
    level, spread = scoring.trailing(np.arange(7.0), np.array([1.0, 3.0]), stock=True)
    assert level == pytest.approx([7.0, 9.0])
    assert spread == pytest.approx([0.0, 0.0])


def test_two_months_are_too_few_for_a_reference() -> None:
    assert np.isnan(scoring.persistence(np.array([1.0, 2.0]), np.ones(1), stock=False)[0]).all()
    assert np.isnan(scoring.trailing(np.array([1.0, 2.0]), np.ones(1), stock=True)[1]).all()


def test_skill_is_one_for_a_perfect_forecast_and_nothing_without_a_reference() -> None:
    assert scoring.skill(0.0, 3.0) == 1.0
    assert scoring.skill(3.0, 3.0) == 0.0
    assert np.isnan(scoring.skill(1.0, 0.0))
    assert np.isnan(scoring.skill(1.0, float("nan")))
