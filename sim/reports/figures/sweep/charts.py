"""Every chart of a sweep: lines for one parameter, heat maps for two or three, tornadoes for several."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.measured import title_of
from sim.analysis.wording import inside, parameter, quantity
from sim.analysis.worth import change_between
from sim.reports.appearance import BLUE, FAINT, INK, VERMILLION, colour_of, shape_of, tint
from sim.reports.figures.axes import MARK, label_outcome, plain_numbers
from sim.reports.figures.chart import Chart
from sim.reports.figures.frame import PHONE_WIDTH, Caption, framed
from sim.reports.figures.style import HATCHES, RAMP_COLOURS, SMALL_SIZE, TEXT_SIZE, marker
from sim.reports.figures.sweep.estimates import LEAST_SPAN, Estimates, Swept, setting

MOST_PANELS = 9
MOST_TICKS = 6
MOST_LETTERS = 60
"""Of names side by side along an axis."""
HALF = (0.5,)
"""Contour of shares where no threshold is stated: as likely as not."""
PAIRED = "All points meet the same worlds and dice and are compared world by world"
OWN_LINE = " Broken line: the scenario itself."
OWN_RING = " Ring: the scenario itself."
END_SHARE = 0.2
"""Of a range without levels, the lowest and the highest fifth count as its ends."""
MOST_BARS = 20


def shares_figure(swept: Swept) -> Figure | None:
    """The share of worlds with each ending along the one parameter, with 95 % bands."""
    shares = [name for name in swept.outcomes if swept.estimates(name).is_share]
    shares = [name for name in shares if len(swept.estimates(name).rows)]
    return line_figure(swept, *shares) if len(swept.paths) == 1 and len(shares) > 1 else None


def line_figure(swept: Swept, *outcomes: str) -> Figure | None:
    """An outcome along the one parameter, with its 95 % band.

    Several outcomes must be shares. None if none has a value at two points.
    """
    path, found = swept.paths[0], map(swept.estimates, outcomes)
    lines = [line.at(line.rows.sort_values(path)) for line in found if line.rows[path].nunique() > 1]
    if not lines:
        return None
    numeric = pd.api.types.is_numeric_dtype(lines[0].rows[path])
    if numeric:  # an empty cell has no place on the axis
        lines = [line.at(line.rows.dropna(subset=[path])) for line in lines]
    first = lines[0]
    note = (
        f"Line: {'share of worlds' if first.is_share else 'median'} at each point; band: its 95 % interval. {PAIRED}, so"
        f" they can differ where bands meet.{OWN_LINE}"
    )
    colours = [colour_of(line.outcome) for line in lines]
    legend = [
        Line2D(
            [], [], color=colour, linewidth=2.2, label=title_of(line.outcome), **marker(shape_of(line.outcome), MARK)
        )
        for line, colour in zip(lines, colours, strict=True)
    ]
    title, caption = _line_title(lines, path), Caption.of(swept.results.manifest)
    figure = framed(title, note, caption, height=3.6, legend=legend if len(lines) > 1 else ())
    axes = figure.subplots()
    for line, colour in zip(lines, colours, strict=True):
        x = line.rows[path].to_numpy(dtype=np.float64) if numeric else np.arange(len(line.rows))
        low, middle, high = line.scale * line.rows[["low", "estimate", "high"]].to_numpy(dtype=np.float64).T
        axes.fill_between(x, low, high, color=tint(colour, 0.3), linewidth=0)
        axes.plot(x, middle, color=colour, linewidth=1.8, **marker(shape_of(line.outcome), MARK))
    if numeric:
        _ticks_at(axes, first.rows[path].to_numpy(dtype=np.float64))
    else:
        _name_ticks(axes.set_xticks, np.arange(len(first.rows)), first.rows[path])
    plain_numbers(axes)
    _mark_own(axes, swept.own(path), first.rows[path])
    axes.set_xlabel(swept.label(path), fontsize=SMALL_SIZE)
    axes.set_ylabel(label_outcome(first.outcome, swept.start))
    if first.is_share:
        axes.set_ylim(0, max(LEAST_SPAN, axes.get_ylim()[1]))
    return figure


def _line_title(lines: Sequence[Estimates], path: str) -> str:
    """How the outcome that changes most moves from end to end, if there is anything worth saying."""
    clear = [line for line in lines if line.told_apart]
    line = max(clear or lines, key=lambda line: float(np.ptp(line.rows["estimate"])))
    if not clear:
        return line.too_close
    if not line.ends_apart or line.ends is None:
        return line.span()
    first, last = line.ends
    start, end = float(first["estimate"]), float(last["estimate"])
    return (
        f"{title_of(line.outcome)} {'rises' if end > start else 'falls'} from {line.words(start)} to {line.words(end)}"
        f" with {parameter(path)} from {setting(first[path])} to {setting(last[path])}"
    )


def _ticks_at(axes: Axes, values: np.ndarray) -> None:
    """Ticks along a number only where it was played, as many as there is room for."""
    played = np.unique(values)
    room = float(np.ptp(played)) / MOST_TICKS
    ticks = [float(played[-1])]
    for value in played[-2:0:-1].tolist():
        if ticks[-1] - value >= room and value - played[0] >= room:
            ticks.append(value)
    ticks += [float(played[0])] if played.size > 1 else []
    axes.set_xticks(ticks, [setting(value) for value in ticks])


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
    title = estimates.span() if estimates.told_apart else estimates.too_close
    note, caption = _map_note(estimates, contours), Caption.of(swept.results.manifest)
    # Panels stand one under the other: side by side, they are too small for a phone.
    width, height = (8.0, 3.9) if len(levels) == 1 else (PHONE_WIDTH, 2.5 * len(levels))
    figure = framed(title, note, caption, width=width, height=height)
    panels = figure.subplots(len(levels), 1, squeeze=False, sharex=True)[:, 0]
    norm = _scale_of_colours(estimates)
    for axes, level in zip(panels, levels, strict=True):
        part = rows if level is None else rows[rows[paths[2]] == level]
        mesh = _draw_map(axes, estimates.at(part), paths, norm=norm, contours=contours)
        axes.set_ylabel(swept.label(paths[1]), fontsize=SMALL_SIZE)
        if level is not None:
            axes.set_title(f"{swept.label(paths[2])}: {setting(level)}", fontsize=SMALL_SIZE)
        if level in (None, swept.own(paths[2]) if level is not None else None):
            _ring_own(axes, *(_place(swept.own(path), list(dict.fromkeys(part[path]))) for path in paths[:2]))
    panels[-1].set_xlabel(swept.label(paths[0]), fontsize=SMALL_SIZE)
    figure.colorbar(mesh, ax=panels.tolist(), pad=0.02).set_label(
        label_outcome(outcome, swept.start), fontsize=SMALL_SIZE
    )
    return figure


def _draw_map(
    axes: Axes, estimates: Estimates, paths: Sequence[str], *, norm: Normalize, contours: Sequence[float]
) -> QuadMesh:
    """One map, with lines at those levels that it crosses."""
    table = estimates.rows.pivot_table(index=paths[1], columns=paths[0], values="estimate", sort=False, observed=True)
    if pd.api.types.is_numeric_dtype(table.index):
        table = table.sort_index()
    if pd.api.types.is_numeric_dtype(table.columns):
        table = table.sort_index(axis=1)
    grid = estimates.scale * table.to_numpy(dtype=np.float64)
    x, y = (np.arange(length) for length in reversed(grid.shape))
    mesh = axes.pcolormesh(x, y, grid, cmap=RAMP_COLOURS, norm=norm, shading="nearest")
    crossed = sorted(level for level in contours if np.nanmin(grid) < level < np.nanmax(grid))
    if crossed and min(grid.shape) > 1:
        lines = axes.contour(grid, levels=crossed, colors=VERMILLION, linewidths=1.6)
        axes.clabel(lines, fontsize=SMALL_SIZE, fmt=quantity)
    for ticks, labels in ((axes.set_xticks, table.columns), (axes.set_yticks, table.index)):
        numeric = pd.api.types.is_numeric_dtype(labels)
        most = min(len(labels), MOST_TICKS) if numeric else len(labels)
        places = np.unique(np.linspace(0, len(labels) - 1, most).round().astype(int))
        _name_ticks(ticks, places, labels[places])
    axes.grid(visible=False)
    return mesh


def _name_ticks(ticks: Callable[..., object], places: np.ndarray, values: Iterable[Any]) -> None:
    """Name places along an axis; words along the lower one are turned, so that they do not run into one another."""
    names = [setting(value) for value in values]
    turned = ticks.__name__ == "set_xticks" and len(names) * max(map(len, names), default=0) > MOST_LETTERS
    ticks(places, names, **({"rotation": 30, "ha": "right", "rotation_mode": "anchor"} if turned else {}))


def _place(own: float | str | None, values: Sequence[Any]) -> float | None:
    """Where a value stands among those played, in steps from the first; None if it lies beyond them."""
    if own is None or isinstance(own, str):
        return float(values.index(own)) if own in values else None
    played = np.sort(np.array([value for value in values if not pd.isna(value)], dtype=np.float64))
    within = played.size > 0 and played[0] <= own <= played[-1]
    return float(np.interp(own, played, np.arange(played.size))) if within else None


def _ring_own(axes: Axes, x: float | None, y: float | None) -> None:
    """A ring at the scenario's own values."""
    if x is not None and y is not None:
        for colour, width in (("white", 3.6), (INK, 1.6)):
            axes.plot(x, y, "o", markersize=11, markerfacecolor="none", markeredgecolor=colour, markeredgewidth=width)


