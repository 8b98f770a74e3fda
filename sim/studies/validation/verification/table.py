"""All checks: closed forms, which take a second, and the names of those that need whole wars."""

from __future__ import annotations

from collections.abc import Iterable

from sim.studies.validation.findings import Finding
from sim.studies.validation.verification import attrition, bargaining, chance, scores, stocks
from sim.studies.validation.verification.check import Check

CHECKS = tuple(
    sorted(
        (*attrition.CHECKS, *stocks.CHECKS, *chance.CHECKS, *bargaining.CHECKS, *scores.CHECKS),
        key=lambda check: check.id,
    )
)
"""Every closed form that the rules give in a second, in order."""

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


def verification_findings(checks: Iterable[Check] = CHECKS) -> list[Finding]:
    """Every closed form as a finding."""
    return [check.finding() for check in checks]
