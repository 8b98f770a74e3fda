"""The difference plot: every outcome's difference with its paired interval, and what it would be unpaired."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.analysis.columns import numbers
from sim.analysis.intervals import normal_quantile
from sim.analysis.wording import quantity
from sim.base.arrays import Floats
from sim.base.outcomes import ENDINGS, OUTCOMES
from sim.reports.figures.compare.endings import signed
from sim.reports.figures.frame import Caption, framed
from sim.reports.figures.style import (
    BLUE,
    FAINT,
    INK,
    NEUTRAL,
    SMALL_SIZE,
    bare_rows,
    beside,
    house_style,
    plain_numbers,
    tint,
)
from sim.runs.compare.tables import Pair

ROW = 0.21  # inches a row
FAR = 3.0  # standard deviations; one outcome that far out would squeeze all others
SURE = BLUE


@house_style()
def forest_figure(one: Pair, caption: Caption) -> Figure:
    """Differences of endings and flags in worlds of 100, of numbers in standard deviations of the first."""
    table = one.difference.outcomes
    table = table[table["difference"].notna()]
    shares = table[table["kind"].isin(["ending", "flag"])]
    means = table[table["kind"] == "number"]
    means = means[np.array([_spread(one, str(name)) > 0.0 for name in means["outcome"]], dtype=bool)]
    note = (
        f"{one.label_b} minus {one.label_a}, world by world. Thick: paired 95 % interval; thin: what it "
        "would be with dice of their own. Blue where the paired interval leaves zero out. Below, numbers in "
        f"standard deviations of {one.label_a}; beside them the difference in their own units."
    )
    handles = [
        Line2D([], [], color=SURE, linewidth=3.2, label="paired, differs"),
        Line2D([], [], color=NEUTRAL, linewidth=3.2, label="paired, may be chance"),
        Line2D([], [], color=tint(NEUTRAL, 0.45), linewidth=1.0, label="as two independent runs"),
    ]
    heights = [len(shares) + 1.0, max(len(means), 1) + 1.0]
    figure = framed(
        _title(one, shares, means), note, caption, height=ROW * sum(heights) + 1.0, legend=handles
    )
    above, below = figure.subplots(2, 1, height_ratios=heights)
    titles = {e.name: e.title for e in ENDINGS} | {o.name: o.title for o in OUTCOMES}
    scale = np.full(len(shares), 100.0)
    texts = [f"{signed(100 * float(value))} of 100" for value in shares["difference"]]
    _rows(above, shares, scale, [titles[str(name)] for name in shares["outcome"]], texts)
    above.set_xlabel("difference [worlds of 100]", fontsize=SMALL_SIZE)
    units = {outcome.name: outcome.unit for outcome in OUTCOMES}
    spread = np.array([_spread(one, str(name)) for name in means["outcome"]])
    own = [
        f"{quantity(float(value), signed=True)} {units[str(name)]}".strip()
        for name, value in zip(means["outcome"], means["difference"], strict=True)
    ]
    largest = float(np.max(np.abs(means["difference"].to_numpy(dtype=np.float64)) / spread, initial=0.0))
    beyond = ", logarithmic beyond ±1" if largest > FAR else ""
    if beyond:
        below.set_xscale("symlog", linthresh=1.0, linscale=1.5)
    _rows(below, means, 1.0 / spread, [titles[str(name)] for name in means["outcome"]], own)
    below.set_xlabel(f"difference [standard deviations of {one.label_a}{beyond}]", fontsize=SMALL_SIZE)
    return figure


def _spread(one: Pair, name: str) -> float:
    """Standard deviation of a number over the first scenario's worlds; 0 where there is none."""
    values = numbers(one.runs_a[name])
    known = values[np.isfinite(values)]
    return float(known.std()) if known.size > 1 else 0.0


def _rows(axes: Axes, table: pd.DataFrame, scale: Floats, names: list[str], texts: list[str]) -> None:
    """One outcome a row: both intervals, the difference, and its text at the right."""
    place = np.arange(len(table))[::-1].astype(np.float64)
    change, low, high, error = (
        table[name].to_numpy(dtype=np.float64) * scale
        for name in ("difference", "low", "high", "error_independent")
    )
    half = normal_quantile(0.95) * error
    sure = (low > 0.0) | (high < 0.0)
    axes.axvline(0.0, color=FAINT, linewidth=0.8)
    axes.hlines(place, change - half, change + half, color=tint(NEUTRAL, 0.45), linewidth=1.0)
    for colour, rows in ((NEUTRAL, ~sure), (SURE, sure)):
        axes.hlines(place[rows], low[rows], high[rows], color=colour, linewidth=3.2)
        axes.plot(change[rows], place[rows], color=colour, marker="o", markersize=4, linestyle="none")
    for y, text, certain in zip(place, texts, sure, strict=True):
        beside(axes, y, text, 6.0, SMALL_SIZE, INK if certain else FAINT)
    bare_rows(axes, place, names, SMALL_SIZE)
    axes.set_ylim(-0.7, max(len(table), 1) - 0.3)
    plain_numbers(axes, "x")


def _title(one: Pair, shares: pd.DataFrame, means: pd.DataFrame) -> str:
    sure = [int(((table["low"] > 0.0) | (table["high"] < 0.0)).sum()) for table in (shares, means)]
    return (
        f"{one.label_b} changes {sure[0]} of {len(shares)} probabilities and {sure[1]} of {len(means)} "
        f"quantities by more than chance"
    )
