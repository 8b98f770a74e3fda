"""What all tests share."""

import pytest

from sim.scenario import Scenario, load


@pytest.fixture(scope="session")
def baseline() -> Scenario:
    """The shipped baseline."""
    return load("baseline")
