"""Sweeps as pictures: a line with a band for one parameter, heat maps for two, small multiples for three."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.analysis.measured import title_of, unit_of
from sim.analysis.wording import capitalised, inside, of_100, per_100, quantity
from sim.reports.figures.frame import Caption, framed
from sim.reports.figures.style import (
    BLUE,
    ENDING_COLOURS,
    NEUTRAL,
    SMALL_SIZE,
    VERMILLION,
    house_style,
    plain_numbers,
    tint,
)

SHARES = ("ending", "flag")
MAP = LinearSegmentedColormap.from_list("sim", ["#F7F7F7", tint(BLUE, 0.55), BLUE, "#08213B"])
MOST_PANELS = 9
LEAST_SPAN = 5.0
"""Points of 100 that a scale of shares spans at least, so that a war in a hundred does not look like much."""
BAND = (
    "Line: {what} at each point; band: its 95 % interval. All points meet the same worlds and the same dice."
)


def is_share(rows: pd.DataFrame) -> bool:
    """Whether an outcome's rows of a summary are probabilities."""
    return str(rows["kind"].iloc[0]) in SHARES


def in_words(value: float, share: bool, unit: str = "") -> str:
    """An estimate as a title says it."""
    return of_100(value) if share else f"{quantity(value)} {unit}".strip()


def setting(value: Any) -> str:
    """A parameter's value as a title says it."""
    if pd.isna(value):
        return "as in the scenario"
    return value if isinstance(value, str) else quantity(float(value))


