"""Fans of what happens over time: the median world and the middle 50, 80 and 95 % of worlds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.wording import capitalised, quantities, quantity
from sim.base.text import counted
from sim.reports.appearance import NEUTRAL, RUSSIA, UKRAINE, tint
from sim.reports.figures.axes import draw_reference, plain_numbers, time_axis, time_label
from sim.reports.figures.frame import Caption, framed
from sim.reports.figures.series import draw_fan, early, fan_legend, late, share_fought, start_date, unit_of, weekly
from sim.runs.results import Results

SAME = 0.02  # a relative change below this is called none
FLOW_WEEKS = 4
STRIP_HEIGHT = 0.7
"""Of the strip that shows how many wars are still fought [inch]."""


@dataclass(frozen=True)
class Panel:
    """One pair of axes: its series, its heading, the subject of a sentence about it, its colour."""

    series: str
    heading: str
    subject: str
    colour: str = NEUTRAL


@dataclass(frozen=True)
class Fan:
    """One figure of fans."""

    name: str  # of the file
    panels: tuple[Panel, ...]  # side by side; two sides of the same thing share the vertical axis
    quantity: str  # along the vertical axis, beside the unit of the series
    note: str  # how to read it
    floor: float | None = None  # lowest value the axis must show, None to follow the data
    ceiling: float | None = None  # highest value the axis must show
    reference: float | None = None  # a value worth a line
    signed: bool = False  # numbers are changes and carry their sign
    share_axis: bool = True  # the panels have one scale
    plural: bool = False  # the subjects are ("losses fall")
    flow: bool = False  # a count by week, so noisy that the title compares means of several weeks
    least_span: float = 0.0  # of the vertical axis, so that no noise is magnified


def _both(russian: str, ukrainian: str, thing: str) -> tuple[Panel, Panel]:
    """The two sides' panels: Russia left, Ukraine right, each in its colour."""
    return (
        Panel(russian, "Russia", f"Russian {thing}", RUSSIA.colour),
        Panel(ukrainian, "Ukraine", f"Ukrainian {thing}", UKRAINE.colour),
    )


FANS = (
    Fan(
        name="territory",
        panels=(Panel("territory_change", "", "territory held by Russia"),),
        quantity="change since the start",
        note="Area held by Russia in Ukraine, as a change since the start; above zero Russia has gained.",
        reference=0.0,
        signed=True,
        least_span=2.0,
    ),
    Fan(
        name="losses",
        panels=_both("russian_casualties_week", "ukrainian_casualties_week", "weekly losses"),
        quantity="killed and wounded",
        note="Killed and wounded in each week, over the wars still fought in it; their share below.",
        floor=0.0,
        plural=True,
        flow=True,
    ),
    Fan(
        name="manning",
        panels=_both("russian_manning", "ukrainian_manning", "manning"),
        quantity="manning",
        note="Soldiers present over soldiers the army is meant to have; the line at 1 is full strength.",
        floor=0.0,
        reference=1.0,
    ),
    Fan(
        name="mean_age",
        panels=_both("mean_age_rus", "mean_age_ukr", "soldiers' mean age"),
        quantity="mean age of soldiers",
        note="Mean age of the soldiers of each army.",
    ),
    Fan(
        name="shells_fired",
        panels=_both("russian_shells_fired", "ukrainian_shells_fired", "shell fire"),
        quantity="shells fired",
        note="Artillery rounds fired a day, by week, over the wars still fought in it; their share below.",
        floor=0.0,
        flow=True,
    ),
    Fan(
        name="launched",
        panels=(
            Panel("drones_launched_week", "Long-range drones", "Russian drone launches", RUSSIA.colour),
            Panel("missiles_launched_week", "Missiles", "missile launches", RUSSIA.colour),
        ),
        quantity="launched by Russia",
        note="Launched by Russia in each week, over the wars still fought in it; their share below.",
        floor=0.0,
        share_axis=False,
        plural=True,
        flow=True,
    ),
    Fan(
        name="will",
        panels=_both("russian_will", "ukrainian_will", "will to fight"),
        quantity="will to fight",
        note="Each side's will to go on fighting.",
        floor=0.0,
        ceiling=1.0,
    ),
    Fan(
        name="belief",
        panels=_both("russian_belief", "ukrainian_belief", "belief that Russia prevails"),
        quantity="belief that Russia prevails",
        note="The probability each side gives to Russia prevailing in the end.",
        floor=0.0,
        ceiling=1.0,
    ),
)


