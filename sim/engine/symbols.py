"""Arrays of nodes that NumPy's functions take for arrays of numbers (NEP 13, NEP 18)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import Any, TypeAlias

import numpy as np

from sim.engine.graph import Graph, Node
from sim.engine.operations import absolute, floor_divide, logical, not_equal, remainder, rounded, sign, truncated

Plain: TypeAlias = Any
"""An array of nodes without the class: a nested list of them to the checker, which knows no such arrays."""


class Symbols(np.ndarray):
    """An array whose elements are nodes of a graph. Shapes, slices and stacking are NumPy's own."""

    def __new__(cls, nodes: Any) -> Symbols:
        """Nodes as they lie in an array, a list of them, or one."""
        return np.asarray(nodes, dtype=object).view(cls)

    def __array_finalize__(self, _: object) -> None:
        """Nothing to hand on."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """What a universal function comes to on nodes."""
        if kwargs.get("out") is not None:
            raise TypeError(f"np.{ufunc.__name__}: a change in place cannot be compiled")
        if method == "__call__" and ufunc.__name__ in UFUNCS:
            return UFUNCS[ufunc.__name__](*map(plain, inputs))
        if method == "reduce" and ufunc.__name__ in FOLDS:
            return fold(FOLDS[ufunc.__name__], inputs[0], kwargs.get("axis", 0))
        if method == "accumulate" and ufunc.__name__ in FOLDS:
            rows = list(inputs[0])
            sums = [rows[0]]
            for row in rows[1:]:
                sums.append(FOLDS[ufunc.__name__](plain(sums[-1]), plain(row)))
            return join(np.stack, sums)
        raise TypeError(f"np.{ufunc.__name__}.{method} cannot be compiled yet")

    def __array_function__(self, func: Callable[..., Any], _types: Any, args: Any, kwargs: Any) -> Any:
        """What another function of NumPy comes to on nodes."""
        if func in FUNCTIONS:
            return FUNCTIONS[func](*args, **kwargs)
        if func in SHAPING:
            return join(func, *args, **kwargs)
        raise TypeError(f"np.{func.__name__} cannot be compiled yet")

    def __bool__(self) -> bool:
        raise TypeError("a branch on a value that differs from war to war cannot be compiled")

    def __setitem__(self, _key: Any, _value: Any) -> None:
        raise TypeError("a change in place cannot be compiled")

    def astype(self, dtype: Any, *_: Any, **__: Any) -> Symbols:
        """As whole numbers, towards 0; as truths; else as they are: one kind of number serves."""
        kind = np.dtype(dtype).kind
        change = {"b": lambda node: node.graph.as_truth(node), "i": truncated}.get(kind, lambda n: n.graph.as_float(n))
        return _elementwise(change, plain(self))

    def any(self, axis: int | None = None, **_: Any) -> Any:  # type: ignore[override]
        """Along an axis; of all together it only saves work where nothing happens, so that something may."""
        return True if axis is None else fold(FOLDS["logical_or"], self, axis)

    def argmax(self, axis: int = 0, **_: Any) -> Symbols:  # type: ignore[override]
        """Place of the first greatest."""
        return _first_place("lt", self, axis)

    def argmin(self, axis: int = 0, **_: Any) -> Symbols:  # type: ignore[override]
        """Place of the first least."""
        return _first_place("gt", self, axis)


def plain(values: Any) -> Any:
    """Without the class, for NumPy's own work."""
    return values.view(np.ndarray) if isinstance(values, Symbols) else values


def graph_of(values: Iterable[Any]) -> Graph:
    """The graph of the first node among some arrays and numbers."""
    for each in values:
        if isinstance(each, Node):
            return each.graph
        if isinstance(each, np.ndarray) and each.dtype == object and each.size:
            for one in each.flat:
                if isinstance(one, Node):
                    return one.graph
    raise TypeError("no node among the values")


def as_nodes(graph: Graph, values: Any) -> Plain:
    """Numbers as constants."""
    if isinstance(values, Symbols):
        return plain(values)
    array = np.asarray(values)
    if array.dtype == object and all(isinstance(one, Node) for one in array.flat):
        return array
    out = np.empty(array.shape, dtype=object)
    for place, one in zip(np.ndindex(array.shape), array.flat, strict=True):
        out[place] = one if isinstance(one, Node) else graph.const(bool(one) if _is_bool(one) else float(one))
    return out


def _is_bool(value: Any) -> bool:
    return isinstance(value, (bool, np.bool_))


def _elementwise(make: Callable[..., Node], *inputs: Any) -> Symbols:
    graph = graph_of(inputs)
    arrays = [as_nodes(graph, each) for each in inputs]
    return Symbols(np.frompyfunc(make, len(arrays), 1)(*arrays))


def _operation(op: str, *, swapped: bool = False) -> Callable[..., Symbols]:
    def make(*nodes: Node) -> Node:
        return nodes[0].graph.make(op, *(reversed(nodes) if swapped else nodes))

    return lambda *inputs: _elementwise(make, *inputs)


def _composed(make: Callable[..., Node]) -> Callable[..., Symbols]:
    return lambda *inputs: _elementwise(make, *inputs)


def _divmod(a: Any, b: Any) -> tuple[Symbols, Symbols]:
    return _elementwise(floor_divide, a, b), _elementwise(remainder, a, b)


