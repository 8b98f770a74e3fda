"""What the sides of one war are short of, and which shortage is behind a turn, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, Floats
from sim.rules.supply import Kind
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.forces import DRIVES
from sim.war.menu import DECISION_WEEKS
from sim.war.state import State
from sim.war.week.front import STRAINS

SLACK = 0.05
"""Part of a limit by which something has to be above it before it is no longer short: no line for every wobble."""
TOP = "interceptors against ballistic missiles"
TURNS = {
    "munitions": ("fewer munitions", "more munitions"),
    "men": ("thinner manning", "fuller manning"),
    "will": ("less will", "more will"),
    "balance": ("the balance of power where it attacks is worse", "the balance of power where it attacks is better"),
    "talks": ("talks hold it back", "no talks hold it back any more"),
}
"""What moves a side's attacks, down and up."""


@dataclass(frozen=True)
class Stand:
    """How much there is of something, the limit below which it is short, and how that is told."""

    left: float
    limit: float
    words: str


class Shortages:
    """Reads one column of a state, week by week."""

    def __init__(self, state: State, column: int) -> None:
        self.t = state
        self.column = column
        self._short: dict[str, set[str]] = {side.name: set() for side in state.sides}
        self._flown = {side.name: np.zeros(2) for side in state.sides}
        self._drives: dict[str, Floats] = {}

    def _at(self, values: Floats) -> float:
        return float(np.broadcast_to(values, (self.t.n,))[self.column])

    def watch(self) -> None:
        """Keep in mind what flew this week: what a week needs of interceptors is a mean over a month."""
        for side in self.t.sides:
            now = np.array([self._at(side.cruise_launched), self._at(side.ballistic_launched)])
            self._flown[side.name] += (now - self._flown[side.name]) / min(DECISION_WEEKS, self.t.week)

    def month(self, *, again: bool) -> Iterator[str]:
        """What has become short and what is so no longer; with `again`, also what still is."""
        for side in self.t.sides:
            stands, before = self.stands(side), self._short[side.name]
            limits = {key: stand.limit * (1.0 + SLACK * (key in before)) for key, stand in stands.items()}
            now = {key for key, stand in stands.items() if stand.left < limits[key]}
            if (now - before) or (again and now):
                yield f"Short in {side.side.title}: {', '.join(stands[key].words for key in stands if key in now)}."
            if before - now:
                yield f"No longer short in {side.side.title}: {', '.join(key for key in stands if key in before - now)}."
            self._short[side.name] = now

    def stands(self, side: Belligerent) -> dict[str, Stand]:
        """All that can run short for a side."""
        p, air = side.numbers, self.t.inputs.section("air")
        shells = self._at(side.stock[Kind.SHELLS] / np.maximum(1.0, p["demand.shells"] / WEEKS_PER_MONTH))
        wanted = [self._at(air[f"interceptors_per_{kind}"]) for kind in ("missile", "ballistic")]
        stock = side.stock[[Kind.INTERCEPTORS, Kind.BALLISTIC_INTERCEPTORS], self.column]
        need = np.maximum(self._flown[side.enemy] * wanted, 1e-9)
        dear, top = stock / need
        fill, armour = self._at(side.infantry_fill), self._at(side.armour_fill)
        paid, energy = self._at(side.funded), 1.0 - self._at(side.damage)
        return {
            "shells": Stand(shells, 2.0, _lasting("shells", shells)),
            "infantry": Stand(fill, 0.5, f"infantry at {fill:.0%} of its establishment"),
            "interceptors": Stand(dear, 1.0, _lasting("interceptors", dear)),
            TOP: Stand(top, 1.0, _lasting(TOP, top)),
            "armour": Stand(armour, 0.5, f"armour at {armour:.0%} of what it wants"),
            "money": Stand(paid, 0.95, f"{1.0 - paid:.0%} of war spending unpaid"),
            "energy": Stand(energy, 0.5, f"energy at {energy:.0%}"),
        }

    def of_break(self, side: Belligerent, row: int) -> str:
        """What weighed most on a sector that has just broken open."""
        density, cover = side.engaged[row] / self.t.front.frontage[row], self.stands(side)["shells"].left
        supplied, lost = self._at(side.supply_ratio), self._at(side.recent_loss[row])
        return {
            "men": f"too few men, {self._at(density):,.0f} a km",
            "fires": f"the enemy's fires, its own shells at {supplied:.0%} of what the front needs",
            "fatigue": f"fatigue, {self._at(side.days_in_line[row]):.0f} days in the line",
            "losses": f"losses, {lost:.0%} of its men in about four weeks",
            "surprise": "surprise",
            "air": "the enemy in the air",
            "munitions": f"too few munitions, {_lasting('shells', cover)}",
        }[STRAINS[side.broken_by[row, self.column]]]

    def of_posture(self, side: Belligerent, more: bool | None, talks: bool) -> str:
        """What has moved a side's attacks most since it decided last, up (`more`) or down; nothing if they have not moved.

        Args:
            side: that has decided this week.
            more: whether it attacks more than before; None where it goes on as before.
            talks: whether talks were under way when it decided.
        """
        lull = self._at(side.numbers["intensity_in_talks"]) if talks else 1.0
        now = np.log(np.maximum([*side.drives[:, self.column], lull], 1e-9))
        change = now - self._drives.get(side.name, now)
        self._drives[side.name] = now
        if more is None:
            return ""
        if side.numbers.choice("posture") != "free":
            return "as ordered"
        names = (*DRIVES, "talks")
        return TURNS[names[int(np.argmax(change if more else -change))]][more]


def _lasting(things: str, weeks: float) -> str:
    """How long a stock lasts."""
    return f"{things} for {weeks:.1f} weeks" if weeks >= 0.05 else f"no {things}"
