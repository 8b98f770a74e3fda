"""The trial: collect the ensembles that the claims need, play what is missing, reach the verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property, partial
from pathlib import Path

import pandas as pd

from sim.base.arrays import Floats
from sim.runs.engines import Settled, settle_for, shared_by
from sim.runs.workers import Place
from sim.scenario import Scenario
from sim.studies.argument.answered import ANSWERED, AnsweredDecision
from sim.studies.argument.answers import Answer, all_of, answer_of, any_of
from sim.studies.argument.curves import Curve, curves_of
from sim.studies.argument.decision.analysis import DecisionAnalysis, analyse, rank, ranking_answers
from sim.studies.argument.decision.assumptions import Assumptions
from sim.studies.argument.decision.values import multipliers, valued
from sim.studies.argument.ensembles import Ensembles, TrialSize
from sim.studies.argument.flips import find_cut, leanings
from sim.studies.argument.ledger.decision import action_arm
from sim.studies.argument.ledger.records import Claim, ClaimTest, Ledger
from sim.studies.argument.legs import Leg, answer_to, decided_legs, leg_of
from sim.studies.argument.power.asking import questions
from sim.studies.argument.power.records import Power
from sim.studies.argument.power.search import find_power, rounds
from sim.studies.argument.statistics import distances, estimate
from sim.studies.argument.verdicts import (
    AS_SHIPPED,
    Flip,
    Variant,
    VariantFinding,
    Verdict,
    deciding_finding,
    only_just,
    word_of,
)

STRUCTURE = "structure."
"""Prefix of the choices between ways to write the equations."""


def try_argument(
    ledger: Ledger,
    size: TrialSize,
    folder: Path,
    place: Place,
    on_start: Callable[[int], Callable[[int], None]] = lambda _wars: lambda _done: None,
) -> Trial:
    """Play the wars that a ledger needs, to try every claim of it.

    Args:
        ledger: the argument.
        size: number and seed of the wars.
        folder: where played wars are kept, and found again.
        place: where missing wars are played.
        on_start: called with the number of wars to be played: first the claims' own, then the game's if there is one,
            then in rounds those that tell what else could come out; returns what is called with those just finished.
    """
    trial = Trial(ledger, Ensembles(folder, size))
    wanted = [(trial.ensembles, trial.scenarios())]
    if trial.answered is not None:
        wanted.append((trial.answered.ensembles, trial.answered.scenarios))
    levers = {path for claim in ledger.claims for path in claim.levers}
    shared = shared_by(size.engine, [scenario for _, scenarios in wanted for scenario in scenarios], levers)
    for ensembles, scenarios in wanted:
        ensembles.shared = shared
        missing = ensembles.missing(scenarios)
        n = sum(block.n for block in missing)
        ensembles.play(missing, place, on_start(n))
        trial.n_played += n
    trial.power, played = find_power(tuple(questions(trial)), rounds(folder, size, shared), place, on_start)
    trial.n_played += played
    return trial


def settled(ledger: Ledger, size: TrialSize, asked: str) -> Settled:
    """What plays a ledger's wars, if one of `ENGINES` is asked for."""
    return settle_for(asked, Trial(ledger, Ensembles(Path(), size)).scenarios(), size.n)


