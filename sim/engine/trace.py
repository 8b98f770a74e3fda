"""One week of war on symbols: what every number of the state becomes, and what is written down."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from dataclasses import dataclass
from functools import partial, reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.graph import Graph, Node
from sim.engine.symbols import Plain, Symbols, as_nodes
from sim.war.draws import quantile
from sim.war.model import War, forget_models
from sim.war.randomness import Dice, Stream

if TYPE_CHECKING:
    from sim.engine.shared import Shared

Path = tuple[str, ...]
Element = tuple[Path, tuple[int, ...]]
"""A number of the state: the path of its array, and its place there without the axis of the wars."""

SAMPLE, SAMPLE_WEEKS = 8, 6
"""Wars and weeks that are played to see what changes."""
APART = frozenset({"orders", "series", "_drawn", "event_weeks", "tables", "frontage", "week", "_week"})
"""Attributes that hold no state of their own: what is used up at once, what never changes, what is written down."""


@dataclass(frozen=True)
class Die:
    """A random number: one place of a stream. Equal where cause, law and weeks are."""

    name: str
    law: str
    every: int


@dataclass(frozen=True)
class Program:
    """A war as a graph.

    Attributes:
        graph: all nodes.
        start: each number of the state before the first week.
        after: the same after a week, by numbers that change; in terms of those before it.
        series: what is written down in a week.
        shapes: of every array of the state, without the axis of the wars.
    """

    graph: Graph
    start: dict[Element, Node]
    after: dict[Element, Node]
    series: dict[str, Node]
    shapes: dict[Path, tuple[int, ...]]


class SymbolDice:
    """Dice that are yet to be thrown."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.seed = 0
        self.n = 1

    def at(self, cause: Stream, _week: Any) -> Symbols:
        """The numbers of a stream in a week. Shape (1,), or (places, 1)."""
        dice = [self.graph.given("die", Die(name, cause.law, cause.every)) for name in cause.names]
        nodes = Symbols(np.array(dice, dtype=object)[:, None])
        return nodes if cause.places else nodes[0]

    def once(self, name: str) -> Symbols:
        """One uniform number a war."""
        return Symbols([self.graph.given("once", name)])


def places(war: War) -> Iterator[tuple[Path, MutableMapping[str, Any], str]]:
    """Every array of the state of a war: its path, and where it is kept."""
    state = war.state
    owners: dict[str, Any] = {type(agent).__name__ + "." + agent.name: agent for agent in war.agents}
    owners |= {
        "state": state,
        "diplomacy": state.diplomacy,
        "escalation": state.escalation,
        "front": state.front,
        "recorder": war.recorder,
        "inputs": war.inputs,
        "drift": war.inputs.drift,
    }
    owners |= {f"menu.{actor}": menu for actor, menu in war.inputs.menus.items()}
    for owner, each in owners.items():
        for name, value in vars(each).items():
            if name in APART:
                continue
            if isinstance(value, np.ndarray):
                yield (owner, name), vars(each), name
            elif isinstance(value, dict):
                for key, one in value.items():
                    if isinstance(one, np.ndarray):
                        yield (owner, name, key), value, key


