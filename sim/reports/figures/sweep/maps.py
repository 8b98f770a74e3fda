"""Heat maps of an outcome over two parameters, or over three as small multiples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure

from sim.analysis.wording import quantity
from sim.reports.figures.frame import framed
from sim.reports.figures.style import BLUE, SMALL_SIZE, VERMILLION, tint
from sim.reports.figures.sweep.data import LEAST_SPAN, Estimates, Swept, setting

COLOURS = LinearSegmentedColormap.from_list("sim", ["#F7F7F7", tint(BLUE, 0.55), BLUE, "#08213B"])
MOST_PANELS = 9
MOST_TICKS = 6
HALF = (0.5,)
"""Contour of shares where no threshold is stated: as likely as not."""


def map_figure(swept: Swept, outcome: str) -> Figure | None:
    """An outcome over a grid of two parameters, or of three in panels: the darker, the higher; lines join equal values."""
    estimates = swept.estimates(outcome)
    rows, paths, scale = estimates.rows, swept.paths, estimates.scale
    levels: list[Any] = list(dict.fromkeys(rows[paths[2]].tolist())) if len(paths) > 2 else [None]
    if rows.empty or len(levels) > MOST_PANELS:
        return None
    thresholds = swept.thresholds or (HALF if estimates.is_share else ())
    low, high = scale * rows["estimate"].min(), scale * rows["estimate"].max()
    contours = [scale * level for level in thresholds if low < scale * level < high]
    title = estimates.span(paths) if estimates.told_apart else estimates.too_close
    figure = framed(title, _note(estimates, contours), swept.caption, height=3.9)
    n_columns = min(3, len(levels))
    n_rows = -(-len(levels) // n_columns)
    panels = figure.subplots(n_rows, n_columns, squeeze=False, sharex=True, sharey=True).ravel()
    norm = _norm(estimates)
    for axes, level in zip(panels, levels, strict=False):
        part = rows if level is None else rows[rows[paths[2]] == level]
        mesh = _draw_map(axes, estimates.at(part), paths, norm=norm, contours=contours)
        if level is not None:
            axes.set_title(f"{paths[2]} = {setting(level)}", fontsize=SMALL_SIZE)
    for axes in panels[len(levels) :]:
        axes.set_visible(False)
    for axes in panels[-n_columns:]:
        axes.set_xlabel(paths[0], fontsize=SMALL_SIZE)
    for axes in panels[::n_columns]:
        axes.set_ylabel(paths[1], fontsize=SMALL_SIZE)
    figure.colorbar(mesh, ax=panels.tolist(), pad=0.02).set_label(estimates.label, fontsize=SMALL_SIZE)
    return figure


def _draw_map(
    axes: Axes, estimates: Estimates, paths: Sequence[str], *, norm: Normalize, contours: Sequence[float]
) -> QuadMesh:
    """One map, with lines at those levels that it crosses."""
    table = estimates.rows.pivot_table(
        index=paths[1], columns=paths[0], values="estimate", sort=False, observed=True
    )
    if pd.api.types.is_numeric_dtype(table.index):
        table = table.sort_index()
    if pd.api.types.is_numeric_dtype(table.columns):
        table = table.sort_index(axis=1)
    grid = estimates.scale * table.to_numpy(dtype=np.float64)
    x, y = (np.arange(length) for length in reversed(grid.shape))
    mesh = axes.pcolormesh(x, y, grid, cmap=COLOURS, norm=norm, shading="nearest")
    crossed = sorted(level for level in contours if np.nanmin(grid) < level < np.nanmax(grid))
    if crossed and min(grid.shape) > 1:
        lines = axes.contour(grid, levels=crossed, colors=VERMILLION, linewidths=1.6)
        axes.clabel(lines, fontsize=SMALL_SIZE, fmt=quantity)
    for ticks, labels in ((axes.set_xticks, table.columns), (axes.set_yticks, table.index)):
        places = np.unique(np.linspace(0, len(labels) - 1, min(len(labels), MOST_TICKS)).round().astype(int))
        ticks(places, [setting(labels[place]) for place in places])
    axes.grid(visible=False)
    return mesh


def _norm(estimates: Estimates) -> Normalize:
    """From the lowest to the highest estimate, but no narrower than the points' intervals leave open."""
    rows = estimates.rows
    low, high = (estimates.scale * float(rows["estimate"].agg(end)) for end in ("min", "max"))
    if estimates.is_share:
        missing = max(0.0, LEAST_SPAN - (high - low))
        low = min(max(0.0, low - missing / 2), 100.0 - LEAST_SPAN) if missing else low
        return Normalize(low, max(high, low + LEAST_SPAN))
    width = float((rows["high"] - rows["low"]).median())
    missing = max(0.0, width - (high - low)) or (0.0 if high > low else 1.0)
    return Normalize(low - missing / 2, high + missing / 2)


def _note(estimates: Estimates, contours: Sequence[float]) -> str:
    lines = f" Lines: {', '.join(quantity(level) for level in contours)}." if contours else ""
    colour = "share of worlds" if estimates.is_share else "median"
    return f"Colour: {colour} at each point; every point meets the same worlds and the same dice.{lines}"
