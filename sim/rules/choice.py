"""How an actor chooses between options that it values with error.

Valuation without nested simulation: what an option does within half a year is read off a table made offline, weighted by
what the actor wants. Choice: logit quantal response (McKelvey and Palfrey 1995; Wright and Leyton-Brown 2017 find quantal
models ahead of exact best response). Leaders' fate: Goemans, Gleditsch and Chiozza's Archigos as counted in the evidence.
Valid for choices between few named options over months; it says nothing on what an actor did not think of.
"""

from dataclasses import dataclass

import numpy as np

from sim.base.arrays import Floats, running_total, total
from sim.rules.chance import logistic

MOST_FAVOUR = 20.0
"""A war that goes twenty times as well as one that is being won is no nearer its end."""


def favour(gain: Floats, scale: Floats, bias: Floats, error: Floats) -> Floats:
    """How the war goes for Russia as an actor sees it: recent ground over its scale, off by a bias and an error.

    Args:
        gain: ground gained by Russia lately [km2].
        scale: ground that counts as a war going well [km2].
        bias: of this actor, added.
        error: of this estimate, added.

    Returns:
        Below 0 Russia is losing, above 0 winning; about ±1 where it runs away.
    """
    return gain / scale + bias + error


def front_weights(seen: Floats) -> Floats:
    """Weights of the three states of the front for which tables are made: losing, even, winning. Shape (3, n), sum 1."""
    return np.stack([np.clip(-seen, 0.0, 1.0), 1.0 - np.clip(np.abs(seen), 0.0, 1.0), np.clip(seen, 0.0, 1.0)])


def worth_of_effects(effects: Floats, wanted: Floats, loss_aversion: Floats) -> Floats:
    """What effects are worth [share of what is contested]; what is lost counts `loss_aversion` times. Same shape.

    Args:
        effects: shape (options, effects, n).
        wanted: worth of a unit of each effect to the actor, negative where it is unwelcome, shape (effects, n).
        loss_aversion: factor on losses, 1.8-2.1 (Tversky and Kahneman 1992, Brown and others 2024).
    """
    plain = effects * wanted
    return np.asanyarray(plain * np.where(plain < 0.0, loss_aversion, 1.0))


@dataclass(frozen=True)
class Fate:
    """What a leader fears.

    Attributes:
        after_defeat: chance that a leader is removed within two years of a defeat.
        after_victory: of a victory. After a stalemate it is nil.
        decided_at: favour at which defeat, or victory, is as likely as not.
        steepness: of the way there [1/favour].
    """

    after_defeat: Floats
    after_victory: Floats
    decided_at: Floats
    steepness: Floats


def chance_of_removal(own_favour: Floats, by: Fate) -> Floats:
    """Chance that the leader is removed, by how the war goes for it: nearly flat in stalemate, steep where defeat is near.

    What turns the war a little is therefore worth most to a leader who is about to lose it.
    """
    seen = np.clip(own_favour, -MOST_FAVOUR, MOST_FAVOUR)
    lost = logistic(-(seen + by.decided_at) * by.steepness)
    won = logistic((seen - by.decided_at) * by.steepness)
    return by.after_defeat * lost + by.after_victory * won


def precision(odds: Floats) -> Floats:
    """Precision of the softmax that takes an option better by .1 `odds` to one: ln(odds) / .1 [1/share]."""
    return np.log(odds) / BETTER


BETTER = 0.1
"""Difference in worth for which the odds of a choice are stated [share of what is contested]."""


def chances(values: Floats, sharpness: Floats) -> Floats:
    """Softmax over options: exp(l v) / sum exp(l v). Shape (options, n)."""
    appeal = sharpness * values
    weights = np.exp(appeal - appeal.max(axis=0))
    return np.asanyarray(weights / total(weights))


def choose(probabilities: Floats, u: Floats) -> Floats:
    """Number of the option that a uniform number falls on. Shape (n,)."""
    passed = running_total(probabilities)[:-1] < u
    return np.asanyarray(passed.sum(axis=0).astype(np.float64))
