"""The assumptions of a scenario, with value, range, unit, basis and source; and which of them an outcome goes with."""

import math
from collections import Counter

import numpy as np

from sim.analysis.columns import Columns, numbers
from sim.analysis.intervals import critical
from sim.analysis.wording import COUNTRIES, capitalised, parameter
from sim.base.text import counted
from sim.reports.html.arm import Arm
from sim.reports.html.changes import cited, figure
from sim.reports.html.page import Cell, Link, Part, Section, Table, Words
from sim.reports.run import closing_lines
from sim.scenario import Scenario
from sim.scenario.records import Number

DRAW = "draw."
MEASURE, IN_WORDS = "territory_change_12m", "ground that Russia gains in 12 months"
LEADING = 10
FEWEST_WARS = 30
MOST_WARS = 20_480
"""Wars beyond which the draws of a run are not read for a page: they are most of its memory."""


def assumptions(scenario: Scenario) -> Section:
    """Every number that varies or that someone sets, by section."""
    told = [number for number in scenario.numbers.values() if number.role != "constant"]
    bases = Counter[str](number.basis for number in scenario.numbers.values())
    summary = ", ".join(f"{bases[basis]} {words}" for basis, words in BASES.items() if bases[basis])
    parts: list[Part] = [
        Words(
            f"The scenario has {counted(len(scenario.numbers), 'number')}: {summary}. Below are the {len(told)} that vary"
            " from war to war or that someone sets; sim params lists all."
        )
    ]
    sections: dict[str, list[Number]] = {}
    for number in told:
        sections.setdefault(number.path.partition(".")[0], []).append(number)
    head = ("Number", "Value", "Range", "Unit", "Basis", "Source")
    for name, numbers_ in sections.items():
        words = COUNTRIES.get(name, capitalised(name.replace("_", " ")))
        rows = tuple(_row(scenario, number) for number in numbers_)
        parts.append(Table(f"{words}: {counted(len(rows), 'number')}", head, rows, folded=True))
    parts.append(_sources(scenario))
    return Section("assumptions", "What is assumed", tuple(parts))


BASES = {"measured": "measured", "estimated": "estimated", "judgement": "a judgement"}


def _row(scenario: Scenario, number: Number) -> tuple[Cell, ...]:
    words = capitalised(number.path.partition(".")[2].replace(".", ", ").replace("_", " "))
    span = f"{figure(number.low)} to {figure(number.high)}" if number.low is not None else "fixed"
    role = " (lever)" if number.role == "lever" else ""
    return words + role, figure(number.value), span, number.unit, number.basis, cited(scenario, number.source)


def _sources(scenario: Scenario) -> Table:
    """The sources that it cites."""
    entries = [*scenario.entries.values(), *scenario.events]
    known = {entry.source for entry in entries}
    sources = [scenario.sources[key] for key in sorted(scenario.sources) if key in known]
    rows = tuple(
        (one.title, one.publisher, one.published.isoformat(), Link(one.address, one.address) if one.address else "")
        for one in sources
    )
    return Table(f"{counted(len(rows), 'source')}", ("Title", "Publisher", "Published", "Address"), rows, folded=True)


def spread(arm: Arm) -> Section:
    """Where the spread between wars comes from: chance, parameters, and which of them."""
    parts: list[Part] = [Words(line) for line in closing_lines(arm.runs, arm.twins)[1:]]
    drawn = [str(name) for name in _names(arm.runs) if name.startswith(DRAW)]
    known = int(np.isfinite(numbers(arm.runs[MEASURE])).sum()) if MEASURE in arm.runs.columns else 0
    if not drawn or not FEWEST_WARS <= known <= MOST_WARS:
        return Section("spread", "Where the spread comes from", tuple(parts))
    found = _correlations(arm.runs, drawn)
    least = math.tanh(critical(len(found)) / math.sqrt(max(len(arm.runs) - 3, 1)))  # Fisher's z of the best of so many
    told = [(path, value) for path, value in found[:LEADING] if abs(value) > least]
    if not told:
        words = (
            f"None of the {len(found)} numbers that vary goes with the {IN_WORDS} more than the best of so many would by"
            " chance."
        )
        return Section("spread", "Where the spread comes from", (*parts, Words(words)))
    rows = tuple(
        (capitalised(parameter(path)), f"{value:+.2f}".replace("-", "−"), _reads(value)) for path, value in told
    )
    table = Table(
        f"Numbers that go with the {IN_WORDS} (rank correlation beyond ±{least:.2f}, which the best of {len(found)} stays"
        " within by chance 95 times of 100)",
        ("Number", "Correlation", "So that"),
        rows,
    )
    return Section("spread", "Where the spread comes from", (*parts, table))


def _reads(value: float) -> str:
    return f"the larger it is, the {'more' if value > 0 else 'less'} ground Russia gains"


def _names(runs: Columns) -> list[str]:
    names: list[str] = list(runs.columns)  # type: ignore[call-overload]  # both kinds of columns can be walked through
    return names


def _correlations(runs: Columns, drawn: list[str]) -> list[tuple[str, float]]:
    """Rank correlation of every draw that varies with the measure, the strongest first."""
    values = numbers(runs[MEASURE])
    known = np.isfinite(values)
    target = _ranks(values[known])
    found = []
    for name in drawn:
        draws = numbers(runs[name])[known]
        if draws.size and draws.min() < draws.max():
            found.append((name.removeprefix(DRAW), float(np.mean(_ranks(draws) * target))))
    return sorted(found, key=lambda pair: (-abs(pair[1]), pair[0]))


def _ranks(values: np.ndarray) -> np.ndarray:
    """Ranks with mean 0 and variance 1; equal values, which are few, in the order in which they come."""
    ranks = np.empty(values.size)
    ranks[np.argsort(values, kind="stable")] = np.arange(values.size)
    return np.asarray((ranks - ranks.mean()) / (ranks.std() or 1.0))
