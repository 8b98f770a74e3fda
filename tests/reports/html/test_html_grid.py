"""The sliders of a sweep stop at points that were played, and begin where the scenario is nearest."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pandas as pd

from sim.reports.html.grid import MOST_POINTS, grid_of, nearest
from sim.runs.sweep import SweepResults
from sim.scenario import Scenario

AID, DRONES, ATTRITION = "nato.aid_level", "iran.drone_deliveries", "structure.attrition"


def swept(scenario: Scenario, **columns: list[object]) -> SweepResults:
    """A sweep of which only the points are known."""
    paths = {"aid": AID, "drones": DRONES, "attrition": ATTRITION}
    points = pd.DataFrame({paths[name]: values for name, values in columns.items()})
    points.insert(0, "point", range(len(points)))
    return SweepResults(Path(), {"design": {"paths": list(points.columns[1:])}}, points, pd.DataFrame(), scenario)


def test_every_combination_gets_a_slider_a_parameter(baseline: Scenario) -> None:
    aid, drones = zip(*product([2.0, 0.0, 1.1], [900.0, 300.0]), strict=True)
    found = swept(baseline, aid=list(aid), drones=list(drones))
    grid = grid_of(found, baseline)
    assert [axis.values for axis in grid.axes] == [("0", "1.1", "2"), ("300", "900")]
    for place, point in grid.points.items():
        row = found.points.loc[point]
        assert (row[AID], row[DRONES]) == (grid.axes[0].numeric[place[0]], grid.axes[1].numeric[place[1]])
    assert nearest(grid, found, baseline) == (1, 0)


def test_other_designs_get_one_slider_from_point_to_point(baseline: Scenario) -> None:
    found = swept(baseline, aid=[0.2, 0.9, 1.7], drones=[800.0, 290.0, 310.0])
    grid = grid_of(found, baseline)
    assert len(grid.axes) == 1
    assert grid.axes[0].values[1] == "NATO's aid level 0.9, Iran's drone deliveries 290"
    assert nearest(grid, found, baseline) == (1,)


def test_many_points_are_thinned_at_equal_distances(baseline: Scenario) -> None:
    found = swept(baseline, aid=[0.01 * place for place in range(181)])
    grid = grid_of(found, baseline)
    assert len(grid.points) == MOST_POINTS
    assert grid.left_out == 181 - MOST_POINTS
    assert {0, 180} <= set(grid.points.values())
    (axis,) = grid.axes
    assert all(found.points.loc[point, AID] == axis.numeric[place[0]] for place, point in grid.points.items())


def test_words_begin_at_the_scenarios_own(baseline: Scenario) -> None:
    own = baseline.choices[ATTRITION].value
    found = swept(baseline, attrition=[*(each for each in ("linear", "square") if each != own), own])
    grid = grid_of(found, baseline)
    (place,) = nearest(grid, found, baseline)
    assert grid.axes[0].values[place] == own
