"""Those who supply a side: Iran and the third supplier on one, NATO on the other, and Belarus as a base."""

from __future__ import annotations

from dataclasses import dataclass

import mesa
import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, WEEKS_PER_YEAR, Floats
from sim.rules import economy, supply
from sim.war.agents.country import Country, View
from sim.war.inputs import Section

BELARUS_RUNGS = (
    "host only",
    "logistics and training",
    "launch ground and drone production",
    "troops massed on the border",
    "co-belligerent",
)
NATO_RUNGS = ("supplies only", "wide permission", "trainers", "troops in the rear", "combat")


@dataclass(frozen=True)
class IranOrders:
    """Deliveries by kind [1/week], shape (k, n), and the share by which transfer lifts drone output a week."""

    deliveries: Floats
    transfer: Floats


class Iran(Country):
    """Arsenal of the side it backs."""

    def __init__(self, model: mesa.Model, name: str, numbers: Section) -> None:
        super().__init__(model, name, numbers)
        p = numbers
        self.backs = p.choice("backs")
        zero = np.zeros(self.n)
        self.drone_stock = zero + p["drone_stock"]
        self.missile_stock = zero + p["missile_stock"]
        self.willingness = zero + p["willingness"]
        self.leadership_stability = zero + p["leadership_stability"]
        self.coordination = zero + p["coordination"]
        self.competing_need = zero + p["competing_need"]
        self.delivered_drones = zero
        self.delivered_missiles = zero
        self.deliveries = np.zeros((len(supply.KINDS), self.n))
        self.transfer = zero

    @property
    def readiness(self) -> Floats:
        """Share of the nominal deliveries it is ready to make: willing, led, coordinated, and not needed at home."""
        p = self.numbers
        led = 1.0 - p["leadership_weight"] * np.maximum(0.0, p["leadership_norm"] - self.leadership_stability)
        coordinated = 1.0 + p["coordination_weight"] * (self.coordination - p["coordination"])
        free = 1.0 - np.minimum(1.0, self.competing_need)
        nominal = p["willingness"] * (1.0 - p["competing_need"])
        return np.maximum(0.0, self.willingness * led * coordinated * free / np.maximum(nominal, 1e-6))

    def decide(self, _view: View) -> IranOrders:
        """Deliveries for the next four weeks: what is asked for, as far as readiness, stock and output go.

        They go on under a deal: stocks grow while fire is stopped.
        """
        p = self.numbers
        pace = self.readiness / WEEKS_PER_MONTH
        output = (1.0 - p["sanction_effect"] * p["sanction_pressure"]) / WEEKS_PER_MONTH
        drones = supply.use(p["drone_deliveries"] * pace, self.drone_stock / 4.0, p["drone_output"] * output)
        missiles = supply.use(
            p["missile_deliveries"] * pace, self.missile_stock / 4.0, p["missile_output"] * output
        )
        deliveries = np.zeros((len(supply.KINDS), self.n))
        deliveries[supply.LONG_RANGE_DRONES] = drones
        deliveries[supply.BALLISTIC] = missiles
        deliveries[supply.SHELLS] = p["shell_deliveries"] * pace
        transfer = p["technology_transfer"] / WEEKS_PER_MONTH * np.minimum(1.0, self.readiness)
        return IranOrders(deliveries, np.broadcast_to(transfer, (self.n,)))

    def obey(self, orders: IranOrders) -> None:
        """Put orders into force."""
        self.deliveries = orders.deliveries
        self.transfer = orders.transfer

    def week(self, shocks: Floats) -> None:
        """A week at home: output, deliveries, and states drifting back to their norms. Shocks: shape (2, n)."""
        p = self.numbers
        output = (1.0 - p["sanction_effect"] * p["sanction_pressure"]) / WEEKS_PER_MONTH
        drones, missiles = p["drone_output"] * output, p["missile_output"] * output
        # Orders were given on the output of their day, which sanctions may have cut since.
        sent = self.deliveries.copy()
        sent[supply.LONG_RANGE_DRONES] = supply.use(sent[supply.LONG_RANGE_DRONES], self.drone_stock, drones)
        sent[supply.BALLISTIC] = supply.use(sent[supply.BALLISTIC], self.missile_stock, missiles)
        self.drone_stock = supply.after_week(
            self.drone_stock, drones, sent[supply.LONG_RANGE_DRONES], np.zeros(1)
        )
        self.missile_stock = supply.after_week(
            self.missile_stock, missiles, sent[supply.BALLISTIC], np.zeros(1)
        )
        self.deliveries = sent
        pull = 1.0 / p["memory_weeks"]
        self.willingness = economy.mean_reverting(
            self.willingness,
            p["willingness"],
            pull,
            shocks[0],
            p["willingness_noise"] / np.sqrt(WEEKS_PER_YEAR),
        )
        self.competing_need = economy.mean_reverting(
            self.competing_need,
            p["competing_need"],
            pull,
            shocks[1],
            p["need_noise"] / np.sqrt(WEEKS_PER_YEAR),
        )
        self.leadership_stability = supply.ramp(
            self.leadership_stability, p["leadership_norm"], p["healing_weeks"]
        )

    def heal(self, path: str, effect: Floats, age: int) -> Floats:
        """What is left of a shock to one of its states `age` weeks later."""
        if path == "iran.leadership_stability":
            return effect * np.exp(-age / self.numbers["healing_weeks"])
        if path in ("iran.willingness", "iran.competing_need"):
            return effect * np.exp(-age / self.numbers["memory_weeks"])
        return effect


