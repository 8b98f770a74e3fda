"""Intervals against closed forms, scipy and brute force."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.analysis.intervals import median_interval, replications_for, wilson, wilson_bounds, wilson_half_width


@given(st.integers(1, 5000), st.floats(0, 1), st.sampled_from([0.5, 0.8, 0.95, 0.99]))
def test_wilson_agrees_with_scipy(n: int, share: float, level: float) -> None:
    k = round(share * n)
    expected = stats.binomtest(k, n).proportion_ci(confidence_level=level, method="wilson")
    assert wilson(k, n, level) == pytest.approx((expected.low, expected.high), abs=1e-12)


@given(st.integers(0, 5000), st.floats(0, 1))
def test_wilson_holds_the_share_and_stays_within_zero_and_one(n: int, share: float) -> None:
    k = round(share * n)
    low, high = wilson(k, n)
    assert 0.0 <= low <= high <= 1.0
    assert low <= (k / n if n else 0.5) <= high


def test_nothing_played_leaves_every_share_open() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_never_and_always_end_exactly_at_zero_and_one() -> None:
    assert wilson(0, 37)[0] == 0.0
    assert wilson(37, 37)[1] == 1.0


def test_wilson_of_arrays_is_wilson_of_each() -> None:
    k, n = np.array([0, 3, 10]), np.array([10, 10, 10])
    low, high = wilson_bounds(k, n)
    assert [(a, b) for a, b in zip(low, high, strict=True)] == [wilson(int(i), 10) for i in k]


@given(st.floats(0, 1), st.floats(0.002, 0.4))
def test_replications_needed_is_the_smallest_number_that_will_do(share: float, half_width: float) -> None:
    n = replications_for(share, half_width)
    assert wilson_half_width(share, n) <= half_width
    assert n == 1 or wilson_half_width(share, n - 1) > half_width


@given(st.integers(1, 400))
def test_median_interval_is_the_narrowest_pair_that_covers(n: int) -> None:
    low, high = median_interval(np.arange(1, n + 1))
    if math.isnan(low):
        assert 1 - 2 * 0.5**n < 0.95
        return
    rank = int(low)
    assert int(high) == n + 1 - rank
    assert 1 - 2 * stats.binom.cdf(rank - 1, n, 0.5) >= 0.95 - 1e-12
    assert 1 - 2 * stats.binom.cdf(rank, n, 0.5) < 0.95


def test_median_interval_covers_the_median_at_its_level() -> None:
    rng = np.random.default_rng(11)
    samples = rng.lognormal(size=(2_000, 41))
    hits = sum(low <= 1.0 <= high for low, high in map(median_interval, samples))
    assert 0.94 <= hits / 2_000 <= 0.985


def test_median_interval_of_a_million_is_quick_and_narrow() -> None:
    low, high = median_interval(np.linspace(0, 1, 1_000_001))
    assert low == pytest.approx(0.5 - 0.00098, abs=2e-5)
    assert high == pytest.approx(0.5 + 0.00098, abs=2e-5)