def rows_of(summary: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Rows of one outcome that have an estimate."""
    rows: pd.DataFrame = summary[summary["outcome"] == outcome]
    return pd.DataFrame(rows.loc[np.isfinite(rows["estimate"].to_numpy(dtype=np.float64))])


def told_apart(rows: pd.DataFrame) -> bool:
    """Whether the intervals of the points with the lowest and the highest estimate leave a gap."""
    least, most = (rows.loc[rows["estimate"].agg(end)] for end in ("idxmin", "idxmax"))
    return bool(least["high"] < most["low"])


def hardly_changes(rows: pd.DataFrame, outcome: str) -> str:
    """What is said of an outcome whose points cannot be told apart."""
    low, high = float(rows["estimate"].min()), float(rows["estimate"].max())
    share, unit = is_share(rows), unit_of(outcome)
    most = in_words(high, share, unit)
    if low == high:
        return f"{title_of(outcome)}: {most} at every point"
    start = per_100(low) if share else quantity(low)
    span = f"about {most}" if in_words(low, share, unit) == most else f"{start} to {most}"
    n = int(rows["n"].max())
    little = " hardly changes" if share and 100.0 * (high - low) < LEAST_SPAN else ""
    return f"{title_of(outcome)}{little}: {span}; the points cannot be told apart at n = {n:,}"


@house_style()
def line_figure(summary: pd.DataFrame, path: str, outcomes: Sequence[str], caption: Caption) -> Figure | None:
    """Estimates along one parameter with their bands; outcomes must be all shares or a single number.

    Returns:
        None if no outcome has a value at two points.
    """
    tables = {name: rows_of(summary, name).sort_values(path) for name in outcomes}
    tables = {name: rows for name, rows in tables.items() if rows[path].nunique() > 1}
    if not tables:
        return None
    first = next(iter(tables))
    if pd.api.types.is_numeric_dtype(tables[first][path]):  # an empty cell has no place on the axis
        tables = {name: rows.dropna(subset=[path]) for name, rows in tables.items()}
    rows, share = tables[first], is_share(tables[first])
    words = pd.api.types.is_numeric_dtype(rows[path])
    note = BAND.format(what="share of worlds" if share else "median")
    legend = [Line2D([], [], color=_colour(name), linewidth=2.2, label=title_of(name)) for name in tables]
    title = _line_title(tables, path)
    figure = framed(title, note, caption, height=3.6, legend=legend if len(tables) > 1 else ())
    axes = figure.subplots()
    scale = 100.0 if share else 1.0
    for name, table in tables.items():
        x = table[path].to_numpy(dtype=np.float64) if words else np.arange(len(table))
        low, middle, high = (scale * table[c].to_numpy(dtype=np.float64) for c in ("low", "estimate", "high"))
        axes.fill_between(x, low, high, color=tint(_colour(name), 0.3), linewidth=0)
        axes.plot(x, middle, color=_colour(name), linewidth=1.8, marker="o", markersize=3)
    if words:
        plain_numbers(axes, "x")
    else:
        axes.set_xticks(np.arange(len(rows)), [setting(value) for value in rows[path]])
    plain_numbers(axes)
    axes.set_xlabel(path, fontsize=SMALL_SIZE)
    axes.set_ylabel("share of worlds [in 100]" if share else f"{title_of(first)} [{unit_of(first)}]")
    if share:
        axes.set_ylim(0, max(LEAST_SPAN, axes.get_ylim()[1]))
    return figure


def _line_title(tables: dict[str, pd.DataFrame], path: str) -> str:
    def change(name: str) -> float:
        estimates = tables[name]["estimate"]
        return abs(float(estimates.iloc[-1]) - float(estimates.iloc[0]))

    clear = [name for name in tables if told_apart(tables[name])]
    name = max(clear or tables, key=change)
    rows = tables[name]
    if not clear:
        return hardly_changes(rows, name)
    if not told_apart(rows.iloc[[0, -1]]):
        return _extremes_title(rows, [path], name)
    share, unit = is_share(rows), unit_of(name)
    start, end = float(rows["estimate"].iloc[0]), float(rows["estimate"].iloc[-1])
    values = [setting(rows[path].iloc[place]) for place in (0, -1)]
    moves = "rises" if end > start else "falls" if end < start else "stays"
    return (
        f"{title_of(name)} {moves} from {in_words(start, share, unit)} to {in_words(end, share, unit)}"
        f" as {path} goes from {values[0]} to {values[1]}"
    )


@house_style()
def heat_figure(
    summary: pd.DataFrame,
    paths: Sequence[str],
    outcome: str,
    caption: Caption,
    thresholds: Sequence[float] = (),
) -> Figure | None:
    """An outcome over two parameters, or over three as one panel for each value of the third.

    Args:
        summary: rows of `summary.csv` of a full grid.
        paths: two or three parameters.
        outcome: an ending or outcome.
        caption: for the corner.
        thresholds: levels with a contour, in the outcome's unit, shares from 0 to 1.
    """
    rows = rows_of(summary, outcome)
    levels: list[Any] = list(dict.fromkeys(rows[paths[2]].tolist())) if len(paths) > 2 else [None]
    if rows.empty or len(levels) > MOST_PANELS:
        return None
    share, unit = is_share(rows), unit_of(outcome)
    scale = 100.0 if share else 1.0
    values = scale * rows["estimate"].to_numpy(dtype=np.float64)
    norm = _norm(rows, share)
    shown = [scale * t for t in thresholds if values.min() < scale * t < values.max()]
    figure = framed(_heat_title(rows, paths, outcome), _heat_note(share, shown), caption, height=3.9)
    n_columns = min(3, len(levels))
    n_rows = -(-len(levels) // n_columns)
    panels = figure.subplots(n_rows, n_columns, squeeze=False, sharex=True, sharey=True).ravel()
    mesh = None
    for axes, level in zip(panels, levels, strict=False):
        part = rows if level is None else rows[rows[paths[2]] == level]
        mesh = _panel(axes, part, paths, scale, norm, shown)
        if level is not None:
            axes.set_title(f"{paths[2]} = {setting(level)}", fontsize=SMALL_SIZE)
    for axes in panels[len(levels) :]:
        axes.set_visible(False)
    for axes in panels[-n_columns:]:
        axes.set_xlabel(paths[0], fontsize=SMALL_SIZE)
    for axes in panels[::n_columns]:
        axes.set_ylabel(paths[1], fontsize=SMALL_SIZE)
    if mesh is not None:
        bar = figure.colorbar(mesh, ax=panels.tolist(), pad=0.02)
        bar.set_label(
            "share of worlds [in 100]" if share else f"{title_of(outcome)} [{unit}]", fontsize=SMALL_SIZE
        )
    return figure


def _panel(
    axes: Axes,
    rows: pd.DataFrame,
    paths: Sequence[str],
    scale: float,
    norm: Normalize,
    thresholds: Sequence[float],
) -> Any:
    table = rows.pivot_table(index=paths[1], columns=paths[0], values="estimate", sort=False, observed=True)
    numeric = [pd.api.types.is_numeric_dtype(table.columns), pd.api.types.is_numeric_dtype(table.index)]
    table = table.sort_index(axis=1) if numeric[0] else table
    table = table.sort_index(axis=0) if numeric[1] else table
    grid = scale * table.to_numpy(dtype=np.float64)
    x, y = np.arange(grid.shape[1]), np.arange(grid.shape[0])
    mesh = axes.pcolormesh(x, y, grid, cmap=MAP, norm=norm, shading="nearest")
    if thresholds and min(grid.shape) > 1:
        inside_ = [t for t in thresholds if np.nanmin(grid) < t < np.nanmax(grid)]
        if inside_:
            lines = axes.contour(x, y, grid, levels=sorted(inside_), colors=VERMILLION, linewidths=1.6)
            axes.clabel(lines, fontsize=SMALL_SIZE, fmt=quantity)
    for axis, labels in (("x", table.columns), ("y", table.index)):
        places = np.unique(np.linspace(0, len(labels) - 1, min(len(labels), 6)).round().astype(int))
        ticks = [setting(labels[place]) for place in places]
        if axis == "x":
            axes.set_xticks(places, ticks)
        else:
            axes.set_yticks(places, ticks)
    axes.grid(visible=False)
    return mesh


def _norm(rows: pd.DataFrame, share: bool) -> Normalize:
    """From the lowest to the highest estimate, but no narrower than what the points' intervals leave open."""
    low, high = (float(rows["estimate"].agg(end)) for end in ("min", "max"))
    if share:
        low, high = 100.0 * low, 100.0 * high
        missing = max(0.0, LEAST_SPAN - (high - low))
        low = min(max(0.0, low - missing / 2), 100.0 - LEAST_SPAN) if missing else low
        return Normalize(low, max(high, low + LEAST_SPAN))
    width = float((rows["high"] - rows["low"]).median())
    missing = max(0.0, width - (high - low)) or (0.0 if high > low else 1.0)
    return Normalize(low - missing / 2, high + missing / 2)


def _heat_title(rows: pd.DataFrame, paths: Sequence[str], outcome: str) -> str:
    if not told_apart(rows):
        return hardly_changes(rows, outcome)
    return _extremes_title(rows, paths, outcome)


def _extremes_title(rows: pd.DataFrame, paths: Sequence[str], outcome: str) -> str:
    share, unit = is_share(rows), unit_of(outcome)
    ordered = rows.sort_values("estimate", kind="stable")
    words = []
    for row in (ordered.iloc[0], ordered.iloc[-1]):
        at = ", ".join(f"{path} {setting(row[path])}" for path in paths)
        words.append(f"{in_words(float(row['estimate']), share, unit)} ({at})")
    return f"{title_of(outcome)}: from {words[0]} to {words[1]}"


def _heat_note(share: bool, thresholds: Sequence[float]) -> str:
    what = "share of worlds" if share else "median"
    lines = f" Lines: {', '.join(quantity(t) for t in thresholds)}." if thresholds else ""
    return f"Colour: {what} at each point; every point meets the same worlds and the same dice.{lines}"


def _colour(outcome: str) -> str:
    return ENDING_COLOURS.get(outcome, NEUTRAL)


def sentence(outcome: str) -> str:
    """An outcome inside a sentence."""
    return inside(capitalised(title_of(outcome)))
