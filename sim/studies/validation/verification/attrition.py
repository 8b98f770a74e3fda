"""V01-V09, V31: the kernel of attrition gives the textbook laws, and does not mind how a front is cut."""

import math
from collections.abc import Callable

import numpy as np

from sim.base.arrays import Floats
from sim.rules import attrition
from sim.rules.attrition import LossLaw

Pair = tuple[float, float]

SQUARE, LINEAR, LOGARITHMIC, EVEN = (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.5, 0.5)
"""Exponents of fires and of exposure."""
REFERENCE = 20_000.0
"""Reference strength of the kernel; the results must not depend on it."""


def duel(
    strengths: Pair, exponents: Pair, *, rates: Pair, days: float, steps: int = 2000, reference: float = REFERENCE
) -> Pair:
    """Strengths of two sides after some days of x' = -a y^p x^q, y' = -b x^p y^q by the kernel, in midpoint steps.

    Args:
        strengths: x and y at the start.
        exponents: p and q.
        rates: a and b, a day.
        days: how long.
        steps: in which the days are cut.
        reference: strength at which the kernel's rate holds.
    """
    p, q = (np.array([exponent]) for exponent in exponents)
    rate = np.array(rates) * reference ** (p + q - 1.0)
    law = LossLaw(rate, p, q, np.array([reference]))

    def losses(now: Floats) -> Floats:
        return attrition.combat_loss(now[::-1], now, law)

    now, dt = np.array(strengths), days / steps
    for _ in range(steps):
        half = np.maximum(now - dt / 2.0 * losses(now), 0.0)
        now = np.maximum(now - dt * losses(half), 0.0)
    return float(now[0]), float(now[1])


def iwo_jima(days: int, steps: int = 100) -> Pair:
    """Engel's Iwo Jima: landings spread over days 1, 3 and 6; a square law with unequal rates."""
    landed = {0: 54_000.0, 2: 6_000.0, 5: 13_000.0}
    americans, japanese = 0.0, 21_500.0
    for day in range(days):
        for _ in range(steps):
            americans += landed.get(day, 0.0) / steps
            americans, japanese = duel((americans, japanese), SQUARE, rates=(0.0544, 0.0106), days=1.0 / steps, steps=1)
    return americans, japanese


def mixed_law(rate: float) -> LossLaw:
    """The model's own exponents, which add up to one."""
    return LossLaw(*(np.array([value]) for value in (rate, 0.45, 0.55, REFERENCE)))


def split(parts: int) -> float:
    """Total daily loss of a sector cut into equal parts, over the loss of the whole, at p + q = 1."""
    fires, exposed = np.array([30_000.0]), np.array([20_000.0])

    def loss(share: float) -> Floats:
        return attrition.combat_loss(fires / share, exposed / share, mixed_law(0.01))

    return float((parts * loss(parts) / loss(1))[0])


def split_fires(parts: int) -> float:
    """Total delivered fires of a sector cut into equal parts, over those of the whole."""
    used, worth, saturation, length = (np.array([value]) for value in (5_000.0, 3.0, 60.0, 100.0))
    whole = attrition.delivered_fires(used, worth, saturation, length)
    return float((parts * attrition.delivered_fires(used / parts, worth, saturation, length / parts) / whole)[0])


def square_law() -> Pair:
    """1,000 against 800 at .01 a day, until the 800 are gone."""
    return duel((1000.0, 800.0), SQUARE, rates=(0.01, 0.01), days=math.atanh(0.8) / 0.01)


def threefold_quality() -> Pair:
    """2,000 against 1,000 of threefold quality under the square law, until the 1,000 are gone."""
    gone = math.atanh(math.sqrt(3.0) / 2.0) / (0.01 * math.sqrt(3.0))
    return duel((2000.0, 1000.0), SQUARE, rates=(0.03, 0.01), days=gone)


def linear_law() -> Pair:
    """1,000 against 500 under the linear law for 100 days."""
    return duel((1000.0, 500.0), LINEAR, rates=(1e-5, 1e-5), days=100.0)


def logarithmic_law() -> Pair:
    """Equal sides that lose .01 and .02 of themselves a day, for 50 days."""
    return duel((1000.0, 1000.0), LOGARITHMIC, rates=(0.01, 0.02), days=50.0)


def general_law() -> Pair:
    """Exponents .4 and .75 for 60 days."""
    return duel((5e5, 3e5), (0.4, 0.75), rates=(0.002, 0.003), days=60.0)


def even_law() -> Pair:
    """Losses of unequal sides at p = q = .5 in 90 days."""
    x, y = duel((4e5, 2.5e5), EVEN, rates=(8e-4, 8e-4), days=90.0)
    return 4e5 - x, 2.5e5 - y


def parity() -> float:
    """Difference between equal sides after 90 days of the model's own exponents."""
    x, y = duel((4e5, 4e5), (0.45, 0.55), rates=(0.01, 0.01), days=90.0)
    return x - y


def no_fires() -> float:
    """Loss of 20,000 under no fires."""
    return float(attrition.combat_loss(np.zeros(1), np.array([2e4]), mixed_law(0.0115))[0])


MODEL: dict[str, Callable[[], float]] = {
    "V01": lambda: square_law()[0],
    "V02": lambda: threefold_quality()[0],
    "V03a": lambda: linear_law()[0],
    "V03b": lambda: linear_law()[1],
    "V04a": lambda: logarithmic_law()[0],
    "V04b": lambda: logarithmic_law()[1],
    "V05a": lambda: general_law()[0],
    "V05b": lambda: general_law()[1],
    "V06a": lambda: even_law()[0],
    "V06b": lambda: even_law()[1],
    "V07": parity,
    "V08": no_fires,
    "V09a": lambda: iwo_jima(28)[0],
    "V09b": lambda: iwo_jima(28)[1],
    "V31a": lambda: split(8),
    "V31b": lambda: split_fires(8),
}
"""Value by the model's rules, by id of the closed form."""
