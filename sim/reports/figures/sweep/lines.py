"""Outcomes along the one parameter that a sweep varies."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.reports.figures.axes import plain_numbers
from sim.reports.figures.frame import framed
from sim.reports.figures.style import SMALL_SIZE, colour_of, tint
from sim.reports.figures.sweep.data import LEAST_SPAN, Estimates, Swept, setting


def shares_figure(swept: Swept) -> Figure | None:
    """The share of worlds with each ending along the one parameter, with 95 % bands."""
    shares = [name for name in swept.outcomes if swept.estimates(name).is_share]
    shares = [name for name in shares if len(swept.estimates(name).rows)]
    return line_figure(swept, *shares) if len(swept.paths) == 1 and len(shares) > 1 else None


def line_figure(swept: Swept, *outcomes: str) -> Figure | None:
    """An outcome along the one parameter, with its 95 % band.

    Args:
        swept: the sweep.
        outcomes: a single number, or shares.

    Returns:
        None if no outcome has a value at two points.
    """
    path = swept.paths[0]
    lines = {name: swept.estimates(name) for name in outcomes}
    lines = {name: line.at(line.rows.sort_values(path)) for name, line in lines.items()}
    lines = {name: line for name, line in lines.items() if line.rows[path].nunique() > 1}
    if not lines:
        return None
    first = next(iter(lines.values()))
    numeric = pd.api.types.is_numeric_dtype(first.rows[path])
    if numeric:  # an empty cell has no place on the axis
        lines = {name: line.at(line.rows.dropna(subset=[path])) for name, line in lines.items()}
        first = lines[first.outcome]
    note = (
        f"Line: {'share of worlds' if first.is_share else 'median'} at each point; band: its 95 % interval. "
        "All points meet the same worlds and the same dice."
    )
    keys = [Line2D([], [], color=colour_of(name), linewidth=2.2, label=lines[name].title) for name in lines]
    legend = keys if len(lines) > 1 else ()
    figure = framed(_title(lines, path), note, swept.caption, height=3.6, legend=legend)
    axes = figure.subplots()
    for name, line in lines.items():
        x = line.rows[path].to_numpy(dtype=np.float64) if numeric else np.arange(len(line.rows))
        columns = ("low", "estimate", "high")
        low, middle, high = (line.scale * line.rows[c].to_numpy(dtype=np.float64) for c in columns)
        axes.fill_between(x, low, high, color=tint(colour_of(name), 0.3), linewidth=0)
        axes.plot(x, middle, color=colour_of(name), linewidth=1.8, marker="o", markersize=3)
    if numeric:
        plain_numbers(axes, "x")
    else:
        axes.set_xticks(np.arange(len(first.rows)), [setting(value) for value in first.rows[path]])
    plain_numbers(axes)
    axes.set_xlabel(path, fontsize=SMALL_SIZE)
    axes.set_ylabel(first.label)
    if first.is_share:
        axes.set_ylim(0, max(LEAST_SPAN, axes.get_ylim()[1]))
    return figure


def _title(lines: Mapping[str, Estimates], path: str) -> str:
    """How the outcome that changes most moves from end to end, if its points can be told apart."""

    def change(line: Estimates) -> float:
        estimates = line.rows["estimate"]
        return abs(float(estimates.iloc[-1]) - float(estimates.iloc[0]))

    clear = [line for line in lines.values() if line.told_apart]
    line = max(clear or lines.values(), key=change)
    if not clear:
        return line.too_close
    first, last = line.rows.iloc[0], line.rows.iloc[-1]
    if not line.at(line.rows.iloc[[0, -1]]).told_apart:
        return line.span([path])
    start, end = float(first["estimate"]), float(last["estimate"])
    return (
        f"{line.title} {'rises' if end > start else 'falls'} from {line.words(start)} to {line.words(end)}"
        f" as {path} goes from {setting(first[path])} to {setting(last[path])}"
    )
