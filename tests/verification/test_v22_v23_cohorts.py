"""V22, V23: the ageing rule is the cohort-component projection of demography."""

from __future__ import annotations

import numpy as np
import pytest

from sim.rules.manpower import age_on


def test_v22_ageing_with_births_and_survival_grows_as_leslies_matrix_says() -> None:
    """Births enter as those who turn up in the youngest class, survival is a loss before the birthday."""
    fertility, survival = np.array([0.0, 1.2, 1.0])[:, None], np.array([0.8, 0.5, 0.0])[:, None]
    people, ratio = np.array([[100.0], [10.0], [1.0]]), 0.0
    for _ in range(100):
        after, _ = age_on(people * survival, 1.0, (fertility * people).sum(axis=0), np.ones((3, 1)))
        ratio, people = float(after.sum() / people.sum()), after
    eigenvalue = np.abs(np.linalg.eigvals(np.array([[0.0, 1.2, 1.0], [0.8, 0.0, 0.0], [0.0, 0.5, 0.0]]))).max()
    assert eigenvalue == pytest.approx(1.144353, abs=1e-6)
    assert ratio == pytest.approx(1.144353, abs=1e-6)


def test_v23_a_years_birthdays_shift_each_cohort_by_exactly_one_age() -> None:
    people = np.random.default_rng(23).random((47, 3)) * 1e5
    after, left = age_on(people, 1.0, np.zeros(3), np.ones((47, 1)))
    np.testing.assert_array_equal(after[1:], people[:-1])
    np.testing.assert_array_equal(after[0], np.zeros(3))
    np.testing.assert_array_equal(left, people[-1])


def test_v23_a_closed_population_keeps_its_number() -> None:
    people = np.random.default_rng(24).random((47, 3)) * 1e5
    total = people.sum(axis=0)
    gone = np.zeros(3)
    for _ in range(24):
        before = people
        people, left = age_on(people, 1.0 / 12.0, np.zeros(3), np.ones((47, 1)))
        np.testing.assert_allclose(before[0] - people[0], before[0] / 12.0, rtol=1e-9)
        np.testing.assert_allclose(people[1:] - before[1:], (before[:-1] - before[1:]) / 12.0, rtol=1e-9)
        gone = gone + left
        np.testing.assert_allclose(people.sum(axis=0) + gone, total, rtol=1e-9)
