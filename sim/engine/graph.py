"""Graphs of arithmetic: what a trace leaves behind. A node is made once, however often the same value is asked for."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

Number = float | bool

TRUTH = frozenset({"lt", "le", "eq", "and", "or", "not"})
"""Operations whose result is true or false."""
COMMUTE = frozenset({"add", "mul", "eq", "and", "or"})
LOOKED_INTO = frozenset({"where", "phi", "mul", "max", "min", "not", "neg"})
"""Operations that may come to something simpler without a constant among what they are made of."""
INPUTS = frozenset({"const", "number", "die", "once", "state", "week"})
"""Nodes that are given, not computed."""
EXACT: dict[str, Callable[..., Number]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": lambda a, b: a / b if b else math.copysign(math.inf, a) * math.copysign(1.0, b) if a else math.nan,
    "neg": operator.neg,
    "sqrt": math.sqrt,
    "floor": lambda a: float(math.floor(a)),
    "lt": operator.lt,
    "le": operator.le,
    "eq": operator.eq,
    "and": operator.and_,
    "or": operator.or_,
    "not": operator.not_,
}
"""Operations that IEEE 754 or logic fixes to the last digit, so that they may be done before anything is compiled."""


@dataclass(eq=False, slots=True)
class Node:
    """A value of every war, or of a week.

    Attributes:
        graph: to which it belongs.
        number: in order of making.
        op: an operation, or one of `INPUTS`.
        args: what it is made of.
        value: of a constant; what an input is called.
        region: branch in which it is computed, 0 where always.
    """

    graph: Graph
    number: int
    op: str
    args: tuple[Node, ...]
    value: Any
    region: int
    is_truth: bool
    """Whether it is true or false."""

    def __bool__(self) -> bool:
        raise TypeError("a branch on a value that differs from war to war cannot be compiled")

    def __repr__(self) -> str:
        return f"{self.op}{self.number}"


class Graph:
    """Nodes in the order of their making; what a node is made of comes before it."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.conditions: dict[int, tuple[Node, int]] = {}
        """Of each branch: its condition, and the number of the first node made in it."""
        self._known: dict[object, Node] = {}
        self._region = 0

    def const(self, value: Number) -> Node:
        """A constant. Text keeps apart what compares equal: 1 and true, 0 and -0."""
        return self._make("const", (), value if isinstance(value, bool) else float(value), repr(value))

    def given(self, kind: str, name: object) -> Node:
        """An input."""
        return self._make(kind, (), name, name)

    def make(self, op: str, *args: Node) -> Node:
        """The result of an operation."""
        if op not in ("and", "or", "not", "where", "phi"):
            args = tuple([self.as_float(arg) for arg in args])
        elif op in ("where", "phi") and args[1].is_truth != args[2].is_truth:
            args = (args[0], *(self.as_float(arg) if arg.is_truth else arg for arg in args[1:]))
        simpler = self._simpler(op, args)
        if simpler is not None:
            return simpler
        if op in COMMUTE and args[0].number > args[1].number:
            args = args[1], args[0]
        return self._make(op, args, None, tuple(arg.number for arg in args))

    def as_float(self, node: Node) -> Node:
        """1 where true, 0 where false."""
        if not node.is_truth:
            return node
        if node.op == "const":
            return self.const(float(bool(node.value)))
        one, zero = self.const(1.0), self.const(0.0)
        return self._make("where", (node, one, zero), None, (node.number, one.number, zero.number))

    def as_truth(self, node: Node) -> Node:
        """True where not 0."""
        return node if node.is_truth else self.make("not", self.make("eq", node, self.const(0.0)))

    @contextmanager
    def branch(self, condition: Node) -> Iterator[int]:
        """What is made meanwhile is computed only where a condition on the week holds."""
        if self._region:
            raise TypeError("a branch within a branch cannot be compiled")
        region = self._region = len(self.conditions) + 1
        self.conditions[region] = condition, len(self.nodes)
        try:
            yield region
        finally:
            self._region = 0

    def _make(self, op: str, args: tuple[Node, ...], value: object, key: object) -> Node:
        node = self._known.get((op, key))
        if node is None:
            truth = args[1].is_truth if op in ("where", "phi") else op in TRUTH or isinstance(value, bool)
            node = self._known[op, key] = Node(self, len(self.nodes), op, args, value, self._region, truth)
            self.nodes.append(node)
            for arg in args if op != "phi" else ():
                if arg.region not in (0, self._region):
                    hoist(arg)
        elif node.region not in (0, self._region):
            hoist(node)
        return node

    def _simpler(self, op: str, args: tuple[Node, ...]) -> Node | None:  # noqa: PLR0911, PLR0912, C901
        """What an operation comes to where that is known without doing it."""
        values = [arg.value if arg.op == "const" else None for arg in args]
        if op not in LOOKED_INTO and all(value is None for value in values):
            return None
        if op in EXACT and None not in values:
            return self.const(EXACT[op](*values))
        match op, args, values:
            case ("add", (a, _), (_, 0.0)) | ("sub", (a, _), (_, 0.0)) | ("mul", (a, _), (_, 1.0)):
                return a
            case ("add", (_, b), (0.0, _)) | ("mul", (_, b), (1.0, _)):
                return b
            case ("sub", (_, b), (0.0, _)):
                return self.make("neg", b)
            case ("div" | "pow", (a, _), (_, 1.0)):
                return a
            case ("mul", _, (0.0, _)) | ("mul", _, (_, 0.0)) | ("div", _, (0.0, _)):
                return self.const(0.0)
            case ("pow", _, (_, 0.0)) | ("pow", _, (1.0, _)):
                return self.const(1.0)
            case ("exp", _, (0.0,)):
                return self.const(1.0)
            case ("expm1" | "log1p", _, (0.0,)) | ("log", _, (1.0,)):
                return self.const(0.0)
            case ("max" | "min", (a, b), (float(), float())):
                return a if (a.value >= b.value) == (op == "max") else b
            case ("max" | "min", (a, b), _) if a is b:
                return a
            case ("where" | "phi", (_, a, b), (bool(truth), *_)):
                return a if truth else b
            case ("where" | "phi", (_, a, b), _) if a is b:
                return a
            case ("where", (c, _, _), (_, True, False)):
                return c
            case ("where", (c, _, _), (_, False, True)):
                return self.make("not", c)
            case ("and", (a, b), (True, _)) | ("or", (a, b), (False, _)):
                return b
            case ("and", (a, b), (_, True)) | ("or", (a, b), (_, False)):
                return a
            case ("and", _, (False, _)) | ("and", _, (_, False)):
                return self.const(False)
            case ("or", _, (True, _)) | ("or", _, (_, True)):
                return self.const(True)
            case ("not", (a,), _) if a.op == "not":
                return a.args[0]
            case ("neg", (a,), _) if a.op == "neg":
                return a.args[0]
            case ("mul", (a, b), _) if _is_indicator(a):
                return self.make("where", a.args[0], b, self.const(0.0))
            case ("mul", (a, b), _) if _is_indicator(b):
                return self.make("where", b.args[0], a, self.const(0.0))
            case ("eq", (a, b), _) if _is_indicator(a) and b.value == 0.0:
                return self.make("not", a.args[0])
            case ("lt", (b, a), _) if _is_indicator(a) and b.value == 0.0:
                return a.args[0]
            case ("lt", (a, _), (_, float(most))) if a.op in ("die", "once") and most >= 1.0 and _is_uniform(a):
                return self.const(True)
        return None


def _is_indicator(node: Node) -> bool:
    """1 where something is true, else 0."""
    return node.op == "where" and node.args[1].value == 1.0 and node.args[2].value == 0.0


def _is_uniform(node: Node) -> bool:
    return node.op == "once" or getattr(node.value, "law", "") == "uniform"


def hoist(node: Node) -> None:
    """Compute a node of a branch always, with all that it is made of: it has been asked for outside."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.region:
            one.region = 0
            waiting.extend(one.args)
