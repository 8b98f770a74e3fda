"""Small sweeps: a short war, few points, few replications."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.runs import sweep as batch
from sim.runs.workers import Place
from sim.scenario import Scenario, load


@pytest.fixture(scope="session")
def short() -> Scenario:
    """The baseline over six weeks."""
    return load("baseline", ["weeks=6"])


@pytest.fixture(scope="session")
def small(short: Scenario) -> batch.Sweep:
    """Two numbers and a choice: three points of each of two structures, 300 wars a point."""
    texts = ["nato.aid_level=0:2:3", "nato.strategy=surge,withdraw"]
    design = batch.make([batch.parse(text, short) for text in texts], short)
    return batch.Sweep(short, design, 300, 11)


@pytest.fixture(scope="session")
def uninterrupted(small: batch.Sweep, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small sweep, played in one go in this process."""
    folder = tmp_path_factory.mktemp("sweep") / "whole"
    batch.begin(small, folder, "sim sweep")
    assert batch.run(small, folder, Place(1)) == []
    return folder


def content(folder: Path) -> dict[str, pd.DataFrame]:
    """What a sweep's tables hold."""
    tables = {name: pd.read_parquet(folder / f"{name}.parquet") for name in ("points", "runs", "draws")}
    return tables | {"summary": pd.read_csv(folder / "summary.csv")}


def same(one: Path, two: Path) -> None:
    """Fail unless both folders hold the same, to the bit."""
    a, b = content(one), content(two)
    for name, table in a.items():
        pd.testing.assert_frame_equal(table, b[name], check_exact=True, obj=name)
