"""What a sweep varies: one number or choice, and the values it takes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.base.arrays import Floats
from sim.base.errors import SimError
from sim.base.text import written
from sim.scenario import Number, Scenario
from sim.scenario.faults import did_you_mean
from sim.war.draws import quantile

Value = float | str

MOST_POINTS = 1_000_000
"""Points of a design: its table is held in memory whole, and at one war each a million take as long as a million
replications of `sim run`; what asks for more has a digit too many."""
FORMS = "path=low:high:steps, path=low:high, path=a,b,c, or path alone for its own spread"


@dataclass(frozen=True)
class Parameter:
    """One dimension of a sweep.

    Attributes:
        path: of a number or a choice.
        values: what it can be, in order; empty where it can be anything between low and high.
        low: lower end, in the number's unit; None where the number's own spread is meant.
        high: upper end.
    """

    path: str
    values: tuple[Value, ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def is_finite(self) -> bool:
        """Whether its values can be counted."""
        return bool(self.values)

    @property
    def is_spread(self) -> bool:
        """Whether it is a number's own spread."""
        return not self.values and self.low is None

    @property
    def text(self) -> str:
        """As it is written on the command line."""
        if self.values:
            return f"{self.path}={','.join(map(shown, self.values))}"
        ends = [shown(end) for end in (self.low, self.high) if end is not None]
        return f"{self.path}={':'.join(ends)}" if ends else self.path

    def at(self, u: Floats, scenario: Scenario) -> list[Value]:
        """Values at quantiles u in [0, 1]: equal shares for what can be counted, else along the range."""
        if self.values:
            places = np.minimum((u * len(self.values)).astype(np.int64), len(self.values) - 1)
            return [self.values[place] for place in places.tolist()]
        if self.low is None or self.high is None:
            # The ends of an unbounded spread are not numbers; a trillionth inside they are.
            return [float(v) for v in quantile(scenario.numbers[self.path], np.clip(u, 1e-12, 1.0 - 1e-12))]
        return [float(v) for v in self.low + u * (self.high - self.low)]


def parse(text: str, scenario: Scenario) -> Parameter:
    """A parameter as written on the command line or in a sweep's file.

    Raises:
        SimError: if it is of none of the forms, or the scenario has no such number or choice.
    """
    path, equals, rest = (part.strip() for part in text.partition("="))
    known(path, scenario)
    if not equals:
        return _own(path, scenario)
    words = [word.strip() for word in rest.split(":" if path in scenario.numbers else ",")]
    if path not in scenario.numbers or len(words) == 1:
        listed = [word.strip() for word in rest.split(",")]
        return of_values(path, [_value(path, word, scenario) for word in listed], scenario)
    ends = [_number(path, word) for word in words[:2]]
    if len(words) > 3 or not ends[0] < ends[1]:
        raise SimError(f"parameter {path}: found '{rest}', expected low:high or low:high:steps with low below high")
    span = of_range(path, ends[0], ends[1], scenario)
    if len(words) == 2:
        return span
    steps = float(words[2]) if words[2].isdecimal() else 0.0  # of any number of digits
    if steps < 2:
        raise SimError(f"parameter {path}: found {words[2]} steps, expected a whole number of 2 or more")
    require_few(steps, f"parameter {path}")
    return of_values(path, [float(v) for v in np.linspace(ends[0], ends[1], int(steps))], scenario)


def of_values(path: str, values: Sequence[Value | bool], scenario: Scenario) -> Parameter:
    """A parameter that takes the values given, each checked against the scenario."""
    clean = checked(path, values, scenario)
    if not clean or len(set(clean)) < len(clean):
        raise SimError(f"parameter {path}: found {list(values)}, expected at least one value and none twice")
    return Parameter(path, tuple(clean))


def checked(path: str, values: Sequence[Value | bool], scenario: Scenario) -> list[Value]:
    """Values as the scenario holds them.

    Raises:
        SimError: if the scenario has no such number or choice, or one of them is none that it can have.
    """
    known(path, scenario)
    clean = [_clean(path, value, scenario) for value in values]
    # What a number can be lies between two bounds: with its ends, all values are within them.
    numbers = [value for value in clean if not isinstance(value, str)]
    ends = (min(numbers), max(numbers)) if numbers else ()
    for value in dict.fromkeys((*ends, *(value for value in clean if isinstance(value, str)))):
        scenario.override(path, value)
    return clean


def of_range(path: str, low: float, high: float, scenario: Scenario) -> Parameter:
    """A parameter that takes any value between two ends."""
    checked(path, (low, high), scenario)
    return Parameter(path, (), float(low), float(high))


def require_few(points: float, what: str) -> None:
    """Refuse a design of too many points, before it is built.

    Raises:
        SimError: with their number; `what` says what asks for so many.
    """
    if points > MOST_POINTS:
        raise SimError(f"{what}: found {points:,.0f} points, expected at most {MOST_POINTS:,} in a design")


def known(path: str, scenario: Scenario) -> None:
    """Refuse a path that is neither a number nor a choice."""
    paths = (*scenario.numbers, *scenario.choices)
    if path in paths:
        return
    advice = did_you_mean(path, paths) or f", expected {FORMS}"
    raise SimError(f"parameter '{path}': {scenario.name} has no such number or choice{advice}")


def shown(value: Value) -> str:
    """A value as it is written on the command line, to be read back to the bit."""
    return value if isinstance(value, str) else written(value)


def _own(path: str, scenario: Scenario) -> Parameter:
    """All options of a choice; the spread of a number."""
    if path in scenario.choices:
        return Parameter(path, tuple(scenario.choices[path].options))
    number: Number = scenario.numbers[path]
    if number.distribution is None:
        raise SimError(f"parameter {path}: it has no spread of its own in {scenario.name}, expected {path}=low:high")
    return Parameter(path)


def _value(path: str, word: str, scenario: Scenario) -> Value:
    return word if path in scenario.choices else _number(path, word)


def _number(path: str, word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        raise SimError(f"parameter {path}: found '{word}', expected a number") from None
    if not math.isfinite(value):
        raise SimError(f"parameter {path}: found '{word}', expected a finite number")
    return value


def _clean(path: str, value: Value | bool, scenario: Scenario) -> Value:
    if path in scenario.choices:
        return ("on" if value else "off") if isinstance(value, bool) else str(value)
    return _number(path, str(value))
