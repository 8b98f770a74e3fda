"""What runs short: small fans of stocks, people and money, Russia left and Ukraine right."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.scarcity import SCARCE, Scarce
from sim.analysis.wording import inside, quantity
from sim.base.sides import SIDES, Side
from sim.reports.appearance import NEUTRAL, SIDE_LOOKS
from sim.reports.figures.axes import plain_numbers, time_axis, time_label
from sim.reports.figures.frame import PANELS_WIDTH, Caption, framed
from sim.reports.figures.run.fans import SAME
from sim.reports.figures.series import draw_fan, early, fan_legend, late, start_date, weekly
from sim.runs.results import Results

PANEL_HEIGHT = 1.2
"""Of a panel with its heading [inch]."""
NOTE = (
    "What each side has left, by week: shells in weeks of fire, top interceptors are those against ballistic missiles;"
    " energy is scarce where much of it is out of use, all else where little is left."
    " The scales differ. Title: what falls most in the median world, first and last week."
)


@dataclass(frozen=True)
class Panel:
    """One side's fan of one thing."""

    side: Side
    scarce: Scarce
    fan: pd.DataFrame


def scarcity_figure(results: Results) -> Figure | None:
    """What runs short: shells, infantry, interceptors by tier, armour, money and energy of both sides."""
    panels = [_panel(side, scarce, results.trajectories) for scarce in SCARCE for side in SIDES]
    drawn = [panel for panel in panels if panel is not None]
    if not drawn:
        return None
    rows = list(dict.fromkeys(panel.scarce for panel in drawn))
    figure = framed(
        scarcity_title(drawn),
        NOTE,
        Caption.of(results.manifest),
        width=PANELS_WIDTH,
        height=PANEL_HEIGHT * len(rows) + 0.3,
        legend=fan_legend(NEUTRAL),
    )
    grid = figure.subplots(len(rows), len(SIDES), squeeze=False, sharex=True)
    for axes in grid.flat:
        axes.set_axis_off()
    for panel in drawn:
        _draw(grid[rows.index(panel.scarce), SIDES.index(panel.side)], panel)
    start = start_date(results.trajectories)
    for axes in grid.flat:
        time_axis(axes, start, results.manifest["weeks"], n_ticks=4)
    for axes in grid[-1]:
        axes.set_xlabel(time_label(start))
    return figure


def _panel(side: Side, scarce: Scarce, trajectories: pd.DataFrame) -> Panel | None:
    """A panel, shares in 100; None if its series was not stored."""
    name = scarce.series(side)
    fan = weekly(trajectories, name)
    if fan is None:
        return None
    return Panel(side, scarce, 100.0 * fan if scarce.unit == "%" else fan)


def _draw(axes: Axes, panel: Panel) -> None:
    axes.set_axis_on()
    colour = SIDE_LOOKS[panel.side.name].colour
    draw_fan(axes, panel.fan, colour)
    axes.set_ylim(bottom=0.0)
    axes.set_title(f"{panel.side.title}: {inside(panel.scarce.title)}", color=colour, weight="bold")
    axes.set_ylabel(f"[{panel.scarce.unit or 'missiles'}]")
    plain_numbers(axes)


def scarcity_title(panels: list[Panel]) -> str:
    """Of each side, what falls most in the median world."""
    parts = []
    for side in SIDES:
        own = [panel for panel in panels if panel.side is side and panel.scarce is not SCARCE[-1]]
        falls = {panel.scarce: _left(panel.fan) for panel in own if early(panel.fan) > 0.0}
        if not falls:
            continue
        most = min(falls, key=lambda scarce: falls[scarce])
        if falls[most] >= 1.0 - SAME:
            parts.append(f"nothing of {side.title}'s falls")
            continue
        fan = next(panel.fan for panel in own if panel.scarce is most)
        before, after = quantity(early(fan)), quantity(late(fan))
        parts.append(f"{side.title}'s {inside(most.title)} from {before} to {after} {most.unit}".rstrip())
    return f"Falls most: {'; '.join(parts)}" if parts else "Nothing was there that could fall"


def _left(fan: pd.DataFrame) -> float:
    """What the median world has left at the end of what it had."""
    return late(fan) / early(fan)
