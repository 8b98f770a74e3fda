"""Two scenarios over time: overlaid fans of territory, and cumulative incidence of each ending."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.columns import ending_counts
from sim.analysis.endings import cumulative_incidence
from sim.analysis.wording import per_100, quantity
from sim.base.outcomes import ENDINGS
from sim.base.text import counted
from sim.reports.figures.frame import Caption, framed
from sim.reports.figures.series import start_date, weekly
from sim.reports.figures.style import (
    ENDING_COLOURS,
    FAINT,
    GREEN,
    INK,
    NEUTRAL,
    SMALL_SIZE,
    TEXT_SIZE,
    house_style,
    plain_numbers,
    weeks_axis,
)
from sim.runs.compare.tables import Pair

FIRST, SECOND = NEUTRAL, GREEN
"""Neither side's colour: what is compared are futures, not countries."""
DASHED: tuple[float, Sequence[float]] = (0, (4, 2))
SOLID: tuple[float, Sequence[float]] = (0, ())
WAR_GOES_ON = "war_continues"


@house_style()
def overlaid_fans_figure(
    labels: Sequence[str], trajectories: Sequence[pd.DataFrame], caption: Caption, weeks: int
) -> Figure | None:
    """Territory gained by Russia under both: medians and 80 % bands; None where it was not stored."""
    fans = [weekly(table, "territory_change") for table in trajectories]
    first, second = fans
    if first is None or second is None:
        return None
    ends = [quantity(fan.last(), signed=True) for fan in (first, second)]
    title = (
        f"After {counted(weeks, 'week')} Russia's gain in the median world is {ends[1]} km² under {labels[1]}, "
        f"against {ends[0]} km² under {labels[0]}"
    )
    note = (
        "Ground gained by Russia since the start. Lines: median of worlds; bands: the middle 80 % and, "
        "paler, 95 %. Bands show how worlds differ from one another, not how sure the difference is."
    )
    legend: list[Artist] = []
    for colour, dashes, label in zip((FIRST, SECOND), (DASHED, SOLID), labels, strict=True):
        legend.append(Line2D([], [], color=colour, linestyle=dashes, linewidth=1.8, label=f"{label}, median"))
        legend.append(Patch(facecolor=colour, alpha=0.28, label="80 %"))
    figure = framed(title, note, caption, height=3.6, legend=legend)
    axes = figure.subplots()
    for fan, colour, style in ((first, FIRST, "--"), (second, SECOND, "-")):
        for low, high, alpha in (("q025", "q975", 0.12), ("q10", "q90", 0.22)):
            axes.fill_between(
                fan.week, fan.columns[low], fan.columns[high], color=colour, alpha=alpha, linewidth=0
            )
        for edge in ("q10", "q90"):
            axes.plot(fan.week, fan.columns[edge], color=colour, linewidth=0.7, linestyle=style, alpha=0.8)
        axes.plot(fan.week, fan.columns["q50"], color=colour, linewidth=1.8, linestyle=style)
    axes.axhline(0.0, color=FAINT, linewidth=0.8, linestyle=(0, (4, 3)))
    weeks_axis(axes, weeks)
    plain_numbers(axes)
    starts = [start_date(table) for table in trajectories]
    since = starts[0] if starts[0] == starts[1] else "the start of each"
    axes.set_xlabel(f"weeks since {since}")
    axes.set_ylabel("change since the start [km²]")
    return figure


@house_style()
def overlaid_incidence_figure(one: Pair, caption: Caption, weeks: int) -> Figure:
    """Cumulative incidence of each ending under both, a panel an ending, with 95 % Wilson bands."""
    shown = [ending for ending in ENDINGS if ending.name != WAR_GOES_ON]
    note = (
        "Share of all worlds that have ended this way by each week, with 95 % Wilson bands. The scales "
        "differ; the bands are each scenario's own and wider than the uncertainty of the difference."
    )
    legend = [
        Line2D([], [], color=INK, linestyle="--", linewidth=1.0, label=one.label_a),
        Line2D([], [], color=NEUTRAL, linewidth=2.2, label=f"{one.label_b} (in the ending's colour)"),
    ]
    figure = framed(_incidence_title(one, weeks), note, caption, height=4.4, legend=legend)
    grid = figure.subplots(2, 4)
    for axes, ending in zip(grid.flat, shown, strict=False):
        colour = ENDING_COLOURS.get(ending.name, NEUTRAL)
        top, ends = 0.0, []
        for runs, line, style, width in (
            (one.runs_b, colour, "-", 2.2),
            (one.runs_a, INK, "--", 1.0),  # on top, dashed, so that both are seen where they agree
        ):
            curve = cumulative_incidence(runs, weeks, ending.name)
            week, share, low, high = (curve[name].to_numpy() for name in ("week", "share", "low", "high"))
            ends.append(per_100(float(share[-1])))
            if curve["k"].iloc[-1] == 0:
                continue
            axes.fill_between(week, 100 * low, 100 * high, step="post", color=line, alpha=0.16, linewidth=0)
            axes.step(week, 100 * share, where="post", color=line, linewidth=width, linestyle=style)
            top = max(top, 100 * float(high.max()))
        axes.set_title(f"{ending.title}\n{ends[1]} → {ends[0]}", fontsize=SMALL_SIZE, color=INK)
        axes.set_ylim(0, max(1.05 * top, 1.0))
        if top == 0.0:
            axes.set_yticks([0])
            axes.text(0.5, 0.5, "never", ha="center", color=FAINT, transform=axes.transAxes)
        weeks_axis(axes, weeks, n_ticks=3)
        plain_numbers(axes)
    for axes in grid.flat[len(shown) :]:
        axes.set_axis_off()
        axes.text(
            0.5,
            0.5,
            "above each panel:\nworlds of 100\nat the horizon",
            ha="center",
            va="center",
            fontsize=TEXT_SIZE - 1,
            color=FAINT,
            transform=axes.transAxes,
        )
    for axes in grid[:, 0]:
        axes.set_ylabel("ended so [in 100]")
    for axes in [*grid[1, :3], grid[0, 3]]:
        axes.set_xlabel("weeks since the start")
    return figure


def _incidence_title(one: Pair, weeks: int) -> str:
    ended = [
        per_100(1.0 - ending_counts(runs)[WAR_GOES_ON] / max(len(runs), 1))
        for runs in (one.runs_a, one.runs_b)
    ]
    return (
        f"Within {counted(weeks, 'week')} the war has ended in {ended[1]} of 100 worlds under {one.label_b}, "
        f"in {ended[0]} under {one.label_a}"
    )
