"""Hindcasts are judged by coverage and by the references they beat."""

from __future__ import annotations

from datetime import date
from typing import cast

import pandas as pd
import pytest

from sim.studies.validation import hindcast_findings
from sim.studies.validation.findings import NAN
from sim.studies.validation.wars import Wars


def scores(held: float, alone: float) -> pd.DataFrame:
    """Scores of every series, the same for all."""
    names = [*hindcast_findings.TESTED, "mean_age_ukr", "missiles_launched_month"]
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
    start = hindcast_findings.Hindcast("hindcast_2023", [date(2023, 2, 1)], {}, scores(1.0, held), wars)
    lines = hindcast_findings.coverage(start)
    assert {line.verdict for line in lines} == {verdict}
    assert {(line.model, line.high) for line in lines} == {(held, 1.0)}
    assert len(lines) == 4


def test_groups_that_beat_a_reference_are_counted() -> None:
    wars = cast(Wars, None)  # not read
    start = hindcast_findings.Hindcast("hindcast_2023", [date(2023, 2, 1)], {}, scores(0.8, 0.8), wars)
    beats = hindcast_findings.beaten(start, "persistence")
    assert (beats.model, beats.verdict) == (4.0, "pass")
    loses = hindcast_findings.beaten(start, "trailing")
    assert (loses.model, loses.verdict) == (0.0, "fail")
    assert "interception no reference" in loses.reason
