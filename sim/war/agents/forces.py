"""What a side of the war has, and what can be read off it."""

import mesa
import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, Floats, total
from sim.base.sides import Side, opponent
from sim.rules import manpower, supply
from sim.war.agents.country import Country
from sim.war.agents.sector import NORTH, SECTORS, Front
from sim.war.agents.view import SideView
from sim.war.inputs import Inputs
from sim.war.menu import DECISION_WEEKS

LEAST_MANNING = 0.01
"""Manning below which a line counts as manned that much: what is divided by it stays finite."""
LEAST_NORM = 1e-6
"""Norm of will below which it counts as that much: what is divided by it stays finite."""
TRAINING_STAGES = 2
"""Stages of the training pipeline: an Erlang delay, so that few recruits arrive at once or never."""

POSTURES = ("withdraw", "defend", "press", "offensive")
"""Stances of a side, from giving ground to attacking with everything; `free` lets it choose."""
DRIVES = ("munitions", "men", "will", "balance")
"""What moves its attacks, in the order of `Forces.drives`."""
POSTURE_BOUNDS = (0.6, 1.5)
"""Attacks relative to the usual between which a side is said to press, for the story alone."""
MOST_SECTORS = 0.5
"""Share of its sectors that a side gives ground in when it is said to withdraw, for the story alone."""


