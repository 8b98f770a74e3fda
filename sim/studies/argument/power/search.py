"""The search for settings at which a claim holds and at which it fails, by paired small ensembles in two rounds.

First many settings are played a little, in lanes beside one another. Then the best of them are played on fresh draws
and dice, so that neither the luck of the first round nor that of the trial itself passes for a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.base.arrays import Floats
from sim.runs.workers import Place
from sim.scenario import Scenario
from sim.studies.argument.answers import Answer
from sim.studies.argument.ensembles import TrialSize
from sim.studies.argument.flips import rank_correlations
from sim.studies.argument.ledger.records import Claim
from sim.studies.argument.legs import Leg, Wanted, carrier, score
from sim.studies.argument.power.lanes import Lanes
from sim.studies.argument.power.records import Power, Reach
from sim.studies.argument.power.settings import STANDS_FOR, Scope, Setting, Values, candidates, summed
from sim.studies.argument.verdicts import Variant

FRESH = 1 << 32
"""First replication of the first round, and half of the second's: no trial has so many wars."""
SCREENED, JUDGED = 48, 384
"""Wars of a setting in the first round, and in the second: half-widths of 14 and of 5 worlds in a hundred at most."""
RULED_OUT = -1.0
"""Score up to which the whole interval lies short of the answer: it takes as much to call an answer out of reach as to
call a test settled."""
PROMISING = 1.5
"""Score in the first round, in half-widths, from which a smaller setting is judged beside the clearest."""
FEW_EVENTS = 40
"""Fewer wars than this in which something happens say too little about what makes it happen."""
MOST_DIRECTIONS = 4
"""Legs of a claim that are helped one by one, those nearest to the answer; of a claim about the decision half as many."""


@dataclass(frozen=True)
class Question:
    """A claim as shipped, for which one answer or both are still to be found.

    Attributes:
        claim: whose power it is.
        scope: its arms.
        legs: as shipped.
        answers: by variant.
        draws: uncertain numbers of each arm as drawn for the trial's wars.
        read: outcomes of an arm in the trial's wars, by their text.
        judge: the claim on other wars: legs and answer, from a setting and the lanes in which it was played.
    """

    claim: Claim
    scope: Scope
    legs: tuple[Leg, ...]
    answers: Mapping[Variant, Answer]
    draws: Callable[[str], Mapping[str, Floats]]
    read: Callable[[str, str], Floats]
    judge: Callable[[Setting, Lanes], tuple[tuple[Leg, ...], Answer]]

    def known(self, wanted: Wanted) -> Reach | None:
        """The answer as shipped or in another variant, for which nothing need be played."""
        for variant, answer in self.answers.items():
            if answer == wanted:
                return Reach(wanted, where=variant.label)
        return None

    def directions(self, wanted: Wanted) -> list[Mapping[str, float]]:
        """Correlations of the numbers with what is wanted, for each leg that is not there yet and for all of them."""
        towards = 1.0 if wanted == "yes" else -1.0
        short = sorted((leg for leg in self.legs if leg.answer != wanted), key=lambda leg: -leg.clearance(wanted))
        most = MOST_DIRECTIONS // 2 if self.claim.decided else MOST_DIRECTIONS
        own = [self._direction(leg, towards) for leg in short[:most]]
        level = [self._level(leg) for leg in short[:1] if leg.test is not None and leg.test.compare_to is not None]
        speaking = [self._speaking(leg) for leg in short[:1] if leg.test is not None and leg.test.given is not None]
        needs_each = (self.claim.join == "all") == (wanted == "yes") or self.claim.decided or bool(speaking)
        both = [summed([*own, *speaking])] if needs_each and len(own) + len(speaking) > 1 else []
        return [one for one in (*both, *own, *level, *speaking) if one]

    def _direction(self, leg: Leg, towards: float) -> Mapping[str, float]:
        arm = leg.test.arm if leg.test is not None else self.scope.main
        slopes = rank_correlations(self.draws(arm), towards * leg.parts)
        if leg.test is None or leg.test.measure.kind != "probability" or leg.test.compare_to is not None:
            return slopes
        happens = self.read(arm, leg.test.measure.text)
        if min(np.nansum(happens), np.nansum(1.0 - happens)) >= FEW_EVENTS:
            return slopes
        sign = towards if leg.test.direction == "above" else -towards
        return self._surrogate(leg, sign) or slopes

    def _level(self, leg: Leg) -> Mapping[str, float]:
        """For a difference: what brings the arm itself to where the outcome hangs in the balance."""
        assert leg.test is not None
        if leg.test.measure.kind != "probability":
            return {}
        happens = self.read(leg.test.arm, leg.test.measure.text)
        if np.nansum(happens) >= FEW_EVENTS:
            towards = 1.0 if np.nanmean(happens) < 0.5 else -1.0
            return rank_correlations(self.draws(leg.test.arm), towards * np.nan_to_num(happens))
        return self._surrogate(leg, 1.0)

    def _speaking(self, leg: Leg) -> Mapping[str, float]:
        """For a test in some wars only: what makes these many."""
        assert leg.test is not None
        assert leg.test.given is not None
        (_, name), *_ = leg.test.given.terms
        return rank_correlations(self.draws(leg.test.arm), np.nan_to_num(self.read(leg.test.arm, name)))

    def _surrogate(self, leg: Leg, sign: float) -> Mapping[str, float]:
        assert leg.test is not None
        for _, name in leg.test.measure.terms:
            if name in STANDS_FOR:
                text, own = STANDS_FOR[name]
                return rank_correlations(self.draws(leg.test.arm), sign * own * self.read(leg.test.arm, text))
        return {}


