"""V01-V06, V09 beyond their numbers: the laws hold at any reference strength and on the way."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.rules.attrition import EXPONENTS, LossLaw, combat_loss
from sim.studies.validation.verification.attrition import EVEN, LINEAR, SQUARE, duel, iwo_jima


def test_v01_v03_the_variants_are_the_textbook_laws() -> None:
    assert (EXPONENTS["square"], EXPONENTS["linear"]) == (SQUARE, LINEAR)


@pytest.mark.parametrize("reference", [1.0, 500.0, 20_000.0])
def test_v01_v05_the_reference_strength_does_not_matter(reference: float) -> None:
    gone = math.atanh(0.8) / 0.01
    a, b = duel((1000.0, 800.0), SQUARE, rates=(0.01, 0.01), days=gone, reference=reference)
    assert a == pytest.approx(600.0, rel=1e-3)
    assert b == pytest.approx(0.0, abs=1e-3 * 800.0)
    general = duel((5e5, 3e5), (0.4, 0.75), rates=(0.002, 0.003), days=60.0, reference=reference)
    assert general == pytest.approx((284_997.8, 62_329.8), rel=1e-3)


def test_v01_the_weaker_side_lasts_until_its_day() -> None:
    days = 0.99 * math.atanh(0.8) / 0.01
    assert duel((1000.0, 800.0), SQUARE, rates=(0.01, 0.01), days=days)[1] > 5.0


@pytest.mark.parametrize("days", [50.0, 100.0])
def test_v03_the_linear_law_keeps_the_difference(days: float) -> None:
    a, b = duel((1000.0, 500.0), LINEAR, rates=(1e-5, 1e-5), days=days)
    assert a - b == pytest.approx(500.0, rel=1e-9)


def test_v05_the_general_law_keeps_its_state_equation() -> None:
    w = 1.0 + 0.4 - 0.75
    a, b = duel((5e5, 3e5), (0.4, 0.75), rates=(0.002, 0.003), days=60.0, steps=6000)
    assert 0.003 * (5e5**w - a**w) == pytest.approx(0.002 * (3e5**w - b**w), rel=1e-6)


@pytest.mark.parametrize("numbers", [(4e5, 2.5e5), (1e5, 9e5), (3e5, 3e5)])
def test_v06_the_mixed_law_makes_losses_follow_effectiveness(numbers: tuple[float, float]) -> None:
    a, b = duel(numbers, EVEN, rates=(8e-4, 5e-4), days=30.0)
    assert (numbers[0] - a) / (numbers[1] - b) == pytest.approx(8.0 / 5.0, rel=1e-6)


@pytest.mark.parametrize(
    ("day", "americans", "japanese"),
    [(10, 62_778.0, 15_537.0), (20, 56_063.0, 9_268.0), (28, 53_042.0, 4_656.0), (36, 51_985.0, 217.0)],
)
def test_v09_iwo_jima_follows_engel_day_by_day(day: int, americans: float, japanese: float) -> None:
    """A square law with unequal rates, and landings spread over their day, as Engel has them."""
    found = iwo_jima(day, steps=50)
    assert found[0] == pytest.approx(americans, rel=5e-3)
    assert found[1] == pytest.approx(japanese, rel=5e-3, abs=30.0)


def test_v09_numpy_and_floats_agree() -> None:
    exposed = np.array([10.0, 1000.0])
    law = LossLaw(0.01, 0.45, 0.55, 500.0)
    assert combat_loss(exposed[::-1], exposed, law)[0] == combat_loss(1000.0, 10.0, law)
