"""Findings: what was checked, what the model gives, what was expected, and the verdict."""

import csv
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Verdict = Literal["pass", "fail", "shortfall", "not applicable", "reported"]
"""`shortfall` is a failure that is known, with a reason; `reported` has nothing to be judged by."""

SECTIONS = {
    "verification": "Closed forms: the rules against known answers",
    "battles": "Battles since 1900",
    "wars": "Wars and crises since 1823",
    "levers": "What every lever does, what is in reach, and how the war answers to strength",
    "decisions": "What decisions are worth, and how choices compare with the record",
    "hindcast": "The record of this war, February 2023 to May 2024",
    "basis": "Where the numbers come from",
}
"""Sections of a validation, in order, with their headings."""

NAN = float("nan")
INTERVAL = (0.05, 0.95)
"""Ends of the interval shown beside a model value: quantiles over draws of the uncertain numbers."""


@dataclass(frozen=True, kw_only=True)
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
    unit: str = ""
    model: float = NAN
    low: float = NAN
    high: float = NAN
    expected: float = NAN
    least: float = NAN
    most: float = NAN
    verdict: Verdict = "reported"
    reason: str


@dataclass(frozen=True, kw_only=True)
class Band:
    """A quantity, what is known about it, and how far the model may be from it.

    Attributes:
        id: T01 to T26 or V01 to V34; a letter tells the parts of one target from each other.
        subject: attrition, outcome, advance, termination, escalation; empty for closed forms.
        quantity: what is measured.
        unit: of the values.
        central: value in the source.
        low: least accepted; NaN where the source gives no band.
        high: most accepted.
        source: table or study.
        how: the model's value is computed.
    """

    id: str
    subject: str = ""
    quantity: str
    unit: str
    central: float
    low: float
    high: float
    source: str = ""
    how: str


def bands() -> dict[str, Band]:
    """Bands of history by id."""
    rows: list[dict[str, Any]] = _rows("validation_bands.csv")
    for row in rows:
        row |= {key: float(row[key] or NAN) for key in ("central", "low", "high")}
    return {row["id"]: Band(**row) for row in rows}


def closed_forms() -> dict[str, Band]:
    """Known answers by id, each with a tolerance around it."""
    found = {}
    for row in _rows("closed_forms.csv"):
        expected, tolerance = float(row.pop("expected")), float(row.pop("tolerance"))
        low, high = expected - tolerance, expected + tolerance
        found[row["id"]] = Band(**row, central=expected, low=low, high=high, how="closed form")
    return found


def known_shortfalls() -> dict[str, str]:
    """Checks that are known to fail, with the reason: an id with or without its letter."""
    return {row["id"]: row["reason"] for row in _rows("known_shortfalls.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("sim") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def measured(band: Band, section: str, values: npt.ArrayLike, reason: str = "") -> Finding:
    """A finding from values over draws: median, 5 and 95 % points, and whether the median is in the band.

    Args:
        band: what was expected.
        section: of the table.
        values: one or many; NaN is left out, and if nothing is left the check fails.
        reason: what to say beside the verdict; by default how the band is measured.
    """
    known = np.asarray(values, dtype=float).ravel()
    known = known[np.isfinite(known)]
    if not known.size:
        return absent(band, section, "the model gave no value", "fail")
    low, middle, high = (float(np.quantile(known, share)) for share in (INTERVAL[0], 0.5, INTERVAL[1]))
    return in_band(band, section, (low, middle, high), reason or band.how)


def absent(band: Band, section: str, reason: str, verdict: Verdict = "not applicable") -> Finding:
    """A finding without a value of the model."""
    return replace(in_band(band, section, (NAN, NAN, NAN), reason), verdict=verdict)


def in_band(band: Band, section: str, values: tuple[float, float, float], reason: str) -> Finding:
    """A finding from a value and the ends of its interval, low, value, high: judged by the value alone."""
    low, value, high = values
    return judged(
        Finding(
            id=band.id,
            section=section,
            what=band.quantity,
            unit=band.unit,
            model=value,
            low=low,
            high=high,
            expected=band.central,
            least=band.low,
            most=band.high,
            reason=reason,
        )
    )


def judged(finding: Finding) -> Finding:
    """The finding with the verdict that its model value deserves."""
    return replace(finding, verdict=within(finding.model, finding.least, finding.most))


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
    """Findings that fail and are not known to."""
    return [finding for finding in findings if finding.verdict == "fail"]
