"""`sim forecast` prints, draws and keeps what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from sim import api
from sim.cli import cli
from sim.reports.html.folders import write_report
from sim.studies.forecast.series import GROUPS
from tests.pages import read_report


def run(*words: str) -> str:
    """What the command prints."""
    result = CliRunner().invoke(cli, ["forecast", *words, "-j", "1"], catch_exceptions=False)
    return " ".join(result.output.split())


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_forecast_is_told_drawn_and_frozen() -> None:
    said = run("iran_supply", "-n", "96", "--weeks", "30", "-o", "out", "--freeze")
    assert "Effective number of worlds" in said
    assert "Russia loses" in said
    table = pd.read_csv("out/bands.csv")
    assert table["ahead"].max() >= 6
    assert Path("out/forecast.png").stat().st_size > 20_000
    assert len(list(Path("forecasts").iterdir())) == 2
    write_report(Path("out"))
    shown = " ".join(read_report(Path("out")).shown)
    assert "sim forecast iran_supply -n 96 --seed" in shown
    assert "Russia's net gain in the month" in shown
    assert "900 (600 to 1,200)" in shown
    assert "engine numpy" in shown
    assert json.loads(Path("out/forecast.json").read_text(encoding="utf-8"))["played_by"] == "numpy"


def test_a_backtest_is_told_drawn_and_kept() -> None:
    said = run("--backtest", "-n", "16", "-o", "out")
    assert "Blind forecasts from 16 months" in said
    assert "CRPS is the distance between a forecast and what came" in said
    table = pd.read_csv("out/scores.csv")
    assert set(table["group"]) == set(GROUPS)
    assert set(table["horizon"]) == {0, 1, 3, 6, 12}
    assert Path("out/backtest.png").stat().st_size > 20_000
    assert len(pd.read_csv("out/starts.csv")) == 16
    write_report(Path("out"))
    shown = " ".join(read_report(Path("out")).shown)
    assert "Blind forecasts from 16 months" in shown
    assert "sim forecast -n 16 --seed" in shown
    assert "engine numpy" in shown
    assert json.loads(Path("out/forecast.json").read_text(encoding="utf-8"))["played_by"] == "numpy"


def test_a_backtest_takes_no_scenario() -> None:
    assert CliRunner().invoke(cli, ["forecast", "iran_supply", "--backtest"]).exit_code == 2


def test_a_scenario_that_the_record_does_not_reach_is_refused() -> None:
    result = CliRunner().invoke(cli, ["forecast", "baseline", "--set", "as_of=2025-01-06", "-n", "8", "--weeks", "8"])
    assert "expected some to start from" in str(result.exception)


def test_a_notebook_gets_tables_and_a_picture(tmp_path: Path) -> None:
    found = api.forecast("baseline", 32, 1)
    assert {"series", "month", "q50"} <= set(found.bands)
    assert len(found.over) == 2
    assert found.figure().save(tmp_path / "f.png").stat().st_size > 20_000
    assert found.freeze(tmp_path).exists()
