"""`sim schema`: by what editors complete and check scenarios, ledgers of claims, sweeps and games."""

from __future__ import annotations

import json
from typing import Any, get_args

import click

from sim.scenario.files import Kind

KINDS: tuple[Kind, ...] = get_args(Kind)


@click.command()
@click.option("--kind", type=click.Choice(KINDS), default="scenario", show_default=True, help="Kind of file.")
def schema(kind: Kind) -> None:
    """Print the JSON Schema of scenarios, or of ledgers of claims, sweeps or games, for editors."""
    click.echo(json.dumps(schema_of(kind), indent=2, ensure_ascii=False))


def schema_of(kind: Kind) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file, with the paths and outcomes that there are."""
    from sim.analysis.measured import NAMES
    from sim.runs.sweep.files import Range, SweepFile
    from sim.scenario import json_schema, load
    from sim.scenario.schema import shape_schema
    from sim.scenario.shapes import Shape
    from sim.studies.argument.ledger.shapes import LedgerFile
    from sim.studies.game.shapes import GameFile

    if kind == "scenario":
        return json_schema()
    shapes: dict[Kind, type[Shape]] = {"ledger": LedgerFile, "sweep": SweepFile, "game": GameFile}
    found = shape_schema(shapes[kind], f"A {kind} of sim")
    paths = {"propertyNames": {"enum": [*load("baseline").entries]}}
    if kind == "ledger":
        found["definitions"]["ArmShape"]["properties"]["set"] |= paths
        return found
    if kind == "game":
        scenario = json_schema()["definitions"]
        strategy = found["definitions"]["GameStrategy"]["properties"]
        strategy["set"] |= paths
        strategy["changes"]["items"] = scenario["TimedChangeShape"]
        return found
    value: dict[str, Any] = {"type": ["number", "string", "boolean"]}
    values = [value, {"type": "null"}, {"type": "array", "items": value, "minItems": 1}, shape_schema(Range, "a range")]
    properties = found["properties"]
    properties["parameters"] |= {"type": "object", **paths, "additionalProperties": {"anyOf": values}}
    properties["set"] |= {"type": "object", **paths, "additionalProperties": value}
    properties["outcomes"]["items"] = {"enum": [*NAMES]}
    return found
