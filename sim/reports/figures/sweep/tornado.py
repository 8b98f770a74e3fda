"""Tornado: how far an outcome moves when one parameter goes from its low to its high end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.analysis.measured import title_of, unit_of
from sim.reports.figures.frame import Caption, framed
from sim.reports.figures.style import BLUE, INK, SMALL_SIZE, TEXT_SIZE, VERMILLION, house_style, plain_numbers
from sim.reports.figures.sweep.lines import LEAST_SPAN, in_words, is_share, rows_of, sentence, setting

END_SHARE = 0.2
"""Of a range without levels, the lowest and the highest fifth count as its ends."""
MOST_BARS = 20


def swings(summary: pd.DataFrame, paths: Sequence[str], outcome: str) -> pd.DataFrame:
    """Mean estimate over the points at either end of each parameter, largest swing first.

    For a choice, the ends are the options with the lowest and the highest mean.

    Returns:
        parameter, at_low, at_high (settings in words), low, high (means), swing = |high - low|, and apart,
        whether the intervals at the two ends, averaged like the estimates, leave a gap.
    """
    rows = rows_of(summary, outcome)
    found = []
    for path in paths:
        known = rows[rows[path].notna()]
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


@house_style()
def tornado_figure(
    summary: pd.DataFrame, paths: Sequence[str], outcome: str, caption: Caption
) -> Figure | None:
    """One bar a parameter, longest on top. None if nothing varies."""
    table = swings(summary, paths, outcome).head(MOST_BARS)
    rows = rows_of(summary, outcome)
    if table.empty:
        return None
    share, unit = is_share(rows), unit_of(outcome)
    scale = 100.0 if share else 1.0
    clear = table[table["apart"]]
    top = (table if clear.empty else clear).iloc[0]
    start, end = (in_words(float(top[name]), share, unit) for name in ("low", "high"))
    ends = f"{start} at {top['at_low']}, {end} at {top['at_high']}"
    title = f"{top['parameter']} moves {sentence(outcome)} most: {ends}"
    if clear.empty:
        n = int(rows["n"].max())
        title = (
            f"No parameter clearly moves {sentence(outcome)}: ends cannot be told apart at n = {n:,} a point"
        )
    note = (
        f"Mean of the points' {'shares' if share else 'medians'} at the low and at the high end of each"
        " parameter (its lowest and highest fifth, or two options), over all values of the others."
    )
    legend = [Patch(color=BLUE, label="at the low end"), Patch(color=VERMILLION, label="at the high end")]
    figure = framed(title, note, caption, height=0.9 + 0.36 * len(table), legend=legend)
    axes = figure.subplots()
    middle = scale * float(rows["estimate"].mean())
    place = np.arange(len(table))[::-1]
    # The label of the smaller end goes to its left, so that those of a short bar do not cover each other.
    rising = (table["low"] <= table["high"]).tolist()
    for column, names, colour in (("low", "at_low", BLUE), ("high", "at_high", VERMILLION)):
        reach = scale * table[column].to_numpy(dtype=np.float64)
        axes.barh(place, reach - middle, left=middle, height=0.6, color=colour)
        for y, x, words, up in zip(
            place.tolist(), reach.tolist(), table[names].tolist(), rising, strict=True
        ):
            side = "left" if up == (column == "high") else "right"
            axes.annotate(
                str(words),
                (x, y),
                xytext=(4 if side == "left" else -4, 0),
                textcoords="offset points",
                ha=side,
                va="center",
                fontsize=SMALL_SIZE,
                color=INK,
            )
    axes.axvline(middle, color=INK, linewidth=0.8)
    axes.margins(x=0.15)
    left, right = axes.get_xlim()
    if share and right - left < LEAST_SPAN:
        axes.set_xlim(middle - LEAST_SPAN / 2, middle + LEAST_SPAN / 2)
    axes.set_yticks(place, table["parameter"].tolist(), fontsize=TEXT_SIZE, color=INK)
    axes.grid(visible=False, axis="y")
    plain_numbers(axes, "x")
    axes.set_xlabel(
        "share of worlds [in 100]" if share else f"{title_of(outcome)} [{unit}]", fontsize=SMALL_SIZE
    )
    return figure
