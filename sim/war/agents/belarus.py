"""Belarus: a base that may become a belligerent."""

from dataclasses import dataclass

import mesa
import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, Floats
from sim.rules.ladders import BelarusRung
from sim.rules.supply import Kind, ramp
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.contingents import Contingent
from sim.war.agents.country import Country, OnLadder
from sim.war.agents.sector import IN_NORTH
from sim.war.agents.suppliers import Supplier
from sim.war.agents.view import Random, View
from sim.war.inputs import Inputs


@dataclass(frozen=True)
class BelarusOrders:
    """One rung up (1), down (-1) or neither (0)."""

    step: Floats


class Belarus(Country, Supplier, Contingent, OnLadder):
    """Base of the side it backs; climbs and descends a ladder of involvement."""

    rungs = BelarusRung.TITLES
    title = "Belarus"
    prefix = "belarusian"

    def __init__(self, model: mesa.Model, inputs: Inputs) -> None:
        super().__init__(model, "belarus", inputs)
        self.involvement = np.zeros(self.n) + self.numbers["involvement"]
        self.regime_security = np.zeros(self.n) + self.numbers["regime_security"]
        self.fallen = np.zeros(self.n)

    @property
    def rung(self) -> Floats:
        """Its involvement."""
        return self.involvement

    def asked(self, view: View) -> Floats:
        """Worth of doing what the side it backs asks: dependence, and how much that side lacks men; less if unsafe."""
        p = self.numbers
        need = np.maximum(0.0, 1.0 - view.sides[self.backs].manning)
        pressure = p["dependence"] * p["pressure"] * (1.0 + p["pressure_by_need"] * need)
        pressure = pressure * (1.0 + p["coordination_weight"] * view.coordination)
        return np.asanyarray(self.inputs["decisions.belarus.asked"] * pressure * self.regime_security)

    def decide(self, _view: View, _random: Random) -> None:
        """One rung at a time towards the involvement that it has chosen."""
        self.orders = BelarusOrders(np.sign(self.numbers["involvement_wanted"] - self.involvement))

    def obey(self) -> None:
        """Put the orders into force, within the floor and ceiling that the scenario sets."""
        p = self.numbers
        self.involvement = np.clip(
            self.involvement + self.orders.step, p["floor"], np.maximum(p["floor"], p["ceiling"])
        )

    def live(self, _random: Random) -> None:
        """A week at home: involvement beyond logistics unsettles the regime, quiet settles it."""
        p = self.numbers
        strain = p["unsettled_per_rung"] * np.maximum(0.0, self.involvement - BelarusRung.LOGISTICS)
        norm = np.maximum(0.0, p["regime_security"] - strain)
        self.regime_security = ramp(self.regime_security, norm, p["healing_weeks"])

    def sends(self, _week: int) -> dict[int, Floats]:
        """Long-range drones, once it makes them."""
        making = self.involvement >= BelarusRung.LAUNCH_GROUND
        drones = np.where(making, self.numbers["drone_production"] / WEEKS_PER_MONTH, 0.0)
        return {Kind.LONG_RANGE_DRONES: drones}

    def shares(self, _side: Belligerent) -> Floats:
        """In the north."""
        return IN_NORTH.astype(np.float64)

    @property
    def sent(self) -> Floats:
        """Its soldiers, once it fights."""
        return np.where(self.involvement >= BelarusRung.BELLIGERENT, self.numbers["force"], 0.0)
