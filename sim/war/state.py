"""The state of a block of wars: the countries, the front, and what is neither one's nor the other's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np

from sim.base.arrays import DAYS_PER_WEEK, Bools, Floats
from sim.rules.chance import p_of_hazard
from sim.rules.ladders import NatoRung
from sim.war.agents.belarus import Belarus
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.contingents import Contingent
from sim.war.agents.country import OnLadder
from sim.war.agents.iran import Iran
from sim.war.agents.nato import Nato
from sim.war.agents.sector import IN_NORTH, NORTH, Front
from sim.war.agents.suppliers import Helper, Supplier
from sim.war.inputs import Inputs, Section
from sim.war.menu import DECISION_WEEKS
from sim.war.randomness import Dice, Stream
from sim.war.shocks import Shakeable

OTHERS = 2
"""Who makes an offer that is neither Russia's (0) nor Ukraine's (1)."""


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
    """Strength of the guarantee in the first deal."""
    deal_gained: Floats
    """Russia's net gain of ground once the first deal was made [km2]."""
    resumed: Bools
    talks_weeks: Floats
    range_size: Floats
    """Of the widest bargaining range; a deal both prefer to war exists where positive."""
    offer: Floats
    """Number of the bundle offered in the last round, -1 where none was."""
    offered_by: Floats
    """0 Russia, 1 Ukraine, 2 others."""
    refused_by_russia: Bools
    refused_by_ukraine: Bools
    accepted: Floats
    """Number of the bundle that both have accepted and not signed, -1 where there is none."""
    signed: Floats
    """Number of the bundle of the deal in force, or the last one."""
    signed_share: Floats
    signed_neutral: Floats
    signed_covered: Floats
    """Strength times credibility of its guarantee."""
    signed_pressure: Floats
    """Of a side's backers when it signed."""
    signed_zone: Floats
    signed_chance: Floats
    """Mean belief that Russia prevails when it was signed."""
    signed_power: Floats
    """ln of Russia's over Ukraine's standing power when it was signed."""
    shift_to_dissatisfied: Floats
    """Of power since it was signed, towards the side that holds less than its chance."""

    @classmethod
    def none_yet(cls, n: int) -> Diplomacy:
        """Nobody has talked."""
        kinds = {"Floats": np.zeros(n), "Bools": np.zeros(n, dtype=bool)}
        blank = {each.name: kinds[str(each.type)] for each in fields(cls)}
        never = dict.fromkeys(("deal_week", "first_deal_week", "offer", "accepted", "signed"), np.zeros(n) - 1.0)
        return cls(**(blank | never | {"signed_chance": np.zeros(n) + 0.5}))


@dataclass
class Escalation(Shakeable):
    """Between NATO and Russia. Arrays of shape (n,) unless said otherwise."""

    rung: Floats
    peak: Floats
    marks: Floats
    """Where the West's policy stood when its last step of each kind was counted [steps], see `western_levels`, (3, n)."""
    signals: Floats
    """Nuclear signals that are remembered, a count that fades over two months."""
    crossed: Floats
    """Thresholds that the West crosses this week."""
    signalled: Bools
    """Russia answers a step of this week with a nuclear signal."""
    forced: Bools
    """Russia answers a step of this week with force on NATO."""
    collides: Bools
    """An incident with deaths happens this week."""
    opens: Bools
    """An incident opens this week, so that it may come to war."""
    incident_open: Bools
    in_combat: Bools
    """War with NATO begins this week because its troops are in combat."""
    by_incident: Bools
    """War with NATO begins this week out of an incident."""
    demonstrated: Bools
    crimea_asked: Bools
    """Crimea has been threatened, and the question of a nuclear answer has been decided once."""
    general_exchange: Bools
    nuclear_after_nato_war: Bools
    fear: Floats
    """Probability of its defeat within a year as Russia sees it."""
    peak_fear: Floats
    steps_total: Floats
    signals_total: Floats
    chance_of_force: Floats
    chance_of_incident: Floats
    nuclear_risk: Floats
    """Chance of nuclear use, summed over the weeks fought so far as they went."""
    nuclear_prior: Floats
    """The same by the prior alone."""
    nato_war_risk: Floats
    nato_war_prior: Floats

    @classmethod
    def begin(cls, rung: Floats, signals: Floats, marks: Floats) -> Escalation:
        """Nothing has happened yet."""
        zero = np.zeros(marks.shape[-1])
        states = {each.name: zero > 0.0 if each.type == "Bools" else zero for each in fields(cls)}
        return cls(**states | {"rung": zero + rung, "peak": zero + rung, "signals": zero + signals, "marks": marks})


def western_levels(p: Section, permission: Floats, intervention: Floats, aid: Floats) -> Floats:
    """Where the West's policy stands, in steps: permission to strike, rung of intervention, aid pledged. Shape (3, n).

    A step is a threshold that is crossed for the first time: a further class of weapons or targets permitted, a rung
    of intervention climbed, aid raised as visibly as by a new package.
    """
    levels = permission / p["step_of_permission"], intervention, aid / p["step_of_aid"]
    return np.stack(np.broadcast_arrays(*levels))


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
        p = inputs.section("escalation")
        before = inputs.before("nato.strike_permission"), nato.intervention, inputs.before("nato.aid_level")
        self.escalation = Escalation.begin(p["rung"], p["signals"], western_levels(p, *before))
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
        return np.asanyarray(self.inputs["kaliningrad.pinned_opposite"] * self.kaliningrad_tension)

    @property
    def kaliningrad_tension(self) -> Floats:
        """How far NATO's presence in the war or a threat of blockade makes Kaliningrad a front of its own, 0-1."""
        present = self.nato.intervention >= NatoRung.TRAINERS
        return np.maximum(present, self.inputs["kaliningrad.blockade"])

    @property
    def shells_needed(self) -> Floats:
        """Shells that either side needs along the front in a week."""
        p = self.inputs.section("front")
        return np.asanyarray(p["shells_needed"] * p["saturation.shells"] * DAYS_PER_WEEK * self.front.length)

    @property
    def is_decision_week(self) -> bool:
        """Whether countries decide this week."""
        return self.week % DECISION_WEEKS == 0

    @property
    def fighting(self) -> Bools:
        """At war this week."""
        return self.going & ~self.diplomacy.at_peace

    def only_if(self, due: bool, act: Callable[[], None]) -> None:
        """Do what is not done every week; `due` is the same in all wars. A compiler puts a branch here."""
        if due:
            act()

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
