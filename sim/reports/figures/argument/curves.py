"""A claim's numbers over what one believes beforehand."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.analysis.wording import capitalised, inside
from sim.reports.argument.words import amount
from sim.reports.figures.argument.claims import trial_caption
from sim.reports.figures.axes import prior_axis
from sim.reports.figures.frame import framed
from sim.reports.figures.style import (
    BLACK,
    BLUE,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    SMALL_SIZE,
    VERMILLION,
    tint,
)
from sim.studies.argument.curves import Curve
from sim.studies.argument.trial import Trial

PALETTE = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY, BLACK)


def curves_figure(trial: Trial, claim: str) -> Figure:
    """A claim about a hazard that nobody knows: its numbers over what one believes beforehand, and its threshold."""
    curves = trial.curves[claim]
    paths = list(dict.fromkeys(curve.path for curve in curves))
    names = list(dict.fromkeys(_name(curve) for curve in curves))
    colours = {name: PALETTE[i % len(PALETTE)] for i, name in enumerate(names)}
    note = (
        "Worlds sorted by the prior they were dealt and cut into equal groups; each point is one group, at its median, "
        "with its 95 % interval (upright). The broken line is the threshold of the claim."
    )
    height = 3.4 + 0.2 * -(-len(names) // 2)
    figure = framed(_title(curves, claim), note, trial_caption(trial), width=9.5, height=height)
    panels = figure.subplots(1, len(paths), squeeze=False, sharey=True)[0]
    for axes, path in zip(panels, paths, strict=True):
        own = [curve for curve in curves if curve.path == path]
        for curve in own:
            _draw_line(axes, curve, colours[_name(curve)])
        _set_axes(axes, own)
    panels[0].set_ylabel("worlds in 100" if curves[0].test.in_points else curves[0].test.measure.unit)
    handles = [Line2D([], [], color=colours[name], marker="o", markersize=3.5, label=name) for name in names]
    figure.legend(handles=handles, loc="outside lower left", ncols=2, fontsize=SMALL_SIZE, frameon=False)
    return figure


def _draw_line(axes: Axes, curve: Curve, colour: str) -> None:
    scale = 100.0 if curve.test.in_points else 1.0
    x = [point.middle for point in curve.points]
    estimates = [(point.found.value, point.found.low, point.found.high) for point in curve.points]
    value, low, high = scale * np.array(estimates).T
    axes.vlines(x, low, high, color=tint(colour, 0.55), linewidth=1.1)
    axes.plot(x, value, color=colour, marker="o", markersize=3.5, linewidth=1.4)
    if curve.test.threshold is not None:
        axes.axhline(scale * curve.test.threshold, color=INK, linewidth=0.9, linestyle=(0, (4, 3)))


def _set_axes(axes: Axes, curves: list[Curve]) -> None:
    points = [point for curve in curves for point in curve.points]
    low, high = min(point.low for point in points), max(point.high for point in points)
    prior_axis(axes, low, high)
    if axes.get_xscale() == "log":
        axes.set_xlim(low, high)
    axes.set_xlabel(f"{curves[0].path} [{curves[0].unit}]", color=FAINT)
    if all(curve.test.in_points and curve.test.compare_to is None for curve in curves):
        axes.set_ylim(0, None)


def _name(curve: Curve) -> str:
    return capitalised(curve.test.label or f"{curve.test.measure.title} ({curve.test.arm})")


def _title(curves: list[Curve], claim: str) -> str:
    """The first and the last value of the first line."""
    first = curves[0]
    values = [point.found.value for point in first.points if math.isfinite(point.found.value)]
    if len(values) < 2:
        return f"{claim} over its priors"
    ends = amount(first.test, values[0]), amount(first.test, values[-1])
    return f"{claim}, {inside(_name(first))}: from {ends[0]} to {ends[1]} over {first.path}"
