"""V01-V09, V31: the kernel of attrition gives the textbook laws, and does not mind how a front is cut."""

from __future__ import annotations

import math

import numpy as np

from sim.base.arrays import Floats
from sim.rules import attrition
from sim.studies.validation.verification.check import Check, one

REFERENCE = np.array([20_000.0])
"""Reference strength of the kernel in these checks; the results must not depend on it."""


def losses(a: float, b: float, p: float, q: float, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Losses of both sides a day, a y^p x^q and b x^p y^q, by the kernel."""
    scale = REFERENCE ** (p + q - 1.0)
    exponents = (np.array([p]), np.array([q]), REFERENCE)
    return (
        attrition.combat_loss(y, x, a * scale, *exponents),
        attrition.combat_loss(x, y, b * scale, *exponents),
    )


def duel(
    a: float, b: float, p: float, q: float, x: float, y: float, days: float, steps: int = 2000
) -> tuple[float, float]:
    """Strengths after `days` of the law with these rates and exponents, by midpoint steps."""
    dt = days / steps
    now = np.array([[x], [y]])
    for _ in range(steps):
        half = now - dt / 2.0 * np.array(losses(a, b, p, q, now[0], now[1]))
        half = np.maximum(half, 0.0)
        now = np.maximum(now - dt * np.array(losses(a, b, p, q, half[0], half[1])), 0.0)
    return float(now[0, 0]), float(now[1, 0])


def iwo_jima(days: int, steps: int = 100) -> tuple[float, float]:
    """Engel's Iwo Jima: landings spread over days 1, 3 and 6; a square law with unequal rates."""
    landed = {0: 54_000.0, 2: 6_000.0, 5: 13_000.0}
    americans, japanese = 0.0, 21_500.0
    for day in range(days):
        for _ in range(steps):
            americans += landed.get(day, 0.0) / steps
            americans, japanese = duel(0.0544, 0.0106, 1.0, 0.0, americans, japanese, 1.0 / steps, 1)
    return americans, japanese


def split(parts: int) -> float:
    """Total daily loss of a sector cut into equal parts, over the loss of the whole, at p + q = 1."""
    fires, exposed, rate = np.array([30_000.0]), np.array([20_000.0]), np.array([0.01])
    law = (rate, np.array([0.45]), np.array([0.55]), REFERENCE)
    whole = attrition.combat_loss(fires, exposed, *law)
    return float((parts * attrition.combat_loss(fires / parts, exposed / parts, *law) / whole)[0])


def split_fires(parts: int) -> float:
    """Total delivered fires of a sector cut into equal parts, over those of the whole."""
    used, worth, saturation, length = (np.array([value]) for value in (5_000.0, 3.0, 60.0, 100.0))
    whole = attrition.delivered_fires(used, worth, saturation, length)
    return float(
        (parts * attrition.delivered_fires(used / parts, worth, saturation, length / parts) / whole)[0]
    )


_GONE = math.atanh(0.8) / 0.01
"""Days until 800 are gone against 1,000 under the square law at .01 a day."""
_GREEN_GONE = math.atanh(math.sqrt(3.0) / 2.0) / (0.01 * math.sqrt(3.0))
"""Days until 1,000 of threefold quality are gone against 2,000."""

CHECKS = (
    Check(
        "V01",
        "square law: left of 1,000 when 800 are gone",
        "persons",
        600.0,
        0.6,
        lambda: duel(0.01, 0.01, 1, 0, 1000, 800, _GONE)[0],
    ),
    Check(
        "V02",
        "square law: 2,000 against 1,000 of threefold quality",
        "persons",
        1000.0,
        1.0,
        lambda: duel(0.03, 0.01, 1, 0, 2000, 1000, _GREEN_GONE)[0],
    ),
    Check(
        "V03a",
        "linear law, 1,000 against 500, 100 days: larger side",
        "persons",
        717.633,
        0.072,
        lambda: duel(1e-5, 1e-5, 1, 1, 1000, 500, 100)[0],
    ),
    Check(
        "V03b",
        "linear law, 1,000 against 500, 100 days: smaller side",
        "persons",
        217.633,
        0.022,
        lambda: duel(1e-5, 1e-5, 1, 1, 1000, 500, 100)[1],
    ),
    Check(
        "V04a",
        "logarithmic law, .01, 50 days",
        "persons",
        606.531,
        0.061,
        lambda: duel(0.01, 0.02, 0, 1, 1000, 1000, 50)[0],
    ),
    Check(
        "V04b",
        "logarithmic law, .02, 50 days",
        "persons",
        367.879,
        0.037,
        lambda: duel(0.01, 0.02, 0, 1, 1000, 1000, 50)[1],
    ),
    Check(
        "V05a",
        "general law, p .4, q .75, 60 days: larger side",
        "persons",
        284_997.8,
        285.0,
        lambda: duel(0.002, 0.003, 0.4, 0.75, 5e5, 3e5, 60)[0],
    ),
    Check(
        "V05b",
        "general law, p .4, q .75, 60 days: smaller side",
        "persons",
        62_329.8,
        62.0,
        lambda: duel(0.002, 0.003, 0.4, 0.75, 5e5, 3e5, 60)[1],
    ),
    Check(
        "V06a",
        "p = q = .5, 90 days: loss of the larger side",
        "persons",
        21_945.3,
        2.2,
        lambda: 4e5 - duel(8e-4, 8e-4, 0.5, 0.5, 4e5, 2.5e5, 90)[0],
    ),
    Check(
        "V06b",
        "p = q = .5, 90 days: loss of the smaller side",
        "persons",
        21_945.3,
        2.2,
        lambda: 2.5e5 - duel(8e-4, 8e-4, 0.5, 0.5, 4e5, 2.5e5, 90)[1],
    ),
    Check(
        "V07",
        "parity: difference of strengths after 90 days",
        "persons",
        0.0,
        0.0,
        lambda: float(np.subtract(*duel(0.01, 0.01, 0.45, 0.55, 4e5, 4e5, 90))),
    ),
    Check(
        "V08",
        "no fires: loss",
        "persons/day",
        0.0,
        0.0,
        lambda: float(
            attrition.combat_loss(one(0.0), one(2e4), one(0.0115), one(0.45), one(0.55), REFERENCE)[0]
        ),
    ),
    Check("V09a", "Iwo Jima, day 28: Americans", "persons", 53_042.0, 265.0, lambda: iwo_jima(28)[0]),
    Check("V09b", "Iwo Jima, day 28: Japanese", "persons", 4_656.0, 23.3, lambda: iwo_jima(28)[1]),
    Check(
        "V31a",
        "a sector cut into eight: losses over those of the whole",
        "ratio",
        1.0,
        1e-9,
        lambda: split(8),
    ),
    Check(
        "V31b",
        "a sector cut into eight: fires over those of the whole",
        "ratio",
        1.0,
        1e-9,
        lambda: split_fires(8),
    ),
)
