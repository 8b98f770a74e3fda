"""The verification tests are run through pytest and told by their numbers."""

from __future__ import annotations

from pathlib import Path

from sim.studies.validation import suite


def test_tests_are_counted_by_the_number_in_their_name(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite><testcase name="test_v11_a" classname="x"/>'
        '<testcase name="test_v11_b" classname="x"><failure/></testcase>'
        '<testcase name="test_plain" classname="tests.test_v26_kernel"/>'
        '<testcase name="test_v27_c" classname="x"><skipped/></testcase></testsuite></testsuites>'
    )
    assert suite.counts(report) == {"V11": (1, 1), "V26": (1, 0)}


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
