"""Verdicts in words: the same sentences in the terminal, in the tables, in the figures and on the page."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sim.analysis.wording import capitalised, inside, parameter, quantity
from sim.base.text import counted
from sim.studies.argument.answers import Answer
from sim.studies.argument.decision.analysis import WeightsAnalysis
from sim.studies.argument.decision.information import Information
from sim.studies.argument.decision.reversal import Reversal
from sim.studies.argument.decision.values import Standing
from sim.studies.argument.ledger.records import ClaimTest, Ledger
from sim.studies.argument.ledger.shapes import Direction
from sim.studies.argument.legs import Leg, Wanted
from sim.studies.argument.power.records import Reach
from sim.studies.argument.statistics import Estimate
from sim.studies.argument.verdicts import Flip, RankingFinding, Variant, VariantFinding, Verdict

OPPOSITE: dict[Direction, Direction] = {"above": "below", "below": "above"}
ANSWERS: dict[Answer, str] = {"yes": "holds", "no": "fails", "open": "undecided", "silent": "no say"}


def amount(test: ClaimTest, value: float) -> str:
    """A value of a test's statistic, with its unit."""
    return "".join(_amount_and_unit(test, value))


def _amount_and_unit(test: ClaimTest, value: float) -> tuple[str, str]:
    if math.isnan(value):
        return "not known", ""
    signed = test.compare_to is not None and test.statistic != "ratio"
    if test.in_points:
        return count_in_100(value, signed or test.statistic == "difference"), " in 100"
    if test.statistic == "ratio":
        return f"{value:.3g}", " times"
    unit = test.unit
    if test.statistic == "trend" and test.over is not None:
        unit = f"{unit} a year" if test.over.unit == "week" else f"{unit} per {test.over.unit}"
    return quantity(value, signed=signed or test.statistic == "trend"), f" {unit}".rstrip()


def count_in_100(share: float, signed: bool = False) -> str:
    """A share as a count in 100, with one decimal where it would otherwise be rounded away."""
    count = 100.0 * share
    text = f"{abs(count):.1f}" if signed or abs(count) < 9.95 else f"{abs(count):.0f}"
    text = text.removesuffix(".0")
    sign = "" if text == "0" else "−" if count < 0.0 else "+" if signed else ""
    return sign + text


def with_interval(test: ClaimTest, found: Estimate) -> str:
    """`17 in 100 (15 to 19)`."""
    if not found.known:
        if found.n == found.parts.size:
            return "not known: of a ratio both means have to be above zero"
        return f"not known: only {counted(found.n, 'world')} speak{'s' if found.n == 1 else ''}"
    low, high = (_amount_and_unit(test, end)[0] for end in (found.low, found.high))
    text = f"{amount(test, found.value)} ({low} to {high})"
    if not found.speaking:
        return text
    return f"{text}, from {' and '.join(f'{n:,}' for n in found.speaking)} worlds"


def subject(test: ClaimTest) -> str:
    """The subject of a test: its statistic, outcome, arm and comparison."""
    title = test.measure.title
    if test.per is not None:
        # "Weeks of fighting" in "week": per week of fighting.
        title += f" per {test.per.unit} {test.per.title.removeprefix(f'{test.per.unit}s ')}"
    what = {
        "probability": f"chance of {title}",
        "difference": f"change in {'the chance of ' if test.in_points else ''}{title}",
        "ratio": f"ratio of {title}",
        "median": f"median of {title}",
        "mean": f"mean of {title}",
        "trend": f"trend of {title}" if test.over is None else f"{title} by {test.over.title}",
    }[test.statistic]
    if test.given is not None:
        what += f" given {test.given.title}"
    where = test.arm if test.compare_to is None else f"{test.arm} against {test.compare_to}"
    label = f"{test.label}: " if test.label else ""
    return f"{label}{what} ({where})"


def needed(test: ClaimTest) -> str:
    """The result that the claim needs: `above 50 in 100, clear by 1`."""
    threshold = amount(test, test.threshold if test.threshold is not None else math.nan)
    margin = _amount_and_unit(test, test.margin)[0].lstrip("+")
    return f"{test.direction} {threshold}" + (f", clear by {margin}" if test.margin else "")


