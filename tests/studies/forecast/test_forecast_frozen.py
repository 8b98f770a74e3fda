"""A frozen forecast stays what it was, and is judged as it was."""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from sim.base.errors import SimError
from sim.cli import cli
from sim.studies.forecast import frozen
from sim.studies.forecast.outlook import Outlook
from sim.studies.forecast.series import FOUGHT

SHIPPED = {
    "2024-06-03_baseline_5fe424f0": "5fe424f09c283c2f4160f6485bbcc4665e48e77a408495f582a144440364f728",
    "2024-06-03_baseline_e5f84009": "e5f840092ab6260da1c04d4d72ab3ca538de96f45c8fbc73db3a6591354d00e3",
}
"""Seals of the forecasts that this project has frozen, by name: a line is added, none is ever changed."""

RECORD = "series,date,value\n" + "\n".join(f"{FOUGHT},2024-{month:02d}-01,25000" for month in (6, 7, 8))


@pytest.fixture
def kept(june: Outlook, tmp_path: Path) -> Path:
    """A forecast that was just frozen."""
    return frozen.freeze(june, tmp_path)[0]


def test_what_is_frozen_is_read_as_it_was(june: Outlook, kept: Path) -> None:
    found = frozen.read(kept)
    assert found.months == list(june.months)
    expected = np.quantile(june.bands[FOUGHT][3], frozen.LEVELS)
    np.testing.assert_allclose(found.members[FOUGHT][3], expected, rtol=1e-5)
    assert kept.name == f"{found.name}.json"


def test_a_changed_forecast_is_refused(kept: Path) -> None:
    content = json.loads(kept.read_text(encoding="utf-8"))
    content["series"][FOUGHT]["values"][0][0] += 1.0
    kept.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(SimError, match="does not fit its hash"):
        frozen.read(kept)


@pytest.mark.parametrize("text", ["no json", "[]", "{}", '{"format": "sim-forecast-1"}'])
def test_what_is_no_forecast_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SimError, match=r"x\.json: found no"):
        frozen.read(path)


def test_nothing_is_frozen_twice(june: Outlook, kept: Path) -> None:
    with pytest.raises(SimError, match="never written again"):
        frozen.freeze(june, kept.parent)


def test_others_find_quantiles_in_the_columns_of_the_hubs(kept: Path) -> None:
    table = pd.read_csv(kept.with_suffix(".csv"))
    assert list(table) == [
        "reference_date", "target", "target_end_date", "output_type", "output_type_id", "value",
    ]  # fmt: skip
    part = table[(table["target"] == FOUGHT) & (table["target_end_date"] == "2024-06-30")]
    assert part["value"].is_monotonic_increasing
    assert list(part["output_type_id"]) == list(frozen.HUB_LEVELS)


def test_score_judges_a_frozen_forecast_and_draws_it(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(kept.parent)
    Path("record.csv").write_text(RECORD, encoding="utf-8")
    result = CliRunner().invoke(cli, ["score", "record.csv", kept.name, "-o", "out/score.csv"], catch_exceptions=False)
    assert "CRPS is the distance between a forecast and what came" in " ".join(result.stdout.split())
    assert FOUGHT in result.stdout
    assert pd.read_csv("out/score.csv")["months"].max() == 3
    for name in ("score.png", "score_calibration.png"):
        assert (Path("out") / name).stat().st_size > 10_000


def test_shipped_forecasts_never_change() -> None:
    assert {each.name: each.seal for each in frozen.shipped()} == SHIPPED


def test_the_table_beside_a_shipped_forecast_is_its_own() -> None:
    folder = files("sim") / "data" / "forecasts"
    for each in frozen.shipped():
        table = (folder / f"{each.name}.csv").read_bytes()
        assert sha256(table).hexdigest() == each.content["csv_sha256"]
