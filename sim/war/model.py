"""The war: one Mesa model that plays a block of replications at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.war.agents.backers import Belarus, Iran, Nato
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.country import SideView, View
from sim.war.agents.sector import NORTH, SECTORS, Front, Sector
from sim.war.inputs import Inputs
from sim.war.randomness import Dice
from sim.war.recorder import Recorder
from sim.war.state import DECISION_WEEKS, SIDES, Rolls, State
from sim.war.week.air import air_campaign
from sim.war.week.bargaining import bargain
from sim.war.week.economy import money_and_will
from sim.war.week.endings import conclude
from sim.war.week.escalation import escalate
from sim.war.week.front import fight
from sim.war.week.manpower import people
from sim.war.week.supply import book, supply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.base.arrays import Floats
    from sim.scenario import Scenario


class War(mesa.Model):
    """A block of wars: one draw and one stochastic path per replication, as arrays.

    Args:
        scenario: numbers, choices, events, horizon.
        draws: values of the uncertain numbers, arrays of shape (n,).
        dice: every random number of the block.
    """

    sector_names = SECTORS

    def __init__(self, scenario: Scenario, draws: Mapping[str, Floats], dice: Dice) -> None:
        super().__init__(
            rng=dice.seed
        )  # Mesa's own generator is never used; naming it keeps Mesa from reading entropy
        self.inputs = Inputs(scenario, draws, dice)
        section = self.inputs.section
        front = Front(self.inputs)
        for name in SECTORS:
            Sector(self, name, front)
        self.state = State(
            self.inputs,
            Rolls(dice),
            Belligerent(self, "russia", section("russia"), front.frontage),
            Belligerent(self, "ukraine", section("ukraine"), front.frontage),
            Belarus(self, "belarus", section("belarus")),
            Iran(self, "iran", section("iran")),
            Nato(self, "nato", section("nato")),
            front,
        )
        self.recorder = Recorder(self.state)

    @property
    def week(self) -> int:
        """Weeks played."""
        return self.state.week

    def step(self) -> None:
        """One week of war.

        Events, decisions, supply, air campaign, front, manpower, economy and will, beliefs and bargaining, escalation,
        endings; then it is written down.
        """
        state = self.state
        self._events()
        if state.week % DECISION_WEEKS == 0:
            self._decide()
        supply(state)
        air_campaign(state)
        fight(state)
        book(state)
        people(state)
        money_and_will(state)
        bargain(state)
        escalate(state)
        conclude(state)
        self.recorder.record(state)
        state.week += 1

    def run(self) -> War:
        """Play to the horizon."""
        for _ in range(self.inputs.weeks):
            self.step()
        return self

    def release_memory(self) -> None:
        """Free the arrays of a war that is over at once: it is part of cycles, which Python comes upon late."""
        forget_models()
        for part in (self.state.front, *self.agents, self.state, self.recorder, self.inputs):
            vars(part).clear()

    def _events(self) -> None:
        """Numbers change as the scenario's events say; shocks hit the states they name."""
        state = self.state
        self.inputs.enter(state.week)
        for shock in self.inputs.shocks(state.week):
            owner, _, attribute = shock.path.partition(".")
            agent = state.ladder if owner == "escalation" else getattr(state, owner)
            before = getattr(agent, attribute)
            after = shock.apply(before)
            if isinstance(agent, Iran):
                after = before + agent.heal(shock.path, after - before, shock.age)
            setattr(agent, attribute, after)
        for name, when in self.inputs.event_weeks.items():
            state.record_first(f"event: {name}", when <= state.week)

    def _decide(self) -> None:
        """All countries decide on the same view of last week; then all orders take effect."""
        state = self.state
        pins = np.ones((len(SECTORS), state.n))
        pins[NORTH] += self.inputs["front.north_pinned_per_rung"] * state.belarus.involvement
        for side in state.sides:
            side.hold(pins if side.name != state.belarus.backs else np.ones((1, 1)))
        view = self._view()
        effort = state.rolls.effort[state.week // DECISION_WEEKS]
        taste = {"russia": effort[: len(SECTORS)], "ukraine": effort[len(SECTORS) :]}
        orders = [
            *(
                (
                    side,
                    side.decide(view, state.rolls.decision(f"{side.name}/age", state.week), taste[side.name]),
                )
                for side in state.sides
            ),
            (state.iran, state.iran.decide(view)),
            (
                state.belarus,
                state.belarus.decide(
                    view,
                    state.rolls.decision("belarus/up", state.week),
                    state.rolls.decision("belarus/down", state.week),
                ),
            ),
            (state.nato, state.nato.decide(view, state.rolls.decision("nato/intervention", state.week))),
        ]
        for country, order in orders:
            country.obey(order)
        for rung in range(1, 5):
            state.record_first(f"Belarus on rung {rung}", state.belarus.involvement >= rung)
            state.record_first(f"NATO on rung {rung}", state.nato.intervention >= rung)

    def _view(self) -> View:
        state = self.state
        sides = {
            name: SideView(
                side.manning,
                side.supply_ratio,
                side.will,
                side.engaged,
                sign * state.front.recent_gain,
                side.casualties,
                side.opened,
            )
            for name, side, sign in zip(SIDES, state.sides, (1.0, -1.0), strict=True)
        }
        return View(
            state.week,
            sides,
            state.front.power_ratio,
            state.fighting,
            state.diplomacy.talks,
            state.ladder.rung,
            state.belarus.involvement,
            state.nato.intervention,
            state.iran.coordination,
        )


def forget_models() -> None:
    """Let finished models go: Mesa 3.3 keeps each alive in a class-level table of agent numbers."""
    ids = getattr(mesa.Agent, "_ids", None)
    if isinstance(ids, dict):
        ids.clear()
