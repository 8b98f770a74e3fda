"""Escalation against its priors: no single number, but a curve over what one believes beforehand."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.analysis.columns import Columns, ending_counts
from sim.analysis.endings import by_prior, trend
from sim.analysis.intervals import normal_quantile, wilson
from sim.analysis.outcome_table import outcome_table
from sim.analysis.wording import capitalised, in_100, per_100, range_100
from sim.analysis.worth import LEAST_SHARE
from sim.base.outcomes import NATO_RUSSIA_WAR, NUCLEAR_USE, Ending
from sim.reports.appearance import INK
from sim.reports.catastrophes import prior_words
from sim.reports.figures.axes import IN_100, plain_numbers, prior_axis, write_inside
from sim.reports.figures.frame import Caption, framed
from sim.reports.figures.run.endings import endings_in_100
from sim.runs.results import Results


@dataclass(frozen=True)
class Prior:
    """A drawn monthly hazard and the ending it leads to."""

    column: str
    ending: Ending
    label: str


PRIORS = (
    Prior("draw.escalation.nuclear_hazard_calm", NUCLEAR_USE, "prior hazard of nuclear use in calm times"),
    Prior("draw.escalation.nato_war_hazard", NATO_RUSSIA_WAR, "prior hazard of a NATO-Russia war"),
)


def escalation_figure(results: Results) -> Figure:
    """Two feared endings over hazards that nobody knows: each dot is a group of worlds dealt a similar hazard."""
    runs = results.columns
    curves = [by_prior(runs, prior.column, prior.ending.name) for prior in PRIORS]
    note = (
        "Worlds sorted by the hazard they were dealt and cut into equal groups: share "
        "that ended so (dot, at the group's median), its 95 % Wilson interval (upright), "
        "the group's range (level); the cross is what the priors alone give."
    )
    if all(curve.empty for curve in curves):
        note = "These runs hold one value of each prior: no curve. In brackets, 95 % Wilson intervals."
    shown = outcome_table(runs).set_index("outcome")["estimate"]["nuclear_demonstration"]
    note += f" A demonstrative nuclear act, whatever the ending: {in_100(shown)} wars. {prior_words(runs)}"
    sentences = [_sentence(prior, curve, runs) for prior, curve in zip(PRIORS, curves, strict=True)]
    figure = framed(capitalised("; ".join(sentences)), note, Caption.of(results.manifest), height=3.3)
    for axes, prior, curve in zip(figure.subplots(1, len(PRIORS)), PRIORS, curves, strict=True):
        axes.set_title(prior.ending.title, weight="bold")
        if curve.empty:
            _say_fixed(axes, prior, runs)
        else:
            _draw_curve(axes, prior, curve)
    return figure


def _draw_curve(axes: Axes, prior: Prior, curve: pd.DataFrame) -> None:
    names = ("prior", "prior_low", "prior_high", "share", "low", "high", "alone")
    x, left, right, share, low, high, alone = (curve[name].to_numpy(dtype=np.float64) for name in names)
    colour = prior.ending.colour
    axes.xaxis.set_major_locator(MaxNLocator(4))
    prior_axis(axes, float(left.min()), float(right.max()))
    axes.hlines(100 * share, left, right, color=colour, linewidth=0.8, alpha=0.6)
    axes.vlines(x, 100 * low, 100 * high, color=colour, linewidth=1.4)
    axes.plot(x, 100 * share, color=colour, marker="o", markersize=4.5, linestyle="none", clip_on=False)
    axes.plot(x, 100 * alone, color=INK, marker="x", markersize=5, linestyle="none", zorder=5)
    axes.set_ylim(0, min(max(5.0, 106 * float(high.max())), 103.0))
    plain_numbers(axes)
    axes.set_xlabel(f"{prior.label} [1/month]")
    axes.set_ylabel(IN_100)


def _say_fixed(axes: Axes, prior: Prior, runs: Columns) -> None:
    """A scenario that fixes the prior, like a single world, gives one number and no curve: say so."""
    counts = ending_counts(runs)
    k, n = counts[prior.ending.name], sum(counts.values())
    found = f"{endings_in_100(runs)[prior.ending.name]} in 100 ({range_100(*wilson(k, n))})"
    axes.set_axis_off()
    write_inside(axes, f"These runs hold one value only of the\n{prior.label}.\n\n{found}")


def _sentence(prior: Prior, curve: pd.DataFrame, runs: Columns) -> str:
    """Rises, falls or no clear dependence: decided by the trend over all groups, and by how far the share moves."""
    title = prior.ending.title
    if len(curve) < 2:
        return f"{title} in {endings_in_100(runs)[prior.ending.name]} of 100 worlds"
    first, last = (float(curve["share"].iloc[end]) for end in (0, -1))
    least, most = float(curve["share"].min()), float(curve["share"].max())
    span = f"{per_100(least)} to {in_100(most)} worlds in a group"
    clear, rises = abs(trend(curve)) > normal_quantile(), trend(curve) > 0.0
    if clear and most - least < LEAST_SHARE:
        return f"{title} hardly depends on its prior ({span})"
    # Where groups between the ends reach much farther, the ends are not what the picture shows.
    if clear and (last > first) == rises and abs(last - first) >= max(LEAST_SHARE, (most - least) / 2):
        moves = "rises" if rises else "falls"
        return f"{title} {moves} from {per_100(first)} to {in_100(last)} worlds across its prior"
    found = f"{'rises' if rises else 'falls'} with" if clear else "shows no clear dependence on"
    return f"{title} {found} its prior ({span})"
