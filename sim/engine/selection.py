"""What of a program is played: what some result needs, when it is worked out, and in which order."""

from __future__ import annotations

from collections.abc import Sequence

from sim.engine.graph import Node
from sim.engine.slots import Part
from sim.engine.trace import Element, Program

CHUNK = 250
"""Nodes in a function: compilers take more than twice as long for twice as many."""
UNTOLD = frozenset({"broken_by", "drives", "why", "latest"})
"""What only the story of a war tells, or series do: no result needs it at the end."""


class Selection:
    """What is printed of a program.

    Args:
        program: the graph.

    Attributes:
        fixed: numbers of the state that are the same in all wars, in all weeks.
        drawn: numbers of the state that stay as they are drawn, and the path of the draw.
        finals: numbers of the state that are wanted after the last week, in order.
        kinds: of events, in the order in which they are recorded.
        states: numbers of the state that go from week to week.
        live: numbers of the nodes that some result needs.
        moving: numbers of the nodes that differ from week to week.
        dice: that are thrown, those of one law side by side.
        numbers: paths of the drawn numbers that are read.
        once: names of the random numbers that are thrown once a war.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        kept = [each for each in program.start if not UNTOLD & set(each[0])]
        steady = {each: program.start[each] for each in kept if each not in program.after}
        self.fixed = {each: float(node.value) for each, node in steady.items() if node.op == "const"}
        self.drawn = {each: node.value for each, node in steady.items() if node.op == "number"}
        self.finals = tuple(each for each in kept if each not in self.fixed and each not in self.drawn)
        self.kinds = tuple(path[-1] for path, _ in program.start if path[:2] == ("state", "first_weeks"))
        self.states: list[Element] = []
        self.live = self._live()
        self.moving = self._moving()
        nodes = [node for node in program.graph.nodes if node.number in self.live]
        self.dice = sorted(
            (node.value for node in nodes if node.op == "die"), key=lambda die: (die.every, die.law, die.name)
        )
        self.numbers = tuple(node.value for node in nodes if node.op == "number")
        self.once = tuple(node.value for node in nodes if node.op == "once")

    def _live(self) -> set[int]:
        """Nodes that some result needs; notes the numbers of the state that go from week to week."""
        p, found = self.program, set[int]()
        waiting = [*p.series.values(), *(p.after.get(each, p.start[each]) for each in self.finals)]
        while waiting:
            node = waiting.pop()
            if node.number in found:
                continue
            found.add(node.number)
            waiting.extend(node.args)
            if node.op == "state":
                self.states.append(node.value)
                waiting += [p.start[node.value], p.after[node.value]]
        self.states.sort()
        return found

    def _moving(self) -> set[int]:
        """Nodes that differ from week to week."""
        found = set[int]()
        for node in self.program.graph.nodes:
            if node.op in ("state", "week", "die") or any(arg.number in found for arg in node.args):
                found.add(node.number)
        return found

    def chunks(self) -> tuple[list[Part], int]:
        """Nodes to be computed, in pieces short enough for a compiler; and how many of them are computed once a war."""
        steady = [node for node in self._computed() if node.number not in self.moving]
        parts = self._parts([node for node in self._computed() if node.number in self.moving])
        chunks = [Part(nodes) for nodes in _cut(steady)]
        first_weekly = len(chunks)
        for part in parts:
            pieces = [Part(nodes, part.region) for nodes in _cut(part.nodes)] or [Part([], part.region)]
            pieces[-1].choices = part.choices
            chunks += pieces
        return chunks, first_weekly

    def _computed(self) -> list[Node]:
        return [n for n in self.program.graph.nodes if n.number in self.live and n.args]

    def _parts(self, nodes: Sequence[Node]) -> list[Part]:
        """Nodes in an order in which they can be computed: branches stand where they were made."""
        choices: dict[int, list[Node]] = {}
        inside: dict[int, list[Node]] = {}
        main: list[Node] = []
        for node in nodes:
            region = node.args[1].region if node.op == "phi" else node.region
            if node.op == "phi" and region:
                choices.setdefault(region, []).append(node)
            elif node.region:
                inside.setdefault(node.region, []).append(node)
            else:
                main.append(node)
        parts: list[Part] = []
        for region in sorted(choices):
            last = inside[region][-1].number
            before = [node for node in main if node.number < last]
            main = main[len(before) :]
            parts += [Part(before), Part(inside[region], region, choices[region])]
        return [*parts, Part(main)]


def _cut(nodes: Sequence[Node]) -> list[list[Node]]:
    return [list(nodes[first : first + CHUNK]) for first in range(0, len(nodes), CHUNK)]
