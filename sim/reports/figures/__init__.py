"""Pictures of stored runs. Every function takes tables and a caption and returns a matplotlib Figure."""

from sim.reports.figures.frame import Caption, save
from sim.reports.figures.run.charts import draw_all, figures
from sim.reports.figures.run.endings import endings_figure
from sim.reports.figures.run.escalation import escalation_figure
from sim.reports.figures.run.fans import FANS, Fan, fan_figure
from sim.reports.figures.run.incidence import incidence_figure
from sim.reports.figures.run.sectors import sectors_figure

__all__ = [
    "FANS",
    "Caption",
    "Fan",
    "draw_all",
    "endings_figure",
    "escalation_figure",
    "fan_figure",
    "figures",
    "incidence_figure",
    "save",
    "sectors_figure",
]
