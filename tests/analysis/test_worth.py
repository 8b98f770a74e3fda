"""What is worth saying: beyond the interval of paired worlds, and beyond the smallest difference that matters."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.analysis.paired import paired_difference
from sim.analysis.worth import Change, change_between, change_of, changes_worth_saying
from sim.war.randomness import random_generator


def made(n: int = 400) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two tables of the same worlds: a number that grows by a twentieth of its spread, and an ending that flips in 12."""
    luck = random_generator(1, "luck").standard_normal(n)
    ending = np.where(luck < -1.0, "settlement", "war_continues")
    flipped = np.where(np.arange(n) % 33 == 0, "russian_victory", ending)
    first = pd.DataFrame({"replication": np.arange(n), "ending": ending, "territory_change": 1000.0 * luck})
    return first, first.assign(ending=flipped, territory_change=1000.0 * luck + 50.0 + np.abs(luck))


@pytest.mark.parametrize("name", ["territory_change", "russian_victory", "settlement"])
def test_changes_are_those_of_compare(name: str) -> None:
    tables = made()
    row = paired_difference(*tables).outcomes.set_index("outcome", drop=False).loc[name]
    number = name == "territory_change"
    a, b = (t[name].to_numpy() if number else (t["ending"] == name).to_numpy() * 1.0 for t in tables)
    change = change_between(a, b, is_share=not number)
    assert (change.difference, change.low, change.high) == pytest.approx(tuple(row[["difference", "low", "high"]]))
    assert change.worth_saying == change_of(row).worth_saying
    if number:
        theirs = stats.ttest_rel(b, a).confidence_interval(0.95)
        assert (change.low, change.high) == pytest.approx((theirs.low, theirs.high))
        assert change.spread == pytest.approx(change_of(row).spread, rel=0.01)


def test_a_sure_difference_that_is_small_is_no_news() -> None:
    first, second = made()
    change = change_between(first["territory_change"].to_numpy(), second["territory_change"].to_numpy(), is_share=False)
    assert change.is_sure
    assert not change.matters
    assert not change.worth_saying


@pytest.mark.parametrize(
    ("change", "worth"),
    [
        (Change(0.02, 0.001, 0.04), True),
        (Change(0.02, -0.001, 0.04), False),
        (Change(0.005, 0.004, 0.006), False),
        (Change(-0.0015, -0.003, -0.0001, spread=0.6), False),
        (Change(-0.3, -0.4, -0.2, spread=0.6), True),
        (Change(float("nan"), float("nan"), float("nan")), False),
    ],
)
def test_news_is_sure_and_large_enough(change: Change, worth: bool) -> None:
    assert change.worth_saying is worth


def test_worlds_missing_on_one_side_are_left_out() -> None:
    nan = float("nan")
    a, b = np.array([1.0, nan, 2.0, 4.0, nan]), np.array([2.0, 3.0, nan, 7.0, nan])
    change = change_between(a, b, is_share=False)
    theirs = stats.ttest_rel([2.0, 7.0], [1.0, 4.0]).confidence_interval(0.95)
    assert (change.difference, change.low, change.high) == pytest.approx((2.0, theirs.low, theirs.high))
    assert change.spread == pytest.approx(np.sqrt((1.5**2 + 2.5**2) / 2.0))


@pytest.mark.parametrize("is_share", [True, False])
def test_without_a_common_world_a_change_is_unknown(is_share: bool) -> None:
    nothing = np.array([1.0, float("nan")])
    change = change_between(nothing, nothing[::-1], is_share=is_share)
    assert np.isnan([change.difference, change.low, change.high]).all()
    assert not change.worth_saying


def test_the_best_of_ten_needs_a_wider_interval() -> None:
    a, b = (table["territory_change"].to_numpy() for table in made())
    change = change_between(a, b, is_share=False, n_tried=10)
    theirs = stats.ttest_rel(b, a).confidence_interval(0.995)
    assert (change.low, change.high) == pytest.approx((theirs.low, theirs.high))


def test_means_of_shares_are_no_counts() -> None:
    a, b = np.array([0.0, 0.25, 0.5, 1.0]), np.array([0.5, 0.5, 0.75, 1.0])
    change = change_between(a, b, is_share=True)
    theirs = stats.ttest_rel(b, a).confidence_interval(0.95)
    assert (change.low, change.high) == pytest.approx((theirs.low, theirs.high))
    assert change.spread is None


def test_only_numbers_have_a_spread_to_matter_against() -> None:
    table = paired_difference(*made()).outcomes
    assert [change_of(row).spread is not None for _, row in table.iterrows()] == (table["kind"] == "number").tolist()


def test_rows_worth_saying_are_told_from_the_others() -> None:
    table = pd.DataFrame(
        {"difference": [0.02, 0.005, -0.3], "low": [0.001, 0.004, -0.4], "high": [0.04, 0.006, 0.1]}
    ).assign(kind="ending", error_independent=0.1, n=50)
    assert changes_worth_saying(table).tolist() == [True, False, False]
