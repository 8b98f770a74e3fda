"""Pictures of what an outcome depends on: a ranking with intervals, and the trade-off of the boxes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.reports.figures.frame import Caption, framed
from sim.reports.figures.style import BLUE, FAINT, INK, SKY, SMALL_SIZE, TEXT_SIZE, VERMILLION, house_style
from sim.reports.figures.sweep.lines import sentence

MOST_ROWS = 20


@house_style()
def ranking_figure(
    table: pd.DataFrame, outcome: str, note: str, caption: Caption, certain: int, axis: str
) -> Figure | None:
    """Indices with their 95 % intervals, most influential on top; places whose order is certain are dark.

    Args:
        table: parameter, then the index that decides the order with its `_low` and `_high`, then others.
        outcome: an ending or outcome.
        note: what the index means.
        caption: for the corner.
        certain: places from the top whose order is certain.
        axis: what the index is, in words.
    """
    main = str(table.columns[1])
    if not table[main].notna().any():
        return None
    shown = table.head(MOST_ROWS)
    first = str(shown["parameter"].iloc[0])
    if len(table) == 1:
        title = f"How far {sentence(outcome)} depends on {first}"
    elif certain:
        title = f"{first} matters most for {sentence(outcome)}"
    else:
        title = f"Too few points or worlds to say what matters most for {sentence(outcome)}"
    note = f"{note[:1].upper()}{note[1:]}. Lines: 95 % intervals; pale: the order is not certain."
    figure = framed(title, note, caption, height=0.9 + 0.3 * len(shown))
    axes = figure.subplots()
    place = np.arange(len(shown))[::-1]
    low, middle, high = (
        shown[name].clip(lower=0.0).to_numpy(dtype=np.float64)
        for name in (f"{main}_low", main, f"{main}_high")
    )
    colours = [BLUE if row < certain else SKY for row in range(len(shown))]
    axes.hlines(place, low, high, colors=colours, linewidth=2.2)
    axes.scatter(middle, place, color=colours, s=26, zorder=3)
    axes.axvline(0.0, color=FAINT, linewidth=0.8)
    axes.set_yticks(place, shown["parameter"].tolist(), fontsize=TEXT_SIZE, color=INK)
    axes.set_ylim(-0.6, len(shown) - 0.4)
    axes.set_xlabel(axis, fontsize=SMALL_SIZE)
    return figure


@house_style()
def tradeoff_figure(table: pd.DataFrame, share: float, words: str, caption: Caption) -> Figure | None:
    """Coverage against density of every box; the chosen one marked, the share overall as a line."""
    boxes = table[table["n_limits"] > 0]
    if boxes.empty:
        return None
    chosen = boxes[boxes["chosen"]]
    title = f"Boxes in which '{words}' is common hold few of its worlds, wide ones are diluted"
    note = (
        "Each point is a box. Coverage: share of the worlds of interest it holds; density: their share in it."
    )
    figure = framed(title, note, caption, height=3.6)
    axes = figure.subplots()
    drawn = axes.scatter(
        100 * boxes["coverage"], 100 * boxes["density"], c=boxes["n_limits"], cmap="viridis_r", s=28, vmin=1
    )
    axes.scatter(
        100 * chosen["coverage"],
        100 * chosen["density"],
        s=130,
        facecolors="none",
        edgecolors=VERMILLION,
        linewidths=2,
    )
    axes.axhline(100 * share, color=FAINT, linewidth=1.0, linestyle="--")
    axes.set_xlim(0, 103)
    axes.set_ylim(0, 103)
    axes.set_xlabel("coverage [%]", fontsize=SMALL_SIZE)
    axes.set_ylabel("density [%]", fontsize=SMALL_SIZE)
    figure.colorbar(drawn, ax=axes, pad=0.02).set_label("parameters limited", fontsize=SMALL_SIZE)
    return figure
