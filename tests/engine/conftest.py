"""What is compiled in these tests is kept apart from what the user has compiled."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True, scope="session")
def kept_apart(own_kernels: Path) -> None:
    """For every test here."""
