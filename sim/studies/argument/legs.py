"""A claim read off wars at hand: each thing that it hangs on with its answer, and the answer of the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.studies.argument.answers import Answer, all_of, answer_of, any_of, unanimous
from sim.studies.argument.decision.assumptions import Assumptions
from sim.studies.argument.decision.information import weights_against_facts
from sim.studies.argument.decision.values import stake
from sim.studies.argument.ledger.records import Claim, ClaimTest, Decision
from sim.studies.argument.statistics import Estimate, distances, estimate

LegKind = Literal["test", "lead", "excess"]
Wanted = Literal["yes", "no"]
Reader = Callable[[str], pd.DataFrame]
"""The wars of an arm, with the columns that the claim's tests read."""
TINY = 1e-12
UNKNOWN = 1e9


@dataclass(frozen=True)
class Leg:
    """One thing that a claim hangs on.

    Attributes:
        kind: a test; an action's lead under a set of weights; or the excess of what values gain over what facts gain.
        name: the set of weights of a lead.
        test: None for a lead and an excess, which are in shares of the stake and have to be above 0.
        found: the number with its interval.
        answer: on which side of its threshold it lies.
        margin: by which it has to clear it.
        parts: each war's part in its distance from the threshold, above 0 on the claim's side; shape (n,).
    """

    kind: LegKind
    name: str
    test: ClaimTest | None
    found: Estimate
    answer: Answer
    margin: float
    parts: Floats

    def clearance(self, wanted: Wanted) -> float:
        """How far it lies on the wanted side, less its margin, in half-widths of its interval: above 1 is clear."""
        if not self.found.known:
            # Where more wars speak it is nearer to being known; no number that is known lies so far off.
            return self.found.n - UNKNOWN
        threshold = self.test.threshold or 0.0 if self.test else 0.0
        towards = 1.0 if (self.test is None or self.test.direction == "above") == (wanted == "yes") else -1.0
        half = max((self.found.high - self.found.low) / 2.0, TINY)
        return float((towards * (self.found.value - threshold) - self.margin) / half)


def leg_of(test: ClaimTest, read: Reader) -> Leg:
    """A test on wars."""
    wars, other = read(test.arm), read(test.compare_to) if test.compare_to is not None else None
    found = estimate(test, wars, other)
    towards = 1.0 if test.direction == "above" else -1.0
    parts = towards * distances(test, found, wars) if found.known else np.zeros(len(wars))
    return Leg("test", "", test, found, answer_to(test, found), test.margin, parts)


def answer_to(test: ClaimTest, found: Estimate) -> Answer:
    """On which side of a test's threshold an estimate lies."""
    if test.threshold is None or not found.known:
        return "silent"
    return answer_of((found.low, found.high), test.threshold, test.margin, test.direction)


def decided_legs(
    claim: Claim, decision: Decision, values: Floats, assumptions: Assumptions, margin: float
) -> tuple[Leg, ...]:
    """What a claim hangs on in the decision: leads over the best rival, and the excess of values over facts.

    Args:
        claim: with a ranking, or resting on weights, or neither.
        decision: actions and sets of weights.
        values: worth of each war, shape (weights, actions, n).
        assumptions: as drawn for the wars.
        margin: a share of the stake.
    """
    legs = []
    if claim.ranking is not None:
        own = decision.actions.index(claim.ranking.action)
        rivals = [decision.actions.index(name) for name in claim.ranking.above]
        for weights, worth in zip(decision.weights, values, strict=True):
            best = rivals[int(np.argmax(worth[rivals].mean(axis=1)))]
            legs.append(
                _share_of_stake("lead", weights.name, (worth[own] - worth[best]) / (stake(worth) or 1.0), margin)
            )
    if claim.rests_on_weights:
        _, _, excess = weights_against_facts(values, assumptions)
        legs.append(_share_of_stake("excess", "", excess, margin))
    return tuple(legs)


def _share_of_stake(kind: LegKind, name: str, parts: Floats, margin: float) -> Leg:
    found = Estimate.of_mean(parts)
    return Leg(kind, name, None, found, answer_of((found.low, found.high), 0.0, margin), margin, parts)


def answer_from(claim: Claim, legs: Sequence[Leg]) -> Answer:
    """The answer of a whole claim; a ranking counts as one, the same under every set of weights or open."""
    answers = [leg.answer for leg in legs if leg.kind != "lead"]
    ranked = [leg.answer for leg in legs if leg.kind == "lead"]
    return (all_of if claim.join == "all" else any_of)([*answers, *([unanimous(ranked)] if ranked else [])])


def carrier(claim: Claim, legs: Sequence[Leg], wanted: Wanted) -> Leg:
    """The leg that an answer hangs on: the weakest where each is needed, the clearest where one is enough."""
    ranked = [leg for leg in legs if leg.kind == "lead"]
    parts = [leg for leg in legs if leg.kind != "lead"]
    parts += [min(ranked, key=lambda leg: leg.clearance(wanted))] if ranked else []
    needs_each = (claim.join == "all") == (wanted == "yes")
    return (min if needs_each else max)(parts, key=lambda leg: leg.clearance(wanted))


def score(claim: Claim, legs: Sequence[Leg], wanted: Wanted) -> float:
    """How clearly a claim gives the wanted answer, in half-widths of the interval it hangs on: above 1 is clear."""
    return carrier(claim, legs, wanted).clearance(wanted)
