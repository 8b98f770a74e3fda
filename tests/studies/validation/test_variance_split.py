"""Shares of variance: right where the answer is known, nought where there is no influence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.runs.ensemble import Plan
from sim.scenario import Scenario
from sim.studies.validation.validate import split_up
from sim.studies.validation.variance_split import VarianceSplit, first_order, floor, outcomes_of, standard_error

ISHIGAMI = (0.3139, 0.4424, 0.0)
"""First-order indices of Ishigami's function at a = 7, b = .1 (Saltelli et al. 2008)."""


def ishigami(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    x = np.random.default_rng(seed).uniform(-np.pi, np.pi, (n, 3))
    y = np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return x, y[:, None]


@pytest.mark.parametrize("column", [0, 1, 2])
def test_ishigami_indices_come_out(column: int) -> None:
    x, y = ishigami(50_000, 1)
    assert first_order(x[:, column], y, bins=40)[0] == pytest.approx(ISHIGAMI[column], abs=0.012)


def test_ten_bins_find_nearly_as_much() -> None:
    x, y = ishigami(50_000, 2)
    found = [first_order(x[:, column], y)[0] for column in range(3)]
    assert np.argsort(found).tolist() == [2, 0, 1]
    np.testing.assert_allclose(found, ISHIGAMI, atol=0.06)


@pytest.mark.parametrize("n", [200, 2000])
def test_numbers_without_influence_stay_about_nought_and_below_the_floor(n: int) -> None:
    rng = np.random.default_rng(3)
    y = rng.standard_normal((n, 1))
    found = np.array([first_order(rng.random(n), y)[0] for _ in range(1500)])
    assert abs(found.mean()) < 4.0 * found.std() / np.sqrt(found.size)
    assert np.mean(found > floor(n)) == pytest.approx(0.05, abs=0.025)
    assert found.std() == pytest.approx(standard_error(n, 1), rel=0.15)


def test_a_sum_of_equal_parts_is_split_into_equal_parts() -> None:
    x = np.random.default_rng(4).standard_normal((20_000, 4))
    y = x.sum(axis=1)[:, None]
    found = [first_order(column, y, bins=30)[0] for column in x.T]
    np.testing.assert_allclose(found, 0.25, atol=0.015)


def test_a_monotone_change_of_scale_does_not_matter() -> None:
    x, y = ishigami(2000, 5)
    assert first_order(x[:, 0], y)[0] == first_order(np.exp(x[:, 0]), y)[0]


def test_a_constant_has_no_share() -> None:
    rng = np.random.default_rng(6)
    assert np.isnan(first_order(np.ones(100), rng.random((100, 2)))).all()
    assert np.isnan(first_order(rng.random(100), np.ones((100, 1)))[0])


def test_endings_too_rare_to_say_anything_are_left_out() -> None:
    runs = pd.DataFrame(
        {"ending": ["settlement"] * 60 + ["nuclear_use"] * 5 + ["war_continues"] * 60, "territory_change_12m": 0.0}
    )
    assert list(outcomes_of(runs)) == ["settlement", "war_continues", "territory_change_12m"]


@pytest.fixture(scope="module")
def split(baseline: Scenario) -> VarianceSplit:
    """Shares of a small ensemble of the baseline."""
    return split_up(Plan(baseline, 1, 1024))


def test_every_judgement_is_in_the_table_once(split: VarianceSplit, baseline: Scenario) -> None:
    judged = {number.path for number in baseline.numbers.values() if number.basis == "judgement"}
    assert judged <= set(split.table["path"])
    assert split.table["path"].is_unique


def test_every_number_that_is_drawn_has_a_share_of_territory(split: VarianceSplit, baseline: Scenario) -> None:
    drawn = {path for path, number in baseline.numbers.items() if number.distribution is not None}
    varied = split.table[split.table["varied"]]
    assert set(varied["path"]) == drawn
    assert varied["territory_change_12m"].notna().all()
    assert varied["territory_change_12m"].max() > split.floor


def test_shares_by_basis_add_up_the_table(split: VarianceSplit) -> None:
    row = split.by_basis.set_index("outcome").loc["territory_change_12m"]
    table = split.table[split.table["varied"]]
    total = table["territory_change_12m"].sum()
    assert row[["measured", "estimated", "judgement"]].sum() == pytest.approx(total)
    assert 0.0 <= row["chance"] <= 1.0
