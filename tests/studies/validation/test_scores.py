"""Scores against closed forms, and what must hold of every score."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
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


def test_skill_is_one_for_a_perfect_forecast() -> None:
    assert scores.skill(0.0, 3.0) == 1.0
    assert scores.skill(1.0, 2.0) == 0.5
    assert scores.skill(3.0, 3.0) == 0.0


@pytest.mark.parametrize("reference", [0.0, 5e-324, float("nan")])
def test_without_a_reference_that_errs_there_is_no_skill(reference: float) -> None:
    assert np.isnan(scores.skill(1.0, reference))


def test_commands_that_score_nothing_do_not_import_the_library() -> None:
    code = "import sys, sim.cli.run, sim.cli.compare, sim.api; sys.exit('scoringrules' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
