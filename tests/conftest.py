"""What all tests share."""

import pytest
from hypothesis import settings

from sim.scenario import Scenario, load
from sim.studies.decisions.tables import going_on

# No deadline: how long an example takes is the machine's affair. The same examples every time.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")


@pytest.fixture(scope="session")
def baseline() -> Scenario:
    """The shipped baseline."""
    return load("baseline")


@pytest.fixture(scope="session")
def settled(baseline: Scenario) -> Scenario:
    """The baseline in which everybody goes on as before."""
    return going_on(baseline)
