"""Offers, the fear of the next war, and deals that break: by hand, by sign over the bounds, and alike for both sides."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import bargaining, commitment, offers

share, more = st.floats(0, 1), st.floats(0.01, 0.3)
chances, growths, exponents = st.floats(0.01, 0.99), st.floats(-0.5, 1.0), st.floats(1, 3)


def one(value: float) -> np.ndarray:
    return np.array([value])


def fear(chance: float = 0.7, by_guarantee: float = 0.66) -> commitment.Fear:
    return commitment.Fear(one(chance), one(0.95), one(1.5), one(by_guarantee))


def signed(years: float = 1.0, **terms: float) -> commitment.Signed:
    blank = {"covered": 0.0, "pressed": 0.0, "zone": 0.0}
    values = {key: one(value) for key, value in (blank | terms).items() if key != "settled"}
    return commitment.Signed(years=one(years), settled=one(terms.get("settled", 1.0)) > 0.0, **values)


def resumption(base: float = 0.061 / 12.0, by_shift: float = 2.3) -> commitment.Resumption:
    values = (base, -0.26, by_shift, 0.5, 1.5, 0.8, 1.6)
    return commitment.Resumption(*map(one, values))


def test_a_side_that_will_be_outbuilt_loses_this_chance() -> None:
    # p .5 and eta 1.5: the enemy's power grows by a fifth more, so the odds fall from 1 to exp(-.3).
    loss = commitment.feared_loss(one(0.5), one(0.1), one(0.3), one(1.5))
    assert loss[0] == pytest.approx(0.5 - 1.0 / (1.0 + math.exp(0.3)), abs=1e-12)
    assert commitment.feared_loss(one(0.5), one(0.3), one(0.1), one(1.5))[0] == 0.0


def test_the_premium_by_hand_and_under_guarantee() -> None:
    bare = commitment.fear_of_next_war(one(0.1), one(0.12), one(0.0), fear())
    assert bare[0] == pytest.approx(0.7 * 0.16 * 0.95**1.5, rel=1e-12)
    allied = commitment.fear_of_next_war(one(0.1), one(0.12), one(0.85), fear())
    assert allied[0] == pytest.approx(bare[0] * (1.0 - 0.66 * 0.85), rel=1e-12)


def test_the_premium_can_exceed_the_whole_surplus() -> None:
    premium = commitment.fear_of_next_war(one(0.3), one(0.1), one(0.0), fear(0.9))
    assert premium[0] > 0.2  # both sides' costs of war
    least = bargaining.reservation(one(0.5), one(0.1), premium=one(0.0), commitment=premium, concession=one(0.0))
    other = bargaining.reservation(one(0.5), one(0.1), premium=one(0.0), commitment=one(0.0), concession=one(0.0))
    assert bargaining.bargaining_range(least, other)[1][0] < 0.0


@given(chances, growths, growths, exponents, more)
def test_a_looming_shift_of_power_is_feared_more(p: float, own: float, enemy: float, e: float, by: float) -> None:
    loss = commitment.feared_loss(one(p), one(own), one(enemy), one(e))[0]
    assert 0.0 <= loss <= p
    assert commitment.feared_loss(one(p), one(own), one(enemy + by), one(e))[0] >= loss
    assert commitment.feared_loss(one(p), one(own + by), one(enemy), one(e))[0] <= loss


@given(share, share, share, share, st.floats(0.1, 0.85))
def test_a_more_credible_guarantee_lowers_fear(loss: float, cost: float, a: float, b: float, g: float) -> None:
    weak, strong = sorted((a, b))
    held = [commitment.fear_of_next_war(one(loss), one(cost), one(c), fear(0.7, g))[0] for c in (weak, strong)]
    assert held[1] <= held[0]


@given(chances, growths, exponents)
def test_one_sides_gain_of_power_is_the_others_loss(p: float, shift: float, e: float) -> None:
    own = commitment.chance_after(one(p), one(shift), one(e))[0]
    other = commitment.chance_after(one(1.0 - p), one(-shift), one(e))[0]
    assert own + other == pytest.approx(1.0, abs=1e-9)


@given(share, share, share)
def test_shifts_count_alike_for_both_sides(then: float, now: float, held: float) -> None:
    russia = commitment.shift_to_dissatisfied(one(then), one(now), one(held))[0]
    mirrored = commitment.shift_to_dissatisfied(one(1.0 - then), one(1.0 - now), one(1.0 - held))[0]
    assert russia == pytest.approx(mirrored, abs=1e-9)


def test_only_a_shift_to_the_dissatisfied_side_counts() -> None:
    # Russia holds .6 of the pie; a chance of .7 leaves it short, one of .5 leaves Ukraine short.
    assert commitment.shift_to_dissatisfied(one(0.6), one(0.7), one(0.6))[0] == pytest.approx(0.1)
    assert commitment.shift_to_dissatisfied(one(0.8), one(0.7), one(0.6))[0] == 0.0
    assert commitment.shift_to_dissatisfied(one(0.6), one(0.5), one(0.6))[0] == pytest.approx(0.1)


def test_the_hazard_of_resumption_by_hand() -> None:
    def hazard(shift: float, **terms: float) -> float:
        return float(commitment.resumption_hazard(one(shift), signed(**terms), resumption())[0])

    assert hazard(0.0) == pytest.approx(0.061 / 12.0)
    assert hazard(0.0, years=5.0) == pytest.approx(0.061 / 12.0 * 5.0**-0.26)
    assert hazard(0.1) == pytest.approx(0.061 / 12.0 * math.exp(0.23))
    assert hazard(0.0, covered=0.85) == pytest.approx(0.061 / 12.0 * (1.0 - 0.5 * 0.85))
    assert hazard(0.0, pressed=1.0, zone=1.0, settled=0.0) == pytest.approx(0.061 / 12.0 * 1.5 * 0.8 * 1.6)


def test_peace_fails_within_five_years_as_in_the_record() -> None:
    """.24 with power as it was, .35 with a fifth shifted to the loser."""
    weeks = np.arange(1, 261) / 52.18
    for shift, expected in ((0.0, 0.24), (0.2, 0.35)):
        terms = commitment.Signed(weeks, *(np.zeros(260) for _ in range(3)), settled=np.ones(260, dtype=bool))
        total = commitment.resumption_hazard(np.full(260, shift), terms, resumption()).sum() * 12.0 / 52.18
        assert 1.0 - math.exp(-total) == pytest.approx(expected, abs=0.015)


@given(share, share, st.floats(0, 6), st.floats(0, 10))
def test_rearming_breaks_deals_sooner(shift: float, covered: float, by_shift: float, years: float) -> None:
    terms, by = signed(years, covered=covered), resumption(by_shift=by_shift)
    hazard = commitment.resumption_hazard(one(shift), terms, by)[0]
    assert commitment.resumption_hazard(one(shift + 0.1), terms, by)[0] >= hazard > 0.0
    assert commitment.resumption_hazard(one(shift), signed(years, covered=1.0), by)[0] <= hazard


def test_a_guarantor_takes_the_temptation_away() -> None:
    assert commitment.temptation(one(0.8), one(0.6), one(0.12), one(0.0))[0] == pytest.approx(0.08)
    assert commitment.temptation(one(0.8), one(0.6), one(0.12), one(0.5))[0] < 0.0


def test_odds_of_an_answer_are_those_stated() -> None:
    assert offers.p_accepted(one(0.0), one(5.0))[0] == 0.5
    better, worse = (offers.p_accepted(one(surplus), one(5.0))[0] for surplus in (0.1, -0.1))
    assert better / (1.0 - better) == pytest.approx(5.0)
    assert better + worse == pytest.approx(1.0)


def test_terms_are_put_forward_in_proportion_to_their_worth() -> None:
    worth = np.repeat(np.array([[1.0], [0.0], [3.0]]), 1000, axis=1)
    number = offers.chosen(worth, (np.arange(1000) + 0.5) / 1000.0)
    assert [np.mean(number == row) for row in range(3)] == [0.25, 0.0, 0.75]
    assert offers.chosen(np.zeros((3, 1)), one(0.5))[0] == -1.0


@given(st.floats(0.01, 0.99), st.floats(0.01, 2.0))
def test_the_first_of_two_offers_is_that_of_the_keener(luck: float, hazard: float) -> None:
    assert offers.arrival(one(luck), one(2.0 * hazard))[0] < offers.arrival(one(luck), one(hazard))[0]


@given(st.floats(0, 1e5), st.lists(st.floats(0, 2e4), min_size=3, max_size=3))
def test_no_sector_gives_more_than_it_has(area: float, room: list[float]) -> None:
    given_ = offers.handed_over(one(area), np.array(room)[:, None])
    assert np.all(given_ <= np.array(room)[:, None] + 1e-9)
    assert given_.sum() == pytest.approx(min(area, sum(room)), rel=1e-9) if sum(room) > 1.0 else True


def test_a_stalemate_is_ripe_where_nobody_gains_and_both_hurt() -> None:
    for gain, own, other, expected in ((0.2, 0.2, 0.3, True), (1.5, 0.2, 0.3, False), (0.2, 0.05, 0.3, False)):
        assert bool(bargaining.is_ripe(one(gain), one(own), one(other), one(0.1))[0]) is expected
