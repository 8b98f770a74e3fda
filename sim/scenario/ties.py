"""What ties numbers to one another: groups that are drawn together, and processes by which numbers drift."""

from collections.abc import Iterator

from sim.scenario.content import ScenarioContent
from sim.scenario.faults import Fault
from sim.scenario.nodes import join
from sim.scenario.records import IGNORANCE, Number

SPREAD, HALF_LIFE = "spread", "half_life"
"""Numbers of a process."""


def unknown_ties(scenario: ScenarioContent, faults: list[Fault]) -> None:
    """Note numbers whose group has no correlation, or whose process is not described."""
    for number in scenario.numbers.values():
        for field, path in _needed(number):
            if path not in scenario.tree.numbers:
                advice = scenario.tree.advice(path) or f", expected a number at '{path}'"
                name = number.group if field == "group" else number.drift
                faults.append(Fault(number.origin, join(number.path, field), f"unknown {field} '{name}'{advice}"))


def processes(scenario: ScenarioContent) -> dict[str, tuple[str, ...]]:
    """Paths of the numbers that each process moves, by the path of the process."""
    found: dict[str, tuple[str, ...]] = {}
    for path, number in scenario.numbers.items():
        if number.process:
            found[number.process] = (*found.get(number.process, ()), path)
    return found


def _needed(number: Number) -> Iterator[tuple[str, str]]:
    if number.group:
        yield "group", join(IGNORANCE, number.group)
    if number.process:
        yield from (("drift", join(number.process, name)) for name in (SPREAD, HALF_LIFE))
