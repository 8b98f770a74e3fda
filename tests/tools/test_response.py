"""What the picture of ground's response shows is played, and answers to strength in the right direction."""

from __future__ import annotations

import numpy as np
import pytest

from sim.scenario import Scenario
from tools.response.grids import GRIDS, read_grids
from tools.response.picture import draw


def test_every_lever_of_the_picture_sets_numbers_of_the_baseline(baseline: Scenario) -> None:
    for lever in (lever for pair in GRIDS.values() for lever in pair):
        for item in lever.at(lever.values[0]).split(";"):
            assert item.replace("*", "=").partition("=")[0] in baseline.numbers, item


@pytest.mark.parametrize(
    ("name", "along", "up"), [("strength", 1.0, 1.0), ("aid", -1.0, -1.0), ("air", 1.0, -1.0)], ids=str
)
def test_ground_answers_to_each_lever_over_its_whole_range(name: str, along: float, up: float) -> None:
    ground = read_grids()[name]
    ends = along * (ground[-1] - ground[0]), up * (ground[:, -1] - ground[:, 0])
    assert min(map(np.min, ends)) > 0.0, "refresh with: python -m tools.response"


def test_the_picture_has_a_figure_in_every_tile() -> None:
    figure = draw(read_grids())
    assert [len(panel.texts) for panel in figure.axes] == [
        len(along.values) * len(up.values) for along, up in GRIDS.values()
    ]
