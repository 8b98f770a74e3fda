"""What the verification tests share: whole blocks of the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

import pytest

from sim.base.arrays import Floats
from sim.scenario import Scenario
from sim.war.model import War
from sim.war.randomness import Dice, Stream
from tests.blocks import begun, drawn

Play = Callable[..., War]


class TwinDice(Dice):
    """Both sides meet the same luck."""

    def draw(self, causes: Iterable[Stream], group: int) -> dict[Stream, Floats]:
        """Russia's numbers, for both."""
        russian = {cause: replace(cause, name=cause.name.replace("ukraine", "russia")) for cause in causes}
        drawn = super().draw(dict.fromkeys(russian.values()), group)
        return {cause: drawn[same] for cause, same in russian.items()}


@pytest.fixture(scope="session")
def start() -> Play:
    """Set up one block, with some numbers set by hand or scaled from what was drawn."""
    return partial(begun, weeks=52, n=256)


@pytest.fixture(scope="session")
def play(start: Play) -> Play:
    """Play one block to its horizon."""
    return lambda *args, **kwargs: start(*args, **kwargs).run()


@pytest.fixture(scope="session")
def twin_dice() -> type[Dice]:
    """Dice under which both sides meet the same luck."""
    return TwinDice


@pytest.fixture(scope="session")
def draw() -> Callable[[Scenario, Dice], dict[str, Floats]]:
    """Every number of a scenario as drawn."""
    return drawn
