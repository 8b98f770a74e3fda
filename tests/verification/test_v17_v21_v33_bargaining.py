"""V17-V21, V33: the bargaining rules hold the textbook results as special cases."""

from __future__ import annotations

import numpy as np
import pytest

from sim.base.arrays import Floats
from sim.rules import bargaining as rules
from sim.studies.validation.verification.bargaining import (
    best_demand,
    commitment_threshold,
    demand_served_best,
    fighting_shift,
    months_to_convergence,
)


def one(value: float) -> Floats:
    """A block of one."""
    return np.array([value])


def range_of(belief_a: Floats, belief_b: Floats, cost_a: Floats, cost_b: Floats) -> tuple[Floats, Floats]:
    """Least A accepts and most B gives as the model has it, where nothing else divides them; beliefs: A's chance."""
    nothing = one(0.0)
    least = rules.reservation(belief_a, cost_a, nothing, nothing, nothing)
    least_of_b = rules.reservation(1.0 - belief_b, cost_b, nothing, nothing, nothing)
    most, size = rules.bargaining_range(least, least_of_b)
    np.testing.assert_array_equal(size, most - least)
    return least, most


def size_of(belief_a: float, belief_b: float, cost_a: float, cost_b: float) -> float:
    """Size of the model's range."""
    least, most = range_of(one(belief_a), one(belief_b), one(cost_a), one(cost_b))
    return float((most - least)[0])


def test_v17_equal_beliefs_leave_a_range_as_wide_as_the_costs() -> None:
    least, most = range_of(one(0.5), one(0.5), one(0.10), one(0.15))
    assert (least[0], most[0]) == pytest.approx((0.40, 0.65), abs=1e-12)
    assert size_of(0.5, 0.5, 0.10, 0.15) == pytest.approx(0.25, abs=1e-12)


@pytest.mark.parametrize("costs", [(0.0, 1e-6), (0.05, 0.0), (0.3, 0.4)])
def test_v17_any_cost_and_equal_beliefs_settle_at_once(costs: tuple[float, float]) -> None:
    size = size_of(0.5, 0.5, *costs)
    hazard = rules.deal_hazard(one(size), np.array([True]), one(1.0), one(0.15), one(0.0))
    assert hazard[0] == 0.15
    assert (
        rules.deal_hazard(one(size_of(0.5, 0.5, 0.0, 0.0)), np.array([True]), one(1.0), one(0.15), one(0.0))[
            0
        ]
        == 0.0
    )


@pytest.mark.parametrize(("belief_a", "settles"), [(0.70, False), (0.66, False), (0.64, True)])
def test_v18_mutual_optimism_fights_until_the_gap_is_below_the_costs(belief_a: float, settles: bool) -> None:
    least, most = range_of(one(belief_a), one(0.40), one(0.10), one(0.15))
    assert bool(least[0] < most[0]) is settles
    size = size_of(belief_a, 0.40, 0.10, 0.15)
    assert size == pytest.approx(0.25 - (belief_a - 0.40), abs=1e-12)
    assert (size > 0.0) is settles


def test_v18_the_models_reservation_values_are_fearons_when_nothing_else_divides() -> None:
    dice = np.random.default_rng(18)
    a, b, cost_a, cost_b = dice.random((4, 500))
    least, most = range_of(a, b, cost_a, cost_b)
    np.testing.assert_allclose(least, a - cost_a, atol=1e-12)
    np.testing.assert_allclose(most, b + cost_b, atol=1e-12)


def test_v19_two_learners_settle_after_ten_months() -> None:
    strength, weight, gap, costs = 20.0, 2.0, 0.5, 0.25
    assert months_to_convergence(strength, weight, gap, costs) == pytest.approx(10.0)
    truth = one(0.5)
    a, b = (one(0.75 * strength), one(0.25 * strength)), (one(0.25 * strength), one(0.75 * strength))
    settled = None
    for month in range(1, 25):
        a = rules.belief_after(*a, truth, one(weight))
        b = rules.belief_after(*b, truth, one(weight))
        size = size_of(float(a[0][0] / (a[0] + a[1])[0]), float(b[0][0] / (b[0] + b[1])[0]), 0.10, 0.15)
        if size > -1e-12 and settled is None:
            settled = month
    assert settled == 10


def test_v19_the_gap_falls_as_the_formula_says() -> None:
    a, b = (one(15.0), one(5.0)), (one(5.0), one(15.0))
    for month in range(1, 13):
        a = rules.belief_after(*a, one(0.62), one(2.0))
        b = rules.belief_after(*b, one(0.62), one(2.0))
        gap = a[0] / (a[0] + a[1]) - b[0] / (b[0] + b[1])
        assert gap[0] == pytest.approx(0.5 * 20.0 / (20.0 + 2.0 * month), rel=1e-12)


