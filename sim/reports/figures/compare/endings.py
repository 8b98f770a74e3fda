"""Endings of two or more scenarios side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.analysis.columns import ending_counts
from sim.analysis.intervals import wilson_bounds
from sim.analysis.wording import inside, per_100
from sim.base.outcomes import ENDINGS
from sim.base.text import counted
from sim.reports.figures.frame import Caption, framed
from sim.reports.figures.run.endings import endings_axes
from sim.reports.figures.style import (
    ENDING_COLOURS,
    FAINT,
    INK,
    NEUTRAL,
    SMALL_SIZE,
    beside,
    house_style,
    tint,
)
from sim.runs.compare.tables import Pair

FAINTEST = 0.3
"""Strength of the first scenario's colour; the last one's is 1."""


@house_style()
def compared_endings_figure(
    labels: Sequence[str],
    runs: Sequence[pd.DataFrame],
    caption: Caption,
    weeks: int,
    one: Pair | None = None,
) -> Figure:
    """P(ending) of each scenario as bars with 95 % Wilson intervals; for a pair, the difference with its own.

    Args:
        labels: names of the scenarios, the first being what the others are compared with.
        runs: their tables.
        caption: for the corner.
        weeks: the horizon.
        one: the pair, where there are two.
    """
    n_scenarios, place = len(runs), np.arange(len(ENDINGS))[::-1]
    height = 0.8 / n_scenarios
    strengths = np.linspace(FAINTEST, 1.0, n_scenarios)
    note = (
        "Share of worlds with each ending under each scenario (bars) and its 95 % Wilson interval (whiskers)."
    )
    if one is not None:
        note += (
            " On the right, from the same worlds played twice, the difference and its paired 95 % interval."
        )
    legend = [Patch(color=tint(NEUTRAL, s), label=label) for s, label in zip(strengths, labels, strict=True)]
    title = endings_title(one, weeks) if one is not None else _spread_title(labels, runs, weeks)
    figure = framed(
        title,
        note,
        caption,
        height=max(3.7, 0.7 + len(ENDINGS) * 0.17 * (n_scenarios + 0.5)),
        legend=legend[:6],
    )
    axes = figure.subplots()
    shares = []
    for row, (table, strength) in enumerate(zip(runs, strengths, strict=True)):
        counts = ending_counts(table)
        k = np.array([counts[ending.name] for ending in ENDINGS])
        low, high = wilson_bounds(k, len(table))
        shares.append(k / max(len(table), 1))
        at = place + 0.4 - height * (row + 0.5)
        colours = [tint(ENDING_COLOURS.get(ending.name, NEUTRAL), float(strength)) for ending in ENDINGS]
        axes.barh(at, 100 * shares[-1], height=0.92 * height, color=colours)
        for colour, width in (("white", 3.0), (INK, 1.1)):
            axes.hlines(at, 100 * low, 100 * high, color=colour, linewidth=width, zorder=3, clip_on=False)
    for index, y in enumerate(place.tolist()):
        counts_text = (" → " if one is not None else " · ").join(
            per_100(float(share[index])) for share in shares[:6]
        )
        beside(axes, y, counts_text, 8.0, weight="bold")
        if one is not None:
            beside(axes, y, _difference(one, ENDINGS[index].name), 62.0, SMALL_SIZE, FAINT)
    endings_axes(axes, place)
    return figure


def _difference(one: Pair, ending: str) -> str:
    row = one.row(ending)
    change, low, high = (100.0 * float(row[name]) for name in ("difference", "low", "high"))
    return f"{signed(change)} ({signed(low)} to {signed(high)})"


def signed(value: float) -> str:
    """Points with their sign and one decimal; nothing is "0"."""
    text = f"{abs(value):.1f}"
    return "0" if float(text) == 0.0 else ("−" if value < 0 else "+") + text


def endings_title(one: Pair, weeks: int) -> str:
    """The largest change of an ending that chance does not explain, as a sentence."""
    table = one.difference.outcomes
    table = table[table["kind"] == "ending"]
    sure = table[(table["low"] > 0.0) | (table["high"] < 0.0)]
    if sure.empty:
        return f"No ending is clearly more or less likely under {one.label_b} than under {one.label_a}"
    row = sure.iloc[int(np.argmax(np.abs(sure["difference"].to_numpy(dtype=np.float64))))]
    name = next(ending.title for ending in ENDINGS if ending.name == row["outcome"])
    verb = "more" if row["difference"] > 0 else "less"
    points = f"{abs(100.0 * float(row['difference'])):.1f}"
    return (
        f"{name} is {points} points of 100 {verb} likely under {one.label_b} than under {one.label_a}"
        f" within {counted(weeks, 'week')}"
    )


def _spread_title(labels: Sequence[str], runs: Sequence[pd.DataFrame], weeks: int) -> str:
    """The ending that differs most from scenario to scenario, as a sentence."""
    shares = [{name: k / max(len(table), 1) for name, k in ending_counts(table).items()} for table in runs]
    ranges = {ending: [one[ending.name] for one in shares] for ending in ENDINGS}
    widest = max(ranges, key=lambda ending: max(ranges[ending]) - min(ranges[ending]))
    least, most = (ranges[widest].index(pick(ranges[widest])) for pick in (min, max))
    return (
        f"{widest.title} ranges from {per_100(ranges[widest][least])} of 100 worlds ({labels[least]}) to "
        f"{per_100(ranges[widest][most])} ({labels[most]}) within {counted(weeks, 'week')}"
    )


def title_of(name: str) -> str:
    """An ending's title inside a sentence."""
    return next((inside(ending.title) for ending in ENDINGS if ending.name == name), name)
