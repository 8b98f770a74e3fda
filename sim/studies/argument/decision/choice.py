"""The decision worked out: actions valued in every variant, what would reverse them, what is worth knowing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.base.arrays import Floats
from sim.studies.argument.decision import information
from sim.studies.argument.decision.information import Information, Learner
from sim.studies.argument.decision.reversal import Places, Reversal, reversals
from sim.studies.argument.decision.values import (
    Standing,
    interval,
    stake,
    standings,
    stochastically_dominates,
)
from sim.studies.argument.ledger.records import Decision, Ranking
from sim.studies.argument.statistics import Estimate
from sim.studies.argument.verdicts import Ranked, Side, Variant, side_of, unanimous


@dataclass(frozen=True)
class Choice:
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
        dominances: pairs of actions of which the first is better at every quantile of the worlds.
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
class Chosen:
    """The whole decision.

    Attributes:
        decision: actions and weights.
        variants: the first is the model as shipped.
        choices: by set of weights.
        dominated: pairs of actions of which the first is clearly worth more under every set in every variant.
        worst_regret: by action: its largest shortfall behind the best action over the sets, in shares of the
            stake.
        from_weights: gain from settling the values, in shares of the stake, as shipped.
        from_facts: gain from settling the facts.
        excess: the first less the second, by variant.
        values: worth of each war, by variant; shape (weights, actions, n).
    """

    decision: Decision
    variants: tuple[Variant, ...]
    choices: Mapping[str, Choice]
    dominated: list[tuple[str, str]]
    worst_regret: Mapping[str, float]
    from_weights: Information
    from_facts: Information
    excess: tuple[Estimate, ...]
    values: tuple[Floats, ...]


def choose(
    decision: Decision,
    variants: Sequence[Variant],
    values: Sequence[Floats],
    places: Places,
    margin: float,
) -> Chosen:
    """Work out the decision.

    Args:
        decision: actions and sets of weights.
        variants: the first is the model as shipped.
        values: worth of each war, by variant; shape (weights, actions, n).
        places: where every assumption stands in its range.
        margin: by how much of the stake an action has to be behind before it is said to be.
    """
    shipped = values[0]
    learner = Learner.of(places.u)
    choices = {
        weights.name: _choice(decision.actions, [one[row] for one in values], places, learner, margin)
        for row, weights in enumerate(decision.weights)
    }
    from_weights, from_facts, excess = information.weights_against_facts(shipped, learner)
    others = [information.weights_against_facts(one, learner)[2] for one in values[1:]]
    return Chosen(
        decision=decision,
        variants=tuple(variants),
        choices=choices,
        dominated=_dominated(decision, values),
        worst_regret=_worst_regret(decision, shipped),
        from_weights=from_weights,
        from_facts=from_facts,
        excess=tuple(_estimate(one) for one in (excess, *others)),
        values=tuple(values),
    )


def rank(chosen: Chosen, ranking: Ranking, margin: float) -> Ranked:
    """On which side a ranking lies: the action is worth more than each rival, or less than one, or neither is clear.

    Args:
        chosen: the decision.
        ranking: the action and those it is said to be worth more than.
        margin: how far the interval must clear zero, as a share of the stake.
    """
    actions = chosen.decision.actions
    own = actions.index(ranking.action)
    rivals = [actions.index(name) for name in ranking.above]
    sides: dict[str, tuple[Side, ...]] = {}
    best_rival, leads = {}, {}
    for row, weights in enumerate(chosen.decision.weights):
        sides[weights.name] = tuple(_ranked(one[row], own, rivals, margin) for one in chosen.values)
        shipped = chosen.values[0][row]
        strongest = max(rivals, key=lambda rival: float(shipped[rival].mean()))
        scale = stake(shipped) or 1.0
        lead = (shipped[own] - shipped[strongest]) / scale
        best_rival[weights.name] = actions[strongest]
        leads[weights.name] = (float(lead.mean()), *interval(lead))
    return Ranked(sides, best_rival, leads)


def ranked_sides(ranked: Ranked) -> tuple[Side, ...]:
    """By variant: the side on which the ranking lies under every set of weights, or open."""
    return tuple(unanimous(sides) for sides in zip(*ranked.sides.values(), strict=True))


def _ranked(values: Floats, own: int, rivals: Sequence[int], margin: float) -> Side:
    needed = margin * stake(values)
    found = [side_of(*interval(values[own] - values[rival]), 0.0, needed, "above") for rival in rivals]
    if "no" in found:
        return "no"
    return "open" if "open" in found else "yes"


def _choice(
    actions: Sequence[str], values: Sequence[Floats], places: Places, learner: Learner, margin: float
) -> Choice:
    shipped = values[0]
    tables = tuple(standings(one, actions) for one in values)
    first = leaders(tables[0], margin * stake(shipped))
    # What would take a place from an action that does not clearly have it is not a question.
    single, pair = reversals(shipped, actions, places) if len(first) == 1 else (None, None)
    return Choice(
        standings=tables,
        leaders=first,
        single=single,
        pair=pair,
        facts=information.of_each_fact(shipped, places.paths, learner),
        all_facts=information.of_all_facts(shipped, learner),
        perfect=information.perfect(shipped),
        stake=stake(shipped),
        dominances=[
            (actions[one], actions[two])
            for one in range(len(actions))
            for two in range(len(actions))
            if one != two and stochastically_dominates(shipped[one], shipped[two])
        ],
    )


def leaders(table: Sequence[Standing], margin: float) -> tuple[str, ...]:
    """The first action, and those that cannot be told apart from it.

    Args:
        table: every action, best first.
        margin: how far the paired interval of an action must lie behind the first [points].
    """
    first, *others = table
    near = (one for one in others if side_of(one.behind_low, one.behind_high, 0.0, margin, "below") != "yes")
    return (first.action, *(one.action for one in near))


def _dominated(decision: Decision, values: Sequence[Floats]) -> list[tuple[str, str]]:
    pairs = []
    for one, first in enumerate(decision.actions):
        for two, second in enumerate(decision.actions):
            leads = (
                interval(v[row][one] - v[row][two])[0] for v in values for row in range(len(decision.weights))
            )
            if one != two and all(low > 0.0 for low in leads):
                pairs.append((first, second))
    return pairs


def _worst_regret(decision: Decision, values: Floats) -> dict[str, float]:
    means = values.mean(axis=2)
    short = means.max(axis=1, keepdims=True) - means
    scale = np.ptp(means, axis=1, keepdims=True)
    shares = short / np.where(scale > 0.0, scale, 1.0)
    return {action: float(shares[:, row].max()) for row, action in enumerate(decision.actions)}


def _estimate(parts: Floats) -> Estimate:
    value = float(parts.mean())
    return Estimate(value, *interval(parts), parts.size, parts - value)
