"""Sweeps: many points of one scenario, each played on the same worlds and the same dice."""

from sim.base.defaults import SAMPLERS
from sim.runs.sweep.conditions import Condition, condition
from sim.runs.sweep.design import Design, from_table, make
from sim.runs.sweep.execution import run
from sim.runs.sweep.folder import SweepResults, begin, default_folder, expand, groups_left, read, sweep_of
from sim.runs.sweep.parameters import Parameter, of_range, of_values, parse
from sim.runs.sweep.plan import Sweep

__all__ = [
    "SAMPLERS",
    "Condition",
    "Design",
    "Parameter",
    "Sweep",
    "SweepResults",
    "begin",
    "condition",
    "default_folder",
    "expand",
    "from_table",
    "groups_left",
    "make",
    "of_range",
    "of_values",
    "parse",
    "read",
    "run",
    "sweep_of",
]