class Tracer:
    """Plays a war of symbols.

    Args:
        shared: what stands for all scenarios that are to be played; what is not told war by war is taken as constant.
    """

    def __init__(self, shared: Shared) -> None:
        self.shared = shared
        self.graph = Graph()
        told = {path: Symbols([self.graph.given("number", path)]) for path in shared.paths}
        self.war = War(shared.scenario, told, SymbolDice(self.graph))  # type: ignore[arg-type]
        forget_models()
        state, inputs = self.war.state, self.war.inputs
        self.moved = sorted(inputs.drift.paths | inputs.turning.keys())
        for path in self.moved:
            inputs.renew(path, 0)
        state.only_if = self.only_if  # type: ignore[method-assign]
        inputs.enter = self.enter  # type: ignore[method-assign,assignment]
        self.war.recorder.write = lambda week: None  # type: ignore[method-assign]  # noqa: ARG005

    def program(self) -> Program:
        """The week, once it is known which numbers change: none is taken to, unless it is seen to."""
        kinds, changing = _seen_to_change(self.shared)
        for kind in kinds:  # of events: each has its place from the start
            self.war.state.record_first(kind, np.zeros(1, dtype=bool))
        begun = self._arrays()
        start = self._nodes(begun)
        while True:
            after = self._step(begun, changing)
            changed = {element for element, node in after.items() if node is not start[element]}
            if changed <= changing:
                break
            changing |= changed
        series = {name: after[("recorder", "latest", name), ()] for name in self.war.recorder.latest}
        shapes = {path: values.shape[:-1] for path, values in begun.items()}
        return Program(self.graph, start, {each: after[each] for each in changing}, series, shapes)

    def enter(self, week: Symbols) -> None:
        """Numbers that drift or that events change are worked out anew every week; but those that options change too.

        What an option does to them moves on when actors decide, or when an event turns.
        """
        inputs = self.war.inputs
        self.only_if(week > 0, partial(inputs.drift.step, week))  # type: ignore[arg-type]
        for path in self.moved:
            if path in inputs.optional and path not in inputs.drift.paths:
                turning = inputs.turning[path]
                turns = frozenset[int]().union(*(weeks for _, weeks in turning))
                own = reduce(operator.or_, (present & _any_of(week, weeks) for present, weeks in turning))
                self.only_if(_any_of(week, turns), partial(inputs.renew, path, week, own))  # type: ignore[arg-type]
            else:
                inputs.renew(path, week)  # type: ignore[arg-type]

    def only_if(self, due: Any, act: Callable[[], None]) -> None:
        """A branch: what it changes is chosen by its condition, which is the same in all wars."""
        condition: Node = as_nodes(self.graph, due)[()]
        if condition.op == "const":
            if condition.value:
                act()
            return
        before = self._arrays()
        with self.graph.branch(condition):
            act()
        for path, container, key in places(self.war):
            if path in before and container[key] is not before[path]:
                now, was = as_nodes(self.graph, container[key]), as_nodes(self.graph, before[path])
                choose = np.frompyfunc(partial(self.graph.make, "phi", condition), 2, 1)
                container[key] = Symbols(choose(now, np.broadcast_to(was, now.shape)))
        self.war.inputs.forget()

    def _arrays(self) -> dict[Path, Plain]:
        return {path: container[key] for path, container, key in places(self.war)}

    def _nodes(self, arrays: dict[Path, Plain]) -> dict[Element, Node]:
        found: dict[Element, Node] = {}
        for path, values in arrays.items():
            nodes = as_nodes(self.graph, values)
            for place in np.ndindex(nodes.shape):
                found[path, place[:-1]] = nodes[place]
        return found

    def _step(self, begun: dict[Path, Plain], changing: set[Element]) -> dict[Element, Node]:
        """Play a week from the start; what changes is not known. Returns the numbers after it."""
        unknown = {path for path, _ in changing}
        for path, container, key in places(self.war):
            if path in unknown:
                nodes = as_nodes(self.graph, begun[path]).copy()
                for place in np.ndindex(nodes.shape):
                    if (path, place[:-1]) in changing:
                        nodes[place] = self._given(path, place[:-1], nodes[place])
                container[key] = Symbols(nodes)
            elif path in begun:
                container[key] = begun[path]
        self.war.inputs.forget()
        self.war.state.week = Symbols(self.graph.given("week", "week"))  # type: ignore[assignment]
        self.war.step()
        return self._nodes(self._arrays())

    def _given(self, path: Path, place: tuple[int, ...], start: Node) -> Node:
        """A number of the state as it stands before the week."""
        node = self.graph.given("state", (path, place))
        return self.graph.as_truth(node) if start.is_truth else node


def _any_of(week: Symbols, weeks: Iterable[int]) -> Symbols:
    """Whether it is one of some weeks."""
    first, *rest = (np.equal(week, each) for each in sorted(weeks))
    return Symbols(reduce(np.logical_or, rest, first))


def _seen_to_change(shared: Shared) -> tuple[list[str], set[Element]]:
    """Kinds of events and numbers of the state that change in some wars; what changes later only the trace finds."""
    scenario, dice = shared.scenario, Dice(0, np.arange(SAMPLE))
    told = {name: quantile(number, dice.once(name)) for name, number in scenario.numbers.items()}
    for choice in shared.varied:
        told[choice] = np.floor(dice.once(choice) * len(scenario.choices[choice].options)).astype(np.int64)
    war = War(scenario, told, dice)
    before = {path: container[key] for path, container, key in places(war)}
    for _ in range(min(SAMPLE_WEEKS, scenario.weeks)):
        war.step()
    changed = set[Element]()
    for path, container, key in places(war):
        now = container[key]
        was = np.broadcast_to(before.get(path, now), now.shape)
        changed |= {(path, place) for place in np.ndindex(now.shape[:-1]) if (now[place] != was[place]).any()}
    kinds = list(war.state.first_weeks)
    war.release_memory()
    return kinds, changed


def trace(shared: Shared) -> Program:
    """A war as a graph.

    Args:
        shared: what stands for all scenarios that are to be played; what is not told war by war is taken as constant.
    """
    return Tracer(shared).program()
