"""A ledger once it has been read: frozen records, every name in it known to exist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from sim.scenario import Scenario
from sim.studies.argument.ledger.shapes import ActionRanking, ClaimSide, Direction, Indifference, Kind
from sim.studies.game.records import Game
from sim.studies.measures import Measure

STRATEGY = "nato.strategy"
"""Path of the choice whose options are the actions."""


@dataclass(frozen=True)
class Arm:
    """A scenario as claims want it; the section `worlds` of a ledger defines it, or it is a scenario as it is."""

    name: str
    scenario: Scenario


@dataclass(frozen=True)
class ClaimTest:
    """A statistic of one arm, or of one against another, and the threshold it is held against.

    Attributes:
        measure: the outcome that is read off every war.
        statistic: how wars become one number.
        arm: name of the arm.
        compare_to: name of the arm it is compared to.
        paired: whether wars of one number in the two arms are set against one another.
        given: restrict to the wars where this holds.
        over: for a trend across wars, the number it runs along.
        per: for a rate, the number that it is counted by: sum over wars of the outcome by that of this number.
        threshold: value the claim is about; None for a number that is only shown.
        direction: side of the threshold on which the claim holds.
        margin: how far the interval must clear the threshold, in its units.
        label: a heading of its own.
    """

    measure: Measure
    statistic: Kind
    arm: str
    compare_to: str | None = None
    given: Measure | None = None
    over: Measure | None = None
    per: Measure | None = None
    threshold: float | None = None
    direction: Direction = "above"
    margin: float = 0.0
    label: str = ""
    paired: bool = True

    @property
    def in_points(self) -> bool:
        """True if it is a probability or a difference of two."""
        shares = self.measure.kind == "probability" and self.per is None
        return shares and self.statistic in ("probability", "mean", "difference")

    @property
    def unit(self) -> str:
        """Of the outcome, or of its rate."""
        if self.per is None:
            return self.measure.unit
        return f"{self.measure.unit or 'events'} per {self.per.unit}"

    @property
    def arms(self) -> tuple[str, ...]:
        """Names of the arms it needs."""
        return (self.arm,) if self.compare_to is None else (self.arm, self.compare_to)

    def columns(self) -> set[str]:
        """Names of the stored columns it reads."""
        measures = [one for one in (self.measure, self.given, self.over, self.per) if one is not None]
        return set().union(*(measure.columns() for measure in measures))


@dataclass(frozen=True)
class Claim:
    """One claim: its words, the part of the model that speaks to it, its tests and how several of them combine."""

    id: str
    side: ClaimSide
    paraphrase: str
    model: str
    reading: str = ""
    notes: tuple[str, ...] = ()
    tests: tuple[ClaimTest, ...] = ()
    join: Literal["all", "any"] = "all"
    ranking: ActionRanking | None = None
    rests_on_weights: bool = False
    untestable: str | None = None
    context: tuple[ClaimTest, ...] = ()
    curves: tuple[str, ...] = ()
    levers: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def decided(self) -> bool:
        """Whether the decision has a part in it."""
        return self.ranking is not None or self.rests_on_weights


@dataclass(frozen=True)
class Worth:
    """Points that an outcome is worth, per so much of it, times a drawn number where one is named."""

    measure: Measure
    worth: float
    why: str
    per: float = 1.0
    times: str | None = None


@dataclass(frozen=True)
class Weights:
    """One way to value outcomes."""

    name: str
    title: str
    why: str
    worths: tuple[Worth, ...]


@dataclass(frozen=True)
class Decision:
    """Actions in one scenario, the sets of weights under which they are valued, and the game in which others answer."""

    arm: str
    actions: tuple[str, ...]
    weights: tuple[Weights, ...]
    game: Game | None = None

    def columns(self) -> set[str]:
        """Names of the stored columns that the worths read."""
        return set().union(*(worth.measure.columns() for weights in self.weights for worth in weights.worths))

    def multipliers(self) -> set[str]:
        """Paths of the numbers that multiply a worth."""
        return {worth.times for weights in self.weights for worth in weights.worths if worth.times}


@dataclass(frozen=True)
class Ledger:
    """An argument taken apart: its claims, the arms they need, the decision they lead to."""

    name: str
    title: str
    description: str
    article: Mapping[str, str]
    indifference: Indifference
    arms: Mapping[str, Arm]
    claims: tuple[Claim, ...] = ()
    decision: Decision | None = None

    def without_game(self) -> Ledger:
        """The same, whose decision nobody answers."""
        return replace(self, decision=replace(self.decision, game=None)) if self.decision is not None else self
