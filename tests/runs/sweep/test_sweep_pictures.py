"""Pictures of a sweep name what varies in words with units, mark the scenario, and can be read on a phone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import sim
from sim.analysis.wording import parameter
from sim.reports.figures.frame import Caption
from sim.reports.figures.study import RANKING_CHARTS, Studied

PHONE = 390
"""Width of the screen of a phone [CSS pixels]."""
LEAST_PIXELS = 7.0


def swept(parameters: dict[str, object]) -> sim.api.SweepRun:
    return sim.sweep(sim.load("baseline", weeks=13), parameters, 20, seed=3)  # type: ignore[arg-type]


def picture(parameters: dict[str, object], name: str) -> Figure:
    figure = swept(parameters).figure(name).figure
    figure.canvas.draw()
    return figure


def rings(axes: Axes) -> list[tuple[float, float]]:
    """Where rings stand, each drawn twice."""
    found = [line for line in axes.lines if line.get_marker() == "o" and line.get_markerfacecolor() == "none"]
    return list(dict.fromkeys((float(line.get_xdata()[0]), float(line.get_ydata()[0])) for line in found))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nato.aid_level", "NATO's aid level"),
        ("north_korea.shell_deliveries", "North Korea's shell deliveries"),
        ("russia.production.shells", "Russia's production: shells"),
        ("structure.bargaining", "bargaining (structure)"),
        ("front.fires_exponent", "fires exponent (front)"),
        ("sectors.kherson_mykolaiv.russian_held", "Russian held (Kherson Mykolaiv)"),
        ("russia.men.aged_18_24", "Russia's men: aged 18–24"),
        ("decisions.nato.wants.russian_losses", "NATO's wants: Russian losses (decisions)"),
    ],
)
def test_a_path_is_said_in_words(path: str, words: str) -> None:
    assert parameter(path) == words


def test_maps_name_parameters_with_units_and_ring_the_scenario() -> None:
    values = {"nato.aid_level": [0.0, 0.5, 1.5, 2.0], "iran.drone_deliveries": [0, 200, 400]}
    axes = picture(values, "map_territory_change").axes[0]
    assert axes.get_xlabel() == "NATO's aid level [ratio]"
    assert axes.get_ylabel() == "Iran's drone deliveries [airframes/month]"
    # 1 lies half way from the second value to the third, 300 half way from the second to the third.
    assert rings(axes) == [(1.5, 1.5)]


def test_what_lies_beyond_the_grid_is_not_ringed() -> None:
    values = {"nato.aid_level": [0.0, 0.5], "iran.drone_deliveries": [0, 200, 400]}
    assert rings(picture(values, "map_territory_change").axes[0]) == []


def test_panels_are_read_on_a_phone_and_words_stay_apart() -> None:
    values = {"nato.strategy": None, "structure.attrition": None, "structure.bargaining": None}
    figure = picture(values, "map_territory_change")
    panels = [axes for axes in figure.axes if axes.get_title(loc="left") or axes.get_title()]
    assert len(panels) == 3
    assert [bool(rings(axes)) for axes in panels] == [True, False, False]
    assert np.ptp([axes.get_position().x0 for axes in panels]) < 1e-9, "one under the other"
    sizes = [label.get_fontsize() for axes in panels for label in (*axes.get_yticklabels(), axes.title)]
    assert min(sizes) * PHONE / (figure.get_figwidth() * 72.0) >= LEAST_PIXELS
    named = [label for label in panels[-1].get_xticklabels() if label.get_text()]
    assert len(named) == 5
    # Turned words are apart when the foot of each is further from the next than its letters are high.
    height = named[0].get_fontsize() * figure.dpi / 72.0
    feet = [panels[-1].transData.transform((label.get_position()[0], 0.0))[0] for label in named]
    turned = named[0].get_rotation() > 0
    boxes = [label.get_window_extent() for label in named]
    for (left, right), (one, other) in zip(pairwise(feet), pairwise(boxes), strict=True):
        assert right - left > height if turned else one.x1 < other.x0


@pytest.mark.parametrize(("path", "own"), [("nato.aid_level", "1"), ("nato.strategy", "sustain")])
def test_a_line_marks_the_scenario_itself(path: str, own: str) -> None:
    axes = picture({path: "0:2:3" if path == "nato.aid_level" else None}, "line_territory_change").axes[0]
    at = next(label.get_position()[0] for label in axes.get_xticklabels() if label.get_text() == own)
    upright = [line for line in axes.lines if len(set(line.get_xdata())) == 1 and line.get_linestyle() != "-"]
    assert [float(line.get_xdata()[0]) for line in upright] == [at]
    assert axes.get_xlabel().startswith("NATO's ")


def test_tornadoes_name_parameters_in_words() -> None:
    run = swept({"nato.aid_level": [0, 1], "structure.attrition": None})
    labels = [label.get_text() for label in run.figure("tornado_territory_change").figure.axes[0].get_yticklabels()]
    assert set(labels) == {"NATO's aid level [ratio]", "attrition (structure)"}


def test_a_ranking_names_parameters_in_words() -> None:
    run = swept({"nato.aid_level": [0, 1], "structure.attrition": None})
    (chart,) = RANKING_CHARTS
    ((_, figure),) = chart.figures(Studied(run.sensitivity("territory_change"), Caption("a", "b", 1, 1)))
    assert {label.get_text() for label in figure.axes[0].get_yticklabels()} == {
        "NATO's aid level",
        "attrition (structure)",
    }