@dataclass(frozen=True)
class BelarusOrders:
    """One rung up (1), down (-1) or neither (0)."""

    step: Floats


class Belarus(Country):
    """Base of the side it backs; climbs and descends a ladder of involvement."""

    def __init__(self, model: mesa.Model, name: str, numbers: Section) -> None:
        super().__init__(model, name, numbers)
        self.backs = numbers.choice("backs")
        self.involvement = np.zeros(self.n) + numbers["involvement"]
        self.regime_security = np.zeros(self.n) + numbers["regime_security"]

    def decide(self, view: View, up: Floats, down: Floats) -> BelarusOrders:
        """Step on the ladder: pressed by the side it backs, held back by fear for the regime.

        Args:
            view: what everybody sees.
            up: uniform numbers that decide a step up, shape (n,).
            down: the same for a step down.
        """
        p = self.numbers
        months = 4.0 / WEEKS_PER_MONTH
        need = np.maximum(0.0, 1.0 - view.sides[self.backs].manning)
        pressure = p["dependence"] * p["pressure"] * (1.0 + p["pressure_by_need"] * need)
        pressure = pressure * (1.0 + p["coordination_weight"] * view.coordination)
        reluctance = np.where(self.involvement >= 3.0, p["reluctance_to_fight"], 1.0)
        climb = p["climb_hazard"] * months * pressure * self.regime_security * reluctance
        leave = (
            p["descent_hazard"] * months * np.where(view.fighting, 1.0, 3.0) * (2.0 - self.regime_security)
        )
        held = self.involvement >= p["ceiling"]
        rises = (up < -np.expm1(-climb)) & view.fighting & ~held & (self.involvement < 4.0)
        falls = (down < -np.expm1(-leave)) & ~rises & (self.involvement > np.maximum(p["floor"], 0.0))
        return BelarusOrders(rises.astype(np.float64) - falls)

    def obey(self, orders: BelarusOrders) -> None:
        """Put orders into force, within the floor and ceiling the scenario sets."""
        p = self.numbers
        self.involvement = np.clip(
            self.involvement + orders.step, p["floor"], np.maximum(p["floor"], p["ceiling"])
        )

    def week(self) -> None:
        """A week at home: involvement beyond logistics unsettles the regime, quiet settles it."""
        p = self.numbers
        strain = p["unsettled_per_rung"] * np.maximum(0.0, self.involvement - 1.0)
        self.regime_security = supply.ramp(
            self.regime_security, np.maximum(0.0, p["regime_security"] - strain), p["healing_weeks"]
        )


