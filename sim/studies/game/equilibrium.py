"""Quantal response: everybody chooses the better the likelier, given how all others choose.

A logit equilibrium (McKelvey and Palfrey 1995) is a fixed point of p_i = softmax(λ u_i(p_-i)): where a payoff is larger
by d, a strategy is chosen exp(λ d) times as often. It is followed from indifference at λ = 0 on in small steps of λ,
each begun where the last one ended and settled by damped Newton steps. Good for payoffs within [0, 1] and λ up to `MOST`:
beyond it branches appear that no small step leads to. Whoever uses it looks at the residual.
"""

from collections.abc import Sequence

import numpy as np

from sim.base.arrays import Floats

MOST = 10.0
"""Largest λ that is tried."""
STEP = 0.25
"""Steps of λ."""
SETTLED = 1e-12
"""Residual at which a step of λ ends."""
ITERATIONS = 25
"""Most steps at one λ."""
ROUNDS, FOLLOWED, DAMPING = 3, 300, 0.2
"""Where Newton steps fail: how often responses are followed, for how many steps, and by what share of the way."""
PLAYERS = "abcdefgh"


def softmax(values: Floats) -> Floats:
    """Shares that grow with the exponential of values, over the last axis."""
    grown = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=-1, keepdims=True))


def expected(payoffs: Floats, mixes: Sequence[Floats], *kept: int) -> Floats:
    """Payoffs of one player averaged over the mixes of all players but those that are kept.

    Args:
        payoffs: shape (games, strategies of each player …).
        mixes: of every player, each of shape (games, strategies); those of the kept are not read.
        kept: players whose strategies stay apart.

    Returns:
        Shape (games, strategies of the kept …), in the order in which they are given.
    """
    letters = PLAYERS[: len(mixes)]
    others = [i for i in range(len(mixes)) if i not in kept]
    terms = ",".join([f"z{letters}", *(f"z{letters[i]}" for i in others)])
    left = "".join(letters[i] for i in kept)
    return np.asarray(np.einsum(f"{terms}->z{left}", payoffs, *(mixes[i] for i in others)))


def quantal_response(payoffs: Sequence[Floats], lambdas: Sequence[float]) -> tuple[list[Floats], Floats]:
    """Equilibria of several games of the same players at several λ, which rise from 0 or more.

    Args:
        payoffs: of every player, each of shape (games, strategies of each player …).
        lambdas: at which the equilibria are wanted.

    Returns:
        The mixes of every player, shapes (lambdas, games, strategies), and the largest distance of a mix from its
        response, shape (lambdas, games).
    """
    sizes = payoffs[0].shape[1:]
    ends = np.cumsum(sizes)[:-1]
    mixes = np.concatenate([np.full((len(payoffs[0]), size), 1.0 / size) for size in sizes], axis=1)
    found, residuals, now = [], [], 0.0
    for wanted in lambdas:
        for each in np.linspace(now, wanted, 1 + max(1, int(np.ceil((wanted - now) / STEP))))[1:]:
            mixes = _settled(payoffs, mixes, ends, float(each))
        found.append(np.split(mixes, ends, axis=1))
        residuals.append(np.abs(_gap(payoffs, mixes, ends, wanted)).max(axis=1))
        now = wanted
    return [np.stack([one[player] for one in found]) for player in range(len(sizes))], np.stack(residuals)


def _settled(payoffs: Sequence[Floats], begun: Floats, ends: np.ndarray, lam: float) -> Floats:
    """Mixes at one λ, those of all players side by side. Shape (games, strategies)."""
    mixes = _newton(payoffs, begun, ends, lam)
    for _ in range(ROUNDS):
        left = np.flatnonzero(np.abs(_gap(payoffs, mixes, ends, lam)).max(axis=1) > SETTLED)
        if not left.size:
            break
        # The branch has ended in a fold: follow the responses to where they lead, and settle there.
        some, moved = [one[left] for one in payoffs], mixes[left]
        for _ in range(FOLLOWED):
            moved = moved - DAMPING * _gap(some, moved, ends, lam)
        mixes[left] = _newton(some, moved, ends, lam)
    return mixes


def _newton(payoffs: Sequence[Floats], begun: Floats, ends: np.ndarray, lam: float) -> Floats:
    """Mixes after damped Newton steps: a step that helps is taken whole, another halved until it does."""
    best, tried = begun.copy(), begun
    gap, least, damping = np.zeros_like(begun), np.full(len(begun), np.inf), np.ones(len(begun))
    for _ in range(ITERATIONS):
        new = _gap(payoffs, tried, ends, lam)
        size = np.abs(new).max(axis=1)
        better = size < least
        best[better], gap[better], least[better] = tried[better], new[better], size[better]
        if least.max() < SETTLED:
            break
        damping = np.where(better, 1.0, damping / 2.0)
        step = np.linalg.solve(_slopes(payoffs, best, ends, lam), gap[:, :, None])[:, :, 0]
        tried = best - damping[:, None] * step
    return best


def _gap(payoffs: Sequence[Floats], mixes: Floats, ends: np.ndarray, lam: float) -> Floats:
    """Mixes less the responses to them. Shape (games, strategies)."""
    own = np.split(mixes, ends, axis=1)
    return np.asarray(
        mixes - np.concatenate([softmax(lam * expected(u, own, i)) for i, u in enumerate(payoffs)], axis=1)
    )


def _slopes(payoffs: Sequence[Floats], mixes: Floats, ends: np.ndarray, lam: float) -> Floats:
    """Derivatives of the gap by the mixes. Shape (games, strategies, strategies)."""
    own = np.split(mixes, ends, axis=1)
    rows = []
    for i, u in enumerate(payoffs):
        answer = softmax(lam * expected(u, own, i))
        spread = answer[:, :, None] * np.eye(answer.shape[1]) - answer[:, :, None] * answer[:, None, :]
        blocks = [
            -lam * spread @ expected(u, own, i, j) if j != i else np.zeros_like(spread) for j in range(len(payoffs))
        ]
        rows.append(np.concatenate(blocks, axis=2))
    return np.asarray(np.concatenate(rows, axis=1) + np.eye(mixes.shape[1]))
