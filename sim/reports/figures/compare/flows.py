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
from sim.analysis.wording import inside, shares_in_100
from sim.analysis.worth import LEAST_SHARE
from sim.base.arrays import Floats
from sim.base.outcomes import ENDING_NAMES
from sim.base.text import counted
from sim.reports.appearance import FAINT, INK, colour_of, tint
from sim.reports.figures.compare.data import Compared
from sim.reports.figures.frame import framed
from sim.reports.figures.run.endings import spread
from sim.reports.figures.style import SMALL_SIZE, TEXT_SIZE
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
class _Side:
    """Endings of one side, from the top down."""

    names: list[str]
    worlds: Floats  # that end so
    tops: Floats  # upper edges of the bars
    heights: Floats  # of the bars
    uppers: Floats  # upper ends of the bands, by ending here and on the other side
    lowers: Floats  # lower ends of the bands

    @classmethod
    def of(cls, worlds: pd.DataFrame) -> _Side:
        """Lay out one side: worlds by ending here (rows) and on the other side (columns)."""
        k = worlds.to_numpy(dtype=np.float64)
        sums = k.sum(axis=1)
        scale = (1.0 - GAP * (len(sums) - 1)) / sums.sum()
        heights = sums * scale
        tops = np.subtract.accumulate([1.0, *(heights + GAP)[:-1]])
        ends = np.subtract.accumulate(np.column_stack([tops, k * scale]), axis=1)
        return cls(
            names=[str(name) for name in worlds.index],
            worlds=sums,
            tops=tops,
            heights=heights,
            uppers=ends[:, :-1],
            lowers=ends[:, 1:],
        )


def _draw_diagram(axes: Axes, flips: pd.DataFrame, labels: tuple[str, str], of: int | None = None) -> None:
    """Bars of endings at both sides, bands between them; counts in 100 of so many, or plain."""
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(0.0, 1.0)
    axes.set_axis_off()
    worlds = flips.pivot(index="ending_a", columns="ending_b", values="k").fillna(0.0)
    rows, columns = ([name for name in ENDING_NAMES if name in side] for side in (worlds.index, worlds.columns))
    worlds = worlds.loc[rows, columns]
    left, right = _Side.of(worlds), _Side.of(worlds.T)
    bands = [(i, j) for i, j in np.argwhere(worlds.to_numpy() > 0.0).tolist()]
    # Unchanged worlds first, so that the bands that matter lie on top of them.
    for i, j in sorted(bands, key=lambda band: rows[band[0]] != columns[band[1]]):
        same, colour = rows[i] == columns[j], colour_of(columns[j])
        band = _band((left.uppers[i, j], left.lowers[i, j]), (right.uppers[j, i], right.lowers[j, i]))
        style = (tint(colour, 0.16), 1.0) if same else (colour, 0.85)
        axes.add_patch(PathPatch(band, facecolor=style[0], alpha=style[1], edgecolor="none"))
    _draw_side(axes, left, is_left=True, of=of)
    _draw_side(axes, right, is_left=False, of=of)
    for x, label, align in zip((0.0, 1.0), labels, ("left", "right"), strict=True):
        words: dict[str, Any] = {"ha": align, "va": "top", "fontsize": SMALL_SIZE, "color": FAINT}
        axes.annotate(label, (x, -0.01), xycoords="axes fraction", **words)


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


def _draw_side(axes: Axes, side: _Side, *, is_left: bool, of: int | None) -> None:
    """Bars of one side with names and counts, moved apart where they would overlap."""
    x, edge, step, align = (0.0, 0.0, -0.03, "right") if is_left else (1.0 - NODE, 1.0, 0.03, "left")
    heights, colours = np.maximum(side.heights, LEAST), [colour_of(name) for name in side.names]
    axes.bar(x, heights, NODE, bottom=side.tops - heights, align="edge", color=colours)
    tie = {"arrowstyle": "-", "color": FAINT, "linewidth": 0.6, "shrinkA": 1, "shrinkB": 0}
    middles = side.tops - side.heights / 2.0
    places = spread(middles[::-1], LABEL_GAP)[::-1]
    counts = shares_in_100((side.worlds / of).tolist()) if of else [f"{worlds:,.0f}" for worlds in side.worlds]
    for name, count, middle, place in zip(side.names, counts, middles, places, strict=True):
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
    if pair.share_flipped < LEAST_SHARE:
        n, k = pair.difference.n, pair.difference.n_flipped
        return f"Hardly a world ends differently under {pair.label_b}: {k:,} of {n:,}"
    share = f"{100.0 * pair.share_flipped:.1f} of 100 worlds"
    return f"{share} end differently under {pair.label_b}, most often in {after} instead of {before}"
