"""Flows stop with a war, shares of nothing are missing: recomputed with pandas from the stored rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from sim.base.arrays import WEEKS_PER_MONTH
from sim.cli import cli

WEEKS = 40
N = 300
SOON_OVER = ("russia.will=0.2", "endings.giving_up_hazard=1")
NO_MISSILES = tuple(
    f"russia.{what}.{kind}=0"
    for what in ("stock", "production", "production_target")
    for kind in ("cruise_missiles", "ballistic_missiles")
)
FLOWS = {
    "russian_casualties_week": "russian_casualties",
    "ukrainian_casualties_week": "ukrainian_casualties",
    "drones_launched_week": "drones_launched",
    "missiles_launched_week": "missiles_launched",
}


def played(folder: Path, *sets: str) -> Path:
    words = [word for each in sets for word in ("--set", each)]
    options = ["-n", str(N), "--weeks", str(WEEKS), "--no-plots", "--quiet", "-j", "1", "-o", str(folder)]
    result = CliRunner().invoke(cli, ["run", "baseline", *options, *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="module")
def soon_over(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return played(tmp_path_factory.mktemp("over") / "out", *SOON_OVER)


@pytest.fixture(scope="module")
def no_missiles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return played(
        tmp_path_factory.mktemp("none") / "out",
        *NO_MISSILES,
        "iran.missile_deliveries=0",
        "decisions.iran.policy=sends_drones",
    )


def rows(folder: Path, series: str, frequency: str = "weekly") -> pd.DataFrame:
    table = pd.read_parquet(folder / "trajectories.parquet")
    return table[(table["series"] == series) & (table["frequency"] == frequency)].sort_values("week")


@pytest.mark.parametrize(("series", "total"), FLOWS.items())
def test_weekly_flows_sum_to_the_totals(soon_over: Path, series: str, total: str) -> None:
    runs = pd.read_parquet(soon_over / "runs.parquet")
    assert (runs["week_of_ending"] < WEEKS // 2).mean() > 0.5
    assert rows(soon_over, series)["mean"].sum() == pytest.approx(runs[total].mean(), rel=1e-5)


def test_weekly_aid_sums_to_the_aid_delivered(soon_over: Path) -> None:
    runs = pd.read_parquet(soon_over / "runs.parquet")
    flow = 3.2 / WEEKS_PER_MONTH * rows(soon_over, "aid_flow")["mean"].sum()  # nato.reference_flow
    assert flow == pytest.approx(runs["aid_delivered"].mean(), rel=1e-5)


def test_a_level_keeps_its_last_value_after_the_end(soon_over: Path) -> None:
    runs = pd.read_parquet(soon_over / "runs.parquet")
    last = rows(soon_over, "territory_change").iloc[-1]
    assert last["mean"] == pytest.approx(runs["territory_change"].mean(), rel=1e-5, abs=1e-3)


def test_shares_of_nothing_are_missing(no_missiles: Path) -> None:
    assert pd.read_parquet(no_missiles / "runs.parquet")["missiles_launched"].max() == 0.0
    shares = rows(no_missiles, "missiles_intercepted_share")
    assert (shares["n"] == 0).all()
    assert shares[["q025", "q50", "q975", "mean"]].isna().all(axis=None)


def test_rows_of_wars_still_fought_leave_out_the_others(soon_over: Path) -> None:
    every, fought = (
        rows(soon_over, "russian_casualties_week", frequency) for frequency in ("weekly", "weekly while fought")
    )
    share = rows(soon_over, "fighting")["mean"].to_numpy()
    np.testing.assert_allclose(fought["n"].to_numpy(), np.round(N * share), atol=1e-3)
    # The mean over all wars is that of the wars fought, times their share.
    known = fought["n"].to_numpy() > 0
    product = (fought["mean"].to_numpy() * share)[known]
    np.testing.assert_allclose(every["mean"].to_numpy()[known], product, rtol=1e-4)


def test_quantiles_of_wars_with_a_value_are_those_of_numpy() -> None:
    from sim.runs.tables import QUANTILES, _spread

    values = np.random.default_rng(4).normal(size=(3, 50)).astype(np.float32)
    values[1, 7:] = np.nan
    values[2] = np.nan
    found = _spread(values)
    for label, share in QUANTILES.items():
        for row in (0, 1):
            expected = np.quantile(values[row][np.isfinite(values[row])].astype(float), share)
            assert found[label][row] == pytest.approx(expected, rel=1e-5, abs=1e-6)
        assert np.isnan(found[label][2])
    assert found["n"].tolist() == [50, 7, 0]


def test_a_demonstration_is_counted_beside_nuclear_use(soon_over: Path, tmp_path: Path) -> None:
    out = played(tmp_path / "out", "escalation.nuclear_hazard_calm=0.02")
    runs, events = (pd.read_parquet(out / f"{name}.parquet") for name in ("runs", "events"))
    shown = set(events.loc[events["event"] == "demonstrative nuclear act", "replication"])
    assert set(runs.loc[runs["nuclear_demonstration"], "replication"]) == shown
    assert len(shown) > 20
    outcomes = pd.read_csv(out / "outcomes.csv").set_index("outcome")
    assert outcomes.loc["nuclear_demonstration", "estimate"] == pytest.approx(len(shown) / N)
