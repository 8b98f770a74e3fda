"""V01-V06, V09: the textbook laws of attrition are special cases of the one kernel."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from sim.base.arrays import Floats
from sim.rules.attrition import EXPONENTS, combat_loss

Integrate = Callable[..., tuple[Floats, Floats]]
REFERENCES = (1.0, 500.0, 20_000.0)


def law(
    a: float, b: float, p: float, q: float, reference: float
) -> Callable[[Floats, Floats], tuple[Floats, Floats]]:
    """Losses A' = a B^p A^q, B' = b A^p B^q, through the kernel: its rate holds at the reference strength."""
    scale = reference ** (p + q - 1.0)

    def losses(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        return (
            combat_loss(y, x, a * scale, p, q, reference),
            combat_loss(x, y, b * scale, p, q, reference),
        )

    return losses


@pytest.mark.parametrize("reference", REFERENCES)
def test_v01_square_law_leaves_600_of_1000_when_800_are_gone(integrate: Integrate, reference: float) -> None:
    p, q = EXPONENTS["square"] or (0.0, 0.0)
    annihilated = math.atanh(0.8) / 0.01
    assert annihilated == pytest.approx(109.861, rel=1e-3)
    a, b = integrate(law(0.01, 0.01, p, q, reference), 1000.0, 800.0, annihilated, 4000)
    assert a == pytest.approx(600.00, rel=1e-3)
    assert b == pytest.approx(0.0, abs=1e-3 * 800)
    _, before = integrate(law(0.01, 0.01, p, q, reference), 1000.0, 800.0, 0.99 * annihilated, 4000)
    assert before > 5.0


def test_v02_twice_the_numbers_beat_three_times_the_quality_under_the_square_law(
    integrate: Integrate,
) -> None:
    r = 0.01
    days = math.atanh(math.sqrt(3.0) / 2.0) / (
        r * math.sqrt(3.0)
    )  # until G is gone: tanh = (G0/R0) sqrt(g/r)
    red, green = integrate(law(3.0 * r, r, 1.0, 0.0, 1000.0), 2000.0, 1000.0, days, 4000)
    assert green == pytest.approx(0.0, abs=1.0)
    assert red == pytest.approx(1000.0, rel=1e-3)


def test_v03_linear_law_keeps_the_difference(integrate: Integrate) -> None:
    p, q = EXPONENTS["linear"] or (0.0, 0.0)
    for days, expected in ((50.0, None), (100.0, (717.633, 217.633))):
        a, b = integrate(law(1e-5, 1e-5, p, q, 1000.0), 1000.0, 500.0, days, 2000)
        assert a - b == pytest.approx(500.0, rel=1e-9)
        if expected:
            assert (a, b) == pytest.approx(expected, rel=1e-4)


def test_v04_logarithmic_law_is_exponential_decay(integrate: Integrate) -> None:
    a, b = integrate(law(0.01, 0.02, 0.0, 1.0, 1000.0), 1000.0, 1000.0, 50.0, 500)
    assert (a, b) == pytest.approx((606.531, 367.879), rel=1e-4)


@pytest.mark.parametrize("reference", REFERENCES)
def test_v05_general_law_keeps_its_state_equation(integrate: Integrate, reference: float) -> None:
    p, q, a0, b0 = 0.4, 0.75, 5e5, 3e5
    a, b = integrate(law(0.002, 0.003, p, q, reference), a0, b0, 60.0, 6000)
    assert (a, b) == pytest.approx((284_997.8, 62_329.8), rel=1e-3)
    w = 1.0 + p - q
    assert 0.003 * (a0**w - a**w) == pytest.approx(0.002 * (b0**w - b**w), rel=1e-6)


def test_v06_mixed_law_makes_losses_equal_at_any_force_ratio(integrate: Integrate) -> None:
    a, b = integrate(law(8e-4, 8e-4, 0.5, 0.5, 20_000.0), 4e5, 2.5e5, 90.0, 2000)
    assert 4e5 - a == pytest.approx(21_945.3, rel=1e-4)
    assert 2.5e5 - b == pytest.approx(4e5 - a, rel=1e-9)


@pytest.mark.parametrize("numbers", [(4e5, 2.5e5), (1e5, 9e5), (3e5, 3e5)])
def test_v06_mixed_law_makes_the_loss_ratio_that_of_effectiveness(
    integrate: Integrate, numbers: tuple[float, float]
) -> None:
    a, b = integrate(law(8e-4, 5e-4, 0.5, 0.5, 20_000.0), *numbers, 30.0, 2000)
    assert (numbers[0] - a) / (numbers[1] - b) == pytest.approx(8.0 / 5.0, rel=1e-6)


def test_v09_iwo_jima_follows_engel(integrate: Integrate) -> None:
    landed = {1: 54_000.0, 3: 6_000.0, 6: 13_000.0}
    # A square law with unequal rates, and landings spread over their day, as Engel has them.
    expected = {
        10: (62_778.0, 15_537.0),
        20: (56_063.0, 9_268.0),
        28: (53_042.0, 4_656.0),
        36: (51_985.0, 217.0),
    }
    us, japan, steps = np.float64(0.0), np.float64(21_500.0), 50
    for day in range(1, 37):
        for _ in range(steps):
            us = us + landed.get(day, 0.0) / steps
            us, japan = integrate(law(0.0544, 0.0106, 1.0, 0.0, 20_000.0), us, japan, 1.0 / steps, 1)
        if day in expected:
            assert us == pytest.approx(expected[day][0], rel=5e-3)
            assert japan == pytest.approx(expected[day][1], rel=5e-3, abs=30.0)


def test_v09_numpy_and_floats_agree() -> None:
    exposed = np.array([10.0, 1000.0])
    both = combat_loss(exposed[::-1], exposed, 0.01, 0.45, 0.55, 500.0)
    assert both[0] == combat_loss(1000.0, 10.0, 0.01, 0.45, 0.55, 500.0)
