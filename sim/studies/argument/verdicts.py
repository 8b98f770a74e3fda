"""From intervals to a word: on which side of its threshold a test lies, how tests combine, what a claim comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sim.studies.argument.flips import Flip
from sim.studies.argument.ledger.records import Claim, Test
from sim.studies.argument.statistics import Estimate

Side = Literal["yes", "no", "open", "silent"]
"""On the claim's side of the threshold, on the other, on neither for certain; or too few wars speak to it."""
Word = Literal["supported", "not supported", "depends", "untestable here"]
WORDS: tuple[Word, ...] = ("supported", "not supported", "depends", "untestable here")


@dataclass(frozen=True)
class Variant:
    """One way to write the model's equations: a switch set to one of its options, or none touched."""

    path: str
    option: str

    @property
    def label(self) -> str:
        """In words: `attrition square`."""
        return f"{self.path.rpartition('.')[2]} {self.option}" if self.path else "as shipped"


AS_SHIPPED = Variant("", "")


@dataclass(frozen=True)
class Finding:
    """A test in every variant; the first is the model as shipped."""

    test: Test
    estimates: tuple[Estimate, ...]
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Part:
    """How the claim fares where one assumption is below or above a cut.

    Attributes:
        flip: the cut.
        unit: of the number.
        below: the statistic in the wars below the cut.
        above: the same above it.
    """

    flip: Flip
    unit: str
    below: float
    above: float


@dataclass(frozen=True)
class Ranked:
    """A ranking under every set of weights, in every variant.

    Attributes:
        sides: by set of weights, then by variant.
        rivals: the rival that does best against the action, by set of weights, as shipped.
        leads: expected value of the action less that rival's in shares of the stake, with its 95 % interval.
    """

    sides: dict[str, tuple[Side, ...]]
    rivals: dict[str, str]
    leads: dict[str, tuple[float, float, float]]


@dataclass(frozen=True)
class Verdict:
    """What a claim comes to.

    Attributes:
        claim: the claim.
        word: the verdict.
        sides: of the whole claim, by variant.
        findings: of its tests, in order.
        deciding: index of the finding that the verdict hangs on; None if it hangs on the decision.
        part: the assumption that, split at a value, flips the deciding test as shipped; None if none does.
        leanings: the assumptions the deciding test leans on most, with the correlation of ranks.
        ranked: of a claim about a ranking.
        excess: of a claim that rests on weights: gain of settling values less that of settling facts, by
            variant.
        context: numbers shown beside it.
    """

    claim: Claim
    word: Word
    sides: tuple[Side, ...]
    findings: tuple[Finding, ...]
    deciding: int | None
    part: Part | None
    leanings: tuple[tuple[str, float], ...]
    ranked: Ranked | None
    excess: tuple[Estimate, ...]
    context: tuple[Finding, ...]


def side_of(low: float, high: float, threshold: float, margin: float, direction: str) -> Side:
    """On which side of its threshold a whole interval lies: yes is the claim's side, open is neither.

    The interval has to clear the threshold by a margin of indifference as well, so that a verdict which
    another seed might give differently is open and not the opposite.
    """
    if low > threshold + margin:
        return "yes" if direction == "above" else "no"
    if high < threshold - margin:
        return "no" if direction == "above" else "yes"
    return "open"


def all_of(sides: Sequence[Side]) -> Side:
    """True of all: no if one is no, yes if each is yes."""
    return _first(("no", "silent", "open"), sides, "yes")


def any_of(sides: Sequence[Side]) -> Side:
    """True of any: yes if one is yes, no if each is no."""
    return _first(("yes", "silent", "open"), sides, "no")


def _first(wanted: Sequence[Side], sides: Sequence[Side], otherwise: Side) -> Side:
    return next((side for side in wanted if side in sides), otherwise)


def unanimous(sides: Sequence[Side]) -> Side:
    """The side that all are on, or open."""
    return sides[0] if len(set(sides)) == 1 else "open"


def word_of(sides: Sequence[Side]) -> Word:
    """The verdict: only what holds, or fails, in every variant is called so.

    A variant in which too few wars speak (no deal is ever made, and the claim is about deals) is passed over;
    where that is so as shipped, the model has no say.
    """
    if sides[0] == "silent":
        return "untestable here"
    side = unanimous([side for side in sides if side != "silent"])
    return "supported" if side == "yes" else "not supported" if side == "no" else "depends"


def deciding_finding(word: Word, join: str, findings: Sequence[Finding]) -> int | None:
    """The test that the verdict hangs on.

    Where it depends: the first test that is open as shipped, or else the first whose variants disagree. Where
    it does
    not: of the tests on the verdict's side, the weakest link if all had to hold or to fail, the clearest case
        if one was enough.
    """
    if not findings:
        return None
    if word == "depends":
        unsure = [i for i, one in enumerate(findings) if one.sides[0] == "open"]
        split = [i for i, one in enumerate(findings) if len(set(one.sides) - {"silent"}) > 1]
        return next(iter(unsure or split), None)
    wanted: Side = "yes" if word == "supported" else "no"
    there = [i for i, one in enumerate(findings) if one.sides[0] == wanted]
    if not there:
        return None
    needs_each = (word == "supported") == (join == "all")
    return (min if needs_each else max)(there, key=lambda i: clearance(findings[i]))


def clearance(finding: Finding) -> float:
    """How far the estimate lies from its threshold, in half-widths of its interval."""
    found = finding.estimates[0]
    half = (found.high - found.low) / 2.0
    return abs(found.value - (finding.test.threshold or 0.0)) / max(half, 1e-12)
