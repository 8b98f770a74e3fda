"""A resolved scenario loads by itself and fights the same wars; the schema knows every path."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario import Scenario, json_schema, load, resolved_yaml

Writer = Callable[..., Path]

CASES = {
    "nothing": "",
    "strategy": "nato: {strategy: surge}\n",
    "spread": "iran: {drone_deliveries: {value: 9, low: 1.0e-7, high: 1.0e+9, distribution: loguniform}}\n",
    "judgement without a range": "nato: {surge_size: 0.5}\n",
    "another day": "as_of: 2024-07-08\n",
    "awkward words": 'title: "1e6"\ndescription: "NO"\nweather: {mud: "on"}\n',
    "unicode": 'title: "Краматорськ: “a” # b"\ndescription: |\n  two\n\n  lines\n',
    "hindsight": "iran: {technology_transfer: {source: memoir_2025, hindsight: true}}\n",
}


def _reloaded(scenario: Scenario) -> Scenario:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.resolved.yaml"
        path.write_text(resolved_yaml(scenario), encoding="utf-8")
        return load(path)


@pytest.mark.parametrize("name", CASES)
def test_a_resolved_scenario_is_the_same_scenario(name: str, write: Writer) -> None:
    scenario = load(write(f"extends: baseline\n{CASES[name]}"))
    again = _reloaded(scenario)
    assert again.hash == scenario.hash
    assert dict(again.numbers) == dict(scenario.numbers)
    assert list(again.numbers) == list(scenario.numbers)
    assert dict(again.choices) == dict(scenario.choices)
    assert (again.name, again.title, again.description) == (scenario.name, scenario.title, scenario.description)
    assert again.hindsight == scenario.hindsight
    assert resolved_yaml(again).partition("\n")[2] == resolved_yaml(scenario).partition("\n")[2]


def test_a_resolved_scenario_says_where_each_number_came_from(write: Writer) -> None:
    text = resolved_yaml(load(write("extends: baseline\niran:\n  drone_deliveries: 900\n")))
    assert "origin: case.yaml:3" in text
    assert "origin: baseline.yaml:14" in text
    assert "extends" not in text


def test_an_extended_resolved_scenario_counts_dates_anew(write: Writer) -> None:
    text = resolved_yaml(load(write("extends: baseline\n")))
    write(text, "scenario.resolved.yaml")
    scenario = load(write("extends: scenario.resolved\nas_of: 2024-07-01\n"))
    assert {event.name: event.week for event in scenario.events}["aid_vote"] == 18


@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_override_within_bounds_survives_the_round_trip(data: st.DataObject, root: Path) -> None:
    scenario = load(root)
    for path in data.draw(st.lists(st.sampled_from(list(scenario.numbers)), max_size=4)):
        lowest, highest = scenario.numbers[path].bounds
        scenario = scenario.override(path, data.draw(st.floats(lowest, highest)))
    scenario = scenario.override("nato.strategy", data.draw(st.sampled_from(["sustain", "surge"])))
    again = _reloaded(scenario)
    assert again.hash == scenario.hash
    assert dict(again.numbers) == dict(scenario.numbers)


@given(words=st.text(min_size=1).filter(lambda text: text.isprintable()))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_printable_title_survives_the_round_trip(words: str, write: Writer) -> None:
    scenario = load(write(f"extends: baseline\ntitle: {json.dumps(words, ensure_ascii=False)}\n"))
    assert _reloaded(scenario).title == scenario.title


def _known_paths(schema: dict[str, Any], above: str = "") -> set[str]:
    paths = set()
    for key, below in schema["properties"].items():
        path = f"{above}.{key}" if above else key
        if "anyOf" in below and "description" in below:
            paths.add(path)
        elif "properties" in below:
            paths |= _known_paths(below, path)
    return paths


def test_the_schema_knows_every_path_with_its_unit_and_bounds(root: Path) -> None:
    schema = json_schema(root)
    scenario = load(root)
    assert _known_paths(schema) >= {*scenario.numbers, *scenario.choices}
    drones = schema["properties"]["iran"]["properties"]["drone_deliveries"]
    assert "airframes/month" in drones["description"]
    assert drones["anyOf"][0] == {"type": "number", "minimum": 0.0, "maximum": 1e12}
    assert schema["properties"]["iran"]["additionalProperties"] is False


def test_the_schema_is_json_and_all_its_references_exist(root: Path) -> None:
    schema = json_schema(root)
    text = json.dumps(schema, allow_nan=False)
    references = {part.split('"')[0] for part in text.split("#/definitions/")[1:]}
    assert references <= set(schema["definitions"])
    assert '"null"' not in text


def test_the_schema_offers_only_paths_that_may_change(root: Path) -> None:
    paths = json_schema(root)["definitions"]["ChangeShape"]["properties"]["path"]["enum"]
    assert "ukraine.will" in paths
    assert "ukraine.army.mean_age" not in paths
