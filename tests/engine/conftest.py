"""What is compiled in these tests is kept apart from what others have compiled, and built as users build it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.engine import building, kernel


@pytest.fixture(autouse=True, scope="module")
def own_kernels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """For every test here."""
    folder = tmp_path_factory.mktemp("cache")
    kernel._kernel.cache_clear()  # what other tests have built quickly
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        patch.setattr(kernel, "library", building.library)
        yield folder
    kernel._kernel.cache_clear()
