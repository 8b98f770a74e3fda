"""Verdicts in words: signs, units and what a verdict hangs on are said."""

from __future__ import annotations

import numpy as np
import pytest

from sim.reports.argument.words import amount, count_in_100, dependence, needed, reason, reversal_words, with_interval
from sim.studies.argument.answers import Answer
from sim.studies.argument.decision.reversal import Reversal
from sim.studies.argument.flips import Cut
from sim.studies.argument.ledger.records import Claim, Ledger
from sim.studies.argument.ledger.shapes import Indifference
from sim.studies.argument.statistics import Estimate
from sim.studies.argument.verdicts import AS_SHIPPED, Flip, Variant, VariantFinding, Verdict, Word
from tests.studies.argument.made import asked

SQUARE = Variant("structure.attrition", "square")
LEDGER = Ledger("l", "L", "", {}, indifference=Indifference(probability=0.01, ratio=0.02, value=0.02), arms={})


def verdict(word: Word, answers: tuple[Answer, ...], flip: Flip | None = None) -> Verdict:
    test = asked("russian_victory", "probability", threshold=0.5, margin=0.01)
    found = Estimate.of(0.45, (0.40, 0.53), np.zeros(400), (400,))
    claim = Claim("X", "article", "p", "m", tests=(test,))
    finding = VariantFinding(test, (found,) * len(answers), answers)
    return Verdict(claim, word, answers, (finding,), deciding=0, flip=flip, leanings=(("will.recovery", -0.3),))


@pytest.mark.parametrize(
    ("share", "signed", "text"),
    [(0.17, False, "17 in 100"), (0.0, False, "0 in 100"), (0.015, False, "1.5 in 100"), (0.032, True, "+3.2 in 100"),
     (-0.0004, True, "0 in 100"), (-0.1, True, "−10 in 100"), (1.0, False, "100 in 100")],
)  # fmt: skip
def test_shares_never_round_to_a_signed_nothing(share: float, signed: bool, text: str) -> None:
    assert f"{count_in_100(share, signed)} in 100" == text


def test_amounts_carry_sign_and_unit_where_they_have_one() -> None:
    assert amount(asked("russian_victory", "difference", compare_to="b"), 0.05) == "+5 in 100"
    assert amount(asked("ukrainian_casualties", "ratio", compare_to="b"), 1.1) == "1.1 times"
    assert amount(asked("territory_change", "median"), 1234.0) == "1,230 km²"
    assert amount(asked("mean_age_ukr", "trend"), 0.5) == "+0.50 years a year"
    assert amount(asked("deal_russian_share", "trend", over="first_deal_week"), 0.02) == "+0.02 share a year"


def test_what_is_not_known_is_not_given_a_number() -> None:
    nothing = Estimate.unknown(100, 4)
    assert with_interval(asked("deal_russian_share", "mean"), nothing) == "not known: only 4 worlds speak"
    no_ratio = Estimate.unknown(20, 20)
    assert with_interval(asked("deal_russian_share", "mean"), no_ratio).startswith("not known: of a ratio")


def test_the_margin_is_said_with_the_threshold() -> None:
    test = asked("russian_victory", "difference", compare_to="b", threshold=-0.05, direction="below", margin=0.01)
    assert needed(test) == "below −5 in 100, clear by 1"


def test_the_number_names_estimate_interval_and_need() -> None:
    text = reason(verdict("depends", ("open",)), LEDGER)
    assert "45 in 100 (40 to 53)" in text
    assert "above 50 in 100, clear by 1" in text


def test_a_verdict_that_depends_names_the_assumption_and_its_value() -> None:
    flip = Flip(
        Cut("will.recovery", 0.01, below=0.2, above=-0.3, strength=6.0, share_below=0.4), "share/week", 0.7, 0.2
    )
    text = dependence(verdict("depends", ("open",), flip), (AS_SHIPPED,), LEDGER)
    assert text == "Flips on recovery (will) at 0.01 share/week: 70 in 100 below it, 20 in 100 above it."
    assert dependence(verdict("supported", ("yes",), flip), (AS_SHIPPED,), LEDGER).startswith("Would flip on")


def test_a_verdict_that_depends_names_the_variants_that_disagree() -> None:
    text = dependence(verdict("depends", ("yes", "no")), (AS_SHIPPED, SQUARE), LEDGER)
    assert text == "By variant: as shipped holds; attrition square fails."


def test_a_verdict_that_depends_on_nothing_known_says_so() -> None:
    text = dependence(verdict("depends", ("open",)), (AS_SHIPPED,), LEDGER)
    assert "No single assumption" in text
    assert "leans on recovery (will)" in text


def test_a_settled_verdict_names_the_variants_that_have_no_say() -> None:
    assert "attrition square" in dependence(verdict("supported", ("yes", "silent")), (AS_SHIPPED, SQUARE), LEDGER)


def test_a_reversal_is_told_in_units_of_the_range() -> None:
    reversal = Reversal(
        "sustain", "surge", {"nato.aid_level": -0.12}, {"nato.aid_level": 3.0}, size=0.12, effective=500.0
    )
    assert reversal_words(reversal, "") == (
        "Surge draws level with sustain with NATO's aid level moved by −0.12 of its range, to 3 on average."
    )


def test_a_number_resting_on_some_wars_says_how_many() -> None:
    test = asked("resumed", "difference", given="deal", compare_to="b")
    some = Estimate.of(0.0, (-0.05, 0.06), np.zeros(256), (31, 1040))
    assert with_interval(test, some) == "0 in 100 (−5 to +6), from 31 and 1,040 worlds"
