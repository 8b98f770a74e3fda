"""Shares and numbers in words."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.measured import in_words
from sim.analysis.wording import (
    counts_in_100,
    in_100,
    inside,
    others_in_100,
    quantities,
    quantity,
    range_100,
    shares_in_100,
)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_only_none_is_never_and_only_all_is_always(k: int, n: int) -> None:
    share = min(k, n) / n
    assert (in_100(share) == "0 in 100") == (share == 0)
    assert (in_100(share) == "100 in 100") == (share == 1)


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0.25, 0.29, "25–29"),
        (0.0, 0.002, "0–0.2"),
        (0.998, 1.0, "99.8–100"),
        (0.2704, 0.2721, "27.0–27.2"),
        (0, 1, "0–100"),
    ],
)
def test_an_interval_shows_as_many_decimals_as_its_ends_need(low: float, high: float, text: str) -> None:
    assert range_100(low, high) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (412_337, "412,000"),
        (0.874, "0.87"),
        (43.26, "43.3"),
        (-1234, "−1,230"),
        (3.0, "3"),
        (0.0, "0"),
        (-0.0, "0"),
        (999.7, "1,000"),
        (0.00123, "0.0012"),
        (math.nan, "none"),
        (math.inf, "∞"),
    ],
)
def test_numbers_have_three_figures_and_thousands_separators(value: float, text: str) -> None:
    assert quantity(value) == text


def test_changes_carry_their_sign() -> None:
    assert [quantity(v, signed=True) for v in (5.0, -5.0, 0.0)] == ["+5", "−5", "0"]


@given(st.floats(-1e9, 1e9))
def test_no_number_is_misstated_by_more_than_rounding(value: float) -> None:
    read = float(quantity(value).replace(",", "").replace("−", "-"))
    assert read == pytest.approx(value, rel=0.06)


def test_numbers_that_are_compared_have_the_same_decimals() -> None:
    assert quantities(43.0, 44.1) == ("43.0", "44.1")
    assert quantities(7_200, 5_400) == ("7,200", "5,400")


def test_titles_in_a_sentence_keep_the_capitals_of_names() -> None:
    titles = ("War continues", "NATO-Russia war", "Russian victory", "Nuclear use")
    assert [inside(t) for t in titles] == ["war continues", "NATO-Russia war", "Russian victory", "nuclear use"]


wholes = st.lists(st.integers(0, 3000), min_size=1, max_size=9).filter(any)


@given(wholes)
def test_shares_of_one_whole_add_to_100(worlds: list[int]) -> None:
    shares = [k / sum(worlds) for k in worlds]
    counts = counts_in_100(shares)
    assert sum(counts) == 100
    assert all(abs(count - 100 * share) < 1 for count, share in zip(counts, shares, strict=True))


@given(wholes)
def test_a_larger_share_is_never_written_as_less(worlds: list[int]) -> None:
    shares = [k / sum(worlds) for k in worlds]
    pairs = sorted(zip(shares, counts_in_100(shares), strict=True))
    assert [count for _, count in pairs] == sorted(count for _, count in pairs)


@given(wholes)
def test_some_is_never_written_as_none_nor_most_as_all(worlds: list[int]) -> None:
    shares = [k / sum(worlds) for k in worlds]
    for share, text in zip(shares, shares_in_100(shares), strict=True):
        assert (text == "0", text == "100") == (share == 0, share == 1)


@pytest.mark.parametrize(
    ("shares", "texts"),
    [
        ([0.565, 0.435], ["57", "43"]),
        ([1 / 3, 1 / 3, 1 / 3], ["34", "33", "33"]),
        ([0.997, 0.003], [">99", "<1"]),
        ([0.29, 0.71], ["29", "71"]),
        ([0.125, 0.125, 0.25, 0.5], ["13", "12", "25", "50"]),
        ([1.0, 0.0], ["100", "0"]),
        ([math.nan, math.nan], ["?", "?"]),
    ],
)
def test_shares_that_stand_together_are_rounded_together(shares: list[float], texts: list[str]) -> None:
    assert shares_in_100(shares) == texts


def test_shares_of_different_wholes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"found shares that sum to 0\.9, expected 1"):
        shares_in_100([0.5, 0.4])


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("russian_victory", "Russian victory"),
        ("territory_change > 5000", "Ground gained by Russia > 5,000 km²"),
        ("aid_delivered<=2.5", "Military aid delivered to Ukraine ≤ 2.50 EUR bn"),
        ("first_deal == settlement", "first_deal = Settlement"),
    ],
)
def test_what_is_asked_for_is_said_in_words(asked: str, words: str) -> None:
    assert in_words(asked) == words


def test_what_an_ending_leaves_to_others_adds_to_100() -> None:
    assert [others_in_100(text) for text in ("57", "<1", ">99", "0", "100")] == ["43", ">99", "<1", "100", "0"]
