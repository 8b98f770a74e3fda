"""Whatever one number is within its bounds, every war is told in numbers; where it is not, the run says so."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.base.errors import SimError
from sim.runs.block import MAY_BE_MISSING, Block, Lane, play
from sim.scenario import Scenario, load
from sim.scenario.records import Number
from sim.war.model import War
from sim.war.randomness import Dice, block_of

WEEKS = 30
LADDER = (1e-3, 0.1, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 40.0, 100.0, 1e3, 1e5, 1e7, 1e9)


def both_ends(number: Number) -> list[float]:
    return list(number.bounds)


def between(number: Number) -> list[float]:
    low, high = number.bounds
    return [value for value in LADDER if low < value < high]


def not_told(scenario: Scenario, values: Callable[[Number], list[float]]) -> set[tuple[str, float, str]]:
    """Path, value and series or outcome wherever a war in which one number has another value is not told in numbers."""
    cases = [(path, value) for path, number in scenario.numbers.items() for value in values(number)]
    draws = {path: np.full(len(cases), float(number.value)) for path, number in scenario.numbers.items()}
    for column, (path, value) in enumerate(cases):
        draws[path][column] = value
    with np.errstate(all="ignore"):
        war = War(scenario, draws, Dice(1, block_of(0, len(cases)))).run()
    found = set()
    for name, told in (war.recorder.series | war.recorder.outcomes(war.state)).items():
        if told.dtype.kind == "f":
            wrong = np.isinf(told) if name in MAY_BE_MISSING else ~np.isfinite(told)
            found |= {(*cases[column], name) for column in np.flatnonzero(np.atleast_2d(wrong).any(axis=0))}
    return found


@pytest.mark.parametrize("law", ["mixed", "linear", "square"])
@pytest.mark.parametrize("values", [both_ends, between])
def test_no_number_within_its_bounds_ends_a_war_in_nonsense(values: Callable[[Number], list[float]], law: str) -> None:
    scenario = load("baseline", [f"weeks={WEEKS}", f"structure.attrition={law}"])
    assert not_told(scenario, values) == set()


def test_a_war_of_no_numbers_is_refused_with_its_draw() -> None:
    scenario = load("baseline", ["weeks=4"])
    block = Block(scenario, 3, (Lane(0, 0, 20), Lane(1, 0, 20)), values={"front.mobility": (0.08, 8e9)})
    with np.errstate(all="ignore"), pytest.raises(SimError) as refusal:
        play(block, lambda _block, war: war.state.n)
    said = str(refusal.value)
    assert "is no number in war 0 of seed 3" in said
    assert "front.mobility = 8e+09" in said


@pytest.mark.parametrize("setting", ["front.mobility=8", "ukraine.discharge=40", "front.fires_exponent=1000"])
def test_what_ends_in_nonsense_is_out_of_bounds(setting: str) -> None:
    with pytest.raises(SimError, match="out of bounds"):
        load("baseline", [setting])
