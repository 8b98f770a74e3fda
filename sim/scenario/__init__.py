"""Scenarios: YAML files laid over one another, checked as a whole, and frozen.

How a file becomes a `Scenario`, in order:

1. `files` finds it and follows `extends` to the root; `scalars` and `nodes` turn each text into a tree that knows lines.
2. `sources` reads the bibliographies that the files may cite.
3. `root` declares every number, choice, event and strategy; `requirements` names what it lacks for the model.
4. `layers` lays the other files over it, the nearest last, and then the settings of the command line.
5. `completion` checks what only the sum can tell: what was not yet known at the start, and the chosen strategy.
6. `loading` returns the `scenario`, or every fault at once.

`shapes` says what each part of a file may hold; `header`, `entries`, `events` and `changes` say what a part means;
`records` are what a scenario is made of, under the paths of a `tree`. `remarks`, `resolved` and `schema` read finished ones.
"""

from sim.scenario.faults import Fault, Origin
from sim.scenario.files import shipped_folder, shipped_names
from sim.scenario.loading import Findings, check, examine, load
from sim.scenario.records import Change, Choice, Event, Number, Source, Strategy
from sim.scenario.remarks import remarks
from sim.scenario.resolved import resolved_yaml
from sim.scenario.scenario import Scenario
from sim.scenario.schema import json_schema

__all__ = [
    "Change",
    "Choice",
    "Event",
    "Fault",
    "Findings",
    "Number",
    "Origin",
    "Scenario",
    "Source",
    "Strategy",
    "check",
    "examine",
    "json_schema",
    "load",
    "remarks",
    "resolved_yaml",
    "shipped_folder",
    "shipped_names",
]
