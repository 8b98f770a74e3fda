"""Every known answer that the rules give in a second, beside what they give."""

from collections.abc import Iterable

from sim.studies.validation.findings import NAN, Finding, closed_forms, in_band
from sim.studies.validation.verification import attrition, bargaining, chance_and_scores, stocks

MODEL = {**attrition.MODEL, **stocks.MODEL, **chance_and_scores.MODEL, **bargaining.MODEL}
"""Value by the model's rules, by id of the closed form."""


def verification_findings(ids: Iterable[str] | None = None) -> list[Finding]:
    """Closed forms as findings, by default all of them."""
    expected = closed_forms()
    return [
        in_band(expected[key], "verification", (NAN, MODEL[key](), NAN), expected[key].how) for key in ids or expected
    ]
