"""Scenarios: YAML files laid over one another, checked as a whole, and frozen."""

from sim.scenario.faults import Fault, Origin
from sim.scenario.loading import check, load
from sim.scenario.locate import shipped_folder, shipped_names
from sim.scenario.records import Change, Choice, Event, Number, Source, Strategy
from sim.scenario.resolved import resolved_yaml
from sim.scenario.scenario import Scenario
from sim.scenario.schema import json_schema

__all__ = [
    "Change",
    "Choice",
    "Event",
    "Fault",
    "Number",
    "Origin",
    "Scenario",
    "Source",
    "Strategy",
    "check",
    "json_schema",
    "load",
    "resolved_yaml",
    "shipped_folder",
    "shipped_names",
]
