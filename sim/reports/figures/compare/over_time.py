"""Two scenarios over time: the ground that Russia gains, and when the wars end."""

from datetime import date

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.endings import cumulative_incidence
from sim.analysis.wording import capitalised, quantity
from sim.analysis.worth import change_of
from sim.base.outcomes import WAR_CONTINUES, Ending
from sim.base.text import counted
from sim.reports.appearance import GREEN, INK, NEUTRAL
from sim.reports.figures.axes import draw_reference, draw_steps, plain_numbers, time_axis, time_label, write_inside
from sim.reports.figures.compare.data import Compared
from sim.reports.figures.frame import PANELS_WIDTH, framed
from sim.reports.figures.run.endings import ENDED, ended_in_100, endings_in_100
from sim.reports.figures.series import late, start_date, weekly
from sim.reports.figures.style import SMALL_SIZE, TEXT_SIZE
from sim.runs.compare.tables import Pair

COLOURS = (NEUTRAL, GREEN)
"""Neither side's colour: futures are compared here, not countries."""
STYLES = ("--", "-")
IN_LEGEND = ((0, (4, 2)), (0, ()))
N_COLUMNS = 2


def territory_figure(compared: Compared) -> Figure | None:
    """Ground gained by Russia under both scenarios: the median world, and bands of the middle 80 and 95 %."""
    fans = [weekly(results.trajectories, "territory_change") for results in compared.results]
    drawn = [fan for fan in fans if fan is not None]
    if compared.pair is None or len(drawn) < len(fans):
        return None
    ends = [quantity(late(fan), signed=True) for fan in drawn]
    found = f"{ends[1]} km² under {compared.labels[1]}, against {ends[0]} km² under {compared.labels[0]}"
    after, little = counted(compared.weeks, "week"), _little(compared.pair, "territory_change")
    title = f"After {after} Russia's gain in the median world is {found}"
    if little:
        title = f"After {after} Russia's gain {little}: in the median world {found}"
    note = (
        "Ground gained by Russia since the start. Lines: median of worlds; bands: the middle 80 % and, "
        "paler, 95 %. Bands show how worlds differ from one another, not how sure the difference is."
    )
    legend: list[Artist] = []
    for colour, dashes, label in zip(COLOURS, IN_LEGEND, compared.labels, strict=True):
        legend.append(Line2D([], [], color=colour, linestyle=dashes, linewidth=1.8, label=f"{label}, median"))
        legend.append(Patch(facecolor=colour, alpha=0.28, label="80 %"))
    figure = framed(title, note, compared.caption, height=3.6, legend=legend)
    axes = figure.subplots()
    for fan, colour, style in zip(drawn, COLOURS, STYLES, strict=True):
        for low, high, alpha in (("q025", "q975", 0.12), ("q10", "q90", 0.22)):
            axes.fill_between(fan.index, fan[low], fan[high], color=colour, alpha=alpha, linewidth=0)
        for edge in ("q10", "q90"):
            axes.plot(fan.index, fan[edge], color=colour, linewidth=0.7, linestyle=style, alpha=0.8)
        axes.plot(fan.index, fan["q50"], color=colour, linewidth=1.8, linestyle=style)
    draw_reference(axes, 0.0)
    plain_numbers(axes)
    start = _common_start(compared)
    time_axis(axes, start, compared.weeks)
    axes.set_xlabel(time_label(start))
    axes.set_ylabel("change since the start [km²]")
    return figure


def _common_start(compared: Compared) -> date | None:
    """The day on which the wars of all start; None if they start on different days."""
    starts = {start_date(results.trajectories) for results in compared.results}
    return starts.pop() if len(starts) == 1 else None


def incidence_figure(compared: Compared) -> Figure | None:
    """Each panel is an ending: the share of worlds that have ended so by a week, under both scenarios."""
    if compared.pair is None:
        return None
    note = (
        "Share of all worlds that have ended this way by each week, with 95 % Wilson bands. The scales "
        "differ; the bands are each scenario's own and wider than the uncertainty of the difference."
    )
    label_a, label_b = compared.labels
    legend = [
        Line2D([], [], color=INK, linestyle="--", linewidth=1.0, label=label_a),
        Line2D([], [], color=NEUTRAL, linewidth=2.2, label=f"{label_b} (in the ending's colour)"),
    ]
    n_rows = -(-(len(ENDED) + 1) // N_COLUMNS)
    title, height = _title(compared, compared.pair), 2.0 * n_rows
    figure = framed(title, note, compared.caption, width=PANELS_WIDTH, height=height, legend=legend)
    grid = figure.subplots(n_rows, N_COLUMNS)
    for axes, ending in zip(grid.flat, ENDED, strict=False):
        _draw_ending(axes, ending, compared)
    for axes in grid.flat[len(ENDED) :]:
        axes.set_axis_off()
        words = "above each panel:\nworlds of 100\nat the horizon"
        write_inside(axes, words, fontsize=TEXT_SIZE - 1)
    start = _common_start(compared)
    for axes in grid.flat[: len(ENDED)]:
        time_axis(axes, start, compared.weeks, n_ticks=3)
    for axes in grid[:, 0]:
        axes.set_ylabel("ended so [in 100]")
    for axes in grid.flat[len(ENDED) - N_COLUMNS : len(ENDED)]:  # nothing below them
        axes.set_xlabel(time_label(start))
    return figure


def _draw_ending(axes: Axes, ending: Ending, compared: Compared) -> None:
    ends, top = {}, 0.0
    for index, colour, style, width in (
        (1, ending.colour, "-", 2.2),
        (0, INK, "--", 1.0),  # on top, dashed, so that both are seen where they agree
    ):
        curve = cumulative_incidence(compared.results[index].runs, compared.weeks, ending.name)
        ends[index] = endings_in_100(compared.results[index].runs)[ending.name]
        if curve["k"].iloc[-1]:
            draw_steps(axes, curve, colour, width=width, alpha=0.16, style=style)
            top = max(top, 100 * float(curve["high"].max()))
    axes.set_title(f"{ending.title}\n{ends[0]} → {ends[1]}", fontsize=SMALL_SIZE, color=INK)
    axes.set_ylim(0, max(1.05 * top, 1.0))
    plain_numbers(axes)
    if top == 0.0:
        axes.set_yticks([0])
        write_inside(axes, "never", va="baseline")


def _title(compared: Compared, pair: Pair) -> str:
    ended = [ended_in_100(results.runs) for results in compared.results]
    within = f"within {counted(compared.weeks, 'week')}"
    found = f"in {ended[1]} of 100 worlds under {compared.labels[1]}, in {ended[0]} under {compared.labels[0]}"
    little = _little(pair, WAR_CONTINUES.name)
    return (
        f"How many wars end {within} {little}: {found}"
        if little
        else f"{capitalised(within)} the war has ended {found}"
    )


def _little(pair: Pair, outcome: str) -> str:
    """What a title says of a difference that is not worth saying; nothing of one that is."""
    change = change_of(pair.row(outcome))
    return "" if change.worth_saying else "hardly differs" if change.is_sure else "cannot be told apart"
