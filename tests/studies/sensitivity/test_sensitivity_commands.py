"""From the command line and from Python: a sweep is ranked, searched and drawn."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import sim
from sim.api import SweepRun
from sim.base.errors import SimError
from sim.cli import cli


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> SweepRun:
    """Three parameters on a small grid, a quarter of a year."""
    scenario = sim.load("baseline", weeks=13)
    parameters = {"nato.aid_level": [0, 1, 2], "russia.attack_intensity": "0.05:0.3:3", "nato.strategy": None}
    return sim.sweep(scenario, parameters, 60, output=tmp_path_factory.mktemp("study") / "s")


def test_sensitivity_of_a_sweep_is_printed_stored_and_drawn(swept: SweepRun) -> None:
    words = ["sensitivity", str(swept.folder), "--outcome", "territory_change", "--outcome", "aid_delivered"]
    result = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert "share of variance that it alone explains" in " ".join(result.output.split())
    stored = pd.read_csv(swept.folder / "sensitivity.csv")
    assert set(stored["outcome"]) == {"territory_change", "aid_delivered"}
    assert set(stored["parameter"]) == set(swept.plan.design.paths)
    assert (swept.folder / "figures/sensitivity_territory_change.png").stat().st_size > 10_000


def test_sensitivity_of_a_scenario_plays_what_it_needs(tmp_path: Path) -> None:
    words = ["sensitivity", "baseline", "--weeks", "4", "-n", "12", "--param", "nato.aid_level=0:2", "--no-plots"]
    words += ["--param", "nato.strategy", "--samples", "4", "--outcome", "territory_change", "-o", str(tmp_path / "s")]
    result = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert "Too few to rank: 4 base samples, expected at least 32" in result.output
    assert len(pd.read_parquet(tmp_path / "s/points.parquet")) == 4 * (2 + 2)


def test_discover_finds_boxes_of_a_comparison_and_draws_them(swept: SweepRun) -> None:
    # More aid means more is delivered, whatever else the model holds.
    none = swept.points.loc[swept.points["nato.aid_level"] == 0.0, "point"]
    most = float(swept.runs.loc[swept.runs["point"].isin(none), "aid_delivered"].max())
    words = ["discover", str(swept.folder), "--outcome", f"aid_delivered > {most}"]
    result = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert "comes about in" in result.output
    assert "coverage" in result.output
    assert "NATO's aid level ≥ 0.50" in result.output.replace("\n", " ")
    assert list((swept.folder / "figures").glob("discovery_aid_delivered*.png"))


def test_each_outcome_keeps_a_table_of_its_own(swept: SweepRun) -> None:
    texts = ["aid_delivered > 5", "aid_delivered < 5", "aid_delivered >= 5", "territory_change > 300"]
    places = []
    for text in texts:
        result = CliRunner().invoke(cli, ["discover", str(swept.folder), "--outcome", text, "--no-plots"])
        assert result.exception is None, text
        places.append(Path(result.stderr.rpartition("Table: ")[2].strip()))
    assert len({place.read_bytes() for place in places if place.parent == swept.folder}) >= 3
    assert len(set(places)) == len(texts)


def test_a_second_ranking_keeps_the_first(swept: SweepRun) -> None:
    for outcome in ("territory_change", "aid_delivered", "territory_change"):
        CliRunner().invoke(cli, ["sensitivity", str(swept.folder), "--outcome", outcome, "--no-plots"])
    stored = pd.read_csv(swept.folder / "sensitivity.csv")
    assert sorted(stored.groupby("outcome")["parameter"].count()) == [3, 3]


def test_a_misspelt_outcome_is_named(swept: SweepRun) -> None:
    for command in ("discover", "sensitivity"):
        result = CliRunner().invoke(cli, [command, str(swept.folder), "--outcome", "russian_victry"])
        assert isinstance(result.exception, SimError)
        assert "did you mean russian_victory?" in str(result.exception)


def test_a_number_without_a_comparison_is_refused(swept: SweepRun) -> None:
    result = CliRunner().invoke(cli, ["discover", str(swept.folder), "--outcome", "territory_change"])
    assert "expected a comparison such as 'territory_change > 0'" in str(result.exception)


def test_python_gives_tables_and_figures(swept: SweepRun) -> None:
    table = swept.table("territory_change")
    assert len(table) == len(swept.points)
    assert {"nato.aid_level", "estimate", "low", "high", "n"} <= set(table.columns)
    names = [name for name, _ in swept.figures(["territory_change"])]
    assert names == ["map_territory_change", "tornado_territory_change"]
    axes = swept.figure("map_territory_change").figure.axes
    assert len(axes) == 5 + 1  # five strategies and a colour bar
    with pytest.raises(SimError, match="no figure 'map'"):
        swept.figure("map")


def test_python_runs_and_compares_the_same_worlds() -> None:
    usual = sim.load("baseline", weeks=8)
    harder = usual.override("russia.attack_intensity", 0.3)
    compared = sim.compare(usual, harder, 50)
    assert compared.difference.n == 50
    assert len(compared.a.endings) == 8
    row = compared.outcomes.set_index("outcome").loc["russian_casualties"]
    assert row["difference"] == pytest.approx(
        (compared.b.runs["russian_casualties"] - compared.a.runs["russian_casualties"]).mean()
    )
    assert compared.a.figure("endings")._repr_png_().startswith(b"\x89PNG")
