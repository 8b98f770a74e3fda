"""Every closed form holds, and every check from V01 to V34 is one or is named as part of the test suite."""

from __future__ import annotations

import pytest

from sim.rules import attrition
from sim.studies.validation.findings import closed_forms
from sim.studies.validation.suite import ELSEWHERE
from sim.studies.validation.verification.closed_forms import MODEL, verification_findings


@pytest.mark.parametrize("check", closed_forms())
def test_the_rules_give_the_closed_form(check: str) -> None:
    assert verification_findings([check])[0].verdict == "pass"


def test_every_closed_form_has_an_answer_of_the_model() -> None:
    assert sorted(MODEL) == sorted(closed_forms())


def test_every_check_is_a_closed_form_or_named_as_elsewhere() -> None:
    closed = {check.rstrip("abcd") for check in MODEL}
    assert closed | set(ELSEWHERE) == {f"V{number:02d}" for number in range(1, 35)}
    assert not closed & set(ELSEWHERE)


def test_a_wrong_rule_fails_its_closed_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    original = attrition.combat_loss
    monkeypatch.setattr(attrition, "combat_loss", lambda *args: 1.01 * original(*args))
    ids = ("V03a", "V04a", "V05a", "V06a", "V31a")
    assert [line.verdict for line in verification_findings(ids)] == ["fail"] * 4 + ["pass"]
