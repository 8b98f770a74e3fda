"""Endings of two or more scenarios side by side."""

import math

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.analysis.columns import reads
from sim.analysis.measured import title_of
from sim.analysis.wording import per_100, with_sign
from sim.analysis.worth import LEAST_SHARE, change_between, changes_worth_saying
from sim.base.outcomes import ENDINGS
from sim.base.text import counted
from sim.reports.appearance import FAINT, NEUTRAL, tint
from sim.reports.catastrophes import added_words
from sim.reports.figures.axes import draw_shares, write_beside
from sim.reports.figures.compare.data import Compared
from sim.reports.figures.frame import framed
from sim.reports.figures.run.endings import ROWS, ending_shares, endings_in_100, set_endings_axes
from sim.reports.figures.style import SMALL_SIZE
from sim.runs.compare.tables import Pair

FAINTEST = 0.3
"""Strength of the first scenario's colour; the last one's is 1."""
MOST_NAMED = 6
"""Scenarios for which there is room in the legend and beside the bars."""


def endings_figure(compared: Compared) -> Figure:
    """How the wars end: a bar for each scenario, from the palest, the first, on; of two, their difference at the right."""
    pair, weeks, n = compared.pair, compared.weeks, len(compared.labels)
    note = "Share of worlds with each ending under each scenario (bars) and its 95 % Wilson interval (whiskers)."
    if pair is not None:
        note += " On the right, from the same worlds played twice, the difference and its paired 95 % interval."
    note = f"{note} {added_words(results.runs for results in compared.results)}".rstrip()
    shares = [ending_shares(results.runs) for results in compared.results]
    values = np.array([share for share, *_ in shares])
    title = pair_title(pair, weeks) if pair else _range_title(compared, values)
    strengths = np.linspace(FAINTEST, 1.0, n).tolist()
    colours = [tint(NEUTRAL, strength) for strength in strengths]
    legend = [Patch(color=colour, label=label) for colour, label in zip(colours, compared.labels, strict=True)]
    height = max(3.7, 0.7 + len(ENDINGS) * 0.17 * (n + 0.5))
    figure = framed(title, note, compared.caption, height=height, legend=legend[:MOST_NAMED])
    axes = figure.subplots()
    thickness = 0.8 / n
    for index, (share, strength) in enumerate(zip(shares, strengths, strict=True)):
        colours = [tint(ending.colour, strength) for ending in ENDINGS]
        rows, bar = ROWS + 0.4 - thickness * (index + 0.5), 0.92 * thickness
        draw_shares(axes, rows, share, colours=colours, height=bar, whiskers=(3.0, 1.1))
    named = [endings_in_100(results.runs) for results in compared.results[:MOST_NAMED]]
    for row, ending in zip(ROWS.tolist(), ENDINGS, strict=True):
        counts = (" → " if pair else " · ").join(one[ending.name] for one in named)
        write_beside(axes, row, counts, 8.0, weight="bold")
        if pair is not None:
            difference = _difference(pair, ending.name)
            write_beside(axes, row, difference, 62.0, fontsize=SMALL_SIZE, color=FAINT)
    set_endings_axes(axes)
    return figure


def _difference(pair: Pair, ending: str) -> str:
    row = pair.row(ending)
    change, low, high = (signed(100.0 * float(row[name])) for name in ("difference", "low", "high"))
    return f"{change} ({low} to {high})"


def signed(value: float) -> str:
    """Points with their sign and one decimal; nothing is "0"."""
    return with_sign(value, f"{abs(value):.1f}")


def pair_title(pair: Pair, weeks: int) -> str:
    """The largest change of an ending that chance does not explain, as a sentence."""
    table = pair.difference.outcomes
    table = table[table["kind"] == "ending"]
    worth = table[changes_worth_saying(table)]
    if worth.empty:
        least = (
            f" by {per_100(LEAST_SHARE)} of 100 worlds or more" if (table["low"] * table["high"] > 0.0).any() else ""
        )
        return f"No ending is clearly more or less likely under {pair.label_b} than under {pair.label_a}{least}"
    row = worth.iloc[int(np.argmax(np.abs(worth["difference"].to_numpy(dtype=np.float64))))]
    change = 100.0 * float(row["difference"])
    return (
        f"{title_of(str(row['outcome']))} is {abs(change):.1f} points of 100 {'more' if change > 0 else 'less'} "
        f"likely under {pair.label_b} than under {pair.label_a} within {counted(weeks, 'week')}"
    )


def _range_title(compared: Compared, values: np.ndarray) -> str:
    """The ending that differs most from scenario to scenario, if that is worth saying, as a sentence."""
    n_pairs = math.comb(len(compared.labels), 2)
    for widest in np.argsort(-np.ptp(values, axis=0)).tolist():
        lowest, highest = int(values[:, widest].argmin()), int(values[:, widest].argmax())
        a, b = (
            reads(compared.results[place].runs["ending"], ENDINGS[widest].name).astype(np.float64)
            for place in (lowest, highest)
        )
        if change_between(a, b, is_share=True, n_tried=n_pairs).worth_saying:
            least, most = (
                endings_in_100(compared.results[place].runs)[ENDINGS[widest].name] for place in (lowest, highest)
            )
            return (
                f"{ENDINGS[widest].title} ranges from {least} of 100 worlds ({compared.labels[lowest]}) to {most}"
                f" ({compared.labels[highest]}) within {counted(compared.weeks, 'week')}"
            )
    return f"No ending is clearly more likely under one of the {len(compared.labels)} scenarios than under another"
