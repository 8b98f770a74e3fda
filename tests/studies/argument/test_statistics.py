"""Statistics of wars: right values, intervals that cover, influences that say where a result comes from."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.intervals import median_interval, normal_quantile, wilson
from sim.base.arrays import WEEKS_PER_YEAR
from sim.studies.argument.statistics import distances, estimate
from sim.studies.columns import slope
from sim.studies.measures import UnknownMeasureError, _Readable, over_priors, parse
from tests.studies.argument.made import asked, endings, wars_of


def test_a_probability_has_its_wilson_interval() -> None:
    found = estimate(asked("russian_victory", "probability"), wars_of(ending=endings(200, russian_victory=30)))
    assert found.value == pytest.approx(0.15)
    assert (found.low, found.high) == pytest.approx(wilson(30, 200))


def test_endings_joined_are_either_of_them() -> None:
    wars = wars_of(ending=endings(100, nuclear_use=3, nato_russia_war=7))
    assert estimate(asked("nuclear_use + nato_russia_war", "probability"), wars).value == pytest.approx(0.10)


@pytest.mark.parametrize(
    "text", ["nuclear_use - armistice", "nuclear_use + resumed", "territory_change + nuclear_use", "deal + deal", ""]
)
def test_what_does_not_add_up_is_refused(text: str) -> None:
    with pytest.raises(UnknownMeasureError):
        parse(text)


def test_a_median_has_an_order_statistic_interval_and_centred_parts() -> None:
    values = np.random.default_rng(1).normal(5.0, 2.0, 301)
    found = estimate(asked("territory_change", "median"), wars_of(territory_change=values))
    assert found.value == np.median(values)
    assert (found.low, found.high) == median_interval(values)
    assert found.parts.mean() == pytest.approx(0.0, abs=1e-12)


def test_wars_without_the_outcome_do_not_speak() -> None:
    share = np.array([0.2, np.nan] * 50)
    found = estimate(asked("deal_russian_share", "mean"), wars_of(deal_russian_share=share))
    assert found.n == 50
    assert found.value == pytest.approx(0.2)


def test_too_few_wars_are_not_made_to_speak() -> None:
    share = np.full(100, np.nan)
    share[:5] = 0.3
    for statistic in ("mean", "median"):
        found = estimate(asked("deal_russian_share", statistic), wars_of(deal_russian_share=share))
        assert not found.known
        assert math.isnan(found.low)


def test_a_condition_leaves_only_the_wars_where_it_holds() -> None:
    wars = wars_of(first_deal=["none"] * 60 + ["settlement"] * 40, resumed=[False] * 60 + [True] * 10 + [False] * 30)
    assert estimate(asked("resumed", "probability", given="deal"), wars).value == pytest.approx(0.25)


def test_a_condition_may_be_a_number_above_a_value() -> None:
    wars = wars_of(ending=endings(40, nuclear_use=10), ukrainian_advance=np.repeat([900.0, 500.0], [20, 20]))
    found = estimate(asked("nuclear_use", "probability", given="ukrainian_advance > 500"), wars)
    assert (found.value, found.n) == (0.5, 20)


def test_a_rate_does_not_rise_because_wars_are_longer() -> None:
    long = wars_of(ukrainian_casualties=np.full(50, 2000.0), weeks_fought=np.full(50, 20.0))
    short = wars_of(ukrainian_casualties=np.full(50, 1000.0), weeks_fought=np.full(50, 10.0))
    by_week = asked("ukrainian_casualties", "ratio", per="weeks_fought", compare_to="b")
    assert estimate(by_week, long, short).value == pytest.approx(1.0)
    assert estimate(asked("ukrainian_casualties", "ratio", compare_to="b"), long, short).value == pytest.approx(2.0)


def test_intervals_of_rates_cover_their_truth() -> None:
    rng, rounds, covered = np.random.default_rng(11), 1500, 0
    test = asked("resumed", "mean", per="peace_years")
    for _ in range(rounds):
        # Deals break at 0.3 a year, seen for one to three years; two wars of five have no deal.
        seen = rng.uniform(1.0, 3.0, 400) * (rng.random(400) < 0.6)
        breaks = rng.exponential(1.0 / 0.3, 400)
        wars = wars_of(resumed=breaks < seen, peace_years=np.minimum(breaks, seen))
        found = estimate(test, wars)
        covered += found.low <= 0.3 <= found.high
    z = (covered - 0.95 * rounds) / math.sqrt(0.95 * 0.05 * rounds)
    assert abs(z) < 4.0


def test_what_a_war_adds_to_a_prior_is_their_difference() -> None:
    readable = over_priors(
        {
            "nuclear_use": _Readable("Nuclear use", "ending", ("nuclear_use",)),
            "nuclear_use_prior": _Readable("Its prior", "nuclear_use_prior", kind="number"),
        }
    )
    added = readable["nuclear_use.over_prior"]
    wars = wars_of(ending=endings(4, nuclear_use=1), nuclear_use_prior=np.full(4, 0.02))
    assert added.columns == {"ending", "nuclear_use_prior"}
    assert added.values(wars).mean() == pytest.approx(0.23)


def test_arms_without_a_difference_are_not_equal_for_certain() -> None:
    wars = wars_of(ending=endings(100, russian_victory=20))
    found = estimate(asked("russian_victory", "difference", compare_to="b"), wars, wars)
    assert found.value == 0.0
    assert found.low < 0.0 < found.high


def resumptions(dealt: np.ndarray, resumed: np.ndarray) -> pd.DataFrame:
    return wars_of(first_deal=np.where(dealt, "settlement", "none"), resumed=dealt & resumed)


@pytest.mark.parametrize("statistic", ["difference", "ratio"])
@pytest.mark.parametrize("given", ["deal", None])
@pytest.mark.parametrize("paired", [True, False])
def test_arms_with_the_same_few_events_are_not_surely_equal(statistic: str, given: str | None, paired: bool) -> None:
    dealt, resumed = np.arange(256) < 30, np.arange(256) < (0 if statistic == "difference" else 2)
    wars = resumptions(dealt, resumed)
    more = {"given": given} if given else {}
    found = estimate(asked("resumed", statistic, compare_to="b", paired=paired, **more), wars, wars)
    same = 0.0 if statistic == "difference" else 1.0
    assert found.value == same
    assert found.low < same < found.high
    if statistic == "difference" and given:
        # Nothing in 30 leaves room for a tenth, by the rule of three.
        assert 0.05 < found.high < 0.15
        assert found.speaking == (30, 30)


def test_shares_of_strangers_have_the_interval_of_agresti_and_caffo() -> None:
    first, second = np.arange(100) < 40, np.arange(100) >= 40
    arms = [resumptions(first, np.arange(100) < 4), resumptions(second, np.arange(100) < 49)]
    found = estimate(asked("resumed", "difference", given="deal", compare_to="b"), *arms)
    one, two = 5.0 / 42.0, 10.0 / 62.0
    half = normal_quantile(0.95) * math.sqrt(one * (1.0 - one) / 42.0 + two * (1.0 - two) / 62.0)
    assert (found.low, found.high) == pytest.approx((one - two - half, one - two + half))


@pytest.mark.parametrize(
    ("statistic", "p", "q", "common"),
    [
        ("difference", 0.0, 0.0, 0.0),
        ("difference", 0.01, 0.01, 0.0),
        ("difference", 0.02, 0.1, 0.5),
        ("difference", 0.02, 0.1, 1.0),
        ("difference", 0.3, 0.4, 1.0),
        ("difference", 0.95, 1.0, 0.5),
        # Not rarer: a ratio to nothing is not known, and those that are known are then the lucky ones.
        ("ratio", 0.2, 0.3, 0.5),
        ("ratio", 0.2, 0.3, 1.0),
        ("ratio", 0.95, 1.0, 0.5),
    ],
)
def test_intervals_of_conditional_shares_cover_where_events_are_few(
    statistic: str, p: float, q: float, common: float
) -> None:
    rng = np.random.default_rng(5)
    covered, rounds, n = 0, 400, 60
    truth = p - q if statistic == "difference" else p / q
    for _ in range(rounds):
        # A war that resumes in one arm tends to in the other, the more the more they have in common.
        luck = rng.random((2, n))
        luck[1] = np.where(rng.random(n) < common, luck[0], luck[1])
        dealt = rng.random((2, n)) < 0.5
        arms = [resumptions(dealt[i], luck[i] < share) for i, share in enumerate((p, q))]
        found = estimate(asked("resumed", statistic, given="deal", compare_to="b"), *arms)
        covered += found.low <= truth <= found.high
    # 380 expected; four standard errors of a binomial are 17.
    assert covered >= 363


def test_arms_played_apart_gain_nothing_from_common_draws() -> None:
    rng = np.random.default_rng(6)
    common, noise = rng.normal(0.0, 10.0, 400), rng.normal(0.0, 1.0, 400)
    for sign in (1.0, -1.0):
        arms = wars_of(territory_change=common), wars_of(territory_change=sign * common + noise)
        for outcome in ("difference", "apart"):
            paired = outcome == "difference"
            found = estimate(asked("territory_change", "difference", compare_to="b", paired=paired), *arms)
            half = (found.high - found.low) / 2.0
            # 1.96 × 10 / √400 for either arm; √2 of it for two strangers, twice it where one mirrors the other.
            expected = 1.96 if sign < 0.0 else 0.1 if paired else 1.39
            assert half == pytest.approx(expected, rel=0.12)


def test_pairing_narrows_the_interval_of_a_difference() -> None:
    rng = np.random.default_rng(2)
    common = rng.normal(0.0, 10.0, 400)
    first = wars_of(territory_change=common + 1.0 + rng.normal(0.0, 1.0, 400))
    second = wars_of(territory_change=common)
    other = wars_of(territory_change=rng.permutation(common))
    test = asked("territory_change", "difference", compare_to="b")
    paired, unpaired = estimate(test, first, second), estimate(test, first, other)
    assert paired.low < 1.0 < paired.high
    assert (paired.high - paired.low) < 0.2 * (unpaired.high - unpaired.low)


@pytest.mark.parametrize(
    ("statistic", "truth"), [("difference", 0.5), ("ratio", 1.25), ("conditional", -0.1), ("slope", 2.0)]
)
def test_intervals_cover_their_truth_about_as_often_as_they_say(statistic: str, truth: float) -> None:
    rng = np.random.default_rng(3)
    covered, rounds, n = 0, 300, 150
    for _ in range(rounds):
        if statistic == "conditional":
            dealt = rng.random((2, n)) < 0.5
            resumed = dealt & (rng.random((2, n)) < np.array([[0.3], [0.4]]))
            arms = [wars_of(first_deal=np.where(dealt[i], "settlement", "none"), resumed=resumed[i]) for i in range(2)]
            found = estimate(asked("resumed", "difference", given="deal", compare_to="b"), *arms)
        elif statistic == "slope":
            week = rng.uniform(0.0, 104.0, n)
            share = 2.0 * week / WEEKS_PER_YEAR + rng.normal(0.0, 0.2 + week / 104.0, n)
            test = asked("deal_russian_share", "trend", over="first_deal_week")
            found = estimate(test, wars_of(deal_russian_share=share, first_deal_week=week))
        else:
            common = rng.gamma(4.0, 0.5, n)
            first, second = common * 1.25 + rng.normal(0.0, 0.3, n), common
            arms = [wars_of(territory_change=first), wars_of(territory_change=second)]
            found = estimate(asked("territory_change", statistic, compare_to="b"), *arms)
        covered += found.low <= truth <= found.high
    # 285 expected; four standard errors of a binomial are 15.
    assert 268 <= covered <= 300


@given(st.floats(-50, 50), st.floats(-5, 5), st.integers(2, 60))
@settings(max_examples=30)
def test_the_trend_of_a_straight_line_is_its_slope(start: float, step: float, weeks: int) -> None:
    series = (start + step * np.arange(weeks))[:, None] * np.ones(3)
    assert slope(series) == pytest.approx(step * WEEKS_PER_YEAR, abs=1e-6)


def test_a_single_week_has_no_trend() -> None:
    assert np.array_equal(slope(np.ones((1, 4))), np.zeros(4))


@pytest.mark.parametrize("statistic", ["mean", "median", "probability"])
def test_distances_have_the_sign_of_the_distance_from_the_threshold(statistic: str) -> None:
    outcome = "russian_victory" if statistic == "probability" else "territory_change"
    wars = wars_of(
        ending=endings(200, russian_victory=60), territory_change=np.random.default_rng(4).exponential(2.0, 200)
    )
    for threshold in (0.01, 0.9 if statistic == "probability" else 50.0):
        test = asked(outcome, statistic, threshold=threshold)
        found = estimate(test, wars)
        assert np.sign(distances(test, found, wars).mean()) == np.sign(found.value - threshold)
