"""When a war can be settled: beliefs, reservation values, the commitment problem, talks, deals, resumption.

Fearon 1995 (range, indivisibility), Slantchev 2003 and Smith and Stam 2004 (learning), Powell 2004, 2006
(commitment), Wagner 2000 (mutual optimism); base rates from COW Inter-State Wars v4 and UCDP.
The pie is what is contested, of size 1; shares are Russia's unless said otherwise.
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


def power_shift(rise_of_enemy: Floats, own_rise: Floats, sensitivity: Floats, guarantee: Floats) -> Floats:
    """Expected loss of relative power during a cease-fire, after a third party's guarantee: (1 - g) D.

    Args:
        rise_of_enemy: enemy's inflow of people and materiel relative to its force, a year.
        own_rise: own.
        sensitivity: share of the pie that a unit of difference shifts.
        guarantee: g in [0, 1].
    """
    shift = np.clip(sensitivity * (rise_of_enemy - own_rise), 0.0, 1.0)
    return (1.0 - guarantee) * shift


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


def deal_hazard(range_size: Floats, talks: Bools, can_sign: Floats, *, settle: Floats, background: Floats) -> Floats:
    """Monthly hazard of a deal: `settle` in talks with an open range and leaders who can sign, else the background.

    Args:
        range_size: of the range, positive when open.
        talks: under way.
        can_sign: probability-like factor in [0, 1] of both leaders' constraints.
        settle: hazard at an open range [1/month], 0.05-0.30.
        background: hazard of a war simply freezing [1/month], at most 0.005.
    """
    return background + np.where(talks & (range_size > 0.0), settle * can_sign, 0.0)


def p_settlement(range_size: Floats, steepness: Floats) -> Floats:
    """Probability that a deal is a settlement rather than an armistice: logistic in the size of the range."""
    return logistic(steepness * range_size)


def russian_share(least: Floats, most: Floats, leverage: Floats) -> Floats:
    """Russia's share in a deal: between the two reservation values, by who has the initiative; in [0, 1].

    Args:
        least: Russia's reservation value.
        most: most Ukraine gives.
        leverage: Russia's in [0, 1].
    """
    low, high = np.minimum(least, most), np.maximum(least, most)
    return np.asarray(np.clip(low + leverage * (high - low), 0.0, 1.0))


@dataclass(frozen=True)
class Resumption:
    """Coefficients of the hazard that a deal breaks.

    Attributes:
        base: h0 of a settlement without a gap or a guarantee [1/month].
        by_gap: s, per unit of power expected to shift.
        by_guarantee: share of the hazard that a full guarantee takes away.
        of_armistice: factor of an armistice, 1 or more.
    """

    base: Floats
    by_gap: Floats
    by_guarantee: Floats
    of_armistice: Floats


def resumption_hazard(gap: Floats, guarantee: Floats, settled: Bools, by: Resumption) -> Floats:
    """Monthly hazard that a deal breaks: h0 exp(s gap)(1 - b g), raised where it is an armistice.

    Args:
        gap: power both sides expect to shift, summed.
        guarantee: g in [0, 1].
        settled: a settlement rather than an armistice.
        by: coefficients.
    """
    bare = np.where(settled, 1.0, by.of_armistice)
    return by.base * np.exp(by.by_gap * gap) * (1.0 - by.by_guarantee * guarantee) * bare
