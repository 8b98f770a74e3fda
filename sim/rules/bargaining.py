"""When a war can be settled: beliefs, reservation values, the range between them, signature.

Fearon 1995 (range, indivisibility), Slantchev 2003 and Smith and Stam 2004 (learning), Wagner 2000 (mutual optimism);
base rates from COW Inter-State Wars v4. The pie is what is contested, of size 1; shares are Russia's unless said
otherwise.
"""

from dataclasses import dataclass

import numpy as np

from sim.base.arrays import Bools, Floats
from sim.rules.chance import logistic


def belief_after(successes: Floats, failures: Floats, signal: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Beta-binomial learning: a signal in [0, 1] of given weight is added to the pseudo-counts."""
    return successes + weight * signal, failures + weight * (1.0 - signal)


@dataclass(frozen=True)
class Signals:
    """What the battlefield says, or the weight of each part of it.

    Attributes:
        gain: Russia's gain of ground in a month relative to the reference month.
        losses: ln of Ukraine's over Russia's losses relative to recruits.
        manning: ln of Russia's over Ukraine's manning.
    """

    gain: Floats
    losses: Floats
    manning: Floats


def battlefield_signal(seen: Signals, weights: Signals) -> Floats:
    """How the last weeks look, as a sign that Russia prevails, in (0, 1); 0.5 when nothing favours either.

    logistic(a gain + b ln(Ukrainian / Russian losses) + c ln(Russian / Ukrainian manning)); the weights are a, b, c.
    """
    return logistic(weights.gain * seen.gain + weights.losses * seen.losses + weights.manning * seen.manning)


def reservation(belief: Floats, cost: Floats, *, premium: Floats, commitment: Floats, concession: Floats) -> Floats:
    """Least share a side accepts: b - c + I + k - what is offered beside territory.

    Args:
        belief: its own chance of prevailing, b.
        cost: of fighting on, in shares of the pie, c.
        premium: for what it holds indivisible, I.
        commitment: for the power it expects to lose after signing, k.
        concession: worth to it of neutrality or guarantees on the table.
    """
    return belief - cost + premium + commitment - concession


def bargaining_range(least: Floats, least_of_other: Floats) -> tuple[Floats, Floats]:
    """Fearon's range of the shares of one side that both prefer to war, from what each would accept at least.

    Args:
        least: reservation value of the side whose shares are meant.
        least_of_other: of the other side, in its own shares.

    Returns:
        Most the other gives, 1 - least_of_other, and the size of the range from `least` up to there: a deal exists
        where it is positive; under mutual optimism it is negative.
    """
    most = 1.0 - least_of_other
    return most, most - least


def is_ripe(gain: Floats, weariness: Floats, weariness_of_other: Floats, hurting_from: Floats) -> Bools:
    """A mutually hurting stalemate: nobody sees a gain and both are in pain (Zartman 2000).

    Args:
        gain: of ground in a month relative to the reference month, of either sign.
        weariness: share of its normal will that a side has lost.
        weariness_of_other: of the other side.
        hurting_from: weariness from which a side is in pain.
    """
    return (np.abs(gain) < 1.0) & (np.minimum(weariness, weariness_of_other) > hurting_from)


def deal_hazard(agreed: Bools, can_sign: Floats, settle: Floats) -> Floats:
    """Monthly hazard that terms both have accepted are signed: `settle` where leaders can sign.

    Args:
        agreed: talks are under way and terms are accepted by both.
        can_sign: probability-like factor in [0, 1] of both leaders' constraints.
        settle: hazard with leaders who can sign [1/month], 0.05-0.30.
    """
    return np.where(agreed, settle * can_sign, 0.0)
