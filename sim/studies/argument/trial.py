"""The trial: collect the ensembles that the claims need, play what is missing, reach the verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property
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
from sim.studies.argument.flips import find_cut, leanings
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
        on_start: called with the number of wars to be played; returns what is called with those just
            finished.
    """
    ensembles = Ensembles(folder, size)
    trial = Trial(ledger, ensembles)
    missing = ensembles.missing(trial.scenarios())
    trial.n_played = len(missing) * size.width
    ensembles.play(missing, place, on_start(trial.n_played))
    return trial


class Trial:
    """A ledger tried on the wars of its arms, in every variant of the model.

    Attributes:
        ledger: the argument.
        variants: of the model's equations; the first is the model as shipped.
        n_played: wars played now rather than found stored.
    """

    def __init__(self, ledger: Ledger, ensembles: Ensembles) -> None:
        self.ledger = ledger
        self.size = ensembles.size
        self.variants = _variants(arm.scenario for arm in ledger.arms.values())
        self.n_played = 0
        self._ensembles = ensembles
        self._scenario = cache(self._overridden)

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """By claim, in the ledger's order."""
        return tuple(self._judge(claim) for claim in self.ledger.claims)

    @cached_property
    def decision(self) -> DecisionAnalysis | None:
        """The actions valued in every variant, and all that follows from it; None if the ledger has no decision."""
        decision = self.ledger.decision
        if decision is None:
            return None
        worths = [worth for weights in decision.weights for worth in weights.worths]
        multipliers = {worth.times for worth in worths if worth.times}
        columns = set().union(*(worth.measure.columns() for worth in worths))
        values = []
        for variant in self.variants:
            scenarios = [self._scenario(name, variant) for name in _action_arms(decision)]
            wars = [self._ensembles.read(scenario, columns) for scenario in scenarios]
            values.append(valued(decision, wars, [self._numbers(one, multipliers) for one in scenarios]))
        scenario = self._scenario(decision.arm, AS_SHIPPED)
        assumptions = Assumptions.of(scenario, self._ensembles.draws(scenario))
        return analyse(decision, values, assumptions, self.ledger.indifference.value)

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
        claims, decision = self.ledger.claims, self.ledger.decision
        tested = [name for claim in claims for test in claim.tests for name in test.arms]
        tested += _action_arms(decision) if decision is not None else []
        needed = [(name, variant) for name in tested for variant in self.variants]
        needed += [(name, AS_SHIPPED) for claim in claims for test in claim.context for name in test.arms]
        return [self._scenario(name, variant) for name, variant in dict.fromkeys(needed)]

    def _judge(self, claim: Claim) -> Verdict:
        """Reach the verdict on one claim."""
        findings = tuple(self._finding(test, self.variants) for test in claim.tests)
        columns: list[tuple[Answer, ...]] = [finding.answers for finding in findings]
        ranking: RankingFinding | None = None
        excess: tuple[Estimate, ...] = ()
        margin = self.ledger.indifference.value
        decision = self.decision
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

    def _curves(self, claim: Claim) -> list[Curve]:
        """A claim's tests, and what beside them is on their scale, over the priors it names, as shipped."""
        found: list[Curve] = []
        scale = (claim.tests[0].statistic, claim.tests[0].in_points, claim.tests[0].measure.unit)
        for test in (*claim.tests, *claim.context):
            if (test.statistic, test.in_points, test.measure.unit) == scale:
                wars, other = self._wars(test, AS_SHIPPED)
                scenario = self._scenario(test.arm, AS_SHIPPED)
                drawn = self._ensembles.draws(scenario)
                priors = {path: (drawn[path], scenario.numbers[path].unit) for path in claim.curves if path in drawn}
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
        wars = self._ensembles.read(self._scenario(test.arm, variant), columns)
        if test.compare_to is None:
            return wars, None
        return wars, self._ensembles.read(self._scenario(test.compare_to, variant), columns)

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
        draws = self._ensembles.draws(scenario)
        away = distances(test, found, wars)
        leaning = tuple(leanings(draws, away))
        cut = find_cut(draws, away)
        if cut is None:
            return None, leaning
        low = draws[cut.path] < cut.value
        below, above = (estimate(test, wars[rows], other[rows] if other is not None else None) for rows in (low, ~low))
        return Flip(cut, scenario.numbers[cut.path].unit, below.value, above.value), leaning

    def _numbers(self, scenario: Scenario, paths: Iterable[str]) -> dict[str, Floats | float]:
        """Drawn numbers that multiply a worth; one that the scenario fixes is a constant."""
        drawn = self._ensembles.draws(scenario)
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
