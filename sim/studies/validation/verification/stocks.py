"""V10, V23: what is used up is gone, what ages is not."""

from collections.abc import Callable

import numpy as np

from sim.rules import manpower, supply


def shells_on(day: int) -> float:
    """Rounds fired on a day from a stock of 600,000 at a demand of 9,000 and an inflow of 3,000 a day."""
    stock, inflow, demand = (np.array([value]) for value in (600_000.0, 3_000.0, 9_000.0))
    used = np.zeros(1)
    for _ in range(day):
        used = supply.use(demand, stock, inflow)
        stock = supply.after_week(stock, inflow, used)
    return float(used[0])


def closed_cohort() -> float:
    """People gained or lost in fifty years of ageing monthly, those who leave the oldest cohort counted."""
    people = np.linspace(1.0, 9.0, len(manpower.COHORTS))[:, None]
    total, gone = float(people.sum()), 0.0
    for _ in range(600):
        people, left = manpower.age_on(people, 1.0 / 12.0, np.zeros(1))
        gone += float(left[0])
    return float(people.sum()) + gone - total


MODEL: dict[str, Callable[[], float]] = {
    "V10a": lambda: shells_on(100),
    "V10b": lambda: shells_on(101),
    "V23": closed_cohort,
}
"""Value by the model's rules, by id of the closed form."""
