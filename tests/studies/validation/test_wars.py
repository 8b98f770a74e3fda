"""Whole wars against base rates: what is read off them is what the words say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.base.arrays import WEEKS_PER_MONTH, Floats
from sim.scenario import Scenario
from sim.studies.validation import record, war_bands, wars
from sim.studies.validation.findings import bands
from sim.studies.validation.wars import Wars


def war(ending: str, ended: int, *, deal: float = np.nan, resumes: float = np.nan, talks: int = 0) -> Wars:
    """A single war of 260 weeks."""
    row = {"ending": ending, "week_of_ending": ended, "first_deal_week": deal, "talks_weeks": talks}
    losses = {"russia daily loss": 0.002, "ukraine daily loss": 0.001}
    return Wars(pd.DataFrame([row | {"war resumes": resumes} | losses]), 260)


@pytest.mark.parametrize(
    ("one", "end", "followed"),
    [
        (war("war_continues", 260), np.nan, 260.0),
        (war("settlement", 50, deal=50), 50.0, 50.0),
        (war("russian_victory", 80), 80.0, 80.0),
        (war("russian_victory", 80, deal=30, resumes=60), 30.0, 30.0),
        (war("nato_russia_war", 10), 10.0, 10.0),
        (war("nuclear_use", 40), np.nan, 40.0),
        (war("nuclear_use", 40, deal=20, resumes=30), 20.0, 20.0),
    ],
)
def test_wars_end_by_deal_or_arms_not_nuclear_use(one: Wars, end: float, followed: float) -> None:
    np.testing.assert_array_equal(one.first_end, [end])
    np.testing.assert_array_equal(one.followed, [followed])


def test_the_hazard_counts_ends_over_months_at_risk() -> None:
    some = wars.join([war("settlement", 52, deal=52), war("war_continues", 260), war("nuclear_use", 26)])
    found = {finding.id: finding for finding in war_bands.end_of_war(some, bands())}
    horizon = 33 * WEEKS_PER_MONTH
    assert found["T18"].model == pytest.approx(1.0 / ((52 + 26 + horizon) / WEEKS_PER_MONTH))
    assert found["T19a"].model == pytest.approx(1.0 / 3.0)


def test_resumption_is_a_rate_over_months_at_peace() -> None:
    some = wars.join(
        [war("settlement", 50, deal=50), war("war_continues", 260, deal=100, resumes=150), war("war_continues", 260)]
    )
    months = (210 + 50) / WEEKS_PER_MONTH
    found = war_bands.resumption(some, bands())
    assert found[0].model == pytest.approx(1.0 - np.exp(-60.0 / months))
    assert found[1].verdict == "not applicable"


def test_kinds_of_end_are_shares_of_the_wars_that_ended() -> None:
    some = wars.join([war("armistice", 70, deal=70, talks=3), war("russian_victory", 90), war("war_continues", 260)])
    found = {finding.id: finding for finding in war_bands.kind_of_end(some, bands())}
    assert found["T21a"].model == pytest.approx(0.5)
    assert found["T21b"].model == pytest.approx(0.5)


def test_no_deal_at_all_fails_the_band_of_resumption() -> None:
    assert {finding.verdict for finding in war_bands.resumption(war("war_continues", 260), bands())} == {"fail"}


def test_every_band_is_answered_or_refused_with_a_reason(
    long_wars: Wars, draws: dict[str, Floats], baseline: Scenario
) -> None:
    found = war_bands.war_findings(
        long_wars, wars.play_incident(1, False), draws=draws, scenario=baseline, record=record.shipped()
    )
    ids = [finding.id for finding in found]
    assert sorted(ids) == sorted(key for key in bands() if key >= "T18" or key.startswith("T07"))
    for finding in found:
        assert finding.reason
        assert np.isfinite(finding.model) or finding.verdict == "not applicable"


def test_an_open_incident_makes_war_with_nato_likelier(long_wars: Wars) -> None:
    incident = wars.play_incident(1, False)
    year = (long_wars.ending == "nato_russia_war") & (long_wars.column("week_of_ending") < wars.INCIDENT_WEEKS)
    assert (incident.ending == "nato_russia_war").mean() > year.mean()


def test_the_absence_of_nuclear_use_so_far_was_likely(draws: dict[str, Floats], baseline: Scenario) -> None:
    found = war_bands.nuclear(draws, baseline, record.shipped(), bands())
    assert found[2].model >= 0.6
    assert "3 of 27" in found[2].reason
    none = {
        **draws,
        "escalation.nuclear_hazard_calm": np.zeros(1024),
        "escalation.nuclear_hazard_crisis": np.zeros(1024),
    }
    assert war_bands.nuclear(none, baseline, record.shipped(), bands())[2].model == 1.0
