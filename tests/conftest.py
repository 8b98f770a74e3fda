"""What all tests share."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from sim.engine import building, kernel
from sim.scenario import Scenario, load
from sim.studies.decisions.tables import going_on

# No deadline: how long an example takes is the machine's affair. The same examples every time.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")

os.environ["SIM_NO_REPORT"] = "1"
"""The page that ends most commands takes seconds; who tests it asks for it."""

LONGEST = (
    "test_cli_interrupt.py",
    "test_faults.py",
    "test_validate_command.py",
    "test_war_numbers.py",
    "test_worked_pages.py",
)
"""Files that take minutes."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files, so that no worker waits for another at the end."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


QUICKLY_BUILT = ("-O0", *building.FLAGS[1:])
"""Flags that compile in a third of the time; `tests/engine` shows that they change no bit."""


@pytest.fixture(scope="session")
def own_kernels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where tests compile: apart from what the user has compiled, once for all tests of a process, and quickly."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        patch.setattr(kernel, "library", partial(building.library, flags=QUICKLY_BUILT))
        yield folder


@pytest.fixture(scope="session")
def baseline() -> Scenario:
    """The shipped baseline."""
    return load("baseline")


@pytest.fixture(scope="session")
def settled(baseline: Scenario) -> Scenario:
    """The baseline in which everybody goes on as before."""
    return going_on(baseline)
