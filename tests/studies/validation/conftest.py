"""What the validation tests share: battles fought once, wars played once."""

from __future__ import annotations

import numpy as np
import pytest

from sim.base.arrays import Floats
from sim.runs.ensemble import Plan
from sim.scenario import Scenario
from sim.studies.validation import wars
from sim.studies.validation.battles import Front


@pytest.fixture(scope="session")
def draws(baseline: Scenario) -> dict[str, Floats]:
    """Draws of the baseline as it is run."""
    return Plan(baseline, 1, 1024).block(0).draws()


@pytest.fixture(scope="session")
def central(baseline: Scenario) -> Front:
    """Central numbers of the front."""
    return {
        path.removeprefix("front."): np.array([number.value])
        for path, number in baseline.numbers.items()
        if path.startswith("front.")
    }


@pytest.fixture(scope="session")
def long_wars() -> wars.Wars:
    """A block of wars of five years."""
    return wars.play(1, 1, prior=False)
