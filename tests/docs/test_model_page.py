"""The page of the model says what the model does and what its numbers are."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from types import FunctionType

import numpy as np
import pytest
import yaml

from docs.build.model import RULES
from docs.build.templates import documents
from docs.build.week import phases, readers, rhythm, steps
from sim.base.outcomes import ENDINGS
from sim.scenario import load, shipped_folder
from sim.war.draws import quantiles, sample, uncertain
from sim.war.model import War, forget_models
from sim.war.randomness import Dice, block_of

PAGE = (documents() / "model.md").read_text(encoding="utf-8")


@pytest.fixture
def war():
    scenario = load("baseline")
    draws = sample(scenario, quantiles(uncertain(scenario), 1, block_of(0, 3)))
    yield War(scenario, draws, Dice(1, block_of(0, 3)))
    forget_models()


def entries(node: dict, path: str = "") -> dict[str, dict]:
    """Numbers of a YAML tree by path, read without the project's loader."""
    found: dict[str, dict] = {}
    for key, below in node.items():
        here = f"{path}.{key}" if path else key
        if isinstance(below, dict) and "value" in below:
            found[here] = below
        elif isinstance(below, dict):
            found |= entries(below, here)
    return found


def test_the_page_has_the_elements_and_concepts_of_odd():
    elements = (
        "Purpose and patterns",
        "Entities",
        "Process overview",
        "Design concepts",
        "Initialisation",
        "Input data",
    )
    for number, element in enumerate((*elements, "Submodels"), start=1):
        assert f"\n## {number}. {element}" in PAGE
    concepts = "Basic principles,Emergence,Adaptation,Objectives,Learning,Prediction,Sensing,Interaction"
    for concept in (*concepts.split(","), "Stochasticity", "Collectives", "Observation"):
        assert f"\n**{concept}.** " in PAGE


def test_every_number_is_listed_with_value_and_source():
    tree = yaml.safe_load((shipped_folder() / "baseline.yaml").read_text(encoding="utf-8"))
    rows = {line.split("|")[1].strip(): line for line in PAGE.splitlines() if line.startswith("| `")}
    for path, entry in entries(tree).items():
        if "unit" not in entry:
            continue
        side, _, key = path.partition(".")
        row = rows[f"`{key if side in ('russia', 'ukraine') else path}`"]
        cell = row.split("|")[3 if side == "ukraine" else 2]
        assert float(cell.split()[0].replace(",", "")) == pytest.approx(entry["value"]), path
        assert entry["unit"] in row, path
        assert entry["source"].replace("_", "\\_") in row, path


def test_no_number_on_the_page_is_read_by_nobody():
    assert [path for path, heard in readers().items() if not heard] == []


def test_a_number_is_listed_under_the_phase_that_uses_it():
    assert readers()["front.loss_rate"] == ("front",)
    assert "decisions" in readers()["iran.drone_deliveries"]
    assert "start" in readers()["ukraine.mean_age"]
    assert "front" in readers()["front.intensity_offensive"] or "decisions" in readers()["front.intensity_offensive"]


def test_the_order_of_a_week_is_that_of_the_code():
    step = inspect.getsource(War.step)
    body = step[step.rindex('"""') :]
    named = [re.search(rf"\b{phase.name}[()]", body) for phase in phases()]
    calls = [found.start() for found in named if found]
    assert calls == sorted(calls)
    assert len(calls) == len(named) == len(re.findall(r"^ +[\w.]+\(.*\)$", body, re.MULTILINE))
    places = [PAGE.index(f"\n{number}. **{phase.label}**") for number, phase in enumerate(phases(), start=1)]
    assert places == sorted(places)


def test_a_rule_stands_where_a_week_calls_it():
    front = next(phase for phase in phases() if phase.label == "front")
    called = {step.name: list(step.rules) for step in steps(front)}
    assert called["_move"] == ["advance.closing_time", "advance.run", "advance.bounded_change"]
    assert {"advance.break_hazard", "advance.burdens"} <= set(called["_break"])
    assert [rhythm(phase) for phase in phases() if phase.label in ("decisions", "front")] == [4, 1]


def test_every_rule_and_every_ending_stands_on_the_page():
    for name in RULES:
        for rule in vars(import_module(f"sim.rules.{name}")).values():
            if isinstance(rule, FunctionType) and rule.__module__ == f"sim.rules.{name}":
                assert f"**`{name}.{rule.__name__}(" in PAGE
    for ending in ENDINGS:
        assert f"| `{ending.name}` |" in PAGE


def test_every_array_of_an_agent_is_named(war):
    t = war.state
    for agent in (t.russia, t.belarus, t.iran, t.nato):
        line = PAGE[PAGE.index(f"**{type(agent).__name__}**") :]
        line = line[: line.index("\n\n**")]
        held = [name for name, value in vars(agent).items() if isinstance(value, np.ndarray) and name[0] != "_"]
        assert [name for name in held if f"`{name}`" not in line and name not in ("frontage", "standing")] == []
