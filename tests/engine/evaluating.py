"""The graph of a war played by NumPy, node by node: a reference for what the trace made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from sim.base.arrays import Floats
from sim.engine.graph import Node
from sim.engine.trace import Program
from sim.war.randomness import Dice, Stream

OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "neg": np.negative,
    "exp": np.exp,
    "expm1": np.expm1,
    "log": np.log,
    "log1p": np.log1p,
    "sqrt": np.sqrt,
    "max": np.maximum,
    "min": np.minimum,
    "floor": np.floor,
    "rint": np.rint,
    "pow": np.power,
    "lt": np.less,
    "le": np.less_equal,
    "eq": np.equal,
    "and": np.logical_and,
    "or": np.logical_or,
    "not": np.logical_not,
    "where": np.where,
    "phi": np.where,
}


class Evaluation:
    """A program played on some wars.

    Args:
        program: the graph.
        told: of each war, by path.
        dice: of the wars.
    """

    def __init__(self, program: Program, told: Mapping[str, Floats], dice: Dice) -> None:
        self.program = program
        self.told = told
        self.dice = dice
        self.steady: dict[int, Any] = {}
        self.needed = _needed(program)
        nodes = program.graph.nodes
        self.moving = set[int]()
        for node in nodes:
            if node.op in ("state", "week", "die") or any(arg.number in self.moving for arg in node.args):
                self.moving.add(node.number)
        for node in nodes:
            if node.number in self.needed and node.number not in self.moving:
                self.steady[node.number] = self._value(node, self.steady, 0, {})
        self.state = {element: self.steady[program.start[element].number] for element in program.after}

    def play(self, weeks: int) -> dict[str, list[Floats]]:
        """Series, week by week."""
        series: dict[str, list[Floats]] = {name: [] for name in self.program.series}
        weekly = self.moving & self.needed
        moving = [node for node in self.program.graph.nodes if node.number in weekly]
        for week in range(weeks):
            known = dict(self.steady)
            with np.errstate(all="ignore"):
                for node in moving:
                    known[node.number] = self._value(node, known, week, self.state)
            for name, node in self.program.series.items():
                value = np.broadcast_to(known[node.number], (self.dice.n,))
                series[name].append(value.astype(np.float32))
            self.state = {element: known[node.number] for element, node in self.program.after.items()}
        return series

    def _value(self, node: Node, known: dict[int, Any], week: int, state: Mapping[Any, Any]) -> Any:
        given: dict[str, Callable[[Any], Any]] = {
            "const": lambda value: value,
            "number": lambda path: self.told[path],
            "once": self.dice.once,
            "die": lambda die: self.dice.at(Stream(die.name, die.law, die.every), week),
            "week": lambda _: float(week),
            "state": lambda element: state[element],
        }
        if node.op in given:
            return given[node.op](node.value)
        return OPERATIONS[node.op](*(known[arg.number] for arg in node.args))


def _needed(program: Program) -> set[int]:
    found = set[int]()
    waiting = [*program.start.values(), *program.after.values(), *program.series.values()]
    while waiting:
        node = waiting.pop()
        if node.number not in found:
            found.add(node.number)
            waiting.extend(node.args)
    return found
