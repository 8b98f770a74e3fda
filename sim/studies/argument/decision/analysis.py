"""The decision worked out: actions valued in every variant, what would reverse them, what is worth knowing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from sim.analysis.intervals import student_interval
from sim.base.arrays import Floats
from sim.studies.argument.answers import Answer, answer_of, unanimous
from sim.studies.argument.decision import information
from sim.studies.argument.decision.assumptions import Assumptions
from sim.studies.argument.decision.information import Information
from sim.studies.argument.decision.reversal import Reversal, reversals
from sim.studies.argument.decision.values import Standing, stake, standings, stochastically_dominates
from sim.studies.argument.ledger.records import Decision
from sim.studies.argument.ledger.shapes import ActionRanking
from sim.studies.argument.statistics import Estimate
from sim.studies.argument.verdicts import RankingFinding


@dataclass(frozen=True)
class WeightsAnalysis:
    """One set of weights: who stands where, what would change it, what is worth knowing.

    Attributes:
        standings: by variant; the first is the model as shipped.
        leaders: actions that may have the first place, best first: the one with the highest value, and those
            whose distance from it does not clear the margin of indifference.
        single: smallest change of one assumption that takes the first place from the best action; None too
            where there is no clear first place to take.
        pair: the same of two.
        facts: gain from knowing each assumption, largest first.
        all_facts: gain from knowing all of them at once.
        perfect: gain from knowing every war's outcome [points].
        stake: best action's expected value less the worst's [points].
        dominances: pairs of actions of which the first is better at every quantile of the wars.
    """

    standings: tuple[list[Standing], ...]
    leaders: tuple[str, ...]
    single: Reversal | None
    pair: Reversal | None
    facts: list[Information]
    all_facts: Information
    perfect: float
    stake: float
    dominances: list[tuple[str, str]]


@dataclass(frozen=True)
class DecisionAnalysis:
    """The whole decision.

    Attributes:
        decision: actions and weights.
        by_weights: by set of weights.
        dominated: pairs of actions of which the first is clearly worth more under every set in every variant.
        worst_regret: by action: its largest shortfall behind the best action over the sets, in shares of the
            stake.
        from_weights: gain from settling the values, in shares of the stake, as shipped.
        from_facts: gain from settling the facts.
        excess: the first less the second, by variant.
        values: worth of each war, by variant; shape (weights, actions, n).
    """

    decision: Decision
    by_weights: Mapping[str, WeightsAnalysis]
    dominated: list[tuple[str, str]]
    worst_regret: Mapping[str, float]
    from_weights: Information
    from_facts: Information
    excess: tuple[Estimate, ...]
    values: tuple[Floats, ...]


def analyse(
    decision: Decision, values: Sequence[Floats], assumptions: Sequence[Assumptions], margin: float
) -> DecisionAnalysis:
    """Work out the decision.

    Args:
        decision: actions and sets of weights.
        values: worth of each war, by variant, the model as shipped first; shape (weights, actions, n).
        assumptions: as drawn for the wars, by variant.
        margin: by how much of the stake an action has to be behind before it is said to be.
    """
    gains = [information.weights_against_facts(*both) for both in zip(values, assumptions, strict=True)]
    return DecisionAnalysis(
        decision=decision,
        by_weights={
            weights.name: _by_weights(decision.actions, [one[row] for one in values], assumptions[0], margin)
            for row, weights in enumerate(decision.weights)
        },
        dominated=_dominated(decision.actions, values),
        worst_regret=_worst_regret(decision, values[0]),
        from_weights=gains[0][0],
        from_facts=gains[0][1],
        excess=tuple(Estimate.of_mean(parts) for _, _, parts in gains),
        values=tuple(values),
    )


def rank(analysis: DecisionAnalysis, ranking: ActionRanking, margin: float) -> RankingFinding:
    """Whether an action is worth more than each rival, or less than one, or neither is clear.

    The interval of a difference has to clear zero by the margin, a share of the stake.
    """
    actions = analysis.decision.actions
    own = actions.index(ranking.action)
    rivals = [actions.index(name) for name in ranking.above]
    answers: dict[str, tuple[Answer, ...]] = {}
    best_rival, leads = {}, {}
    for row, weights in enumerate(analysis.decision.weights):
        answers[weights.name] = tuple(_ranked(one[row], own, rivals, margin) for one in analysis.values)
        shipped = analysis.values[0][row]
        strongest = max(rivals, key=lambda rival: float(shipped[rival].mean()))
        lead = (shipped[own] - shipped[strongest]) / (stake(shipped) or 1.0)
        best_rival[weights.name] = actions[strongest]
        leads[weights.name] = (float(lead.mean()), *student_interval(lead))
    return RankingFinding(answers, best_rival, leads)


def ranking_answers(ranking: RankingFinding) -> tuple[Answer, ...]:
    """By variant: the answer that a ranking gives under every set of weights, or open."""
    return tuple(unanimous(answers) for answers in zip(*ranking.answers.values(), strict=True))


def leaders(table: Sequence[Standing], margin: float) -> tuple[str, ...]:
    """The first action, and those whose paired interval does not lie behind it by the margin [points]."""
    first, *others = table
    near = (one for one in others if answer_of((one.behind_low, one.behind_high), 0.0, margin, "below") != "yes")
    return (first.action, *(one.action for one in near))


def _ranked(values: Floats, own: int, rivals: Sequence[int], margin: float) -> Answer:
    needed = margin * stake(values)
    found = [answer_of(student_interval(values[own] - values[rival]), 0.0, needed) for rival in rivals]
    return "no" if "no" in found else "open" if "open" in found else "yes"


def _by_weights(
    actions: Sequence[str], values: Sequence[Floats], assumptions: Assumptions, margin: float
) -> WeightsAnalysis:
    shipped = values[0]
    tables = tuple(standings(one, actions) for one in values)
    first = leaders(tables[0], margin * stake(shipped))
    # A place that no action clearly has cannot be taken away.
    single, pair = reversals(shipped, actions, assumptions) if len(first) == 1 else (None, None)
    return WeightsAnalysis(
        standings=tables,
        leaders=first,
        single=single,
        pair=pair,
        facts=information.of_each_fact(shipped, assumptions),
        all_facts=information.of_all_facts(shipped, assumptions),
        perfect=information.perfect(shipped),
        stake=stake(shipped),
        dominances=[
            (actions[one], actions[two])
            for one, two in permutations(range(len(actions)), 2)
            if stochastically_dominates(shipped[one], shipped[two])
        ],
    )


def _dominated(actions: Sequence[str], values: Sequence[Floats]) -> list[tuple[str, str]]:
    return [
        (actions[one], actions[two])
        for one, two in permutations(range(len(actions)), 2)
        if all(student_interval(row[one] - row[two])[0] > 0.0 for variant in values for row in variant)
    ]


def _worst_regret(decision: Decision, values: Floats) -> dict[str, float]:
    means = values.mean(axis=2)
    short = means.max(axis=1, keepdims=True) - means
    scale = np.ptp(means, axis=1, keepdims=True)
    shares = short / np.where(scale > 0.0, scale, 1.0)
    return {action: float(shares[:, row].max()) for row, action in enumerate(decision.actions)}