def flips_at(test: ClaimTest, flip: Flip) -> str:
    """The assumption and the value at which the result crosses its threshold."""
    unit = f" {flip.unit}" if flip.unit not in ("ratio", "share", "probability") else ""
    return (
        f"{parameter(flip.cut.path)} at {quantity(flip.cut.value)}{unit}: {amount(test, flip.below)} below it, "
        f"{amount(test, flip.above)} above it"
    )


def headline(verdict: Verdict) -> VariantFinding | None:
    """The finding to show for a claim: the one it hangs on, or else the first."""
    if verdict.deciding is not None:
        return verdict.findings[verdict.deciding]
    return verdict.findings[0] if verdict.findings else None


def reason(verdict: Verdict, ledger: Ledger) -> str:
    """The number that a verdict rests on, with its interval and what the claim needs."""
    if verdict.claim.untestable is not None:
        return capitalised(verdict.claim.untestable) + "."
    parts = []
    finding = headline(verdict)
    if finding is not None:
        found = with_interval(finding.test, finding.estimates[0])
        parts.append(f"{capitalised(subject(finding.test))}: {found}; the claim needs {needed(finding.test)}.")
    if verdict.ranking is not None and verdict.claim.ranking is not None:
        parts.append(_ranking(verdict.claim.ranking.action, verdict.ranking, ledger))
    if verdict.excess:
        one = verdict.excess[0]
        parts.append(
            f"Settling the values gains {_share(one.value)} of what is at stake more than settling the facts "
            f"({_share(one.low)} to {_share(one.high)}); the claim needs more than 0, clear by {_margin(ledger)}."
        )
    return " ".join(parts)


def dependence(verdict: Verdict, variants: tuple[Variant, ...], ledger: Ledger) -> str:
    """The assumption, variants or values that a verdict depends on, or would flip on; empty if none is known."""
    parts = []
    finding = headline(verdict)
    if finding is not None and verdict.flip is not None:
        word = "Flips on" if verdict.word == "depends" else "Would flip on"
        parts.append(f"{word} {flips_at(finding.test, verdict.flip)}.")
    if verdict.word == "depends":
        if len(set(verdict.answers)) > 1:
            others = zip(variants, verdict.answers, strict=False)
            parts.append(f"By variant: {'; '.join(f'{one.label} {ANSWERS[answer]}' for one, answer in others)}.")
        if verdict.ranking is not None and ledger.decision is not None:
            titles = {weights.name: inside(weights.title) for weights in ledger.decision.weights}
            sets = verdict.ranking.answers.items()
            parts.append(f"By values: {'; '.join(f'{titles[name]} {ANSWERS[one[0]]}' for name, one in sets)}.")
        if not parts and finding is None:
            parts.append("Neither is clearly the larger: the interval does not clear the margin of indifference.")
        elif not parts:
            lean = f", though it leans on {parameter(verdict.leanings[0][0])}" if verdict.leanings else ""
            parts.append(f"No single assumption carries it to one side{lean}: the interval straddles the threshold.")
    if verdict.only_just is not None:
        where = variants[verdict.only_just].label
        parts.append(f"Only just ({where}): hardly told apart from the threshold, and another seed may leave it open.")
    quiet = [v.label for v, answer in zip(variants, verdict.answers, strict=False) if answer == "silent"]
    if quiet and verdict.word not in ("untestable here", "depends"):
        parts.append(f"Too few worlds speak under {', '.join(quiet)}.")
    return " ".join(parts)


MOST_NAMED = 3
"""Numbers of a setting that are named in a sentence; tables have all of them."""


def power_words(verdict: Verdict) -> str:
    """Where the claim would come out otherwise, or the nearest that anything within bounds comes to it."""
    if verdict.power is None:
        return ""
    sides = [side for side in (verdict.power.holds, verdict.power.fails) if not side.where]
    return " ".join(reach_words(side) for side in sides)


def reach_words(side: Reach) -> str:
    """Where a claim would hold, or fail; or how near anything within bounds brings it."""
    verb = "hold" if side.wanted == "yes" else "fail"
    if side.hangs_on is None:
        return f"Nothing within the numbers' bounds has a say in whether it could {verb}."
    gives = f"with {setting_words(side.values)} it comes to {leg_words(side.hangs_on, side.wanted)}"
    if side.clear:
        return f"Would {verb}: {gives}."
    edge = " Not told apart from the threshold: another seed may say otherwise." if side.on_the_edge else ""
    if side.found:
        return f"Might {verb}: {gives}, which does not rule it out.{edge}"
    tried = counted(side.tried, "setting")
    return f"No setting within bounds makes it {verb} ({tried} tried): at the nearest, {gives}.{edge}"


