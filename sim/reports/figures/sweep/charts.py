"""Every chart of a sweep; the number of parameters decides which apply."""

from __future__ import annotations

from sim.reports.figures.chart import Chart
from sim.reports.figures.sweep.data import Swept
from sim.reports.figures.sweep.lines import line_figure, shares_figure
from sim.reports.figures.sweep.maps import map_figure
from sim.reports.figures.sweep.tornado import tornado_figure


def _along_one(swept: Swept) -> list[str]:
    return swept.outcomes if len(swept.paths) == 1 else []


def _on_a_grid(swept: Swept) -> list[str]:
    return swept.outcomes if swept.gridded and len(swept.paths) in (2, 3) else []


def _over_several(swept: Swept) -> list[str]:
    return swept.outcomes if len(swept.paths) > 1 else []


SWEEP_CHARTS: tuple[Chart[Swept], ...] = (
    Chart("endings", shares_figure),
    Chart("line_{}", line_figure, each=_along_one),
    Chart("map_{}", map_figure, each=_on_a_grid),
    Chart("tornado_{}", tornado_figure, each=_over_several),
)