def _mark_own(axes: Axes, own: float | str | None, values: pd.Series) -> None:
    """A broken upright line at the scenario's own value, if it lies among those played."""
    place = _place(own, list(dict.fromkeys(values)))
    if place is not None and own is not None:
        axes.axvline(place if isinstance(own, str) else own, color=FAINT, linewidth=0.9, linestyle=(0, (4, 3)))


def _scale_of_colours(estimates: Estimates) -> Normalize:
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


def _map_note(estimates: Estimates, contours: Sequence[float]) -> str:
    lines = f" Lines: {', '.join(quantity(level) for level in contours)}." if contours else ""
    colour = "share of worlds" if estimates.is_share else "median"
    return f"Colour: {colour} at each point. {PAIRED}.{lines}{OWN_RING}"


def swings(estimates: Estimates, paths: Sequence[str]) -> pd.DataFrame:
    """Mean estimate over the points at either end of each parameter, largest swing first.

    For a choice, the ends are the options with the lowest and the highest mean; for a number whose values come more than
    once, the least and the greatest; for any other, the lowest and the highest fifth of its values.

    Returns:
        parameter, at_low, at_high (settings in words), low, high (means), swing = |high - low|, and apart,
        whether the difference in the same worlds is worth saying, of so many that were looked at.
    """
    found, groups, tried = [], [], []
    for path in paths:
        known = estimates.rows[estimates.rows[path].notna()]
        if known[path].nunique() < 2:
            continue
        if pd.api.types.is_numeric_dtype(known[path]):
            x = known[path].to_numpy(dtype=np.float64)
            listed = np.unique(x).size < x.size
            share = 0.0 if listed else END_SHARE
            low, high = x <= np.quantile(x, share), x >= np.quantile(x, 1.0 - share)
            names = [setting(x[low].max()), setting(x[high].min())]
            names = names if listed else [f"≤ {names[0]}", f"≥ {names[1]}"]
        else:
            by = known.groupby(path, observed=True)["estimate"].mean()
            names = [str(by.idxmin()), str(by.idxmax())]
            low, high = ((known[path] == name).to_numpy() for name in names)
        tried.append(1 if pd.api.types.is_numeric_dtype(known[path]) else math.comb(known[path].nunique(), 2))
        groups += [known.loc[end, "point"].tolist() for end in (low, high)]
        ends = (float(known.loc[end, "estimate"].mean()) for end in (low, high))
        found.append((path, *names, *ends))
    table = pd.DataFrame(found, columns=["parameter", "at_low", "at_high", "low", "high"])
    means = estimates.worlds.means(estimates.outcome, groups) if groups else []
    changes = [
        change_between(a, b, is_share=estimates.is_share, n_tried=sum(tried))
        for a, b in zip(means[::2], means[1::2], strict=True)
    ]
    moved = table["high"] - table["low"]
    apart = [change.worth_saying and change.difference * by > 0.0 for change, by in zip(changes, moved, strict=True)]
    table = table.assign(swing=moved.abs(), apart=np.array(apart, dtype=bool))
    return table.sort_values("swing", ascending=False, kind="stable", ignore_index=True)