def setting_words(values: Mapping[str, float]) -> str:
    """`NATO's aid level = 3, alarm = 0.2 and 6 more numbers at an end of their range`."""
    named = [f"{parameter(path)} = {quantity(value)}" for path, value in list(values.items())[:MOST_NAMED]]
    more = len(values) - len(named)
    if more:
        end = "numbers at an end of their range" if more > 1 else "number at an end of its range"
        return f"{', '.join(named)} and {more} more {end}"
    return " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named) or "nothing changed"


def leg_words(leg: Leg, wanted: Wanted) -> str:
    """What a claim hangs on at a setting, and what it would have to be."""
    if leg.test is not None:
        test = leg.test if wanted == "yes" else replace(leg.test, direction=OPPOSITE[leg.test.direction])
        return f"{with_interval(test, leg.found)} where that needs {needed(test)}"
    low, high = (_share(end) for end in (leg.found.low, leg.found.high))
    what = f"a lead under {leg.name.replace('_', ' ')}" if leg.kind == "lead" else "a gain from values over facts"
    side = "above" if wanted == "yes" else "below"
    return (
        f"{what} of {_share(leg.found.value)} of the stake ({low} to {high}) where that needs {side} 0, "
        f"clear by {quantity(100.0 * leg.margin)} %"
    )


def standing_words(standing: Standing, result: WeightsAnalysis) -> str:
    """How an action does under a set of weights, in words."""
    if standing.action in result.leaders:
        return "first" if len(result.leaders) == 1 else "level"
    return "far behind" if -standing.behind >= result.stake / 2.0 else "behind"


def gain_words(gain: Information) -> str:
    """A gain in shares of what is at stake; one that luck could have made is nothing."""
    return f"{quantity(100.0 * gain.gain)} %" if gain.clear else "nothing that stands out from luck"


def first_words(leaders: Sequence[str]) -> str:
    """The action that is worth most, or those of which it is not known which is."""
    return either(leaders) + (", not told apart" if len(leaders) > 1 else "")


def either(words: Sequence[str]) -> str:
    """`one, two or three`."""
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


def smallest_words(result: WeightsAnalysis) -> str:
    """The smallest change of one assumption or of two that takes the first place from the best action."""
    if len(result.leaders) > 1:
        return no_first_place(result.leaders)
    smallest = result.single or result.pair
    return reversal_words(smallest, "one or two assumptions")


def no_first_place(leaders: Sequence[str]) -> str:
    """Why nothing is said to take the first place away."""
    return f"There is no clear first place to take away: {first_words(leaders)}."


def reversal_words(reversal: Reversal | None, how_many: str) -> str:
    """The smallest change that takes the first place from an action."""
    if reversal is None:
        return f"No change of {how_many} within the ranges, as far as the draws reach, takes the first place away."
    moves = " and ".join(
        f"{parameter(path)} moved by {move:+.2f} of its range, to {quantity(reversal.values[path])} on average"
        for path, move in reversal.moves.items()
    ).replace("-", "−")
    return f"{capitalised(reversal.rival)} draws level with {reversal.best} with {moves}."


def _share(value: float) -> str:
    return f"{count_in_100(value, signed=True)} %"


def _margin(ledger: Ledger) -> str:
    return f"{quantity(100.0 * ledger.indifference.value)} %"


def _ranking(action: str, ranking: RankingFinding, ledger: Ledger) -> str:
    ahead = sum(answers[0] == "yes" for answers in ranking.answers.values())
    behind = sum(answers[0] == "no" for answers in ranking.answers.values())
    total = len(ranking.answers)
    worst = min(ranking.leads, key=lambda name: ranking.leads[name][0])
    lead, low, high = ranking.leads[worst]
    return (
        f"{capitalised(action)} is clearly worth more under {ahead} of {total} sets of weights, clearly less under "
        f"{behind}; at its worst ({worst.replace('_', ' ')}, against {ranking.rivals[worst]}) its lead is "
        f"{_share(lead)} of the stake ({_share(low)} to {_share(high)}; clear means by {_margin(ledger)})."
    )
