"""A claim for which an answer is still to be found, and where to look: what it leans on in wars at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.base.arrays import Floats
from sim.studies.argument.answers import Answer
from sim.studies.argument.flips import rank_correlations
from sim.studies.argument.ledger.records import Claim
from sim.studies.argument.legs import Leg, Wanted
from sim.studies.argument.power.lanes import Lanes
from sim.studies.argument.power.records import Reach
from sim.studies.argument.power.settings import STANDS_FOR, Scope, Setting, summed
from sim.studies.argument.verdicts import Variant

FEW_EVENTS = 40
"""Fewer wars than this in which something happens say too little about what makes it happen."""
MOST_DIRECTIONS = 4
"""Legs of a claim that are helped one by one, those nearest to the answer; of a claim about the decision half as many."""


@dataclass(frozen=True)
class Seen:
    """A claim on some wars.

    Attributes:
        legs: what it hangs on.
        answer: of the whole claim.
        draws: uncertain numbers of an arm as drawn for the wars.
        read: outcomes of an arm, by their text.
    """

    legs: tuple[Leg, ...]
    answer: Answer
    draws: Callable[[str], Mapping[str, Floats]]
    read: Callable[[str, str], Floats]


@dataclass(frozen=True)
class Question:
    """A claim for which one answer or both are still to be found.

    Attributes:
        claim: whose power it is.
        scope: its arms.
        shipped: as it is in the trial's wars.
        answers: by variant.
        judge: the claim on other wars, from a setting and the lanes in which it was played.
    """

    claim: Claim
    scope: Scope
    shipped: Seen
    answers: Mapping[Variant, Answer]
    judge: Callable[[Setting, Lanes], Seen]

    def known(self, wanted: Wanted) -> Reach | None:
        """The answer as shipped or in another variant, for which nothing need be played."""
        for variant, answer in self.answers.items():
            if answer == wanted:
                return Reach(wanted, where=variant.label)
        return None

    def directions(self, wanted: Wanted, seen: Seen) -> list[Mapping[str, float]]:
        """Correlations of the numbers with what is wanted, for each leg that is not there yet and for all of them."""
        towards = 1.0 if wanted == "yes" else -1.0
        short = sorted((leg for leg in seen.legs if leg.answer != wanted), key=lambda leg: -leg.clearance(wanted))
        most = MOST_DIRECTIONS // 2 if self.claim.decided else MOST_DIRECTIONS
        own = [self._direction(leg, towards, seen) for leg in short[:most]]
        level = [_level(leg, seen) for leg in short[:1] if leg.test is not None and leg.test.compare_to is not None]
        speaking = [_speaking(leg, seen) for leg in short[:1] if leg.test is not None and leg.test.given is not None]
        needs_each = (self.claim.join == "all") == (wanted == "yes") or self.claim.decided or bool(speaking)
        both = [summed([*own, *speaking])] if needs_each and len(own) + len(speaking) > 1 else []
        return [one for one in (*both, *own, *level, *speaking) if one]

    def _direction(self, leg: Leg, towards: float, seen: Seen) -> Mapping[str, float]:
        arm = leg.test.arm if leg.test is not None else self.scope.main
        slopes = rank_correlations(seen.draws(arm), towards * leg.parts)
        if leg.test is None or leg.test.measure.kind != "probability" or leg.test.compare_to is not None:
            return slopes
        happens = seen.read(arm, leg.test.measure.text)
        if min(np.nansum(happens), np.nansum(1.0 - happens)) >= FEW_EVENTS:
            return slopes
        sign = towards if leg.test.direction == "above" else -towards
        return _surrogate(leg, sign, seen) or slopes


def _level(leg: Leg, seen: Seen) -> Mapping[str, float]:
    """For a difference: what brings the arm itself to where the outcome hangs in the balance."""
    assert leg.test is not None
    if leg.test.measure.kind != "probability":
        return {}
    happens = seen.read(leg.test.arm, leg.test.measure.text)
    if np.nansum(happens) >= FEW_EVENTS:
        towards = 1.0 if np.nanmean(happens) < 0.5 else -1.0
        return rank_correlations(seen.draws(leg.test.arm), towards * np.nan_to_num(happens))
    return _surrogate(leg, 1.0, seen)


def _speaking(leg: Leg, seen: Seen) -> Mapping[str, float]:
    """For a test in some wars only: what makes these many."""
    assert leg.test is not None
    assert leg.test.given is not None
    (_, name), *_ = leg.test.given.terms
    return rank_correlations(seen.draws(leg.test.arm), np.nan_to_num(seen.read(leg.test.arm, name)))


def _surrogate(leg: Leg, sign: float, seen: Seen) -> Mapping[str, float]:
    """For an ending that hardly ever comes: what brings about a number on the way to it."""
    assert leg.test is not None
    for _, name in leg.test.measure.terms:
        if name in STANDS_FOR:
            text, own = STANDS_FOR[name]
            return rank_correlations(seen.draws(leg.test.arm), sign * own * seen.read(leg.test.arm, text))
    return {}
