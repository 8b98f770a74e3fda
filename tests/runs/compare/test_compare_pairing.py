"""Only wars that begin on the same day and last as long are compared world by world."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.base.errors import SimError
from sim.reports.compare import MOST_TIMES, times
from sim.runs.compare import prepare, require_pairable
from sim.runs.ensemble import Plan
from sim.scenario import Scenario, load
from tests.cli.conftest import run_sim


def refused(*scenarios: Scenario) -> str:
    with pytest.raises(SimError) as caught:
        require_pairable(scenarios)
    return str(caught.value)


def test_different_starts_are_refused_by_name_and_date() -> None:
    message = refused(load("baseline"), load("start_spring_2022"), load("start_autumn_2022"))
    assert "2024-06-03 (baseline) and 2022-04-04 (start_spring_2022) and 2022-10-03" in message
    assert "horizons" not in message


def test_different_horizons_are_refused_with_the_remedy() -> None:
    message = refused(load("baseline"), load("baseline", ["weeks=1"]))
    assert "104 weeks (baseline) and 1 week (baseline), expected one for all; give it with --weeks" in message
    assert "starts" not in message


def test_both_are_said_at_once() -> None:
    message = refused(load("baseline"), load("hindcast_2023"))
    assert "starts of" in message
    assert "horizons of" in message


def test_the_same_start_by_another_way_is_one(tmp_path: Path) -> None:
    path = tmp_path / "same.yaml"
    path.write_text("extends: baseline\nas_of: 2024-06-03\niran: {drone_deliveries: 900}\n", encoding="utf-8")
    plans = [Plan(load(reference), 1, 8) for reference in ("baseline", path)]
    assert prepare(plans).labels == ("baseline", "same")


def test_early_starts_are_compared_among_themselves() -> None:
    scenarios = [load("start_spring_2022", sets) for sets in ([], ["nato.strategy=negotiate"])]
    assert prepare([Plan(scenario, 1, 8) for scenario in scenarios]).replications == 16


def test_the_command_and_the_notebook_refuse_alike(tmp_path: Path) -> None:
    done = run_sim("compare", "baseline", "start_spring_2022", "-n", 5, cwd=tmp_path)
    assert done.code == 1
    assert "found starts of 2024-06-03 (baseline) and 2022-04-04 (start_spring_2022)" in done.err
    assert not (tmp_path / "outputs").exists()
    with pytest.raises(SimError, match="found starts of"):
        sim.compare("baseline", "start_spring_2022", 5)


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (1.04, "1.0×"),
        (9.96, "10×"),
        (1000.0, "1,000×"),
        (1000.1, ">1,000×"),
        (8.1e14, ">1,000×"),
        (float("inf"), "same"),
        (float("nan"), ""),
    ],
)
def test_pairing_never_claims_more_than_a_thousand_times(factor: float, words: str) -> None:
    assert MOST_TIMES == 1000
    assert times(factor) == words