def tornado_figure(swept: Swept, outcome: str) -> Figure | None:
    """How far an outcome moves when one of several parameters goes from its low to its high end, longest bar on top."""
    estimates = swept.estimates(outcome)
    table = swings(estimates, swept.paths).head(MOST_BARS)
    if table.empty:
        return None
    note = (
        f"Mean of the points' {'shares' if estimates.is_share else 'medians'} at the low and at the high end of each"
        " parameter (its least and greatest value or fifth of values, or two options), over all values of the others."
    )
    low_end: dict[str, Any] = {"facecolor": BLUE, "edgecolor": "white"}
    high_end: dict[str, Any] = {"facecolor": VERMILLION, "edgecolor": "white", "hatch": HATCHES[0]}
    legend = [Patch(**low_end, label="at the low end"), Patch(**high_end, label="at the high end")]
    height = 0.9 + 0.36 * len(table)
    figure = framed(
        _tornado_title(table, estimates), note, Caption.of(swept.results.manifest), height=height, legend=legend
    )
    axes = figure.subplots()
    middle = estimates.scale * float(estimates.rows["estimate"].mean())
    rows = np.arange(len(table))[::-1]
    # The label of the smaller end goes to its left, so that those of a short bar do not cover each other.
    rising = (table["low"] <= table["high"]).tolist()
    for column, names, fill in (("low", "at_low", low_end), ("high", "at_high", high_end)):
        reach = estimates.scale * table[column].to_numpy(dtype=np.float64)
        axes.barh(rows, reach - middle, left=middle, height=0.6, linewidth=0, **fill)
        for row, end, words, up in zip(rows, reach, table[names], rising, strict=True):
            _label_end(axes, (end, row), str(words), to_right=up == (column == "high"))
    axes.axvline(middle, color=INK, linewidth=0.8)
    axes.margins(x=0.15)
    left, right = axes.get_xlim()
    if estimates.is_share and right - left < LEAST_SPAN:
        axes.set_xlim(middle - LEAST_SPAN / 2, middle + LEAST_SPAN / 2)
    axes.set_yticks(rows, [swept.label(path) for path in table["parameter"]], fontsize=TEXT_SIZE, color=INK)
    axes.grid(visible=False, axis="y")
    plain_numbers(axes, "x")
    axes.set_xlabel(label_outcome(outcome, swept.start), fontsize=SMALL_SIZE)
    return figure


