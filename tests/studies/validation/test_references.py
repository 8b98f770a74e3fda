"""Reference forecasts say what the record alone would say."""

from __future__ import annotations

import numpy as np
import pytest

from sim.studies.validation.references import persistence, trailing, trend

ONE = np.ones(1)


def test_persistence_repeats_last_month_with_the_spread_of_changes() -> None:
    history, ahead = np.array([50.0, 0.0, 3.0, 0.0, 3.0, 0.0, 3.0, 0.0]), np.array([1.0, 4.0])
    mean, sd = persistence(history, ahead, stock=False)
    assert mean.tolist() == [0.0, 0.0]
    assert sd == pytest.approx([3.0, 3.0])
    assert persistence(history, ahead, stock=True).sd == pytest.approx([3.0, 6.0])


def test_a_trailing_forecast_of_a_flow_is_its_mean() -> None:
    mean, sd = trailing(np.array([99.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), ONE, stock=False)
    assert (mean[0], sd[0]) == (pytest.approx(3.5), pytest.approx(np.std([1, 2, 3, 4, 5, 6], ddof=1)))


def test_a_trailing_forecast_of_a_stock_is_its_trend() -> None:
    level, spread = trailing(np.arange(7.0), np.array([1.0, 3.0]), stock=True)
    assert level == pytest.approx([7.0, 9.0])
    assert spread == pytest.approx([0.0, 0.0])


def test_two_months_are_too_few_for_a_reference() -> None:
    assert np.isnan(persistence(np.array([1.0, 2.0]), ONE, stock=False).mean).all()
    assert np.isnan(trailing(np.array([1.0, 2.0]), ONE, stock=True).sd).all()


def test_the_trend_of_a_straight_line_goes_on_straight() -> None:
    mean, spread = trend(np.arange(10.0), np.array([1.0, 5.0]), stock=False)
    np.testing.assert_allclose(mean, [10.0, 14.0])
    np.testing.assert_allclose(spread, 0.0, atol=1e-9)


def test_the_trend_is_less_sure_the_further_it_goes() -> None:
    spread = trend(np.array([1.0, 3.0, 2.0, 5.0, 3.0, 6.0]), np.array([1.0, 6.0]), stock=False).sd
    assert spread[1] > spread[0] > 0.0
