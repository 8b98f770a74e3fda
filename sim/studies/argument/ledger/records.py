"""What a ledger is once it has been read: frozen records, every name in it known to exist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.scenario import Scenario
from sim.studies.argument.ledger.shapes import Direction, Kind, Side
from sim.studies.argument.measures import Measure

STRATEGY = "nato.strategy"
"""Path of the choice whose options are the actions."""


@dataclass(frozen=True)
class World:
    """A scenario as a claim wants it."""

    name: str
    scenario: Scenario
    why: str | None = None


@dataclass(frozen=True)
class Indifference:
    """How far an interval must clear a threshold: by probability, by ratio, by share of what is at stake."""

    probability: float
    ratio: float
    value: float


@dataclass(frozen=True)
class Test:
    """A statistic of one world, or of one against another, and the threshold it is held against.

    Attributes:
        measure: what is read off every war.
        statistic: how wars become one number.
        world: name of the world.
        compare_to: name of the world it is compared to.
        paired: whether wars of one number in the two worlds are set against one another.
        given: restrict to the wars where this holds.
        over: for a trend across wars, the number it runs along.
        threshold: value the claim is about; None for a number that is only shown.
        direction: side of the threshold on which the claim holds.
        margin: how far the interval must clear the threshold, in its units.
        label: what it is, in words.
    """

    __test__ = False  # not a test case of pytest

    measure: Measure
    statistic: Kind
    world: str
    compare_to: str | None = None
    given: Measure | None = None
    over: Measure | None = None
    threshold: float | None = None
    direction: Direction = "above"
    margin: float = 0.0
    label: str = ""
    paired: bool = True

    @property
    def in_points(self) -> bool:
        """True if it is a probability or a difference of two."""
        return self.measure.kind == "probability" and self.statistic in ("probability", "mean", "difference")

    @property
    def worlds(self) -> tuple[str, ...]:
        """Names of the worlds it needs."""
        return (self.world,) if self.compare_to is None else (self.world, self.compare_to)


@dataclass(frozen=True)
class Ranking:
    """An action said to be worth more than others."""

    action: str
    above: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """One claim: what is said, where the model speaks, how it is tested. `join` says how several tests combine."""

    id: str
    side: Side
    paraphrase: str
    model: str
    reading: str
    notes: tuple[str, ...]
    tests: tuple[Test, ...]
    join: str
    ranking: Ranking | None
    rests_on_weights: bool
    untestable: str | None
    context: tuple[Test, ...]
    curves: tuple[str, ...]


@dataclass(frozen=True)
class Worth:
    """Points that an outcome is worth, per so much of it, times a drawn number where one is named."""

    measure: Measure
    worth: float
    per: float
    times: str | None
    why: str


@dataclass(frozen=True)
class Weights:
    """One way to value outcomes."""

    name: str
    title: str
    why: str
    worths: tuple[Worth, ...]


@dataclass(frozen=True)
class Decision:
    """Actions in one scenario, and the sets of weights under which they are valued."""

    world: str
    actions: tuple[str, ...]
    weights: tuple[Weights, ...]


@dataclass(frozen=True)
class Ledger:
    """An argument taken apart: its claims, the worlds they need, the decision they lead to."""

    name: str
    title: str
    description: str
    article: Mapping[str, str]
    indifference: Indifference
    worlds: Mapping[str, World]
    claims: tuple[Claim, ...]
    decision: Decision | None
