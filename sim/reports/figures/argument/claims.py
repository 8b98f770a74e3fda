"""Claims in pictures: all of them against their thresholds, and one over what one believes beforehand."""

import math
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.analysis.wording import capitalised, inside, labelled, parameter, quantity
from sim.reports.appearance import FAINT, GRID, INK, VERDICTS, Look, series_looks, tint
from sim.reports.argument.words import amount, headline, needed, with_interval
from sim.reports.figures.axes import MARK, draw_intervals, prior_axis, write_inside
from sim.reports.figures.frame import Caption, framed, wrap
from sim.reports.figures.style import SMALL_SIZE, marker
from sim.studies.argument.curves import Curve
from sim.studies.argument.trial import Trial
from sim.studies.argument.verdicts import Verdict

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
    counts = {word: sum(row.verdict.word == word for row in rows) for word in VERDICTS}
    counts = {word: n for word, n in counts.items() if n}
    title = "Claims: " + ", ".join(f"{n} {word}" for word, n in counts.items())
    note = (
        "Each row has its own scale. The upright line is the threshold and the shade round it the margin of "
        "indifference: right of it the claim holds, left of it it fails. One bar a structural variant, "
        "the model as shipped on top and thick; for claims about the ranking of strategies, one bar a set of weights. "
        "Bars are 95 % intervals. Untestable here: no setting within bounds gives the other answer, or the model has no say."
    )
    legend = [
        Line2D(
            [], [], color=look.colour, linewidth=2.4, label=f"{look.title} ({counts[word]})", **marker(look.shape, 6.5)
        )
        for word, look in VERDICTS.items()
        if word in counts
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
    claim = "\n".join(wrap(f"{row.verdict.claim.id}  {row.verdict.claim.paraphrase}", SMALL_SIZE, LABEL_ROOM, 3))
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
            look = VERDICTS[row.verdict.word]
            shade, width, size = (look.colour, 2.4, 6.5) if place == 0 else (tint(look.colour, 0.6), 1.2, 4.0)
            value, low, high = (end / scale for end in interval)
            draw_intervals(axes, place, (value, low, high), colour=shade, width=width, size=size, shape=look.shape)


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


def curves_figure(trial: Trial, claim: str) -> Figure:
    """A claim about a hazard that nobody knows: its numbers over what one believes beforehand, and its threshold."""
    every = trial.curves[claim]
    curves = [one for one in every if any(math.isfinite(point.found.value) for point in one.points)] or every
    paths = list(dict.fromkeys(curve.path for curve in curves))
    names = list(dict.fromkeys(_curve_name(curve) for curve in curves))
    looks = series_looks(names)
    note = (
        "Worlds sorted by the prior they were dealt and cut into equal groups; each point is one group, at its median, "
        "with its 95 % interval (upright). The broken line is the threshold of the claim."
    )
    height = 3.4 + 0.2 * -(-len(names) // 2)
    figure = framed(_curves_title(curves, claim), note, trial_caption(trial), width=9.5, height=height)
    panels = figure.subplots(1, len(paths), squeeze=False, sharey=True)[0]
    for axes, path in zip(panels, paths, strict=True):
        own = [curve for curve in curves if curve.path == path]
        for curve in own:
            _draw_line(axes, curve, looks[_curve_name(curve)])
        _set_prior_axis(axes, own)
    panels[0].set_ylabel("worlds in 100" if curves[0].test.in_points else curves[0].test.measure.unit)
    handles = [
        Line2D([], [], color=look.colour, label=look.title, **marker(look.shape, MARK)) for look in looks.values()
    ]
    figure.legend(handles=handles, loc="outside lower left", ncols=2, fontsize=SMALL_SIZE, frameon=False)
    return figure


def _draw_line(axes: Axes, curve: Curve, look: Look) -> None:
    scale = 100.0 if curve.test.in_points else 1.0
    x = [point.middle for point in curve.points]
    estimates = [(point.found.value, point.found.low, point.found.high) for point in curve.points]
    value, low, high = scale * np.array(estimates).T
    axes.vlines(x, low, high, color=tint(look.colour, 0.55), linewidth=1.1)
    axes.plot(x, value, color=look.colour, linewidth=1.4, **marker(look.shape, MARK))
    if curve.test.threshold is not None:
        axes.axhline(scale * curve.test.threshold, color=INK, linewidth=0.9, linestyle=(0, (4, 3)))


def _set_prior_axis(axes: Axes, curves: list[Curve]) -> None:
    points = [point for curve in curves for point in curve.points]
    low, high = min(point.low for point in points), max(point.high for point in points)
    prior_axis(axes, low, high)
    if axes.get_xscale() == "log":
        axes.set_xlim(low, high)
    axes.set_xlabel(capitalised(labelled(curves[0].path, curves[0].unit)), color=FAINT)
    if all(curve.test.in_points and curve.test.compare_to is None for curve in curves):
        axes.set_ylim(0, None)


def _curve_name(curve: Curve) -> str:
    return capitalised(curve.test.label or f"{curve.test.measure.title} ({curve.test.arm})")


def _curves_title(curves: list[Curve], claim: str) -> str:
    """The first and the last value of the first line."""
    first = curves[0]
    values = [point.found.value for point in first.points if math.isfinite(point.found.value)]
    if len(values) < 2:
        return f"{claim} over its priors"
    ends = amount(first.test, values[0]), amount(first.test, values[-1])
    found = f"{ends[0]} at both ends of" if ends[0] == ends[1] else f"from {ends[0]} to {ends[1]} over"
    return f"{claim}, {inside(_curve_name(first))}: {found} {parameter(first.path)}"
