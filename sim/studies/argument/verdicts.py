"""From intervals to a word: the answer of each test, the answers combined, the verdict on a claim."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from sim.studies.argument.answers import Answer, unanimous
from sim.studies.argument.flips import Cut
from sim.studies.argument.ledger.records import Claim, ClaimTest
from sim.studies.argument.power.records import LUCK, Power
from sim.studies.argument.statistics import Estimate

Word = Literal["supported", "not supported", "depends", "untestable here"]
WORDS: tuple[Word, ...] = get_args(Word)


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
class VariantFinding:
    """A test in every variant; the first is the model as shipped."""

    test: ClaimTest
    estimates: tuple[Estimate, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class RankingFinding:
    """A ranking under every set of weights, in every variant.

    Attributes:
        answers: by set of weights, then by variant.
        rivals: the rival that does best against the action, by set of weights, as shipped.
        leads: expected value of the action less that rival's in shares of the stake, with its 95 % interval.
    """

    answers: Mapping[str, tuple[Answer, ...]]
    rivals: Mapping[str, str]
    leads: Mapping[str, tuple[float, float, float]]


@dataclass(frozen=True)
class Flip:
    """A test's statistic in the wars below a cut of one assumption [unit], and in those above it."""

    cut: Cut
    unit: str
    below: float
    above: float


@dataclass(frozen=True)
class Verdict:
    """The verdict on a claim, and the findings it rests on.

    Attributes:
        answers: of the whole claim, by variant.
        findings: of its tests, in order.
        deciding: index of the finding that the verdict hangs on; None if it hangs on the decision.
        flip: the assumption that, cut at a value, flips the deciding test as shipped; None if none does.
        leanings: the assumptions the deciding test leans on most, with the correlation of ranks.
        ranking: of a claim about a ranking.
        excess: of a claim that rests on weights: gain of settling values less that of settling facts, by
            variant.
        context: numbers shown beside it.
        only_just: the variant in which a settled verdict may be left open by another seed; None where none is so near.
        power: where it would hold and where it would fail; None where that was not sought.
    """

    claim: Claim
    word: Word
    answers: tuple[Answer, ...]
    findings: tuple[VariantFinding, ...] = ()
    deciding: int | None = None
    flip: Flip | None = None
    leanings: tuple[tuple[str, float], ...] = ()
    ranking: RankingFinding | None = None
    excess: tuple[Estimate, ...] = ()
    context: tuple[VariantFinding, ...] = ()
    only_just: int | None = None
    power: Power | None = None


def word_of(answers: Sequence[Answer]) -> Word:
    """The verdict: only a claim that holds, or fails, in every variant is called so.

    A variant in which too few wars speak (no deal is ever made, and the claim is about deals) is passed over;
    where that is so as shipped, the model has no say.
    """
    if answers[0] == "silent":
        return "untestable here"
    answer = unanimous([answer for answer in answers if answer != "silent"])
    return "supported" if answer == "yes" else "not supported" if answer == "no" else "depends"


def deciding_finding(word: Word, join: str, findings: Sequence[VariantFinding]) -> int | None:
    """The test that the verdict hangs on.

    Where it depends: the first test that is open as shipped, or else the first whose variants disagree. Where
    it does not: of the tests on the verdict's side, the weakest link if all had to hold or to fail, the
    clearest case if one was enough.
    """
    if word == "depends":
        unsure = [i for i, one in enumerate(findings) if one.answers[0] == "open"]
        split = [i for i, one in enumerate(findings) if len(set(one.answers) - {"silent"}) > 1]
        return next(iter(unsure or split), None)
    wanted: Answer = "yes" if word == "supported" else "no"
    there = [i for i, one in enumerate(findings) if one.answers[0] == wanted]
    return (min if _needs_each(word, join) else max)(there, key=lambda i: _clearance(findings[i]), default=None)


def only_just(word: Word, join: str, findings: Sequence[VariantFinding]) -> int | None:
    """The variant in which a settled claim is so near its threshold that another seed may leave it open, if one is."""
    if word == "depends" or not findings:
        return None
    wanted: Answer = "yes" if word == "supported" else "no"
    clearances = {}
    for variant in range(len(findings[0].answers)):
        there = [_clearance(one, variant) for one in findings if one.answers[variant] == wanted]
        if there:
            clearances[variant] = (min if _needs_each(word, join) else max)(there)
    nearest = min(clearances, key=lambda variant: clearances[variant], default=None)
    return nearest if nearest is not None and clearances[nearest] < 1.0 + LUCK else None


def _needs_each(word: Word, join: str) -> bool:
    """Whether a settled verdict hangs on the least clear test, because each has to be on its side, or on the clearest."""
    return (word == "supported") == (join == "all")


def _clearance(finding: VariantFinding, variant: int = 0) -> float:
    """How far the estimate lies from its threshold, less its margin, in half-widths of its interval: above 1 is clear."""
    found, test = finding.estimates[variant], finding.test
    half = (found.high - found.low) / 2.0
    return (abs(found.value - (test.threshold or 0.0)) - test.margin) / max(half, 1e-12)
