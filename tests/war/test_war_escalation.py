"""Escalation comes from what happens: steps and answers, incidents, fear, and the priors that catastrophes stand beside."""

from __future__ import annotations

import numpy as np
import pytest

from sim.base.outcomes import CATASTROPHES
from sim.scenario import Change, Scenario
from sim.war.model import War
from tests.blocks import with_event
from tests.war.conftest import Play

QUIET = {
    "bargaining.talks_start": 0.0,
    "bargaining.background_hazard": 0.0,
    "escalation.answer_expected": 0.58,
    "kaliningrad.blockade": 0.0,
    "nato.will_noise": 0.0,
    "nato.election_cut_probability": 0.0,
}
"""Nothing but the priors speaks, unless something is set."""
FEARLESS = {"escalation.fear_at_rest": -20.0, "escalation.crimea_threatened_at": 1.0, "endings.giving_up_hazard": 0.0}
LIKELY = {
    "escalation.nuclear_hazard_calm": 0.01,
    "escalation.nato_war_hazard": 0.01,
    "escalation.incident_hazard": 0.02,
}


def of(war: War, name: str) -> np.ndarray:
    return np.asarray(war.recorder.outcomes(war.state)[name], dtype=float)


def ended(war: War, ending: str) -> np.ndarray:
    return (war.recorder.outcomes(war.state)["ending"] == ending).astype(float)


def z_of(values: np.ndarray) -> float:
    return float(values.mean() / (values.std(ddof=1) / np.sqrt(values.size)))


@pytest.fixture(scope="module")
def calm(play: Play, settled: Scenario) -> War:
    return play(settled, QUIET | FEARLESS | LIKELY, weeks=104, n=1024)


def test_where_nothing_happens_the_risk_is_the_prior(calm: War) -> None:
    for each in CATASTROPHES:
        np.testing.assert_allclose(of(calm, each.risk), of(calm, each.prior), rtol=1e-9)
        assert abs(z_of(ended(calm, each.ending.name) - of(calm, each.prior))) < 4.0


def test_the_prior_of_a_war_by_hand(play: Play, baseline: Scenario) -> None:
    numbers = {"escalation.nuclear_hazard_calm": 0.003, "escalation.nato_war_hazard": 0.002, "escalation.propensity": 1}
    numbers |= {"escalation.incident_hazard": 0.01, "escalation.war_given_incident": 0.1}
    war = play(baseline, QUIET | FEARLESS | numbers | {"escalation.nuclear_hazard_combat": 0.05}, weeks=10, n=64)
    week = 12.0 * 7.0 / 365.25
    calm, incident = 1.0 - np.exp(-0.003 * week), 0.1 * (1.0 - np.exp(-0.01 * week))
    begins = 1.0 - np.exp(-0.002 * week) * (1.0 - incident)
    after = 1.0 - np.exp(-0.05 * 12.0)
    fought = ended(war, "war_continues") > 0.0
    assert fought.sum() > 50
    assert of(war, "nuclear_use_prior")[fought] == pytest.approx(10.0 * (1.0 - (1.0 - calm) * (1.0 - begins * after)))
    assert of(war, "nato_war_prior")[fought] == pytest.approx(10.0 * begins * (1.0 - after) * (1.0 - calm))


def test_without_propensity_nothing_is_answered_or_feared(play: Play, baseline: Scenario) -> None:
    steps = {"escalation.propensity": 0.0, "escalation.force_by_step": 1.0, "escalation.signal_by_step": 1.0}
    war = play(baseline.override("nato.strategy", "intervene"), LIKELY | steps, weeks=104, n=256)
    assert of(war, "western_steps").mean() > 5.0
    for name in ("nuclear_signals", *(name for each in CATASTROPHES for name in (each.risk, each.prior))):
        assert not of(war, name).any(), name
    assert not any(ended(war, each.ending.name).any() for each in CATASTROPHES)


@pytest.mark.parametrize("strategy", ["surge", "intervene"])
def test_chances_are_those_of_the_endings(play: Play, baseline: Scenario, strategy: str) -> None:
    frightened = {
        "escalation.fear_at_rest": 0.0,
        "escalation.force_by_step": 0.2,
        "escalation.nuclear_hazard_calm": 0.003,
    }
    war = play(baseline.override("nato.strategy", strategy), frightened, weeks=104, n=1024)
    for each in CATASTROPHES:
        assert of(war, each.risk).mean() > 1.1 * of(war, each.prior).mean()
        assert abs(z_of(ended(war, each.ending.name) - of(war, each.risk))) < 4.0


def test_a_surge_crosses_five_thresholds(play: Play, baseline: Scenario) -> None:
    sets = QUIET | {"nato.strike_permission": 0.2, "escalation.step_of_permission": 0.2, "escalation.step_of_aid": 0.5}
    sets |= {"nato.alarm": 0.0, "nato.fear": 0.0, "nato.intervention_hazard": 0.0, "escalation.propensity": 0.0}
    war = play(baseline.override("nato.strategy", "surge"), sets, weeks=60, n=64)
    assert set(of(war, "western_steps")[war.state.going]) == {3.0 + 2.0}  # permission .2 to .8, aid 1 to 2


