"""Iran: drones, missiles and the knowledge to make them."""

from dataclasses import dataclass

import mesa
import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, WEEKS_PER_YEAR, Floats
from sim.base.text import counted
from sim.rules import supply
from sim.rules.chance import mean_reverting
from sim.rules.supply import Kind
from sim.war.agents.country import Country
from sim.war.agents.suppliers import Dispatch, Supplier
from sim.war.agents.view import Random, View
from sim.war.inputs import Inputs
from sim.war.menu import DECISION_WEEKS
from sim.war.randomness import Stream
from sim.war.shocks import Shock

WILLINGNESS = Stream("iran/willingness", "normal")
COMPETING_NEED = Stream("iran/competing_need", "normal")


DELIVERIES = ("drone_deliveries", "missile_deliveries", "shell_deliveries")
LEAST_FACTOR = 0.1
"""Factor of coordination below which it counts as that much: lead times stay finite."""


@dataclass(frozen=True)
class IranOrders:
    """What is to be sent [1/week] and the share by which transfer lifts drone output a week. Shapes (n,)."""

    drones_sent: Floats
    missiles_sent: Floats
    shells_sent: Floats
    transfer: Floats


class Iran(Country, Supplier):
    """Arsenal of the side it backs."""

    title = "Iran"

    def __init__(self, model: mesa.Model, inputs: Inputs) -> None:
        super().__init__(model, "iran", inputs)
        p = self.numbers
        zero = np.zeros(self.n)
        self.drone_stock = zero + p["drone_stock"]
        self.missile_stock = zero + p["missile_stock"]
        self.willingness = zero + p["willingness"]
        self.leadership_stability = zero + p["leadership_stability"]
        self.coordination = zero + p["coordination"]
        self.competing_need = zero + p["competing_need"]
        self.drones_sent = zero
        self.missiles_sent = zero
        self.shells_sent = zero
        self.transfer = zero
        sent = np.stack(np.broadcast_arrays(*(p[key] for key in DELIVERIES)))
        weekly = np.broadcast_to(sent, (len(DELIVERIES), self.n)) * self.readiness / WEEKS_PER_MONTH
        self.arriving = weekly * self._arrives
        self.under_way = weekly * p["lead_weeks"]

    @property
    def readiness(self) -> Floats:
        """Share of the nominal deliveries it is ready to make: willing, led, coordinated, and not needed at home."""
        p = self.numbers
        led = 1.0 - p["leadership_weight"] * np.maximum(0.0, p["leadership_norm"] - self.leadership_stability)
        free = 1.0 - np.minimum(1.0, self.competing_need)
        nominal = p["willingness_reference"] * (1.0 - p["competing_need_reference"])
        return np.maximum(0.0, self.willingness * led * self._coordinated * free / nominal)

    @property
    def _coordinated(self) -> Floats:
        """Factor by which coordination with Russia and Belarus raises and quickens what it sends."""
        better = self.coordination - self.numbers["coordination_reference"]
        return np.maximum(LEAST_FACTOR, 1.0 + self.numbers["coordination_weight"] * better)

    @property
    def _lost_on_the_way(self) -> Floats:
        """Share of its deliveries that inspections and strikes on the way take; coordination lowers it."""
        return np.minimum(1.0, self.numbers["route_loss"] / self._coordinated)

    @property
    def _arrives(self) -> Floats:
        """What arrives of a delivery relative to what does at the reference, for which deliveries are stated."""
        return (1.0 - self._lost_on_the_way) / np.maximum(LEAST_FACTOR, 1.0 - self.numbers["route_loss"])

    @property
    def _working(self) -> Floats:
        """Share of a month's output that sanctions let it make in a week."""
        p = self.numbers
        return (1.0 - p["sanction_effect"] * p["sanction_pressure"]) / WEEKS_PER_MONTH

    def asked(self, _view: View) -> Floats:
        """Worth of sending what the side it backs asks for: as far as it is ready to send anything."""
        return np.asanyarray(self.inputs["decisions.iran.asked"] * self.readiness)

    def decide(self, _view: View, _random: Random) -> None:
        """Deliveries for the next four weeks: what is asked for, as far as readiness, stock and output go.

        They go on under a deal: stocks grow while fire is stopped.
        """
        p = self.numbers
        pace, output = self.readiness / WEEKS_PER_MONTH, self._working

        def sent(kind: str, stock: Floats) -> Floats:
            return supply.use(p[f"{kind}_deliveries"] * pace, stock / DECISION_WEEKS, p[f"{kind}_output"] * output)

        ready = np.minimum(1.0, self.readiness / self._coordinated)
        transfer = p["technology_transfer"] / WEEKS_PER_MONTH * ready * self._coordinated
        self.orders = IranOrders(
            drones_sent=sent("drone", self.drone_stock),
            missiles_sent=sent("missile", self.missile_stock),
            shells_sent=p["shell_deliveries"] * pace,
            transfer=np.broadcast_to(transfer, (self.n,)),
        )

    def live(self, random: Random) -> None:
        """A week at home: output, deliveries, and states drifting back to their norms."""
        p = self.numbers
        drones, missiles = p["drone_output"] * self._working, p["missile_output"] * self._working
        # Orders were given on the output of their day, which sanctions may have cut since.
        self.drones_sent = supply.use(self.drones_sent, self.drone_stock, drones)
        self.missiles_sent = supply.use(self.missiles_sent, self.missile_stock, missiles)
        self.drone_stock = supply.after_week(self.drone_stock, drones, self.drones_sent)
        self.missile_stock = supply.after_week(self.missile_stock, missiles, self.missiles_sent)
        loaded = np.stack([self.drones_sent, self.missiles_sent, self.shells_sent])
        lead = np.maximum(1.0, p["lead_weeks"] / self._coordinated)
        self.under_way, unloaded = supply.pipeline(self.under_way, loaded, lead)
        self.arriving = unloaded * self._arrives
        pull, year = 1.0 / p["memory_weeks"], np.sqrt(WEEKS_PER_YEAR)
        self.willingness = mean_reverting(
            self.willingness, p["willingness"], random(WILLINGNESS), pull=pull, spread=p["willingness_noise"] / year
        )
        self.competing_need = mean_reverting(
            self.competing_need, p["competing_need"], random(COMPETING_NEED), pull=pull, spread=p["need_noise"] / year
        )
        self.leadership_stability = supply.ramp(self.leadership_stability, p["leadership_norm"], p["healing_weeks"])

    def sends(self, _week: int) -> dict[int, Floats]:
        """Drones, missiles and shells."""
        return {
            Kind.LONG_RANGE_DRONES: self.arriving[0],
            Kind.BALLISTIC_MISSILES: self.arriving[1],
            Kind.SHELLS: self.arriving[2],
        }

    def tells(self, column: int) -> Dispatch:
        """Drones and missiles a month."""
        drones, missiles = (float(sent[column]) * WEEKS_PER_MONTH for sent in self.arriving[:2])
        words = f"{counted(round(drones), 'drone')} and {counted(round(missiles), 'missile')}"
        return Dispatch(drones, f"Iran sends {words} a month.")

    def after_shock(self, shock: Shock, before: Floats, after: Floats) -> Floats:
        """A state after a shock of some weeks ago, of which a part has faded since."""
        memory = {
            "leadership_stability": "healing_weeks",
            "willingness": "memory_weeks",
            "competing_need": "memory_weeks",
        }.get(shock.state)
        left = np.exp(-shock.age / self.numbers[memory]) if memory else np.ones(1)
        return before + (after - before) * left
