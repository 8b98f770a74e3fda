"""A claim's numbers over what one believes beforehand."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from sim.analysis.wording import capitalised, inside
from sim.reports.argument.words import amount
from sim.reports.figures.frame import Caption, framed
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
    house_style,
    tint,
)
from sim.studies.argument.curves import Curve

PALETTE = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY, BLACK)


@house_style()
def curves_figure(curves: list[Curve], claim: str, caption: Caption) -> Figure:
    """One panel a prior, one line a number of the claim, with 95 % bands and the threshold."""
    paths = list(dict.fromkeys(curve.path for curve in curves))
    names = list(dict.fromkeys(_name(curve) for curve in curves))
    colours = {name: PALETTE[i % len(PALETTE)] for i, name in enumerate(names)}
    note = (
        "Worlds sorted by the prior they were dealt and cut into equal groups; each point is one group, at its median, "
        "with its 95 % interval (upright). The broken line is the threshold of the claim."
    )
    rows = -(-len(names) // 2)
    figure = framed(_title(curves, claim), note, caption, width=9.5, height=3.4 + 0.2 * rows)
    panels = figure.subplots(1, len(paths), squeeze=False, sharey=True)[0]
    for axes, path in zip(panels, paths, strict=True):
        own = [curve for curve in curves if curve.path == path]
        for curve in own:
            _line(axes, curve, colours[_name(curve)])
        _axis(axes, own)
    panels[0].set_ylabel("worlds in 100" if curves[0].test.in_points else curves[0].test.measure.unit)
    handles = [Line2D([], [], color=colours[name], marker="o", markersize=3.5, label=name) for name in names]
    figure.legend(handles=handles, loc="outside lower left", ncols=2, fontsize=SMALL_SIZE, frameon=False)
    return figure


def _line(axes: Axes, curve: Curve, colour: str) -> None:
    scale = 100.0 if curve.test.in_points else 1.0
    x = np.array([point.middle for point in curve.points])
    value, low, high = (
        scale * np.array([getattr(point.found, end) for point in curve.points])
        for end in ("value", "low", "high")
    )
    axes.vlines(x, low, high, color=tint(colour, 0.55), linewidth=1.1)
    axes.plot(x, value, color=colour, marker="o", markersize=3.5, linewidth=1.4)
    threshold = curve.test.threshold
    if threshold is not None:
        axes.axhline(scale * threshold, color=INK, linewidth=0.9, linestyle=(0, (4, 3)))


def _axis(axes: Axes, curves: list[Curve]) -> None:
    points = [point for curve in curves for point in curve.points]
    low, high = min(point.low for point in points), max(point.high for point in points)
    if low > 0.0 and high > 3.0 * low:
        axes.set_xscale("log")
        axes.set_xlim(low, high)
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if high < 50.0 * low else (1, 3), numticks=5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.6f}".rstrip("0").rstrip(".")))
    axes.set_xlabel(f"{curves[0].path} [{curves[0].unit}]", color=FAINT)
    if all(curve.test.in_points and curve.test.compare_to is None for curve in curves):
        axes.set_ylim(0, None)


def _name(curve: Curve) -> str:
    return capitalised(curve.test.label or f"{curve.test.measure.title} ({curve.test.arm})")


def _title(curves: list[Curve], claim: str) -> str:
    """What the first line does over the first prior."""
    first = curves[0]
    values = [point.found.value for point in first.points if math.isfinite(point.found.value)]
    if len(values) < 2:
        return f"{claim} over its priors"
    ends = amount(first.test, values[0]), amount(first.test, values[-1])
    return f"{claim}, {inside(_name(first))}: from {ends[0]} to {ends[1]} over {first.path}"
