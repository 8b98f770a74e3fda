"""The trial: collect the ensembles that the claims need, play what is missing, reach the verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from sim.base.arrays import Floats
from sim.runs.workers import Place
from sim.scenario import Scenario
from sim.studies.argument.curves import Curve, curves_of
from sim.studies.argument.decision.analysis import DecisionAnalysis, analyse, rank, ranking_answers
from sim.studies.argument.decision.assumptions import Assumptions
from sim.studies.argument.decision.values import valued
from sim.studies.argument.ensembles import Ensembles, TrialSize
from sim.studies.argument.flips import SortedDraws, find_cut, leanings
from sim.studies.argument.ledger.decision import action_arm
from sim.studies.argument.ledger.records import Claim, ClaimTest, Decision, Ledger
from sim.studies.argument.statistics import Estimate, distances, estimate
from sim.studies.argument.verdicts import (
    AS_SHIPPED,
    Answer,
    Flip,
    RankingFinding,
    Variant,
    VariantFinding,
    Verdict,
    all_of,
    answer_of,
    any_of,
    deciding_finding,
    word_of,
)

STRUCTURE = "structure."
"""Prefix of the choices between ways to write the equations."""


@dataclass(frozen=True)
class Trial:
    """Everything that a trial came to.

    Attributes:
        variants: of the model's equations; the first is the model as shipped.
        verdicts: by claim, in the ledger's order.
        decision: the decision worked out, if the ledger has one.
        curves: of claims that ask for them, by claim.
        n_ensembles: arms and variants used.
        n_played: wars played now rather than found stored.
    """

    ledger: Ledger
    size: TrialSize
    variants: tuple[Variant, ...]
    verdicts: tuple[Verdict, ...]
    decision: DecisionAnalysis | None
    curves: dict[str, list[Curve]]
    n_ensembles: int
    n_played: int


def try_argument(
    ledger: Ledger,
    size: TrialSize,
    folder: Path,
    place: Place,
    on_start: Callable[[int], Callable[[int], None]] = lambda _wars: lambda _done: None,
) -> Trial:
    """Try every claim of a ledger.

    Args:
        ledger: the argument.
        size: number and seed of the wars.
        folder: where played wars are kept, and found again.
        place: where missing wars are played.
        on_start: called with the number of wars to be played; returns what is called with those just
            finished.
    """
    assessment = _Assessment(ledger, Ensembles(folder, size))
    missing = assessment.ensembles.missing(assessment.scenarios())
    n_played = len(missing) * size.width
    assessment.ensembles.play(missing, place, on_start(n_played))
    decision = assessment.decide(ledger.decision) if ledger.decision is not None else None
    curves = {claim.id: assessment.curves(claim) for claim in ledger.claims if claim.curves and claim.tests}
    return Trial(
        ledger=ledger,
        size=size,
        variants=assessment.variants,
        verdicts=tuple(assessment.judge(claim, decision) for claim in ledger.claims),
        decision=decision,
        curves=curves,
        n_ensembles=len({scenario.hash for scenario in assessment.scenarios()}),
        n_played=n_played,
    )


class _Assessment:
    """Judges the claims of a ledger by the wars of its arms, in every variant of the model."""

    def __init__(self, ledger: Ledger, ensembles: Ensembles) -> None:
        self.ledger = ledger
        self.ensembles = ensembles
        self.variants = _variants(arm.scenario for arm in ledger.arms.values())
        self._sorted = cache(lambda scenario: SortedDraws.of(self.ensembles.draws(scenario)))
        self._scenario = cache(self._overridden)

    def scenarios(self) -> list[Scenario]:
        """Every ensemble that is needed: tests and the decision in all variants, context only as shipped."""
        needed: dict[tuple[str, Variant], None] = {}
        for claim in self.ledger.claims:
            tested = sorted({name for test in claim.tests for name in test.arms})
            shown = sorted({name for test in claim.context for name in test.arms})
            needed |= dict.fromkeys((name, variant) for name in tested for variant in self.variants)
            needed |= dict.fromkeys((name, AS_SHIPPED) for name in shown)
        for name in _action_arms(self.ledger.decision) if self.ledger.decision is not None else ():
            needed |= dict.fromkeys((name, variant) for variant in self.variants)
        return [self._scenario(name, variant) for name, variant in needed]

    def judge(self, claim: Claim, decision: DecisionAnalysis | None) -> Verdict:
        """Reach the verdict on one claim."""
        findings = tuple(self._finding(test, self.variants) for test in claim.tests)
        columns: list[tuple[Answer, ...]] = [finding.answers for finding in findings]
        ranking: RankingFinding | None = None
        excess: tuple[Estimate, ...] = ()
        margin = self.ledger.indifference.value
        if claim.ranking is not None and decision is not None:
            ranking = rank(decision, claim.ranking, margin)
            columns.append(ranking_answers(ranking))
        if claim.rests_on_weights and decision is not None:
            excess = decision.excess
            columns.append(tuple(answer_of((one.low, one.high), 0.0, margin) for one in excess))
        join = all_of if claim.join == "all" else any_of
        answers = tuple(join(row) for row in zip(*columns, strict=True))
        word = "untestable here" if claim.untestable is not None else word_of(answers)
        deciding = deciding_finding(word, claim.join, findings)
        flip, leaning = self._flip(findings[deciding]) if deciding is not None else (None, ())
        return Verdict(
            claim=claim,
            word=word,
            answers=answers,
            findings=findings,
            deciding=deciding,
            flip=flip,
            leanings=leaning,
            ranking=ranking,
            excess=excess,
            context=tuple(self._finding(test, (AS_SHIPPED,)) for test in claim.context),
        )

    def decide(self, decision: Decision) -> DecisionAnalysis:
        """Value the actions in every variant, and all that follows from it."""
        worths = [worth for weights in decision.weights for worth in weights.worths]
        multipliers = {worth.times for worth in worths if worth.times}
        columns = set().union(*(worth.measure.columns() for worth in worths))
        values = []
        for variant in self.variants:
            scenarios = [self._scenario(name, variant) for name in _action_arms(decision)]
            wars = [self.ensembles.read(scenario, columns) for scenario in scenarios]
            values.append(valued(decision, wars, [self._numbers(one, multipliers) for one in scenarios]))
        scenario = self._scenario(decision.arm, AS_SHIPPED)
        assumptions = Assumptions.of(scenario, self.ensembles.draws(scenario))
        return analyse(decision, values, assumptions, self.ledger.indifference.value)

    def curves(self, claim: Claim) -> list[Curve]:
        """A claim's tests, and what beside them is on their scale, over the priors it names, as shipped."""
        found: list[Curve] = []
        scale = (claim.tests[0].statistic, claim.tests[0].in_points, claim.tests[0].measure.unit)
        for test in (*claim.tests, *claim.context):
            if (test.statistic, test.in_points, test.measure.unit) == scale:
                wars, other = self._wars(test, AS_SHIPPED)
                scenario = self._scenario(test.arm, AS_SHIPPED)
                drawn = self.ensembles.draws(scenario)
                priors = {
                    path: (drawn[path], scenario.numbers[path].unit) for path in claim.curves if path in drawn
                }
                found += curves_of(test, wars, other, priors)
        return found

    def _overridden(self, name: str, variant: Variant) -> Scenario:
        scenario = self.ledger.arms[name].scenario
        if variant.path not in scenario.choices:
            return scenario
        return scenario.override(variant.path, variant.option)

    def _wars(self, test: ClaimTest, variant: Variant) -> tuple[pd.DataFrame, pd.DataFrame | None]:
        measures = [one for one in (test.measure, test.given, test.over) if one is not None]
        columns = set().union(*(measure.columns() for measure in measures))
        wars = self.ensembles.read(self._scenario(test.arm, variant), columns)
        if test.compare_to is None:
            return wars, None
        return wars, self.ensembles.read(self._scenario(test.compare_to, variant), columns)

    def _finding(self, test: ClaimTest, variants: Sequence[Variant]) -> VariantFinding:
        estimates = tuple(estimate(test, *self._wars(test, variant)) for variant in variants)
        return VariantFinding(test, estimates, tuple(_answer(test, found) for found in estimates))

    def _flip(self, finding: VariantFinding) -> tuple[Flip | None, tuple[tuple[str, float], ...]]:
        """The assumption that flips a test as shipped, and those it leans on."""
        test, found = finding.test, finding.estimates[0]
        if not found.known:
            return None, ()
        wars, other = self._wars(test, AS_SHIPPED)
        scenario = self._scenario(test.arm, AS_SHIPPED)
        draws = self._sorted(scenario)
        away = distances(test, found, wars)
        leaning = tuple(leanings(draws, away))
        cut = find_cut(draws, away)
        if cut is None:
            return None, leaning
        low = self.ensembles.draws(scenario)[cut.path] < cut.value
        below, above = (
            estimate(test, wars[rows], other[rows] if other is not None else None) for rows in (low, ~low)
        )
        return Flip(cut, scenario.numbers[cut.path].unit, below.value, above.value), leaning

    def _numbers(self, scenario: Scenario, paths: Iterable[str]) -> dict[str, Floats | float]:
        """Drawn numbers that multiply a worth; one that the scenario fixes is a constant."""
        drawn = self.ensembles.draws(scenario)
        return {path: drawn.get(path, scenario.numbers[path].value) for path in paths}


def _action_arms(decision: Decision) -> list[str]:
    return [action_arm(decision.arm, action) for action in decision.actions]


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


def _answer(test: ClaimTest, found: Estimate) -> Answer:
    if test.threshold is None or not found.known:
        return "silent"
    return answer_of((found.low, found.high), test.threshold, test.margin, test.direction)
