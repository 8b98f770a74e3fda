"""The order of a week, read from the source of `War.step` and of the phases it calls."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import FunctionType, ModuleType
from typing import Any, get_type_hints

import sim.war.model
from sim.war.agents.belligerent import Belligerent
from sim.war.model import War
from sim.war.recorder import Recorder
from sim.war.state import DECISION_WEEKS, Theatre

LABELS = {
    "_events": "events",
    "_decide": "decisions",
    "supply": "supply",
    "air_campaign": "air campaign",
    "fight": "front",
    "book": "books",
    "people": "manpower",
    "money_and_will": "economy and will",
    "bargain": "bargaining",
    "escalate": "escalation",
    "conclude": "endings",
    "record": "record",
}
"""What a phase is called in tables; a new phase needs a word here."""


@dataclass(frozen=True)
class Phase:
    """A call in `War.step`."""

    name: str
    function: Callable[..., Any]
    method: bool
    """Of the war itself, rather than a function of `sim.war.week`."""
    every: int
    """Weeks between two of them."""

    @property
    def label(self) -> str:
        """Its word in tables."""
        return LABELS[self.name]


@dataclass(frozen=True)
class Step:
    """Something that a phase does: one of its own functions, or what an agent does when asked."""

    name: str
    function: Callable[..., Any]
    rules: tuple[str, ...]


@cache
def phases() -> tuple[Phase, ...]:
    """The phases of a week in order."""
    found = []
    for statement in _body(War.step):
        # The one condition in the step is the beat of decisions.
        every = DECISION_WEEKS if isinstance(statement, ast.If) else 1
        for call in _calls(statement):
            target = call.func
            if isinstance(target, ast.Name):
                found.append(Phase(target.id, getattr(sim.war.model, target.id), method=False, every=every))
            elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                found.append(Phase(target.attr, getattr(War, target.attr), method=True, every=every))
            elif isinstance(target, ast.Attribute):
                found.append(Phase(target.attr, getattr(Recorder, target.attr), method=True, every=every))
    return tuple(found)


@cache
def steps(phase: Phase) -> tuple[Step, ...]:
    """What a phase does, in order, each thing once."""
    space = inspect.getmodule(phase.function).__dict__
    found: dict[str, Step] = {}
    for call in _calls(ast.Module(_body(phase.function), [])):
        named = _resolved(call.func, space)
        if named is not None and named[0] not in found:
            name, function = named
            found[name] = Step(name, function, rules_called(function))
    return tuple(found.values())


def rules_called(function: Callable[..., Any]) -> tuple[str, ...]:
    """Rules that a function calls, as `module.function`, in order, each once."""
    module = inspect.getmodule(function)
    space = module.__dict__ if module else {}
    names: dict[str, None] = {}
    for call in _calls(ast.Module(_body(function), [])):
        target = call.func
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            owner = space.get(target.value.id)
            if isinstance(owner, ModuleType) and owner.__name__.startswith("sim.rules."):
                names[f"{owner.__name__.rpartition('.')[2]}.{target.attr}"] = None
        elif isinstance(target, ast.Name):
            rule = space.get(target.id)
            if isinstance(rule, FunctionType) and rule.__module__.startswith("sim.rules."):
                names[f"{rule.__module__.rpartition('.')[2]}.{target.id}"] = None
    return tuple(names)


def _resolved(target: ast.expr, space: dict[str, Any]) -> tuple[str, Callable[..., Any]] | None:
    """A function of `sim.war.week`, or the method of an agent that the theatre holds."""
    if isinstance(target, ast.Name):
        function = space.get(target.id)
        weekly = isinstance(function, FunctionType) and function.__module__.startswith("sim.war.week.")
        return (target.id.strip("_"), function) if weekly and function is not None else None
    if not isinstance(target, ast.Attribute):
        return None
    owner = _agent(target.value)
    function = getattr(owner, target.attr, None) if owner else None
    return (f"{owner.__name__}.{target.attr}", function) if owner and inspect.isfunction(function) else None


def _agent(node: ast.expr) -> type | None:
    """The class of `t.iran` and its like, and of a loop's `side`."""
    if isinstance(node, ast.Name) and node.id == "side":
        return Belligerent
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "t":
        kind = get_type_hints(Theatre.__init__).get(node.attr)
        return kind if isinstance(kind, type) and kind.__module__.startswith("sim.war.agents.") else None
    return None


def _body(function: Callable[..., Any]) -> list[ast.stmt]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    definition = tree.body[0]
    assert isinstance(definition, ast.FunctionDef)
    return definition.body


def _calls(tree: ast.AST) -> list[ast.Call]:
    """Calls in the order in which they are written."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return sorted(calls, key=lambda call: (call.lineno, call.col_offset))
