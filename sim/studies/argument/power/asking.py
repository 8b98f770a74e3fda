"""The questions that a trial leaves: each claim as shipped, and how it is judged on other wars."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from typing import Protocol

import pandas as pd

from sim.base.arrays import Floats
from sim.scenario import Scenario
from sim.studies.argument.answers import Answer
from sim.studies.argument.decision.assumptions import Assumptions
from sim.studies.argument.decision.values import multipliers, valued
from sim.studies.argument.ledger.records import Claim, Decision, Ledger
from sim.studies.argument.legs import Leg, answer_from, decided_legs, leg_of
from sim.studies.argument.power.lanes import Lanes
from sim.studies.argument.power.questions import Question, Seen
from sim.studies.argument.power.settings import Scope, Setting
from sim.studies.argument.verdicts import Variant
from sim.studies.measures import parse

Taken = tuple[Scenario, pd.DataFrame, dict[str, Floats]]
"""An arm: its scenario, its wars, the numbers drawn for them."""


class Tried(Protocol):
    """What has to be known of a trial: claims answered in every variant, and the wars behind them."""

    ledger: Ledger
    variants: tuple[Variant, ...]

    @property
    def answers(self) -> Mapping[str, tuple[Answer, ...]]:
        """Of every claim, by variant."""

    @property
    def action_arms(self) -> tuple[str, ...]:
        """Names of the arms in which the decision's actions are taken."""

    def legs(self, claim: Claim) -> tuple[Leg, ...]:
        """What a claim hangs on, as shipped."""

    def read(self, name: str, columns: Iterable[str]) -> pd.DataFrame:
        """Some columns of an arm's wars, as shipped."""

    def draws(self, name: str) -> dict[str, Floats]:
        """The uncertain numbers of an arm as drawn for its wars."""


def questions(trial: Tried) -> Iterator[Question]:
    """One for every claim that the model speaks to."""
    draws = cache(trial.draws)
    for claim in trial.ledger.claims:
        answers = trial.answers[claim.id]
        if claim.untestable is None and answers[0] != "silent":
            arms = trial.action_arms if claim.decided else ()
            scope = Scope.of(claim, trial.ledger.arms, arms)
            yield Question(
                claim=claim,
                scope=scope,
                shipped=Seen(trial.legs(claim), answers[0], draws, partial(_read, trial.read)),
                answers=dict(zip(trial.variants, answers, strict=False)),
                judge=partial(judge, trial, scope, claim),
            )


def judge(trial: Tried, scope: Scope, claim: Claim, setting: Setting, lanes: Lanes) -> Seen:
    """A claim on the wars of a setting."""
    columns = set().union(*(test.columns() for test in claim.tests))

    def read(name: str, columns: Iterable[str] = columns) -> pd.DataFrame:
        return lanes.read(scope.arms[name].scenario, scope.values(setting, name), columns)

    def draws(name: str) -> dict[str, Floats]:
        return lanes.draws(scope.arms[name].scenario, scope.values(setting, name))

    legs = tuple(leg_of(test, read) for test in claim.tests)
    decision = trial.ledger.decision
    if claim.decided and decision is not None:
        legs += _decided(claim, decision, trial, partial(_taken, scope, setting, lanes))
    return Seen(legs, answer_from(claim, legs), cache(draws), partial(_read, read))


def _taken(scope: Scope, setting: Setting, lanes: Lanes, columns: set[str], name: str) -> Taken:
    scenario, values = scope.arms[name].scenario, scope.values(setting, name)
    return scenario, lanes.read(scenario, values, columns), lanes.draws(scenario, values)


def _decided(
    claim: Claim, decision: Decision, trial: Tried, taken: Callable[[set[str], str], Taken]
) -> tuple[Leg, ...]:
    """What a claim hangs on in the decision, every action taken under the setting."""
    arms = [taken(decision.columns(), name) for name in trial.action_arms]
    numbers = [multipliers(decision, scenario, draws) for scenario, _, draws in arms]
    values = valued(decision, [wars for _, wars, _ in arms], numbers)
    scenario, _, draws = arms[0]
    return decided_legs(claim, decision, values, Assumptions.of(scenario, draws), trial.ledger.indifference.value)


def _read(read: Callable[[str, set[str]], pd.DataFrame], name: str, outcome: str) -> Floats:
    measure = parse(outcome)
    return measure.values(read(name, measure.columns()))
