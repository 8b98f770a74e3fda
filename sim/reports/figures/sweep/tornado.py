"""Tornado: how far an outcome moves when one parameter goes from its low to its high end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.reports.figures.axes import plain_numbers
from sim.reports.figures.frame import framed
from sim.reports.figures.style import BLUE, INK, SMALL_SIZE, TEXT_SIZE, VERMILLION
from sim.reports.figures.sweep.data import LEAST_SPAN, Estimates, Swept, setting

END_SHARE = 0.2
"""Of a range without levels, the lowest and the highest fifth count as its ends."""
MOST_BARS = 20


def swings(estimates: Estimates, paths: Sequence[str]) -> pd.DataFrame:
    """Mean estimate over the points at either end of each parameter, largest swing first.

    For a choice, the ends are the options with the lowest and the highest mean.

    Returns:
        parameter, at_low, at_high (settings in words), low, high (means), swing = |high - low|, and apart,
        whether the intervals at the two ends, averaged like the estimates, leave a gap.
    """
    found = []
    for path in paths:
        known = estimates.rows[estimates.rows[path].notna()]
        if known[path].nunique() < 2:
            continue
        values = known["estimate"].to_numpy(dtype=np.float64)
        if pd.api.types.is_numeric_dtype(known[path]):
            x = known[path].to_numpy(dtype=np.float64)
            below, above = np.quantile(x, END_SHARE), np.quantile(x, 1.0 - END_SHARE)
            low, high = x <= below, x >= above
            names = [setting(x[low].mean()), setting(x[high].mean())]
        else:
            by = known.groupby(path, observed=True)["estimate"].mean()
            names = [str(by.idxmin()), str(by.idxmax())]
            low, high = ((known[path] == name).to_numpy() for name in names)
        ends = float(values[low].mean()), float(values[high].mean())
        under, over = (low, high) if ends[0] < ends[1] else (high, low)
        gap = float(known["low"].to_numpy()[over].mean()) - float(known["high"].to_numpy()[under].mean())
        found.append((path, *names, *ends, abs(ends[1] - ends[0]), gap > 0.0))
    columns = ["parameter", "at_low", "at_high", "low", "high", "swing", "apart"]
    table = pd.DataFrame(found, columns=columns)
    return table.sort_values("swing", ascending=False, kind="stable", ignore_index=True)


def tornado_figure(swept: Swept, outcome: str) -> Figure | None:
    """How far an outcome moves when one of several parameters goes from its low to its high end, longest bar on top."""
    estimates = swept.estimates(outcome)
    table = swings(estimates, swept.paths).head(MOST_BARS)
    if table.empty:
        return None
    note = (
        f"Mean of the points' {'shares' if estimates.is_share else 'medians'} at the low and at the high end of each"
        " parameter (its lowest and highest fifth, or two options), over all values of the others."
    )
    legend = [Patch(color=BLUE, label="at the low end"), Patch(color=VERMILLION, label="at the high end")]
    height = 0.9 + 0.36 * len(table)
    figure = framed(_title(table, estimates), note, swept.caption, height=height, legend=legend)
    axes = figure.subplots()
    middle = estimates.scale * float(estimates.rows["estimate"].mean())
    rows = np.arange(len(table))[::-1]
    # The label of the smaller end goes to its left, so that those of a short bar do not cover each other.
    rising = (table["low"] <= table["high"]).tolist()
    for column, names, colour in (("low", "at_low", BLUE), ("high", "at_high", VERMILLION)):
        reach = estimates.scale * table[column].to_numpy(dtype=np.float64)
        axes.barh(rows, reach - middle, left=middle, height=0.6, color=colour)
        for row, end, words, up in zip(rows, reach, table[names], rising, strict=True):
            _label_end(axes, (end, row), str(words), to_right=up == (column == "high"))
    axes.axvline(middle, color=INK, linewidth=0.8)
    axes.margins(x=0.15)
    left, right = axes.get_xlim()
    if estimates.is_share and right - left < LEAST_SPAN:
        axes.set_xlim(middle - LEAST_SPAN / 2, middle + LEAST_SPAN / 2)
    axes.set_yticks(rows, table["parameter"].tolist(), fontsize=TEXT_SIZE, color=INK)
    axes.grid(visible=False, axis="y")
    plain_numbers(axes, "x")
    axes.set_xlabel(estimates.label, fontsize=SMALL_SIZE)
    return figure


def _label_end(axes: Axes, end: tuple[float, float], words: str, to_right: bool) -> None:
    style: dict[str, Any] = {"va": "center", "fontsize": SMALL_SIZE, "color": INK}
    offset, align = (4, "left") if to_right else (-4, "right")
    axes.annotate(words, end, xytext=(offset, 0), textcoords="offset points", ha=align, **style)


def _title(table: pd.DataFrame, estimates: Estimates) -> str:
    """The parameter that moves the outcome most, if the intervals at its ends leave a gap."""
    clear = table[table["apart"]]
    if clear.empty:
        n = int(estimates.rows["n"].max())
        return f"No parameter clearly moves {estimates.in_sentence}: ends cannot be told apart at n = {n:,} a point"
    top = clear.iloc[0]
    low, high = (estimates.words(float(top[name])) for name in ("low", "high"))
    ends = f"{low} at {top['at_low']}, {high} at {top['at_high']}"
    return f"{top['parameter']} moves {estimates.in_sentence} most: {ends}"
