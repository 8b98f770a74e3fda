"""Intervals to words: nothing that another seed might turn over is called settled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.studies.argument.answers import Answer, all_of, answer_of, any_of
from sim.studies.argument.statistics import Estimate
from sim.studies.argument.verdicts import VariantFinding, deciding_finding, only_just, word_of
from tests.studies.argument.made import asked

ANSWERS: tuple[Answer, ...] = ("yes", "no", "open", "silent")
answers = st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=6)


@given(st.floats(-1, 1), st.floats(0, 1), st.floats(-1, 1), st.floats(0, 0.5))
def test_directions_are_mirrors(low: float, width: float, threshold: float, margin: float) -> None:
    above = answer_of((low, low + width), threshold, margin, "above")
    below = answer_of((low, low + width), threshold, margin, "below")
    assert {"yes": "no", "no": "yes", "open": "open"}[above] == below


@given(st.floats(-1, 1), st.floats(0, 1), st.floats(-1, 1), st.floats(0, 0.5))
def test_an_interval_that_does_not_clear_the_margin_is_open(
    low: float, width: float, threshold: float, margin: float
) -> None:
    high = low + width
    found = answer_of((low, high), threshold, margin, "above")
    if low <= threshold + margin and high >= threshold - margin:
        assert found == "open"
    else:
        assert found == ("yes" if low > threshold else "no")


def test_a_verdict_hardly_ever_turns_over_with_the_seed() -> None:
    rng = np.random.default_rng(1)
    turned, rounds = 0, 2000
    for truth in rng.normal(0.0, 1.0, rounds):
        seeds = truth + rng.normal(0.0, 0.5, 2)
        words = [answer_of((found - 0.98, found + 0.98), 0.0, 0.05) for found in seeds]
        turned += set(words) == {"yes", "no"}
    assert turned <= 2


@given(answers)
def test_any_is_the_mirror_of_all(found: list[Answer]) -> None:
    mirror: dict[Answer, Answer] = {"yes": "no", "no": "yes", "open": "open", "silent": "silent"}
    assert any_of(found) == mirror[all_of([mirror[answer] for answer in found])]


@given(answers)
def test_what_is_settled_is_settled_in_every_variant_that_speaks(found: list[Answer]) -> None:
    word = word_of(found)
    speaking = {answer for answer in found if answer != "silent"}
    if found[0] == "silent":
        assert word == "untestable here"
    elif word == "supported":
        assert speaking == {"yes"}
    elif word == "not supported":
        assert speaking == {"no"}
    else:
        assert word == "depends"
        assert speaking not in ({"yes"}, {"no"})


def finding(value: float, half: float, answer: Answer, *others: Answer) -> VariantFinding:
    found = Estimate.of(value, (value - half, value + half), np.zeros(100), (100,))
    test = asked("territory_change", "mean", threshold=0.0)
    return VariantFinding(test, (found,) * (1 + len(others)), (answer, *others))


@pytest.mark.parametrize(
    ("word", "join", "findings", "expected"),
    [
        ("supported", "all", [finding(5, 1, "yes"), finding(2, 1, "yes")], 1),
        ("supported", "any", [finding(2, 1, "yes"), finding(5, 1, "yes"), finding(-9, 1, "no")], 1),
        ("not supported", "all", [finding(5, 1, "yes"), finding(-2, 1, "no"), finding(-7, 1, "no")], 2),
        ("not supported", "any", [finding(-5, 1, "no"), finding(-2, 1, "no")], 1),
        ("depends", "all", [finding(5, 1, "yes"), finding(0, 1, "open")], 1),
        ("depends", "all", [finding(5, 1, "yes", "yes"), finding(5, 1, "yes", "no")], 1),
        ("depends", "all", [finding(5, 1, "yes")], None),
        ("depends", "all", [], None),
    ],
)
def test_the_deciding_test_is_weakest_link_or_clearest_case(
    word: str, join: str, findings: list[VariantFinding], expected: int | None
) -> None:
    assert deciding_finding(word, join, findings) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "join", "findings", "expected"),
    [
        ("supported", "all", [finding(5, 1, "yes", "yes")], None),
        ("supported", "all", [finding(5, 1, "yes"), finding(1.5, 1, "yes")], 0),
        ("supported", "any", [finding(5, 1, "yes"), finding(1.5, 1, "yes")], None),
        ("not supported", "any", [finding(-5, 1, "no"), finding(-1.5, 1, "no")], 0),
        ("not supported", "all", [finding(-5, 1, "no"), finding(-1.5, 1, "no")], None),
        ("depends", "all", [finding(0.5, 1, "open")], None),
        ("supported", "all", [], None),
    ],
)
def test_a_verdict_that_may_turn_says_so(
    word: str, join: str, findings: list[VariantFinding], expected: int | None
) -> None:
    assert only_just(word, join, findings) == expected  # type: ignore[arg-type]


def test_the_variant_that_is_only_just_clear_is_named() -> None:
    one = finding(5, 1, "yes", "yes")
    near = Estimate.of(1.5, (0.5, 2.5), np.zeros(100), (100,))
    assert only_just("supported", "all", [replace(one, estimates=(one.estimates[0], near))]) == 1