def test_aid_that_drifts_is_no_step(play: Play, settled: Scenario) -> None:
    adrift = QUIET | {"nato.drift.aid.spread": 0.5, "nato.alarm": 0.0}
    aid = play(settled, adrift, weeks=52, n=256).recorder.series["aid_flow"][-1]
    assert np.mean(aid > 1.6) > 0.1
    assert not of(play(settled, adrift, weeks=52, n=256), "western_steps").any()
    doubled = with_event(settled, 8, Change("nato.aid_level", scale=2.0))
    assert of(play(doubled, adrift, weeks=52, n=256), "western_steps").all()


def test_steps_are_answered_as_often_as_stated(play: Play, baseline: Scenario) -> None:
    sets = QUIET | {"escalation.signal_by_step": 0.32, "escalation.force_by_step": 0.2, "nato.intervention_hazard": 5.0}
    war = play(baseline.override("nato.intervention_target", 3), sets, weeks=20, n=2048)
    signals = of(war, "nuclear_signals") - 0.32 * of(war, "western_steps")
    assert of(war, "western_steps").mean() > 2.5
    assert abs(z_of(signals)) < 4.0
    forced = war.state.first_weeks["Russia answers a step with force on NATO"] >= 0
    incident = war.state.first_weeks["NATO-Russia incident with deaths"] >= 0
    assert incident[forced].all()
    assert forced.mean() == pytest.approx(1.0 - 0.8**3, abs=0.06)


def test_signals_delay_the_next_rung_and_no_retreat(play: Play, baseline: Scenario) -> None:
    def rung(target: float, start: float, delay: float) -> float:
        sets = QUIET | {"escalation.signals": 4.0, "nato.delay_by_signals": delay, "escalation.propensity": 0.0}
        sets |= {
            "nato.intervention": start,
            "nato.intervention_target": target,
            "escalation.signal_memory_weeks": 100.0,
        }
        return float(play(baseline, sets, weeks=13, n=512).state.nato.intervention.mean())

    assert 0.0 < rung(3.0, 0.0, 0.5) < 0.6 * rung(3.0, 0.0, 0.0)
    assert rung(0.0, 3.0, 0.5) == rung(0.0, 3.0, 0.0)


def test_an_incident_comes_to_war_as_often_as_stated(play: Play, baseline: Scenario) -> None:
    sets = {"escalation.rung": 6.0, "escalation.war_given_incident": 0.3, "escalation.nato_war_hazard": 0.0}
    sets |= {"escalation.incident_hazard": 0.0, "escalation.nuclear_hazard_combat": 0.0}
    sets |= {"escalation.nuclear_hazard_calm": 0.0}
    war = play(baseline, QUIET | FEARLESS | sets, weeks=8, n=1024)
    assert ended(war, "nato_russia_war").mean() == pytest.approx(0.3, abs=4.0 * np.sqrt(0.21 / 1024))
    assert set(war.state.ending_week[war.state.ending > 0]) == {0}


def test_the_sign_of_presence_is_open(play: Play, baseline: Scenario) -> None:
    def added(**more: float) -> float:
        sets = {f"escalation.{key}": value for key, value in more.items()} | {"nato.intervention": 3.0}
        sets |= {"nato.intervention_target": 3.0, "kaliningrad.added_risk": 0.0, "nato.rear_relief": 100_000.0}
        war = play(baseline, QUIET | FEARLESS | sets, n=64)
        return float((of(war, "nato_war_risk") - of(war, "nato_war_prior")).mean())

    deterring = {"deterring_share": 0.1, "deterrence": 0.13, "incident_by_troops": 1.0}
    assert added(**deterring) < -0.002
    assert added(deterrence=1.0, incident_by_troops=6.0) > 0.002


def test_whoever_is_routed_fears_defeat_and_may_use_more(play: Play, baseline: Scenario) -> None:
    strong = {"ukraine.attack_intensity": 0.4, "russia.front_force": 60_000.0, "russia.recruitment": 1_000.0}
    strong |= {"front.advance_median": 2.0, "front.moving_share": 0.5, "russia.manning_floor": 0.05}
    losing, winning = (play(baseline, QUIET | extra, weeks=26, n=256) for extra in (strong, {}))
    assert np.median(of(losing, "peak_fear")) > 0.8
    assert np.median(of(winning, "peak_fear")) < 0.2
    added = [(of(war, "nuclear_use_risk") - of(war, "nuclear_use_prior")).mean() for war in (losing, winning)]
    assert added[0] > 0.01
    assert added[0] > 10.0 * abs(added[1])
