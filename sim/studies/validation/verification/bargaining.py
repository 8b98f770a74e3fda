"""V17-V21, V33: the rules of bargaining give the textbook results as special cases."""

from __future__ import annotations

import numpy as np

from sim.base.arrays import Floats
from sim.rules import bargaining as rules
from sim.studies.validation.findings import NAN
from sim.studies.validation.verification.check import Check, one

NOTHING = np.zeros(1)


def range_width(belief_a: Floats, belief_b: Floats, cost_a: Floats, cost_b: Floats) -> Floats:
    """Width of the range when nothing but beliefs and costs divides the sides; positive where a deal exists.

    Args:
        belief_a: A's chance of prevailing as A sees it.
        belief_b: A's chance of prevailing as B sees it.
        cost_a: of fighting on, in shares of the pie.
        cost_b: B's.
    """
    least_of_a = rules.reservation(belief_a, cost_a, NOTHING, NOTHING, NOTHING)
    least_of_b = rules.reservation(1.0 - belief_b, cost_b, NOTHING, NOTHING, NOTHING)
    return rules.bargaining_range(least_of_a, least_of_b)[1]


def width(belief_a: float, belief_b: float) -> float:
    """Width of the range at costs of .10 and .15."""
    return float(range_width(one(belief_a), one(belief_b), one(0.10), one(0.15))[0])


def convergence_months() -> float:
    """Months until two learners (strength 20, gap .5, an even signal of weight 2) leave room for a deal."""
    beliefs = [(one(15.0), one(5.0)), (one(5.0), one(15.0))]
    cost = one(0.125)
    for month in range(100):
        first, second = (wins / (wins + defeats) for wins, defeats in beliefs)
        if range_width(first, second, cost, cost)[0] >= -1e-12:
            return float(month)
        beliefs = [rules.belief_after(*belief, one(0.5), one(2.0)) for belief in beliefs]
    return NAN


def months_to_convergence(strength: float, weight: float, gap: float, costs: float) -> float:
    """Months until two learners of equal prior strength agree enough to settle: (n0/w)(gap/costs - 1), at least 0."""
    return max(0.0, strength / weight * (gap / costs - 1.0))


def fighting_shift(patience: float, destroyed: float, position: float) -> float:
    """Shift of power at which the model's range closes, for a side and a pie as in `commitment_threshold`.

    In Powell's game a side that fights keeps p(1 - x) of the pie; the shift costs it that share less in all later
    periods, worth d(1 - x)/(1 - d) of the present one; and the riser can give no more than the whole present pie.
    """
    shift = np.linspace(0.0, 1.0, 1001)
    expected = rules.power_shift(shift, NOTHING, one(1.0), NOTHING)
    weight = patience * (1.0 - destroyed) / (1.0 - patience)
    least = rules.reservation(one(position), one(position * destroyed), NOTHING, weight * expected, NOTHING)
    _, open_by = rules.bargaining_range(least, NOTHING)
    return float(np.interp(0.0, -open_by, shift))


def commitment_threshold(patience: float, destroyed: float, position: float) -> float:
    """Shift of power above which the declining side fights (Powell): (1 - d)[1/(1 - x) - p] / d.

    Args:
        patience: discount factor d a period.
        destroyed: share x of the pie that war destroys.
        position: declining side's chance p of winning now.
    """
    return (1.0 - patience) * (1.0 / (1.0 - destroyed) - position) / patience


def demand_served_best(position: float, cost: float, ceiling: float) -> tuple[float, float]:
    """Demand worth most to a side that does not know the other's cost, and how often the other refuses it.

    Who refuses is read off the model's range, for 400 equally likely costs from 0 to the ceiling.
    """
    costs = (np.arange(400) + 0.5) / 400 * ceiling
    own = rules.reservation(one(position), one(cost), NOTHING, NOTHING, NOTHING)
    other = rules.reservation(one(1.0 - position), costs, NOTHING, NOTHING, NOTHING)
    most, _ = rules.bargaining_range(own, other)
    demands = position + np.linspace(0.0, ceiling, 401)
    p_war = (demands[:, None] > most).mean(axis=1)
    best = int(((1.0 - p_war) * demands + p_war * own).argmax())
    return float(demands[best]), float(p_war[best])


def best_demand(position: float, cost: float, ceiling: float) -> tuple[float, float]:
    """Risk-return trade-off of an uninformed demand when the other side's cost is uniform on [0, ceiling].

    Returns:
        Demand x = p + (C - c)/2 and probability of war (1 - c/C)/2, both at c >= C those of certain peace.
    """
    slack = max(0.0, ceiling - cost)
    return position + slack / 2.0, slack / ceiling / 2.0


def belief_drift() -> float:
    """Farthest a belief moves from one half in ten years of a signal that favours nobody."""
    signal = rules.battlefield_signal(NOTHING, NOTHING, NOTHING, (one(0.5),) * 3)
    wins, defeats, farthest = one(10.0), one(10.0), 0.0
    for _ in range(120):
        wins, defeats = rules.belief_after(wins, defeats, signal, one(2.0))
        farthest = max(farthest, abs(float((wins / (wins + defeats))[0]) - 0.5))
    return farthest


CHECKS = (
    Check(
        "V17",
        "bargaining range, p .5, costs .10 and .15: width of [.40, .65]",
        "share",
        0.25,
        1e-12,
        lambda: width(0.5, 0.5),
    ),
    Check(
        "V18a",
        "mutual optimism, .70 against .40: width (negative: war)",
        "share",
        -0.05,
        1e-12,
        lambda: width(0.70, 0.40),
    ),
    Check(
        "V18b",
        "gap lowered to .24: width (positive: a deal)",
        "share",
        0.01,
        1e-12,
        lambda: width(0.64, 0.40),
    ),
    Check(
        "V19",
        "learning: months to a deal",
        "months",
        months_to_convergence(20.0, 2.0, 0.5, 0.25),
        1.0,
        convergence_months,
    ),
    Check(
        "V20",
        "commitment problem: shift of power above which the falling side fights",
        "share",
        commitment_threshold(0.9, 0.2, 0.6),
        5e-5,
        lambda: fighting_shift(0.9, 0.2, 0.6),
    ),
    Check(
        "V21a",
        "risk and return: best demand",
        "share",
        best_demand(0.5, 0.1, 0.4)[0],
        1e-9,
        lambda: demand_served_best(0.5, 0.1, 0.4)[0],
    ),
    Check(
        "V21b",
        "risk and return: probability of war",
        "probability",
        best_demand(0.5, 0.1, 0.4)[1],
        1e-9,
        lambda: demand_served_best(0.5, 0.1, 0.4)[1],
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
