"""Quantal response against closed forms, against Nash, and against itself under a change of names."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit

from sim.studies.game.equilibrium import expected, quantal_response
from sim.studies.game.payoffs import interval, resample_counts

LAMBDAS = (0.5, 2.0, 5.0, 10.0)


def two(row: list[list[float]], column: list[list[float]]) -> list[np.ndarray]:
    """One game of two players, payoffs by the strategies of both."""
    return [np.array([row], dtype=np.float64), np.array([column], dtype=np.float64)]


def first(mixes: list[np.ndarray], player: int) -> np.ndarray:
    """Share of a player's first strategy, by λ."""
    return mixes[player][:, 0, 0]


def brute_residual(payoffs: list[np.ndarray], mixes: list[np.ndarray], lam: float) -> float:
    """Distance of the mixes of one game from their responses, summed up profile by profile."""
    worst = 0.0
    for own, mix in enumerate(mixes):
        worth = np.zeros(len(mix))
        for profile in itertools.product(*(range(len(each)) for each in mixes)):
            chance = np.prod([mixes[i][s] for i, s in enumerate(profile) if i != own])
            worth[profile[own]] += chance * payoffs[own][profile]
        grown = np.exp(lam * worth)
        worst = max(worst, float(np.abs(grown / grown.sum() - mix).max()))
    return worst


def test_prisoners_dilemma_solves_its_own_equation() -> None:
    mixes, residual = quantal_response(two([[0.6, 0.0], [1.0, 0.2]], [[0.6, 1.0], [0.0, 0.2]]), LAMBDAS)
    for place, lam in enumerate(LAMBDAS):
        # Defection gains .4 on a cooperator and .2 on a defector.
        share = brentq(lambda p, lam=lam: p - expit(-lam * (0.4 * p + 0.2 * (1.0 - p))), 0.0, 1.0, xtol=1e-15)
        assert first(mixes, 0)[place] == pytest.approx(share, abs=1e-9)
        assert first(mixes, 1)[place] == pytest.approx(share, abs=1e-9)
    assert residual.max() < 1e-9


def test_matching_pennies_stays_even_at_every_precision() -> None:
    mixes, residual = quantal_response(two([[1.0, 0.0], [0.0, 1.0]], [[0.0, 1.0], [1.0, 0.0]]), LAMBDAS)
    assert np.abs(np.concatenate([one.ravel() for one in mixes]) - 0.5).max() < 1e-12
    assert residual.max() < 1e-9


def test_uneven_pennies_solve_both_equations_at_once() -> None:
    mixes, residual = quantal_response(two([[1.0, 0.0], [0.0, 0.4]], [[0.0, 1.0], [1.0, 0.0]]), LAMBDAS)
    for place, lam in enumerate(LAMBDAS):

        def other(p: float, lam: float = lam) -> float:
            return float(expit(lam * (1.0 - 2.0 * p)))

        share = brentq(lambda p, lam=lam: p - expit(lam * (1.4 * other(p) - 0.4)), 0.0, 1.0, xtol=1e-15)
        assert first(mixes, 0)[place] == pytest.approx(share, abs=1e-9)
        assert first(mixes, 1)[place] == pytest.approx(other(share), abs=1e-9)
    assert residual.max() < 1e-9


def test_coordination_has_its_one_answer_while_all_tremble() -> None:
    mixes, _ = quantal_response(two([[1.0, 0.0], [0.0, 0.5]], [[1.0, 0.0], [0.0, 0.5]]), (0.5, 1.0))
    for place, lam in enumerate((0.5, 1.0)):
        share = brentq(lambda p, lam=lam: p - expit(lam * (1.5 * p - 0.5)), 0.0, 1.0, xtol=1e-15)
        assert first(mixes, 0)[place] == pytest.approx(share, abs=1e-9)


def test_what_dominance_solves_is_what_is_chosen() -> None:
    """Row's second is dominated; without it column's third; then row's third, then column's first."""
    row = [[1.0, 1.0, 0.0], [0.0, 0.0, 0.0], [0.2, 0.0, 1.0]]
    column = [[0.0, 1.0, 0.1], [0.0, 0.0, 1.0], [0.0, 1.0, 0.1]]
    mixes, residual = quantal_response(two(row, column), (10.0,))
    assert mixes[0][0, 0].argmax() == 0
    assert mixes[1][0, 0].argmax() == 1
    assert min(mixes[0][0, 0, 0], mixes[1][0, 0, 1]) > 0.95
    assert residual.max() < 1e-9


