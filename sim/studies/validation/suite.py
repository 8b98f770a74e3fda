"""The verification tests that need whole wars: run through pytest where there is a checkout."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

from sim.studies.validation.findings import NAN, Finding, Verdict
from sim.studies.validation.verification import ELSEWHERE

FOLDER = Path(__file__).parents[3] / "tests" / "verification"
LONGEST = 600
"""Seconds the tests may take."""
NAMED = re.compile(r"v(\d\d)")


def suite_findings(bands_pass: bool, run: bool = True, folder: Path = FOLDER) -> list[Finding]:
    """A finding for every check that is not a closed form.

    Args:
        bands_pass: whether T01-T17 hold, which is what V32 asks.
        run: run the tests if they and pytest are there; else say that they are part of the test suite.
        folder: of the tests.
    """
    results = run_tests(folder) if run and folder.is_dir() and find_spec("pytest") else {}
    out = []
    for key, what in ELSEWHERE.items():
        if key == "V32":
            verdict: Verdict = "pass" if bands_pass else "fail"
            out.append(_finding(key, what, verdict, "see T01-T17"))
        elif key in results:
            passed, failed = results[key]
            out.append(
                _finding(key, what, "fail" if failed else "pass", f"tests: {passed} passed, {failed} failed")
            )
        else:
            out.append(
                _finding(
                    key, what, "not applicable", "not run here: part of the test suite, tests/verification"
                )
            )
    return out


def _finding(key: str, what: str, verdict: Verdict, reason: str) -> Finding:
    return Finding(key, "verification", what, "", NAN, NAN, NAN, NAN, NAN, NAN, verdict, reason)


def run_tests(folder: Path) -> dict[str, tuple[int, int]]:
    """Passed and failed tests by the V numbers in their names; empty where pytest could not be run."""
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            str(folder),
            "-q",
            "-p",
            "no:cacheprovider",
            f"--junitxml={report}",
        ]
        try:
            subprocess.run(command, cwd=folder.parents[1], capture_output=True, timeout=LONGEST, check=False)
        except subprocess.TimeoutExpired:
            return {}
        return counts(report) if report.exists() else {}


def counts(report: Path) -> dict[str, tuple[int, int]]:
    """Passed and failed tests by V number, from a JUnit file."""
    passed: dict[str, int] = defaultdict(int)
    broken: dict[str, int] = defaultdict(int)
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        found = NAMED.findall(case.get("name", "").lower()) or NAMED.findall(
            case.get("classname", "").lower()
        )
        wrong = any(case.find(kind) is not None for kind in ("failure", "error"))
        if case.find("skipped") is not None:
            continue
        for number in found:
            (broken if wrong else passed)[f"V{number}"] += 1
    return {key: (passed[key], broken[key]) for key in {*passed, *broken}}
