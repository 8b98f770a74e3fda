"""What needs optional packages says how to install them where the user is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sim.base.errors import SimError
from sim.base.extras import missing
from sim.runs.workers import require_scheduler
from sim.studies.sensitivity.boxes import _quiet

ROOT = Path(__file__).resolve().parents[2]


def test_a_checkout_is_installed_again_with_its_extra() -> None:
    said = str(missing("It needs more", "study"))
    assert said == f'It needs more; install with: "{sys.executable}" -m pip install -e "{ROOT}[study]"'


def test_every_lack_of_a_package_is_said_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ema_workbench", "distributed", "distributed.comm", "distributed.comm.core"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(SimError, match=r"needs the EMA Workbench .*\[study\]"), _quiet():
        import ema_workbench  # noqa: F401
    with pytest.raises(SimError, match=r"needs Dask; install with: .*\[cluster\]"):
        require_scheduler("tcp://127.0.0.1:1")
