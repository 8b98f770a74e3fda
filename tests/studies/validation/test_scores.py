"""Scores against closed forms, and what must hold of every score."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import scoringrules
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats
from scipy.special import ndtri

from sim.base.arrays import Floats
from sim.studies.validation import scores
from sim.studies.validation.record import Truth
from sim.studies.validation.scores import Normal

reals = st.floats(-1e4, 1e4, allow_nan=False)
ensembles = arrays(np.float64, st.integers(2, 40), elements=reals)


def normal_members(n: int) -> Floats:
    return ndtri((np.arange(n) + 0.5) / n)


def normal(mean: float, sd: float) -> Normal:
    return Normal(np.array(mean), np.array(sd))


def truth(low: float, high: float | None = None) -> Truth:
    """A point, or an interval with its lower end as value."""
    return Truth(np.array(low), np.array(low), np.array(low if high is None else high))


def test_crps_of_a_standard_normal_at_its_mean_is_exact() -> None:
    score = scores.crps_normal(normal(0.0, 1.0), np.array(0.0))
    assert score == pytest.approx((np.sqrt(2.0) - 1.0) / np.sqrt(np.pi), abs=1e-12)


def test_the_ensemble_score_approaches_the_closed_form() -> None:
    for value in (0.0, 0.7, -2.0):
        closed = scores.crps_normal(normal(0.0, 1.0), np.array(value))
        assert scores.crps_ensemble(normal_members(20_000), np.array(value)) == pytest.approx(closed, abs=1e-4)


@given(ensembles, reals)
def test_the_ensemble_score_counts_every_pair_of_members(members: Floats, value: float) -> None:
    pairs = np.abs(members[:, None] - members[None, :])
    scale = max(1.0, float(np.abs(members).max()), abs(value))
    plain = np.abs(members - value).mean() - pairs.mean() / 2.0
    assert scores.crps_ensemble(members, np.array(value)) == pytest.approx(plain, abs=1e-9 * scale)


@given(ensembles, reals, st.floats(0.1, 10.0), reals)
def test_crps_moves_with_the_unit_and_not_with_the_origin(
    members: Floats, value: float, unit: float, shift: float
) -> None:
    before = scores.crps_ensemble(members, np.array(value))
    after = scores.crps_ensemble(unit * members + shift, np.array(unit * value + shift))
    assert after == pytest.approx(unit * before, abs=1e-7)


@given(ensembles, reals)
def test_crps_is_never_negative_nor_above_the_mean_error(members: Floats, value: float) -> None:
    score = scores.crps_ensemble(members, np.array(value))
    assert -1e-9 <= score <= np.abs(members - value).mean() + 1e-9


@given(reals, reals)
def test_a_forecast_without_spread_scores_its_absolute_error(value: float, at: float) -> None:
    wanted = pytest.approx(abs(value - at), abs=1e-9)
    assert scores.crps_ensemble(np.full(7, value), np.array(at)) == wanted
    assert scores.crps_normal(normal(value, 0.0), np.array(at)) == wanted


def test_the_honest_forecast_scores_best_on_average() -> None:
    values = np.random.default_rng(5).standard_normal(20_000)
    honest = scores.crps_normal(normal(0.0, 1.0), values).mean()
    for mean, sd in ((0.5, 1.0), (0.0, 2.0), (0.0, 0.5)):
        assert scores.crps_normal(normal(mean, sd), values).mean() > honest


@given(ensembles, reals, st.floats(0.0, 100.0))
def test_wider_bands_cover_whatever_narrower_ones_do(members: Floats, low: float, width: float) -> None:
    hits = [bool(scores.covered(members, truth(low, low + width), level)) for level in scores.BANDS]
    assert hits == sorted(hits)


def test_a_band_covers_an_interval_it_touches_and_no_other() -> None:
    members = np.linspace(0.0, 100.0, 101)
    assert scores.covered(members, truth(90.0, 200.0), 0.8)
    assert not scores.covered(members, truth(90.5, 200.0), 0.8)
    assert scores.covered(members, truth(-5.0, 10.0), 0.8)
    assert not scores.covered(members, truth(95.0), 0.8)


@given(ensembles, reals, st.floats(0.0, 100.0), st.floats(0.0, 1.0))
def test_the_pit_is_a_probability(members: Floats, low: float, width: float, u: float) -> None:
    assert 0.0 <= scores.pit(members, truth(low, low + width), np.array(u)) <= 1.0


def test_the_pit_of_a_calibrated_forecast_is_uniform() -> None:
    rng = np.random.default_rng(6)
    members = rng.integers(0, 4, (4_000, 500)).astype(float)
    tied = rng.integers(0, 4, 4_000).astype(float)
    values = np.sort(scores.pit(members, Truth(tied, tied, tied), rng.random(4_000)))
    assert np.abs(values - (np.arange(4_000) + 0.5) / 4_000).max() < 0.03


def test_the_log_score_of_an_interval_is_the_mass_inside() -> None:
    mass = scores.log_score_ensemble(normal_members(20_000), truth(-1.0, 1.0))
    assert mass == pytest.approx(-np.log(0.6827), abs=0.01)
    exact = scores.log_score_normal(normal(0.0, 1.0), truth(-1.0, 1.0))
    assert exact == pytest.approx(-np.log(0.682689), abs=1e-5)


def test_the_log_score_of_a_point_is_the_density_there() -> None:
    for value in (0.0, 1.5):
        closed = 0.5 * value**2 + 0.5 * np.log(2.0 * np.pi)
        assert scores.log_score_normal(normal(0.0, 1.0), truth(value)) == pytest.approx(closed)
        smoothed = scores.log_score_ensemble(normal_members(20_000), truth(value))
        assert smoothed == pytest.approx(closed, abs=0.02)


@settings(max_examples=50)
@given(ensembles, reals)
def test_the_log_score_is_finite_however_wrong_the_forecast(members: Floats, value: float) -> None:
    far = value + 1e6
    assert np.isfinite(scores.log_score_ensemble(members, truth(far)))
    assert np.isfinite(scores.log_score_ensemble(members, truth(far, far + 1.0)))
    assert np.isfinite(scores.log_score_normal(normal(value, 1.0), truth(far)))


def test_the_kernel_has_the_width_of_silverman() -> None:
    members = np.array([1.0, 2.0, 4.0, 8.0, 100.0])
    quarter, three_quarters = np.percentile(members, [25, 75])
    assert scores.bandwidth(members) == pytest.approx(0.9 * (three_quarters - quarter) / 1.34 / 5**0.2)
    close = np.array([0.0, 0.1, 0.2, 0.3, 9.0])
    assert scores.bandwidth(close) == pytest.approx(0.9 * 0.2 / 1.34 / 5**0.2)
    clustered = np.array([0.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1.0])
    assert scores.bandwidth(clustered) == pytest.approx(0.9 * np.std(clustered) / 8**0.2)
    short_tailed = np.array([0.0, 0.0, 0.1, 0.9, 1.0, 1.0])
    assert scores.bandwidth(short_tailed) == pytest.approx(0.9 * np.std(short_tailed) / 6**0.2)


@pytest.mark.parametrize(("size", "least"), [(0.0, 1e-9), (0.5, 1e-9), (1.5, 1.5e-9), (-50.0, 5e-8)])
def test_a_forecast_without_spread_has_the_least_kernel(size: float, least: float) -> None:
    assert scores.bandwidth(np.full(7, size)) == pytest.approx(least)
    peak = stats.norm(0.0, least).logpdf(0.0)
    assert scores.log_score_normal(normal(size, 0.0), truth(size)) == pytest.approx(-peak)
    assert scores.log_score_ensemble(np.full(7, size), truth(size)) == pytest.approx(-peak)


def test_log_scores_are_those_of_the_mixture_of_kernels() -> None:
    members = np.array([3.0, 4.0, 4.5, 7.0, 9.0])
    kernels = stats.norm(members, scores.bandwidth(members))
    inside = np.mean(kernels.cdf(5.0) - kernels.cdf(3.5))
    assert scores.log_score_ensemble(members, truth(3.5, 5.0)) == pytest.approx(-np.log(inside))
    assert scores.log_score_ensemble(members, truth(6.0)) == pytest.approx(-np.log(np.mean(kernels.pdf(6.0))))
    forecast = stats.norm(3.0, 2.0)
    exact = -np.log(forecast.cdf(7.0) - forecast.cdf(4.0))
    assert scores.log_score_normal(normal(3.0, 2.0), truth(4.0, 7.0)) == pytest.approx(exact)


def test_no_density_costs_more_than_the_floor() -> None:
    members, far = np.array([0.0, 1.0, 2.0, 9.0]), truth(1e9)
    assert scores.log_score_ensemble(members, far) == pytest.approx(np.log(np.std(members) / 1e-12))
    assert scores.log_score_normal(normal(0.0, 3.0), far) == pytest.approx(np.log(3.0 / 1e-12))
    beyond = truth(1e9, 2e9)
    assert scores.log_score_ensemble(members, beyond) == pytest.approx(-np.log(1e-12))


def test_forecasts_scored_together_score_as_each_alone() -> None:
    luck = np.random.default_rng(8)
    members = luck.normal(luck.uniform(-9, 9, (6, 1)), luck.uniform(0.1, 50, (6, 1)), (6, 30))
    low = luck.normal(0.0, 9.0, 6)
    members[4:] = [[0.5], [700.0]]
    low[1] = 1e9
    known, u = Truth(low, low, np.where(np.arange(6) < 3, low, low + 4.0)), luck.random(6)
    together = (
        scores.crps_ensemble(members, known.value),
        scores.log_score_ensemble(members, known),
        scores.covered(members, known, 0.5),
        scores.pit(members, known, u),
        scores.bandwidth(members),
    )
    for i in range(6):
        one = Truth(*(np.array(end[i]) for end in known))
        alone = (
            scores.crps_ensemble(members[i], one.value),
            scores.log_score_ensemble(members[i], one),
            scores.covered(members[i], one, 0.5),
            scores.pit(members[i], one, u[i]),
            scores.bandwidth(members[i]),
        )
        assert [float(score[i]) for score in together] == pytest.approx([float(score) for score in alone])


def test_a_band_covers_what_ends_where_it_begins() -> None:
    members = np.linspace(0.0, 100.0, 101)
    assert scores.covered(members, truth(-5.0, 25.0), 0.5)
    assert scores.covered(members, truth(75.0, 90.0), 0.5)
    assert not scores.covered(members, truth(-5.0, 24.9), 0.5)


def test_the_pit_counts_ties_by_lot() -> None:
    members = np.array([1.0, 2.0, 2.0, 3.0, 4.0])
    assert scores.pit(members, truth(2.0), np.array(0.25)) == pytest.approx(0.2 + 0.25 * 0.4)
    assert scores.pit(members, truth(2.5, 3.0), np.array(0.5)) == pytest.approx(0.6 + 0.5 * 0.2)


def test_implausibility_is_a_distance_in_standard_deviations() -> None:
    assert scores.implausibility(np.array([1.0, 9.0]), 5.0, [1.0, 3.0]).tolist() == [2.0, 2.0]
    assert scores.implausibility(np.array([4.0]), 5.0, [0.25]).tolist() == [2.0]


def test_skill_is_one_for_a_perfect_forecast() -> None:
    assert scores.skill(0.0, 3.0) == 1.0
    assert scores.skill(1.0, 2.0) == 0.5
    assert scores.skill(0.1, 0.4) == 0.75
    assert scores.skill(3.0, 3.0) == 0.0


@pytest.mark.parametrize("reference", [0.0, 5e-324, float("nan")])
def test_without_a_reference_that_errs_there_is_no_skill(reference: float) -> None:
    assert np.isnan(scores.skill(1.0, reference))


def test_no_other_backend_is_ever_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoringrules.backend.backends, "_active", "none that there is")
    members, point = normal_members(20), truth(0.5)
    for found in (
        scores.crps_ensemble(members, point.value),
        scores.crps_normal(normal(0.0, 1.0), point.value),
        scores.log_score_ensemble(members, point),
        scores.log_score_normal(normal(0.0, 1.0), point),
    ):
        assert np.isfinite(found)


def test_commands_that_score_nothing_do_not_import_the_library() -> None:
    code = "import sys, sim.cli.run, sim.cli.compare, sim.api; sys.exit('scoringrules' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
