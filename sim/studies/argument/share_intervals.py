"""Intervals of two shares against one another that know of few or no events.

By its formula alone, a difference between two worlds in which nothing happened would be nothing for certain. As in
the intervals of Agresti and others, a few wars that were never played are added before the error is taken: they
move an interval by little where there are many events and keep it open where there are few.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.analysis.intervals import normal_quantile
from sim.base.arrays import Bools, Floats

LEVEL = 0.95


@dataclass(frozen=True)
class Share:
    """A share of the wars that speak in one world.

    Attributes:
        speaks: which wars count; shape (n,).
        happens: in which of them it happens; shape (n,).
    """

    speaks: Bools
    happens: Bools

    def padded(self, added: float) -> _PaddedShare:
        """The share with so many wars added in which it happens, and as many in which it does not."""
        n = float(self.speaks.sum()) + 2.0 * added
        value = (float(self.happens.sum()) + added) / n
        return _PaddedShare(
            value,
            self.speaks * (self.happens - value) / n,
            added * ((1.0 - value) ** 2 + value**2) / n**2,
        )


@dataclass(frozen=True)
class _PaddedShare:
    """A share, every played war's part in its error, and the added wars' part in the square of it."""

    value: float
    parts: Floats
    square: float


def flips_interval(first: Share, second: Share) -> tuple[float, float]:
    """Of the difference of two shares of the same wars (Agresti and Min 2005): half a war added to each cell."""
    up = np.count_nonzero(first.happens & ~second.happens) + 0.5
    down = np.count_nonzero(second.happens & ~first.happens) + 0.5
    n = first.speaks.size + 2.0
    middle = (up - down) / n
    return _difference(middle, math.sqrt(up + down - n * middle**2) / n)


def difference_interval(first: Share, second: Share, paired: bool) -> tuple[float, float]:
    """Of the difference of two shares whose wars overlap in part, or not at all.

    One war is added in which it happens and one in which it does not, in either world (Agresti and Caffo 2000).
    Wars that speak in both worlds are set against one another; where none does, it is their interval.

    Args:
        first: the share.
        second: what is taken off.
        paired: False if wars of one number are to count as strangers to one another.
    """
    one, two = first.padded(1.0), second.padded(1.0)
    error = _error(one.parts, two.parts, one.square + two.square, paired)
    return _difference(one.value - two.value, error)


def ratio_interval(first: Share, second: Share, paired: bool) -> tuple[float, float]:
    """Of the ratio of two shares, on the scale of logarithms, half a war added on either side in either world."""
    one, two = first.padded(0.5), second.padded(0.5)
    square = one.square / one.value**2 + two.square / two.value**2
    half = normal_quantile(LEVEL) * _error(one.parts / one.value, two.parts / two.value, square, paired)
    ratio = one.value / two.value
    return ratio * math.exp(-half), ratio * math.exp(half)


def _error(one: Floats, two: Floats, added: float, paired: bool) -> float:
    """Standard error of a difference; unpaired, nothing is gained by what two wars of one number have in common."""
    square = float(np.sum((one - two) ** 2))
    if not paired:
        square = max(square, float(np.sum(one**2) + np.sum(two**2)))
    return math.sqrt(square + added)


def _difference(middle: float, error: float) -> tuple[float, float]:
    half = normal_quantile(LEVEL) * error
    return max(-1.0, middle - half), min(1.0, middle + half)
