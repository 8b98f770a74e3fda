"""Russia and Ukraine: one class, different numbers; what each decides."""

from dataclasses import dataclass

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, Bools, Floats, total
from sim.rules import air
from sim.rules.chance import p_of_hazard
from sim.war.agents.forces import LEAST_NORM, Forces
from sim.war.agents.sector import IN_NORTH, LINE, SECTORS
from sim.war.agents.view import Random, SideView, View
from sim.war.menu import DECISION_WEEKS
from sim.war.randomness import of_both_sides

AGE = of_both_sides("{side}/age", every=DECISION_WEEKS)
EFFORT = of_both_sides("front/{place}/effort/{side}", "normal", DECISION_WEEKS, places=SECTORS)
EVACUATION = of_both_sides("front/{place}/evacuation/{side}", every=DECISION_WEEKS, places=SECTORS)


@dataclass(frozen=True)
class BelligerentOrders:
    """What a belligerent decides for the next four weeks."""

    recruitment_effort: Floats
    minimum_age: Floats
    share_in_line: Floats
    attack_intensity: Floats
    drives: Floats
    """What moves its attacks, in the order of `DRIVES`, shape (4, n)."""
    main_effort: Floats
    """Weight of each sector in its attacks, mean 1 over the line, shape (s, n)."""
    wanted_deployment: Floats
    """Share of the line wanted in each sector, shape (s, n)."""
    withdraw: Floats
    """Sectors in which it gives ground to save troops, 0 or 1, shape (s, n)."""
    salvo_pace: Floats
    """Pace at which cruise and ballistic missiles leave the stocks relative to the usual, shape (2, n)."""
    open_to_talks: Bools


class Belligerent(Forces):
    """A side of the war, which decides every four weeks on what was publicly known a week ago."""

    def decide(self, view: View, random: Random) -> None:
        """Orders for the next four weeks, on last week's view."""
        p, own = self.numbers, view.sides[self.name]
        favour = self.sign * view.power_ratio
        need = 1.0 - own.manning
        effort = np.clip(
            1.0 + p["recruitment_response"] * need,
            self.inputs["manpower.recruitment_effort_min"],
            p["recruitment_effort_max"],
        )
        lowers = own.manning < p["age_lowered_below"]
        lowers = lowers & (random(AGE[self.name]) < p["age_lowering_chance"]) & view.fighting
        law = np.where(self.minimum_age < p["mobilisation_min_age"], self.minimum_age, p["mobilisation_min_age"])
        weights = self._main_effort(favour, random(EFFORT[self.name]))
        intensity, drives = self._intensity(own, favour, view.talks)
        self.orders = BelligerentOrders(
            recruitment_effort=effort,
            minimum_age=np.where(lowers, np.minimum(law, p["mobilisation_age_floor"]), law),
            share_in_line=self.line_share(own.manning),
            attack_intensity=intensity,
            drives=drives,
            main_effort=weights,
            wanted_deployment=self._deployment(weights, view.sides[self.enemy].engaged),
            withdraw=self._withdrawing(own, favour, random(EVACUATION[self.name])),
            salvo_pace=self._salvo_pace(own.leaks),
            open_to_talks=(own.will < p["talks_below_will"]) | (own.gain < -p["talks_after_loss"]),
        )

    def _main_effort(self, favour: Floats, taste: Floats) -> Floats:
        """Weights of sectors in its attacks: a softmax of opportunity, standing priority and taste, mean 1."""
        p = self.numbers
        priority = np.log(p.by("priority", SECTORS) + 1e-9)
        appeal = p["opportunism"] * favour + priority + p["main_effort_taste"] * taste
        weights = np.exp(appeal - appeal.max(axis=0))
        return np.asanyarray(weights / total(weights) * (len(SECTORS) - 1))

    def _intensity(self, own: SideView, favour: Floats, talks: Bools) -> tuple[Floats, Floats]:
        """Share of front-days in which it attacks, and what moves it: supply, manning, will, and the balance of power."""
        p = self.numbers
        supplied, manned = own.supply ** p["intensity_by_supply"], own.manning ** p["intensity_by_manning"]
        willing = own.will / np.maximum(self.will_norm, LEAST_NORM)
        pays = np.exp(p["opportunism"] * _where_it_pays(favour, p["opportunism"]))
        drives = np.stack(np.broadcast_arrays(supplied, manned, willing, pays))
        relative = supplied * manned * willing * pays
        lull = np.where(talks, p["intensity_in_talks"], 1.0)
        chosen = self.inputs.pick(
            f"{self.name}.posture",
            lambda posture: relative if posture == "free" else self.inputs[f"front.intensity_{posture}"],
        )
        return p["attack_intensity"] * np.clip(chosen, 0.0, p["intensity_max"]) * lull, drives

    def _withdrawing(self, own: SideView, favour: Floats, chance: Floats) -> Floats:
        """Sectors in which it gives ground.

        Everywhere by posture; else where its line is open and it is much weaker, or where it gives up, at a hazard, a
        bridgehead that is hard to supply against a stronger enemy (Kherson, November 2022).
        """
        p = self.numbers
        untenable = (own.opened > 0.0) & (favour < p["withdraw_below"])
        given_up = chance < p_of_hazard(p["evacuation_hazard"] * DECISION_WEEKS / WEEKS_PER_MONTH)
        there = untenable | ((own.bridgehead > 0.0) & (favour < 0.0) & given_up)
        everywhere = self.inputs.pick(f"{self.name}.posture", lambda posture: np.full(1, float(posture == "withdraw")))
        return np.maximum(there.astype(np.float64), everywhere)

    def _salvo_pace(self, leaks: Floats) -> Floats:
        """More of the class of missile that gets through. Shape (2, n)."""
        return air.salvo_pace(leaks, total(leaks) / len(leaks), self.inputs["air.salvo_by_leak"])

    def _deployment(self, weights: Floats, enemy: Floats) -> Floats:
        """Wanted shares of the line: by standing priority and frontage, by the enemy's, and by the own main effort."""
        p = self.numbers
        line = np.where(IN_NORTH, 0.0, enemy)  # the north is met out of the reserve, see `guard_north`
        against = line / np.maximum(total(line), 1e-9)
        own = weights / total(weights)
        standing = np.maximum(0.0, 1.0 - p["deploy_by_enemy"] - p["deploy_by_effort"])
        wanted = standing * self.standing + p["deploy_by_enemy"] * against + p["deploy_by_effort"] * own
        return np.asanyarray(wanted / total(wanted))


def _where_it_pays(favour: Floats, weight: Floats) -> Floats:
    """Balance of power where a side would attack: the mean over the line, weighted to where it is best. Shape (n,)."""
    along = favour[LINE]
    appeal = np.exp(weight * (along - along.max(axis=0)))
    return np.asanyarray(total(appeal * along) / total(appeal))
