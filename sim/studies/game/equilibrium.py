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
ITERATIONS = 40
"""Most Newton steps in one step of λ."""
DAMPINGS = tuple(0.5**halvings for halvings in range(7))
"""Shares of a Newton step that are tried, the largest first."""
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


def _settled(payoffs: Sequence[Floats], mixes: Floats, ends: np.ndarray, lam: float) -> Floats:
    """Mixes after damped Newton steps at one λ, those of all players side by side. Shape (games, strategies)."""
    mixes, left = mixes.copy(), np.arange(len(mixes))
    gap = _gap(payoffs, mixes, ends, lam)
    for _ in range(ITERATIONS):
        left = left[np.abs(gap).max(axis=1) > SETTLED]
        if not left.size:
            break
        some = [one[left] for one in payoffs]
        before, gap = mixes[left], _gap(some, mixes[left], ends, lam)
        step = np.linalg.solve(_slopes(some, before, ends, lam), gap[:, :, None])[:, :, 0]
        size, going = np.abs(gap).max(axis=1), np.ones(len(left), dtype=bool)
        for damping in DAMPINGS:
            tried = before[going] - damping * step[going]
            new = _gap([one[going] for one in some], tried, ends, lam)
            better = np.abs(new).max(axis=1) < size[going]
            at = np.flatnonzero(going)[better]
            mixes[left[at]], gap[at] = tried[better], new[better]
            going[at] = False
            if not going.any():
                break
        # Where no Newton step helps, a fold is near: follow the responses to what lies beyond it.
        mixes[left[going]] -= 0.5 * gap[going]
        gap[going] = _gap([one[going] for one in some], mixes[left[going]], ends, lam)
    return mixes


def _gap(payoffs: Sequence[Floats], mixes: Floats, ends: np.ndarray, lam: float) -> Floats:
    """Mixes less the responses to them. Shape (games, strategies)."""
    own = np.split(mixes, ends, axis=1)
    return mixes - np.concatenate([softmax(lam * expected(u, own, i)) for i, u in enumerate(payoffs)], axis=1)


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
    return np.concatenate(rows, axis=1) + np.eye(mixes.shape[1])
