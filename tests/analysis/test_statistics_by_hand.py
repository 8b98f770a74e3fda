"""Columns, paired differences, intervals and trends against what is counted by hand, numpy and scipy."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.analysis import columns
from sim.analysis.endings import by_prior, cumulative_incidence, enough, trend
from sim.analysis.increment import increments
from sim.analysis.intervals import (
    critical,
    median_interval,
    replications_for,
    student_interval,
    wilson,
    wilson_half_width,
)
from sim.analysis.outcome_table import outcome_table
from sim.analysis.paired import paired_difference, share_interval
from sim.base.outcomes import ENDINGS

NAMES = [ending.name for ending in ENDINGS]
ENDED = ["russian_victory", "armistice", "armistice", "war_continues", "russian_victory", "armistice"]
GROUND = [1.0, 5.0, -2.0, np.nan, 4.0, 3.0]


def runs(ended: list[str] = ENDED, ground: list[float] = GROUND, **more: list[object]) -> pd.DataFrame:
    return pd.DataFrame({"replication": range(len(ended)), "ending": ended, "territory_change": ground, **more})


def test_an_ending_is_read_as_zero_and_one() -> None:
    assert columns.column_of("armistice") == "ending"
    assert columns.column_of("territory_change") == "territory_change"
    assert columns.values_of(runs()["ending"], "armistice").tolist() == [0, 1, 1, 0, 0, 1]
    np.testing.assert_array_equal(columns.values_of(runs()["territory_change"], "territory_change"), GROUND)


def test_flags_with_gaps_become_numbers_with_gaps() -> None:
    flags = pd.Series([True, None, False], dtype=object)
    np.testing.assert_array_equal(columns.numbers(flags), [1.0, np.nan, 0.0])
    for kind in ("boolean", object):
        np.testing.assert_array_equal(columns.numbers(pd.Series([True, pd.NA, False], dtype=kind)), [1.0, np.nan, 0.0])
    assert columns.labels(pd.Series(["b", "a"], dtype="category")).tolist() == ["b", "a"]


def test_groups_are_of_equal_size_and_between_their_edges() -> None:
    edges, group = columns.equal_groups(np.array([0.0, 1.0, 2.0, 3.0, 4.0, 10.0]), 3)
    assert edges == pytest.approx([0.0, 5.0 / 3.0, 10.0 / 3.0, 10.0])
    assert group.tolist() == [0, 0, 1, 1, 2, 2]
    assert columns.equal_groups(np.array([0.0, 1.0, 2.0]), 2)[1].tolist() == [0, 1, 1]


def test_every_outcome_is_measured_in_order_and_categories_by_value() -> None:
    table = runs(first_deal=["none", "b", "a", "none", "none", "b"], resumed=[True] * 5 + [False])
    found = list(columns.measures(table))
    assert [(name, kind) for name, kind, _ in found] == [
        *((name, "ending") for name in NAMES),
        ("territory_change", "number"),
        *((f"first_deal.{value}", "category") for value in ("a", "b", "none")),
        ("resumed", "flag"),
    ]
    values = {name: list(each) for name, _, each in found}
    assert values["first_deal.b"] == [0, 1, 0, 0, 0, 1]
    assert values["resumed"] == [1, 1, 1, 1, 1, 0]
    assert columns.ending_counts(table) == {name: ENDED.count(name) for name in NAMES}


def test_a_number_of_one_side_only_is_not_compared() -> None:
    one = runs(aid_delivered=[1.0] * 6)
    assert "aid_delivered" not in set(paired_difference(one, runs()).outcomes["outcome"])
    assert "aid_delivered" not in set(paired_difference(runs(), one).outcomes["outcome"])


def test_a_paired_difference_is_that_of_the_worlds_known_twice() -> None:
    b = runs(ended=[*ENDED[:4], "armistice", "nuclear_use"], ground=[2.0, 9.0, -2.0, 5.0, np.nan, 8.0])
    found = paired_difference(runs(), b)
    row = found.outcomes.set_index("outcome").loc["territory_change"]
    before, after = np.array([1.0, 5.0, -2.0, 3.0]), np.array([2.0, 9.0, -2.0, 8.0])
    theirs = stats.ttest_rel(after, before).confidence_interval(0.95)
    apart, together = before.var(ddof=1) + after.var(ddof=1), (after - before).var(ddof=1)
    assert row["kind"] == "number"
    assert row["n"] == 4
    expected = (1.75, 4.25, 2.5, theirs.low, theirs.high, together**0.5 / 2, apart**0.5 / 2, apart / together)
    assert tuple(row[["mean_a", "mean_b", "difference", "low", "high"]]) == pytest.approx(expected[:5])
    assert tuple(row[["error_paired", "error_independent", "times_fewer"]]) == pytest.approx(expected[5:])
    flips = [("armistice", "armistice", 2), ("armistice", "nuclear_use", 1), ("russian_victory", "armistice", 1)]
    flips += [("russian_victory", "russian_victory", 1), ("war_continues", "war_continues", 1)]
    assert list(found.flips[["ending_a", "ending_b", "k"]].itertuples(index=False, name=None)) == flips
    assert found.flips["share"].tolist() == pytest.approx([k / 6 for *_, k in flips])
    assert found.n_flipped == 2


def test_one_world_has_a_difference_and_no_error() -> None:
    table = paired_difference(runs().iloc[:1], runs(ground=[3.0] * 6).iloc[:1]).outcomes.set_index("outcome")
    assert table.loc["territory_change", "difference"] == 2.0
    assert table.loc["territory_change", ["low", "high", "error_paired", "error_independent"]].isna().all()
    none = paired_difference(runs().iloc[3:4], runs().iloc[3:4]).outcomes.set_index("outcome")
    assert none.loc["territory_change", "n"] == 0
    assert none.loc["territory_change", ["mean_a", "difference", "low"]].isna().all()


def test_two_worlds_are_the_fewest_with_an_error() -> None:
    row = paired_difference(runs().iloc[:2], runs(ground=[3.0, 9.0] * 3).iloc[:2]).outcomes.set_index("outcome")
    assert row.loc["territory_change", "error_paired"] == pytest.approx(1.0)


def test_what_never_varies_needs_no_fewer_worlds() -> None:
    table = paired_difference(runs(), runs()).outcomes.set_index("outcome")
    assert math.isnan(table.loc["nuclear_use", "times_fewer"])
    assert table.loc["armistice", "times_fewer"] == math.inf
    assert table.loc["armistice", "error_paired"] == 0.0


@pytest.mark.parametrize(
    ("up", "down", "same", "level"), [(3, 1, 6, 0.95), (0, 0, 5, 0.95), (2, 7, 1, 0.8), (9, 0, 0, 0.99)]
)
def test_intervals_of_shares_are_those_of_agresti_and_min(up: int, down: int, same: int, level: float) -> None:
    n, gained, lost = up + down + same + 2, up + 0.5, down + 0.5
    middle = (gained - lost) / n
    half = stats.norm.ppf(0.5 + level / 2) * math.sqrt(gained + lost - (gained - lost) ** 2 / n) / n
    found = share_interval(np.array([1.0] * up + [-1.0] * down + [0.0] * same), level)
    assert found == pytest.approx((max(-1.0, middle - half), min(1.0, middle + half)))


def test_no_difference_of_shares_is_larger_than_one() -> None:
    assert share_interval(np.ones(2), 0.999)[1] == 1.0
    assert share_interval(-np.ones(2), 0.999)[0] == -1.0


@pytest.mark.parametrize("n", [1, 20, 300])
def test_the_best_of_many_must_pass_bonferronis_bar(n: int) -> None:
    assert critical(n) == pytest.approx(stats.norm.isf(0.025 / n))
    assert critical(n, 0.8) == pytest.approx(stats.norm.isf(0.1 / n))
    assert critical(0) == critical(1)


def test_two_values_have_an_interval_and_one_has_none() -> None:
    values = np.array([3.0, 5.0])
    assert student_interval(values, 0.8) == pytest.approx(stats.t.interval(0.8, 1, 4.0, stats.sem(values)))
    assert np.isnan(student_interval(values[:1])).all()


def test_order_statistics_that_cover_just_enough_are_taken() -> None:
    assert median_interval([2.0, 1.0], 0.5) == (1.0, 2.0)
    assert median_interval([3.0, 1.0, 2.0], 0.0) == (2.0, 2.0)
    assert np.isnan(median_interval([], 0.5)).all()
    assert np.isnan(median_interval([1.0])).all()


def curve(k: list[int], n: list[int]) -> pd.DataFrame:
    return pd.DataFrame({"k": k, "n": n})


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=2, max_size=8))
def test_a_trend_is_the_correlation_of_group_and_event(groups: list[tuple[int, int]]) -> None:
    k, n = [min(pair) for pair in groups], [pair[1] for pair in groups]
    place = np.repeat(np.arange(len(n)), n)
    happened = np.concatenate([np.arange(many) < few for few, many in zip(k, n, strict=True)])
    if happened.all() or not happened.any():
        assert trend(curve(k, n)) == 0.0
    else:
        expected = math.sqrt(sum(n)) * np.corrcoef(place, happened)[0, 1]
        assert trend(curve(k, n)) == pytest.approx(expected, abs=1e-9)


def test_bins_of_a_prior_hold_what_lies_between_their_edges() -> None:
    table = pd.DataFrame(
        {"draw.p": [1.0, 2.0, 3.0, 4.0, np.nan, 9.0, 8.0], "ending": ["armistice"] * 3 + ["nuclear_use"] * 4}
    )
    found = by_prior(table, "draw.p", "nuclear_use", 2)
    assert found["prior_low"].tolist() == [1.0, 3.5]
    assert found["prior_high"].tolist() == [3.5, 9.0]
    assert found["prior"].tolist() == [2.0, 8.0]
    assert found["k"].tolist() == [0, 3]
    assert found["n"].tolist() == [3, 3]
    assert found["share"].tolist() == [0.0, 1.0]
    assert list(found[["low", "high"]].itertuples(index=False, name=None)) == [wilson(0, 3), wilson(3, 3)]


def test_of_no_war_no_share_has_ended() -> None:
    table = runs([], []).assign(week_of_ending=[])
    found = cumulative_incidence(table, 2, "armistice")
    assert list(found.columns) == ["week", "share", "low", "high", "n", "k"]
    assert found["share"].isna().all()
    assert found[["low", "high", "n", "k"]].to_numpy().tolist() == [[0, 1, 0, 0]] * 3


@pytest.mark.parametrize("level", [0.5, 0.95, 0.99])
@pytest.mark.parametrize(("share", "n"), [(0.5, 50), (0.1, 7), (0.0, 400)])
def test_replications_needed_are_the_fewest_at_any_level(share: float, n: int, level: float) -> None:
    assert replications_for(share, float(wilson_half_width(share, n, level)), level) == n


def test_one_replication_may_do() -> None:
    assert replications_for(0.0, 0.45) == 1


def test_nothing_played_is_never_enough() -> None:
    found = enough(runs([], []), 0.1)
    assert set(found.half_widths.values()) == {0.5}
    assert found.n == 0
    assert found.n_needed == enough(runs(["armistice"] * 50 + ["war_continues"] * 50, [0.0] * 100), 0.1).n_needed


def test_too_few_says_which_ending_and_how_many() -> None:
    few = enough(runs(["armistice", "war_continues"] * 8, [0.0] * 16), 0.1)
    width = 100 * few.half_widths["armistice"]
    assert few.sentence == (
        f"16 replications are too few: 'armistice' is known to ±{width:.1f} points (95 %); "
        f"about {few.n_needed:,} would bring every ending within ±10.0."
    )
    many = enough(runs(["armistice"], [0.0]), 0.5)
    assert many.sentence.startswith("1 replication is enough: every ending is known to within ±")
    assert many.sentence.endswith("(95 %; ±50.0 was asked for).")


def test_an_increment_by_hand() -> None:
    chances = {"nuclear_use_risk": [0.5, 0.1, 0.1, 0.3, 0.1, 0.1], "nuclear_use_prior": [0.1] * 6}
    ended = ["nuclear_use", *ENDED[1:]]
    table = runs(ended, **chances)
    (found,) = increments(table)
    assert (found.ending.name, found.counted, found.prior) == ("nuclear_use", 1 / 6, pytest.approx(0.1))
    assert found.added == pytest.approx(0.1)
    half = stats.t.ppf(0.975, 5) * np.std([0.4, 0, 0, 0.2, 0, 0], ddof=1) / math.sqrt(6)
    assert (found.low, found.high) == pytest.approx((0.1 - half, 0.1 + half))
    row = outcome_table(table).set_index("outcome").loc["nuclear_use_increment"]
    assert (row["kind"], row["estimate"], row["low"]) == ("increment", pytest.approx(0.1), pytest.approx(found.low))
    pair = paired_difference(runs(ended), table).outcomes
    assert "nuclear_use_increment" not in set(pair["outcome"])  # where only one side stored it
    same = paired_difference(table, table).outcomes.set_index("outcome").loc["nuclear_use_increment"]
    assert (same["difference"], same["mean_a"]) == (0.0, pytest.approx(0.1))
    assert increments(runs()) == []
