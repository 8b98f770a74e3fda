"""Soldiers whom others send to fight beside a side: they stand somewhere, fight there and die there."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import mesa
import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, Floats, total
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.country import Actor
from sim.war.agents.suppliers import Helper
from sim.war.agents.view import Random
from sim.war.inputs import Inputs


class Contingent(Helper):
    """Soldiers beside a side.

    A new one is a class that says how many it sends and where they stand, and a place in `War.__init__`.

    Attributes:
        prefix: of the outcome that counts its losses.
        fallen: killed and wounded so far [persons], shape (n,).
    """

    prefix: ClassVar[str]
    fallen: Floats

    @property
    @abstractmethod
    def sent(self) -> Floats:
        """Soldiers sent so far, the fallen among them [persons], shape (n,)."""

    @property
    def troops(self) -> Floats:
        """Soldiers in the line [persons], shape (n,)."""
        return np.maximum(0.0, self.sent - self.fallen)

    @abstractmethod
    def shares(self, side: Belligerent) -> Floats:
        """Where they stand: shares by sector, shape (s, n) or (s, 1)."""

    def lose(self, casualties: Floats) -> None:
        """Take a week's killed and wounded off them [persons], shape (n,)."""
        self.fallen = self.fallen + casualties


class ThirdCountry(Actor, Contingent):
    """Soldiers of a country that has none of its own in the war, sent over time to where the side attacks."""

    title = "Third country"
    prefix = "third_country"

    def __init__(self, model: mesa.Model, inputs: Inputs) -> None:
        super().__init__(model, "third_country", inputs)
        self.fallen = np.zeros(self.n)
        self.arrived = np.zeros(self.n)

    def live(self, _random: Random) -> None:
        """A week's arrivals, until all have come."""
        p = self.numbers
        coming = np.minimum(p["soldiers_per_month"] / WEEKS_PER_MONTH, p["soldiers"] - self.arrived)
        self.arrived = self.arrived + np.maximum(0.0, coming)

    @property
    def sent(self) -> Floats:
        """Soldiers that have arrived."""
        return self.arrived

    def shares(self, side: Belligerent) -> Floats:
        """In proportion to the side's attacks."""
        return np.asanyarray(side.main_effort / total(side.main_effort))
