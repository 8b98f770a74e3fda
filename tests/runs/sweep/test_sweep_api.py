"""From Python: what cannot be played is refused in words, and what comes back is shown on a line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import api
from sim.base.errors import SimError
from sim.base.lock import locked
from sim.scenario import Scenario


@pytest.fixture(scope="module")
def swept(short: Scenario) -> api.SweepRun:
    return api.sweep(short, {"nato.aid_level": 1, "nato.strategy": "surge"}, 5, np.int64(3))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"replications": 0}, "replications: found 0, expected a whole number of 1 or more"),
        ({"replications": -1}, "replications: found -1"),
        ({"replications": 2.5}, "replications: found 2.5"),
        ({"replications": True}, "replications: found True"),
        ({"seed": -1}, "seed: found -1, expected a whole number of 0 or more"),
        ({"seed": 1.5}, "seed: found 1.5"),
        ({"jobs": 0}, "jobs: found 0"),
    ],
)
def test_values_that_are_no_numbers_are_refused_everywhere(
    asked: dict[str, Any], said: str, short: Scenario, tmp_path: Path
) -> None:
    for play in (
        lambda: api.run(short, **asked, output=tmp_path / "out"),
        lambda: api.compare(short, short, **asked),
        lambda: api.sweep(short, {"nato.aid_level": [1]}, **asked, output=tmp_path / "out"),
    ):
        with pytest.raises(SimError, match=said):
            play()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("values", [{}, [], [None], object()])
def test_unknown_values_are_refused_with_what_is_possible(values: Any, short: Scenario) -> None:
    with pytest.raises(SimError, match=r"parameter nato\.aid_level: found .*expected a value, a list"):
        api.sweep(short, {"nato.aid_level": values}, 5)


def test_a_single_value_is_a_sweep_of_one_point(swept: api.SweepRun) -> None:
    assert swept.points[["nato.aid_level", "nato.strategy"]].values.tolist() == [[1.0, "surge"]]


def test_an_unknown_outcome_is_refused_with_the_known_ones(swept: api.SweepRun) -> None:
    with pytest.raises(SimError, match=r"found no outcome 'nope', expected one of .*territory_change"):
        swept.table("nope")


def test_results_show_themselves_on_one_line(short: Scenario, swept: api.SweepRun) -> None:
    shown = repr(swept)
    for word in (short.title, "1 point × 5 wars of 6 weeks", "seed 3", str(swept.folder)):
        assert word in shown
    other = short.override("nato.aid_level", 0.5)
    compared = api.compare(short, other, 5, 4)
    for run in (compared.a, compared.b):
        assert f"5 wars of 6 weeks, seed 4, folder '{run.folder}'" in repr(run)
        assert repr(run) in repr(compared)
    assert max(len(repr(each)) for each in (short, swept, swept.plan, compared.a)) < 300


def test_a_folder_that_another_command_writes_to_is_refused(short: Scenario, tmp_path: Path) -> None:
    with locked(tmp_path / "out"), pytest.raises(SimError, match="found another command writing there"):
        api.sweep(short, {"nato.aid_level": [1]}, 5, output=tmp_path / "out")
    assert api.sweep(short, {"nato.aid_level": [1]}, 5, output=tmp_path / "out").summary["n"].max() == 5
