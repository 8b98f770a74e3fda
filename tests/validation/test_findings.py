"""Verdicts, shortfalls, closed forms, tables and pages."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import cast

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.reports.validation.page import expected, findings_csv, page, summary, write
from sim.rules import attrition
from sim.scenario import Scenario
from sim.studies.validation import hindcasts, suite, verification
from sim.studies.validation.everything import Validation
from sim.studies.validation.findings import (
    NAN,
    Finding,
    bands,
    excused,
    failed,
    known_shortfalls,
    measured,
    within,
)
from sim.studies.validation.sensitivity import Sensitivity
from sim.studies.validation.wars import Wars

ONE = Finding("T01", "battles", "a <b> & c", "ratio", 0.5, 0.4, 0.6, 0.24, 0.0, 1.0, "pass", "so it is")


@pytest.mark.parametrize(
    ("value", "least", "most", "verdict"),
    [
        (0.5, 0.0, 1.0, "pass"),
        (0.0, 0.0, 1.0, "pass"),
        (1.1, 0.0, 1.0, "fail"),
        (-0.1, 0.0, NAN, "fail"),
        (99.0, 0.0, NAN, "pass"),
        (NAN, 0.0, 1.0, "fail"),
        (3.0, NAN, NAN, "reported"),
    ],
)
def test_a_value_passes_between_the_bounds_that_bind(
    value: float, least: float, most: float, verdict: str
) -> None:
    assert within(value, least, most) == verdict


def test_a_measure_over_draws_is_judged_by_its_median() -> None:
    band = replace(bands()["T03"], low=1.3, high=2.6)
    found = measured(band, "battles", np.array([1.0, 2.0, 9.0, NAN]), "")
    assert (found.model, found.verdict) == (2.0, "pass")
    assert found.low < found.model < found.high
    assert measured(band, "battles", np.array([NAN]), "").verdict == "fail"


def test_only_failures_are_excused_and_parts_share_their_targets_excuse() -> None:
    lines = [
        replace(ONE, verdict="fail"),
        ONE,
        replace(ONE, id="T12a", verdict="fail"),
        replace(ONE, id="T02", verdict="fail"),
    ]
    told = excused(lines, {"T01": "known", "T12": "known too"})
    assert [line.verdict for line in told] == ["shortfall", "pass", "shortfall", "fail"]
    assert told[0].reason == "known (so it is)"
    assert [line.id for line in failed(told)] == ["T02"]


def test_bands_are_whole_and_in_order() -> None:
    for key, band in bands().items():
        assert key == band.id
        assert band.source
        if np.isfinite(band.low) and np.isfinite(band.high):
            assert band.low < band.high
        if np.isfinite(band.central) and np.isfinite(band.low):
            assert band.low <= band.central <= band.high
    assert {key.rstrip("abcd") for key in bands()} == {f"T{number:02d}" for number in range(1, 27)}


def test_known_shortfalls_name_bands_and_give_reasons() -> None:
    ids = {*bands(), *(key.rstrip("abcd") for key in bands()), *(check.id for check in verification.CHECKS)}
    for key, reason in known_shortfalls().items():
        assert key in ids or key.startswith("H")
        assert len(reason) > 40


@pytest.mark.parametrize("check", verification.CHECKS, ids=lambda check: check.id)
def test_the_rules_give_the_closed_form(check: verification.Check) -> None:
    assert verification.verification_findings([check])[0].verdict == "pass"


def test_every_verification_check_is_a_closed_form_or_named_as_elsewhere() -> None:
    closed = {check.id.rstrip("abcd") for check in verification.CHECKS}
    assert closed | set(verification.ELSEWHERE) == {f"V{number:02d}" for number in range(1, 35)}
    assert not closed & set(verification.ELSEWHERE)


def test_a_rule_that_were_wrong_would_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    original = attrition.combat_loss
    monkeypatch.setattr(attrition, "combat_loss", lambda *args: 1.01 * original(*args))
    lines = {line.id: line.verdict for line in verification.verification_findings()}
    assert [lines[key] for key in ("V03a", "V04a", "V05a", "V06a", "V31a")] == ["fail"] * 4 + ["pass"]


def test_tests_are_counted_by_the_number_in_their_name(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite><testcase name="test_v11_a" classname="x"/>'
        '<testcase name="test_v11_b" classname="x"><failure/></testcase>'
        '<testcase name="test_plain" classname="tests.test_v26_kernel"/>'
        '<testcase name="test_v27_c" classname="x"><skipped/></testcase></testsuite></testsuites>'
    )
    assert suite.counts(report) == {"V11": (1, 1), "V26": (1, 0)}


@pytest.mark.skipif(find_spec("pytest") is None, reason="needs pytest")
def test_the_suite_is_run_through_pytest(tmp_path: Path) -> None:
    folder = tmp_path / "tests" / "verification"
    folder.mkdir(parents=True)
    (folder / "test_it.py").write_text("def test_v11_holds(): pass\ndef test_v12_does_not(): assert 0\n")
    lines = {line.id: line for line in suite.suite_findings(True, folder=folder)}
    assert (lines["V11"].verdict, lines["V12"].verdict) == ("pass", "fail")
    assert lines["V26"].verdict == "not applicable"


def test_without_tests_the_suite_says_where_they_are(tmp_path: Path) -> None:
    lines = {line.id: line for line in suite.suite_findings(False, folder=tmp_path / "none")}
    assert lines["V32"].verdict == "fail"
    assert "part of the test suite" in lines["V11"].reason


@pytest.fixture
def small(baseline: Scenario) -> Validation:
    """A validation of two lines."""
    table = pd.DataFrame({"path": ["front.noise"], "basis": ["estimated"], "settlement": [0.25]})
    by_basis = pd.DataFrame({"outcome": ["settlement"], "measured": [0.1]})
    split = Sensitivity(("settlement",), table, by_basis, 0.01, 100)
    return Validation([ONE, replace(ONE, id="T02", verdict="fail", low=NAN)], [], split, baseline, 1, False)


def test_the_csv_has_every_column_and_empty_cells_for_what_does_not_apply() -> None:
    rows = list(csv.DictReader(io.StringIO(findings_csv([replace(ONE, expected=NAN)]))))
    assert rows[0]["expected"] == ""
    assert rows[0]["what"] == "a <b> & c"
    assert set(rows[0]) == set(Finding.__dataclass_fields__)


def test_the_page_is_self_contained_and_escapes(small: Validation) -> None:
    text = page(small, {"sources": Figure()})
    assert "a &lt;b&gt; &amp; c" in text
    assert "<b>" not in text
    assert "data:image/png;base64," in text
    assert "http" not in text


def test_files_are_written_whole(small: Validation, tmp_path: Path) -> None:
    write(small, {"sources": Figure()}, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "validation.csv",
        "sensitivity.csv",
        "validation.html",
    }


def test_expected_is_said_in_words() -> None:
    assert expected(ONE) == "0.24 (0 to 1)"
    assert expected(replace(ONE, expected=NAN, most=NAN, least=3.0)) == "at least 3"
    assert expected(replace(ONE, expected=NAN, most=NAN, least=NAN)) == ""
    assert summary([ONE, replace(ONE, verdict="fail")]) == "1 pass, 1 fail"


def scores(held: float, alone: float) -> pd.DataFrame:
    """Scores of every series, the same for all."""
    names = [*hindcasts.hindcast.TESTED, "mean_age_ukr", "missiles_launched_month"]
    groups = ["territory", "losses", "losses", "launches", "interception", "launches"]
    rows = [
        {
            "series": name, "group": group, "horizon": 0, "months": 16.0, "bias": -3.0, "covered_50": 0.5,
            "covered_80": held, "covered_95": 1.0, "value_covered_80": alone,
            "value_covered_50": 0.5, "value_covered_95": 1.0, "skill_persistence": 0.2,
            "skill_trailing": NAN if group == "interception" else -0.1, "skill_rolling_persistence": NAN,
            "skill_rolling_trailing": NAN, "skill_last_month": NAN, "skill_trend": NAN,
        }
        for name, group in zip(names, groups, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows)


@pytest.mark.parametrize(("held", "verdict"), [(0.8, "pass"), (0.6, "fail"), (1.0, "fail")])
def test_bands_must_hold_most_central_values_and_not_all(held: float, verdict: str) -> None:
    wars = cast(Wars, None)  # not read
    start = hindcasts.Start("hindcast_2023", [date(2023, 2, 1)], {}, scores(1.0, held), wars)
    lines = hindcasts.coverage(start)
    assert {line.verdict for line in lines} == {verdict}
    assert {(line.model, line.high) for line in lines} == {(held, 1.0)}
    assert len(lines) == 4


def test_groups_that_beat_a_reference_are_counted() -> None:
    wars = cast(Wars, None)  # not read
    start = hindcasts.Start("hindcast_2023", [date(2023, 2, 1)], {}, scores(0.8, 0.8), wars)
    beats = hindcasts.beaten(start, "persistence")
    assert (beats.model, beats.verdict) == (4.0, "pass")
    loses = hindcasts.beaten(start, "trailing")
    assert (loses.model, loses.verdict) == (0.0, "fail")
    assert "interception no reference" in loses.reason
