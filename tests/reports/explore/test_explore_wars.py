"""A page's wars are those of `sim run` to the bit, whatever the position of its sliders."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from sim.reports.explore.desk import Desk
from sim.reports.explore.programs import Programs
from sim.reports.explore.settings import Arm, Shelf
from sim.reports.explore.wars import Future, Playing, Wars, together
from sim.runs.engines import COMPILED, NUMPY
from sim.runs.ensemble import Plan, play_block
from sim.scenario import Scenario

N = 48
MOVED = (
    "nato.aid_level=0.35&ukraine.mobilisation_min_age=20&russia.oil_price_level=0.8&manpower.age_decline=0.15"
    "&front.loss_rate=0.017"
)


def run_of(scenario: Scenario, values: Mapping[str, float], engine: str) -> dict[str, np.ndarray]:
    """What `sim run` gives, with the numbers set as by --set."""
    for path, value in values.items():
        scenario = scenario.override(path, value)
    return play_block(Plan(scenario, 20240603, N, engine=engine), 0).runs


def assert_same_bits(wars: Wars, runs: Mapping[str, np.ndarray]) -> None:
    compared = [name for name in runs if name in wars.columns]
    assert len(compared) > 40
    for name in compared:
        np.testing.assert_array_equal(wars.columns[name], runs[name], err_msg=name)


def future(shelf: Shelf, address: str) -> Future:
    settings = shelf.settings(address)
    values = tuple(sorted(settings.values(settings.explored).items()))
    scenario = shelf.scenario(settings.explored, settings.structure)
    return Future(scenario, values, settings.seed, shelf.scenario(Arm(settings.explored.scenario)))


@pytest.mark.parametrize("address", ["", MOVED])
def test_numpy_plays_the_wars_of_the_command(shelf: Shelf, address: str) -> None:
    one = future(shelf, address)
    assert_same_bits(
        Playing(Programs(compiling=False)).wars(one, 0, N, NUMPY), run_of(one.scenario, dict(one.values), NUMPY)
    )


def test_wars_do_not_depend_on_the_parts_of_playing(compiled: Desk) -> None:
    one, playing = future(compiled.shelf, MOVED), Playing(compiled.programs)
    parts = [playing.wars(one, *span, COMPILED) for span in ((0, 20), (20, N))]
    assert_same_bits(together(parts), playing.wars(one, 0, N, COMPILED).columns)


def test_both_engines_end_the_same_wars_alike(compiled: Desk) -> None:
    one = future(compiled.shelf, MOVED)
    ours, theirs = (compiled.playing.wars(one, 0, N, engine) for engine in (COMPILED, NUMPY))
    np.testing.assert_array_equal(ours.columns["ending"], theirs.columns["ending"])
    np.testing.assert_allclose(ours.columns["territory_change"], theirs.columns["territory_change"], rtol=1e-6)


def test_less_aid_gives_russia_more_ground(compiled: Desk) -> None:
    little, much = (
        compiled.playing.wars(future(compiled.shelf, f"nato.aid_level={level}"), 0, 512, COMPILED) for level in (0, 2)
    )
    change = little.columns["territory_change"] - much.columns["territory_change"]
    assert change.mean() > 4.0 * change.std() / np.sqrt(change.size)
