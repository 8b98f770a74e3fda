"""All claims in one picture: how far each number lies from its threshold, on the claim's side or the other."""

from __future__ import annotations

import math
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.analysis.wording import quantity
from sim.reports.argument.words import headline, needed, with_interval
from sim.reports.figures.frame import Caption, framed, wrap
from sim.reports.figures.style import (
    BLUE,
    FAINT,
    GREY,
    GRID,
    INK,
    ORANGE,
    SMALL_SIZE,
    TEXT_SIZE,
    VERMILLION,
    house_style,
    tint,
)
from sim.studies.argument.trial import Trial
from sim.studies.argument.verdicts import Verdict

COLOURS = {"supported": BLUE, "not supported": VERMILLION, "depends": ORANGE, "untestable here": GREY}
LABEL_ROOM = 205.0  # points for a claim's text
ROW = 0.62  # inches a claim


@dataclass(frozen=True)
class _Row:
    """One claim: intervals as distances from the threshold towards the claim, and what they say in words."""

    verdict: Verdict
    intervals: list[tuple[float, float, float]]
    margin: float
    words: str


@house_style()
def forest_figure(trial: Trial, caption: Caption) -> Figure:
    """One row a claim: its deciding number in every variant, on the claim's side of the threshold or the other."""
    rows = [_row(verdict, trial.ledger.indifference.value) for verdict in trial.verdicts]
    counts = {word: sum(row.verdict.word == word for row in rows) for word in COLOURS}
    title = "Claims: " + ", ".join(f"{n} {word}" for word, n in counts.items() if n)
    note = (
        "Each row has its own scale. The upright line is the threshold and the shade round it the margin of "
        "indifference: right of it the claim holds, left of it it fails. One bar a structural variant, "
        "the model as shipped on top and thick; for claims about the ranking of strategies, one bar a set of weights. "
        "Bars are 95 % intervals."
    )
    handles = [
        Line2D([], [], color=COLOURS[word], linewidth=4, label=f"{word} ({n})")
        for word, n in counts.items()
        if n
    ]
    figure = framed(title, note, caption, width=10.5, height=ROW * len(rows) + 0.1, legend=handles)
    panels = figure.subplots(len(rows), 1, squeeze=False)[:, 0]
    for axes, row in zip(panels, rows, strict=True):
        _draw(axes, row)
    return figure


def _draw(axes: Axes, row: _Row) -> None:
    colour = COLOURS[row.verdict.word]
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.grid(False)
    axes.set_xticks([])
    axes.set_xlim(-1.08, 1.08)
    count = max(len(row.intervals), 1)
    axes.set_ylim(count - 0.3, -0.7)
    lines = wrap(f"{row.verdict.claim.id}  {row.verdict.claim.paraphrase}", SMALL_SIZE, LABEL_ROOM, 3)
    axes.set_yticks([(count - 1) / 2.0], ["\n".join(lines)], fontsize=SMALL_SIZE, color=INK)
    axes.tick_params(length=0)
    words = "\n".join(wrap(row.words, SMALL_SIZE, LABEL_ROOM, 3))
    axes.text(1.02, 0.5, words, transform=axes.transAxes, fontsize=SMALL_SIZE, va="center", color=FAINT)
    if not row.intervals:
        axes.text(
            0.5, 0.5, "no number", transform=axes.transAxes, ha="center", va="center", fontsize=TEXT_SIZE
        )
        return
    scale = max((abs(end) for one in row.intervals for end in one if math.isfinite(end)), default=0.0) or 1.0
    margin = min(row.margin / scale, 1.08)
    axes.axvspan(-margin, margin, color=GRID, linewidth=0)
    axes.axvline(0.0, color=INK, linewidth=1.0)
    for place, (value, low, high) in enumerate(row.intervals):
        if not math.isfinite(value):
            continue
        thick = place == 0
        shade = colour if thick else tint(colour, 0.6)
        axes.hlines(place, low / scale, high / scale, color=shade, linewidth=3.0 if thick else 1.6)
        axes.plot(value / scale, place, color=shade, marker="o", markersize=5.0 if thick else 3.2)


def _row(verdict: Verdict, margin: float) -> _Row:
    """Lay out one claim; `margin` is that of claims about values, in shares of the stake."""
    finding = headline(verdict)
    if finding is not None:
        test = finding.test
        threshold, sign = test.threshold or 0.0, 1.0 if test.direction == "above" else -1.0
        intervals = [
            _towards(found.value - threshold, found.low - threshold, found.high - threshold, sign)
            for found in finding.estimates
        ]
        return _Row(
            verdict,
            intervals,
            test.margin,
            f"{with_interval(test, finding.estimates[0])}; needs {needed(test)}",
        )
    if verdict.ranking is not None:
        leads = list(verdict.ranking.leads.values())
        worst, best = min(lead[0] for lead in leads), max(lead[0] for lead in leads)
        words = f"lead of {quantity(100 * worst, signed=True)} to {quantity(100 * best, signed=True)} % of the stake; "
        return _Row(verdict, leads, margin, words + "needs more than 0 under every set of weights")
    if verdict.excess:
        intervals = [(one.value, one.low, one.high) for one in verdict.excess]
        words = f"{quantity(100 * intervals[0][0], signed=True)} % of the stake; needs more than 0"
        return _Row(verdict, intervals, margin, words)
    return _Row(verdict, [], 0.0, verdict.claim.untestable or "")


def _towards(value: float, low: float, high: float, sign: float) -> tuple[float, float, float]:
    return (value, low, high) if sign > 0.0 else (-value, -high, -low)
