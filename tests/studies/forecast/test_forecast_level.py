"""How fast a level wanders, as few months and a reference class say."""

from __future__ import annotations

from datetime import date
from math import exp, log, sqrt

import numpy as np
import pytest

from sim.scenario import Scenario
from sim.scenario.ties import processes
from sim.studies.forecast.level import ReferenceClass, Wandering, covariance, posterior
from sim.studies.forecast.rates import RATES
from sim.studies.validation.record import shipped
from tools.drift import reference

PRIOR = ReferenceClass(0.1, 0.7, 24.0)


def wandering(months: int, spread: float, noise: float, seed: int) -> np.ndarray:
    """A simulated random walk with noise."""
    luck = np.random.default_rng(seed)
    return np.cumsum(spread * luck.standard_normal(months)) + noise * luck.standard_normal(months)


def test_without_months_the_reference_class_stands() -> None:
    known = posterior(np.zeros(0), PRIOR)
    low, middle, high = known.quantiles("spread", (0.05, 0.5, 0.95))
    assert middle == pytest.approx(0.1)
    assert log(high / low) == pytest.approx(2.0 * 1.645 * 0.7, rel=0.15)
    assert known.quantiles("half_life", (0.5,)) == [24.0]


def test_the_posterior_holds_spread_and_noise_and_narrows() -> None:
    whole = posterior(np.zeros(0), PRIOR).quantiles("spread", (0.05, 0.95))
    for seed, (spread, noise) in enumerate([(0.3, 0.1), (0.1, 0.4), (0.05, 0.2)]):
        found = posterior(wandering(48, spread, noise, seed), PRIOR)
        for name, truth in (("spread", spread), ("noise", noise)):
            low, high = found.quantiles(name, (0.02, 0.98))
            assert low <= truth * 1.001
            assert truth <= high * 1.001
        low, high = found.quantiles("spread", (0.05, 0.95))
        assert log(high / low) < log(whole[1] / whole[0])


def test_the_noise_has_a_prior_that_many_months_outweigh() -> None:
    """Few months that say nothing leave it; forty-eight find the noise that is there, four times as large."""
    (middle,) = posterior(np.zeros(0), PRIOR, noise=0.1).quantiles("noise", (0.5,))
    assert middle == 0.1
    (found,) = posterior(wandering(48, 0.05, 0.4, 3), PRIOR, noise=0.1).quantiles("noise", (0.5,))
    assert 0.3 <= found <= 0.45


def test_a_series_may_be_shifted_without_changing_what_it_says() -> None:
    series = wandering(20, 0.2, 0.1, 5)
    np.testing.assert_allclose(posterior(series, PRIOR).weight, posterior(series + 7.0, PRIOR).weight, rtol=1e-6)


def test_covariance_of_a_level_is_that_of_the_process() -> None:
    grid = Wandering(np.array([0.2]), np.array([12.0]), np.array([0.1]))
    pull = log(2.0) / 12.0
    found = covariance(grid, np.array([0.0, 3.0]))[0]
    assert found[0, 0] == pytest.approx(0.04 / (2.0 * pull))
    assert found[0, 1] == pytest.approx(0.04 / (2.0 * pull) * exp(-3.0 * pull))


def test_sampled_parameters_have_the_weights_of_the_posterior() -> None:
    known = posterior(wandering(24, 0.2, 0.1, 1), PRIOR)
    drawn = known.sample((np.arange(20_000) + 0.5) / 20_000).spread
    mean = float(known.weight @ known.grid.spread)
    spread = sqrt(float(known.weight @ (known.grid.spread - mean) ** 2))
    assert abs(drawn.mean() - mean) < 4.0 * spread / sqrt(20_000)


def test_every_process_has_a_rate_and_the_baseline_its_figures(baseline: Scenario) -> None:
    assert set(processes(baseline)) == set(RATES)
    for process, rate in RATES.items():
        low, value, high = rate.known(shipped(), date(2024, 6, 1)).quantiles("spread", (0.05, 0.5, 0.95))
        number = baseline.numbers[f"{process}.spread"]
        assert (number.low, number.value, number.high) == pytest.approx((low, value, high), rel=0.01)


def test_the_reference_class_of_output_is_that_of_five_powers() -> None:
    assert reference()["mean growth of all"] == pytest.approx(0.09, abs=0.003)
