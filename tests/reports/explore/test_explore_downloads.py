"""What is downloaded gives the same wars by the command line, to the bit."""

from __future__ import annotations

import asyncio
import csv
import shlex
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from sim.cli import cli
from sim.reports.explore.desk import Desk
from sim.reports.explore.downloads import FILES, OF_A_WAR
from sim.scenario import load

EXPLORED = (
    "nato.aid_level=0.35&ukraine.mobilisation_min_age=20&decisions.russia.policy=holds&escalation.propensity=0.1"
    "&manpower.age_decline=0.123456789&will.by_casualties=0.0000123&structure.attrition=linear"
)


def text_of(file: str, desk: Desk, address: str) -> str:
    return asyncio.run(FILES[file](desk, desk.shelf.settings(address)))


def played(path: Path, text: str) -> pd.DataFrame:
    """The wars of a downloaded scenario, by the command that stands in it."""
    path.write_text(text, encoding="utf-8")
    command = next(line for line in text.splitlines() if "sim run" in line).partition("sim run ")[2]
    words = ["run", *shlex.split(command.replace("explored.yaml", str(path))), "--no-plots", "--quiet", "-j", "1"]
    done = CliRunner().invoke(cli, [*words, "-o", str(path.parent / "out")], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return pd.read_parquet(path.parent / "out" / "runs.parquet")


def assert_same_wars(runs: pd.DataFrame, text: str) -> None:
    """Every outcome of every war is the same in a run and in a downloaded table, to the bit."""
    rows = list(csv.DictReader(StringIO(text)))
    assert len(runs) == len(rows) > 0
    for name in OF_A_WAR:
        told, stored = [row[name] for row in rows], runs[name]
        if stored.dtype.kind in "fiu":
            ours = np.array([float(cell) if cell else np.nan for cell in told])
            np.testing.assert_array_equal(ours, stored.to_numpy(dtype=np.float64), err_msg=name)
        else:
            assert told == list(map(str, stored)), name


def test_numpy_s_wars_come_back_to_the_bit(by_numpy: Desk, tmp_path: Path) -> None:
    runs = played(tmp_path / "explored.yaml", text_of("explored.yaml", by_numpy, EXPLORED))
    assert_same_wars(runs, text_of("wars.csv", by_numpy, EXPLORED))


def test_compiled_wars_come_back_to_the_bit(compiled: Desk, tmp_path: Path) -> None:
    address = (
        "nato.aid_level=0.35&russia.oil_price_level=0.8&third_country.soldiers=40000&front.loss_rate=0.017&seed=11"
    )
    text = text_of("explored.yaml", compiled, address)
    assert "-n 4096 --seed 11 --engine compiled" in text
    assert_same_wars(played(tmp_path / "explored.yaml", text), text_of("wars.csv", compiled, address))


def test_an_own_scenario_is_extended_beside_its_file(tmp_path: Path) -> None:
    from sim.reports.explore.programs import Programs
    from sim.reports.explore.settings import Shelf

    own = tmp_path / "mine.yaml"
    own.write_text("extends: baseline\nweeks: 5\ntitle: Mine\n", encoding="utf-8")
    desk = Desk(Shelf.opened(str(own)), Programs(compiling=False))
    text = text_of("explored.yaml", desk, "nato.aid_level=0.5")
    (tmp_path / "explored.yaml").write_text(text, encoding="utf-8")
    assert "beside the scenario" in text
    found = load(tmp_path / "explored.yaml")
    assert (found.weeks, found.numbers["nato.aid_level"].value) == (5, 0.5)


@pytest.mark.parametrize("file", ["explored.yaml", "outcomes.csv"])
def test_a_file_is_the_same_every_time(by_numpy: Desk, file: str) -> None:
    assert text_of(file, by_numpy, EXPLORED) == text_of(file, by_numpy, EXPLORED)


def test_the_report_shows_settings_and_pictures_and_asks_for_nothing(by_numpy: Desk) -> None:
    page = text_of("explored.html", by_numpy, "nato.aid_level=0.35&pin=iran_supply&escalation.propensity=2&war=5")
    assert len(page.encode()) < 1_000_000
    assert "Western military aid" in page
    assert page.count("1,024") > 4
    for key in ("explored-endings", "pinned-endings", "difference-flips", "explored-scarcity"):
        assert f'id="{key}"' in page
    assert "sim run explored.yaml -n 1024" in page
    assert "<script" not in page
    assert 'src="http' not in page
