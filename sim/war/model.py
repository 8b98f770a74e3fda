"""The war: one Mesa model that plays a block of replications at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import mesa

from sim.base.sides import RUSSIA, UKRAINE
from sim.war.agents.belarus import Belarus
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.contingents import ThirdCountry
from sim.war.agents.country import Country
from sim.war.agents.iran import Iran
from sim.war.agents.nato import Nato
from sim.war.agents.sector import SECTORS, Front, Sector
from sim.war.agents.suppliers import NorthKorea
from sim.war.agents.view import View
from sim.war.inputs import Inputs
from sim.war.menu import choice_key
from sim.war.randomness import Dice
from sim.war.recorder import Recorder
from sim.war.shocks import Shakeable, Strike
from sim.war.state import State
from sim.war.week.air import air_campaign
from sim.war.week.bargaining import bargain
from sim.war.week.economy import money_and_will
from sim.war.week.endings import conclude
from sim.war.week.escalation import escalate
from sim.war.week.front import fight, open_front
from sim.war.week.manpower import move_people
from sim.war.week.supply import open_supply, supply, update_stocks

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

    def __init__(self, scenario: Scenario, draws: Mapping[str, Floats], dice: Dice) -> None:
        super().__init__(rng=dice.seed)  # Mesa's own generator is never used; naming it keeps Mesa from reading entropy
        self.inputs = Inputs(scenario, draws, dice)
        front = Front(self.inputs)
        for name in SECTORS:
            Sector(self, name, front)
        sides = (Belligerent(self, RUSSIA, self.inputs, front), Belligerent(self, UKRAINE, self.inputs, front))
        belarus, iran, nato = (kind(self, self.inputs) for kind in (Belarus, Iran, Nato))
        self.state = State(
            self.inputs,
            dice,
            front,
            sides=sides,
            belarus=belarus,
            iran=iran,
            nato=nato,
            suppliers=(iran, NorthKorea(self, self.inputs), belarus, nato),
            contingents=(belarus, nato, ThirdCountry(self, self.inputs)),
        )
        open_supply(self.state)
        open_front(self.state)
        self.recorder = Recorder(self.state)

    @property
    def week(self) -> int:
        """Weeks played."""
        return self.state.week

    @property
    def countries(self) -> mesa.agent.AgentSet:
        """The agents that decide."""
        return self.agents.select(agent_type=Country)

    def step(self) -> None:
        """One week of war.

        Events, decisions, supply, air campaign, front, manpower, economy and will, beliefs and bargaining, escalation,
        endings; then it is written down.
        """
        state = self.state
        self._events()
        state.only_if(state.is_decision_week, self._decide)
        supply(state)
        air_campaign(state)
        fight(state)
        update_stocks(state)
        move_people(state)
        money_and_will(state)
        bargain(state)
        escalate(state)
        conclude(state)
        self.recorder.record(state)
        state.week = state.week + 1

    def run(self) -> War:
        """Play to the horizon."""
        for _ in range(self.inputs.weeks):
            self.step()
        return self

    def release_memory(self) -> None:
        """Free the arrays of a finished war: it sits in reference cycles, which Python collects late."""
        forget_models()
        for part in (self.state.front, *self.agents, self.state, self.recorder, self.inputs):
            vars(part).clear()

    def _events(self) -> None:
        """Numbers change as the scenario's events say; shocks hit the states they name."""
        state = self.state
        self.inputs.enter(state.week)
        for strike in self.inputs.strikes:
            state.only_if(strike.is_due(state.week), partial(self._strike, strike))
        for name, when in self.inputs.event_weeks.items():
            state.record_first(event_key(name), when <= state.week)

    def _strike(self, strike: Strike) -> None:
        """A state changes as an event says."""
        shock = self.inputs.shock(strike, self.state.week)
        self._owner(shock.owner).shake(shock)

    def _owner(self, name: str) -> Shakeable:
        """Who has the states of a section of the scenario."""
        if name == "escalation":
            return self.state.escalation
        owners: dict[str, Shakeable] = {country.name: country for country in self.countries}
        return owners[name]

    def _decide(self) -> None:
        """All countries choose and decide on the same view of last week; then all orders take effect."""
        state = self.state
        threats = [state.northern_threat(side) for side in state.sides]  # all before any moves
        for side, (threat, wanted) in zip(state.sides, threats, strict=True):
            side.share_out_line(threat)
            side.guard_north(wanted)
        view = self._view()
        self.countries.do("choose", view, state.random)
        for shock in self.inputs.adopt(state.week):
            self._owner(shock.owner).shake(shock)
        self._note_choices()
        self.countries.do("decide", view, state.random)
        self.countries.do("obey")
        for rung in range(1, len(Belarus.rungs)):
            for country in state.climbers:
                state.record_first(f"{country.title} on rung {rung}", country.rung >= rung)

    def _note_choices(self) -> None:
        """Keep the first week in which each option but going on as before was taken."""
        for menu in self.inputs.menus.values():
            for place, name in enumerate(menu.names):
                if place > 0:
                    self.state.record_first(choice_key(menu.actor, name), menu.turned & (menu.held == place))

    def _view(self) -> View:
        """What every country sees."""
        state = self.state
        return View(
            sides={side.name: side.seen(state.front) for side in state.sides},
            power_ratio=state.front.power_ratio,
            week=state.week,
            fighting=state.fighting,
            talks=state.diplomacy.talks,
            rung=state.escalation.rung,
            signals=state.escalation.signals,
            coordination=state.iran.coordination,
        )


def event_key(name: str) -> str:
    """Key of the first week of an event of the scenario, among `State.first_weeks`."""
    return f"event: {name}"


def forget_models() -> None:
    """Let finished models go: Mesa 3.3 keeps each alive in a class-level table of agent numbers."""
    ids = getattr(mesa.Agent, "_ids", None)
    if isinstance(ids, dict):
        ids.clear()
