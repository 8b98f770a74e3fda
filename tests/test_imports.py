"""Each layer knows only those below it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

import sim
from sim.base.sides import SIDES

PACKAGE = Path(sim.__file__).parent
MODULES = {
    ".".join(("sim", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}

FLOORS: tuple[tuple[str, ...], ...] = (
    ("base",),
    ("rules", "scenario", "analysis"),
    ("war",),
    ("engine",),
    ("runs",),
    ("studies",),
    ("reports",),
    ("cli", "api"),
)
"""Rooms from the ground up; rooms on one floor do not know one another."""

FLOOR = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
WITHOUT_IMPORTS = {"__init__", "__main__", "py.typed", "data", "schema"}


@cache
def parsed(path: Path) -> ast.Module:
    """The code of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path, at_run_time_only: bool = True) -> set[str]:
    """Modules of the project that a file imports when it is imported itself."""
    found: set[str] = set()
    pending: list[ast.AST] = [parsed(path)]
    while pending:
        node = pending.pop()
        if at_run_time_only and isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if at_run_time_only and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import"
            module = node.module or ""
            found |= {f"{module}.{a.name}" if f"{module}.{a.name}" in MODULES else module for a in node.names}
        pending.extend(ast.iter_child_nodes(node))
    return found


def room_of(module: str) -> str:
    """The room a module stands in; empty for the package itself."""
    return module.partition(".")[2].partition(".")[0]


def test_every_entry_of_the_package_is_a_room() -> None:
    entries = {path.stem if path.suffix == ".py" else path.name for path in PACKAGE.iterdir()}
    assert entries - {"__pycache__"} == WITHOUT_IMPORTS | set(FLOOR)


@pytest.mark.parametrize("module", [name for name in MODULES if room_of(name) in FLOOR])
def test_a_module_imports_only_from_below(module: str) -> None:
    """Every import counts, inside functions and under TYPE_CHECKING too."""
    own = room_of(module)
    for other in of_project(MODULES[module]):
        room = room_of(other)
        if room in FLOOR and room != own:
            assert FLOOR[room] < FLOOR[own], f"{module} imports {other}"


def of_project(path: Path) -> set[str]:
    """Modules of the project that a file imports anywhere."""
    return {name for name in imports(path, at_run_time_only=False) if name.split(".")[0] == "sim"}


def test_rules_know_only_arrays_and_numpy() -> None:
    rules = [path for name, path in MODULES.items() if name.startswith("sim.rules")]
    assert len(rules) > 8
    for path in rules:
        assert of_project(path) <= {"sim.base.arrays", "sim.rules.chance", "sim.rules.ladders"}, path.name
        others = {name.split(".")[0] for name in imports(path, at_run_time_only=False)} - {"sim"}
        assert others <= {"numpy", "__future__", "collections", "dataclasses", "typing", "math", "enum"}, path.name


def test_rules_hold_no_state_and_no_branch_on_arrays() -> None:
    """Functions and small records only; a choice between two values is `where`, never `if`."""
    for name, path in MODULES.items():
        if not name.startswith("sim.rules"):
            continue
        for node in ast.walk(parsed(path)):
            assert not isinstance(node, ast.If | ast.IfExp | ast.While | ast.Global), f"{path.name}:{node.lineno}"
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno is not None
                body = node.body[1:] if ast.get_docstring(node) else node.body
                assert node.end_lineno - body[0].lineno < 40, node.name
                assert ast.get_docstring(node), node.name


def test_agents_never_import_the_model_or_what_moves_them() -> None:
    agents = [path for name, path in MODULES.items() if name.startswith("sim.war.agents")]
    assert len(agents) > 4
    for path in agents:
        below = ("sim.base", "sim.rules", "sim.scenario.records")
        allowed = (*below, "sim.war.agents", "sim.war.inputs", "sim.war.menu", "sim.war.randomness", "sim.war.shocks")
        assert all(name.startswith(allowed) for name in of_project(path)), path.name


def test_no_modules_import_one_another_in_a_circle() -> None:
    edges = {name: of_project(path) & set(MODULES) for name, path in MODULES.items()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail, name))
        if name not in done:
            for other in sorted(edges[name]):
                visit(other, (*trail, name))
            done.add(name)

    for name in MODULES:
        visit(name, ())
    assert done == set(MODULES)


def test_no_call_takes_more_than_four_arguments_by_place() -> None:
    for name, path in MODULES.items():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and room_of(name) in ("base", "rules", "war"):
                by_place = [given for given in node.args if not isinstance(given, ast.Starred)]
                assert len(by_place) <= 4, f"{name}:{node.lineno}"


def test_no_side_is_known_by_name_where_weeks_are_played() -> None:
    keys = {side.name for side in SIDES}
    for name, path in MODULES.items():
        if name.startswith(("sim.war.week", "sim.war.agents", "sim.war.model", "sim.rules")):
            texts = {node.value for node in ast.walk(parsed(path)) if isinstance(node, ast.Constant)}
            assert not keys & texts, name


def test_only_one_place_makes_generators() -> None:
    makers = {"default_rng", "Generator", "SeedSequence", "RandomState"}
    makes = set()
    for name, path in MODULES.items():
        used = {
            node.func.attr
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        if room_of(name) in ("rules", "scenario", "war", "runs") and makers & used:
            makes.add(name)
    assert makes == {"sim.war.randomness"}
