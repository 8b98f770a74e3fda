"""What the code says of itself: the order of a week, the rules, the agents' states, the streams."""

from __future__ import annotations

import ast
import inspect
import textwrap
from importlib import import_module
from types import FunctionType
from typing import Any

from docs.build.markdown import docstring, escaped, summary, table
from docs.build.week import Call, phases, rhythm, steps
from sim.war.agents.backers import Belarus, Iran, Nato
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.sector import SECTORS, Front
from sim.war.state import (
    DECISION_STREAMS,
    DECISION_WEEKS,
    NORMAL_STREAMS,
    SIDES,
    UNIFORM_STREAMS,
    Diplomacy,
    Ladder,
)

RULES = ("attrition", "advance", "manpower", "supply", "air", "economy", "bargaining", "escalation")
"""Modules of the theory, in the order in which they are explained."""

FRONT_STREAMS = ("fires", "assault", "advance", "break", "effort")


def order_of_a_week() -> str:
    """The phases of a week, what each does, and the rules it uses."""
    lines = []
    for number, phase in enumerate(phases(), start=1):
        every = f" (every {rhythm(phase)} weeks)" if rhythm(phase) > 1 else ""
        lines.append(f"{number}. **{phase.label}**{every}: {summary(phase.function)}{_rules_of(phase)}")
        for step in steps(phase):
            name = step.qualname if "." in step.qualname else step.name.strip("_").replace("_", " ")
            if step.function.__doc__ or step.rules:
                said = f": {summary(step.function)}" if step.function.__doc__ else "."
                lines.append(f"    * *{escaped(name)}*{said}{_rules_of(step)}")
    return "\n".join(lines)


def _rules_of(call: Call) -> str:
    return f" Rules: {', '.join(_link(rule) for rule in call.rules)}." if call.rules else ""


def _link(rule: str) -> str:
    module, _, name = rule.partition(".")
    return f"[`{rule}`](#{module}{name})"


def rules(module_name: str = "") -> str:
    """Every rule of one module of the theory, or of all, with its equation, units, source and limits."""
    parts = []
    for name in (module_name,) if module_name else RULES:
        module = import_module(f"sim.rules.{name}")
        parts.append(docstring(module))
        for rule in vars(module).values():
            if (
                isinstance(rule, FunctionType)
                and rule.__module__ == module.__name__
                and rule.__name__[0] != "_"
            ):
                arguments = ", ".join(inspect.signature(rule).parameters)
                parts.append(f'<a id="{name}{rule.__name__}"></a>**`{name}.{rule.__name__}({arguments})`**')
                parts.append(docstring(rule))
    return "\n\n".join(parts)


def agent_states() -> str:
    """State variables of every agent, in the groups in which the code sets them at the start."""
    parts = []
    for kind in (Belligerent, Belarus, Iran, Nato):
        parts.append(f"**{kind.__name__}**: {summary(kind)}")
        parts.append("\n".join(f"- {line}" for line in _groups(kind)))
    parts.append(f"**Front**: {summary(Front)}")
    parts.append("\n".join(docstring(Front).splitlines()[-5:]))
    for held in (Diplomacy, Ladder):
        fields = ", ".join(f"`{name}`{note}" for name, note in _fields(held))
        parts.append(f"**{held.__name__}** (of the state): {summary(held)} {fields}.")
    return "\n\n".join(parts)


def _groups(kind: type) -> list[str]:
    """What each method that runs at the start sets, under the first paragraph of its docstring."""
    starting = ["__init__", *_called_at_start(kind)]
    lines = []
    for method in starting:
        names = _assigned(kind, method)
        if names:
            title = "" if method == "__init__" else summary(getattr(kind, method)).partition("; [")[0] + " "
            lines.append(title + ", ".join(f"`{name}`" for name in names))
    return lines


def _called_at_start(kind: type) -> list[str]:
    source = _parsed(getattr(kind, "__init__"))  # noqa: B009 - mypy forbids the plain attribute
    calls = [node.func for node in ast.walk(source) if isinstance(node, ast.Call)]
    names = [f.attr for f in calls if isinstance(f, ast.Attribute) and isinstance(f.value, ast.Name)]
    return [name for name in names if hasattr(kind, name) and name.startswith("_") and name != "__init__"]


def _assigned(kind: type, method: str) -> list[str]:
    """Attributes that a method sets on its own object, in order; what is fixed for good is no state."""
    names: dict[str, None] = {}
    for node in ast.walk(_parsed(getattr(kind, method))):
        for target in node.targets if isinstance(node, ast.Assign) else ():
            if (
                isinstance(target, ast.Attribute)
                and isinstance(target.value, ast.Name)
                and target.value.id == "self"
            ):
                names[target.attr] = None
    fixed = {"name", "numbers", "inputs", "n", "enemy", "backs", "frontage"}
    return [name for name in names if name not in fixed and not name.startswith("_")]


def _fields(held: type) -> list[tuple[str, str]]:
    """Fields of a dataclass with the strings that follow them."""
    definition = _parsed(held)
    body = definition.body if isinstance(definition, ast.ClassDef) else []
    fields = []
    for node, following in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            text: Any = getattr(getattr(following, "value", None), "value", None)
            note = f" ({escaped(text.rstrip('.').replace(chr(10), ' '))})" if isinstance(text, str) else ""
            fields.append((node.target.id, " ".join(note.split()) and f" {' '.join(note.split())}"))
    return fields


def _parsed(thing: Any) -> ast.stmt:
    return ast.parse(textwrap.dedent(inspect.getsource(thing))).body[0]


def streams() -> str:
    """Every stream of random numbers: its cause, its law, how often it is drawn."""
    front = [f"`front/<sector>/{cause}/<side>`" for cause in FRONT_STREAMS]
    rows = [
        (", ".join(front), "normal; uniform for assault and break", "weekly; effort every 4 weeks"),
        (", ".join(f"`{name}`" for name in NORMAL_STREAMS), "normal", "weekly"),
        (", ".join(f"`{name}`" for name in UNIFORM_STREAMS), "uniform", "weekly"),
        (", ".join(f"`{name}`" for name in DECISION_STREAMS), "uniform", f"every {DECISION_WEEKS} weeks"),
        ("`event/<name>`, `event/<name>/week`", "uniform", "once"),
        ("`draw/<path>`, `draw/history`", "uniform", "once, for the draw"),
    ]
    count = len(SECTORS) * len(SIDES) * len(FRONT_STREAMS) + len(NORMAL_STREAMS) + len(UNIFORM_STREAMS)
    note = f"{count + len(DECISION_STREAMS)} streams besides those of events and draws."
    return f"{table(('streams', 'law', 'drawn'), rows)}\n\n{note}"
