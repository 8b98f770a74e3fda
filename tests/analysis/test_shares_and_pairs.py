"""Twins recover what was planted; pairs say what changed."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.paired import paired_difference
from sim.analysis.variance import variance_shares
from sim.base.errors import SimError
from sim.base.outcomes import ENDINGS

NAMES = tuple(ending.name for ending in ENDINGS)


def planted(share: float, n: int, seed: int, heavy: bool = False) -> pd.DataFrame:
    """Twins whose number has this share of its variance from the draw; the ending follows the number."""
    rng = np.random.default_rng(seed)

    def normal() -> np.ndarray:
        return rng.standard_t(6, n) / math.sqrt(1.5) if heavy else rng.normal(size=n)

    common = normal()
    one, two = (math.sqrt(share) * common + math.sqrt(1 - share) * normal() for _ in range(2))
    table = pd.DataFrame({"replication": np.arange(n), "territory_change": one, "territory_change__twin": two})
    for name, values in (("ending", one), ("ending__twin", two)):
        table[name] = np.where(values > 0, "russian_victory", "war_continues")
    return table


@pytest.mark.parametrize("heavy", [False, True])
@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.9])
@pytest.mark.parametrize("seed", range(5))
def test_twins_recover_a_planted_share_within_four_standard_errors(share: float, seed: int, heavy: bool) -> None:
    row = variance_shares(planted(share, 1_500, seed, heavy)).set_index("outcome").loc["territory_change"]
    assert abs(row["share_parameters"] - share) <= 4 * row["standard_error"]
    assert row["standard_error"] < 0.06
    assert row["share_parameters"] + row["share_chance"] == pytest.approx(1.0)


def test_the_standard_error_is_the_spread_of_the_estimate() -> None:
    found = [
        variance_shares(planted(0.5, 300, seed)).set_index("outcome").loc["territory_change"] for seed in range(300)
    ]
    spread = np.std([row["share_parameters"] for row in found])
    assert np.mean([row["standard_error"] for row in found]) == pytest.approx(spread, rel=0.2)


def test_an_ending_cut_from_a_normal_has_the_theoretical_share() -> None:
    row = variance_shares(planted(0.5, 8_000, 1)).set_index("outcome").loc["russian_victory"]
    expected = 2 / math.pi * math.asin(0.5)  # correlation of the signs of correlated normals
    assert abs(row["share_parameters"] - expected) <= 4 * row["standard_error"]


def test_all_endings_together_equal_the_one_when_only_two_occur() -> None:
    table = variance_shares(planted(0.5, 500, 1)).set_index("outcome")
    assert table.loc["ending", "share_parameters"] == pytest.approx(table.loc["russian_victory", "share_parameters"])


def test_identical_twins_leave_nothing_to_chance() -> None:
    twins = planted(0.5, 100, 1).assign(territory_change__twin=lambda t: t["territory_change"])
    row = variance_shares(twins).set_index("outcome").loc["territory_change"]
    assert row["share_chance"] == pytest.approx(0.0)


def test_what_never_varies_or_hardly_happens_has_no_share() -> None:
    twins = planted(0.5, 100, 1).assign(russian_manning=0.1, russian_manning__twin=0.1)
    twins.loc[0, "ending"] = "nuclear_use"
    table = variance_shares(twins).set_index("outcome")["share_parameters"]
    assert math.isnan(table["russian_manning"])
    assert math.isnan(table["nuclear_use"])
    assert math.isnan(table["armistice"])


@pytest.mark.parametrize("n", [0, 1, 2])
def test_too_few_twins_have_no_share_and_no_warning(n: int) -> None:
    assert variance_shares(planted(0.5, 20, 1).head(n))["share_parameters"].isna().all()


def test_twins_in_which_a_number_is_missing_are_left_out() -> None:
    twins = planted(0.5, 100, 1)
    twins.loc[:9, "territory_change__twin"] = np.nan
    assert variance_shares(twins).set_index("outcome").loc["territory_change", "n"] == 90


def pair(n: int, rho: float, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    common = rng.normal(size=n)
    tables = []
    for shift in (0.0, 0.5):
        value = math.sqrt(rho) * common + math.sqrt(1 - rho) * rng.normal(size=n) + shift
        ending = np.where(value > 1, "russian_victory", "war_continues")
        deal = np.where(value < -1, "armistice", "none") if shift == 0.0 else np.full(n, "none")
        tables.append(
            pd.DataFrame({"replication": np.arange(n), "ending": ending, "territory_change": value, "first_deal": deal})
        )
    return tables[0], tables[1]


def test_a_scenario_compared_with_itself_differs_in_nothing() -> None:
    a, _ = pair(200, 0.5)
    found = paired_difference(a, a)
    assert (found.outcomes["difference"] == 0).all()
    assert found.n_flipped == 0
    number = found.outcomes.set_index("outcome").loc["territory_change"]
    assert (number["low"], number["high"]) == (0, 0)
    assert number["times_fewer"] == math.inf


def test_no_flip_seen_is_no_proof_of_none() -> None:
    a, _ = pair(200, 0.5)
    row = paired_difference(a, a).outcomes.set_index("outcome").loc["russian_victory"]
    assert -0.02 < row["low"] < 0 < row["high"] < 0.02


def test_the_paired_interval_holds_the_truth_and_gains_by_correlation() -> None:
    a, b = pair(20_000, 0.9)
    row = paired_difference(a, b).outcomes.set_index("outcome").loc["territory_change"]
    assert row["low"] < 0.5 < row["high"]
    assert row["times_fewer"] == pytest.approx(1 / (1 - 0.9), rel=0.05)
    assert (row["error_independent"] / row["error_paired"]) ** 2 == pytest.approx(row["times_fewer"])


def test_the_interval_of_a_share_covers_at_its_level() -> None:
    truth = paired_difference(*pair(200_000, 0.5, 99)).outcomes.set_index("outcome")
    expected = truth.loc["russian_victory", "difference"]
    hits = 0
    for seed in range(300):
        row = paired_difference(*pair(120, 0.5, seed)).outcomes.set_index("outcome").loc["russian_victory"]
        hits += row["low"] <= expected <= row["high"]
    assert hits / 300 >= 0.91


@given(st.integers(1, 200), st.integers(0, 20))
def test_flips_count_every_world_once_and_agree_with_the_difference(n: int, seed: int) -> None:
    a, b = pair(n, 0.5, seed)
    found = paired_difference(a, b)
    assert found.flips["k"].sum() == n == found.n
    gained = found.flips.loc[found.flips["ending_b"] == "russian_victory", "k"].sum()
    held = found.flips.loc[found.flips["ending_a"] == "russian_victory", "k"].sum()
    row = found.outcomes.set_index("outcome").loc["russian_victory"]
    assert row["difference"] == pytest.approx((gained - held) / n)
    assert row["low"] <= row["difference"] <= row["high"]


def test_worlds_are_matched_by_number_not_by_place() -> None:
    a, b = pair(300, 0.9)
    shuffled = b.sample(frac=1, random_state=1).iloc[:250]
    found = paired_difference(a, shuffled)
    kept = shuffled["replication"]
    assert found.n == 250
    same = paired_difference(a[a["replication"].isin(kept)], b[b["replication"].isin(kept)])
    pd.testing.assert_frame_equal(found.outcomes, same.outcomes)


def test_a_category_of_one_side_never_happens_on_the_other() -> None:
    a, b = pair(300, 0.5)
    row = paired_difference(a, b).outcomes.set_index("outcome").loc["first_deal.armistice"]
    assert row["mean_b"] == 0
    assert row["mean_a"] > 0


def test_results_without_a_common_world_are_refused() -> None:
    a, b = pair(5, 0.5)
    with pytest.raises(SimError, match="share no replication"):
        paired_difference(a, b.assign(replication=b["replication"] + 100))
