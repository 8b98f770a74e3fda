"""Findings: what was checked, what the model gives, what was expected, and the verdict."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Literal

import numpy as np
import numpy.typing as npt

Verdict = Literal["pass", "fail", "shortfall", "not applicable", "reported"]
"""`shortfall` is a failure that is known, with a reason; `reported` has nothing to be judged by."""

SECTIONS = {
    "verification": "Closed forms: the rules against known answers",
    "battles": "Battles since 1900",
    "wars": "Wars and crises since 1823",
    "hindcast": "The record of this war, February 2023 to May 2024",
    "basis": "Where the numbers come from",
}
"""Sections of a validation, in order, with their headings."""

NAN = float("nan")
INTERVAL = (0.05, 0.95)
"""Ends of the interval shown beside a model value: quantiles over draws of the uncertain numbers."""


@dataclass(frozen=True)
class Finding:
    """One line of the table. Numbers that do not apply are NaN.

    Attributes:
        id: of the check, such as T05 or V13.
        section: a key of `SECTIONS`.
        what: is checked.
        unit: of all values.
        model: what the model gives.
        low: lower end of the model's interval.
        high: upper end.
        expected: central value expected.
        least: lower end of what is accepted.
        most: upper end.
        verdict: see `Verdict`.
        reason: why, in one line.
    """

    id: str
    section: str
    what: str
    unit: str
    model: float
    low: float
    high: float
    expected: float
    least: float
    most: float
    verdict: Verdict
    reason: str


@dataclass(frozen=True)
class Band:
    """What history says about a quantity, and how far the model may be from it.

    Attributes:
        id: T01 to T26; a letter tells the parts of one target from each other.
        subject: attrition, outcome, advance, termination, escalation.
        quantity: what is measured.
        unit: of the values.
        central: value in the source.
        low: least accepted; NaN where the source gives no band.
        high: most accepted.
        source: table or study.
        how: the model's value is computed.
    """

    id: str
    subject: str
    quantity: str
    unit: str
    central: float
    low: float
    high: float
    source: str
    how: str


def bands() -> dict[str, Band]:
    """The shipped bands by id."""
    return {row["id"]: _band(row) for row in _rows("validation_bands.csv")}


def _band(row: Mapping[str, str]) -> Band:
    central, low, high = (float(row[key]) if row[key] else NAN for key in ("central", "low", "high"))
    texts = (row["id"], row["subject"], row["quantity"], row["unit"])
    return Band(*texts, central, low, high, row["source"], row["how"])


def known_shortfalls() -> dict[str, str]:
    """Checks that are known to fail, with the reason: an id with or without its letter."""
    return {row["id"]: row["reason"] for row in _rows("known_shortfalls.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("sim") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def measured(band: Band, section: str, values: npt.ArrayLike, reason: str) -> Finding:
    """A finding from values over draws: median, 5 and 95 % points, and whether the median is in the band.

    Args:
        band: what was expected.
        section: of the table.
        values: one or many; NaN is left out, and if nothing is left the check fails.
        reason: what to say beside the verdict.
    """
    known = np.asarray(values, dtype=float).ravel()
    known = known[np.isfinite(known)]
    if not known.size:
        return absent(band, section, "the model gave no value", "fail")
    low, middle, high = (float(np.quantile(known, share)) for share in (INTERVAL[0], 0.5, INTERVAL[1]))
    return in_band(band, section, (low, middle, high), reason)


def absent(band: Band, section: str, reason: str, verdict: Verdict = "not applicable") -> Finding:
    """A finding without a value of the model."""
    return replace(in_band(band, section, (NAN, NAN, NAN), reason), verdict=verdict)


def in_band(band: Band, section: str, values: tuple[float, float, float], reason: str) -> Finding:
    """A finding from a value and the ends of its interval, low, value, high: judged by the value alone."""
    low, value, high = values
    return Finding(
        band.id,
        section,
        band.quantity,
        band.unit,
        value,
        low,
        high,
        band.central,
        band.low,
        band.high,
        within(value, band.low, band.high),
        reason,
    )


def within(value: float, least: float, most: float) -> Verdict:
    """Pass or fail; a missing bound does not bind, without any bound the value is only reported."""
    if math.isnan(least) and math.isnan(most):
        return "reported"
    too_low = not math.isnan(least) and value < least
    too_high = not math.isnan(most) and value > most
    return "fail" if too_low or too_high or math.isnan(value) else "pass"


def excused(findings: Iterable[Finding], known: Mapping[str, str]) -> list[Finding]:
    """Failures on the list of known shortfalls become shortfalls, with the reason given there in front."""
    out = []
    for finding in findings:
        key = finding.id if finding.id in known else finding.id.rstrip("abcd")
        if finding.verdict == "fail" and key in known:
            out.append(replace(finding, verdict="shortfall", reason=f"{known[key]} ({finding.reason})"))
        else:
            out.append(finding)
    return out


def failed(findings: Iterable[Finding]) -> list[Finding]:
    """What fails and is not known to."""
    return [finding for finding in findings if finding.verdict == "fail"]
