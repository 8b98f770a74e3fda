"""All claims in one picture: how far each number lies from its threshold, on the claim's side or the other."""

from __future__ import annotations

import math
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.analysis.wording import quantity
from sim.reports.argument.words import headline, needed, with_interval
from sim.reports.figures.axes import draw_intervals, write_inside
from sim.reports.figures.frame import Caption, framed, wrap
from sim.reports.figures.style import (
    BLUE,
    FAINT,
    GREY,
    GRID,
    INK,
    ORANGE,
    SMALL_SIZE,
    VERMILLION,
    tint,
)
from sim.studies.argument.trial import Trial
from sim.studies.argument.verdicts import Verdict

COLOURS = {"supported": BLUE, "not supported": VERMILLION, "depends": ORANGE, "untestable here": GREY}
LABEL_ROOM = 205.0  # points for a claim's text
ROW = 0.62  # inches a claim
LIMIT = 1.08  # of the axes, where the farthest end of an interval lies at 1


@dataclass(frozen=True)
class _Row:
    """One claim: values with their ends as distances from the threshold towards the claim, and in words."""

    verdict: Verdict
    intervals: list[tuple[float, float, float]]
    margin: float
    words: str


def claims_figure(trial: Trial) -> Figure:
    """Each row is a claim: right of the upright line its deciding number supports it, left of it not."""
    rows = [_row(verdict, trial.ledger.indifference.value) for verdict in trial.verdicts]
    counts = {word: sum(row.verdict.word == word for row in rows) for word in COLOURS}
    counts = {word: n for word, n in counts.items() if n}
    title = "Claims: " + ", ".join(f"{n} {word}" for word, n in counts.items())
    note = (
        "Each row has its own scale. The upright line is the threshold and the shade round it the margin of "
        "indifference: right of it the claim holds, left of it it fails. One bar a structural variant, "
        "the model as shipped on top and thick; for claims about the ranking of strategies, one bar a set of weights. "
        "Bars are 95 % intervals."
    )
    legend = [
        Line2D([], [], color=COLOURS[word], linewidth=4, label=f"{word} ({n})") for word, n in counts.items()
    ]
    height = ROW * len(rows) + 0.1
    figure = framed(title, note, trial_caption(trial), width=10.5, height=height, legend=legend)
    panels = figure.subplots(len(rows), 1, squeeze=False)[:, 0]
    for axes, row in zip(panels, rows, strict=True):
        _draw_row(axes, row)
    return figure


def trial_caption(trial: Trial) -> Caption:
    """The ledger and the size of a trial."""
    return Caption(trial.ledger.name, trial.ledger.title, trial.size.n, trial.size.seed)


def _draw_row(axes: Axes, row: _Row) -> None:
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.grid(False)
    axes.set_xticks([])
    axes.set_xlim(-LIMIT, LIMIT)
    n = max(len(row.intervals), 1)
    axes.set_ylim(n - 0.3, -0.7)
    claim = "\n".join(
        wrap(f"{row.verdict.claim.id}  {row.verdict.claim.paraphrase}", SMALL_SIZE, LABEL_ROOM, 3)
    )
    axes.set_yticks([(n - 1) / 2.0], [claim], fontsize=SMALL_SIZE, color=INK)
    axes.tick_params(length=0)
    words = "\n".join(wrap(row.words, SMALL_SIZE, LABEL_ROOM, 3))
    axes.text(1.02, 0.5, words, transform=axes.transAxes, fontsize=SMALL_SIZE, va="center", color=FAINT)
    if not row.intervals:
        write_inside(axes, "no number", color=INK)
        return
    ends = [abs(end) for interval in row.intervals for end in interval if math.isfinite(end)]
    scale = max(ends, default=0.0) or 1.0
    margin = min(row.margin / scale, LIMIT)
    axes.axvspan(-margin, margin, color=GRID, linewidth=0)
    axes.axvline(0.0, color=INK, linewidth=1.0)
    for place, interval in enumerate(row.intervals):
        if math.isfinite(interval[0]):
            colour = COLOURS[row.verdict.word]
            shade, width, marker = (colour, 3.0, 5.0) if place == 0 else (tint(colour, 0.6), 1.6, 3.2)
            value, low, high = (end / scale for end in interval)
            draw_intervals(axes, place, (value, low, high), colour=shade, width=width, marker=marker)


def _row(verdict: Verdict, margin: float) -> _Row:
    """Lay out one claim; `margin` is that of claims about values, in shares of the stake."""
    finding = headline(verdict)
    if finding is not None:
        test = finding.test
        threshold, towards = test.threshold or 0.0, 1.0 if test.direction == "above" else -1.0
        intervals = []
        for found in finding.estimates:
            ends = (found.low, found.high) if towards > 0.0 else (found.high, found.low)
            value, low, high = (towards * (each - threshold) for each in (found.value, *ends))
            intervals.append((value, low, high))
        words = f"{with_interval(test, finding.estimates[0])}; needs {needed(test)}"
        return _Row(verdict, intervals, test.margin, words)
    if verdict.ranking is not None:
        leads = list(verdict.ranking.leads.values())
        worst, best = (quantity(100 * end, signed=True) for end in (min(leads)[0], max(leads)[0]))
        words = f"lead of {worst} to {best} % of the stake; needs more than 0 under every set of weights"
        return _Row(verdict, leads, margin, words)
    if verdict.excess:
        intervals = [(one.value, one.low, one.high) for one in verdict.excess]
        words = f"{quantity(100 * intervals[0][0], signed=True)} % of the stake; needs more than 0"
        return _Row(verdict, intervals, margin, words)
    return _Row(verdict, [], 0.0, verdict.claim.untestable or "")
