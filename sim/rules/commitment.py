"""The commitment problem: power that shifts once the guns are silent, the fear of it, and deals that break.

Powell 2004, 2006 (a shift beyond a threshold blocks every deal), Werner 1998 (who gains power after a war resumes it);
hazards of resumption fitted to wars since 1816 (COW) and 1946 (UCDP).
"""

from dataclasses import dataclass

import numpy as np

from sim.base.arrays import Bools, Floats
from sim.rules.chance import logistic

EVEN = 1e-3
"""A chance is kept this far from none and certainty, where its log odds have no end."""
SHORTEST = 1.0 / 52.0
"""Years since signing below which a deal counts as that old: its hazard stays finite."""


@dataclass(frozen=True)
class Standing:
    """What a side's power stands on, or the weight of each part of it.

    Attributes:
        people: front force [persons].
        materiel: shells in depots and those that a campaign of the horizon needs [shells].
    """

    people: Floats
    materiel: Floats


def log_power(standing: Standing, weights: Standing) -> Floats:
    """Natural logarithm of standing power: a ln(people) + b ln(materiel)."""
    people = np.log(np.maximum(standing.people, 1.0))
    return weights.people * people + weights.materiel * np.log(np.maximum(standing.materiel, 1.0))


def chance_after(chance: Floats, shift: Floats, exponent: Floats) -> Floats:
    """A side's chance once the ln of its relative power has moved: logistic(logit p + e shift).

    Args:
        chance: p before.
        shift: of ln(own power / the enemy's).
        exponent: e of a contest, 1-3.
    """
    known = np.clip(chance, EVEN, 1.0 - EVEN)
    return logistic(np.log(known / (1.0 - known)) + exponent * shift)


def feared_loss(chance: Floats, growth: Floats, growth_of_enemy: Floats, exponent: Floats) -> Floats:
    """Chance of prevailing that a side expects to lose by a pause: p - logistic(logit p - e (ln m_j - ln m_i)), from 0.

    Args:
        chance: its own now, p.
        growth: ln m_i, of its standing power over the horizon with the guns silent.
        growth_of_enemy: ln m_j.
        exponent: e of a contest, 1-3.
    """
    known = np.clip(chance, EVEN, 1.0 - EVEN)
    return np.maximum(0.0, known - chance_after(known, growth - growth_of_enemy, exponent))


@dataclass(frozen=True)
class Fear:
    """How a side looks at the war after a deal.

    Attributes:
        chance: q, that the enemy begins again.
        patience: d, what a year's delay leaves of a loss.
        years: until then.
        by_guarantee: share of q that a full and certain guarantee takes away.
    """

    chance: Floats
    patience: Floats
    years: Floats
    by_guarantee: Floats


def fear_of_next_war(loss: Floats, cost: Floats, covered: Floats, fear: Fear) -> Floats:
    """Premium for the next war: k = q (1 - g s c) (D + c_war / 2) d^T, in shares of the pie; no ceiling.

    Args:
        loss: D, chance of prevailing lost by then.
        cost: of fighting on now, c_war.
        covered: s c, strength times credibility of the guarantee, in [0, 1].
        fear: q, d, T and g.
    """
    return fear.chance * (1.0 - fear.by_guarantee * covered) * (loss + cost / 2.0) * fear.patience**fear.years


def shift_to_dissatisfied(chance_then: Floats, chance_now: Floats, share: Floats) -> Floats:
    """Shift of power since signing towards the side that holds less than its chance, 0 or more.

    Args:
        chance_then: Russia's chance when it was signed.
        chance_now: now.
        share: of the pie that it got.
    """
    return np.maximum(0.0, np.sign(chance_now - share) * (chance_now - chance_then))


@dataclass(frozen=True)
class Signed:
    """What was signed, as far as it bears on how long it holds.

    Attributes:
        years: since.
        covered: strength times credibility of its guarantee, in [0, 1].
        pressed: how hard its backers pressed a side to sign, in [0, 1].
        zone: with a demilitarised zone, in [0, 1].
        settled: a settlement rather than an armistice.
    """

    years: Floats
    covered: Floats
    pressed: Floats
    zone: Floats
    settled: Bools


@dataclass(frozen=True)
class Resumption:
    """Coefficients of the hazard that a deal breaks.

    Attributes:
        base: h1 of a bare settlement after one year [1/month].
        by_time: exponent of the years, below 0.
        by_shift: per unit of the pie that power has shifted to the dissatisfied side.
        by_guarantee: share of the hazard that a full and certain guarantee takes away.
        of_pressed: factor where a side was pressed to sign.
        by_zone: factor of a demilitarised zone.
        of_armistice: factor of an armistice, 1 or more.
    """

    base: Floats
    by_time: Floats
    by_shift: Floats
    by_guarantee: Floats
    of_pressed: Floats
    by_zone: Floats
    of_armistice: Floats


def resumption_hazard(shift: Floats, signed: Signed, by: Resumption) -> Floats:
    """Monthly hazard that a deal breaks: h1 t^a exp(s S) (1 - b g) x factors of pressure, zone and armistice.

    Args:
        shift: S, of power since signing towards the side that holds less than its chance.
        signed: its age, guarantee, pressure, zone and kind.
        by: coefficients.
    """
    aged = np.maximum(signed.years, SHORTEST) ** by.by_time
    kind = np.where(signed.settled, 1.0, by.of_armistice)
    terms = by.of_pressed**signed.pressed * by.by_zone**signed.zone * (1.0 - by.by_guarantee * signed.covered)
    return by.base * aged * np.exp(by.by_shift * shift) * terms * kind


def temptation(chance: Floats, share: Floats, cost: Floats, covered: Floats) -> Floats:
    """What a side would gain by beginning again: (1 - s c) p - share - c_war; it is tempted above 0.

    Args:
        chance: p, of prevailing now, against the enemy alone.
        share: of the pie that it holds, with what the terms are worth to it beside territory.
        cost: of fighting.
        covered: strength times credibility of the enemy's guarantee: with that chance it meets the guarantor as well.
    """
    return (1.0 - covered) * chance - share - cost
