"""V13-V16, V24, V25: battles and hazards give the probabilities of textbooks, and scores their known values."""

import math
from collections.abc import Callable

import numpy as np
import scoringrules

from sim.rules import attrition
from sim.rules.chance import p_of_hazard
from sim.studies.validation import scores
from sim.war.randomness import random_generator

N_WARS = 20_000
"""Wars played where the answer is a probability."""


def forts(p: float) -> tuple[float, float]:
    """Share of wars won and mean number of battles over ten forts from the fifth, at chance p a battle."""
    rng = random_generator(13, f"validation/forts/{p}")
    held, fought = np.full(N_WARS, 5), np.zeros(N_WARS)
    odds, zero = np.array([math.log(p / (1.0 - p))]), np.zeros(1)
    chance = attrition.p_success(zero, odds, np.ones(1), zero)
    while (going := (held > 0) & (held < 10)).any():
        held = held + np.where(going, np.where(rng.random(N_WARS) < chance, 1, -1), 0)
        fought = fought + going
    return float((held == 10).mean()), float(fought.mean())


def competing(first: float, second: float, months: int) -> tuple[float, float]:
    """Shares of wars ended by the first and by the second of two monthly hazards, drawn month by month."""
    rng = random_generator(16, "validation/competing")
    ended = np.zeros(N_WARS * 5, dtype=np.int64)
    anything = p_of_hazard(np.array([first + second]))
    for _ in range(months):
        happens = (rng.random(ended.size) < anything) & (ended == 0)
        which = np.where(rng.random(ended.size) < first / (first + second), 1, 2)
        ended = np.where(happens, which, ended)
    return float((ended == 1).mean()), float((ended == 2).mean())


def sixteen_in_a_hundred() -> float:
    """Probability in 24 months of what has 16 % in 12."""
    monthly = -math.log1p(-0.16) / 12.0
    return float(p_of_hazard(np.array([24.0 * monthly]))[0])


MODEL: dict[str, Callable[[], float]] = {
    "V13a": lambda: forts(0.5)[0],
    "V13b": lambda: forts(0.5)[1],
    "V14a": lambda: forts(0.55)[0],
    "V14b": lambda: forts(0.55)[1],
    "V15": sixteen_in_a_hundred,
    "V16a": lambda: competing(0.02, 0.005, 36)[0],
    "V16b": lambda: competing(0.02, 0.005, 36)[1],
    "V24a": lambda: float(scores.crps_normal(scores.Normal(np.zeros(1), np.ones(1)), np.zeros(1))[0]),
    "V24b": lambda: float(scoringrules.brier_score(1.0, 0.7)),
    "V24c": lambda: float(scores.log_score(np.array(0.7))),
    "V25": lambda: float(scores.implausibility(np.array(10.0), 7.0, (0.5, 0.25, 0.25))),
}
"""Value by the model's rules, by id of the closed form."""
