"""What the months before June 2024 may narrow, and what they are asked."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sim.scenario import Scenario, load
from sim.war.history import history
from tools.matching.match import SCENARIO, WAR_GOES_ON
from tools.matching.numbers import fitted_paths
from tools.matching.targets import OPENING_DISCREPANCY, Target, opening_targets, targets


@pytest.fixture(scope="module")
def fitted(baseline: Scenario) -> tuple[str, ...]:
    """Numbers that the record may narrow."""
    return fitted_paths(load(SCENARIO), baseline)


def test_nothing_that_decides_how_a_war_ends_is_fitted(fitted: tuple[str, ...]) -> None:
    ends = ("bargaining.", "escalation.", "endings.", "russia.will", "ukraine.will", "ukraine.war_cost")
    assert len(fitted) > 50
    assert [path for path in fitted if path.startswith(ends)] == []


def test_every_switch_of_the_matching_is_a_number(baseline: Scenario) -> None:
    assert set(WAR_GOES_ON) <= set(baseline.numbers)


def test_what_the_shipped_history_narrows_is_fitted_today(fitted: tuple[str, ...]) -> None:
    narrowed = set(history().paths)
    assert narrowed
    assert narrowed <= set(fitted), "refresh with: python -m tools.matching"


def test_a_target_is_the_mean_of_its_own_months() -> None:
    months = [date(2023, month, 1) for month in (1, 2, 3, 4)]
    monthly = {"a": np.arange(8.0).reshape(4, 2)}
    target = Target(
        name="a", series="a", months=(date(2023, 2, 1), date(2023, 3, 1)), value=0.0, observation=1.0, discrepancy=1.0
    )
    assert target.summary(monthly, months).tolist() == [3.0, 4.0]


def test_the_opening_is_granted_more_than_the_last_phase() -> None:
    last = {target.series: target for target in targets() if target.name.endswith("2024-01")}
    opening = opening_targets()
    assert {target.series for target in opening} == set(last)
    for target in opening:
        assert (target.months, target.value) == ((), last[target.series].value)
        assert target.discrepancy == OPENING_DISCREPANCY * last[target.series].discrepancy
