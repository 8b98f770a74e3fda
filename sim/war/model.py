"""The war: one Mesa model that plays a block of replications at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.war.agents.backers import Belarus, Iran, Nato
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.country import SideView, View
from sim.war.agents.sector import NORTH, SECTORS, Front, Sector
from sim.war.randomness import Dice
from sim.war.recorder import Recorder
from sim.war.state import DECISION_WEEKS, SIDES, Rolls, Theatre
from sim.war.week.air import air_campaign
from sim.war.week.bargaining import bargain
from sim.war.week.economy import money_and_will
from sim.war.week.endings import conclude
from sim.war.week.escalation import escalate
from sim.war.week.front import fight
from sim.war.week.manpower import people
from sim.war.week.supply import book, supply
from sim.war.world import World

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.base.arrays import Floats
    from sim.scenario import Scenario


class War(mesa.Model):
    """A block of wars: one draw and one stochastic path per replication, as arrays.

    Args:
        scenario: numbers, choices, events, horizon.
        draws: values of the uncertain numbers, arrays of shape (width,).
        dice: every random number of the block.
    """

    sector_names = SECTORS

    def __init__(self, scenario: Scenario, draws: Mapping[str, Floats], dice: Dice) -> None:
        super().__init__(
            rng=dice.seed
        )  # Mesa's own generator is never used; naming it keeps Mesa from reading entropy
        self.world = World(scenario, draws, dice)
        section = self.world.section
        front = Front(self.world)
        for name in SECTORS:
            Sector(self, name, front)
        self.theatre = Theatre(
            self.world,
            Rolls(dice),
            Belligerent(self, "russia", section("russia"), front.width),
            Belligerent(self, "ukraine", section("ukraine"), front.width),
            Belarus(self, "belarus", section("belarus")),
            Iran(self, "iran", section("iran")),
            Nato(self, "nato", section("nato")),
            front,
        )
        self.recorder = Recorder(self.theatre)

    @property
    def week(self) -> int:
        """Weeks played."""
        return self.theatre.week

    def step(self) -> None:
        """One week of war.

        Events, decisions, supply, air campaign, front, manpower, economy and will, beliefs and bargaining, escalation,
        endings; then it is written down.
        """
        t = self.theatre
        self._events()
        if t.week % DECISION_WEEKS == 0:
            self._decide()
        supply(t)
        air_campaign(t)
        fight(t)
        book(t)
        people(t)
        money_and_will(t)
        bargain(t)
        escalate(t)
        conclude(t)
        self.recorder.record(t)
        t.week += 1

    def run(self) -> War:
        """Play to the horizon."""
        for _ in range(self.world.weeks):
            self.step()
        return self

    def let_go(self) -> None:
        """Free the arrays of a war that is over at once: it is part of cycles, which Python comes upon late."""
        forget_models()
        for part in (self.theatre.front, *self.agents, self.theatre, self.recorder, self.world):
            vars(part).clear()

    def _events(self) -> None:
        """Numbers change as the scenario's events say; shocks hit the states they name."""
        t = self.theatre
        self.world.enter(t.week)
        for shock in self.world.shocks(t.week):
            owner, _, attribute = shock.path.partition(".")
            agent = t.ladder if owner == "escalation" else getattr(t, owner)
            before = getattr(agent, attribute)
            after = shock.apply(before)
            if isinstance(agent, Iran):
                after = before + agent.heal(shock.path, after - before, shock.age)
            setattr(agent, attribute, after)
        for name, when in self.world.event_weeks.items():
            t.note(f"event: {name}", when <= t.week)

    def _decide(self) -> None:
        """All countries decide on the same view of last week; then all orders take effect."""
        t = self.theatre
        pins = np.ones((len(SECTORS), t.n))
        pins[NORTH] += self.world["front.north_pinned_per_rung"] * t.belarus.involvement
        for side in t.sides:
            side.hold(pins if side.name != t.belarus.backs else np.ones((1, 1)))
        view = self._view()
        effort = t.rolls.effort[t.week // DECISION_WEEKS]
        taste = {"russia": effort[: len(SECTORS)], "ukraine": effort[len(SECTORS) :]}
        orders = [
            *(
                (side, side.decide(view, t.rolls.decision(f"{side.name}/age", t.week), taste[side.name]))
                for side in t.sides
            ),
            (t.iran, t.iran.decide(view)),
            (
                t.belarus,
                t.belarus.decide(
                    view, t.rolls.decision("belarus/up", t.week), t.rolls.decision("belarus/down", t.week)
                ),
            ),
            (t.nato, t.nato.decide(view, t.rolls.decision("nato/intervention", t.week))),
        ]
        for country, order in orders:
            country.obey(order)
        for rung in range(1, 5):
            t.note(f"Belarus on rung {rung}", t.belarus.involvement >= rung)
            t.note(f"NATO on rung {rung}", t.nato.intervention >= rung)

    def _view(self) -> View:
        t = self.theatre
        sides = {
            name: SideView(
                side.manning,
                side.supply_ratio,
                side.will,
                side.engaged,
                sign * t.front.recent_gain,
                side.casualties,
                side.opened,
            )
            for name, side, sign in zip(SIDES, t.sides, (1.0, -1.0), strict=True)
        }
        return View(
            t.week,
            sides,
            t.front.power_ratio,
            t.fighting,
            t.diplomacy.talks,
            t.ladder.rung,
            t.belarus.involvement,
            t.nato.intervention,
            t.iran.coordination,
        )


def forget_models() -> None:
    """Let finished models go: Mesa 3.3 keeps each alive in a class-level table of agent numbers."""
    ids = getattr(mesa.Agent, "_ids", None)
    if isinstance(ids, dict):
        ids.clear()
