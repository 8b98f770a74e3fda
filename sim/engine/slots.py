"""Where a compiled war keeps its numbers: a slot for each that more than one function needs, given up once it is done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sim.engine.graph import Node
from sim.engine.trace import Element, Program


@dataclass
class Part:
    """Nodes that one function computes, the branch that it stands in, and what the branch chooses at its end."""

    nodes: list[Node]
    region: int = 0
    choices: list[Node] = field(default_factory=list)


class Slots:
    """Slots of a program.

    Args:
        program: the graph.
        parts: functions in the order in which they run.
        first_weekly: the first that runs every week.
        given: names of what is given for each war.
        states: numbers that go from week to week.
        finals: numbers that are wanted after the last week.
        moving: nodes that differ from week to week.

    Attributes:
        given: slot of what is given, by name.
        states: slot of a number of the state.
        places: slot of a node, by its number, where it has one.
        count: slots in all.
    """

    def __init__(
        self,
        program: Program,
        parts: Sequence[Part],
        first_weekly: int,
        *,
        given: Sequence[str],
        states: Sequence[Element],
        finals: Sequence[Element],
        moving: Collection[int],
    ) -> None:
        self.given = {name: place for place, name in enumerate(given)}
        self.states = {each: len(given) + place for place, each in enumerate(states)}
        self.places: dict[int, int] = {}
        self.count = len(given) + len(states)
        until = _last_uses(program, parts)
        for node in (*program.series.values(), *(program.after[each] for each in states)):
            until[node.number] = len(parts)
        for each in finals:
            until[program.after.get(each, program.start[each]).number] = len(parts)
        for each in states:
            start = program.start[each].number
            until[start] = max(until.get(start, 0), first_weekly)
        # What never changes stays for all weeks, unless only the beginning needs it.
        stays = {number for number, last in until.items() if number not in moving and last >= first_weekly}
        self._allot(parts, until, stays)

    def _allot(self, parts: Sequence[Part], until: dict[int, int], stays: Collection[int]) -> None:
        free: list[int] = []
        ending: dict[int, list[int]] = {}
        for place, part in enumerate(parts):
            leaving = [node for node in part.nodes if until.get(node.number, -1) > place]
            for node in (*leaving, *part.choices):
                slot = free.pop() if free else self.count
                self.count = max(self.count, slot + 1)
                self.places[node.number] = slot
                if node.number not in stays:
                    ending.setdefault(until.get(node.number, place), []).append(slot)
            free += ending.pop(place, [])


def _last_uses(program: Program, parts: Sequence[Part]) -> dict[int, int]:
    """The last part that needs a node, by the node's number."""
    until: dict[int, int] = {}
    conditions = {region: condition.number for region, (condition, _) in program.graph.conditions.items()}
    for place, part in enumerate(parts):
        needed = [arg for node in part.nodes for arg in node.args]
        needed += [arg for choice in part.choices for arg in choice.args[1:]]
        until |= dict.fromkeys((node.number for node in needed), place)
        if part.region:
            until[conditions[part.region]] = place
    return until