def _label_end(axes: Axes, end: tuple[float, float], words: str, to_right: bool) -> None:
    style: dict[str, Any] = {"va": "center", "fontsize": SMALL_SIZE, "color": INK}
    offset, align = (4, "left") if to_right else (-4, "right")
    axes.annotate(words, end, xytext=(offset, 0), textcoords="offset points", ha=align, **style)


def _tornado_title(table: pd.DataFrame, estimates: Estimates) -> str:
    """The parameter that moves the outcome most, if the intervals at its ends leave a gap."""
    clear, words = table[table["apart"]], inside(title_of(estimates.outcome))
    if clear.empty:
        n = int(estimates.rows["n"].max())
        return f"No parameter clearly moves {words}: ends cannot be told apart at n = {n:,} a point, or hardly differ"
    top = clear.iloc[0]
    low, high = (estimates.words(float(top[name])) for name in ("low", "high"))
    most = f"{title_of(estimates.outcome)} moves most with {parameter(top['parameter'])}"
    return f"{most}: {low} at {top['at_low']}, {high} at {top['at_high']}"


def _along_one(swept: Swept) -> list[str]:
    return swept.outcomes if len(swept.paths) == 1 else []


def _on_a_grid(swept: Swept) -> list[str]:
    return (
        swept.outcomes if swept.results.manifest["design"]["sampler"] == "grid" and len(swept.paths) in (2, 3) else []
    )


def _over_several(swept: Swept) -> list[str]:
    return swept.outcomes if len(swept.paths) > 1 else []


SWEEP_CHARTS: tuple[Chart[Swept], ...] = (
    Chart("endings", shares_figure),
    Chart("line_{}", line_figure, each=_along_one),
    Chart("map_{}", map_figure, each=_on_a_grid),
    Chart("tornado_{}", tornado_figure, each=_over_several),
)
