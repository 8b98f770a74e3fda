"""Intervals of two shares against one another that know of few or no events.

By its formula alone, a difference between two arms in which nothing happened would be nothing for certain. As in
the intervals of Agresti and others, a few wars that were never played are added before the error is taken: they
move an interval by little where there are many events and keep it open where there are few.
"""

import math
from dataclasses import dataclass

import numpy as np

from sim.analysis.intervals import normal_quantile
from sim.base.arrays import Bools, Floats


@dataclass(frozen=True)
class Share:
    """A share of the wars that speak in one arm.

    Attributes:
        speaks: which wars count; shape (n,).
        happens: in which of them it happens; shape (n,).
    """

    speaks: Bools
    happens: Bools

    def padded(self, added: float) -> tuple[float, Floats, float]:
        """The share with so many wars added in which it happens, and as many in which it does not.

        Returns:
            The share, every played war's part in its error, and the added wars' part in the square of it.
        """
        n = float(self.speaks.sum()) + 2.0 * added
        share = (float(self.happens.sum()) + added) / n
        return share, self.speaks * (self.happens - share) / n, added * ((1.0 - share) ** 2 + share**2) / n**2


def flips_interval(first: Share, second: Share) -> tuple[float, float]:
    """Of the difference of two shares of the same wars (Agresti and Min 2005): half a war added to each cell."""
    up = np.count_nonzero(first.happens & ~second.happens) + 0.5
    down = np.count_nonzero(second.happens & ~first.happens) + 0.5
    n = first.speaks.size + 2.0
    middle = (up - down) / n
    return _difference(middle, math.sqrt(up + down - n * middle**2) / n)


def difference_interval(first: Share, second: Share, paired: bool) -> tuple[float, float]:
    """Of the difference of two shares whose wars overlap in part, or not at all.

    One war is added in which it happens and one in which it does not, in either arm (Agresti and Caffo 2000).
    Wars that speak in both arms are set against one another; where none does, it is their interval. Unpaired,
    wars of one number count as strangers to one another.
    """
    (one, parts_one, added_one), (two, parts_two, added_two) = first.padded(1.0), second.padded(1.0)
    return _difference(one - two, _error(parts_one, parts_two, added_one + added_two, paired))


def ratio_interval(first: Share, second: Share, paired: bool) -> tuple[float, float]:
    """Of the ratio of two shares, on the scale of logarithms, half a war added on either side in either arm."""
    (one, parts_one, added_one), (two, parts_two, added_two) = first.padded(0.5), second.padded(0.5)
    added = added_one / one**2 + added_two / two**2
    half = normal_quantile() * _error(parts_one / one, parts_two / two, added, paired)
    ratio = one / two
    return ratio * math.exp(-half), ratio * math.exp(half)


def _error(one: Floats, two: Floats, added: float, paired: bool) -> float:
    """Standard error of a difference; unpaired, nothing is gained by what two wars of one number have in common."""
    square = float(np.sum((one - two) ** 2))
    if not paired:
        square = max(square, float(np.sum(one**2) + np.sum(two**2)))
    return math.sqrt(square + added)


def _difference(middle: float, error: float) -> tuple[float, float]:
    half = normal_quantile() * error
    return max(-1.0, middle - half), min(1.0, middle + half)
