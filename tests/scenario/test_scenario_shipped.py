"""The shipped scenarios load, quickly, and the paths that users rely on are there."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

import sim
from sim.scenario import check, json_schema, load, resolved_yaml, shipped_names

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


def test_the_baseline_loads_in_less_than_half_a_second() -> None:
    load("baseline")
    started = time.perf_counter()
    load("baseline")
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_scenario_survives_the_round_trip(name: str, tmp_path: Path) -> None:
    scenario = load(name)
    (tmp_path / "scenario.resolved.yaml").write_text(resolved_yaml(scenario), encoding="utf-8")
    assert load(tmp_path / "scenario.resolved.yaml").hash == scenario.hash


def test_the_schema_that_editors_read_is_the_baseline_s() -> None:
    path = Path(sim.__file__).parent / "schema" / "scenario.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == json_schema(), "write it anew with: sim schema"