class Trial:
    """A ledger tried on the wars of its arms, in every variant of the model.

    Attributes:
        ledger: the argument.
        variants: of the model's equations, the first of them the model as shipped; and `ANSWERED`, if the ledger names
            a game, which counts only where a claim hangs on the decision.
        ensembles: the wars.
        answered: the decision in its game, if it names one.
        n_played: wars played now rather than found stored.
        power: where each claim would hold and would fail, by claim; empty until it has been sought.
    """

    def __init__(self, ledger: Ledger, ensembles: Ensembles) -> None:
        self.ledger = ledger
        self.size = ensembles.size
        self.ensembles = ensembles
        self.answered = AnsweredDecision.of(ledger.decision, ensembles) if ledger.decision is not None else None
        self._equations = _variants(arm.scenario for arm in ledger.arms.values())
        self.variants = (*self._equations, *([ANSWERED] if self.answered is not None else []))
        self.n_played = 0
        self.power: Mapping[str, Power] = {}
        self._scenario = cache(self._overridden)
        self._finding = cache(self._found)

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """By claim, in the ledger's order."""
        return tuple(self._judge(claim) for claim in self.ledger.claims)

    @cached_property
    def answers(self) -> dict[str, tuple[Answer, ...]]:
        """Of every claim, by variant."""
        return {claim.id: self._answers(claim) for claim in self.ledger.claims}

    @cached_property
    def decision(self) -> DecisionAnalysis | None:
        """The actions valued in every variant, and all that follows from it; None if the ledger has no decision."""
        decision = self.ledger.decision
        if decision is None:
            return None
        values, assumptions = [], self._assumptions
        for variant in self._equations:
            scenarios = [self._scenario(name, variant) for name in self.action_arms]
            wars = [self.ensembles.read(scenario, decision.columns()) for scenario in scenarios]
            numbers = [multipliers(decision, one, self.ensembles.draws(one)) for one in scenarios]
            values.append(valued(decision, wars, numbers))
        known = [assumptions] * len(values)
        if self.answered is not None:
            values.append(self.answered.values)
            known.append(self.answered.assumptions)
        return analyse(decision, values, known, self.ledger.indifference.value)

    @property
    def action_arms(self) -> tuple[str, ...]:
        """Names of the arms in which the decision's actions are taken."""
        decision = self.ledger.decision
        return tuple(action_arm(decision.arm, action) for action in decision.actions) if decision is not None else ()

    @cached_property
    def curves(self) -> dict[str, list[Curve]]:
        """Of claims that ask for them, by claim."""
        return {claim.id: self._curves(claim) for claim in self.ledger.claims if claim.curves and claim.tests}

    @cached_property
    def n_ensembles(self) -> int:
        """Arms and variants used."""
        return len({scenario.hash for scenario in self.scenarios()})

    def scenarios(self) -> list[Scenario]:
        """Every ensemble that is needed: tests and the decision in all variants, context only as shipped."""
        claims = self.ledger.claims
        tested = [name for claim in claims for test in claim.tests for name in test.arms]
        tested += list(self.action_arms)
        needed = [(name, variant) for name in tested for variant in self._equations]
        needed += [(name, AS_SHIPPED) for claim in claims for test in claim.context for name in test.arms]
        return [self._scenario(name, variant) for name, variant in dict.fromkeys(needed)]

    def legs(self, claim: Claim) -> tuple[Leg, ...]:
        """What a claim hangs on, as shipped."""
        legs = tuple(leg_of(test, partial(self.read, columns=test.columns())) for test in claim.tests)
        decision = self.decision
        if not claim.decided or decision is None:
            return legs
        assumptions, margin = self._assumptions, self.ledger.indifference.value
        return legs + decided_legs(claim, decision.decision, decision.values[0], assumptions, margin)

    def read(self, name: str, columns: Iterable[str]) -> pd.DataFrame:
        """Some columns of an arm's wars, as shipped."""
        return self.ensembles.read(self._scenario(name, AS_SHIPPED), columns)

    def draws(self, name: str) -> dict[str, Floats]:
        """The uncertain numbers of an arm as drawn for its wars. Arrays of shape (n,)."""
        return self.ensembles.draws(self._scenario(name, AS_SHIPPED))

    def _judge(self, claim: Claim) -> Verdict:
        """Reach the verdict on one claim."""
        answers, power = self.answers[claim.id], self.power.get(claim.id)
        findings = tuple(self._finding(test, self._equations) for test in claim.tests)
        settled = word_of(answers)
        deciding = deciding_finding(settled, claim.join, findings)
        flip, leaning = self._flip(findings[deciding]) if deciding is not None else (None, ())
        decision = self.decision if claim.decided else None
        return Verdict(
            claim=claim,
            word="untestable here" if claim.untestable or (power and not power.testable) else settled,
            answers=answers,
            findings=findings,
            deciding=deciding,
            flip=flip,
            leanings=leaning,
            ranking=rank(decision, claim.ranking, self.ledger.indifference.value)
            if decision is not None and claim.ranking is not None
            else None,
            excess=decision.excess if decision is not None and claim.rests_on_weights else (),
            context=tuple(self._finding(test, (AS_SHIPPED,)) for test in claim.context),
            only_just=only_just(settled, claim.join, findings),
            power=power,
        )

    def _answers(self, claim: Claim) -> tuple[Answer, ...]:
        """A claim's answer in every variant; in the game its tests are as shipped."""
        columns: list[tuple[Answer, ...]] = [self._finding(test, self._equations).answers for test in claim.tests]
        if claim.decided and self.answered is not None:
            columns = [(*column, column[0]) for column in columns]
        margin, decision = self.ledger.indifference.value, self.decision if claim.decided else None
        if claim.ranking is not None and decision is not None:
            columns.append(ranking_answers(rank(decision, claim.ranking, margin)))
        if claim.rests_on_weights and decision is not None:
            columns.append(tuple(answer_of((one.low, one.high), 0.0, margin) for one in decision.excess))
        join = all_of if claim.join == "all" else any_of
        if not columns:
            columns.append(tuple("silent" for _ in self._equations))
        return tuple(join(row) for row in zip(*columns, strict=True))

    def _curves(self, claim: Claim) -> list[Curve]:
        """A claim's tests, and what beside them is on their scale, over the priors it names, as shipped."""
        found: list[Curve] = []
        scale = (claim.tests[0].statistic, claim.tests[0].in_points, claim.tests[0].measure.unit)
        for test in (*claim.tests, *claim.context):
            if (test.statistic, test.in_points, test.measure.unit) == scale:
                wars, other = self._wars(test, AS_SHIPPED)
                scenario = self._scenario(test.arm, AS_SHIPPED)
                drawn = self.ensembles.draws(scenario)
                priors = {path: (drawn[path], scenario.numbers[path].unit) for path in claim.curves if path in drawn}
                found += curves_of(test, wars, other, priors)
        return found

    def _overridden(self, name: str, variant: Variant) -> Scenario:
        scenario = self.ledger.arms[name].scenario
        if variant.path not in scenario.choices:
            return scenario
        return scenario.override(variant.path, variant.option)

    def _wars(self, test: ClaimTest, variant: Variant) -> tuple[pd.DataFrame, pd.DataFrame | None]:
        wars = self.ensembles.read(self._scenario(test.arm, variant), test.columns())
        if test.compare_to is None:
            return wars, None
        return wars, self.ensembles.read(self._scenario(test.compare_to, variant), test.columns())

    def _found(self, test: ClaimTest, variants: tuple[Variant, ...]) -> VariantFinding:
        estimates = tuple(estimate(test, *self._wars(test, variant)) for variant in variants)
        return VariantFinding(test, estimates, tuple(answer_to(test, found) for found in estimates))

    def _flip(self, finding: VariantFinding) -> tuple[Flip | None, tuple[tuple[str, float], ...]]:
        """The assumption that flips a test as shipped, and those it leans on."""
        test, found = finding.test, finding.estimates[0]
        if not found.known:
            return None, ()
        wars, other = self._wars(test, AS_SHIPPED)
        scenario = self._scenario(test.arm, AS_SHIPPED)
        draws = self.ensembles.draws(scenario)
        away = distances(test, found, wars)
        leaning = tuple(leanings(draws, away))
        cut = find_cut(draws, away)
        if cut is None:
            return None, leaning
        low = draws[cut.path] < cut.value
        below, above = (estimate(test, wars[rows], other[rows] if other is not None else None) for rows in (low, ~low))
        return Flip(cut, scenario.numbers[cut.path].unit, below.value, above.value), leaning

    @cached_property
    def _assumptions(self) -> Assumptions:
        """As drawn for the arm of the decision, as shipped."""
        decision = self.ledger.decision
        assert decision is not None
        return Assumptions.of(self._scenario(decision.arm, AS_SHIPPED), self.draws(decision.arm))


def _variants(scenarios: Iterable[Scenario]) -> tuple[Variant, ...]:
    """The model as shipped, then each switch of `structure` set to each of its other options, one at a time."""
    others = {
        Variant(path, option): None
        for scenario in scenarios
        for path, choice in scenario.choices.items()
        for option in choice.options
        if path.startswith(STRUCTURE) and option != choice.value
    }
    return (AS_SHIPPED, *others)
