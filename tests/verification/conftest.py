"""What the verification tests share: whole blocks of the model, and an integrator that only calls a rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest

from sim.arrays import Floats
from sim.draws import quantiles, sample, uncertain
from sim.model import War
from sim.randomness import Dice
from sim.scenario import Scenario, load

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


def sampled(scenario: Scenario, dice: Dice) -> dict[str, Floats]:
    """Every number of the scenario as drawn, uncertain or not. Arrays of shape (width,)."""
    draws = sample(scenario, quantiles(uncertain(scenario), dice.seed, dice.block, dice.width))
    return {
        path: draws.get(path, np.full(dice.width, number.value)) for path, number in scenario.numbers.items()
    }


@pytest.fixture(scope="session")
def baseline() -> Scenario:
    """The shipped baseline."""
    return load("baseline")


@pytest.fixture(scope="session")
def start() -> Play:
    """Set up one block, with some numbers set by hand or scaled from what was drawn."""

    def _start(
        scenario: Scenario,
        numbers: Mapping[str, Floats | float] | None = None,
        *,
        scaled: Mapping[str, float] | None = None,
        weeks: int = 52,
        width: int = 256,
        dice: Dice | None = None,
    ) -> War:
        dice = dice or Dice(1, 0, weeks, width)
        draws = sampled(scenario, dice)
        for path, value in (numbers or {}).items():
            draws[path] = np.broadcast_to(np.asarray(value, dtype=np.float64), draws[path].shape).copy()
        for path, factor in (scaled or {}).items():
            draws[path] = draws[path] * factor
        return War(scenario, draws, dice)

    return _start


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
    return sampled


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
