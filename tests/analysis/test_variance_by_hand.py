"""Shares of variance against the formula, written out pair by pair."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from sim.analysis.variance import variance_shares
from sim.base.outcomes import ENDINGS

NAMES = [ending.name for ending in ENDINGS]


def by_hand(first: np.ndarray, second: np.ndarray) -> tuple[float, float]:
    """Correlation of twins with pooled mean and variance, and its error; columns are levels."""
    middle = np.vstack([first, second]).mean(axis=0)
    products = np.array([np.dot(a - middle, b - middle) for a, b in zip(first, second, strict=True)])
    squares = np.array(
        [
            (np.dot(a - middle, a - middle) + np.dot(b - middle, b - middle)) / 2
            for a, b in zip(first, second, strict=True)
        ]
    )
    share = products.sum() / squares.sum()
    error = np.std((products - share * squares) / squares.mean(), ddof=1)
    return share, max(error, 1 - share**2) / math.sqrt(len(first))


def twins(n: int = 60) -> pd.DataFrame:
    luck = np.random.default_rng(3)
    draw = luck.normal(size=n)
    table = {}
    for tail in ("", "__twin"):
        number = draw + luck.normal(size=n)
        table[f"territory_change{tail}"] = number
        table[f"ending{tail}"] = np.select(
            [number > 0.7, number < -0.7], ["armistice", "russian_victory"], "war_continues"
        )
        table[f"first_deal{tail}"] = np.select([number > 1, number < -1], ["peace.on.paper", "truce"], "none")
        table[f"resumed{tail}"] = number > 0.4
    return pd.DataFrame(table).assign(alone=1.0)


def test_shares_of_variance_are_those_of_the_formula() -> None:
    table = twins()
    found = variance_shares(table).set_index("outcome")
    for name in ("territory_change", "resumed"):
        one, two = (table[f"{name}{tail}"].to_numpy(float)[:, None] for tail in ("", "__twin"))
        share, error = by_hand(one, two)
        row = found.loc[name]
        assert (row["share_parameters"], row["share_chance"]) == pytest.approx((share, 1 - share))
        assert row["standard_error"] == pytest.approx(error)
        assert row["n"] == 60
    for name, levels in {"ending": NAMES, "first_deal": ["none", "peace.on.paper", "truce"]}.items():
        one, two = (
            np.stack([table[f"{name}{tail}"] == level for level in levels], axis=1).astype(float)
            for tail in ("", "__twin")
        )
        share, error = by_hand(one, two)
        assert found.loc[name, "share_parameters"] == pytest.approx(share)
        assert found.loc[name, "standard_error"] == pytest.approx(error)
        assert found.loc[name, "kind"] == "category"
    assert found.loc["armistice", "kind"] == "ending"
    assert found.loc["first_deal.peace.on.paper", "kind"] == "category"


def test_twins_that_repel_have_all_their_spread_from_chance() -> None:
    number = np.arange(40.0)
    table = pd.DataFrame({"territory_change": number, "territory_change__twin": number[::-1]}).assign(
        ending="armistice", ending__twin="armistice"
    )
    row = variance_shares(table).set_index("outcome").loc["territory_change"]
    assert (row["share_parameters"], row["share_chance"]) == (0.0, 1.0)


@pytest.mark.parametrize(("seen", "known"), [(9, False), (10, True), (70, True), (71, False)])
def test_ten_events_or_ten_exceptions_make_a_share(seen: int, known: bool) -> None:
    happened = np.arange(80) < seen
    flags = {
        f"ending{tail}": np.where(part, "armistice", "war_continues")
        for tail, part in zip(("", "__twin"), (happened[::2], happened[1::2]), strict=True)
    }
    found = variance_shares(pd.DataFrame(flags)).set_index("outcome")["share_parameters"]
    assert np.isfinite(found["armistice"]) == known
    assert np.isfinite(found["ending"]) == known


def test_a_small_spread_is_a_spread() -> None:
    usual = variance_shares(twins()).set_index("outcome").loc["territory_change", "share_parameters"]
    names = ["territory_change", "territory_change__twin"]
    table = twins()
    table[names] = 1.0 + 1e-9 * table[names]
    small = variance_shares(table).set_index("outcome").loc["territory_change", "share_parameters"]
    assert small == pytest.approx(usual, rel=1e-4)


@pytest.mark.parametrize("tail", ["", "__twin"])
def test_only_twins_with_a_gap_are_left_out(tail: str) -> None:
    table = twins()
    table.loc[:9, f"territory_change{tail}"] = np.nan
    found, expected = (variance_shares(each).set_index("outcome") for each in (table, twins().iloc[10:]))
    pd.testing.assert_series_equal(found.loc["territory_change"], expected.loc["territory_change"])


def test_three_twins_are_the_fewest_with_a_share() -> None:
    table = twins()
    for n in (2, 3):
        found = variance_shares(table.head(n)).set_index("outcome").loc["territory_change", "share_parameters"]
        assert np.isfinite(found) == (n == 3)
