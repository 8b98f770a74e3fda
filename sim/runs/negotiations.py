"""Offers and answers of one war in words, and why a side refuses."""

from collections.abc import Iterator

import numpy as np

from sim.base.terms import ALIGNMENTS, LEVELS, bundle_parts, in_words
from sim.war.agents.belligerent import Belligerent
from sim.war.state import OTHERS, State
from sim.war.week import terms


class Negotiations:
    """Reads what was offered in one war of a block; terms that the same side has offered before are not told again."""

    def __init__(self, state: State, column: int) -> None:
        self.t = state
        self.column = column
        self._told: set[tuple[int, int]] = set()
        self._accepted = False

    def _at(self, values: np.ndarray) -> float:
        return float(np.broadcast_to(values, (self.t.n,))[self.column])

    def round(self) -> Iterator[str]:
        """This month's offer and its answers, and what was agreed and has lapsed."""
        d, i = self.t.diplomacy, self.column
        number, by = int(d.offer[i]), int(d.offered_by[i])
        refused = (d.refused_by_russia[i], d.refused_by_ukraine[i])
        sides = [side for side, no in zip(self.t.sides, refused, strict=True) if no]
        if number >= 0 and self._is_news(number, by, taken=not sides):
            yield f"{self._who(by)}: {self.in_words(number)}. {self._answers(sides, number)}"
        elif self._accepted and d.accepted[i] < 0.0 and not d.at_peace[i] and d.talks[i]:
            yield "What had been agreed lapses: one of the two would now be better off fighting."
        self._accepted = bool(d.accepted[i] >= 0.0)

    def _is_news(self, number: int, by: int, taken: bool) -> bool:
        """Whether an offer is told: its first time, and of mediators only what both take."""
        new = (by, number) not in self._told
        self._told.add((by, number))
        return new and (taken or by != OTHERS)

    def _who(self, by: int) -> str:
        return "Mediators propose" if by == OTHERS else f"{self.t.sides[by].side.title} offers"

    def in_words(self, number: int) -> str:
        """A bundle, with the side that it is about."""
        return in_words(number, self.t.side(self.t.nato.backs).side.title)

    def _answers(self, refusing: list[Belligerent], number: int) -> str:
        if not refusing:
            return "Both accept; it remains to be signed."
        return " ".join(f"{side.side.title} refuses: {self._why(side, number)}." for side in refusing)

    def _why(self, side: Belligerent, number: int) -> str:
        """The first part of its reservation value, from the largest cause down, that the terms do not reach."""
        state, (line, alignment, level) = self.t, bundle_parts(number)
        prevails, table = terms.believed(side, state), terms.lay(state)
        gets = self._at(side.chance(table.lines[line]))
        fights = self._at(side.chance(prevails) - terms.war_cost(side, state.inputs.section("bargaining")))
        dear = self._at(terms.held_dear(side, state))
        row = LEVELS.index(level)
        fear = self._at(terms.feared(side, state, table, prevails)[row])
        neutral = np.array([float(ALIGNMENTS.index(alignment))])
        beside = self._at(terms.concession(side, state, table.covered[row], neutral))
        if gets < fights:
            return f"it expects {fights:.0%} of what is contested from fighting on, the line gives it {gets:.0%}"
        if gets < fights + dear:
            return "it holds some of the ground indivisible"
        if gets < fights + dear + fear:
            return "it fears that the enemy comes back stronger"
        backed = state.nato.backs == side.name
        if beside < 0.0 and gets < fights + dear + fear - beside:
            return "neutrality costs it too much" if backed else "it will not have such a guarantee at its border"
        return "its leaders weigh the terms wrongly"
