"""Offers: what terms hand over, who takes them, which are put forward, and whose come first.

Quantal response (McKelvey and Palfrey 1995) for answers, Luce's rule of choice (1959) for proposals.
"""

import numpy as np

from sim.base.arrays import Floats, running_total, total
from sim.rules.chance import logistic

TENTH = 0.1
"""Of the pie: the difference for which odds are stated."""


def line_share(contact: Floats, won: Floats, pie: Floats) -> Floats:
    """Russia's share of the pie along the line of contact, in [0, 1].

    Args:
        contact: its share at the start.
        won: ground it has gained since [km2].
        pie: what is contested [km2].
    """
    return np.clip(contact + won / pie, 0.0, 1.0)


def handed_over(area: Floats, room: Floats) -> Floats:
    """Ground given by sector, in proportion to what there is to give and never more of it [km2]. Shape of `room`.

    Args:
        area: that the terms give [km2], 0 or more, shape (n,).
        room: ground that may be given, by sector [km2], shape (s, n).
    """
    return room * np.clip(area / np.maximum(total(room), 1.0), 0.0, 1.0)


def p_accepted(surplus: Floats, odds: Floats) -> Floats:
    """Probability that a side takes terms: logistic(ln(odds) surplus / 0.1), one half at its reservation value.

    Args:
        surplus: of the terms over fighting on, in shares of the pie.
        odds: on the better of two things that differ by a tenth of the pie, above 1.
    """
    return logistic(np.log(odds) * surplus / TENTH)


def carelessness(odds: Floats) -> Floats:
    """Surplus at which the odds of taking terms change by a factor e: 0.1 / ln(odds), in shares of the pie."""
    return TENTH / np.log(odds)


def worth_of_offering(own_surplus: Floats, chance: Floats) -> Floats:
    """What putting terms forward is worth: own surplus times the chance that they are taken, none below zero."""
    return np.maximum(0.0, own_surplus) * chance


def chosen(worth: Floats, luck: Floats) -> Floats:
    """Number of the terms put forward, in proportion to their worth (Luce); -1 where none is worth anything.

    Args:
        worth: of each, 0 or more, shape (terms, n).
        luck: uniform in (0, 1), shape (n,).
    """
    upto = running_total(worth)
    number = (upto <= luck * upto[-1]).sum(axis=0)
    return np.where(upto[-1] > 0.0, np.minimum(number, len(worth) - 1.0), -1.0)


def arrival(luck: Floats, hazard: Floats) -> Floats:
    """Time until the first event of a hazard: -ln(1 - u) / h; very long where there is none.

    Args:
        luck: u, uniform in (0, 1).
        hazard: h, in the unit of time of the result.
    """
    return -np.log1p(-luck) / np.maximum(hazard, 1e-12)
