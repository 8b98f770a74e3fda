"""V17-V21, V33 beyond their numbers: the textbook results hold over ranges of beliefs, costs and shifts."""

from __future__ import annotations

import numpy as np
import pytest

from sim.rules import bargaining as rules
from sim.rules import commitment
from sim.studies.validation.findings import closed_forms
from sim.studies.validation.verification.bargaining import (
    demand_served_best,
    fighting_shift,
    one,
    range_of,
    range_size,
    reservation,
)

EVEN = rules.Signals(one(0.0), one(0.0), one(0.0))
"""A battlefield that favours nobody."""


def months_to_convergence(strength: float, weight: float, gap: float, costs: float) -> float:
    """Months until two learners of equal prior strength agree enough to settle: (n0/w)(gap/costs - 1), at least 0."""
    return max(0.0, strength / weight * (gap / costs - 1.0))


def commitment_threshold(patience: float, destroyed: float, position: float) -> float:
    """Shift of power above which the declining side fights (Powell): (1 - d)[1/(1 - x) - p] / d.

    Args:
        patience: discount factor d a period.
        destroyed: share x of the pie that war destroys.
        position: declining side's chance p of winning now.
    """
    return (1.0 - patience) * (1.0 / (1.0 - destroyed) - position) / patience


def best_demand(position: float, cost: float, ceiling: float) -> tuple[float, float]:
    """Risk-return trade-off of an uninformed demand when the other side's cost is uniform on [0, ceiling].

    Returns:
        Demand x = p + (C - c)/2 and probability of war (1 - c/C)/2, both at c >= C those of certain peace.
    """
    slack = max(0.0, ceiling - cost)
    return position + slack / 2.0, slack / ceiling / 2.0


def test_v19_v20_v21_the_known_answers_are_the_formulas() -> None:
    known = closed_forms()
    assert known["V19"].central == pytest.approx(months_to_convergence(20.0, 2.0, 0.5, 0.25), abs=1e-12)
    assert known["V20"].central == pytest.approx(commitment_threshold(0.9, 0.2, 0.6), abs=1e-12)
    demand, p_war = best_demand(0.5, 0.1, 0.4)
    assert known["V21a"].central == pytest.approx(demand, abs=1e-12)
    assert known["V21b"].central == pytest.approx(p_war, abs=1e-12)


@pytest.mark.parametrize("costs", [(0.0, 1e-6), (0.05, 0.0), (0.3, 0.4)])
def test_v17_any_cost_and_equal_beliefs_settle_at_once(costs: tuple[float, float]) -> None:
    for paid, expected in ((costs, 0.15), ((0.0, 0.0), 0.0)):
        size = one(range_size(0.5, 0.5, paid))
        hazard = rules.deal_hazard(size > 0.0, one(1.0), one(0.15))
        assert hazard[0] == expected


def test_v18_reservation_values_are_fearons_when_nothing_else_divides() -> None:
    dice = np.random.default_rng(18)
    a, b, cost_a, cost_b = dice.random((4, 500))
    least, most = range_of(a, b, cost_a, cost_b)
    np.testing.assert_allclose(least, a - cost_a, atol=1e-12)
    np.testing.assert_allclose(most, b + cost_b, atol=1e-12)


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

    def fights(shift: float) -> bool:
        now = p * (1.0 - destroyed) / (1.0 - patience)
        later = 1.0 + patience * (p - shift) * (1.0 - destroyed) / (1.0 - patience)
        return now > later

    assert fights(threshold + 1e-6)
    assert not fights(threshold - 1e-6)


@pytest.mark.parametrize(("patience", "destroyed", "position"), [(0.9, 0.2, 0.6), (0.8, 0.1, 0.7), (0.95, 0.4, 0.3)])
def test_v20_the_models_range_closes_at_powells_threshold(patience: float, destroyed: float, position: float) -> None:
    assert fighting_shift(patience, destroyed, position) == pytest.approx(
        commitment_threshold(patience, destroyed, position), abs=1e-9
    )


def test_v20_an_expected_shift_closes_what_costs_opened() -> None:
    """With equal beliefs the range closes where the fear of the next war exceeds the costs; a guarantee opens it."""
    fear = commitment.Fear(one(0.8), one(0.9), one(1.5), one(0.66))
    costs, kept = 0.10 + 0.15, 0.8 * 0.9**1.5
    for loss, covered, open_ in ((0.31, 0.0, True), (0.32, 0.0, False), (0.32, 0.5, True)):
        feared = commitment.fear_of_next_war(one(loss), one(0.10), one(covered), fear)
        assert feared[0] == pytest.approx(kept * (1.0 - 0.66 * covered) * (loss + 0.05), rel=1e-12)
        least = reservation(one(0.5), one(0.10), feared)
        _, size = rules.bargaining_range(least, reservation(one(0.5), one(0.15)))
        assert float(size[0]) == pytest.approx(costs - float(feared[0]), abs=1e-12)
        assert bool(size[0] > 0.0) is open_


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
def test_v21_a_cost_above_the_ceiling_means_no_war(cost: float) -> None:
    assert best_demand(0.5, cost, 0.4) == (0.5, 0.0)
    assert demand_served_best(0.5, cost, 0.4) == (0.5, 0.0)


def test_v33_a_balanced_battlefield_says_nothing() -> None:
    weights = rules.Signals(one(0.7), one(0.4), one(0.9))
    assert rules.battlefield_signal(EVEN, weights)[0] == 0.5


@pytest.mark.parametrize("start", [0.05, 0.35, 0.5, 0.65, 0.95])
def test_v33_a_balanced_signal_moves_no_belief_across_half(start: float) -> None:
    eps, strength = 1e-12, 20.0
    counts = one(start * strength), one((1.0 - start) * strength)
    balanced = rules.battlefield_signal(EVEN, rules.Signals(one(0.5), one(0.5), one(0.5)))
    before = abs(start - 0.5)
    for _ in range(520):
        counts = rules.belief_after(*counts, balanced, one(0.46))
        belief = float((counts[0] / (counts[0] + counts[1]))[0])
        assert (belief - 0.5) * (start - 0.5) >= -eps
        assert abs(belief - 0.5) <= before + eps
        before = abs(belief - 0.5)
    assert before < 0.05
