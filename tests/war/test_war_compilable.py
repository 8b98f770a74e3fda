"""Rules and phases keep to what a compiler can follow: no change in place, no branch or index on values of arrays."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim.rules
import sim.war.agents
import sim.war.week

RULES = sorted(Path(sim.rules.__path__[0]).glob("*.py"))
AGENTS = sorted(Path(sim.war.agents.__path__[0]).glob("*.py"))
PHASES = sorted(Path(sim.war.week.__path__[0]).glob("*.py"))
STATIC = re.compile(r"\.backs\b|^backed$|^shared$|^kind in total$|choice|^option ")
"""What a phase may branch on: who backs whom (`backed`), choices (`shared`), an option tried for `Inputs.pick`,
kinds of materiel; none differs from war to war. What is done in some weeks only goes through `State.only_if`."""


def nodes(path: Path) -> Iterator[ast.AST]:
    """Everything in a file."""
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def changes_in_place(path: Path) -> list[int]:
    """Lines that write into an array, or add to something in place."""
    found = []
    for node in nodes(path):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        stores = any(isinstance(target, ast.Subscript) for target in targets)
        stored = isinstance(node, ast.AugAssign) or (isinstance(node, ast.Assign) and stores)
        if stored and not _of_a_dictionary(node, path):
            found.append(node.lineno)
    return sorted(found)


def _of_a_dictionary(node: ast.Assign | ast.AugAssign, path: Path) -> bool:
    """Whether what is written into is a dictionary of small integers, as the file declares it."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    name = ast.unparse(target.value) if isinstance(target, ast.Subscript) else ""
    return bool(name) and re.search(rf"\b{re.escape(name)}: dict\[", path.read_text(encoding="utf-8")) is not None


def branches(path: Path) -> list[tuple[int, str]]:
    """Lines and conditions of every branch."""
    return sorted(
        (node.lineno, ast.unparse(node.test))
        for node in nodes(path)
        if isinstance(node, (ast.If, ast.IfExp, ast.While))
    )


@pytest.mark.parametrize("path", [*RULES, *PHASES], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_nothing_is_changed_in_place(path: Path) -> None:
    assert changes_in_place(path) == []


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_rule_never_branches(path: Path) -> None:
    assert branches(path) == []


@pytest.mark.parametrize("path", PHASES, ids=lambda path: path.stem)
def test_a_phase_branches_on_nothing_that_differs_between_wars(path: Path) -> None:
    assert [line for line, test in branches(path) if not STATIC.search(test)] == []


@pytest.mark.parametrize("path", [*RULES, *PHASES, *AGENTS], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_array_is_made_a_plain_one(path: Path) -> None:
    """`np.asarray` would take the symbols of a trace for numbers; `np.asanyarray` leaves them what they are."""
    assert "np.asarray(" not in path.read_text(encoding="utf-8")


def test_a_change_in_place_or_a_branch_would_be_found(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("def rule(x, y):\n    if x > 0:\n        x[0] = y\n    x += 1\n    return x if y else x\n")
    assert changes_in_place(bad) == [3, 4]
    assert [line for line, _ in branches(bad)] == [2, 5]
    assert not any(STATIC.search(test) for _, test in branches(bad))
