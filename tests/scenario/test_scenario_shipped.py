"""The shipped scenarios load, and the paths that users rely on are there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sim
from sim.scenario import Fault, check, files, json_schema, load, resolved, resolved_yaml, shipped_names
from sim.scenario.nodes import Node

FIXED_PATHS = (
    "iran.drone_deliveries",
    "iran.missile_deliveries",
    "iran.technology_transfer",
    "nato.aid_level",
    "ukraine.mobilisation_min_age",
    "russia.recruitment",
    "ukraine.recruitment",
    "belarus.involvement",
    "escalation.nuclear_hazard_calm",
)
FIXED_CHOICES = ("nato.strategy", "structure.attrition", "structure.bargaining")


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_scenario_is_without_fault(name: str) -> None:
    assert [str(fault) for fault in check(name)] == []


def test_the_fixed_paths_are_declared() -> None:
    scenario = load("baseline")
    assert set(FIXED_PATHS) <= set(scenario.numbers)
    assert set(FIXED_CHOICES) <= set(scenario.choices)


def test_a_scenario_is_loaded_by_reading_each_file_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compose, read = files.compose, list[str]()

    def noted(text: str, file: str, faults: list[Fault]) -> Node | None:
        read.append(file)
        return compose(text, file, faults)

    monkeypatch.setattr(files, "compose", noted)
    load("iran_supply")
    assert sorted(read) == ["baseline.yaml", "iran_supply.yaml", "sources.yaml"]


@pytest.mark.parametrize("name", shipped_names())
def test_a_shipped_scenario_is_loaded_without_being_written_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing it out to see how large it is would take longer than all the rest of loading it."""
    monkeypatch.setattr(resolved, "resolved_yaml", None)
    load(name)


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_scenario_survives_the_round_trip(name: str, tmp_path: Path) -> None:
    scenario = load(name)
    (tmp_path / "scenario.resolved.yaml").write_text(resolved_yaml(scenario), encoding="utf-8")
    assert load(tmp_path / "scenario.resolved.yaml").hash == scenario.hash


def test_the_schema_that_editors_read_is_the_baseline_s() -> None:
    path = Path(sim.__file__).parent / "schema" / "scenario.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == json_schema(), "write it anew with: sim schema"