class Forces(Country):
    """What a side of the war has: people, materiel, money, will, belief and its part of the front."""

    def __init__(self, model: mesa.Model, side: Side, inputs: Inputs, front: Front) -> None:
        super().__init__(model, side.name, inputs)
        self.side = side
        self.sign = side.sign
        self.enemy = opponent(side).name
        self.stake = front.at_stake(side.name)
        self._set_up_people()
        self._set_up_materiel()
        self._set_up_front(front.frontage)

    def _full(self, value: Floats) -> Floats:
        return np.broadcast_to(value, (self.n,)).copy()

    def _set_up_people(self) -> None:
        """People at the start: available men, an army of a given size and mean age, its front, its pipeline."""
        p = self.numbers
        men = p.by("men", manpower.COHORTS) * p["available_share"]
        self.available = np.broadcast_to(men, (len(manpower.COHORTS), self.n)).copy()
        reached = manpower.eligible_share(p["minimum_age_served"], p["maximum_age_served"])
        shares = manpower.age_structure(self.available * np.maximum(reached, 1e-9), self._full(p["mean_age"]))
        self.army = shares * p["force"]
        recruits = p["recruitment"] / WEEKS_PER_MONTH * p["pipeline_weeks"] / TRAINING_STAGES
        eligible = self.available * manpower.eligible_share(p["mobilisation_min_age"], p["mobilisation_max_age"])
        in_training = eligible / np.maximum(total(eligible), 1.0) * recruits
        self.training = np.stack([in_training] * TRAINING_STAGES)
        self.wounded = shares * p["wounded_in_care"]
        law = manpower.eligible_share(p["mobilisation_age_reference"], p["mobilisation_max_age"])
        self.eligible_reference = total(self.available * law)
        self.front_force = self._full(np.minimum(p["front_force"], p["force"]))
        self.infantry = self.front_force * np.minimum(1.0, self.inputs["manpower.infantry_wanted"] * p["infantry_fill"])
        self.experience = np.ones(self.n)
        self.minimum_age = self._full(p["mobilisation_min_age"])
        self.recruitment_effort = np.ones(self.n)
        zero = np.zeros(self.n)
        self.recruits = zero
        self.killed = zero
        self.desertion_factor = np.ones(self.n)
        # Running totals of every way in and out, so that nobody is lost from the books.
        self.recruited_total = zero
        self.returned_total = zero
        self.lost_total = zero
        self.left_total = zero
        self.entered_total = zero
        self.aged_out_total = zero

    def _set_up_materiel(self) -> None:
        """Materiel, money, will and belief at the start."""
        p = self.numbers
        shape = (len(supply.KINDS), self.n)
        self.stock = np.broadcast_to(p.by("stock", supply.KINDS), shape).copy()
        self.capacity = np.broadcast_to(p.by("production", supply.KINDS), shape).copy()
        self.inflow = self.capacity / WEEKS_PER_MONTH
        self.used = np.zeros(shape)
        self.fired = np.zeros((len(supply.FIRED), self.n))
        self.armour_lost = np.zeros(self.n)
        self.armour_refitted = np.zeros(self.n)
        self.armour_stored = self._full(p["armour_stored"])
        self.barrels = self._full(p["barrels"])
        self.barrels_stored = self._full(p["barrels_stored"])
        self.supply_ratio = np.ones(self.n)
        self.drone_output_factor = np.ones(self.n)
        self.economy = self._full(p["economy"])
        self.reserve = self._full(p["reserve_months"])
        self.funded = np.ones(self.n)
        self.will = self._full(p["will"])
        self.damage = self._full(p["damage"])
        self.industry_damage = self._full(p["industry_damage"])
        self.launches_noise = np.zeros((2, self.n))
        self.defence_noise = np.zeros(self.n)
        self.drones_launched = np.zeros(self.n)
        self.cruise_launched = np.zeros(self.n)
        self.ballistic_launched = np.zeros(self.n)
        self.interceptors_fired = np.zeros((2, self.n))
        self.air_cover = np.ones((2, self.n))
        self.leaks = np.stack([self._full(p["leaks.cruise"]), self._full(p["leaks.ballistic"])])
        self.salvo_pace = np.ones((2, self.n))
        self.craft = np.zeros(self.n)
        self.drones_leaking = np.zeros(self.n)
        self.missiles_leaking = np.zeros(self.n)
        self.depots_hit = np.zeros(self.n)
        strength = p["belief_strength"]
        self.belief_for = self._full(p["belief_russia_prevails"] * strength)
        self.belief_against = self._full((1.0 - p["belief_russia_prevails"]) * strength)

    def _set_up_front(self, frontage: Floats) -> None:
        """Deployment along the front at the start, in proportion to frontage; [km], shape (s, 1)."""
        shape = (frontage.shape[0], self.n)
        self.frontage = frontage
        self.share_out_line(np.ones((1, 1)))
        self.guard = np.zeros(self.n)
        self.deployment = np.broadcast_to(self.standing, shape).copy()
        self.wanted_deployment = self.deployment
        self.fortification = np.broadcast_to(self.numbers["fortification"], shape).copy()
        self.days_in_line = np.broadcast_to(self.numbers["days_in_line"], shape).copy()
        self.opened = np.zeros(shape)
        self.broken_by = np.zeros(shape, dtype=np.int64)
        self.run_depth = np.zeros(shape)
        self.committed = np.zeros(shape)
        self.bridgehead = np.broadcast_to(self.numbers.by("bridgehead", SECTORS), shape)
        self.recent_loss = np.zeros(shape)
        self.noise = np.zeros(shape)
        self.main_effort = np.ones(shape)
        self.withdraw = np.zeros(shape)
        self.share_in_line = self._full(self.line_share(self.manning))
        self.attack_intensity = self._full(self.numbers["attack_intensity"])
        self.drives = np.ones((len(DRIVES), self.n))
        self.open_to_talks = np.zeros(self.n, dtype=bool)
        self.engaged = self.front_force * self.share_in_line * self.deployment
        self.engaged_own = self.engaged
        self.disrupted = np.zeros(self.n)
        self.casualties = np.zeros(self.n)
        self.casualties_by_sector = np.zeros(shape)
        self.casualties_total = np.zeros(self.n)
        self.killed_total = np.zeros(self.n)
        self.exhausted_weeks = np.zeros(self.n)

    def share_out_line(self, threat: Floats) -> None:
        """Standing shares of the line by sector: by frontage and priority, more where a `threat` factor is above 1."""
        weights = self.frontage * self.numbers.by("priority", SECTORS) * threat
        self.standing = weights / total(weights)

    def line_share(self, manning: Floats) -> Floats:
        """Share of its front force in the line: a thin army keeps less of it in reserve."""
        p = self.numbers
        wanted = p["share_in_line"] / np.maximum(manning, LEAST_MANNING)
        return np.asanyarray(np.clip(wanted, p["share_in_line"], self.inputs["front.share_in_line_max"]))

    def guard_north(self, wanted: Floats) -> None:
        """Bring troops out of the reserve to the north or back, as far as mobility goes; `wanted` [persons]."""
        spare = self.front_force * (1.0 - self.share_in_line) * self.inputs["front.feint_most"]
        pace = 1.0 - (1.0 - self.inputs["front.mobility"]) ** DECISION_WEEKS
        self.guard = self.guard + pace * (np.minimum(wanted, spare) - self.guard)

    @property
    def belief(self) -> Floats:
        """Its belief that Russia prevails, in (0, 1)."""
        return self.belief_for / (self.belief_for + self.belief_against)

    @property
    def claims(self) -> Floats:
        """Share of the enemy's ground in each sector that terms may hand to it. Shape (s, n) or (s, 1)."""
        return self.numbers.by("claims", SECTORS)

    @property
    def manning(self) -> Floats:
        """Front force over establishment."""
        return np.asanyarray(self.front_force / self.numbers["front_establishment"])

    @property
    def shown_in_north(self) -> Floats:
        """Troops of its line in the latent north; border guards and reserves that stand against a threat do not count."""
        return np.asanyarray(np.maximum(0.0, self.engaged_own[NORTH] - self.numbers["border_force"] - self.guard))

    @property
    def infantry_fill(self) -> Floats:
        """Infantry over its establishment."""
        return np.asanyarray(
            self.infantry / (self.numbers["front_establishment"] * self.inputs["manpower.infantry_wanted"])
        )

    @property
    def line_strength(self) -> Floats:
        """Strength of its line relative to one whose infantry is full."""
        return manpower.line_strength(self.infantry_fill, self.inputs["manpower.infantry_losses"])

    @property
    def reserve_force(self) -> Floats:
        """Troops of the front force out of the line and not committed [persons]."""
        return np.maximum(0.0, self.front_force * (1.0 - self.share_in_line) - total(self.committed) - self.guard)

    @property
    def will_norm(self) -> Floats:
        """Will at which its soldiers fight as the stated quality says."""
        return np.asanyarray(self.numbers["will_norm"])

    @property
    def will_level(self) -> Floats:
        """Will to which it returns when nothing wears it: the norm, in proportion to the will it was given."""
        p = self.numbers
        return np.asanyarray(np.minimum(1.0, p["will_norm"] * p["will"] / p["will_reference"]))

    @property
    def spirit(self) -> Floats:
        """Will relative to its norm."""
        return np.asanyarray(self.will / np.maximum(self.will_norm, LEAST_NORM))

    @property
    def armour_fill(self) -> Floats:
        """Armour it has over what it wants, at most 1."""
        return np.asanyarray(np.minimum(1.0, self.stock[supply.Kind.ARMOUR] / self.numbers["armour_wanted"]))

    @property
    def added_damage(self) -> Floats:
        """Share of energy out of action beyond that at which its stated figures hold; negative where less is."""
        return np.asanyarray(self.damage - self.numbers["damage_reference"])

    @property
    def undamaged(self) -> Floats:
        """Military industry that works, relative to that with which its stated figures hold."""
        p = self.numbers
        power = 1.0 - self.inputs["air.industry_by_energy"] * (self.damage - p["damage_reference"])
        works = (1.0 - self.industry_damage) / (1.0 - p["industry_damage_reference"])
        return np.asanyarray(np.maximum(0.0, power) * works)

    @property
    def missiles_launched(self) -> Floats:
        """Cruise and ballistic missiles of the week."""
        return self.cruise_launched + self.ballistic_launched

    @property
    def posture(self) -> Floats:
        """Index into `POSTURES`: giving ground nearly everywhere, or else how its attacks stand against the usual."""
        relative = self.attack_intensity / np.maximum(self.numbers["attack_intensity"], 1e-9)
        attacking = 1.0 + np.digitize(relative, POSTURE_BOUNDS)
        return np.where(total(self.withdraw) / len(self.withdraw) > MOST_SECTORS, 0.0, attacking)

    def chance(self, russia_prevails: Floats) -> Floats:
        """Its own chance, where Russia's is given."""
        return russia_prevails if self.sign > 0.0 else 1.0 - russia_prevails

    def seen(self, front: Front) -> SideView:
        """What is publicly known of it."""
        return SideView(
            manning=self.manning,
            supply=self.supply_ratio,
            will=self.will,
            engaged=self.engaged,
            gain=self.sign * front.recent_worth,
            opened=self.opened,
            bridgehead=self.bridgehead,
            leaks=self.leaks,
        )
