"""The verification tests that need whole wars: run through pytest where there is a checkout."""

import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

from sim.studies.validation.findings import Finding, Verdict

ELSEWHERE = {
    "V11": "people are conserved",
    "V12": "ground is conserved",
    "V22": "Leslie growth of a cohort-component projection",
    "V26": "halving the time step changes losses and area by less than 2 %",
    "V27": "more of a good thing never hurts: signs at common random numbers",
    "V28": "without supply fire stops and the front collapses",
    "V29": "without attacks no ground changes hands",
    "V30": "without nuclear propensity no nuclear use",
    "V32": "the kernel on battles since 1900 stays inside T01-T17",
    "V34": "survival of wars at 24 and 36 months within the limits of history",
}
"""Checks that need whole wars, or a machinery of their own: part of the test suite."""
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
        verdict: Verdict = "not applicable"
        reason = "not run here: part of the test suite, tests/verification"
        if key == "V32":
            verdict, reason = ("pass" if bands_pass else "fail"), "see T01-T17"
        elif key in results:
            passed, broken = results[key]
            verdict, reason = ("fail" if broken else "pass"), f"tests: {passed} passed, {broken} failed"
        out.append(Finding(id=key, section="verification", what=what, verdict=verdict, reason=reason))
    return out


def run_tests(folder: Path) -> dict[str, tuple[int, int]]:
    """Passed and failed tests by the V numbers in their names; empty where pytest could not be run."""
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.xml"
        options = ["-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
        command = [sys.executable, "-m", "pytest", str(folder), *options]
        try:
            subprocess.run(command, cwd=folder.parents[1], capture_output=True, timeout=LONGEST, check=False)
        except subprocess.TimeoutExpired:
            return {}
        return counts(report) if report.exists() else {}


def counts(report: Path) -> dict[str, tuple[int, int]]:
    """Passed and failed tests by V number, from a JUnit file."""
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        if case.find("skipped") is not None:
            continue
        wrong = case.find("failure") is not None or case.find("error") is not None
        names = (case.get(key, "").lower() for key in ("name", "classname"))
        for number in next(filter(None, map(NAMED.findall, names)), []):
            passed, broken = found[f"V{number}"]
            found[f"V{number}"] = (passed + (not wrong), broken + wrong)
    return dict(found)
