"""Flows between endings: which worlds end differently, from what to what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Curve

from sim.analysis.measured import title_of
from sim.analysis.wording import inside, per_100
from sim.base.outcomes import ENDING_NAMES
from sim.base.text import counted
from sim.reports.figures.compare.data import Compared
from sim.reports.figures.frame import framed
from sim.reports.figures.run.incidence import spread
from sim.reports.figures.style import FAINT, INK, SMALL_SIZE, TEXT_SIZE, colour_of, tint
from sim.runs.compare.tables import Pair

GAP = 0.02  # between two endings, as a share of the height
LABEL_GAP = 0.075  # between two names, likewise
NODE = 0.025  # width of an ending's bar, as a share of the width
LEAST = 0.0025  # a flow of a single world must still be seen


def flows_figure(compared: Compared) -> Figure | None:
    """Bands lead from how worlds end under one scenario to how the same worlds end under the other."""
    pair = compared.pair
    if pair is None:
        return None
    labels, difference = (pair.label_a, pair.label_b), pair.difference
    changed = difference.flips[difference.flips["ending_a"] != difference.flips["ending_b"]]
    note = (
        f"Left: how worlds end under {pair.label_a}; right: the same worlds under {pair.label_b}. Coloured "
        "bands change their ending and take the colour of the new one. Below, the changed worlds alone, to "
        "a scale of their own."
    )
    figure = framed(_title(pair), note, compared.caption, height=6.4 if len(changed) else 3.4)
    if changed.empty:
        _draw_diagram(figure.subplots(), difference.flips, labels, of=difference.n)
        return figure
    above, below = figure.subplots(2, 1, height_ratios=[1.15, 1.0])
    _draw_diagram(above, difference.flips, labels, of=difference.n)
    above.set_title("all worlds [in 100]", fontsize=SMALL_SIZE, color=FAINT)
    _draw_diagram(below, changed, labels)
    n = difference.n_flipped
    changing = f"the {counted(n, 'world')} that change{'s' if n == 1 else ''}"
    below.set_title(f"{changing} [worlds]", fontsize=SMALL_SIZE, color=FAINT)
    return figure


@dataclass(frozen=True)
class _Column:
    """Endings of one side, from the top down: worlds of each, upper edges of their bars, height of a world."""

    sums: dict[str, float]
    tops: dict[str, float]
    scale: float


def _draw_diagram(axes: Axes, flips: pd.DataFrame, labels: tuple[str, str], of: int | None = None) -> None:
    """Bars of endings at both sides, bands between them; counts in 100 of so many, or plain."""
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(0.0, 1.0)
    axes.set_axis_off()
    left, right = (_column(flips, side) for side in ("ending_a", "ending_b"))
    bands_left = _stretches(flips, left, "ending_a", "ending_b")
    bands_right = _stretches(flips, right, "ending_b", "ending_a")
    # Unchanged worlds first, so that the bands that matter lie on top of them.
    for a, b in sorted(bands_left, key=lambda ends: ends[0] != ends[1]):
        colour, alpha = (tint(colour_of(b), 0.16), 1.0) if a == b else (colour_of(b), 0.85)
        band = _band(bands_left[a, b], bands_right[a, b])
        axes.add_patch(PathPatch(band, facecolor=colour, alpha=alpha, edgecolor="none"))
    for column, is_left in ((left, True), (right, False)):
        _draw_bars(axes, column, is_left)
        _name_bars(axes, column, is_left, of)
    for x, label, align in zip((0.0, 1.0), labels, ("left", "right"), strict=True):
        style: dict[str, Any] = {"ha": align, "va": "top", "fontsize": SMALL_SIZE, "color": FAINT}
        axes.annotate(label, (x, -0.01), xycoords="axes fraction", **style)


def _column(flips: pd.DataFrame, side: str) -> _Column:
    """Endings of one side in the order of `ENDINGS`, with gaps between them."""
    counts = flips.groupby(side)["k"].sum()
    sums = {name: float(counts[name]) for name in ENDING_NAMES if name in counts.index}
    scale = (1.0 - GAP * (len(sums) - 1)) / sum(sums.values())
    top, tops = 1.0, {}
    for name, worlds in sums.items():
        tops[name] = top
        top -= worlds * scale + GAP
    return _Column(sums, tops, scale)


def _stretches(
    flips: pd.DataFrame, column: _Column, side: str, other: str
) -> dict[tuple[str, str], tuple[float, float]]:
    """Upper and lower end of each band on one side, by ending under a and under b."""
    cursors, stretches = dict(column.tops), {}
    rows = flips.to_dict("records")
    for row in sorted(rows, key=lambda row: tuple(ENDING_NAMES.index(row[end]) for end in (side, other))):
        top = cursors[row[side]]
        cursors[row[side]] = top - float(row["k"]) * column.scale
        stretches[str(row["ending_a"]), str(row["ending_b"])] = (top, cursors[row[side]])
    return stretches


def _band(left: tuple[float, float], right: tuple[float, float]) -> Curve:
    """A band between two stretches of the bars, thick enough to be seen."""
    (top_a, low_a), (top_b, low_b) = (_widened(*stretch) for stretch in (left, right))
    x0, x1 = NODE, 1.0 - NODE
    middle = (x0 + x1) / 2.0
    points = [
        (x0, top_a), (middle, top_a), (middle, top_b), (x1, top_b),
        (x1, low_b), (middle, low_b), (middle, low_a), (x0, low_a), (x0, top_a),
    ]  # fmt: skip
    codes = [Curve.MOVETO, *[Curve.CURVE4] * 3, Curve.LINETO, *[Curve.CURVE4] * 3, Curve.CLOSEPOLY]
    return Curve(points, codes)


def _widened(top: float, low: float) -> tuple[float, float]:
    missing = max(0.0, LEAST - (top - low)) / 2.0
    return top + missing, low - missing


def _draw_bars(axes: Axes, column: _Column, is_left: bool) -> None:
    tops = np.array(list(column.tops.values()))
    heights = np.maximum(np.array(list(column.sums.values())) * column.scale, LEAST)
    colours = [colour_of(name) for name in column.tops]
    axes.bar(
        0.0 if is_left else 1.0 - NODE, heights, NODE, bottom=tops - heights, align="edge", color=colours
    )


def _name_bars(axes: Axes, column: _Column, is_left: bool, of: int | None) -> None:
    """Names and counts of one side, moved apart where they would overlap."""
    edge, step, align = (0.0, -0.03, "right") if is_left else (1.0, 0.03, "left")
    tie = {"arrowstyle": "-", "color": FAINT, "linewidth": 0.6, "shrinkA": 1, "shrinkB": 0}
    middles = np.array([top - column.sums[name] * column.scale / 2.0 for name, top in column.tops.items()])
    places = spread(middles[::-1], LABEL_GAP)[::-1]
    for (name, worlds), middle, place in zip(column.sums.items(), middles, places, strict=True):
        count = per_100(worlds / of) if of else f"{worlds:,.0f}"
        title = inside(title_of(name))
        axes.annotate(
            f"{title}  {count}" if is_left else f"{count}  {title}",
            xy=(edge, middle),
            xytext=(edge + step, place),
            ha=align,
            va="center",
            fontsize=TEXT_SIZE - 0.5,
            color=INK,
            annotation_clip=False,
            arrowprops=tie | {"relpos": (1.0 if is_left else 0.0, 0.5)},
        )


def _title(pair: Pair) -> str:
    flip = pair.commonest_flip
    if flip is None:
        return f"No world of {pair.difference.n:,} ends differently under {pair.label_b}"
    before, after = (inside(title_of(ending)) for ending in flip[:2])
    share = 100.0 * pair.share_flipped
    count = f"{share:.1f}" if share >= 0.05 else "<0.1"
    return f"{count} of 100 worlds end differently under {pair.label_b}, most often in {after} instead of {before}"
