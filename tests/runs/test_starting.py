"""Processes that copy another are started by whom they belong to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

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


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux copies processes")
def test_what_is_copied_is_deaf_to_interrupts_from_its_start() -> None:
    """Else it would cry out where Ctrl-C is pressed early."""
    code = (
        "from multiprocessing import forkserver; from pathlib import Path; from sim.runs import starting\n"
        "if __name__ == '__main__':\n"
        "    starting.begin()\n"
        "    print(Path(f'/proc/{forkserver._forkserver._forkserver_pid}/status').read_text())"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    (blocked,) = (line.split()[1] for line in said.splitlines() if line.startswith("SigBlk:"))
    assert int(blocked, 16) & 1 << (signal.SIGINT - 1)