def fan_figure(fan: Fan, results: Results) -> Figure | None:
    """Draw one figure of fans from the weekly trajectories; None if none of its series was stored."""
    weeks = results.manifest["weeks"]
    stored = [(panel, weekly(results.trajectories, panel.series, fought=fan.flow)) for panel in fan.panels]
    panels = [(panel, series) for panel, series in stored if series is not None]
    if not panels:
        return None
    title, note = _title(fan, panels, weeks), _note(fan, len(panels))
    strip = fan.flow and not share_fought(results.trajectories).empty
    height = 3.3 + (STRIP_HEIGHT if strip else 0.0)
    figure = framed(title, note, Caption.of(results.manifest), height=height, legend=fan_legend(NEUTRAL))
    rows = (3.3, STRIP_HEIGHT) if strip else (1.0,)
    share: Literal["row", "none"] = "row" if fan.share_axis else "none"
    every = figure.subplots(len(rows), len(panels), squeeze=False, sharey=share, height_ratios=rows)
    grid, strips = every[0], every[1:].ravel()
    start, n_ticks = start_date(results.trajectories), 6 if len(panels) == 1 else 4
    for axes in strips:
        _draw_share_fought(axes, results, first=axes is strips[0], n_ticks=n_ticks)
    for axes, (panel, series) in zip(grid, panels, strict=True):
        draw_fan(axes, series, panel.colour)
        if fan.reference is not None:
            draw_reference(axes, fan.reference)
        axes.set_title(panel.heading, color=panel.colour, weight="bold")
        time_axis(axes, start, weeks, n_ticks)
        plain_numbers(axes)
        if not strip:  # which has the label
            axes.set_xlabel(time_label(start))
        if axes is grid[0] or not fan.share_axis:
            axes.set_ylabel(f"{fan.quantity} [{unit_of(panel.series)}]")
    # Only now: limits set on a shared axis while panels are still to come would leave those out of it.
    limits = [axes.get_ylim() for axes in grid]
    least = [float(axes.dataLim.y0) for axes in grid]
    least = [min(least)] * len(least) if fan.share_axis else least
    for axes, (bottom, top), lowest in zip(grid, limits, least, strict=True):
        low = fan.floor if fan.floor is not None and lowest >= fan.floor else bottom
        high = max(top, fan.ceiling or top)
        widened = fan.least_span / 2 if high - low < fan.least_span else 0.0
        axes.set_ylim(low - widened, high + widened)
    return figure


def _draw_share_fought(axes: Axes, results: Results, *, first: bool, n_ticks: int) -> None:
    """A strip below a fan: how many of 100 wars are still fought in each week."""
    share = share_fought(results.trajectories)
    axes.fill_between(share.index, 0.0, share, color=tint(NEUTRAL, 0.38), linewidth=0)
    axes.set_ylim(0.0, 100.0)
    axes.set_yticks([0, 50, 100])
    start = start_date(results.trajectories)
    time_axis(axes, start, results.manifest["weeks"], n_ticks)
    axes.set_xlabel(time_label(start))
    if first:
        axes.set_ylabel("wars fought\n[in 100]")


def _note(fan: Fan, n_panels: int) -> str:
    scales = " The scales differ." if n_panels > 1 and not fan.share_axis else ""
    compared = f" Title: first and last {FLOW_WEEKS} weeks." if fan.flow else ""
    return fan.note + scales + compared


def _title(fan: Fan, panels: Sequence[tuple[Panel, pd.DataFrame]], weeks: int) -> str:
    if fan.signed:
        panel, series = panels[0]
        low, middle, high = (quantity(late(series, column), signed=True) for column in ("q10", "q50", "q90"))
        band = f"; 80 in 100 worlds lie between {low} and {high}" if low != high else ""
        return (
            f"After {counted(weeks, 'week')} {panel.subject} has changed by "
            f"{middle} {unit_of(panel.series)} in the median world{band}"
        )
    span = FLOW_WEEKS if fan.flow else 1
    parts = [
        f"{panel.subject} {movement(early(series, span), late(series, n_weeks=span), fan.plural)}"
        for panel, series in panels
    ]
    return capitalised("; ".join(parts)) + (" in the median war fought" if fan.flow else " in the median world")


def movement(first: float, last: float, plural: bool = False) -> str:
    """A change in words: "falls from 7,000 to 4,000", "stays near 0.87"."""
    s = "" if plural else "s"
    before, after = quantities(first, last)
    size = max(abs(first), abs(last))
    if before == after or not np.isfinite(size) or abs(last - first) <= SAME * size:
        return f"stay{s} near {after}"
    return f"{'rise' if last > first else 'fall'}{s} from {before} to {after}"