@pytest.mark.parametrize("lam", [5.0, 10.0])
def test_three_players_answer_one_another_in_random_games(lam: float) -> None:
    dice = np.random.default_rng(0)
    payoffs = [dice.random((36, 5, 4, 5)) for _ in range(3)]
    mixes, residual = quantal_response(payoffs, (lam,))
    assert residual.max() < 1e-9
    for game in range(36):
        own = [one[0, game] for one in mixes]
        assert brute_residual([one[game] for one in payoffs], own, lam) < 1e-9
        assert all(mix.min() >= 0.0 and abs(mix.sum() - 1.0) < 1e-9 for mix in own)


def test_names_of_strategies_and_players_do_not_matter() -> None:
    dice = np.random.default_rng(1)
    payoffs = [dice.random((8, 3, 4)) for _ in range(2)]
    mixes, _ = quantal_response(payoffs, LAMBDAS)
    order = [2, 0, 1]
    renamed, _ = quantal_response([one[:, order] for one in payoffs], LAMBDAS)
    np.testing.assert_allclose(renamed[0], mixes[0][:, :, order], atol=1e-9)
    np.testing.assert_allclose(renamed[1], mixes[1], atol=1e-9)
    swapped, _ = quantal_response([payoffs[1].swapaxes(1, 2), payoffs[0].swapaxes(1, 2)], LAMBDAS)
    np.testing.assert_allclose(swapped[0], mixes[1], atol=1e-9)


def test_what_all_strategies_share_does_not_matter() -> None:
    dice = np.random.default_rng(2)
    payoffs = [dice.random((8, 3, 4)) for _ in range(2)]
    shifted = [payoffs[0] + dice.random((8, 1, 4)), payoffs[1] + dice.random((8, 3, 1))]
    for one, other in zip(quantal_response(payoffs, LAMBDAS)[0], quantal_response(shifted, LAMBDAS)[0], strict=True):
        np.testing.assert_allclose(one, other, atol=1e-9)


def test_players_in_one_position_choose_alike() -> None:
    own = np.random.default_rng(3).random((8, 4, 4))
    mixes, _ = quantal_response([own, own.swapaxes(1, 2)], LAMBDAS)
    np.testing.assert_allclose(mixes[0], mixes[1], atol=1e-9)


def test_indifference_is_where_it_begins() -> None:
    payoffs = [np.random.default_rng(4).random((2, 3, 4)) for _ in range(2)]
    mixes, residual = quantal_response(payoffs, (0.0,))
    assert np.ptp(mixes[0]) == np.ptp(mixes[1]) == residual.max() == 0.0


def test_payoffs_are_averaged_over_the_mixes_of_others() -> None:
    payoffs = np.arange(24.0).reshape(1, 2, 3, 4)
    mixes = [np.array([[0.5, 0.5]]), np.array([[0.2, 0.3, 0.5]]), np.array([[0.1, 0.2, 0.3, 0.4]])]
    by_hand = [
        sum(payoffs[0, i, j, k] * mixes[1][0, j] * mixes[2][0, k] for j in range(3) for k in range(4)) for i in (0, 1)
    ]
    np.testing.assert_allclose(expected(payoffs, mixes, 0)[0], by_hand)


def test_intervals_of_the_mix_cover_the_true_one() -> None:
    """Worlds with known mean payoffs: in 95 of 100 sets of them, up to chance, the interval holds the true share."""
    dice = np.random.default_rng(5)
    sets, worlds, resamples, lam = 300, 150, 150, 5.0
    truth = two([[0.6, 0.3], [0.4, 0.5]], [[0.3, 0.5], [0.6, 0.4]])
    right = first(quantal_response(truth, (lam,))[0], 0)[0]
    noise = dice.normal(0.0, 0.3, (sets, worlds, 8))
    drawn = noise + np.concatenate([one.ravel() for one in truth])
    covered = 0
    for number in range(sets):
        counts = resample_counts(worlds, number, resamples).astype(np.float64)
        means = counts @ drawn[number] / counts.sum(axis=1, keepdims=True)
        games = [means[:, :4].reshape(-1, 2, 2), means[:, 4:].reshape(-1, 2, 2)]
        low, high = interval(quantal_response(games, (lam,))[0][0][0, :, 0])
        covered += bool(low <= right <= high)
    # 150 resamples put the ends of the interval at 94.0 rather than 95 of 100.
    share = 0.94
    assert abs(covered - sets * share) / np.sqrt(sets * share * (1.0 - share)) < 4.0
