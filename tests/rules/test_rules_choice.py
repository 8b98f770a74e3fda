"""How actors choose: softmax, tables by the state of the front, losses, the leader's fate."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import choice

FATE = choice.Fate(
    after_defeat=np.array([0.27]), after_victory=np.array([0.11]), decided_at=np.array([1.0]), steepness=np.array([2.0])
)


@pytest.mark.parametrize("odds", [1.5, 4.0, 20.0])
def test_a_tenth_better_is_taken_at_the_odds(odds: float) -> None:
    sharpness = choice.precision(np.array([odds]))
    worse, better = choice.chances(np.array([[0.3], [0.4]]), sharpness)[:, 0]
    assert better / worse == pytest.approx(odds)


@given(st.lists(st.floats(-5.0, 5.0), min_size=1, max_size=6), st.floats(-100.0, 100.0))
def test_chances_add_up_and_do_not_know_a_common_shift(values: list[float], shift: float) -> None:
    column = np.array(values)[:, None]
    found = choice.chances(column, np.array([10.0]))
    assert found.sum() == pytest.approx(1.0)
    assert choice.chances(column + shift, np.array([10.0])) == pytest.approx(found, abs=1e-9)


def test_a_uniform_number_falls_on_options_by_their_chances() -> None:
    chances = np.array([[0.2], [0.5], [0.3]])
    u = np.array([0.0, 0.19, 0.21, 0.69, 0.71, 0.999])
    assert choice.choose(np.broadcast_to(chances, (3, 6)), u).tolist() == [0, 0, 1, 1, 2, 2]


@given(st.floats(-3.0, 3.0))
def test_the_state_of_the_front_is_a_mixture(seen: float) -> None:
    losing, even, winning = choice.front_weights(np.array([seen]))[:, 0]
    assert losing + even + winning == pytest.approx(1.0)
    assert winning - losing == pytest.approx(np.clip(seen, -1.0, 1.0))
    assert min(losing, winning) == 0.0


def test_losses_count_more_than_gains() -> None:
    effects = np.array([[[2.0], [2.0]]])
    wanted = np.array([[0.1], [-0.1]])
    found = choice.worth_of_effects(effects, wanted, np.array([1.95]))
    assert found[0, :, 0].tolist() == pytest.approx([0.2, -0.39])


def test_a_leader_is_safest_in_stalemate() -> None:
    defeat, even, victory = choice.chance_of_removal(np.array([-9.0, 0.0, 9.0]), FATE)
    assert defeat == pytest.approx(0.27, abs=1e-6)
    assert victory == pytest.approx(0.11, abs=1e-6)
    assert even == pytest.approx((0.27 + 0.11) / (1.0 + math.exp(2.0)))
    assert even < victory < defeat


def test_a_step_saves_a_leader_most_where_defeat_is_near() -> None:
    at = np.array([-4.0, -1.0, 0.0])
    saved = choice.chance_of_removal(at, FATE) - choice.chance_of_removal(at + 0.3, FATE)
    assert saved[1] > saved[0]
    assert saved[1] > saved[2]


def test_a_bias_and_an_error_move_what_is_seen() -> None:
    found = choice.favour(np.array([500.0]), np.array([1000.0]), np.array([0.1]), np.array([-0.3]))
    assert found.tolist() == pytest.approx([0.3])
