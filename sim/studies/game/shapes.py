"""The shapes a game's file may hold, as strict pydantic models; a field's description is what a fault says was expected."""

from typing import Annotated, Any

from pydantic import Field

from sim.scenario.records import WIDEST, Basis
from sim.scenario.shapes import BASIS, LINE, SOURCE, Filled, Line, Note, Shape, StrategyShape

Heading = Annotated[Line, Field(description=LINE)]
Finite = Annotated[float, Field(ge=-WIDEST, le=WIDEST)]
NAME = "the name of an actor, as text"


class JudgedShape(Shape):
    """A number that is drawn between two ends, most often near its value, and where it comes from."""

    value: float = Field(ge=0, le=1, description="a number from 0 to 1")
    low: float = Field(ge=0, le=1, description="a number from 0 to 1, no more than value")
    high: float = Field(ge=0, le=1, description="a number from 0 to 1, no less than value")
    basis: Basis = Field(description=BASIS)
    source: Line = Field(description=SOURCE)
    note: Note = None


class ValueShape(Shape):
    """One thing that an actor weighs: outcomes, where they count for nothing and for everything, and its weight."""

    title: Heading
    outcomes: dict[str, Finite] = Field(min_length=1, description="a mapping of outcomes to factors")
    worst: Finite = Field(description="a finite number, at which it is worth 0")
    best: Finite = Field(description="a finite number other than worst, at which it is worth 1")
    weight: JudgedShape = Field(description="a mapping with value, low, high, basis, source")


class GameStrategy(StrategyShape):
    """A strategy of an actor, as editors check it."""

    changes: list[Any] = Field(default_factory=list, description="a list of changes")
    set: dict[str, Any] | None = Field(None, description="a mapping of dotted paths to values or overrides")
    price: JudgedShape | None = Field(None, description="a mapping with value, low, high, basis, source")


class ActorShape(Shape):
    """What an actor says of itself."""

    title: Heading


class WholeActor(ActorShape):
    """An actor with its strategies, the first of which is what it does now, and what it weighs."""

    strategies: dict[str, GameStrategy] = Field(min_length=2, description="a mapping of two or more strategies")
    values: dict[str, ValueShape] = Field(min_length=1, description="a mapping of what it weighs")


class GameShape(Shape):
    """The keys at the top of a game that are not walked by themselves."""

    title: Heading
    description: Note = None
    scenario: Filled = Field(description="the name of a scenario, as text")
    together: list[Filled] = Field(
        min_length=2, max_length=8, description="a list of two to eight actors whose strategies all meet one another"
    )
    against: Filled = Field(description=f"{NAME} of together, whose strategies all others meet too")
    question: Filled = Field(description="the name of a strategy of against, as text")


class GameFile(GameShape):
    """A whole game, as editors check it."""

    actors: dict[str, WholeActor] = Field(min_length=2, description="a mapping of two or more actors")