@dataclass
class _Search:
    """One side of one question."""

    question: Question
    wanted: Wanted
    settings: list[Setting]
    seen: dict[Setting, tuple[Leg, ...]]

    def finalists(self) -> list[Setting]:
        """The clearest settings of the first round, the smallest that looked clear, and the one of most numbers.

        The last is there because the first round is small: what goes furthest is seldom far from the best. Of a claim
        about the decision, in which every action is taken, the clearest has to do.
        """
        # Where nothing tells settings apart, the one that goes furthest is nearest.
        scores = {one: score(self.question.claim, legs, self.wanted) for one, legs in self.seen.items()}
        ordered = sorted(self.settings, key=lambda one: (-scores[one], -one.size))
        if self.question.claim.decided:
            return ordered[:1]
        clear = sorted((one for one in ordered[1:] if scores[one] >= PROMISING), key=lambda one: one.size)
        furthest = sorted(ordered, key=lambda one: -one.size)
        return list(dict.fromkeys([*ordered[:1], *self._by_leg(), *clear[:1], *furthest[:1]]))

    def _by_leg(self) -> list[Setting]:
        """Where one leg is enough: the clearest setting of each, as the least certain would else crowd out the rest."""
        if not self.settings or (self.question.claim.join == "all") == (self.wanted == "yes"):
            return []
        legs = range(len(self.question.legs))
        return [max(self.settings, key=lambda one, leg=leg: self.seen[one][leg].clearance(self.wanted)) for leg in legs]  # type: ignore[misc]


def find_power(
    questions: Sequence[Question],
    lanes: tuple[Lanes, Lanes],
    place: Place,
    on_start: Callable[[int], Callable[[int], None]],
) -> tuple[dict[str, Power], int]:
    """Find where claims hold and where they fail.

    Args:
        questions: one a claim.
        lanes: of the first round and of the second.
        place: where wars are played.
        on_start: called with the number of wars to be played in a round; returns what is called with those finished.

    Returns:
        By claim; and the wars that were played.
    """
    screening, judging = lanes
    reached: dict[tuple[str, Wanted], Reach] = {}
    searches: list[_Search] = []
    for question in questions:
        for wanted in ("yes", "no"):
            known = question.known(wanted)
            if known is not None:
                reached[question.claim.id, wanted] = known
            else:
                settings = candidates(question.directions(wanted), question.claim.levers)
                searches.append(_Search(question, wanted, settings, {}))
    played = _play(screening, [(one.question, one.settings) for one in searches], place, on_start)
    for one in searches:
        for setting in one.settings:
            legs, _ = one.question.judge(setting, screening)
            one.seen[setting] = legs
    played += _play(judging, [(one.question, one.finalists()) for one in searches], place, on_start)
    for one in searches:
        reached[one.question.claim.id, one.wanted] = _judged(one, judging)
    found = {
        question.claim.id: Power(reached[question.claim.id, "yes"], reached[question.claim.id, "no"])
        for question in questions
    }
    return found, played


def _play(
    lanes: Lanes,
    wanted: Iterable[tuple[Question, Sequence[Setting]]],
    place: Place,
    on_start: Callable[[int], Callable[[int], None]],
) -> int:
    by_scenario: dict[Scenario, dict[Values, None]] = {}
    for question, settings in wanted:
        for name, arm in question.scope.arms.items():
            kept = by_scenario.setdefault(arm.scenario, {})
            kept.update(dict.fromkeys(question.scope.values(setting, name) for setting in settings))
    n = sum(block.n for block in lanes.missing(by_scenario))
    lanes.play(by_scenario, place, on_start(n))
    return n


@dataclass(frozen=True)
class _Judged:
    setting: Setting
    clear: bool
    hangs_on: Leg


def _judged(search: _Search, lanes: Lanes) -> Reach:
    """The smallest finalist that gives the answer, or else the one that comes nearest to it."""
    question, wanted = search.question, search.wanted
    found = []
    for setting in search.finalists():
        legs, answer = question.judge(setting, lanes)
        found.append(_Judged(setting, answer == wanted, carrier(question.claim, legs, wanted)))
    if not found:
        return Reach(wanted, found=False, clear=False)
    there = [one for one in found if one.clear]
    nearest = max(found, key=lambda one: one.hangs_on.clearance(wanted))
    best = min(there, key=lambda one: one.setting.size) if there else nearest
    return Reach(
        wanted,
        setting=best.setting,
        values=question.scope.shown(best.setting),
        hangs_on=best.hangs_on,
        found=best.clear or best.hangs_on.clearance(wanted) > RULED_OUT,
        clear=best.clear,
        tried=len(search.settings),
    )


def rounds(folder: Path, size: TrialSize) -> tuple[Lanes, Lanes]:
    """The two rounds of a trial, on draws and dice that neither the other nor the trial has."""
    first = Lanes(folder, size, FRESH, min(size.n, SCREENED))
    return first, Lanes(folder, size, 2 * FRESH, min(size.n, JUDGED))
