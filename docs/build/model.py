"""What the code says of itself: the order of a week, the rules, the agents' states, the streams."""

import inspect
import re
from collections import defaultdict
from importlib import import_module
from types import FunctionType

import numpy as np

from docs.build.markdown import docstring, escaped, summary, table
from docs.build.week import Call, declared, phases, rhythm, short_war, steps
from sim.scenario import load
from sim.war.agents.sector import SECTORS, Front
from sim.war.state import Diplomacy, Escalation

RULES = (
    *("attrition", "advance", "manpower", "supply", "air", "economy"),
    *("bargaining", "offers", "commitment", "choice", "escalation", "chance", "drift"),
)
"""Modules of the theory, in the order in which they are explained."""


def order_of_a_week() -> str:
    """The phases of a week, what each does, and the rules it uses."""
    lines = []
    for number, phase in enumerate(phases(), start=1):
        every = f" (every {rhythm(phase)} weeks)" if rhythm(phase) > 1 else ""
        lines.append(f"{number}. **{phase.label}**{every}: {summary(phase.function)}{_rules_of(phase)}")
        for step in steps(phase):
            name = step.qualname if "." in step.qualname else step.name.strip("_").replace("_", " ")
            if not isinstance(step.function, property) and (step.function.__doc__ or step.rules):
                said = f": {summary(step.function)}" if step.function.__doc__ else "."
                lines.append(f"    * *{escaped(name)}*{said}{_rules_of(step)}")
    return "\n".join(lines)


def week_table() -> str:
    """The phases of a week in order, with where each is written."""
    rows = []
    for phase in phases():
        file = f"`{phase.module.replace('.', '/')}.py`"
        every = f", every {rhythm(phase)} weeks" if rhythm(phase) > 1 else ""
        rows.append((phase.label + every, f"`{phase.qualname}`", file, summary(phase.function)))
    return table(("phase", "function", "file", "does"), rows)


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
            if isinstance(rule, FunctionType) and rule.__module__ == module.__name__ and rule.__name__[0] != "_":
                arguments = ", ".join(inspect.signature(rule).parameters)
                parts.append(f'<a id="{name}{rule.__name__}"></a>**`{name}.{rule.__name__}({arguments})`**')
                parts.append(docstring(rule))
    return "\n\n".join(parts)


def agent_states() -> str:
    """State variables of every agent, in the groups in which the code sets them at the start."""
    state = short_war(load("baseline")).state
    parts = []
    for agent in (state.russia, *state.suppliers):
        parts.append(f"**{type(agent).__name__}**: {summary(type(agent))}")
        parts.append("\n".join(_groups(agent)))
    parts.append(f"**Front**: {summary(Front)}")
    parts.append("\n".join(docstring(Front).splitlines()[-5:]))
    for held in (Diplomacy, Escalation):
        fields = ", ".join(f"`{name}`{f' ({escaped(note)})' if note else ''}" for name, note in _fields(held))
        parts.append(f"**{held.__name__}** (of the state): {summary(held)} {fields}.")
    return "\n\n".join(parts)


def _groups(agent: object) -> list[str]:
    """The arrays that each method which runs at the start sets, under the first words of its docstring."""
    kind = next(kind for kind in type(agent).__mro__ if "__init__" in vars(kind))
    start = inspect.getsource(kind.__dict__["__init__"])
    lines = []
    for name, method in vars(kind).items():
        if name == "__init__" or (isinstance(method, FunctionType) and f"self.{name}(" in start):
            set_here = dict.fromkeys(re.findall(r"\bself\.(\w+)(?:: \w+)? = ", inspect.getsource(method)))
            arrays = [f"`{n}`" for n in set_here if isinstance(getattr(agent, n, None), np.ndarray) and n[0] != "_"]
            title = "" if name == "__init__" else summary(method).partition("; [")[0] + " "
            lines += [f"- {title}{', '.join(arrays)}"] if arrays else []
    return lines


def _fields(held: type) -> list[tuple[str, str]]:
    """Fields of a dataclass with the strings that follow them."""
    found = re.findall(r'^    (\w+): \w+.*\n(?:    """((?:.|\n)*?)"""$)?', inspect.getsource(held), re.MULTILINE)
    return [(name, " ".join(note.split()).rstrip(".")) for name, note in found]


def streams() -> str:
    """Every stream of random numbers: its cause, its law, how often it is drawn."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for stream in declared():
        place = "sector" if stream.places == SECTORS else ""
        names = (stream.name.replace("{place}", "<sector>"),) if place else stream.names
        drawn = f"every {stream.every} weeks" if stream.every > 1 else "weekly"
        groups[stream.law, drawn] += [name for name in names if name not in groups[stream.law, drawn]]
    rows = [(", ".join(f"`{name}`" for name in names), *key) for key, names in groups.items()]
    rows += [
        ("`event/<name>`, `event/<name>/week`", "uniform", "once"),
        ("`draw/<path>`, `draw/history`", "uniform", "once, for the draw"),
    ]
    count = sum(len(stream.names) for stream in declared())
    note = f"{count} streams besides those of events and draws."
    return f"{table(('streams', 'law', 'drawn'), rows)}\n\n{note}"