def test_v20_the_declining_side_fights_beyond_powells_threshold() -> None:
    patience, destroyed, p = 0.9, 0.2, 0.60
    threshold = commitment_threshold(patience, destroyed, p)
    assert threshold == pytest.approx(0.0722, abs=5e-5)

    def fights(shift: float) -> bool:
        now = p * (1.0 - destroyed) / (1.0 - patience)
        later = 1.0 + patience * (p - shift) * (1.0 - destroyed) / (1.0 - patience)
        return now > later

    assert fights(threshold + 1e-6)
    assert not fights(threshold - 1e-6)


@pytest.mark.parametrize(
    ("patience", "destroyed", "position"), [(0.9, 0.2, 0.6), (0.8, 0.1, 0.7), (0.95, 0.4, 0.3)]
)
def test_v20_the_models_range_closes_at_powells_threshold(
    patience: float, destroyed: float, position: float
) -> None:
    assert fighting_shift(patience, destroyed, position) == pytest.approx(
        commitment_threshold(patience, destroyed, position), abs=1e-9
    )


def test_v20_in_the_model_an_expected_shift_closes_a_range_that_costs_had_opened() -> None:
    """With equal beliefs the range closes where weight x shift exceeds the costs; a guarantee opens it."""
    costs, weight = 0.10 + 0.15, 0.5
    for shift, open_ in ((0.49, True), (0.51, False)):
        expected = rules.power_shift(one(shift), one(0.0), one(1.0), one(0.0))
        least = rules.reservation(one(0.5), one(0.10), one(0.0), weight * expected, one(0.0))
        least_of_riser = rules.reservation(one(0.5), one(0.15), one(0.0), one(0.0), one(0.0))
        _, size = rules.bargaining_range(least, least_of_riser)
        assert bool(size[0] > 0.0) is open_
        assert float(size[0]) == pytest.approx(costs - weight * shift, abs=1e-12)
    guaranteed = rules.power_shift(one(0.51), one(0.0), one(1.0), one(0.5))
    assert guaranteed[0] == pytest.approx(0.255)


def test_v21_the_best_demand_runs_a_risk() -> None:
    demand, p_war = best_demand(0.5, 0.1, 0.4)
    assert demand == pytest.approx(0.65, abs=1e-12)
    assert p_war == pytest.approx(0.375, abs=1e-12)


@pytest.mark.parametrize(("cost", "ceiling"), [(0.1, 0.4), (0.0, 0.4), (0.3, 0.4), (0.05, 0.2)])
def test_v21_no_other_demand_is_better(cost: float, ceiling: float) -> None:
    best, chance = best_demand(0.5, cost, ceiling)
    assert demand_served_best(0.5, cost, ceiling) == pytest.approx((best, chance), abs=1e-3)
    grid = np.linspace(0.5, 0.95, 4501)
    p_war = np.clip((grid - 0.5) / ceiling, 0.0, 1.0)  # B with cost below x - p prefers to fight
    worth = (1.0 - p_war) * grid + p_war * (0.5 - cost)
    assert grid[worth.argmax()] == pytest.approx(best, abs=1e-3)
    assert p_war[worth.argmax()] == pytest.approx(chance, abs=1e-3)


@pytest.mark.parametrize("cost", [0.4, 0.6])
def test_v21_a_cost_above_every_cost_of_the_other_side_means_no_war(cost: float) -> None:
    assert best_demand(0.5, cost, 0.4) == (0.5, 0.0)
    assert demand_served_best(0.5, cost, 0.4) == (0.5, 0.0)


def test_v33_a_balanced_battlefield_says_nothing() -> None:
    weights = (one(0.7), one(0.4), one(0.9))
    assert rules.battlefield_signal(one(0.0), one(0.0), one(0.0), weights)[0] == 0.5


@pytest.mark.parametrize("start", [0.05, 0.35, 0.5, 0.65, 0.95])
def test_v33_a_balanced_signal_never_moves_a_belief_across_one_half(start: float) -> None:
    eps, strength = 1e-12, 20.0
    counts = one(start * strength), one((1.0 - start) * strength)
    balanced = rules.battlefield_signal(one(0.0), one(0.0), one(0.0), (one(0.5), one(0.5), one(0.5)))
    before = abs(start - 0.5)
    for _ in range(520):
        counts = rules.belief_after(*counts, balanced, one(0.46))
        belief = float((counts[0] / (counts[0] + counts[1]))[0])
        assert (belief - 0.5) * (start - 0.5) >= -eps
        assert abs(belief - 0.5) <= before + eps
        before = abs(belief - 0.5)
    assert before < 0.05
