"""What is shipped is valid by the schemas that editors read, and what is broken is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

import sim
from sim.cli.schema import KINDS, schema_of
from sim.scenario.files import Kind, shipped

jsonschema = pytest.importorskip("jsonschema")

BROKEN: list[tuple[Kind, str, str]] = [
    ("sweep", "what_matters", "scenario: baseline\nparameters: {nato.aid_levl: [0, 1]}"),
    ("sweep", "what_matters", "scenario: baseline\nparameters: {nato.aid_level: {low: 0}}"),
    ("sweep", "what_matters", "scenario: baseline\nsampler: best"),
    ("sweep", "what_matters", "scenario: baseline\noutcomes: [russian_victry]"),
    ("sweep", "what_matters", "title: no scenario"),
    ("game", "game", "title: no actors"),
    ("game", "game", "question: 5"),
    ("game", "game", "actors: {a: {title: A, strategies: {b: {title: B}}, values: {}}}"),
    ("ledger", "argument", "title: no claims"),
    ("ledger", "argument", "worlds: {a: {scenario: baseline, set: {nato.aid_levl: 0}}}"),
    ("ledger", "argument", "claims: [{id: A, paraphrase: x, model: y, test: {outcome: z}}]"),
    ("ledger", "argument", "claims: [{id: A, paraphrase: x, model: y, side: mine}]"),
    ("ledger", "argument", "decision: {scenario: baseline, actions: [sustain]}"),
]


def content(text: str) -> dict[str, Any]:
    """A file as an editor sees it: dates are texts."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))  # type: ignore[no-any-return]


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in KINDS for name in shipped(kind)])
def test_what_is_shipped_is_valid_by_its_schema(kind: Kind, name: str) -> None:
    text = shipped(kind)[name].read_text(encoding="utf-8")
    assert text.startswith(f"# yaml-language-server: $schema=../sim/schema/{kind}.schema.json\n") or name == "baseline"
    jsonschema.validate(content(text), schema_of(kind))


@pytest.mark.parametrize(("kind", "name", "broken"), BROKEN)
def test_what_is_broken_is_not_valid(kind: Kind, name: str, broken: str) -> None:
    found = content(broken) if broken.startswith("title") else content(shipped(kind)[name].read_text("utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found | content(broken), schema_of(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_the_stored_schemas_are_those_of_today(kind: Kind) -> None:
    path = Path(sim.__file__).parent / "schema" / f"{kind}.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == schema_of(kind), "write it anew with: python -m docs.build"
