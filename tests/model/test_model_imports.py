"""Each layer knows only those below it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import sim

PACKAGE = Path(sim.__file__).parent
MODULES = {
    ".".join(("sim", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}

LAYERS: tuple[tuple[str, ...], ...] = (
    ("sim.errors", "sim.arrays", "sim.outcomes", "sim.text"),
    ("sim.rules", "sim.randomness", "sim.scenario"),
    ("sim.draws", "sim.world"),
    ("sim.agents",),
    ("sim.theatre",),
    ("sim.weekly", "sim.recorder"),
    ("sim.model",),
    ("sim.ensemble",),
    ("sim.cli",),
)
"""From the ground up. Parts of one layer do not know one another, unless `NEIGHBOURS` says so."""

NEIGHBOURS = {("sim.ensemble", "sim.blocks")}


def imports(path: Path, at_run_time_only: bool = True) -> set[str]:
    """Modules of the project that a file imports when it is imported itself."""
    found: set[str] = set()
    pending: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
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


def layer_of(module: str) -> int | None:
    """Which layer a module belongs to."""
    for level, names in enumerate(LAYERS):
        if any(module == name or module.startswith(f"{name}.") for name in names):
            return level
    return None


def part_of(module: str) -> str:
    """The file or folder directly below the package."""
    return ".".join(module.split(".")[:2])


@pytest.mark.parametrize("module", [name for name in MODULES if layer_of(name) is not None])
def test_a_module_imports_only_from_below(module: str) -> None:
    own = layer_of(module)
    assert own is not None
    for other in imports(MODULES[module]):
        level = layer_of(other)
        if level is not None and part_of(other) != part_of(module):
            assert level < own, f"{module} imports {other}"


def of_project(path: Path) -> set[str]:
    """Modules of the project that a file imports anywhere."""
    return {name for name in imports(path, at_run_time_only=False) if name.split(".")[0] == "sim"}


def test_rules_know_only_arrays_and_numpy() -> None:
    rules = [path for name, path in MODULES.items() if name.startswith("sim.rules")]
    assert len(rules) > 8
    for path in rules:
        assert of_project(path) <= {"sim.arrays"}, path.name
        others = {name.split(".")[0] for name in imports(path, at_run_time_only=False)} - {"sim"}
        assert others <= {"numpy", "__future__", "collections", "dataclasses", "typing", "math"}, path.name


def test_rules_hold_no_state_and_no_branch_on_arrays() -> None:
    """Functions and small records only; a choice between two values is `where`, never `if`."""
    for name, path in MODULES.items():
        if not name.startswith("sim.rules"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not isinstance(node, ast.If | ast.IfExp | ast.While | ast.Global), (
                f"{path.name}:{node.lineno}"
            )
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno is not None
                body = node.body[1:] if ast.get_docstring(node) else node.body
                assert node.end_lineno - body[0].lineno < 40, node.name
                assert ast.get_docstring(node), node.name


def test_agents_never_import_the_model_or_what_moves_them() -> None:
    agents = [path for name, path in MODULES.items() if name.startswith("sim.agents")]
    assert len(agents) > 4
    for path in agents:
        allowed = ("sim.agents", "sim.arrays", "sim.rules", "sim.world")
        assert all(name.startswith(allowed) for name in of_project(path)), path.name


def test_no_modules_import_one_another_in_a_circle() -> None:
    edges = {name: {other for other in imports(path) if other in MODULES} for name, path in MODULES.items()}
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


def test_only_one_place_makes_generators() -> None:
    makers = {"default_rng", "Generator", "SeedSequence", "RandomState"}
    makes = set()
    for name, path in MODULES.items():
        used = {
            node.func.attr
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        layer = layer_of(name)
        if layer is not None and layer < layer_of("sim.ensemble") and makers & used:
            makes.add(name)
    assert makes == {"sim.randomness"}
