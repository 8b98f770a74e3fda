"""V17-V21, V33: the rules of bargaining give the textbook results as special cases."""

from collections.abc import Callable

import numpy as np

from sim.base.arrays import Floats
from sim.rules import bargaining as rules
from sim.studies.validation.findings import NAN

NOTHING = np.zeros(1)


def one(value: float) -> Floats:
    """A single war."""
    return np.array([value])


def reservation(belief: Floats, cost: Floats, commitment: Floats = NOTHING) -> Floats:
    """Least share a side accepts where nothing is indivisible and nothing but the pie is on the table."""
    return rules.reservation(belief, cost, premium=NOTHING, commitment=commitment, concession=NOTHING)


def range_of(belief_a: Floats, belief_b: Floats, cost_a: Floats, cost_b: Floats) -> tuple[Floats, Floats]:
    """Least that A accepts and most that B gives when nothing but beliefs and costs divides them.

    Args:
        belief_a: A's chance of prevailing as A sees it.
        belief_b: A's chance of prevailing as B sees it.
        cost_a: of fighting on, in shares of the pie.
        cost_b: B's.
    """
    least = reservation(belief_a, cost_a)
    return least, rules.bargaining_range(least, reservation(1.0 - belief_b, cost_b))[0]


def range_size(belief_a: float, belief_b: float, costs: tuple[float, float] = (0.10, 0.15)) -> float:
    """Size of the range; positive where a deal exists."""
    least, most = range_of(one(belief_a), one(belief_b), one(costs[0]), one(costs[1]))
    return float((most - least)[0])


def convergence_months() -> float:
    """Months until two learners (strength 20, gap .5, an even signal of weight 2) leave room for a deal."""
    beliefs = [(one(15.0), one(5.0)), (one(5.0), one(15.0))]
    for month in range(100):
        first, second = (float((wins / (wins + defeats))[0]) for wins, defeats in beliefs)
        if range_size(first, second) >= -1e-12:
            return float(month)
        beliefs = [rules.belief_after(*belief, one(0.5), one(2.0)) for belief in beliefs]
    return NAN


def fighting_shift(patience: float, destroyed: float, position: float) -> float:
    """Shift of power at which the model's range closes, for a side that declines.

    In Powell's game a side that fights keeps p(1 - x) of the pie; the shift costs it that share less in all later
    periods, worth d(1 - x)/(1 - d) of the present one; and the riser can give no more than the whole present pie.
    """
    shift = np.linspace(0.0, 1.0, 1001)
    weight = patience * (1.0 - destroyed) / (1.0 - patience)
    least = reservation(one(position), one(position * destroyed), weight * shift)
    _, open_by = rules.bargaining_range(least, NOTHING)
    return float(np.interp(0.0, -open_by, shift))


def demand_served_best(position: float, cost: float, ceiling: float) -> tuple[float, float]:
    """Demand worth most to a side that does not know the other's cost, and how often the other refuses it.

    Who refuses is read off the model's range, for 400 equally likely costs from 0 to the ceiling.
    """
    costs = (np.arange(400) + 0.5) / 400 * ceiling
    own = reservation(one(position), one(cost))
    other = reservation(one(1.0 - position), costs)
    most, _ = rules.bargaining_range(own, other)
    demands = position + np.linspace(0.0, ceiling, 401)
    p_war = (demands[:, None] > most).mean(axis=1)
    best = int(((1.0 - p_war) * demands + p_war * own).argmax())
    return float(demands[best]), float(p_war[best])


def belief_drift() -> float:
    """Farthest a belief moves from one half in ten years of a signal that favours nobody."""
    nothing, weights = (rules.Signals(gain=each, losses=each, manning=each) for each in (NOTHING, one(0.5)))
    signal = rules.battlefield_signal(nothing, weights)
    wins, defeats, farthest = one(10.0), one(10.0), 0.0
    for _ in range(120):
        wins, defeats = rules.belief_after(wins, defeats, signal, one(2.0))
        farthest = max(farthest, abs(float((wins / (wins + defeats))[0]) - 0.5))
    return farthest


MODEL: dict[str, Callable[[], float]] = {
    "V17": lambda: range_size(0.5, 0.5),
    "V18a": lambda: range_size(0.70, 0.40),
    "V18b": lambda: range_size(0.64, 0.40),
    "V19": convergence_months,
    "V20": lambda: fighting_shift(0.9, 0.2, 0.6),
    "V21a": lambda: demand_served_best(0.5, 0.1, 0.4)[0],
    "V21b": lambda: demand_served_best(0.5, 0.1, 0.4)[1],
    "V33": belief_drift,
}
"""Value by the model's rules, by id of the closed form."""
