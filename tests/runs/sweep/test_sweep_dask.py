"""On a Dask cluster: a real scheduler and two workers on loopback, one of which is killed."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest

from sim.base.errors import SimError
from sim.runs import sweep as batch
from sim.runs.workers import Place
from tests.cluster import cluster
from tests.runs.sweep.conftest import same
from tests.runs.sweep.test_sweep_survival import deadly_once

pytestmark = pytest.mark.filterwarnings("ignore")  # what Dask's own processes complain of while they are killed


def test_dask_gives_the_same_bits_despite_killed_workers(
    small: batch.Sweep, uninterrupted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "mark"
    monkeypatch.setenv("SIM_TEST_MARK", str(mark))
    with cluster() as running:
        batch.begin(small, tmp_path / "d", "sim sweep")
        place = Place(executor="dask", scheduler=running.scheduler_address)
        failures: list[object] = []

        def play() -> None:
            failures.append(batch.run(small, tmp_path / "d", place, player=deadly_once))

        # In a thread that can be left behind: a test of failures must not wait for ever for one.
        playing = Thread(target=play, daemon=True)
        playing.start()
        playing.join(timeout=600)
        assert not playing.is_alive()
    assert mark.exists()
    assert failures == [[]]
    same(uninterrupted, tmp_path / "d")


def test_an_address_without_a_scheduler_is_said(small: batch.Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.runs.workers.CONNECT_SECONDS", 1)
    place = Place(executor="dask", scheduler="tcp://127.0.0.1:9")
    with pytest.raises(SimError, match="found no Dask scheduler there"), place.open(1):
        pass
