"""Fans of what happens over time: the median world and the middle 50, 80 and 95 % of worlds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.wording import capitalised, quantities, quantity
from sim.base.text import counted
from sim.reports.figures.frame import Caption, framed
from sim.reports.figures.series import Quantiles, draw_fan, fan_legend, start_date, unit_of, weekly
from sim.reports.figures.style import FAINT, NEUTRAL, RUSSIA, UKRAINE, house_style, plain_numbers, weeks_axis

SAME = 0.02  # a relative change below this is called none
FLOW_WEEKS = 4


@dataclass(frozen=True)
class Panel:
    """One fan: its series, the heading of its axes, how the title's sentence names it, and its colour."""

    series: str
    heading: str
    subject: str
    colour: str = NEUTRAL


@dataclass(frozen=True)
class Fan:
    """One figure of fans.

    Attributes:
        name: of the file.
        panels: drawn side by side; two sides of the same thing share the vertical axis.
        quantity: what the vertical axis shows (the unit is the series' own).
        note: how to read it.
        unit: if the series is not declared.
        floor: lowest value the axis must show, None to follow the data.
        ceiling: highest value the axis must show.
        reference: a value worth a line.
        signed: numbers are changes and carry their sign.
        share_axis: the panels have one scale.
        plural: the subjects are ("losses fall").
        flow: a count by week, noisy enough that the title compares means of several weeks.
        least_span: of the vertical axis, so that no noise is magnified.
    """

    name: str
    panels: tuple[Panel, ...]
    quantity: str
    note: str
    unit: str
    floor: float | None = None
    ceiling: float | None = None
    reference: float | None = None
    signed: bool = False
    share_axis: bool = True
    plural: bool = False
    flow: bool = False
    least_span: float = 0.0


def _both(russian: str, ukrainian: str, thing: str) -> tuple[Panel, Panel]:
    """The two sides' panels: Russia left, Ukraine right, each in its colour."""
    return (
        Panel(russian, "Russia", f"Russian {thing}", RUSSIA),
        Panel(ukrainian, "Ukraine", f"Ukrainian {thing}", UKRAINE),
    )


FANS = (
    Fan(
        "territory",
        (Panel("territory_change", "", "territory held by Russia"),),
        "change since the start",
        "Area held by Russia in Ukraine, as a change since the start; above zero Russia has gained.",
        "km²",
        reference=0.0,
        signed=True,
        least_span=2.0,
    ),
    Fan(
        "losses",
        _both("russian_casualties_week", "ukrainian_casualties_week", "weekly losses"),
        "killed and wounded",
        "Killed and wounded in each week; a war that has stopped counts as zero.",
        "persons/week",
        floor=0.0,
        plural=True,
        flow=True,
    ),
    Fan(
        "manning",
        _both("russian_manning", "ukrainian_manning", "manning"),
        "manning",
        "Soldiers present over soldiers the army is meant to have; the line at 1 is full strength.",
        "ratio",
        floor=0.0,
        reference=1.0,
    ),
    Fan(
        "mean_age",
        _both("mean_age_rus", "mean_age_ukr", "soldiers' mean age"),
        "mean age of soldiers",
        "Mean age of the soldiers of each army.",
        "years",
    ),
    Fan(
        "shells_fired",
        _both("russian_shells_fired", "ukrainian_shells_fired", "shell fire"),
        "shells fired",
        "Artillery rounds fired a day, by week; a war that has stopped counts as zero.",
        "rounds/day",
        floor=0.0,
        flow=True,
    ),
    Fan(
        "launched",
        (
            Panel("drones_launched_week", "Long-range drones", "Russian drone launches", RUSSIA),
            Panel("missiles_launched_week", "Missiles", "missile launches", RUSSIA),
        ),
        "launched by Russia",
        "Launched by Russia in each week; a war that has stopped counts as zero.",
        "per week",
        floor=0.0,
        share_axis=False,
        plural=True,
        flow=True,
    ),
    Fan(
        "will",
        _both("russian_will", "ukrainian_will", "will to fight"),
        "will to fight",
        "Each side's will to go on fighting.",
        "index, 0–1",
        floor=0.0,
        ceiling=1.0,
    ),
    Fan(
        "belief",
        _both("russian_belief", "ukrainian_belief", "belief that Russia prevails"),
        "belief that Russia prevails",
        "The probability each side gives to Russia prevailing in the end.",
        "probability",
        floor=0.0,
        ceiling=1.0,
    ),
)


