"""The search for settings at which a claim holds and at which it fails, by paired small ensembles in four rounds.

Many settings are played a little, in lanes beside one another. The best of few numbers is looked at in more wars, because
what a claim leans on is another thing there than as shipped: the numbers that are still free are ranked anew, and settings
that go further are played a little. Then the best of all are played more. Every round has draws and dice of its own, and a
setting is judged only in a round before which it was picked, so that the luck of its picking does not pass for a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.engine.shared import Shared
from sim.runs.workers import Place
from sim.scenario import Scenario
from sim.studies.argument.ensembles import TrialSize
from sim.studies.argument.legs import Wanted, carrier, score
from sim.studies.argument.power.lanes import Lanes
from sim.studies.argument.power.questions import Question, Seen
from sim.studies.argument.power.records import Power, Reach
from sim.studies.argument.power.settings import Setting, Values, candidates, further

FRESH = 1 << 32
"""First replication of the first round, and the distance of the others': no trial has so many wars."""
WARS = (48, 1024, 48, 2048)
"""Wars of a setting by round: half-widths of 14, 3, 14 and 2 worlds in a hundred at most."""
LARGEST_START = 8
"""Numbers of a setting from which others go further: of those set beyond, some are set the wrong way by luck, and what is
set is not seen to matter."""
PROMISING = 1.5
"""Score in a small round, in half-widths, from which a smaller setting is judged beside the clearest."""

Start = Callable[[int], Callable[[int], None]]


@dataclass
class _Search:
    """One side of one question.

    Attributes:
        question: whose.
        wanted: which answer.
        first: settings of the first round, and what was seen of them.
        more: settings that go further than the best of these.
    """

    question: Question
    wanted: Wanted
    first: dict[Setting, Seen | None] = field(default_factory=dict)
    more: dict[Setting, Seen | None] = field(default_factory=dict)

    def best(self, tried: Mapping[Setting, Seen | None], most: int) -> list[Setting]:
        """The clearest settings; where nothing tells them apart, those that go furthest, which are nearest."""
        return sorted(tried, key=lambda one: (-self.score(tried[one]), -one.size))[:most]

    def starts(self) -> list[Setting]:
        """Settings of few numbers from which to go further: the clearest; where one leg is enough, the clearest for each.

        The least certain leg would else crowd out the rest.
        """
        claim = self.question.claim
        small = {one: seen for one, seen in self.first.items() if one.size <= LARGEST_START}
        starts = self.best(small, 1)
        if small and not claim.decided and (claim.join == "any") == (self.wanted == "yes"):
            for leg in range(len(self.question.shipped.legs)):
                starts.append(max(small, key=lambda one, leg=leg: self._clearance(small[one], leg)))  # type: ignore[misc]
        return list(dict.fromkeys(starts))

    def finalists(self) -> list[Setting]:
        """The clearest settings of either small round, and the smallest that looked clear, less those looked at already.

        Of a claim about the decision, in which every action is taken, the clearest of each round has to do.
        """
        found = [*self.best(self.first, 1), *self.best(self.more, 1)]
        small = [one for one, seen in (self.first | self.more).items() if self.score(seen) >= PROMISING]
        if not self.question.claim.decided:
            found += sorted(small, key=lambda one: one.size)[:1]
        starts = self.starts()
        return [one for one in dict.fromkeys(found) if one not in starts]

    def score(self, seen: Seen | None) -> float:
        """How clearly a setting gives the answer, in half-widths of an interval."""
        assert seen is not None
        return score(self.question.claim, seen.legs, self.wanted)

    def _clearance(self, seen: Seen | None, leg: int) -> float:
        assert seen is not None
        return seen.legs[leg].clearance(self.wanted)


def find_power(
    questions: Sequence[Question], rounds: Sequence[Lanes], place: Place, on_start: Start
) -> tuple[dict[str, Power], int]:
    """Find where claims hold and where they fail.

    Args:
        questions: one a claim.
        rounds: lanes of the four rounds.
        place: where wars are played.
        on_start: called with the number of wars to be played in a round; returns what is called with those finished.

    Returns:
        By claim; and the wars that were played.
    """
    few, more, again, many = rounds
    reached: dict[tuple[str, Wanted], Reach] = {}
    searches: list[_Search] = []
    for question in questions:
        for wanted in ("yes", "no"):
            known = question.known(wanted)
            if known is not None:
                reached[question.claim.id, wanted] = known
            else:
                settings = candidates(question.directions(wanted, question.shipped), question.claim.levers)
                searches.append(_Search(question, wanted, dict.fromkeys(settings)))
    played = _play(few, [(one.question, list(one.first)) for one in searches], place, on_start)
    for one in searches:
        one.first = {setting: one.question.judge(setting, few) for setting in one.first}
    played += _play(more, [(one.question, one.starts()) for one in searches], place, on_start)
    for one in searches:
        for start in one.starts():
            directions = one.question.directions(one.wanted, one.question.judge(start, more))
            one.more |= dict.fromkeys(further(start, directions))
    played += _play(again, [(one.question, list(one.more)) for one in searches], place, on_start)
    for one in searches:
        one.more = {setting: one.question.judge(setting, again) for setting in one.more}
    played += _play(many, [(one.question, one.finalists()) for one in searches], place, on_start)
    for one in searches:
        reached[one.question.claim.id, one.wanted] = _judged(one, more, many)
    found = {
        question.claim.id: Power(reached[question.claim.id, "yes"], reached[question.claim.id, "no"])
        for question in questions
    }
    return found, played


def _play(lanes: Lanes, wanted: Iterable[tuple[Question, Sequence[Setting]]], place: Place, on_start: Start) -> int:
    by_scenario: dict[Scenario, dict[Values, None]] = {}
    for question, settings in wanted:
        for name, arm in question.scope.arms.items():
            kept = by_scenario.setdefault(arm.scenario, {})
            kept.update(dict.fromkeys(question.scope.values(setting, name) for setting in settings))
    n = sum(block.n for block in lanes.missing(by_scenario))
    lanes.play(by_scenario, place, on_start(n))
    return n


def _judged(search: _Search, more: Lanes, many: Lanes) -> Reach:
    """The smallest setting that gives the answer, or else the one that comes nearest to it."""
    question, wanted = search.question, search.wanted
    found = {setting: question.judge(setting, more) for setting in search.starts()}
    found |= {setting: question.judge(setting, many) for setting in search.finalists()}
    if not found:
        return Reach(wanted, tried=0)
    legs = {setting: carrier(question.claim, seen.legs, wanted) for setting, seen in found.items()}
    there = [setting for setting, seen in found.items() if seen.answer == wanted]
    nearest = max(found, key=lambda setting: legs[setting].clearance(wanted))
    best = min(there, key=lambda setting: setting.size) if there else nearest
    return Reach(
        wanted,
        setting=best,
        values=question.scope.shown(best),
        hangs_on=legs[best],
        clear=bool(there),
        tried=len(search.first | search.more),
    )


def rounds(folder: Path, size: TrialSize, shared: Mapping[Scenario, Shared]) -> tuple[Lanes, ...]:
    """The rounds of a trial, on draws and dice that no other round has, nor the trial."""
    return tuple(Lanes(folder, size, number * FRESH, min(size.n, n), shared) for number, n in enumerate(WARS, start=1))
