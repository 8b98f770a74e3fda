"""The difference plot: every outcome's difference with its paired interval, and what it would be unpaired."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.analysis.columns import numbers
from sim.analysis.intervals import normal_quantile
from sim.analysis.measured import title_of, unit_of
from sim.analysis.wording import quantity
from sim.analysis.worth import LITTLE, changes_worth_saying
from sim.reports.appearance import BLUE, FAINT, INK, NEUTRAL, SKY, Look, tint
from sim.reports.figures.axes import draw_intervals, name_rows, plain_numbers, write_beside
from sim.reports.figures.compare.data import Compared
from sim.reports.figures.compare.endings import signed
from sim.reports.figures.frame import framed
from sim.reports.figures.style import SMALL_SIZE, marker
from sim.runs.compare.tables import Pair

ROW = 0.21  # inches a row
FAR = 3.0  # standard deviations; one outcome that far out would squeeze all others
LOOKS = {
    "sure": Look("sure", "paired, differs", BLUE, "circle"),
    "little": Look("little", "differs by little", SKY, "diamond"),
    "chance": Look("chance", "paired, may be chance", NEUTRAL, "cross"),
}
UNPAIRED = tint(NEUTRAL, 0.45)
THICK, SIZE = 2.2, 5.0


def differences_figure(compared: Compared) -> Figure | None:
    """Each row is an outcome: its difference with the paired 95 % interval, blue where that leaves zero out."""
    pair = compared.pair
    if pair is None:
        return None
    label_a, label_b = compared.labels
    table = pair.difference.outcomes
    table = table[table["difference"].notna() & (table["kind"] != "category")]
    table = table.assign(
        sure=(table["low"] > 0.0) | (table["high"] < 0.0),
        worth=changes_worth_saying(table),
        scale=[_scale(pair, *row) for row in zip(table["outcome"], table["kind"], strict=True)],
    )
    table = table[table["scale"] > 0.0]
    shares, means = table[table["kind"] != "number"], table[table["kind"] == "number"]
    note = (
        f"{label_b} minus {label_a}, world by world. Thick: paired 95 % interval; thin: what it would be with dice of"
        " their own. Blue circles: the paired interval leaves zero out; diamonds if the difference is less than"
        f" {LITTLE}. Below, in standard deviations of {label_a}; beside them in their own units."
    )
    legend = [
        *(
            Line2D([], [], color=look.colour, linewidth=THICK, label=look.title, **marker(look.shape, SIZE))
            for look in LOOKS.values()
        ),
        Line2D([], [], color=UNPAIRED, linewidth=1.0, label="as two independent runs"),
    ]
    counts = [f"{side['worth'].sum()} of {len(side)}" for side in (shares, means)]
    title = f"{label_b} changes {counts[0]} probabilities and {counts[1]} quantities clearly and by enough to matter"
    heights = [len(shares) + 1.0, max(len(means), 1) + 1.0]
    figure = framed(title, note, compared.caption, height=ROW * sum(heights) + 1.0, legend=legend)
    above, below = figure.subplots(2, 1, height_ratios=heights)
    _draw_rows(above, shares, [f"{signed(100 * change)} of 100" for change in shares["difference"]])
    above.set_xlabel("difference [worlds of 100]", fontsize=SMALL_SIZE)
    beyond = ", logarithmic beyond ±1" if (means["difference"] * means["scale"]).abs().max() > FAR else ""
    if beyond:
        below.set_xscale("symlog", linthresh=1.0, linscale=1.5)
    own = zip(means["outcome"], means["difference"], strict=True)
    _draw_rows(below, means, [f"{quantity(change, signed=True)} {unit_of(name)}" for name, change in own])
    below.set_xlabel(f"difference [standard deviations of {label_a}{beyond}]", fontsize=SMALL_SIZE)
    return figure


def _scale(pair: Pair, outcome: str, kind: str) -> float:
    """Worlds of 100 for shares; for a number, one over its spread in the first scenario, 0 if it has none."""
    if kind != "number":
        return 100.0
    values = numbers(pair.runs_a[outcome])
    known = values[np.isfinite(values)]
    spread = float(known.std()) if known.size > 1 else 0.0
    return 1.0 / spread if spread else 0.0


def _draw_rows(axes: Axes, table: pd.DataFrame, texts: list[str]) -> None:
    """One outcome a row: both intervals, the difference, and its text at the right."""
    rows = np.arange(len(table))[::-1].astype(np.float64)
    columns = ("difference", "low", "high", "error_independent")
    change, low, high, error = ((table[name] * table["scale"]).to_numpy(np.float64) for name in columns)
    half = normal_quantile(0.95) * error
    sure, worth = (table[name].to_numpy() for name in ("sure", "worth"))
    axes.axvline(0.0, color=FAINT, linewidth=0.8)
    axes.hlines(rows, change - half, change + half, color=UNPAIRED, linewidth=1.0)
    for look, these in zip(LOOKS.values(), (sure & worth, sure & ~worth, ~sure), strict=True):
        estimates = (change[these], low[these], high[these])
        draw_intervals(axes, rows[these], estimates, colour=look.colour, width=THICK, size=SIZE, shape=look.shape)
    for row, text, certain in zip(rows, texts, worth, strict=True):
        write_beside(axes, row, text, 6.0, fontsize=SMALL_SIZE, color=INK if certain else FAINT)
    name_rows(axes, rows, [title_of(name) for name in table["outcome"]], SMALL_SIZE)
    axes.set_ylim(-0.7, max(len(table), 1) - 0.3)
    plain_numbers(axes, "x")
