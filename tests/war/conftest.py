"""Blocks of wars for the battery of the model: made once a session, shared, never changed by a test."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np
import pytest

from sim.base.arrays import Floats
from sim.scenario import Scenario
from sim.war.model import War
from sim.war.randomness import Dice, Stream
from tests.blocks import begun, drawn

Play = Callable[..., War]


class RepeatedDice(Dice):
    """The first `wars` columns' luck over and over: columns that share it differ only by their numbers."""

    wars = 1

    def draw(self, causes: Iterable[Stream], group: int) -> dict[Stream, Floats]:
        """The first columns' numbers, repeated."""
        columns = np.arange(self.n) % self.wars
        return {cause: numbers[..., columns] for cause, numbers in super().draw(causes, group).items()}


class SwappedDice(Dice):
    """What Russia would have met, Ukraine meets, and the other way round."""

    def draw(self, causes: Iterable[Stream], group: int) -> dict[Stream, Floats]:
        """The numbers of the other side's stream."""
        others = {cause: replace(cause, name=swapped(cause.name)) for cause in causes}
        drawn = super().draw(others.values(), group)
        return {cause: drawn[other] for cause, other in others.items()}


def swapped(name: str) -> str:
    """A name with the two sides exchanged."""
    return name.replace("russia", "?").replace("ukraine", "russia").replace("?", "ukraine")


def play_block(
    scenario: Scenario,
    numbers: Mapping[str, Floats | float] | None = None,
    dice: Dice | None = None,
    weeks: int = 26,
    n: int = 64,
) -> War:
    """Play one block, with some numbers set by hand."""
    return begun(scenario, numbers, dice, weeks=weeks, n=n).run()


@pytest.fixture(scope="session")
def play() -> Play:
    """Play one block, with some numbers set by hand."""
    return play_block


@pytest.fixture(scope="session")
def repeated_dice() -> type[Dice]:
    """Dice under which columns differ only by their numbers."""
    return RepeatedDice


@pytest.fixture(scope="session")
def swapped_dice() -> type[Dice]:
    """Dice that exchange the two sides' luck."""
    return SwappedDice


@pytest.fixture(scope="session")
def draw() -> Callable[[Scenario, Dice], dict[str, Floats]]:
    """Every number of a scenario as drawn."""
    return drawn


@pytest.fixture(scope="session")
def war(baseline: Scenario) -> War:
    """A whole block of the baseline at full breadth and horizon."""
    return play_block(baseline, weeks=baseline.weeks, n=512)
