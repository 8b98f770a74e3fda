"""Escalation against its priors: no single number, but a curve over what one believes beforehand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from sim.analysis.columns import Columns, reads
from sim.analysis.endings import by_prior
from sim.analysis.intervals import wilson
from sim.analysis.wording import capitalised, in_100, per_100, range_100
from sim.base.outcomes import ENDINGS
from sim.reports.figures.frame import Caption, framed
from sim.reports.figures.style import ENDING_COLOURS, FAINT, NEUTRAL, TEXT_SIZE, house_style, plain_numbers


@dataclass(frozen=True)
class Prior:
    """A drawn hazard and the ending it leads to."""

    column: str
    ending: str
    label: str
    unit: str = "1/month"


PRIORS = (
    Prior("draw.escalation.nuclear_hazard_calm", "nuclear_use", "prior hazard of nuclear use in calm times"),
    Prior("draw.escalation.nato_war_hazard", "nato_russia_war", "prior hazard of a NATO-Russia war"),
)


@house_style()
def escalation_figure(runs: Columns, caption: Caption) -> Figure:
    """P(nuclear use) and P(NATO-Russia war) in quantile bins of their priors, with 95 % intervals."""
    curves = [(prior, by_prior(runs, prior.column, prior.ending)) for prior in PRIORS]
    note = (
        "Worlds sorted by the hazard they were dealt and cut into equal groups: share "
        "that ended so (dot, at the group's median), its 95 % Wilson interval (upright), "
        "the group's range (level)."
    )
    if all(curve.empty for _, curve in curves):
        note = "These runs hold one value of each prior: no curve. In brackets, 95 % Wilson intervals."
    sentences = [_sentence(prior, curve, runs) for prior, curve in curves]
    figure = framed(capitalised("; ".join(sentences)), note, caption, height=3.3)
    for axes, (prior, curve) in zip(figure.subplots(1, len(PRIORS)), curves, strict=True):
        colour = ENDING_COLOURS.get(prior.ending, NEUTRAL)
        axes.set_title(_title_of(prior.ending), weight="bold")
        if curve.empty:
            _fixed(axes, prior, runs)
        else:
            _curve(axes, prior, curve, colour)
    return figure


def _curve(axes: Axes, prior: Prior, curve: pd.DataFrame, colour: str) -> None:
    x, left, right, share, low, high = (
        curve[name].to_numpy(dtype=np.float64)
        for name in ("prior", "prior_low", "prior_high", "share", "low", "high")
    )
    _prior_axis(axes, float(left.min()), float(right.max()))
    axes.hlines(100 * share, left, right, color=colour, linewidth=0.8, alpha=0.6)
    axes.vlines(x, 100 * low, 100 * high, color=colour, linewidth=1.4)
    axes.plot(x, 100 * share, color=colour, marker="o", markersize=4.5, linestyle="none", clip_on=False)
    axes.set_ylim(0, min(max(5.0, 106 * float(high.max())), 103.0))
    plain_numbers(axes)
    axes.set_xlabel(f"{prior.label} [{prior.unit}]")
    axes.set_ylabel("share of worlds [in 100]")


def _prior_axis(axes: Axes, low: float, high: float) -> None:
    """A logarithmic axis with readable ticks, unless the prior reaches zero or is too narrow to need one."""
    if low <= 0.0 or high < 3.0 * low:
        axes.xaxis.set_major_locator(MaxNLocator(4))
    else:
        subs = (1, 2, 5) if high <= 50.0 * low else (1, 3) if high <= 500.0 * low else (1,)
        axes.set_xscale("log")
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_locator(LogLocator(subs=subs, numticks=5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.8f}".rstrip("0").rstrip(".")))


def _fixed(axes: Axes, prior: Prior, runs: Columns) -> None:
    """A scenario that fixes the prior, like a single world, gives one number and no curve: say so."""
    k, n = _count(prior, runs)
    low, high = wilson(k, n)
    axes.set_axis_off()
    axes.text(
        0.5,
        0.5,
        f"These runs hold one value only of the\n{prior.label}.\n\n"
        f"{in_100(k / n) if n else 'no worlds'} ({range_100(low, high)})",
        ha="center",
        va="center",
        fontsize=TEXT_SIZE,
        color=FAINT,
        transform=axes.transAxes,
    )


def _count(prior: Prior, runs: Columns) -> tuple[int, int]:
    return int(np.count_nonzero(reads(runs["ending"], prior.ending))), len(runs)


def _title_of(ending: str) -> str:
    return next((entry.title for entry in ENDINGS if entry.name == ending), ending)


def _sentence(prior: Prior, curve: pd.DataFrame, runs: Columns) -> str:
    """Rises, falls or no clear dependence: decided by the intervals of the two outer groups."""
    title = _title_of(prior.ending)
    if len(curve) < 2:
        k, n = _count(prior, runs)
        return f"{title} in {in_100(k / n)} worlds" if n else f"{title}: no worlds"
    first, last = curve.iloc[0], curve.iloc[-1]
    span = f"{per_100(float(first['share']))} to {in_100(float(last['share']))} worlds"
    if float(last["low"]) > float(first["high"]):
        return f"{title} rises from {span} across its prior"
    if float(last["high"]) < float(first["low"]):
        return f"{title} falls from {span} across its prior"
    share = curve["share"].astype(float)
    span = f"{per_100(float(share.min()))} to {in_100(float(share.max()))} worlds"
    return f"{title} shows no clear dependence on its prior ({span} in a group)"
