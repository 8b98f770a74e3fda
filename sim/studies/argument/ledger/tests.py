"""Tests and numbers of a claim as the file states them, checked against what can be read off a war."""

from __future__ import annotations

from dataclasses import replace

from sim.runs.compare.pairing import unlike
from sim.scenario.faults import Fault
from sim.scenario.nodes import MapNode, join
from sim.studies.argument.ledger.names import Naming
from sim.studies.argument.ledger.records import Indifference, Test
from sim.studies.argument.ledger.shapes import ContextShape, TestShape
from sim.studies.argument.measures import Measure, UnknownMeasureError, parse, parse_trend

COMPARED = ("difference", "ratio")
ALONE = ("probability", "mean", "median")


def read_test(
    shape: ContextShape, node: MapNode, path: str, naming: Naming, indifference: Indifference | None
) -> Test | None:
    """Return the test that a shape describes, or None after noting why it cannot be one."""
    faults, before = naming.faults, len(naming.faults)
    naming.find(shape.scenario, node.place("scenario"), join(path, "scenario"))
    if shape.compare_to is not None:
        naming.find(shape.compare_to, node.place("compare_to"), join(path, "compare_to"))
    _require_pairable(shape, node, path, naming)
    of_series = shape.statistic == "trend" and shape.over is None
    measure = measured(shape.outcome, node, "outcome", path, faults, trend=of_series)
    over = measured(shape.over, node, "over", path, faults) if shape.over else None
    given = measured(shape.given, node, "given", path, faults) if shape.given else None
    faults += [
        Fault(node.place(key), join(path, key), message)
        for key, message in _misfits(shape, measure, given, over)
    ]
    if len(faults) > before or measure is None:
        return None
    test = Test(
        measure=measure,
        statistic=shape.statistic,
        world=shape.scenario,
        compare_to=shape.compare_to,
        given=given,
        over=over,
        label=shape.label or "",
        paired=shape.paired is not False,
    )
    if not isinstance(shape, TestShape) or indifference is None:
        return test
    return _with_threshold(test, shape, node, path, indifference, faults)


def _require_pairable(shape: ContextShape, node: MapNode, path: str, naming: Naming) -> None:
    """Note a comparison war by war of worlds that begin on different days or last for different times."""
    names = [name for name in (shape.scenario, shape.compare_to) if name is not None]
    worlds = [(name, naming.worlds[name].scenario) for name in names if name in naming.worlds]
    if shape.paired is False:
        return
    found = unlike(worlds).values()
    if found:
        message = "; ".join(found) + "; with paired: false they are compared as wholes, not war by war"
        naming.faults.append(Fault(node.place("compare_to"), join(path, "compare_to"), message))


def measured(
    text: str, node: MapNode, key: str, path: str, faults: list[Fault], trend: bool = False
) -> Measure | None:
    """Return the outcome that a text names, or None after noting that it names none."""
    try:
        return parse_trend(text) if trend else parse(text)
    except UnknownMeasureError as error:
        faults.append(Fault(node.place(key), join(path, key), str(error)))
        return None


def _misfits(
    shape: ContextShape, measure: Measure | None, given: Measure | None, over: Measure | None
) -> list[tuple[str, str]]:
    """Keys that do not go together, with what is wrong."""
    found = []
    if shape.statistic in COMPARED and shape.compare_to is None:
        found.append(
            ("statistic", f"found '{shape.statistic}' without compare_to, expected the world to compare to")
        )
    if shape.statistic in ALONE and shape.compare_to is not None:
        expected = "expected statistic: difference, ratio or trend"
        found.append(("compare_to", f"found compare_to beside statistic '{shape.statistic}', {expected}"))
    if shape.paired is not None and shape.compare_to is None:
        found.append(("paired", "found paired without compare_to, expected the world to compare to"))
    if shape.over is not None and shape.statistic != "trend":
        found.append(("over", f"found over beside statistic '{shape.statistic}', expected statistic: trend"))
    if over is not None and over.kind != "number":
        found.append(("over", f"found '{over.text}', expected an outcome that is a number"))
    if given is not None and given.kind != "probability":
        found.append(("given", f"found '{given.text}', expected an ending, a flag or 'deal'"))
    if measure is not None and shape.statistic == "probability" and measure.kind != "probability":
        expected = "expected an ending or a flag, or statistic: mean or median"
        found.append(("statistic", f"found 'probability' of '{measure.text}', which is a number, {expected}"))
    if measure is not None and shape.statistic == "median" and measure.kind == "probability":
        expected = "expected statistic: probability"
        found.append(("statistic", f"found 'median' of '{measure.text}', which happens or not, {expected}"))
    return found


def _with_threshold(
    test: Test, shape: TestShape, node: MapNode, path: str, indifference: Indifference, faults: list[Fault]
) -> Test | None:
    """Lay threshold and margin over a test; refuse what no result could reach."""
    margin = shape.margin
    if margin is None:
        margin = indifference.probability if test.in_points else 0.0
        if test.statistic == "ratio":
            margin = indifference.ratio
    lowest, highest, words = _reach(test)
    if not lowest <= shape.threshold <= highest:
        message = f"found {shape.threshold:.10g}, expected {words}"
        faults.append(Fault(node.place("threshold"), join(path, "threshold"), message))
        return None
    needed = shape.threshold + margin if shape.direction == "above" else shape.threshold - margin
    if not lowest < needed < highest:
        message = (
            f"found {shape.threshold:.10g} with a margin of {margin:.10g}: no result could lie clearly "
            f"{shape.direction} it; expected a threshold further inside {words}, or a smaller margin"
        )
        faults.append(Fault(node.place("threshold"), join(path, "threshold"), message))
        return None
    return replace(test, threshold=float(shape.threshold), direction=shape.direction, margin=float(margin))


def _reach(test: Test) -> tuple[float, float, str]:
    """The values that a statistic can have, and these in words."""
    if test.statistic == "ratio":
        return 0.0, float("inf"), "a ratio above 0"
    if test.in_points and test.statistic == "difference":
        return -1.0, 1.0, "a difference of probabilities, from -1 to 1"
    if test.in_points:
        return 0.0, 1.0, "a probability from 0 to 1"
    return float("-inf"), float("inf"), "a number"
