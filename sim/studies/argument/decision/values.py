"""The worth of every war under every set of weights, action by action, and how the actions compare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.analysis.intervals import student_interval
from sim.base.arrays import Floats
from sim.scenario import Scenario
from sim.studies.argument.ledger.records import Decision, Weights

BAD_LUCK = 0.9
"""Regret is told on average and in the tenth of wars in which it is largest."""


@dataclass(frozen=True)
class Standing:
    """How one action does under one set of weights.

    Attributes:
        action: its name.
        value: expected value [points], with its 95 % interval.
        behind: expected value less that of the best action, with the paired interval; 0 for the best.
        regret: mean over wars of the best action's value in that war less this one's [points].
        regret_high: its 90 % point.
        share_best: wars in which it is best; ties are shared.
    """

    action: str
    value: float
    low: float
    high: float
    behind: float
    behind_low: float
    behind_high: float
    regret: float
    regret_high: float
    share_best: float


def worth_of(weights: Weights, wars: pd.DataFrame, numbers: Mapping[str, Floats | float]) -> Floats:
    """Worth of each war of an action [points]; an outcome that does not exist in a war is worth nothing.

    `numbers` multiply a worth, by path: drawn ones are arrays of shape (n,), others constants.
    """
    total = np.zeros(len(wars))
    for worth in weights.worths:
        amount = np.nan_to_num(worth.measure.values(wars)) / worth.per
        factor = numbers[worth.times] if worth.times is not None else 1.0
        total = total + worth.worth * amount * factor
    return total


def valued(
    decision: Decision, by_action: Sequence[pd.DataFrame], numbers: Sequence[Mapping[str, Floats | float]]
) -> Floats:
    """Worth of every war under every set of weights, wars and numbers by action. Shape (weights, actions, n)."""
    actions = list(zip(by_action, numbers, strict=True))
    return np.array([[worth_of(weights, wars, drawn) for wars, drawn in actions] for weights in decision.weights])


def multipliers(decision: Decision, scenario: Scenario, draws: Mapping[str, Floats]) -> dict[str, Floats | float]:
    """The numbers that multiply worths, as drawn; one that the scenario fixes is a constant."""
    return {path: draws.get(path, scenario.numbers[path].value) for path in sorted(decision.multipliers())}


def standings(values: Floats, actions: Sequence[str]) -> list[Standing]:
    """Every action under one set of weights, best first; worth of each war in shape (actions, n)."""
    means = values.mean(axis=1)
    best = int(np.argmax(means))
    regret = values.max(axis=0) - values
    shares = shares_best(values)
    table = []
    for row, action in enumerate(actions):
        behind = values[row] - values[best]
        low, high = student_interval(values[row])
        behind_low, behind_high = student_interval(behind)
        table.append(
            Standing(
                action=action,
                value=float(means[row]),
                low=low,
                high=high,
                behind=float(behind.mean()),
                behind_low=behind_low,
                behind_high=behind_high,
                regret=float(regret[row].mean()),
                regret_high=float(np.quantile(regret[row], BAD_LUCK)),
                share_best=float(shares[row]),
            )
        )
    return sorted(table, key=lambda standing: -standing.value)


def shares_best(values: Floats) -> Floats:
    """Share of wars in which each action is best, ties shared. Shape (actions,)."""
    top = values == values.max(axis=0)
    return np.asarray((top / top.sum(axis=0)).mean(axis=1))


def stake(values: Floats) -> float:
    """The stake under one set of weights: the best action's expected value less the worst's [points]."""
    return float(np.ptp(values.mean(axis=1)))


def stochastically_dominates(first: Floats, second: Floats) -> bool:
    """Whether the first's values are at every quantile at least the second's, and somewhere more."""
    one, two = np.sort(first), np.sort(second)
    return bool(np.all(one >= two) and np.any(one > two))
