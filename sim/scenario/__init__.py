"""Scenarios: YAML files laid over one another, checked as a whole, and frozen."""

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
