"""NATO: aid, and intervention."""

from dataclasses import dataclass

import mesa
import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, WEEKS_PER_YEAR, Floats
from sim.rules import choice, supply
from sim.rules.chance import mean_reverting, p_of_hazard
from sim.rules.escalation import delayed
from sim.rules.ladders import NatoRung, Rung
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.contingents import Contingent
from sim.war.agents.country import Country, OnLadder
from sim.war.agents.suppliers import Supplier
from sim.war.agents.view import Random, View
from sim.war.inputs import Inputs
from sim.war.menu import DECISION_WEEKS
from sim.war.randomness import Stream

US_WILL = Stream("nato/us_will", "normal")
EUROPE_WILL = Stream("nato/europe_will", "normal")
INTERVENTION = Stream("nato/intervention", every=DECISION_WEEKS)
LEAST_LEVEL = 1e-9
"""Level of aid that counts as none."""


@dataclass(frozen=True)
class NatoOrders:
    """Aid relative to the reference flow, by donor, the share of it that is decided, and a step on the ladder."""

    pledge_us: Floats
    pledge_europe: Floats
    decided: Floats
    """What is left of its level without drift, which is no step that Russia answers."""
    step: Floats


class Nato(Country, Supplier, Contingent, OnLadder):
    """Two wills, the United States and Europe, and one policy."""

    rungs = NatoRung.TITLES
    title = "NATO"
    prefix = "nato"

    def __init__(self, model: mesa.Model, inputs: Inputs) -> None:
        super().__init__(model, "nato", inputs)
        p, one = self.numbers, np.ones(self.n)
        self.us_will = one * p["us_will"]
        self.europe_will = one * p["europe_will"]
        self.intervention = one * p["intervention"]
        self.pledge = one * p["aid_level"]
        self.announced = self.pledge
        self.in_transit = one * p["aid_level"] * p["lag"] + p["backlog"]
        self.aid_flow = one * p["aid_level"]
        self.fallen = np.zeros(self.n)
        self.permitted = one * p["strike_permission"]
        self.novelty = one

    @property
    def rung(self) -> Floats:
        """Its intervention."""
        return self.intervention

    def asked(self, view: View) -> Floats:
        """Worth to it of a step after Russia's nuclear signals: they make one rarer by the factor exp(-f s)."""
        sharpness = choice.precision(self.inputs["decisions.odds"])
        return np.asanyarray(-self.numbers["delay_by_signals"] * view.signals / sharpness)

    def decide(self, view: View, random: Random) -> None:
        """Aid and intervention for the next four weeks.

        Aid = level x will of each donor by its share, raised by alarm when the backed side loses ground and lowered by
        fear on the ladder. Intervention moves one rung at a time towards what policy wants, at a hazard; Russia's nuclear
        signals delay the next rung up.
        """
        p, backed = self.numbers, view.sides[self.backs]
        loss = np.clip(-backed.gain / p["alarm_area"], p["alarm_least"], p["alarm_most"])
        climbed = np.maximum(0.0, view.rung - Rung.WIDER_PERMISSION)
        fear = 1.0 - p["fear"] * climbed / (Rung.INCIDENT - Rung.WIDER_PERMISSION)
        mood = np.maximum(0.0, (1.0 + p["alarm"] * loss) * fear)
        less_wanted = p["intervention_target"] < self.intervention
        climb = delayed(p["intervention_hazard"], view.signals, p["delay_by_signals"])
        hazard = np.where(less_wanted, p["intervention_hazard"], climb)
        pace = p_of_hazard(hazard * DECISION_WEEKS / WEEKS_PER_MONTH)
        moves = (random(INTERVENTION) < pace) & (view.fighting | less_wanted)
        self.orders = NatoOrders(
            pledge_us=p["aid_level"] * p["us_share"] * p["us_aid"] * self.us_will * mood,
            pledge_europe=p["aid_level"] * (1.0 - p["us_share"]) * p["europe_aid"] * self.europe_will * mood,
            decided=self.inputs.decided("nato.aid_level") / np.maximum(p["aid_level"], LEAST_LEVEL),
            step=np.sign(p["intervention_target"] - self.intervention) * moves,
        )

    def obey(self) -> None:
        """Put the orders into force."""
        self.pledge = self.orders.pledge_us + self.orders.pledge_europe
        self.announced = self.pledge * self.orders.decided
        self.intervention = np.clip(self.intervention + self.orders.step, NatoRung.SUPPLIES, NatoRung.COMBAT)

    def live(self, random: Random) -> None:
        """A week of politics and deliveries."""
        p = self.numbers
        drift = {"pull": 1.0 / p["will_memory_weeks"], "spread": p["will_noise"] / np.sqrt(WEEKS_PER_YEAR)}
        self.us_will = mean_reverting(self.us_will, p["us_will"], random(US_WILL), **drift)
        self.europe_will = mean_reverting(self.europe_will, p["europe_will"], random(EUROPE_WILL), **drift)
        self.in_transit, self.aid_flow = supply.pipeline(self.in_transit, self.pledge, p["lag"])
        wider = np.maximum(0.0, p["strike_permission"] - self.permitted)
        faded = self.novelty * np.exp(-1.0 / p["strike_adaptation_weeks"])
        self.novelty = np.minimum(1.0, faded + wider)
        self.permitted = np.broadcast_to(p["strike_permission"], (self.n,))

    @property
    def aid_this_week(self) -> Floats:
        """Military aid that arrives this week [EUR bn]."""
        return np.asanyarray(self.aid_flow * self.numbers["reference_flow"] / WEEKS_PER_MONTH)

    def sends(self, week: int) -> dict[int, Floats]:
        """Every kind at this week's flow of aid; industry moves towards its target over time."""
        p = self.numbers
        now, target = p.by("supply", supply.KINDS), p.by("supply_target", supply.KINDS)
        rate = now + (target - now) * p_of_hazard(week / p["industry_ramp"])
        return dict(enumerate(rate / WEEKS_PER_MONTH * self.aid_flow))

    @property
    def external_need_met(self) -> Floats:
        """Share of the backed side's external need for money that backers meet."""
        return np.minimum(1.0, self.numbers["budget_support"] * self.aid_flow)

    @property
    def _free(self) -> Floats:
        """Share of its troops that Kaliningrad does not pin."""
        return 1.0 - self.inputs["kaliningrad.pinned_share"]

    def shares(self, side: Belligerent) -> Floats:
        """Along the line of the backed side."""
        return side.deployment

    @property
    def sent(self) -> Floats:
        """Its soldiers, once they fight, less what Kaliningrad pins [persons]."""
        fights = self.intervention >= NatoRung.COMBAT
        return np.where(fights, self.numbers["intervention_force"] * self._free, 0.0)

    @property
    def relief(self) -> Floats:
        """Soldiers of the backed side freed by its troops in the rear [persons]."""
        stands = self.intervention >= NatoRung.TROOPS_IN_REAR
        return np.where(stands, self.numbers["rear_relief"] * self._free, 0.0)

    @property
    def training_bonus(self) -> Floats:
        """What trainers in the country add to the quality of the backed side [share]."""
        return np.where(self.intervention >= NatoRung.TRAINERS, self.numbers["trainer_bonus"], 0.0)
