"""Flows between endings: which worlds end differently, from what to what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Curve

from sim.analysis.wording import per_100
from sim.base.outcomes import ENDINGS
from sim.base.text import counted
from sim.reports.figures.compare.endings import title_of
from sim.reports.figures.frame import Caption, framed
from sim.reports.figures.run.incidence import spread
from sim.reports.figures.style import (
    ENDING_COLOURS,
    FAINT,
    INK,
    NEUTRAL,
    SMALL_SIZE,
    TEXT_SIZE,
    house_style,
    tint,
)
from sim.runs.compare.tables import Pair

ORDER = [ending.name for ending in ENDINGS]
GAP = 0.02  # between two endings, as a share of the height
NODE = 0.025  # width of an ending's bar, as a share of the width
LEAST = 0.0025  # a flow of a single world must still be seen


@house_style()
def flows_figure(one: Pair, caption: Caption) -> Figure:
    """Two alluvial diagrams: all worlds, and below them those alone that change their ending."""
    flips = one.difference.flips
    changed = flips[flips["ending_a"] != flips["ending_b"]]
    note = (
        f"Left: how worlds end under {one.label_a}; right: the same worlds under {one.label_b}. Coloured "
        "bands change their ending and take the colour of the new one. Below, the changed worlds alone, to "
        "a scale of their own."
    )
    figure = framed(_title(one), note, caption, height=6.4 if len(changed) else 3.4)
    if changed.empty:
        axes = figure.subplots()
        _diagram(axes, flips, one, one.difference.n)
        return figure
    above, below = figure.subplots(2, 1, height_ratios=[1.15, 1.0])
    _diagram(above, flips, one, one.difference.n)
    above.set_title("all worlds [in 100]", fontsize=SMALL_SIZE, color=FAINT)
    _diagram(below, changed, one, None)
    n = one.difference.n_flipped
    changing = f"the {counted(n, 'world')} that change{'s' if n == 1 else ''}"
    below.set_title(f"{changing} [worlds]", fontsize=SMALL_SIZE, color=FAINT)
    return figure


@dataclass(frozen=True)
class _Column:
    """Endings of one side: worlds of each, upper edges of their bars, height of a world."""

    sums: pd.Series
    tops: dict[str, float]
    scale: float


def _diagram(axes: Axes, flips: pd.DataFrame, one: Pair, of: int | None) -> None:
    """Bars of endings at both sides, bands between them; counts in 100 of so many, or plain."""
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(0.0, 1.0)
    axes.set_axis_off()
    left, right = (_column(flips, side) for side in ("ending_a", "ending_b"))
    bands_left = _stretches(flips, left, "ending_a", "ending_b")
    bands_right = _stretches(flips, right, "ending_b", "ending_a")
    # Unchanged worlds first, so that the bands that matter lie on top of them.
    for a, b in sorted(bands_left, key=lambda ends: ends[0] != ends[1]):
        colour = ENDING_COLOURS.get(b, NEUTRAL)
        fill, alpha = (tint(colour, 0.16), 1.0) if a == b else (colour, 0.85)
        _band(axes, bands_left[a, b], bands_right[a, b], fill, alpha)
    _nodes(axes, left, True, of)
    _nodes(axes, right, False, of)
    for x, label, align in ((0.0, one.label_a, "left"), (1.0, one.label_b, "right")):
        axes.annotate(
            label, (x, -0.01), xycoords="axes fraction", ha=align, va="top", fontsize=SMALL_SIZE, color=FAINT
        )


def _column(flips: pd.DataFrame, side: str) -> _Column:
    """Endings of one side from the top down in the order of `ENDINGS`, with gaps between them."""
    sums = flips.groupby(side)["k"].sum()
    scale = (1.0 - GAP * (len(sums) - 1)) / float(sums.sum())
    top, tops = 1.0, {}
    for name in ORDER:
        if name in sums.index:
            tops[name] = top
            top -= float(sums[name]) * scale + GAP
    return _Column(sums, tops, scale)


def _stretches(
    flips: pd.DataFrame, column: _Column, side: str, other: str
) -> dict[tuple[str, str], tuple[float, float]]:
    """Upper and lower end of each band on one side, by ending under a and under b."""
    cursors, stretches = dict(column.tops), {}
    records = sorted(
        flips.to_dict("records"), key=lambda row: (ORDER.index(row[side]), ORDER.index(row[other]))
    )
    for row in records:
        top = cursors[row[side]]
        cursors[row[side]] = top - float(row["k"]) * column.scale
        stretches[str(row["ending_a"]), str(row["ending_b"])] = (top, cursors[row[side]])
    return stretches


def _band(
    axes: Axes, left: tuple[float, float], right: tuple[float, float], colour: str, alpha: float
) -> None:
    """A band between two stretches of the bars, thick enough to be seen."""
    (top_a, low_a), (top_b, low_b) = (_widened(*stretch) for stretch in (left, right))
    x0, x1 = NODE, 1.0 - NODE
    middle = (x0 + x1) / 2.0
    points = [
        (x0, top_a), (middle, top_a), (middle, top_b), (x1, top_b),
        (x1, low_b), (middle, low_b), (middle, low_a), (x0, low_a), (x0, top_a),
    ]  # fmt: skip
    codes = [Curve.MOVETO, *[Curve.CURVE4] * 3, Curve.LINETO, *[Curve.CURVE4] * 3, Curve.CLOSEPOLY]
    axes.add_patch(PathPatch(Curve(points, codes), facecolor=colour, edgecolor="none", alpha=alpha))


def _widened(top: float, low: float) -> tuple[float, float]:
    missing = max(0.0, LEAST - (top - low)) / 2.0
    return top + missing, low - missing


def _nodes(axes: Axes, column: _Column, left: bool, of: int | None) -> None:
    """Bars of one side with their names, moved apart where they would overlap."""
    x, edge, step, align = (0.0, 0.0, -0.03, "right") if left else (1.0 - NODE, 1.0, 0.03, "left")
    tie = {"arrowstyle": "-", "color": FAINT, "linewidth": 0.6, "shrinkA": 1, "shrinkB": 0}
    names = list(column.tops)
    sizes = np.array([float(column.sums[name]) for name in names])
    tops = np.array([column.tops[name] for name in names])
    heights = np.maximum(sizes * column.scale, LEAST)
    colours = [ENDING_COLOURS.get(name, NEUTRAL) for name in names]
    axes.bar(x, heights, NODE, bottom=tops - heights, align="edge", color=colours)
    middles = tops - sizes * column.scale / 2.0
    places = spread(middles[::-1], 0.075)[::-1]
    for name, size, at, place in zip(names, sizes, middles, places, strict=True):
        count = per_100(float(size) / of) if of else f"{size:,.0f}"
        axes.annotate(
            f"{title_of(name)}  {count}" if left else f"{count}  {title_of(name)}",
            xy=(edge, at),
            xytext=(edge + step, place),
            ha=align,
            va="center",
            fontsize=TEXT_SIZE - 0.5,
            color=INK,
            annotation_clip=False,
            arrowprops=tie | {"relpos": (1.0 if left else 0.0, 0.5)},
        )


def _title(one: Pair) -> str:
    k, n = one.difference.n_flipped, one.difference.n
    flip = one.commonest_flip
    if flip is None:
        return f"No world of {n:,} ends differently under {one.label_b}"
    ending_a, ending_b, _ = flip
    share = 100.0 * k / n
    count = f"{share:.1f}" if share >= 0.05 else "<0.1"
    return (
        f"{count} of 100 worlds end differently under {one.label_b}, most often in {title_of(ending_b)} "
        f"instead of {title_of(ending_a)}"
    )
