"""One small war compiled once for all tests of the explorer, and one server of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sim.engine import building
from sim.reports.explore.desk import Desk
from sim.reports.explore.programs import Programs
from sim.reports.explore.settings import Arm, Shelf
from sim.runs.engines import COMPILED, player

WEEKS, LONGER = 12, 40
"""Horizons of wars that NumPy plays, and of those that are compiled: long enough for some to end."""


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    return Shelf.opened("baseline", weeks=WEEKS)


@pytest.fixture(scope="session")
def by_numpy(shelf: Shelf) -> Desk:
    """What pages share where NumPy plays."""
    return Desk(shelf, Programs(compiling=False))


@pytest.fixture(scope="session")
def compiled(own_kernels: Path) -> Desk:
    """What pages share where the baseline has been compiled."""
    if not any(map(shutil.which, building.COMPILERS)):
        pytest.skip("no C compiler here")
    shelf = Shelf.opened("baseline", weeks=LONGER)
    programs = Programs()
    player(COMPILED, programs.shared(shelf.scenario(Arm("baseline"))))
    return Desk(shelf, programs)
