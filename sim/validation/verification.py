"""V01-V10, V13-V25, V31, V33: the rules against closed forms, in about a second.

The rest of V01-V34 needs whole wars and is part of the test suite (`tests/verification`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from sim import scoring
from sim.arrays import Floats
from sim.randomness import stream
from sim.rules import advance, attrition, bargaining, manpower, supply
from sim.validation.findings import NAN, Finding, within

REFERENCE = np.array([20_000.0])
"""Reference strength of the kernel in these checks; the results must not depend on it."""
N_WARS = 20_000
"""Wars played where the answer is a probability."""


@dataclass(frozen=True)
class Check:
    """One number with a known answer.

    Attributes:
        id: V01 to V33, a letter tells parts apart.
        what: is computed.
        unit: of it.
        expected: the known answer.
        tolerance: absolute.
        model: computes it from the rules.
    """

    id: str
    what: str
    unit: str
    expected: float
    tolerance: float
    model: Callable[[], float]


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


def shells_on(day: int) -> float:
    """Rounds fired on a day from a stock of 600,000 at a demand of 9,000 and an inflow of 3,000 a day."""
    stock, inflow, demand = (np.array([value]) for value in (600_000.0, 3_000.0, 9_000.0))
    used = np.zeros(1)
    for _ in range(day):
        used = supply.use(demand, stock, inflow)
        stock = supply.after_week(stock, inflow, used, np.zeros(1))
    return float(used[0])


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


def convergence_months() -> float:
    """Months until two learners (strength 20, gap .5, an even signal of weight 2) leave room for a deal."""
    beliefs = [(np.array([15.0]), np.array([5.0])), (np.array([5.0]), np.array([15.0]))]
    cost = np.array([0.125])
    for month in range(100):
        first, second = (wins / (wins + defeats) for wins, defeats in beliefs)
        least, most = bargaining.bargaining_range(first, second, cost, cost)
        if most[0] - least[0] >= -1e-12:
            return float(month)
        beliefs = [bargaining.belief_after(*belief, np.array([0.5]), np.array([2.0])) for belief in beliefs]
    return NAN


def width(first: float, second: float, costs: tuple[float, float]) -> float:
    """Width of the bargaining range; positive where a deal exists."""
    least, most = bargaining.bargaining_range(
        np.array([first]), np.array([second]), np.array([costs[0]]), np.array([costs[1]])
    )
    return float((most - least)[0])


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


def belief_drift() -> float:
    """Farthest a belief moves from one half in ten years of a signal that favours nobody."""
    zero, weights = np.zeros(1), (np.array([0.5]),) * 3
    signal = bargaining.battlefield_signal(zero, zero, zero, weights)
    wins, defeats, farthest = np.array([10.0]), np.array([10.0]), 0.0
    for _ in range(120):
        wins, defeats = bargaining.belief_after(wins, defeats, signal, np.array([2.0]))
        farthest = max(farthest, abs(float((wins / (wins + defeats))[0]) - 0.5))
    return farthest


def closed_cohort() -> float:
    """People gained or lost in fifty years of ageing monthly, those who leave the oldest cohort counted."""
    people = np.linspace(1.0, 9.0, len(manpower.COHORTS))[:, None]
    total, gone = float(people.sum()), 0.0
    for _ in range(600):
        people, left = manpower.age_on(people, 1.0 / 12.0, np.zeros(1))
        gone += float(left[0])
    return float(people.sum()) + gone - total


_SIXTEEN = -math.log1p(-0.16) / 12.0
"""Monthly hazard of 16 % in a year."""
_GONE = math.atanh(0.8) / 0.01
"""Days until 800 are gone against 1,000 under the square law at .01 a day."""
_GREEN_GONE = math.atanh(math.sqrt(3.0) / 2.0) / (0.01 * math.sqrt(3.0))
"""Days until 1,000 of threefold quality are gone against 2,000."""


def _one(value: float) -> Floats:
    return np.array([value])


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
            attrition.combat_loss(_one(0.0), _one(2e4), _one(0.0115), _one(0.45), _one(0.55), REFERENCE)[0]
        ),
    ),
    Check("V09a", "Iwo Jima, day 28: Americans", "persons", 53_042.0, 265.0, lambda: iwo_jima(28)[0]),
    Check("V09b", "Iwo Jima, day 28: Japanese", "persons", 4_656.0, 23.3, lambda: iwo_jima(28)[1]),
    Check("V10a", "shells: fire on day 100", "rounds/day", 9_000.0, 0.0, lambda: shells_on(100)),
    Check("V10b", "shells: fire on day 101", "rounds/day", 3_000.0, 0.0, lambda: shells_on(101)),
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
        lambda: float(advance.p_of_hazard(_one(24.0 * _SIXTEEN))[0]),
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
    Check(
        "V17",
        "bargaining range, p .5, costs .10 and .15: width of [.40, .65]",
        "share",
        0.25,
        1e-12,
        lambda: width(0.5, 0.5, (0.10, 0.15)),
    ),
    Check(
        "V18a",
        "mutual optimism, .70 against .40: width (negative: war)",
        "share",
        -0.05,
        1e-12,
        lambda: width(0.70, 0.40, (0.10, 0.15)),
    ),
    Check(
        "V18b",
        "gap lowered to .24: width (positive: a deal)",
        "share",
        0.01,
        1e-12,
        lambda: width(0.64, 0.40, (0.10, 0.15)),
    ),
    Check("V19", "learning: months to a deal", "months", 10.0, 1.0, convergence_months),
    Check(
        "V20",
        "commitment problem: shift of power above which the falling side fights",
        "share",
        0.0722,
        5e-5,
        lambda: bargaining.commitment_threshold(0.9, 0.2, 0.6),
    ),
    Check(
        "V21a",
        "risk and return: best demand",
        "share",
        0.65,
        1e-9,
        lambda: float(bargaining.best_demand(_one(0.5), _one(0.1), _one(0.4))[0][0]),
    ),
    Check(
        "V21b",
        "risk and return: probability of war",
        "probability",
        0.375,
        1e-9,
        lambda: float(bargaining.best_demand(_one(0.5), _one(0.1), _one(0.4))[1][0]),
    ),
    Check("V23", "closed cohorts, 50 years: people gained or lost", "persons", 0.0, 1e-9, closed_cohort),
    Check(
        "V24a",
        "CRPS of N(0, 1) at 0",
        "score",
        0.23369,
        1e-5,
        lambda: float(scoring.crps_gaussian(_one(0.0), _one(1.0), _one(0.0))[0]),
    ),
    Check(
        "V24b",
        "Brier score of .7 for what happened",
        "score",
        0.09,
        1e-9,
        lambda: float(scoring.brier(_one(0.7), _one(1.0))[0]),
    ),
    Check("V24c", "log score of .7", "score", 0.35667, 1e-5, lambda: float(scoring.log_score(_one(0.7))[0])),
    Check(
        "V25",
        "implausibility of 10 against 7, variances summing to 1",
        "sd",
        3.0,
        1e-12,
        lambda: float(scoring.implausibility(_one(10.0), _one(7.0), _one(0.5), _one(0.25), _one(0.25))[0]),
    ),
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
    Check(
        "V33",
        "ten years of a balanced signal: drift of a belief from one half",
        "probability",
        0.0,
        1e-9,
        belief_drift,
    ),
)
"""Every closed form that the rules give in a second."""

ELSEWHERE = {
    "V11": "people are conserved",
    "V12": "ground is conserved",
    "V22": "Leslie growth of a cohort-component projection",
    "V26": "halving the time step changes losses and area by less than 2 %",
    "V27": "more of a good thing never hurts: signs at common random numbers",
    "V28": "without supply fire stops and the front collapses",
    "V29": "without attacks no ground changes hands",
    "V30": "without nuclear propensity no nuclear use",
    "V32": "the kernel on battles since 1900 stays inside T01-T17",
    "V34": "survival of wars at 24 and 36 months within the limits of history",
}
"""Checks that need whole wars, or a machinery of their own: part of the test suite."""


def verification_findings(checks: Iterable[Check] = CHECKS) -> list[Finding]:
    """Every closed form as a finding."""
    return [_finding(check, check.model()) for check in checks]


def _finding(check: Check, value: float) -> Finding:
    least, most = check.expected - check.tolerance, check.expected + check.tolerance
    verdict = within(value, least, most)
    return Finding(
        check.id,
        "verification",
        check.what,
        check.unit,
        value,
        NAN,
        NAN,
        check.expected,
        least,
        most,
        verdict,
        "closed form",
    )
