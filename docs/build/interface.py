"""What a script or a notebook can call: signatures and docstrings of `sim.api`."""

import inspect

import sim
from docs.build.markdown import docstring, summary, table
from sim import api

CLASSES = ("Run", "Comparison", "SweepRun", "GameRun", "Forecast", "Picture")


def interface() -> str:
    """Every function with its arguments, then what they return."""
    functions = [name for name in sim._API if inspect.isfunction(getattr(sim, name))]
    parts = [_section(f"sim.{name}", getattr(api, name)) for name in functions]
    return "\n\n".join([*parts, *(_returned(name) for name in CLASSES)])


def _section(name: str, function: object) -> str:
    signature = inspect.signature(function, eval_str=False)  # type: ignore[arg-type]
    lines = [f"    {parameter}," for parameter in map(_written, signature.parameters.values())]
    if keyword := next((n for n, p in enumerate(signature.parameters.values()) if p.kind is p.KEYWORD_ONLY), None):
        lines.insert(keyword, "    *,")
    shown = "\n".join(lines)
    return f"### {name}\n\n```text\n{name}(\n{shown}\n)\n```\n\n{docstring(function)}"


def _written(parameter: inspect.Parameter) -> str:
    """A parameter with its default, less the types, which the list below it says in words."""
    default = "" if parameter.default is parameter.empty else f"={parameter.default!r}"
    return f"{parameter.name}{default}"


def _returned(name: str) -> str:
    made = getattr(api, name)
    rows = []
    for attribute, value in inspect.getmembers(made):
        if not attribute.startswith("_") and (callable(value) or isinstance(value, property)):
            call = "()" if callable(value) else ""
            rows.append((f"`{attribute}{call}`", summary(value)))
    return f"### {name}\n\n{docstring(made)}\n\n{table(('gives', 'what'), rows)}"
