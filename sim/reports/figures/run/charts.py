"""Every chart of a run, in the order in which they are read."""

from functools import partial

from sim.reports.figures.chart import Chart
from sim.reports.figures.run.endings import endings_figure, incidence_figure
from sim.reports.figures.run.escalation import escalation_figure
from sim.reports.figures.run.fans import FANS, fan_figure
from sim.reports.figures.run.scarcity import scarcity_figure
from sim.reports.figures.run.sectors import sectors_figure
from sim.runs.results import Results

RUN_CHARTS: tuple[Chart[Results], ...] = (
    Chart("endings", endings_figure),
    Chart("incidence", incidence_figure),
    *(Chart(fan.name, partial(fan_figure, fan), note=fan.note) for fan in FANS),
    Chart("scarcity", scarcity_figure),
    Chart("sectors", sectors_figure),
    Chart("escalation", escalation_figure),
)
