"""One small war compiled once for all tests of the explorer, and one server of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from sim.engine import building, kernel
from sim.reports.explore.desk import Desk
from sim.reports.explore.programs import Programs
from sim.reports.explore.settings import Arm, Shelf
from sim.runs.engines import COMPILED, player

WEEKS, LONGER = 12, 40
"""Horizons of wars that NumPy plays, and of those that are compiled: long enough for some to end."""
QUICKLY_BUILT = ("-O0", *building.FLAGS[1:])
"""Flags that compile in a third of the time; `tests/engine` shows that they change no bit."""


@pytest.fixture(scope="session")
def kernels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of its own for what is compiled."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        patch.setattr(kernel, "library", partial(building.library, flags=QUICKLY_BUILT))
        yield folder


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    return Shelf.opened("baseline", weeks=WEEKS)


@pytest.fixture(scope="session")
def by_numpy(shelf: Shelf) -> Desk:
    """What pages share where NumPy plays."""
    return Desk(shelf, Programs(compiling=False))


@pytest.fixture(scope="session")
def compiled(kernels: Path) -> Desk:
    """What pages share where the baseline has been compiled."""
    if not any(map(shutil.which, building.COMPILERS)):
        pytest.skip("no C compiler here")
    shelf = Shelf.opened("baseline", weeks=LONGER)
    programs = Programs()
    player(COMPILED, programs.shared(shelf.scenario(Arm("baseline"))))
    return Desk(shelf, programs)
