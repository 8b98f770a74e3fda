"""The decision in pictures: what each action is worth under each set of weights, and which fact is worth knowing."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.analysis.wording import capitalised, inside, parameter, quantity, shares_in_100
from sim.reports.appearance import BLUE, FAINT, GREY, INK, LINES, ORANGE, Look, tint
from sim.reports.argument.words import first_words
from sim.reports.figures.argument.claims import trial_caption
from sim.reports.figures.axes import draw_intervals, plain_numbers, write_inside
from sim.reports.figures.frame import framed
from sim.reports.figures.style import SMALL_SIZE, marker
from sim.studies.argument.decision.analysis import DecisionAnalysis, WeightsAnalysis
from sim.studies.argument.trial import Trial

MOST_FACTS = 6
CLEAR, UNCLEAR, TOGETHER = FACTS = (
    Look("clear", "beyond luck", BLUE, "circle"),
    Look("unclear", "not beyond luck", GREY, "cross"),
    Look("together", "all facts at once, by a linear rule", ORANGE, "square"),
)


def decision_figure(trial: Trial) -> Figure | None:
    """Each column is a set of values: how far every action stays behind the best, and how often it is best."""
    analysis = trial.decision
    if analysis is None:
        return None
    weights, actions = analysis.decision.weights, analysis.decision.actions
    note = (
        "Above: expected value behind the best action, in points of the set, with paired 95 % intervals; thick as "
        "shipped, thin in the other variants; not told apart are those whose interval does not clear the margin "
        "of indifference. Below: share of worlds in which an action is best, ties shared."
    )
    width = 2.5 * len(weights) + 0.6
    figure = framed(decision_title(analysis), note, trial_caption(trial), width=width, height=4.8)
    panels = figure.subplots(2, len(weights), squeeze=False, gridspec_kw={"height_ratios": [3, 2]})
    names = [capitalised(action) for action in actions]
    for column, (above, below, one) in enumerate(zip(*panels, weights, strict=True)):
        above.set_title(one.title, weight="bold", fontsize=SMALL_SIZE)
        _draw_behind(above, analysis.by_weights[one.name], actions)
        _draw_best(below, analysis.by_weights[one.name], actions)
        for axes in (above, below):
            axes.set_yticks(range(len(names)), names if column == 0 else [""] * len(names))
            _set_rows(axes, len(names))
    return figure


def _draw_behind(axes: Axes, result: WeightsAnalysis, actions: tuple[str, ...]) -> None:
    n = len(result.standings)
    for variant, table in enumerate(result.standings):
        for standing in table:
            row = actions.index(standing.action)
            y = row + (variant - (n - 1) / 2.0) * 0.7 / n
            colour = LINES[row % len(LINES)]
            shade, width, size = (colour, 2.6, 4.5) if variant == 0 else (tint(colour, 0.55), 1.2, 2.6)
            behind = (standing.behind, standing.behind_low, standing.behind_high)
            draw_intervals(axes, y, behind, colour=shade, width=width, size=size)
    axes.axvline(0.0, color=INK, linewidth=0.8)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    plain_numbers(axes, "x")


def _draw_best(axes: Axes, result: WeightsAnalysis, actions: tuple[str, ...]) -> None:
    shares = {standing.action: 100.0 * standing.share_best for standing in result.standings[0]}
    counts = shares_in_100([share / sum(shares.values()) for share in shares.values()])
    for action, count in zip(shares, counts, strict=True):
        row, share = actions.index(action), shares[action]
        axes.barh(row, share, color=LINES[row % len(LINES)], height=0.6)
        axes.text(share + 2.0, row, count, va="center", fontsize=SMALL_SIZE, color=FAINT)
    axes.set_xlim(0, 112)
    axes.set_xticks([0, 50, 100])
    axes.set_xlabel("best in, of 100 worlds", color=FAINT, fontsize=SMALL_SIZE)


def _set_rows(axes: Axes, n: int) -> None:
    """So many rows, the first on top, without lines across."""
    axes.set_ylim(n - 0.5, -0.5)
    axes.grid(False, axis="y")


def information_figure(trial: Trial) -> Figure | None:
    """Each panel is a set of values: how much knowing one fact before choosing would gain."""
    analysis = trial.decision
    if analysis is None:
        return None
    weights = analysis.decision.weights
    n_rows = -(-len(weights) // 2)
    title = "What is worth knowing before choosing: " + _most_worth(analysis)
    note = (
        "Gain from learning one fact before choosing, in hundredths of what is at stake between the best and the worst "
        "action, chosen on some worlds and judged on others; bars are 95 % intervals. Crosses: no more than luck would "
        "show, the best of all facts having been picked."
    )
    figure = framed(title, note, trial_caption(trial), width=10.0, height=1.7 * n_rows + 0.3)
    panels = figure.subplots(n_rows, 2, squeeze=False).ravel()
    for axes, one in zip(panels, weights, strict=False):
        axes.set_title(one.title, weight="bold", fontsize=SMALL_SIZE)
        _draw_facts(axes, analysis.by_weights[one.name])
    handles = [Line2D([], [], color=one.colour, label=one.title, **marker(one.shape, 6.0)) for one in FACTS]
    for axes in panels[len(weights) :]:
        axes.set_axis_off()
        axes.legend(handles=handles, loc="center left", frameon=False, fontsize=SMALL_SIZE)
    return figure


def _draw_facts(axes: Axes, result: WeightsAnalysis) -> None:
    shown = [result.all_facts, *[fact for fact in result.facts if fact.changed > 0.0][:MOST_FACTS]]
    scale = 100.0 / (result.stake or 1.0)
    for row, fact in enumerate(shown):
        look = TOGETHER if row == 0 else CLEAR if fact.clear else UNCLEAR
        gain = (scale * fact.gain, scale * fact.low, scale * fact.high)
        draw_intervals(axes, row, gain, colour=look.colour, width=1.8, size=4.5, shape=look.shape)
    if len(shown) == 1:
        write_inside(axes, "no fact would change the choice", 0.35, fontsize=SMALL_SIZE, va="baseline")
    axes.axvline(0.0, color=INK, linewidth=0.8)
    axes.set_yticks(range(len(shown)), [parameter(fact.about) for fact in shown], fontsize=SMALL_SIZE - 1)
    _set_rows(axes, len(shown))
    plain_numbers(axes, "x")


def decision_title(analysis: DecisionAnalysis) -> str:
    """Which action comes first under which values, or which cannot be told apart there."""
    by_leaders: dict[tuple[str, ...], list[str]] = {}
    for one in analysis.decision.weights:
        leaders = analysis.by_weights[one.name].leaders
        # The order of actions that are not told apart is no reason for a sentence of its own.
        ordered = tuple(action for action in analysis.decision.actions if action in leaders)
        by_leaders.setdefault(ordered, []).append(inside(one.title).lower())
    return "; ".join(
        f"{capitalised(first_words(leaders))}{',' if len(leaders) > 1 else ''} is worth most with {', '.join(sets)}"
        for leaders, sets in by_leaders.items()
    )


def _most_worth(analysis: DecisionAnalysis) -> str:
    best = [
        (result.facts[0].gain / result.stake, result.facts[0])
        for result in analysis.by_weights.values()
        if result.facts and result.facts[0].clear and result.stake
    ]
    if not best:
        return "no single fact stands out from luck"
    share, fact = max(best, key=lambda one: one[0])
    return f"{parameter(fact.about)}, at most {quantity(100.0 * share)} % of the stake"
