"""The trial: collect the worlds that the claims need, play what is missing, reach the verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.base.arrays import Floats
from sim.scenario import Scenario
from sim.studies.argument.curves import Curve, curves_of
from sim.studies.argument.decision.choice import Chosen, choose, rank, ranked_sides
from sim.studies.argument.decision.reversal import Places
from sim.studies.argument.decision.values import valued
from sim.studies.argument.ensembles import Ensembles, Sample, Size
from sim.studies.argument.flips import Order, flip, leanings
from sim.studies.argument.ledger.decision import action_world
from sim.studies.argument.ledger.records import Claim, Decision, Ledger, Test
from sim.studies.argument.statistics import Estimate, distances, estimate
from sim.studies.argument.verdicts import (
    AS_SHIPPED,
    Finding,
    Part,
    Ranked,
    Side,
    Variant,
    Verdict,
    all_of,
    any_of,
    deciding_finding,
    side_of,
    word_of,
)
from sim.war.draws import uncertain

STRUCTURE = "structure."
"""Prefix of the choices between ways to write the equations."""


@dataclass(frozen=True)
class Trial:
    """Everything that a trial came to.

    Attributes:
        ledger: the argument.
        size: wars of each world.
        variants: of the model's equations; the first is the model as shipped.
        verdicts: by claim, in the ledger's order.
        chosen: the decision, if the ledger has one.
        curves: of claims that ask for them, by claim.
        n_worlds: ensembles used.
        n_played: wars played now rather than found stored.
    """

    ledger: Ledger
    size: Size
    variants: tuple[Variant, ...]
    verdicts: tuple[Verdict, ...]
    chosen: Chosen | None
    curves: dict[str, list[Curve]]
    n_worlds: int
    n_played: int


def try_argument(
    ledger: Ledger,
    size: Size,
    folder: Path,
    jobs: int | None = None,
    executor: Executor | None = None,
    on_start: Callable[[int], Callable[[int], None]] = lambda _wars: lambda _done: None,
) -> Trial:
    """Try every claim of a ledger.

    Args:
        ledger: the argument.
        size: wars of each world, seed.
        folder: where played worlds are kept, and found again.
        jobs: processes.
        executor: any `concurrent.futures` executor to use instead of own processes.
        on_start: called with the number of wars to be played; returns what is called with those just
            finished.
    """
    court = _Court(ledger, Ensembles(folder, size))
    missing = court.ensembles.missing(court.scenarios())
    n_played = len(missing) * size.width
    court.ensembles.play(missing, jobs, executor, on_start(n_played))
    chosen = court.decide(ledger.decision) if ledger.decision is not None else None
    return Trial(
        ledger=ledger,
        size=size,
        variants=court.variants,
        verdicts=tuple(court.judge(claim, chosen) for claim in ledger.claims),
        chosen=chosen,
        curves={claim.id: court.curves(claim) for claim in ledger.claims if claim.curves and claim.tests},
        n_worlds=len({scenario.hash for scenario in court.scenarios()}),
        n_played=n_played,
    )


class _Court:
    """Holds the worlds of a trial and judges claims by them."""

    def __init__(self, ledger: Ledger, ensembles: Ensembles) -> None:
        self.ledger = ledger
        self.ensembles = ensembles
        self.variants = _variants(world.scenario for world in ledger.worlds.values())
        self._orders: dict[Scenario, Order] = {}
        self._scenarios: dict[tuple[str, Variant], Scenario] = {}

    def scenarios(self) -> list[Scenario]:
        """Every ensemble that is needed: tests and the decision in all variants, what is only shown as shipped."""
        needed = []
        for claim in self.ledger.claims:
            tested = {name for test in claim.tests for name in test.worlds}
            shown = {name for test in claim.context for name in test.worlds}
            needed += [self._scenario(name, variant) for name in sorted(tested) for variant in self.variants]
            needed += [self._scenario(name, AS_SHIPPED) for name in sorted(shown)]
        if self.ledger.decision is not None:
            for name in _action_worlds(self.ledger.decision):
                needed += [self._scenario(name, variant) for variant in self.variants]
        return needed

    def judge(self, claim: Claim, chosen: Chosen | None) -> Verdict:
        """Reach the verdict on one claim."""
        findings = tuple(self._finding(test, self.variants) for test in claim.tests)
        columns: list[tuple[Side, ...]] = [finding.sides for finding in findings]
        ranked: Ranked | None = None
        excess: tuple[Estimate, ...] = ()
        margin = self.ledger.indifference.value
        if claim.ranking is not None and chosen is not None:
            ranked = rank(chosen, claim.ranking, margin)
            columns.append(ranked_sides(ranked))
        if claim.rests_on_weights and chosen is not None:
            excess = chosen.excess
            columns.append(tuple(side_of(one.low, one.high, 0.0, margin, "above") for one in excess))
        join = all_of if claim.join == "all" else any_of
        sides = tuple(join(row) for row in zip(*columns, strict=True))
        word = "untestable here" if claim.untestable is not None else word_of(sides)
        deciding = deciding_finding(word, claim.join, findings)
        part, leaning = self._flip(findings[deciding]) if deciding is not None else (None, ())
        return Verdict(
            claim=claim,
            word=word,
            sides=sides,
            findings=findings,
            deciding=deciding,
            part=part,
            leanings=leaning,
            ranked=ranked,
            excess=excess,
            context=tuple(self._finding(test, (AS_SHIPPED,)) for test in claim.context),
        )

    def decide(self, decision: Decision) -> Chosen:
        """Value the actions in every variant, and all that follows from it."""
        worlds = _action_worlds(decision)
        multipliers = {worth.times for weights in decision.weights for worth in weights.worths if worth.times}
        columns = set().union(
            *(worth.measure.columns() for weights in decision.weights for worth in weights.worths)
        )
        values = []
        for variant in self.variants:
            scenarios = [self._scenario(name, variant) for name in worlds]
            samples = [self.ensembles.read(scenario, columns) for scenario in scenarios]
            numbers = [self._numbers(scenario, multipliers) for scenario in scenarios]
            values.append(valued(decision, samples, numbers))
        places = self._places(decision.world)
        return choose(decision, self.variants, values, places, self.ledger.indifference.value)

    def curves(self, claim: Claim) -> list[Curve]:
        """A claim's tests, and what beside them is on their scale, over the priors it names, as shipped."""
        found: list[Curve] = []
        scale = (claim.tests[0].statistic, claim.tests[0].in_points, claim.tests[0].measure.unit)
        for test in (*claim.tests, *claim.context):
            if (test.statistic, test.in_points, test.measure.unit) != scale:
                continue
            sample, other = self._samples(test, AS_SHIPPED)
            scenario = self._scenario(test.world, AS_SHIPPED)
            drawn = [path for path in claim.curves if path in uncertain(scenario)]
            draws = self.ensembles.draws(scenario, drawn)
            units = {path: scenario.numbers[path].unit for path in drawn}
            found += curves_of(test, sample, other, draws, units)
        return found

    def _scenario(self, name: str, variant: Variant) -> Scenario:
        scenario = self.ledger.worlds[name].scenario
        if not variant.path or variant.path not in scenario.choices:
            return scenario
        if (name, variant) not in self._scenarios:
            self._scenarios[name, variant] = scenario.override(variant.path, variant.option)
        return self._scenarios[name, variant]

    def _samples(self, test: Test, variant: Variant) -> tuple[Sample, Sample | None]:
        measures = [one for one in (test.measure, test.given, test.over) if one is not None]
        columns = set().union(*(measure.columns() for measure in measures))
        sample = self.ensembles.read(self._scenario(test.world, variant), columns)
        if test.compare_to is None:
            return sample, None
        return sample, self.ensembles.read(self._scenario(test.compare_to, variant), columns)

    def _finding(self, test: Test, variants: Sequence[Variant]) -> Finding:
        estimates = tuple(estimate(test, *self._samples(test, variant)) for variant in variants)
        return Finding(test, estimates, tuple(_side(test, found) for found in estimates))

    def _flip(self, finding: Finding) -> tuple[Part | None, tuple[tuple[str, float], ...]]:
        """The assumption that flips a test as shipped, and those it leans on."""
        test, found = finding.test, finding.estimates[0]
        if not found.known:
            return None, ()
        sample, other = self._samples(test, AS_SHIPPED)
        scenario = self._scenario(test.world, AS_SHIPPED)
        order = self._order(scenario)
        away = distances(test, found, sample)
        leaning = tuple(leanings(order, away))
        cut = flip(order, away)
        if cut is None:
            return None, leaning
        low = self.ensembles.draws(scenario, [cut.path])[cut.path] < cut.value
        below, above = (
            estimate(test, sample.part(rows), other.part(rows) if other else None) for rows in (low, ~low)
        )
        return Part(cut, scenario.numbers[cut.path].unit, below.value, above.value), leaning

    def _order(self, scenario: Scenario) -> Order:
        if scenario not in self._orders:
            self._orders[scenario] = Order.of(self.ensembles.draws(scenario, uncertain(scenario)))
        return self._orders[scenario]

    def _numbers(self, scenario: Scenario, paths: Iterable[str]) -> dict[str, Floats | float]:
        """Drawn numbers that multiply a worth; one that the scenario fixes is a constant."""
        drawn = self.ensembles.draws(scenario, [path for path in paths if path in uncertain(scenario)])
        return {path: drawn.get(path, scenario.numbers[path].value) for path in paths}

    def _places(self, world: str) -> Places:
        scenario = self._scenario(world, AS_SHIPPED)
        low, high = {}, {}
        for path in uncertain(scenario):
            number = scenario.numbers[path]
            if number.low is not None and number.high is not None and number.high > number.low:
                low[path], high[path] = number.low, number.high
        draws = self.ensembles.draws(scenario, low)
        u = np.stack([(draws[path] - low[path]) / (high[path] - low[path]) for path in low])
        return Places(tuple(low), u, low, high)


def _action_worlds(decision: Decision) -> list[str]:
    return [action_world(decision.world, action) for action in decision.actions]


def _variants(scenarios: Iterable[Scenario]) -> tuple[Variant, ...]:
    """The model as shipped, then each switch of `structure` set to each of its other options, one at a time."""
    found = [AS_SHIPPED]
    for scenario in scenarios:
        for path, choice in scenario.choices.items():
            if path.startswith(STRUCTURE):
                others = (Variant(path, option) for option in choice.options if option != choice.value)
                found += [variant for variant in others if variant not in found]
    return tuple(found)


def _side(test: Test, found: Estimate) -> Side:
    if test.threshold is None or not found.known:
        return "silent"
    return side_of(found.low, found.high, test.threshold, test.margin, test.direction)
