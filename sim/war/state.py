"""The state of a block of wars: the countries, the front, and what is neither one's nor the other's."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.base.arrays import Bools, Floats
from sim.war.agents.backers import Belarus, Iran, Nato
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.sector import SECTORS, Front
from sim.war.inputs import Inputs
from sim.war.randomness import Dice

SIDES = ("russia", "ukraine")
DECISION_WEEKS = 4
"""Weeks between two decisions."""

UNIFORM_STREAMS = (
    "talks/start",
    "talks/stop",
    "deal/agreed",
    "deal/kind",
    "deal/resumption",
    "escalation/up",
    "escalation/down",
    "escalation/incident",
    "escalation/nato_war",
    "escalation/demonstration",
    "escalation/nuclear_use",
    "escalation/general_exchange",
    "escalation/nuclear_after_nato_war",
    "escalation/crimea",
    "ending/exhaustion/russia",
    "ending/exhaustion/ukraine",
)
NORMAL_STREAMS = (
    "world/oil",
    "economy/russia",
    "economy/ukraine",
    "will/russia",
    "will/ukraine",
    "nato/us_will",
    "nato/europe_will",
    "iran/willingness",
    "iran/competing_need",
    "air/russia/drones",
    "air/russia/missiles",
    "air/ukraine/drones",
    "air/ukraine/missiles",
    "air/russia/defence",
    "air/ukraine/defence",
)
DECISION_STREAMS = ("belarus/up", "belarus/down", "nato/intervention", "russia/age", "ukraine/age")


class Rolls:
    """Every random number of a block, by cause. Rows of the front's arrays: Russia's sectors, then Ukraine's."""

    def __init__(self, dice: Dice) -> None:
        def front(cause: str) -> list[str]:
            return [f"front/{sector}/{cause}/{side}" for side in SIDES for sector in SECTORS]

        self.fires = dice.normal(front("fires"))
        self.advance = dice.normal(front("advance"))
        self.assault = dice.uniform(front("assault"))
        self.breaking = dice.uniform(front("break"))
        self.effort = dice.normal(front("effort"), every=DECISION_WEEKS)
        self._uniform = dice.uniform(UNIFORM_STREAMS)
        self._normal = dice.normal(NORMAL_STREAMS)
        self._decision = dice.uniform(DECISION_STREAMS, every=DECISION_WEEKS)

    def uniform(self, name: str, week: int) -> Floats:
        """Uniform numbers of a weekly stream. Shape (n,)."""
        return np.asarray(self._uniform[week, UNIFORM_STREAMS.index(name)])

    def normal(self, *names: str, week: int) -> Floats:
        """Standard normal numbers of weekly streams that stand side by side. Shape (names, n)."""
        first = NORMAL_STREAMS.index(names[0])
        return self._normal[week, first : first + len(names)]

    def decision(self, name: str, week: int) -> Floats:
        """Uniform numbers of a stream that decisions use. Shape (n,)."""
        return np.asarray(self._decision[week // DECISION_WEEKS, DECISION_STREAMS.index(name)])


@dataclass
class Diplomacy:
    """Talks, deals and what was agreed. Arrays of shape (n,); deals of week -1 have not happened."""

    talks: Bools
    at_peace: Bools
    settled: Bools
    """The deal in force, or the last one, is a settlement rather than an armistice."""
    deal_week: Floats
    first_deal: Floats
    """0 none, 1 settlement, 2 armistice."""
    first_deal_week: Floats
    deal_russian_share: Floats
    deal_neutrality: Floats
    deal_guarantee: Floats
    deal_gained: Floats
    """Russia's net gain of ground when the first deal was made [km2]."""
    resumed: Bools
    talks_weeks: Floats
    signal: Floats
    """Running mean of the battlefield signal."""
    range_size: Floats
    """Of the bargaining range; a deal exists where positive."""
    least: Floats
    most: Floats
    range_at_start: Floats = field(default_factory=lambda: np.zeros(1))

    @classmethod
    def none_yet(cls, n: int) -> Diplomacy:
        """Nobody has talked."""
        zero, no = np.zeros(n), np.zeros(n, dtype=bool)
        return cls(
            no,
            no,
            no,
            zero - 1,
            zero,
            zero - 1,
            zero,
            zero,
            zero,
            zero,
            no,
            zero,
            zero + 0.5,
            zero,
            zero,
            zero,
        )


@dataclass
class Ladder:
    """Escalation. Arrays of shape (n,)."""

    rung: Floats
    peak: Floats
    crisis: Bools
    demonstrated: Bools
    crimea_asked: Bools
    """Crimea has been threatened, and the question of a nuclear answer has been decided once."""
    general_exchange: Bools
    nuclear_after_nato_war: Bools


class State:
    """One block of wars: what the phases of a week read and move."""

    def __init__(
        self,
        inputs: Inputs,
        rolls: Rolls,
        russia: Belligerent,
        ukraine: Belligerent,
        belarus: Belarus,
        iran: Iran,
        nato: Nato,
        front: Front,
    ) -> None:
        n = inputs.n
        self.inputs = inputs
        self.rolls = rolls
        self.russia = russia
        self.ukraine = ukraine
        self.sides = (russia, ukraine)
        self.belarus = belarus
        self.iran = iran
        self.nato = nato
        self.front = front
        self.week = 0
        self.n = n
        self.ending = np.zeros(n, dtype=np.int64)
        """Index into `ENDINGS` + 1 of an absorbing ending, 0 while there is none."""
        self.ending_week = np.full(n, inputs.weeks, dtype=np.int64)
        self.diplomacy = Diplomacy.none_yet(n)
        no = np.zeros(n, dtype=bool)
        rung = np.zeros(n) + inputs["escalation.rung"]
        self.ladder = Ladder(rung, rung, no, no, no, no, no)
        self.oil = np.ones(n)
        self.exhausted_weeks = np.zeros((2, n))
        self.first_weeks: dict[str, np.ndarray] = {}
        """First week of each kind of event, -1 where it has not happened."""

    @property
    def going(self) -> Bools:
        """Not ended for good."""
        return np.asarray(self.ending == 0)

    @property
    def fighting(self) -> Bools:
        """At war this week."""
        return self.going & ~self.diplomacy.at_peace

    def side(self, name: str) -> Belligerent:
        """A belligerent by its key."""
        return self.russia if name == "russia" else self.ukraine

    def enemy(self, side: Belligerent) -> Belligerent:
        """The other belligerent."""
        return self.ukraine if side is self.russia else self.russia

    def record_first(self, kind: str, happens: Bools) -> None:
        """Keep the first week in which something happens in each war that has not ended."""
        if kind not in self.first_weeks:
            self.first_weeks[kind] = np.full(self.n, -1, dtype=np.int64)
        first = self.first_weeks[kind]
        self.first_weeks[kind] = np.where((first < 0) & happens & self.going, self.week, first)
