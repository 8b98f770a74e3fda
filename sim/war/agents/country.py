"""What actors and deciding countries have in common, and what they see when they decide."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

import mesa

from sim.base.arrays import Bools, Floats
from sim.war.inputs import Inputs, Shakeable
from sim.war.randomness import Stream

DECISION_WEEKS = 4
"""Weeks between two decisions."""

Random: TypeAlias = Callable[[Stream], Floats]
"""Gives this week's random numbers of a stream, shape (n,) or (places, n)."""


@dataclass(frozen=True)
class SideView:
    """What is publicly known of a belligerent. Shapes (n,) unless said otherwise."""

    manning: Floats
    """Front force over establishment."""
    supply: Floats
    """Share of demanded shells that is met."""
    will: Floats
    engaged: Floats
    """Troops in the line by sector [persons], shape (s, n)."""
    gain: Floats
    """Ground gained in the last eight weeks, own gain positive [km2]."""
    opened: Floats
    """Own sectors that are broken open, 0 or 1, shape (s, n)."""
    bridgehead: Floats
    """Own ground that is hard to supply and not yet given up [km2], shape (s, n)."""
    leaks: Floats
    """Share of its cruise and ballistic missiles that got through lately, shape (2, n)."""


@dataclass(frozen=True)
class View:
    """Last week as every country sees it. All decide on the same one, so their order cannot matter."""

    sides: dict[str, SideView]
    power_ratio: Floats
    """ln of Russia's over Ukraine's combat power by sector, shape (s, n)."""
    fighting: Bools
    talks: Bools
    rung: Floats
    """Of the escalation ladder."""
    signals: Floats
    """Russia's nuclear signals that are remembered."""
    coordination: Floats
    """Between Iran, Belarus and Russia, 0-1."""


class Actor(mesa.Agent, Shakeable):
    """An agent with numbers in the scenario.

    Args:
        model: the war.
        name: key of its section of the scenario.
        inputs: numbers in force.
    """

    def __init__(self, model: mesa.Model, name: str, inputs: Inputs) -> None:
        super().__init__(model)
        self.name = name
        self.inputs = inputs
        self.numbers = inputs.section(name)
        self.n = inputs.n


class Country(Actor, ABC):
    """A country that decides every four weeks. Holds state and chooses; never reaches into another agent."""

    orders: Any
    """What it decided last."""

    @abstractmethod
    def decide(self, view: View, random: Random) -> None:
        """Orders for the next four weeks, on last week's view; kept until all have decided. Changes nothing else."""

    def obey(self) -> None:
        """Put the orders into force: each becomes the state of its name."""
        self.__dict__.update(vars(self.orders))


class OnLadder(ABC):
    """A country that climbs a ladder of involvement in the war."""

    title: ClassVar[str]
    rungs: ClassVar[tuple[str, ...]]
    """What each rung stands for."""

    @property
    @abstractmethod
    def rung(self) -> Floats:
        """Where it stands, shape (n,)."""
