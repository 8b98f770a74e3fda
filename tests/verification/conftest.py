"""What the verification tests share: whole blocks of the model, and an integrator that only calls a rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pytest

from sim.base.arrays import Floats
from sim.scenario import Scenario, load
from sim.war.model import War
from sim.war.randomness import Dice
from tests.blocks import begun, drawn

Play = Callable[..., War]
Slope = Callable[[Floats, Floats], tuple[Floats, Floats]]


class TwinDice(Dice):
    """Both sides meet the same luck."""

    def uniform(self, names: Sequence[str], every: int = 1) -> Floats:
        """Russia's numbers, for both."""
        return super().uniform([name.replace("ukraine", "russia") for name in names], every)

    def normal(self, names: Sequence[str], every: int = 1) -> Floats:
        """Russia's numbers, for both."""
        return super().normal([name.replace("ukraine", "russia") for name in names], every)


@pytest.fixture(scope="session")
def baseline() -> Scenario:
    """The shipped baseline."""
    return load("baseline")


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


@pytest.fixture(scope="session")
def integrate() -> Callable[..., tuple[Floats, Floats]]:
    """Runge-Kutta steps of two strengths whose losses a rule gives."""

    def _integrate(slope: Slope, a: float, b: float, days: float, n_steps: int) -> tuple[Floats, Floats]:
        now, dt = np.array([a, b]), days / n_steps

        def losses(x: Floats) -> Floats:
            return -np.array(slope(np.maximum(x[0], 0.0), np.maximum(x[1], 0.0)))

        for _ in range(n_steps):
            k1 = losses(now)
            k2 = losses(now + dt / 2.0 * k1)
            k3 = losses(now + dt / 2.0 * k2)
            k4 = losses(now + dt * k3)
            now = now + dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
        return now[0], now[1]

    return _integrate
