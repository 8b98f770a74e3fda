"""What is worth saying: beyond the interval of paired worlds, and beyond the smallest difference that matters."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.analysis.paired import paired_difference
from sim.analysis.worth import Change, change_between, change_of
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
