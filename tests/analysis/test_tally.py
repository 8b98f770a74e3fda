"""Tallies: two lots of wars together come to what all of them come to, and quantiles are as near as is said."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.columns import Summed, ending_counts
from sim.analysis.increment import increments
from sim.analysis.outcome_table import outcome_table, table_of, tallies
from sim.analysis.tally import ACCURACY, Tally, added, rounded

SHARES = np.array([0.0, 0.025, 0.1, 0.5, 0.9, 1.0])
values = st.lists(st.floats(-1e12, 1e12).filter(lambda x: x == 0.0 or abs(x) > 1e-12), min_size=1, max_size=40)


def some_runs(n: int, seed: int, deal: str = "settlement") -> pd.DataFrame:
    dice = np.random.default_rng(seed)
    chance = dice.random((2, n)) / 50.0
    return pd.DataFrame(
        {
            "ending": dice.choice(["armistice", "nuclear_use", "war_continues"], n),
            "first_deal": dice.choice(["none", deal], n),
            "territory_change": dice.normal(500.0, 4_000.0, n),
            "deal_guarantee": np.where(dice.random(n) < 0.3, dice.random(n), np.nan),
            "peak_rung": dice.integers(0, 9, n),
            "resumed": dice.random(n) < 0.1,
            "general_exchange": dice.random(n) < 0.2,
            "nuclear_use_risk": chance[0],
            "nuclear_use_prior": chance[1],
        }
    )


@given(values)
def test_quantiles_and_means_of_exact_values_are_numpys(drawn: list[float]) -> None:
    tally = Tally.of("number", np.array(drawn))
    np.testing.assert_allclose(tally.quantiles(SHARES), np.quantile(drawn, SHARES), rtol=1e-12, atol=1e-9)
    assert tally.mean == math.fsum(drawn) / len(drawn)


@given(values)
def test_rounded_quantiles_are_as_near_as_is_said(drawn: list[float]) -> None:
    one = np.array(drawn)
    ranks = np.arange(one.size)
    found, true = Tally.of("number", one, is_rounded=True).ranked(ranks), np.sort(one)
    assert (np.abs(found - true) <= ACCURACY * np.abs(true)).all()


def test_whole_numbers_are_counted_one_by_one() -> None:
    whole = np.arange(-4096.0, 4097.0)
    np.testing.assert_array_equal(rounded(whole), whole)


def test_tallies_of_lots_add_up_to_that_of_all() -> None:
    lots = [some_runs(n, seed) for seed, n in enumerate((700, 1, 300))]
    whole = outcome_table(pd.concat(lots))
    together = table_of(added(added({}, added(tallies(lots[0]), tallies(lots[1]))), tallies(lots[2])))
    exact = ["outcome", "kind", "n", "k", "mean", "q10", "q90"]
    pd.testing.assert_frame_equal(together[exact], whole[exact], check_exact=True)
    pd.testing.assert_frame_equal(together, whole, rtol=1e-12)


@pytest.mark.parametrize("deals", [("armistice", "settlement"), ("settlement", "armistice")])
def test_a_deal_unknown_to_one_lot_never_happened_there(deals: tuple[str, str]) -> None:
    lots = [some_runs(50, seed, deal) for seed, deal in enumerate(deals)]
    together = table_of(added(*map(tallies, lots)))
    pd.testing.assert_frame_equal(together, outcome_table(pd.concat(lots)), rtol=1e-12)


def test_sums_speak_of_all_wars_not_of_the_rows() -> None:
    first, every = some_runs(100, 1), some_runs(1000, 1)
    summed = Summed(first, outcome_table(every))
    assert len(summed) == 100
    assert ending_counts(summed) == ending_counts(every)
    assert increments(summed) == increments(every)
