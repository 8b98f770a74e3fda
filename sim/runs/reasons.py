"""Why one war ended, or came to a nuclear act, as it did: what the conditions of the ending say in that week."""

import numpy as np

from sim.base.arrays import Floats
from sim.base.outcomes import NATO_RUSSIA_WAR, NUCLEAR_USE, RUSSIAN_VICTORY, RUSSIAN_WITHDRAWAL, UKRAINIAN_RESTORATION
from sim.base.text import counted
from sim.rules.ladders import NatoRung, Rung
from sim.war.agents.belligerent import Belligerent
from sim.war.state import State


class Reasons:
    """Reads one column of a state in the week just played."""

    def __init__(self, state: State, column: int) -> None:
        self.t = state
        self.column = column

    def _at(self, values: Floats) -> float:
        return float(np.broadcast_to(values, (self.t.n,))[self.column])

    def of(self, ending: str) -> str:
        """The reason of an ending that ends a war for good, as a sentence."""
        t = self.t
        if ending == RUSSIAN_VICTORY.name:
            return self._of_defeat(t.ukraine)
        if ending in (UKRAINIAN_RESTORATION.name, RUSSIAN_WITHDRAWAL.name):
            return self._of_defeat(t.russia)
        if ending == NATO_RUSSIA_WAR.name:
            after = t.escalation.nuclear_after_nato_war[self.column]
            return self.of_nato_war() + (" It turns nuclear within the year." if after else "")
        assert ending == NUCLEAR_USE.name
        exchange = t.escalation.general_exchange[self.column]
        return self.of_nuclear_act() + (" It becomes a general exchange." if exchange else "")

    def of_nuclear_act(self) -> str:
        """What led to a nuclear use or a demonstration."""
        t, p = self.t, self.t.inputs.section("escalation")
        lost = -self._at(t.front.recent_gain)
        weeks = counted(round(self._at(t.inputs["front.memory_weeks"])), "week")
        asked = t.first_weeks.get("Crimea threatened", np.full(t.n, -1))[self.column] == t.week - 1
        back = -self._at(t.front.gained) / self._at(t.russia.stake)
        return self._led_by(
            (asked, f"Crimea is threatened: Ukraine has retaken {back:.0%} of what Russia had taken since 2022"),
            (lost > self._at(p["rout_area"]), f"a rout: Russia has lost {lost:,.0f} km² in {weeks}"),
            (self._at(t.escalation.rung) >= Rung.INCIDENT, "an incident with deaths between NATO and Russia is open"),
            (self._at(t.nato.intervention) >= NatoRung.COMBAT, "NATO's forces are in combat in Ukraine"),
            calm="no rout, no incident, no combat with NATO",
            risk=self._at(p["nuclear_hazard_calm"] * p["propensity"]),
        )

    def of_nato_war(self) -> str:
        """What led to a war between NATO and Russia."""
        rung, p = self._at(self.t.nato.intervention), self.t.inputs.section("escalation")
        return self._led_by(
            (self._at(self.t.escalation.rung) >= Rung.INCIDENT, "an incident with deaths was open"),
            (rung > NatoRung.SUPPLIES, f"NATO stood on rung {rung:.0f} of intervention: {NatoRung.TITLES[int(rung)]}"),
            (rung >= NatoRung.TRAINERS, "Kaliningrad added to the risk"),
            calm="NATO only supplied, and no incident was open",
            risk=self._at(p["nato_war_hazard"]),
        )

    def _led_by(self, *causes: tuple[bool, str], calm: str, risk: float) -> str:
        """The causes that hold; without any, how calm it was and what risk a month of such calm carries."""
        found = [words for holds, words in causes if holds]
        ordinary = f"nothing out of the ordinary ({calm}); such a month carries a risk of {risk:.2g}"
        return f"What led to it: {'; '.join(found) or ordinary}."

    def _of_defeat(self, side: Belligerent) -> str:
        """How a side was overrun, or why it gave up."""
        name, p = side.name.capitalize(), side.numbers
        lost = -side.sign * self._at(self.t.front.gained)
        if lost >= self._at(p["overrun_share"]) * self._at(side.stake):
            return f"{name} has lost {lost:,.0f} km², {lost / self._at(side.stake):.0%} of the ground it had at stake."
        weeks = counted(int(self._at(side.exhausted_weeks)), "week")
        return f"{name} gives up after {weeks} of exhaustion: {self.of_exhaustion(side)}."

    def of_exhaustion(self, side: Belligerent) -> str:
        """Which floors a side is below."""
        p = side.numbers
        below = [
            f"its {what} at {self._at(value):.3f}, below {self._at(floor):.3f}"
            for what, value, floor in (
                ("line is manned", self.t.manned(side), p["manning_floor"]),
                ("will stands", side.will, p["will_floor"]),
            )
            if self._at(value) < self._at(floor)
        ]
        return " and ".join(below)
