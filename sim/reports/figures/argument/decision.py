"""The decision in pictures: what each action is worth under each set of weights, and which fact is worth knowing."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.analysis.wording import capitalised, inside, quantity
from sim.reports.argument.words import first_words
from sim.reports.figures.frame import Caption, framed
from sim.reports.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    SMALL_SIZE,
    VERMILLION,
    house_style,
    plain_numbers,
    tint,
)
from sim.studies.argument.decision.analysis import DecisionAnalysis, WeightsAnalysis
from sim.studies.argument.ledger.records import Weights

PALETTE = (GREEN, BLUE, ORANGE, VERMILLION, PURPLE, SKY, GREY)
MOST_FACTS = 6


@house_style()
def decision_figure(analysis: DecisionAnalysis, caption: Caption) -> Figure:
    """Two rows of panels, a column a set of weights: expected value behind the best, and share of worlds in which best."""
    weights, actions = analysis.decision.weights, analysis.decision.actions
    note = (
        "Above: expected value behind the best action, in points of the set, with paired 95 % intervals; thick as "
        "shipped, thin in the other structural variants; not told apart are those whose interval does not clear the margin "
        "of indifference. Below: share of worlds in which an action is best, ties shared."
    )
    figure = framed(decision_title(analysis), note, caption, width=2.5 * len(weights) + 0.6, height=4.8)
    panels = figure.subplots(2, len(weights), squeeze=False, gridspec_kw={"height_ratios": [3, 2]})
    for column, one in enumerate(weights):
        result = analysis.by_weights[one.name]
        _behind(panels[0][column], result, actions, one, labelled=column == 0)
        _best(panels[1][column], result, actions, labelled=column == 0)
    return figure


def _behind(
    axes: Axes, result: WeightsAnalysis, actions: tuple[str, ...], weights: Weights, labelled: bool
) -> None:
    axes.set_title(weights.title, weight="bold", fontsize=SMALL_SIZE)
    n = len(result.standings)
    for index, table in enumerate(result.standings):
        for standing in table:
            row = actions.index(standing.action)
            y = row + (index - (n - 1) / 2.0) * 0.7 / n
            colour = PALETTE[row % len(PALETTE)]
            shade = colour if index == 0 else tint(colour, 0.55)
            width = 2.6 if index == 0 else 1.2
            axes.hlines(y, standing.behind_low, standing.behind_high, color=shade, linewidth=width)
            axes.plot(standing.behind, y, color=shade, marker="o", markersize=4.5 if index == 0 else 2.6)
    axes.axvline(0.0, color=INK, linewidth=0.8)
    _rows(axes, actions, labelled)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    plain_numbers(axes, "x")


def _best(axes: Axes, result: WeightsAnalysis, actions: tuple[str, ...], labelled: bool) -> None:
    shares = {standing.action: 100.0 * standing.share_best for standing in result.standings[0]}
    for row, action in enumerate(actions):
        axes.barh(row, shares[action], color=PALETTE[row % len(PALETTE)], height=0.6)
        axes.text(
            shares[action] + 2.0, row, f"{shares[action]:.0f}", va="center", fontsize=SMALL_SIZE, color=FAINT
        )
    axes.set_xlim(0, 112)
    axes.set_xticks([0, 50, 100])
    axes.set_xlabel("best in, of 100 worlds", color=FAINT, fontsize=SMALL_SIZE)
    _rows(axes, actions, labelled)


def _rows(axes: Axes, actions: tuple[str, ...], labelled: bool) -> None:
    axes.set_yticks(range(len(actions)), [capitalised(action) if labelled else "" for action in actions])
    axes.set_ylim(len(actions) - 0.5, -0.5)
    axes.grid(False, axis="y")


@house_style()
def information_figure(analysis: DecisionAnalysis, caption: Caption) -> Figure:
    """One panel a set of weights: the facts most worth knowing, in shares of what is at stake."""
    weights = analysis.decision.weights
    height = 1.7 * -(-len(weights) // 2) + 0.3
    title = "What is worth knowing before choosing: " + _worth(analysis)
    note = (
        "Gain from learning one fact before choosing, in hundredths of what is at stake between the best and the worst "
        "action, chosen on some worlds and judged on others; bars are 95 % intervals. Faint: no more than luck would "
        "show, the best of all facts having been picked."
    )
    figure = framed(title, note, caption, width=10.0, height=height)
    panels = figure.subplots(-(-len(weights) // 2), 2, squeeze=False).ravel()
    for axes, one in zip(panels, weights, strict=False):
        _facts(axes, analysis.by_weights[one.name], one)
    for axes in panels[len(weights) :]:
        axes.set_axis_off()
        axes.legend(
            handles=[
                Line2D([], [], color=BLUE, marker="o", label="beyond luck"),
                Line2D([], [], color=tint(GREY, 0.7), marker="o", label="not beyond luck"),
                Line2D([], [], color=ORANGE, marker="o", label="all facts at once, by a linear rule"),
            ],
            loc="center left",
            frameon=False,
            fontsize=SMALL_SIZE,
        )
    return figure


def _facts(axes: Axes, result: WeightsAnalysis, weights: Weights) -> None:
    axes.set_title(weights.title, weight="bold", fontsize=SMALL_SIZE)
    shown = [result.all_facts, *[fact for fact in result.facts if fact.changed > 0.0][:MOST_FACTS]]
    scale = 100.0 / (result.stake or 1.0)
    for row, fact in enumerate(shown):
        colour = ORANGE if row == 0 else BLUE if fact.clear else tint(GREY, 0.7)
        axes.hlines(row, scale * fact.low, scale * fact.high, color=colour, linewidth=1.8)
        axes.plot(scale * fact.gain, row, color=colour, marker="o", markersize=4)
    if len(shown) == 1:
        words = "no fact would change the choice"
        axes.text(0.5, 0.35, words, transform=axes.transAxes, ha="center", fontsize=SMALL_SIZE, color=FAINT)
    axes.axvline(0.0, color=INK, linewidth=0.8)
    axes.set_yticks(range(len(shown)), [fact.about for fact in shown], fontsize=SMALL_SIZE - 1)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.grid(False, axis="y")
    plain_numbers(axes, "x")


def decision_title(analysis: DecisionAnalysis) -> str:
    """Which action comes first under which values, or which cannot be told apart there."""
    by_leaders: dict[tuple[str, ...], list[str]] = {}
    for one in analysis.decision.weights:
        leaders = analysis.by_weights[one.name].leaders
        # Which of those not told apart leads by a hair is no reason for a sentence of its own.
        ordered = tuple(action for action in analysis.decision.actions if action in leaders)
        by_leaders.setdefault(ordered, []).append(inside(one.title).lower())
    return "; ".join(
        f"{capitalised(first_words(leaders))}{',' if len(leaders) > 1 else ''} is worth most with {', '.join(sets)}"
        for leaders, sets in by_leaders.items()
    )


def _worth(analysis: DecisionAnalysis) -> str:
    best = [
        (result.facts[0].gain / result.stake, result.facts[0])
        for result in analysis.by_weights.values()
        if result.facts and result.facts[0].clear and result.stake
    ]
    if not best:
        return "no single fact stands out from luck"
    share, fact = max(best, key=lambda one: one[0])
    return f"{fact.about}, at most {quantity(100.0 * share)} % of the stake"
