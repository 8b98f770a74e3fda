"""The JSON Schema of a scenario file, by which editors complete keys, show units and underline mistakes."""

from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from sim.scenario import shapes
from sim.scenario.loading import load
from sim.scenario.nodes import join
from sim.scenario.records import Choice, Number
from sim.scenario.scenario import Scenario
from sim.scenario.tree import is_open

Schema = dict[str, Any]

_DIALECT = "http://json-schema.org/draft-07/schema#"
_SHAPES = (
    shapes.ChoiceEntry, shapes.ChoiceOverride, shapes.EventShape, shapes.HeaderShape, shapes.NumberEntry,
    shapes.NumberOverride, shapes.OptionShape, shapes.RemovalShape, shapes.SourceShape, shapes.StrategyShape,
    shapes.TurnShape,
)  # fmt: skip


def json_schema(root: str | Path = "baseline") -> Schema:
    """Return the JSON Schema of the root, of all that extends it, and of resolved scenarios.

    Args:
        root: the scenario whose paths are the known ones.
    """
    scenario = load(root)
    definitions = _definitions(scenario)
    header = definitions.pop("HeaderShape")["properties"]
    happening = {"anyOf": [_reference("EventShape"), _reference("RemovalShape")]}
    properties = {
        **header,
        **_section(scenario, "")["properties"],
        "events": {"type": "array", "items": happening, "description": "What happens, and when."},
        "strategies": _named("StrategyShape", "What may be chosen: bundles of levers over time."),
        "menus": _of_actors(scenario, _named("OptionShape", "What an actor may choose to do.")),
        "scripts": _of_actors(scenario, {"type": "array", "items": _reference("TurnShape")}),
        "sources": _named("SourceShape", "The bibliography that a resolved scenario carries."),
    }
    return {
        "$schema": _DIALECT,
        "title": "A scenario of sim",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "definitions": definitions,
    }


def shape_schema(shape: type[shapes.Shape], title: str) -> Schema:
    """Return the JSON Schema of a file of one shape."""
    generated = shape.model_json_schema(ref_template="#/definitions/{model}")
    definitions = _tidied(generated.pop("$defs", {}))
    return {"$schema": _DIALECT, "title": title, **_tidied(generated), "definitions": definitions}


def _definitions(scenario: Scenario) -> Schema:
    """Return the shapes of a file's parts, with the paths that exist."""
    generated = models_json_schema([(shape, "validation") for shape in _SHAPES], ref_template="#/definitions/{model}")
    definitions: Schema = _tidied(generated[1]["$defs"])
    # In an entry of the root or of a resolved file stands what an override may hold, and where it came from.
    for override, entry in (("NumberOverride", "NumberEntry"), ("ChoiceOverride", "ChoiceEntry")):
        definitions[override]["properties"]["origin"] = definitions.pop(entry)["properties"]["origin"]
    changeable = [path for path, number in scenario.numbers.items() if number.state != "initial"]
    for shape in ("ChangeShape", "TimedChangeShape"):
        definitions[shape]["properties"]["path"]["enum"] = changeable
    return definitions


def _tidied(schema: Any) -> Any:
    """Return a schema less pydantic's titles, and less the nulls by which it spells 'not given'."""
    if isinstance(schema, list):
        return [_tidied(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    tidy = {}
    for key, part in schema.items():
        if key == "properties":
            tidy[key] = {name: _tidied(below) for name, below in part.items()}
        elif key != "title" and not (key == "default" and part is None):
            tidy[key] = _tidied(part)
    alternatives = [part for part in tidy.get("anyOf", ()) if part != {"type": "null"}]
    if len(alternatives) == 1:
        del tidy["anyOf"]
        return {**alternatives[0], **tidy}
    return {**tidy, "anyOf": alternatives} if alternatives else tidy


def _of_actors(scenario: Scenario, schema: Schema) -> Schema:
    """Return the schema of what is said of each actor that decides."""
    properties = dict.fromkeys(scenario.menus, schema)
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _reference(shape: str) -> Schema:
    return {"$ref": f"#/definitions/{shape}"}


def _named(shape: str, description: str) -> Schema:
    return {"type": "object", "additionalProperties": _reference(shape), "description": description}


def _section(scenario: Scenario, section: str) -> Schema:
    """Return the schema of a section and all below it."""
    properties: Schema = {}
    for key in scenario.tree.members[section]:
        path = join(section, key)
        if path in scenario.numbers:
            properties[key] = _number(scenario.numbers[path])
        elif path in scenario.choices:
            properties[key] = _choice(scenario.choices[path])
        else:
            properties[key] = _section(scenario, path)
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _number(number: Number) -> Schema:
    """Return the schema of a number: bare within its bounds, or an entry."""
    lowest, highest = number.bounds
    spread = "" if number.low is None else f" ({number.low:g} to {number.high:g}, {number.distribution})"
    default = f"{number.value:g}{spread} {number.unit}, {number.basis}, as of {number.as_of}: {number.source}."
    bare = {"type": "number", "minimum": lowest, "maximum": highest}
    note = f" {number.note}" if number.note else ""
    return {
        "description": f"{default} Bounds {lowest:g} to {highest:g}.{note}",
        "anyOf": [bare, _reference("NumberOverride")],
    }


def _choice(choice: Choice) -> Schema:
    """Return the schema of a choice. A scenario may add strategies and options, so theirs are no closed list."""
    closed = "examples" if is_open(choice.path) else "enum"
    return {
        "description": f"{choice.value}.{f' {choice.note}' if choice.note else ''}",
        "anyOf": [{"type": "string", closed: list(choice.options)}, _reference("ChoiceOverride")],
    }
