"""The shipped ledgers: whole, readable, and no scenarios."""

from __future__ import annotations

import pytest

from sim.scenario import shipped_names
from sim.studies.argument import Ledger, load
from sim.studies.argument.ledger.records import ClaimTest

CLAIMS = (*(f"C{i:02}" for i in range(1, 14)), *(f"K{i:02}" for i in range(1, 6)))


@pytest.fixture(scope="module")
def argument() -> Ledger:
    return load("argument")


def test_thirteen_claims_and_five_counter_claims_are_on_trial(argument: Ledger) -> None:
    assert tuple(claim.id for claim in argument.claims) == CLAIMS
    assert all((claim.side == "counter") == claim.id.startswith("K") for claim in argument.claims)


def test_every_claim_says_where_the_model_speaks_to_it(argument: Ledger) -> None:
    for claim in argument.claims:
        assert claim.model, claim.id
        assert claim.reading or claim.untestable, claim.id


def test_every_result_resting_on_escalation_has_curves_over_priors(argument: Ledger) -> None:
    resting = [
        claim
        for claim in argument.claims
        if {name for test in claim.tests for _, name in test.measure.terms} & {"nuclear_use", "nato_russia_war"}
    ]
    assert resting
    for claim in resting:
        assert set(claim.curves) == {"escalation.nuclear_hazard_calm", "escalation.nato_war_hazard"}


def test_the_decision_has_five_actions_and_five_sets_of_weights(argument: Ledger) -> None:
    decision = argument.decision
    assert decision is not None
    assert set(decision.actions) == {"negotiate", "sustain", "surge", "intervene", "withdraw"}
    assert len(decision.weights) >= 5
    assert all(worth.why for weights in decision.weights for worth in weights.worths)


def test_lives_of_both_sides_count_alike_wherever_lives_count(argument: Ledger) -> None:
    decision = argument.decision
    assert decision is not None
    worths = [worth for weights in decision.weights for worth in weights.worths]
    with_lives = [w for w in worths if any(name.endswith("_killed") for _, name in w.measure.terms)]
    assert with_lives
    for worth in with_lives:
        assert worth.measure.terms == ((1.0, "russian_killed"), (1.0, "ukrainian_killed"))


def test_article_and_counter_claims_are_held_to_the_same_margins(argument: Ledger) -> None:
    def default(test: ClaimTest) -> bool:
        return not test.in_points or test.margin <= argument.indifference.probability

    assert all(default(test) for claim in argument.claims for test in claim.tests)


def test_a_second_argument_ships_in_the_same_format() -> None:
    others = [name for name in shipped_names("ledger") if name != "argument"]
    assert others
    for name in others:
        ledger = load(name)
        assert 2 <= len(ledger.claims) < len(CLAIMS)
        assert any(claim.untestable for claim in ledger.claims)


def test_ledgers_are_no_scenarios() -> None:
    assert not set(shipped_names("ledger")) & set(shipped_names())
