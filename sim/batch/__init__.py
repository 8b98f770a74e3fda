"""Sweeps: many points of one scenario, each played on the same worlds and the same dice."""

from sim.batch.conditions import Condition, condition
from sim.batch.design import Design, from_table, make
from sim.batch.folder import SweepResults, begin, default_folder, expand, is_sweep, read, stored
from sim.batch.parameters import Parameter, of_range, of_values, parse
from sim.batch.plan import Sweep
from sim.batch.running import run, tasks_left
from sim.batch.samplers import SAMPLERS
from sim.batch.workers import EXECUTORS, Workers, open_workers

__all__ = [
    "EXECUTORS",
    "SAMPLERS",
    "Condition",
    "Design",
    "Parameter",
    "Sweep",
    "SweepResults",
    "Workers",
    "begin",
    "condition",
    "default_folder",
    "expand",
    "from_table",
    "is_sweep",
    "make",
    "of_range",
    "of_values",
    "open_workers",
    "parse",
    "read",
    "run",
    "stored",
    "tasks_left",
]
