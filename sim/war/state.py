"""The state of a block of wars: the countries, the front, and what is neither one's nor the other's."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.base.arrays import DAYS_PER_WEEK, Bools, Floats
from sim.rules.chance import p_of_hazard
from sim.rules.ladders import NatoRung
from sim.war.agents.belarus import Belarus
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.contingents import Contingent
from sim.war.agents.country import DECISION_WEEKS, OnLadder
from sim.war.agents.iran import Iran
from sim.war.agents.nato import Nato
from sim.war.agents.sector import IN_NORTH, NORTH, Front
from sim.war.agents.suppliers import Helper, Supplier
from sim.war.inputs import Inputs, Shakeable
from sim.war.randomness import Dice, Stream

NEUTRAL_SIGNAL = 0.5
"""What a battlefield that favours nobody says."""


class Deal:
    """The first deal of a war."""

    NONE, SETTLEMENT, ARMISTICE = map(float, range(3))

    TITLES = ("none", "settlement", "armistice")


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
    signed_guarantee: Floats
    """Strength of the guarantee in the deal in force, or the last one."""
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
        zero, never, no = np.zeros(n), np.zeros(n) - 1.0, np.zeros(n, dtype=bool)
        return cls(
            talks=no,
            at_peace=no,
            settled=no,
            deal_week=never,
            first_deal=zero,
            first_deal_week=never,
            deal_russian_share=zero,
            deal_neutrality=zero,
            deal_guarantee=zero,
            signed_guarantee=zero,
            deal_gained=zero,
            resumed=no,
            talks_weeks=zero,
            signal=zero + NEUTRAL_SIGNAL,
            range_size=zero,
            least=zero,
            most=zero,
        )


@dataclass
class Escalation(Shakeable):
    """Between NATO and Russia. Arrays of shape (n,)."""

    rung: Floats
    peak: Floats
    crisis: Bools
    demonstrated: Bools
    crimea_asked: Bools
    """Crimea has been threatened, and the question of a nuclear answer has been decided once."""
    general_exchange: Bools
    nuclear_after_nato_war: Bools

    @classmethod
    def begin(cls, rung: Floats, n: int) -> Escalation:
        """Nothing has happened yet."""
        now, no = np.zeros(n) + rung, np.zeros(n, dtype=bool)
        return cls(
            rung=now,
            peak=now,
            crisis=no,
            demonstrated=no,
            crimea_asked=no,
            general_exchange=no,
            nuclear_after_nato_war=no,
        )


class State:
    """One block of wars: what the phases of a week read and move.

    Attributes:
        sides: Russia and Ukraine.
        suppliers: all who send materiel, in the order in which it is added up.
        contingents: soldiers whom others send.
        climbers: countries on a ladder of involvement.
        ending: index into `ENDINGS` + 1 of an absorbing ending, 0 while there is none.
        going: not ended for good.
        oil: price relative to the start.
        first_weeks: first week of each kind of event, -1 where it has not happened.
    """

    def __init__(
        self,
        inputs: Inputs,
        dice: Dice,
        front: Front,
        *,
        sides: tuple[Belligerent, Belligerent],
        belarus: Belarus,
        iran: Iran,
        nato: Nato,
        suppliers: tuple[Supplier, ...],
        contingents: tuple[Contingent, ...],
    ) -> None:
        n = inputs.n
        self.inputs = inputs
        self.dice = dice
        self.front = front
        self.sides = sides
        self.russia, self.ukraine = sides
        self.belarus = belarus
        self.iran = iran
        self.nato = nato
        self.suppliers = suppliers
        self.contingents = contingents
        self.climbers: tuple[OnLadder, ...] = (belarus, nato)
        self.week = 0
        self.n = n
        self.ending = np.zeros(n, dtype=np.int64)
        self.ending_week = np.full(n, inputs.weeks, dtype=np.int64)
        self.going = np.ones(n, dtype=bool)
        self.diplomacy = Diplomacy.none_yet(n)
        self.escalation = Escalation.begin(inputs["escalation.rung"], n)
        self.oil = np.ones(n)
        self.first_weeks: dict[str, np.ndarray] = {}

    @property
    def helpers(self) -> tuple[Helper, ...]:
        """All who help a side, each once."""
        return tuple(dict.fromkeys((*self.suppliers, *self.contingents)))

    def contingents_of(self, side: Belligerent) -> tuple[Contingent, ...]:
        """Contingents beside a side."""
        return tuple(each for each in self.contingents if each.backs == side.name)

    def manned(self, side: Belligerent) -> Floats:
        """A side's front force and those who fight beside it, over its establishment. Shape (n,)."""
        beside = np.zeros(self.n)
        for contingent in self.contingents_of(side):
            beside = beside + contingent.troops
        return side.manning + beside / side.numbers["front_establishment"]

    def northern_threat(self, side: Belligerent) -> tuple[Floats, Floats]:
        """What holds a side's troops in the north: Belarus's rung, a factor on its share of the line, and enemies there.

        Returns:
            Factor by sector, shape (s, n) or (s, 1), and troops wanted there out of the reserve [persons], shape (n,).
        """
        p, enemy = self.inputs.section("front"), self.enemy(side)
        rung = p["north_pinned_per_rung"] * self.belarus.involvement * (self.belarus.backs == enemy.name)
        allies = enemy.engaged[NORTH] - enemy.engaged_own[NORTH]
        wanted = p["feint_ties"] * enemy.shown_in_north + allies - side.numbers["border_force"]
        return 1.0 + IN_NORTH * rung, np.maximum(0.0, wanted)

    def pinned(self, side: Belligerent) -> Floats:
        """Troops that a side keeps away from the front because of Kaliningrad [persons]."""
        if side.name == self.nato.backs:
            return np.zeros(1)
        return np.asarray(self.inputs["kaliningrad.pinned_opposite"] * self.kaliningrad_tension)

    @property
    def kaliningrad_tension(self) -> Floats:
        """How far NATO's presence in the war or a threat of blockade makes Kaliningrad a front of its own, 0-1."""
        present = self.nato.intervention >= NatoRung.TRAINERS
        return np.maximum(present, self.inputs["kaliningrad.blockade"])

    @property
    def shells_needed(self) -> Floats:
        """Shells that either side needs along the front in a week."""
        p = self.inputs.section("front")
        return np.asarray(p["shells_needed"] * p["saturation.shells"] * DAYS_PER_WEEK * self.front.length)

    @property
    def is_first_week(self) -> bool:
        """Whether nothing has been played yet."""
        return self.week == 0

    @property
    def is_decision_week(self) -> bool:
        """Whether countries decide this week."""
        return self.week % DECISION_WEEKS == 0

    @property
    def fighting(self) -> Bools:
        """At war this week."""
        return self.going & ~self.diplomacy.at_peace

    def side(self, name: str) -> Belligerent:
        """A belligerent by its key."""
        return next(side for side in self.sides if side.name == name)

    def enemy(self, side: Belligerent) -> Belligerent:
        """The other belligerent."""
        return self.side(side.enemy)

    def random(self, stream: Stream) -> Floats:
        """This week's random numbers of a stream. Shape (n,), or (places, n)."""
        return self.dice.at(stream, self.week)

    def happens(self, stream: Stream, hazard: Floats) -> Bools:
        """Whether an event of a hazard [1/week] happens this week."""
        return self.random(stream) < p_of_hazard(hazard)

    def record_first(self, kind: str, happens: Bools) -> None:
        """Keep the first week in which something happens in each war that has not ended."""
        if kind not in self.first_weeks:
            self.first_weeks[kind] = np.full(self.n, -1, dtype=np.int64)
        known = self.first_weeks[kind]
        self.first_weeks[kind] = np.where((known < 0) & happens & self.going, self.week, known)
