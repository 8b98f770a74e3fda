"""What can be moved: levers, which some side decides, and assumptions, which nobody does, with range and source."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from sim.analysis.wording import capitalised, parameter
from sim.base.text import actor_title, written
from sim.scenario import Number, Scenario
from sim.scenario.tree import POLICIES, STRATEGY_CHOICE, policy_path

FILE = Path(__file__).parents[2] / "data" / "explorer.csv"
STEPS = 100
"""Steps of a slider that has none of its own."""
PLAIN = ("ratio", "0-1")
"""Units that are none to a reader."""
Moves = Literal["lever", "assumption"]
"""A lever moves the arm that is explored; an assumption holds in every arm."""
STRUCTURE = "structure."
"""Prefix of the choices between ways to write the equations: assumptions, all others being levers."""
WAYS = {
    "choose": "choose by own values",
    "best": "take what is best by own values",
    "random": "choose at random",
    "script": "follow the scenario's script",
}
"""Policies that name no option, in words."""


@dataclass(frozen=True)
class Shown:
    """A row of the file of sliders."""

    moves: Moves
    low: float | None
    high: float | None
    step: float | None
    title: str
    why: str


@cache
def shown() -> Mapping[str, Shown]:
    """Numbers that have a slider from the start, by path in the order of the page."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["path"]: Shown(
                cast(Moves, row["moves"]),
                low=_figure(row["low"]),
                high=_figure(row["high"]),
                step=_figure(row["step"]),
                title=row["title"],
                why=row["why"],
            )
            for row in csv.DictReader(file)
        }


def _figure(cell: str) -> float | None:
    return float(cell) if cell else None


@dataclass(frozen=True)
class Slider:
    """A number with a slider.

    Attributes:
        number: as the scenario has it.
        moves: one arm or all.
        low: its left end.
        high: its right end.
        step: between two positions.
        title: in words.
        why: why it is a lever or an assumption.
    """

    number: Number
    moves: Moves
    low: float
    high: float
    step: float
    title: str
    why: str

    @property
    def path(self) -> str:
        """Path of the number."""
        return self.number.path

    @property
    def rest(self) -> float:
        """Where it stands untouched."""
        return self.number.value

    @property
    def as_it_is(self) -> str:
        """What holds while it is untouched."""
        number = self.number
        if number.low is None or number.high is None or number.distribution is None:
            return self.in_words(number.value)
        return f"drawn from {written(number.low)} to {written(number.high)} {self.unit}".rstrip()

    @property
    def unit(self) -> str:
        """Behind a value; none behind a ratio, whose title says what 1 is."""
        return "" if self.number.unit in PLAIN else self.number.unit

    def in_words(self, value: float) -> str:
        """A value with its unit."""
        return f"{written(value)} {self.unit}".rstrip()


def moves(number: Number) -> Moves:
    """Whether a number moves one arm or all: as the file says, or else as its own record does."""
    row = shown().get(number.path)
    return row.moves if row else "lever" if number.lever else "assumption"


def slider(scenario: Scenario, path: str) -> Slider:
    """The slider of a number: its own range and the file's, and where it stands, within its bounds."""
    number, row = scenario.numbers[path], shown().get(path)
    file = (row.low, row.high) if row else (None, None)
    known = [end for end in (*file, number.low, number.high, number.value) if end is not None]
    if len(set(known)) == 1:
        known += [0.0, 2.0 * number.value or 1.0]
    low, high = max(min(known), number.bounds[0]), min(max(known), number.bounds[1])
    step = row.step if row and row.step else _step(low, high)
    title = row.title if row else capitalised(parameter(path))
    return Slider(number, moves(number), low, high, step, title, row.why if row else "")


def sliders(scenario: Scenario, more: Mapping[str, float], which: Moves) -> list[Slider]:
    """The sliders of a page: those of the file, and those of all other numbers that are set."""
    paths = [*shown(), *(path for path in more if path not in shown())]
    found = (slider(scenario, path) for path in paths if path in scenario.numbers)
    return [one for one in found if one.moves == which]


def _step(low: float, high: float) -> float:
    """A round step that gives a range about a hundred positions."""
    size = (high - low) / STEPS or 1.0
    power = 10.0 ** math.floor(math.log10(size))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= size * 0.999)


@dataclass(frozen=True)
class Menu:
    """A choice with its options.

    Attributes:
        path: of the choice.
        title: in words.
        moves: one arm or all.
        options: value -> words.
        value: as the scenario has it.
    """

    path: str
    title: str
    moves: Moves
    options: Mapping[str, str]
    value: str


def menus(scenario: Scenario) -> list[Menu]:
    """A menu for each actor, one of strategies, one for each way to write the equations."""
    found = []
    for actor, options in scenario.menus.items():
        choice = scenario.choices[policy_path(actor)]
        ways = [way for way in POLICIES if way != "script" or scenario.scripts.get(actor)]
        named = {way: capitalised(WAYS[way]) for way in ways}
        named |= {name: f"Always: {options[name].title}" for name in choice.options if name in options}
        found.append(Menu(choice.path, actor_title(actor), "lever", named, choice.value))
    strategy = scenario.choices[STRATEGY_CHOICE]
    bundles = {name: scenario.strategies[name].title for name in strategy.options if name in scenario.strategies}
    found.append(Menu(strategy.path, "The West's strategy", "lever", bundles, strategy.value))
    for path, choice in scenario.choices.items():
        if path.startswith(STRUCTURE):
            named = {option: option.replace("_", " ") for option in choice.options}
            found.append(
                Menu(path, f"How {path.removeprefix(STRUCTURE)} is written", "assumption", named, choice.value)
            )
    return found
