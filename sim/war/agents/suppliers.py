"""What all who send materiel to a side have in common, and the plainest of them."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import mesa

from sim.base.arrays import WEEKS_PER_MONTH, Floats
from sim.rules.supply import Kind
from sim.war.agents.country import Actor
from sim.war.agents.view import Random
from sim.war.inputs import Inputs, Section


@dataclass(frozen=True)
class Dispatch:
    """What a story says of deliveries in one war; told again when the amount has changed by a quarter."""

    amount: float
    text: str


class Helper(ABC):
    """Someone who helps the side that the scenario says: its section has a choice `backs`."""

    title: ClassVar[str]
    numbers: Section

    @property
    def backs(self) -> str:
        """Key of the side it helps."""
        return self.numbers.choice("backs")

    def live(self, random: Random) -> None:  # noqa: B027 - not every helper has a week of its own
        """A week at home, before anything is sent."""


class Supplier(Helper):
    """Someone who sends materiel. A new one is a class with a section of the scenario and a place in `War.__init__`."""

    @abstractmethod
    def sends(self, week: int) -> dict[int, Floats]:
        """What it sends in a week, by kind of materiel; shapes (n,) or (1,)."""

    def tells(self, column: int) -> Dispatch | None:  # noqa: ARG002 - most have nothing to tell
        """What a story says of its deliveries in one war."""
        return None


class NorthKorea(Actor, Supplier):
    """Sends shells at a steady rate and decides nothing."""

    title = "North Korea"

    def __init__(self, model: mesa.Model, inputs: Inputs) -> None:
        super().__init__(model, "north_korea", inputs)

    def sends(self, _week: int) -> dict[int, Floats]:
        """Shells."""
        return {Kind.SHELLS: self.numbers["shell_deliveries"] / WEEKS_PER_MONTH}
