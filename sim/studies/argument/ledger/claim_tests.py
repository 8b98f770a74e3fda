"""The tests and numbers of a claim as the file states them, checked against what can be read off a war."""

import math
from collections.abc import Iterator
from dataclasses import replace

from sim.runs.compare.common_worlds import unlike
from sim.scenario.section import Section
from sim.studies.argument.ledger.arms import Arms
from sim.studies.argument.ledger.records import ClaimTest
from sim.studies.argument.ledger.shapes import ClaimTestShape, ContextShape, Indifference
from sim.studies.measures import Measure, UnknownMeasureError, parse, parse_condition, parse_trend

COMPARED = ("difference", "ratio")
RATES = ("mean", "difference", "ratio")
ALONE = ("probability", "mean", "median")


def read_test(shape: ContextShape, section: Section, arms: Arms, indifference: Indifference | None) -> ClaimTest | None:
    """Return the test that a shape describes, or None after noting why it cannot be one."""
    before = len(section.faults)
    found = [arms.find(shape.scenario, section, "scenario")]
    if shape.compare_to is not None:
        found.append(arms.find(shape.compare_to, section, "compare_to"))
    if shape.paired is not False:
        # Wars are compared one by one only if they begin on one day and last for one time.
        differ = unlike([(arm.name, arm.scenario) for arm in found if arm is not None]).values()
        if differ:
            advice = "; with paired: false they are compared as wholes, not war by war"
            section.note("compare_to", "; ".join(differ) + advice)
    of_series = shape.statistic == "trend" and shape.over is None
    measure = read_measure(section, "outcome", shape.outcome, trend=of_series)
    over = read_measure(section, "over", shape.over) if shape.over else None
    per = read_measure(section, "per", shape.per) if shape.per else None
    given = _condition(section, shape.given) if shape.given else None
    for key, message in (*_misfits(shape, measure, over), *_misfits_of_rate(shape, per)):
        section.note(key, message)
    if len(section.faults) > before or measure is None:
        return None
    test = ClaimTest(
        measure=measure,
        statistic=shape.statistic,
        arm=shape.scenario,
        compare_to=shape.compare_to,
        given=given,
        over=over,
        per=per,
        label=shape.label or "",
        paired=shape.paired is not False,
    )
    if not isinstance(shape, ClaimTestShape) or indifference is None:
        return test
    return _with_threshold(test, shape, section, indifference)


def read_measure(section: Section, key: str, text: str, trend: bool = False) -> Measure | None:
    """Return the outcome that a text names, or None after noting that it names none."""
    try:
        return parse_trend(text) if trend else parse(text)
    except UnknownMeasureError as error:
        section.note(key, str(error))
        return None


def _condition(section: Section, text: str) -> Measure | None:
    try:
        return parse_condition(text)
    except UnknownMeasureError as error:
        section.note("given", str(error))
        return None


def _misfits_of_rate(shape: ContextShape, per: Measure | None) -> Iterator[tuple[str, str]]:
    """What is wrong with the number that a rate is counted by."""
    if per is not None and per.kind != "number":
        yield "per", f"found '{per.text}', expected an outcome that is a number"
    if shape.per is not None and shape.statistic not in RATES:
        yield "per", f"found per beside statistic '{shape.statistic}', expected statistic: mean, difference or ratio"


def _misfits(shape: ContextShape, measure: Measure | None, over: Measure | None) -> Iterator[tuple[str, str]]:
    """Keys that do not go together, with what is wrong."""
    statistic, alone = shape.statistic, shape.compare_to is None
    if statistic in COMPARED and alone:
        yield "statistic", f"found '{statistic}' without compare_to, expected the scenario to compare to"
    if statistic in ALONE and not alone:
        expected = "expected statistic: difference, ratio or trend"
        yield "compare_to", f"found compare_to beside statistic '{statistic}', {expected}"
    if shape.paired is not None and alone:
        yield "paired", "found paired without compare_to, expected the scenario to compare to"
    if shape.over is not None and statistic != "trend":
        yield "over", f"found over beside statistic '{statistic}', expected statistic: trend"
    if over is not None and over.kind != "number":
        yield "over", f"found '{over.text}', expected an outcome that is a number"
    if measure is not None and statistic == "probability" and measure.kind != "probability":
        expected = "expected an ending or a flag, or statistic: mean or median"
        yield "statistic", f"found 'probability' of '{measure.text}', which is a number, {expected}"
    if measure is not None and statistic == "median" and measure.kind == "probability":
        expected = "expected statistic: probability"
        yield "statistic", f"found 'median' of '{measure.text}', which happens or not, {expected}"


def _with_threshold(
    test: ClaimTest, shape: ClaimTestShape, section: Section, indifference: Indifference
) -> ClaimTest | None:
    """Lay threshold and margin over a test; refuse what no result could reach."""
    margin = shape.margin
    if margin is None:
        margin = indifference.probability if test.in_points else 0.0
        if test.statistic == "ratio":
            margin = indifference.ratio
    lowest, highest, words = _reach(test)
    threshold = shape.threshold
    needed = threshold + margin if shape.direction == "above" else threshold - margin
    if not lowest <= threshold <= highest:
        section.note("threshold", f"found {threshold:.10g}, expected {words}")
    elif not lowest < needed < highest:
        section.note(
            "threshold",
            f"found {threshold:.10g} with a margin of {margin:.10g}: no result could lie clearly "
            f"{shape.direction} it; expected a threshold further inside {words}, or a smaller margin",
        )
    else:
        return replace(test, threshold=float(threshold), direction=shape.direction, margin=float(margin))
    return None


def _reach(test: ClaimTest) -> tuple[float, float, str]:
    """The values that a statistic can have, and these in words."""
    if test.statistic == "ratio":
        return 0.0, math.inf, "a ratio above 0"
    if test.in_points and test.statistic == "difference":
        return -1.0, 1.0, "a difference of probabilities, from -1 to 1"
    if test.in_points:
        return 0.0, 1.0, "a probability from 0 to 1"
    return -math.inf, math.inf, "a number"