@dataclass(frozen=True)
class NatoOrders:
    """Aid relative to the reference flow, by donor, and a step on the ladder of intervention."""

    pledge_us: Floats
    pledge_europe: Floats
    step: Floats


class Nato(Country):
    """Two wills, the United States and Europe, and one policy."""

    def __init__(self, model: mesa.Model, name: str, numbers: Section) -> None:
        super().__init__(model, name, numbers)
        p = numbers
        self.backs = p.choice("backs")
        one = np.ones(self.n)
        self.us_will = one * p["us_will"]
        self.europe_will = one * p["europe_will"]
        self.intervention = one * p["intervention"]
        self.pledge = one * p["aid_level"]
        self.in_transit = one * p["aid_level"] * p["lag"]
        self.in_transit = self.in_transit + p["backlog"]
        self.aid_flow = one * p["aid_level"]
        self.aid_delivered = np.zeros(self.n)

    def decide(self, view: View, chance: Floats) -> NatoOrders:
        """Aid and intervention for the next four weeks.

        Aid = level x will of each donor by its share, raised by alarm when the backed side loses ground and lowered by
        fear on the ladder. Intervention moves one rung at a time towards what policy wants, at a hazard.
        """
        p, backed = self.numbers, view.sides[self.backs]
        alarm = 1.0 + p["alarm"] * np.clip(-backed.gain / p["alarm_area"], -0.5, 1.0)
        fear = 1.0 - p["fear"] * np.maximum(0.0, view.rung - 2.0) / 4.0
        mood = np.maximum(0.0, alarm * fear)
        pace = -np.expm1(-p["intervention_hazard"] * 4.0 / WEEKS_PER_MONTH)
        moves = (chance < pace) & (view.fighting | (p["intervention_target"] < self.intervention))
        return NatoOrders(
            pledge_us=p["aid_level"] * p["us_share"] * p["us_aid"] * self.us_will * mood,
            pledge_europe=p["aid_level"] * (1.0 - p["us_share"]) * p["europe_aid"] * self.europe_will * mood,
            step=np.sign(p["intervention_target"] - self.intervention) * moves,
        )

    def obey(self, orders: NatoOrders) -> None:
        """Put orders into force."""
        self.pledge = orders.pledge_us + orders.pledge_europe
        self.intervention = np.clip(self.intervention + orders.step, 0.0, 4.0)

    def week(self, shocks: Floats) -> None:
        """A week of politics and deliveries. Shocks: shape (2, n)."""
        p = self.numbers
        spread = p["will_noise"] / np.sqrt(WEEKS_PER_YEAR)
        pull = 1.0 / p["will_memory_weeks"]
        self.us_will = economy.mean_reverting(self.us_will, p["us_will"], pull, shocks[0], spread)
        self.europe_will = economy.mean_reverting(self.europe_will, p["europe_will"], pull, shocks[1], spread)
        self.in_transit, self.aid_flow = supply.pipeline(self.in_transit, self.pledge, p["lag"])
        self.aid_delivered = self.aid_delivered + self.aid_flow * p["reference_flow"] / WEEKS_PER_MONTH

    @property
    def troops(self) -> Floats:
        """NATO soldiers in the line beside the backed side, less what Kaliningrad pins [persons]."""
        free = 1.0 - self.inputs["kaliningrad.pinned_share"]
        return np.where(self.intervention >= 4.0, self.numbers["intervention_force"] * free, 0.0)

    @property
    def relief(self) -> Floats:
        """Soldiers of the backed side freed by NATO troops in the rear [persons]."""
        free = 1.0 - self.inputs["kaliningrad.pinned_share"]
        return np.where(self.intervention >= 3.0, self.numbers["rear_relief"] * free, 0.0)

    @property
    def training_bonus(self) -> Floats:
        """What trainers in the country add to the quality of the backed side [share]."""
        return np.where(self.intervention >= 2.0, self.numbers["trainer_bonus"], 0.0)
