"""Endings: tables, incidence, enough, priors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.endings import by_prior, cumulative_incidence, enough
from sim.analysis.intervals import wilson, wilson_half_width
from sim.analysis.outcome_table import outcome_table
from sim.base.outcomes import ENDINGS

NAMES = tuple(ending.name for ending in ENDINGS)


def some_runs(n: int, seed: int = 0, weeks: int = 104) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    ending = rng.choice(NAMES, n)
    week = np.where(ending == "war_continues", weeks, rng.integers(0, weeks + 1, n))
    deal = np.where(rng.random(n) < 0.3, "armistice", "none")
    return pd.DataFrame(
        {
            "replication": np.arange(n),
            "ending": ending,
            "week_of_ending": week,
            "territory_change": rng.normal(0, 100, n),
            "first_deal": deal,
            "first_deal_week": np.where(deal == "none", np.nan, 5.0),
            "resumed": (deal != "none") & (rng.random(n) < 0.5),
            "general_exchange": (ending == "nuclear_use") & (rng.random(n) < 0.5),
        }
    )


@given(st.integers(1, 300), st.integers(0, 50), st.sampled_from(NAMES))
def test_incidence_rises_and_ends_at_the_share_of_the_ending(n: int, seed: int, ending: str) -> None:
    runs = some_runs(n, seed)
    curve = cumulative_incidence(runs, 104, ending)
    assert curve["week"].tolist() == list(range(105))
    assert (np.diff(curve["share"]) >= 0).all()
    assert curve["share"].iloc[-1] == (runs["ending"] == ending).mean()
    assert ((curve["low"] <= curve["share"]) & (curve["share"] <= curve["high"])).all()


def test_incidences_of_all_endings_add_up_to_one() -> None:
    runs = some_runs(500)
    ends = [cumulative_incidence(runs, 104, name)["share"].iloc[-1] for name in NAMES]
    assert sum(ends) == pytest.approx(1.0)


def test_an_ending_counts_in_the_week_it_came() -> None:
    runs = pd.DataFrame({"ending": ["armistice", "war_continues"], "week_of_ending": [3, 10]})
    curve = cumulative_incidence(runs, 10, "armistice")
    assert curve["k"].tolist() == [0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]


def test_ending_probabilities_add_up_and_carry_wilson_intervals() -> None:
    table = outcome_table(some_runs(500))
    endings = table[table["kind"] == "ending"]
    assert endings["outcome"].tolist() == list(NAMES)
    assert endings["estimate"].sum() == pytest.approx(1.0)
    for row in endings.itertuples():
        assert (row.low, row.high) == wilson(int(row.k), int(row.n))


def test_a_number_is_summarised_where_it_exists() -> None:
    runs = some_runs(500)
    table = outcome_table(runs).set_index("outcome")
    row = table.loc["territory_change"]
    assert row["estimate"] == np.median(runs["territory_change"])
    assert row["low"] < row["estimate"] < row["high"]
    assert row["q10"] < row["low"]
    assert table.loc["first_deal_week", "n"] == (runs["first_deal"] != "none").sum()
    assert pd.isna(row["k"])


def test_conditional_flags_are_shares_of_the_worlds_in_question() -> None:
    runs = some_runs(500)
    table = outcome_table(runs).set_index("outcome")
    used = runs["ending"] == "nuclear_use"
    assert table.loc["general_exchange_given_nuclear_use", "n"] == used.sum()
    assert table.loc["general_exchange_given_nuclear_use", "k"] == runs["general_exchange"].sum()
    assert table.loc["resumed_given_deal", "n"] == (runs["first_deal"] != "none").sum()


def test_a_condition_never_met_leaves_the_share_open() -> None:
    runs = some_runs(50).assign(ending="armistice", general_exchange=False)
    row = outcome_table(runs).set_index("outcome").loc["general_exchange_given_nuclear_use"]
    assert (row["n"], row["low"], row["high"]) == (0, 0.0, 1.0)
    assert np.isnan(row["estimate"])


def test_flags_with_gaps_count_only_where_they_are_known() -> None:
    runs = some_runs(4).assign(deal_neutrality=pd.Series([True, None, False, None], dtype=object))
    row = outcome_table(runs).set_index("outcome").loc["deal_neutrality"]
    assert (row["n"], row["k"]) == (2, 1)


def test_the_table_does_not_depend_on_how_endings_are_stored() -> None:
    runs = some_runs(100)
    categorical = runs.assign(ending=pd.Categorical(runs["ending"], categories=NAMES))
    pd.testing.assert_frame_equal(outcome_table(runs), outcome_table(categorical))


@given(st.integers(1, 3000), st.floats(0.005, 0.2))
def test_enough_says_how_many_replications_would_do(n: int, tolerance: float) -> None:
    runs = pd.DataFrame({"ending": ["armistice"] * (n // 3) + ["war_continues"] * (n - n // 3)})
    verdict = enough(runs, tolerance)
    assert verdict.is_enough == (max(verdict.half_widths.values()) <= tolerance)
    assert verdict.is_enough == (verdict.n_needed <= n)
    assert wilson_half_width((n // 3) / n, verdict.n_needed) <= tolerance
    assert ("too few" in verdict.sentence) != verdict.is_enough


def test_two_thousand_replications_are_enough_five_hundred_are_not() -> None:
    assert enough(some_runs(2_000).assign(ending=["armistice", "war_continues"] * 1_000)).is_enough
    assert not enough(some_runs(500).assign(ending=["armistice", "war_continues"] * 250)).is_enough


def priors(n: int = 4_000) -> pd.DataFrame:
    rng = np.random.default_rng(2)
    prior = np.exp(rng.uniform(np.log(1e-4), np.log(1e-2), n))
    return pd.DataFrame(
        {"draw.p": prior, "ending": np.where(rng.random(n) < prior * 50, "nuclear_use", "war_continues")}
    )


def test_bins_of_a_prior_hold_every_world_once() -> None:
    runs = priors()
    curve = by_prior(runs, "draw.p", "nuclear_use")
    assert len(curve) == 8
    assert curve["n"].sum() == len(runs)
    assert curve["n"].max() - curve["n"].min() <= 1
    assert curve["k"].sum() == (runs["ending"] == "nuclear_use").sum()
    assert curve["prior"].is_monotonic_increasing
    assert curve["prior"].between(curve["prior_low"], curve["prior_high"]).all()
    assert curve["share"].iloc[-1] > 5 * curve["share"].iloc[0]


@pytest.mark.parametrize("column", ["draw.absent", "draw.constant", "draw.unknown"])
def test_a_prior_that_is_fixed_or_missing_has_no_curve(column: str) -> None:
    runs = priors(50).assign(**{"draw.constant": 0.001, "draw.unknown": np.nan})
    curve = by_prior(runs, column, "nuclear_use")
    assert curve.empty
    assert list(curve.columns) == list(by_prior(runs, "draw.p", "nuclear_use").columns)


@given(st.lists(st.sampled_from([0.0, 0.1, 0.5, 2.0]), min_size=2, max_size=60), st.integers(1, 12))
def test_draws_with_few_distinct_values_still_count_once_each(draws: list[float], bins: int) -> None:
    runs = pd.DataFrame({"draw.p": draws, "ending": "nuclear_use"})
    curve = by_prior(runs, "draw.p", "nuclear_use", bins)
    assert curve["n"].sum() == (len(draws) if len(set(draws)) > 1 else 0)
