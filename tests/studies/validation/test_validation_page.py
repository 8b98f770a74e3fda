"""Tables and pages of findings."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.base.errors import SimError
from sim.reports.html.folders import write_report
from sim.reports.validation.page import expected, findings_csv, page, summary, write
from sim.scenario import Scenario
from sim.studies.validation.findings import NAN, Finding
from sim.studies.validation.folder import keep
from sim.studies.validation.validate import Validation
from sim.studies.validation.variance_split import VarianceSplit
from tests.pages import read_report
from tests.studies.validation.one import ONE

PLAYED_BY = {"levers": "compiled", "hindcasts": "numpy", "decisions": "compiled"}


@pytest.fixture
def small(baseline: Scenario) -> Validation:
    """A validation of two lines."""
    table = pd.DataFrame({"path": ["front.noise"], "basis": ["estimated"], "settlement": [0.25]})
    by_basis = pd.DataFrame({"outcome": ["settlement"], "measured": [0.1]})
    split = VarianceSplit(("settlement",), table, by_basis, 0.01, 100)
    findings = [ONE, replace(ONE, id="T02", verdict="fail", low=NAN)]
    return Validation(findings, [], split, scenario=baseline, seed=1, prior=False, played_by=PLAYED_BY)


def test_the_csv_leaves_cells_without_numbers_empty() -> None:
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


def test_the_page_is_laid_out_for_a_phone(small: Validation) -> None:
    text = page(small, {"sources": Figure()})
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in text
    assert text.count('<div class="wide"><table>') == text.count("<table>")


def test_files_are_written_whole(small: Validation, tmp_path: Path) -> None:
    write(small, {"sources": Figure()}, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "validation.csv",
        "sensitivity.csv",
        "validation.html",
    }


def test_a_report_counts_verdicts_and_gives_reasons(small: Validation, tmp_path: Path) -> None:
    write(small, {"sources": Figure()}, tmp_path)
    keep(tmp_path, 1, "sim validate", prior=False, quick=True, played_by=PLAYED_BY)
    write_report(tmp_path)
    shown = " ".join(read_report(tmp_path).shown)
    assert "Of 2 checks: 1 pass, 1 fail." in shown
    assert shown.count(ONE.reason) == 3  # of the two checks, and once more of the one that fails
    assert "a <b> & c" in shown
    assert "engine compiled (levers, decisions), numpy (hindcasts)" in shown
    (tmp_path / "validation.csv").write_text("id\n", encoding="utf-8")
    with pytest.raises(SimError, match=r"validation\.csv: found it broken, changed or exchanged"):
        write_report(tmp_path)


def test_expected_is_said_in_words() -> None:
    assert expected(ONE) == "0.24 (0 to 1)"
    assert expected(replace(ONE, expected=NAN, most=NAN, least=3.0)) == "at least 3"
    assert expected(replace(ONE, expected=NAN, most=NAN, least=NAN)) == ""
    assert summary([ONE, replace(ONE, verdict="fail")]) == "1 pass, 1 fail"
