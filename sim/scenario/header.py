"""The keys at the top of a file: which are the file's own and which are inherited."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sim.scenario.faults import Fault
from sim.scenario.files import ScenarioFile
from sim.scenario.nodes import Leaf
from sim.scenario.records import Header
from sim.scenario.shapes import HeaderShape, fit, fit_leaf

HEADER_KEYS = tuple(HeaderShape.model_fields)
SETTABLE_KEYS = ("as_of", "weeks")

# Stands in for a date that is missing or broken: the fault is noted, and nothing is measured against it.
UNKNOWN_DATE = date.max


def read_header(file: ScenarioFile, faults: list[Fault]) -> HeaderShape | None:
    """Fit the header keys of a file."""
    strange = [key for key in file.node.entries if key not in HEADER_KEYS]
    return fit(HeaderShape, file.node.without(*strange), "", faults)


def root_header(file: ScenarioFile, shape: HeaderShape | None, faults: list[Fault]) -> Header:
    """Return the header of the root, which must say when it stands and how long it runs."""
    for key in SETTABLE_KEYS:
        if key not in file.node.entries:
            expected = HeaderShape.model_fields[key].description
            faults.append(Fault(file.node.at, key, f"missing; a file without extends needs {expected}"))
    return laid_header(Header(name="", title="", description="", as_of=UNKNOWN_DATE, weeks=1), file, shape)


def laid_header(inherited: Header, file: ScenarioFile, shape: HeaderShape | None) -> Header:
    """Return a file's header: its own name and texts; ``as_of`` and ``weeks`` inherited if not given."""
    name = file.path.stem
    if shape is None:
        # The keys that cannot be trusted are unknown; one fault has been noted for each.
        unknown = UNKNOWN_DATE if "as_of" in file.node.entries else inherited.as_of
        return replace(inherited, name=name, as_of=unknown, places={**inherited.places, **file.node.places})
    return Header(
        name=shape.name or name,
        title=shape.title or (shape.name or name).replace("_", " "),
        description=shape.description or "",
        as_of=shape.as_of or inherited.as_of,
        weeks=shape.weeks or inherited.weeks,
        places={**inherited.places, **{key: file.node.places[key] for key in shape.model_fields_set}},
    )


def set_header(header: Header, key: str, leaf: Leaf, faults: list[Fault]) -> Header:
    """Return a header with ``as_of`` or ``weeks`` set from the command line."""
    shape = fit_leaf(HeaderShape, leaf, "", faults, key=key)
    if shape is None:
        return header
    return replace(
        header,
        as_of=shape.as_of or header.as_of,
        weeks=shape.weeks or header.weeks,
        places={**header.places, key: leaf.at},
    )
