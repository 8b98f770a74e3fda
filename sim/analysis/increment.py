"""Catastrophes beside their priors: how many were counted, what the prior alone gives, and what the war added to it."""

from dataclasses import dataclass

from sim.analysis.columns import Columns
from sim.analysis.outcome_table import outcome_table
from sim.base.outcomes import CATASTROPHES, Ending


@dataclass(frozen=True)
class Increment:
    """A catastrophe in some wars, all as probabilities.

    Attributes:
        ending: the catastrophe.
        counted: share of the wars that ended so.
        prior: mean chance by the prior alone, for as long as each war was fought.
        added: mean of what the war added to it, war by war: its chance as the war went less its prior.
        low: lower end of the 95 % interval of `added`.
        high: upper end.
    """

    ending: Ending
    counted: float
    prior: float
    added: float
    low: float
    high: float


def increments(runs: Columns) -> list[Increment]:
    """Every catastrophe; none for runs that were stored without their chances.

    A war's chance is summed over its weeks as they went, so that its mean is the probability of the ending. Luck is
    not in it: what is counted differs from prior and increment together by luck alone, and the increment is known
    about ten times as well as a count less the prior would be.
    """
    rows = outcome_table(runs).set_index("outcome").query("n > 0").to_dict("index")
    found = []
    for each in CATASTROPHES:
        if each.increment in rows:
            added, low, high = (float(rows[each.increment][name]) for name in ("estimate", "low", "high"))
            counted, prior = float(rows[each.ending.name]["estimate"]), float(rows[each.prior]["mean"])
            found.append(Increment(each.ending, counted, prior, added, low, high))
    return found
