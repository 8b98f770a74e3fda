"""V13-V16: success in battle and hazards give the probabilities of textbooks."""

from __future__ import annotations

import math

import numpy as np

from sim.rules import advance, attrition
from sim.studies.validation.verification.check import Check, one
from sim.war.randomness import stream

N_WARS = 20_000
"""Wars played where the answer is a probability."""


def forts(p: float) -> tuple[float, float]:
    """Share of wars won and mean number of battles over ten forts from the fifth, at chance p a battle."""
    rng = stream(13, 0, f"validation/forts/{p}")
    held, fought = np.full(N_WARS, 5), np.zeros(N_WARS)
    odds, zero = np.array([math.log(p / (1.0 - p))]), np.zeros(1)
    chance = attrition.p_success(zero, odds, np.ones(1), zero)
    while (going := (held > 0) & (held < 10)).any():
        held = held + np.where(going, np.where(rng.random(N_WARS) < chance, 1, -1), 0)
        fought = fought + going
    return float((held == 10).mean()), float(fought.mean())


def competing(first: float, second: float, months: int) -> tuple[float, float]:
    """Shares of wars ended by the first and by the second of two monthly hazards, drawn month by month."""
    rng = stream(16, 0, "validation/competing")
    ended = np.zeros(N_WARS * 5, dtype=np.int64)
    anything = advance.p_of_hazard(np.array([first + second]))
    for _ in range(months):
        happens = (rng.random(ended.size) < anything) & (ended == 0)
        which = np.where(rng.random(ended.size) < first / (first + second), 1, 2)
        ended = np.where(happens, which, ended)
    return float((ended == 1).mean()), float((ended == 2).mean())


_SIXTEEN = -math.log1p(-0.16) / 12.0
"""Monthly hazard of 16 % in a year."""

CHECKS = (
    Check("V13a", "gambler's ruin, p .5: wars won", "share", 0.5, 0.0106, lambda: forts(0.5)[0]),
    Check("V13b", "gambler's ruin, p .5: battles", "battles", 25.0, 0.44, lambda: forts(0.5)[1]),
    Check("V14a", "gambler's ruin, p .55: wars won", "share", 0.7317, 0.0094, lambda: forts(0.55)[0]),
    Check("V14b", "gambler's ruin, p .55: battles", "battles", 23.172, 0.40, lambda: forts(0.55)[1]),
    Check(
        "V15",
        "16 % in 12 months: probability in 24",
        "probability",
        0.2944,
        1e-4,
        lambda: float(advance.p_of_hazard(one(24.0 * _SIXTEEN))[0]),
    ),
    Check(
        "V16a",
        "competing hazards .02 and .005, 36 months: the first",
        "probability",
        0.4747,
        0.0048,
        lambda: competing(0.02, 0.005, 36)[0],
    ),
    Check(
        "V16b",
        "competing hazards .02 and .005, 36 months: the second",
        "probability",
        0.1187,
        0.0031,
        lambda: competing(0.02, 0.005, 36)[1],
    ),
)
