"""V13-V16: wars of chance - the gambler's ruin, hazards, and hazards that compete."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.base.arrays import Floats
from sim.rules.advance import p_of_hazard
from sim.rules.attrition import p_success
from sim.war.randomness import stream

N_WARS = 40_000
SAMPLING = 3.0
"""Standard errors allowed; the streams are fixed, so a test that passes goes on passing."""


def forts_war(log_odds: float, forts: int, start: int) -> tuple[Floats, Floats]:
    """Wars over a row of forts, one assault after the other, each won with the chance the rule gives.

    Returns:
        Whether each war was won, and how many battles it took.
    """
    dice = stream(13, 0, f"forts/{log_odds}")
    held, battles = np.full(N_WARS, start), np.zeros(N_WARS)
    while np.any(going := (held > 0) & (held < forts)):
        chance = p_success(np.zeros(N_WARS), np.full(1, log_odds), np.full(1, 0.8), np.zeros(1))
        wins = dice.random(N_WARS) < chance
        held = np.where(going, held + np.where(wins, 1, -1), held)
        battles = battles + going
    return (held == forts).astype(np.float64), battles


@pytest.mark.parametrize(
    ("name", "p", "p_win", "n_battles"), [("v13", 0.5, 0.5, 25.0), ("v14", 0.55, 0.7317, 23.172)]
)
def test_v13_v14_a_war_over_forts_is_a_gamblers_ruin(
    name: str, p: float, p_win: float, n_battles: float
) -> None:
    won, battles = forts_war(math.log(p / (1.0 - p)), forts=10, start=5)
    assert abs(won.mean() - p_win) < SAMPLING * won.std() / math.sqrt(N_WARS)
    assert abs(battles.mean() - n_battles) < SAMPLING * battles.std() / math.sqrt(N_WARS)


def test_v14_odds_may_come_from_combat_power_as_well_as_from_the_intercept() -> None:
    by_power = p_success(np.array([math.log(2.0)]), np.zeros(1), np.full(1, 0.8), np.zeros(1))
    by_intercept = p_success(np.zeros(1), np.full(1, 0.8 * math.log(2.0)), np.full(1, 0.8), np.zeros(1))
    np.testing.assert_allclose(by_power, by_intercept, rtol=1e-12)


def test_v15_sixteen_in_a_hundred_within_a_year_is_one_and_a_half_a_month() -> None:
    monthly = -math.log1p(-0.16) / 12.0
    assert monthly == pytest.approx(0.01453, abs=5e-6)
    assert p_of_hazard(np.array([monthly * 12.0]))[0] == pytest.approx(0.16, abs=1e-12)
    assert p_of_hazard(np.array([0.01453 * 24.0]))[0] == pytest.approx(0.2944, abs=1e-4)


@pytest.mark.parametrize("steps_a_month", [1, 4])
def test_v15_dice_thrown_each_step_give_the_cumulative_probability(steps_a_month: int) -> None:
    dice = stream(15, 0, f"hazard/{steps_a_month}")
    chance = p_of_hazard(np.full(1, 0.01453 / steps_a_month))
    happened = (dice.random((24 * steps_a_month, N_WARS)) < chance).any(axis=0)
    error = math.sqrt(0.2944 * (1.0 - 0.2944) / N_WARS)
    assert abs(happened.mean() - 0.2944) < SAMPLING * error


def test_v16_competing_hazards_share_what_happens() -> None:
    """The graver ending stands where both fall in the same week, as in the model's week."""
    steps, dice = 36 * 4, stream(16, 0, "competing")
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
