"""V14-V16 beyond their numbers: odds, hazards thrown step by step, and hazards that compete within a week."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.rules.attrition import p_success
from sim.rules.chance import p_of_hazard
from sim.war.randomness import random_generator

N_WARS = 40_000
SAMPLING = 3.0
"""Standard errors allowed; the streams are fixed, so a test that passes goes on passing."""


def test_v14_combat_power_and_the_intercept_give_the_same_odds() -> None:
    by_power = p_success(np.array([math.log(2.0)]), np.zeros(1), np.full(1, 0.8), np.zeros(1))
    by_intercept = p_success(np.zeros(1), np.full(1, 0.8 * math.log(2.0)), np.full(1, 0.8), np.zeros(1))
    np.testing.assert_allclose(by_power, by_intercept, rtol=1e-12)


@pytest.mark.parametrize("steps_a_month", [1, 4])
def test_v15_dice_thrown_each_step_give_the_cumulative_probability(steps_a_month: int) -> None:
    dice = random_generator(15, f"hazard/{steps_a_month}")
    chance = p_of_hazard(np.full(1, 0.01453 / steps_a_month))
    happened = (dice.random((24 * steps_a_month, N_WARS)) < chance).any(axis=0)
    error = math.sqrt(0.2944 * (1.0 - 0.2944) / N_WARS)
    assert abs(happened.mean() - 0.2944) < SAMPLING * error


def test_v16_competing_hazards_share_what_happens() -> None:
    """The graver ending stands where both fall in the same week, as in the model's week."""
    steps, dice = 36 * 4, random_generator(16, "competing")
    settle, escalate = (p_of_hazard(np.full(1, h / 4.0)) for h in (0.02, 0.005))
    ending = np.zeros(N_WARS)
    for _ in range(steps):
        rolls = dice.random((2, N_WARS))
        escalates = (rolls[0] < escalate) & (ending == 0)
        settles = (rolls[1] < settle) & (ending == 0) & ~escalates
        ending = np.where(escalates, 2, np.where(settles, 1, ending))
    for code, expected in ((1, 0.4747), (2, 0.1187), (0, 0.4066)):
        error = math.sqrt(expected * (1.0 - expected) / N_WARS)
        assert abs((ending == code).mean() - expected) < SAMPLING * error


def test_v16_the_share_still_going_is_exact() -> None:
    stays = (1.0 - p_of_hazard(np.full(1, 0.02 / 4.0))) * (1.0 - p_of_hazard(np.full(1, 0.005 / 4.0)))
    assert stays[0] ** (36 * 4) == pytest.approx(math.exp(-0.025 * 36.0), rel=1e-12)
    assert stays[0] ** (36 * 4) == pytest.approx(0.4066, abs=5e-5)
