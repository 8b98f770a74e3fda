"""The keys at the top of a file: which are the file's own and which are inherited."""

import re
from dataclasses import replace
from datetime import date

from sim.scenario.content import S
from sim.scenario.faults import Fault
from sim.scenario.files import ScenarioFile
from sim.scenario.fitting import fit, fit_leaf
from sim.scenario.nodes import Leaf
from sim.scenario.shapes import HeaderShape

HEADER_KEYS = tuple(HeaderShape.model_fields)
SETTABLE_KEYS = ("as_of", "weeks")

# Stands in for a date that is missing or broken: the fault is noted, and nothing is measured against it.
UNKNOWN_DATE = date.max


def read_header(file: ScenarioFile, faults: list[Fault]) -> HeaderShape | None:
    """Fit the header keys of a file."""
    strange = [key for key in file.node.entries if key not in HEADER_KEYS]
    return fit(HeaderShape, file.node.without(*strange), "", faults)


def lay_header(scenario: S, file: ScenarioFile, faults: list[Fault]) -> S:
    """Return a scenario under a file's header: its own name and texts; ``as_of`` and ``weeks`` inherited if not given."""
    shape, name = read_header(file, faults), _as_name(file.path.stem)
    scenario = replace(scenario, files=(file.name, *scenario.files))
    if shape is None:
        # The keys that cannot be trusted are unknown; one fault has been noted for each.
        unknown = UNKNOWN_DATE if "as_of" in file.node.entries else scenario.as_of
        return replace(scenario, name=name, as_of=unknown, places={**scenario.places, **file.node.places})
    return replace(
        scenario,
        name=shape.name or name,
        title=shape.title or (shape.name or name).replace("_", " "),
        description=shape.description or "",
        as_of=shape.as_of or scenario.as_of,
        weeks=shape.weeks or scenario.weeks,
        places={**scenario.places, **{key: file.node.places[key] for key in shape.model_fields_set}},
        inherits_hindsight=len(scenario.files) - 1 if shape.hindsight else scenario.inherits_hindsight,
    )


def _as_name(stem: str) -> str:
    """A file's name as that of its scenario, in letters that a name may hold: its resolved file must load again."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", stem).lstrip("_.-") or "scenario"


def missing_keys(file: ScenarioFile) -> list[Fault]:
    """Return a fault for each key that the root must have: it says when it starts and how long it runs."""
    expected = {key: HeaderShape.model_fields[key].description for key in SETTABLE_KEYS}
    return [
        Fault(file.node.at, key, f"missing; a file without extends needs {words}")
        for key, words in expected.items()
        if key not in file.node.entries
    ]


def set_header(scenario: S, key: str, leaf: Leaf, faults: list[Fault]) -> S:
    """Return a scenario with ``as_of`` or ``weeks`` set from the command line."""
    shape = fit_leaf(HeaderShape, leaf, "", faults, key=key)
    if shape is None:
        return scenario
    return replace(
        scenario,
        as_of=shape.as_of or scenario.as_of,
        weeks=shape.weeks or scenario.weeks,
        places={**scenario.places, key: leaf.at},
    )
