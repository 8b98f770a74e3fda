"""Processes that copy another are started by whom they belong to."""

from __future__ import annotations

import os

import pytest

from sim.runs import starting
from sim.runs.workers import Place


def test_a_fork_starts_workers_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """It can neither ask what its parent started nor wait for it."""
    monkeypatch.setattr(starting._Begun, "by", os.getpid() + 1)
    assert not starting.copies()
    assert starting.context().get_start_method() == "spawn"
    with Place(2).open(8) as (executor, _):
        assert executor.submit(abs, -3).result() == 3
