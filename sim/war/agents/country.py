"""What actors and deciding countries have in common."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import mesa
import numpy as np

from sim.base.arrays import Floats
from sim.war.agents.choosing import intend
from sim.war.agents.view import Random, View
from sim.war.inputs import Inputs
from sim.war.shocks import Shakeable


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

    def asked(self, _view: View) -> Floats:
        """Worth to it of giving a backed side all that it asks for [share of what is contested], shape (n,) or (1,)."""
        return np.zeros(1)

    def choose(self, view: View, random: Random) -> None:
        """Settle which option of its menu it takes; in force once all have chosen. Changes nothing else."""
        menu = self.inputs.menus.get(self.name)
        if menu is not None:
            intend(menu, self.inputs, view, random, asked=self.asked(view))

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
