"""Hindcasts are judged by coverage and by the references they beat."""

from __future__ import annotations

from datetime import date
from typing import cast

import pandas as pd
import pytest

from sim.scenario import load
from sim.studies.validation import hindcast_findings, record
from sim.studies.validation.findings import NAN
from sim.studies.validation.wars import Wars


def scores(held: float, alone: float, crps: float = 1.0) -> pd.DataFrame:
    """Scores of every series, the same for all."""
    names = [*hindcast_findings.TESTED, "mean_age_ukr", "missiles_launched_month"]
    groups = ["territory", "losses", "losses", "launches", "interception", "launches"]
    rows = [
        {
            "series": name, "group": group, "horizon": 0, "months": 16.0, "bias": -3.0, "covered_50": 0.5,
            "covered_80": held, "covered_95": 1.0, "value_covered_80": alone,
            "value_covered_50": 0.5, "value_covered_95": 1.0, "skill_persistence": 0.2,
            "skill_trailing": NAN if group == "interception" else -0.1, "skill_rolling_persistence": NAN,
            "skill_rolling_trailing": NAN, "skill_last_month": NAN, "skill_trend": NAN, "crps": crps,
        }
        for name, group in zip(names, groups, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows)


@pytest.mark.parametrize(("held", "verdict"), [(0.8, "pass"), (0.6, "fail"), (1.0, "fail")])
def test_bands_must_hold_most_central_values_and_not_all(held: float, verdict: str) -> None:
    wars = cast(Wars, None)  # not read
    start = hindcast_findings.Hindcast(
        "hindcast_2023", [date(2023, 2, 1)], {}, scores(1.0, held), wars, made=scores(1.0, held)
    )
    lines = hindcast_findings.coverage(start)
    assert {line.verdict for line in lines} == {verdict}
    assert {(line.model, line.high) for line in lines} == {(held, 1.0)}
    assert len(lines) == 4


def test_groups_that_beat_a_reference_are_counted() -> None:
    wars = cast(Wars, None)  # not read
    start = hindcast_findings.Hindcast(
        "hindcast_2023", [date(2023, 2, 1)], {}, scores(0.8, 0.8), wars, made=scores(0.8, 0.8)
    )
    beats = hindcast_findings.beaten(start, "persistence")
    assert (beats.model, beats.verdict) == (4.0, "pass")
    loses = hindcast_findings.beaten(start, "trailing")
    assert (loses.model, loses.verdict) == (0.0, "fail")
    assert "interception no reference" in loses.reason


def test_decisions_made_are_scored_beside_decisions_given() -> None:
    wars = cast(Wars, None)  # not read
    made = scores(0.8, 0.5, crps=3.0)
    made.loc[made["series"] == "rus_casualties_month", "crps"] = 0.75
    start = hindcast_findings.Hindcast("hindcast_2023", [date(2023, 2, 1)], {}, scores(0.8, 0.8), wars, made=made)
    lines = {line.what.rpartition(" ")[2]: line for line in hindcast_findings.decisions_made(start)}
    assert list(lines) == list(hindcast_findings.GROUPS)
    assert {line.verdict for line in lines.values()} == {"reported"}
    assert (lines["territory"].model, lines["territory"].low) == (pytest.approx(3.0), 3.0)
    losses = lines["losses"]
    assert (losses.model, losses.low, losses.high) == (pytest.approx(1.5), 0.75, 3.0)
    assert "hold 0.80 of monthly values with decisions given, 0.50 with decisions made" in losses.reason


def test_a_hindcast_is_played_with_decisions_given_and_made() -> None:
    given = load("hindcast_2023_12")
    chosen = hindcast_findings.choosing(given)
    policies = {path: choice.value for path, choice in chosen.choices.items() if path.startswith("decisions.")}
    changed = {path for path, value in policies.items() if value != given.choices[path].value}
    assert changed == {f"decisions.{actor}.policy" for actor in ("russia", "ukraine", "iran", "belarus")}
    assert all(policies[path] == "choose" for path in changed)
    (played,) = hindcast_findings.play_hindcasts(["hindcast_2023_12"], 1, record.shipped(), seed=1, prior=False)
    assert list(played.made["series"]) == list(played.scores["series"])
    assert (played.made["crps"] != played.scores["crps"]).any()
    table = hindcast_findings.given_and_made(played)
    assert table["crps_ratio"].between(0.2, 5.0).all()
    assert (table["lowest"] <= table["highest"]).all()
