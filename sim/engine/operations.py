"""Operations on nodes that are composed of simpler ones."""

from __future__ import annotations

from collections.abc import Callable

from sim.engine.graph import Node


def truncated(a: Node) -> Node:
    """Whole number towards 0; what a die gives is never negative."""
    graph, a = a.graph, a.graph.as_float(a)
    if a.op == "floor" or (a.op == "const" and float(a.value).is_integer()):
        return a
    up = graph.make("neg", graph.make("floor", graph.make("neg", a)))
    return graph.make("where", graph.make("lt", a, graph.const(0.0)), up, graph.make("floor", a))


def rounded(a: Node) -> Node:
    """To the nearest whole number, halves to the even one."""
    return a.graph.make("rint", a)


def absolute(a: Node) -> Node:
    """Size without sign."""
    return a.graph.make("max", a, a.graph.make("neg", a))


def sign(a: Node) -> Node:
    """1, 0 or -1."""
    graph, zero = a.graph, a.graph.const(0.0)
    up, down = graph.as_float(graph.make("lt", zero, a)), graph.as_float(graph.make("lt", a, zero))
    return graph.make("sub", up, down)


def floor_divide(a: Node, b: Node) -> Node:
    """Whole part of a quotient, rounded down."""
    return a.graph.make("floor", a.graph.make("div", a, b))


def remainder(a: Node, b: Node) -> Node:
    """What `floor_divide` leaves; its sign is that of b."""
    return a.graph.make("sub", a, a.graph.make("mul", floor_divide(a, b), b))


def not_equal(a: Node, b: Node) -> Node:
    """Whether two differ."""
    return a.graph.make("not", equal(a, b))


def equal(a: Node, b: Node) -> Node:
    """Whether two are the same."""
    return a.graph.make("eq", a, b)


def logical(op: str) -> Callable[..., Node]:
    """`and`, `or` or `not` of nodes taken as truths."""

    def make(*nodes: Node) -> Node:
        graph = nodes[0].graph
        return graph.make(op, *map(graph.as_truth, nodes))

    return make
