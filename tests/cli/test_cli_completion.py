"""The shell completes scenarios, settings and outcomes."""

from __future__ import annotations

import pytest

from sim.base.outcomes import ENDING_NAMES
from sim.scenario import load, shipped_names
from tests.cli.conftest import Sim


def completed(sim: Sim, *words: str) -> list[str]:
    """What bash is offered for the last word."""
    line = {"_SIM_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(("sim", *words)), "COMP_CWORD": str(len(words))}
    done = sim(**line)
    assert (done.code, done.err) == (0, "")
    return [text.partition(",")[2] for text in done.out.splitlines() if text.startswith("plain,")]


@pytest.mark.parametrize("command", ["run", "compare", "sweep", "sensitivity", "trace", "check", "params"])
def test_names_of_scenarios_are_completed(command: str, sim: Sim) -> None:
    assert completed(sim, command, "iran_s") == ["iran_succession", "iran_supply"]


def test_a_record_is_followed_by_a_scenario(sim: Sim) -> None:
    assert completed(sim, "score", "record.csv", "iran_s") == ["iran_succession", "iran_supply"]


def test_ledgers_and_sweeps_are_completed(sim: Sim) -> None:
    assert completed(sim, "argue", "arg") == shipped_names("ledger")
    assert completed(sim, "sweep", "what") == ["what_matters"]


@pytest.mark.parametrize("command", ["run", "compare", "sweep", "trace", "params"])
def test_settings_are_completed_with_values(command: str, sim: Sim) -> None:
    assert completed(sim, command, "baseline", "--set", "nato.us_") == [
        f"{path}={load('baseline').numbers[path].value:g}" for path in ("nato.us_share", "nato.us_aid", "nato.us_will")
    ]
    options = load("baseline").choices["structure.attrition"].options
    assert completed(sim, command, "baseline", "--set", "structure.at") == [f"structure.attrition={o}" for o in options]


def test_parameters_are_completed_by_path(sim: Sim) -> None:
    assert completed(sim, "sweep", "baseline", "--param", "nato.aid") == ["nato.aid_level"]
    assert completed(sim, "sweep", "baseline", "--param", "structure.b") == ["structure.bargaining"]


@pytest.mark.parametrize("words", [("sweep", "baseline"), ("sensitivity", "baseline"), ("discover", "d")])
def test_outcomes_are_completed(words: tuple[str, str], sim: Sim) -> None:
    assert set(completed(sim, *words, "--outcome", "")) > set(ENDING_NAMES)
    assert completed(sim, *words, "--outcome", "territory_change_") == ["territory_change_12m"]