UFUNCS: dict[str, Callable[..., Any]] = {
    "add": _operation("add"),
    "subtract": _operation("sub"),
    "multiply": _operation("mul"),
    "divide": _operation("div"),
    "negative": _operation("neg"),
    "exp": _operation("exp"),
    "expm1": _operation("expm1"),
    "log": _operation("log"),
    "log1p": _operation("log1p"),
    "sqrt": _operation("sqrt"),
    "maximum": _operation("max"),
    "minimum": _operation("min"),
    "floor": _operation("floor"),
    "less": _operation("lt"),
    "less_equal": _operation("le"),
    "greater": _operation("lt", swapped=True),
    "greater_equal": _operation("le", swapped=True),
    "equal": _operation("eq"),
    "not_equal": _composed(not_equal),
    "power": _operation("pow"),
    "square": _composed(lambda a: a.graph.make("mul", a, a)),
    "absolute": _composed(absolute),
    "sign": _composed(sign),
    "rint": _composed(rounded),
    "floor_divide": _composed(floor_divide),
    "remainder": _composed(remainder),
    "divmod": _divmod,
    **{name: _composed(logical("and")) for name in ("bitwise_and", "logical_and")},
    **{name: _composed(logical("or")) for name in ("bitwise_or", "logical_or")},
    **{name: _composed(logical("not")) for name in ("invert", "logical_not")},
}
FOLDS = {name: UFUNCS[name] for name in ("add", "maximum", "minimum", "logical_or", "logical_and")}


def fold(step: Callable[..., Any], values: Any, axis: Any) -> Symbols:
    """Along one axis, in its order."""
    axis = axis[0] if isinstance(axis, tuple) else axis
    rows = list(np.moveaxis(plain(values), axis, 0))
    return reduce(lambda a, b: step(plain(a), plain(b)), rows[1:], Symbols(rows[0]))


def join(func: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """A function that only moves elements about, on nodes and constants alike."""
    kwargs.pop("subok", None)
    graph = graph_of(_arrays(args))
    stripped = [_stripped(graph, each) for each in args]
    moved = func(*stripped, **kwargs)
    return [Symbols(each) for each in moved] if isinstance(moved, (list, tuple)) else Symbols(moved)


def _arrays(values: Any) -> Iterable[Any]:
    for each in values:
        if isinstance(each, (list, tuple)):
            yield from _arrays(each)
        else:
            yield each


def _stripped(graph: Graph, value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return type(value)(_stripped(graph, each) for each in value)
    return as_nodes(graph, value) if isinstance(value, np.ndarray) else value


def _where(condition: Any, one: Any, other: Any) -> Symbols:
    def make(c: Node, a: Node, b: Node) -> Node:
        return c.graph.make("where", c.graph.as_truth(c), a, b)

    return _elementwise(make, *map(plain, (condition, one, other)))


def _clip(values: Any, least: Any, most: Any) -> Any:
    return np.minimum(np.maximum(values, least), most)


def _choose(number: Any, rows: Sequence[Any]) -> Any:
    """The row of each war's number."""
    chosen = rows[0]
    for place, row in enumerate(rows[1:], 1):
        chosen = np.where(np.equal(number, place), row, chosen)
    return np.broadcast_to(chosen, np.broadcast_shapes(np.shape(number), *map(np.shape, rows)))


def _take_along_axis(values: Any, indices: Any, axis: int) -> Any:
    """One row along an axis, another in each war."""
    if np.shape(indices)[axis] != 1:
        raise TypeError("np.take_along_axis of more than one row cannot be compiled")
    rows = np.moveaxis(values, axis, 0)
    chosen = _choose(np.moveaxis(indices, axis, 0)[0], list(rows))
    return np.moveaxis(chosen[None], 0, axis)


def _first_place(beats: str, values: Symbols, axis: int) -> Symbols:
    rows = list(np.moveaxis(values, axis, 0))
    best, place = rows[0], Symbols(as_nodes(graph_of([values]), np.zeros(rows[0].shape)))
    for number, row in enumerate(rows[1:], 1):
        better = best < row if beats == "lt" else best > row
        best, place = _where(better, row, best), _where(better, float(number), place)
    return place


def _broadcast_arrays(*arrays: Any, **_: Any) -> list[Any]:
    shape = np.broadcast_shapes(*(np.shape(each) for each in arrays))
    return [np.broadcast_to(each, shape) for each in arrays]


def _filled(number: float) -> Callable[..., Symbols]:
    def make(values: Any, **_: Any) -> Symbols:
        return Symbols(as_nodes(graph_of([values]), np.full(np.shape(values), number)))

    return make


FUNCTIONS: dict[Callable[..., Any], Callable[..., Any]] = {
    np.where: _where,
    np.clip: _clip,
    np.choose: _choose,
    np.take_along_axis: _take_along_axis,
    np.broadcast_arrays: _broadcast_arrays,
    np.any: lambda values, axis=None: values.any(axis=axis),
    np.argmax: lambda values, axis=0: values.argmax(axis=axis),
    np.argmin: lambda values, axis=0: values.argmin(axis=axis),
    np.sum: lambda values, axis=0: fold(FOLDS["add"], values, axis),
    np.round: lambda values: _elementwise(rounded, plain(values)),
    np.zeros_like: _filled(0.0),
    np.ones_like: _filled(1.0),
    np.shape: lambda values: plain(values).shape,
}
SHAPING = frozenset(
    {np.stack, np.concatenate, np.broadcast_to, np.tile, np.moveaxis, np.atleast_1d, np.reshape, np.repeat, np.copy}
)