@house_style()
def fan_figure(fan: Fan, trajectories: pd.DataFrame, caption: Caption, weeks: int) -> Figure | None:
    """Draw one figure of fans from the weekly trajectories; None if none of its series was stored."""
    found = [(panel, weekly(trajectories, panel.series)) for panel in fan.panels]
    panels = [(panel, data) for panel, data in found if data is not None]
    if not panels:
        return None
    figure = framed(
        _title(fan, panels, weeks), _note(fan, panels), caption, height=3.3, legend=fan_legend(NEUTRAL)
    )
    grid = figure.subplots(1, len(panels), squeeze=False, sharey=fan.share_axis)
    start = start_date(trajectories)
    for axes, (panel, data) in zip(grid[0], panels, strict=True):
        draw_fan(axes, data, panel.colour)
        if fan.reference is not None:
            axes.axhline(fan.reference, color=FAINT, linewidth=0.8, linestyle=(0, (4, 3)))
        axes.set_title(panel.heading, color=panel.colour, weight="bold")
        weeks_axis(axes, weeks, n_ticks=10 if len(panels) == 1 else 6)
        plain_numbers(axes)
        axes.set_xlabel(f"weeks since {start}")
        unit = unit_of(panel.series, fan.unit)
        if axes is grid[0][0] or not fan.share_axis:
            axes.set_ylabel(f"{fan.quantity} [{unit}]")
    # Only now: limits set on a shared axis while panels are still to come would leave those out of it.
    limits = [axes.get_ylim() for axes in grid[0]]
    least = [float(axes.dataLim.y0) for axes in grid[0]]
    for axes, (low, high), lowest in zip(grid[0], limits, least, strict=True):
        _set_limits(fan, axes, low, high, min(least) if fan.share_axis else lowest)
    return figure


def _set_limits(fan: Fan, axes: Axes, low: float, high: float, lowest: float) -> None:
    if fan.floor is not None and lowest >= fan.floor:
        low = fan.floor
    if fan.ceiling is not None:
        high = max(high, fan.ceiling)
    if high - low < fan.least_span:
        low, high = low - fan.least_span / 2, high + fan.least_span / 2
    axes.set_ylim(low, high)


def _note(fan: Fan, panels: list[tuple[Panel, Quantiles]]) -> str:
    compared = f" Title: first and last {FLOW_WEEKS} weeks." if fan.flow else ""
    scales = " The scales differ." if len(panels) > 1 and not fan.share_axis else ""
    return fan.note + scales + compared


def _title(fan: Fan, panels: list[tuple[Panel, Quantiles]], weeks: int) -> str:
    if fan.signed:
        panel, data = panels[0]
        unit = unit_of(panel.series, fan.unit)
        low, high = (quantity(data.last(column), signed=True) for column in ("q10", "q90"))
        band = f"; 80 in 100 worlds lie between {low} and {high}" if low != high else ""
        return (
            f"After {counted(weeks, 'week')} {panel.subject} has changed by "
            f"{quantity(data.last(), signed=True)} {unit} in the median world{band}"
        )
    span = FLOW_WEEKS if fan.flow else 1
    parts = [
        f"{panel.subject} {movement(data.first(weeks=span), data.last(weeks=span), fan.plural)}"
        for panel, data in panels
    ]
    return capitalised("; ".join(parts)) + " in the median world"


def movement(first: float, last: float, plural: bool = False) -> str:
    """A change in words: "falls from 7,000 to 4,000", "stays near 0.87"."""
    s = "" if plural else "s"
    before, after = quantities(first, last)
    size = max(abs(first), abs(last))
    if before == after or not np.isfinite(size) or abs(last - first) <= SAME * size:
        return f"stay{s} near {after}"
    return f"{'rise' if last > first else 'fall'}{s} from {before} to {after}"
