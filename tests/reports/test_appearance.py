"""Colours, shapes and labels that pictures, reports and pages share."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.base.outcomes import ENDINGS
from sim.reports.appearance import (
    ACTORS,
    ENDING_LOOKS,
    FINDINGS,
    SECTOR_TITLES,
    SHAPES,
    VERDICTS,
    Look,
    colours,
    contrast,
    ramp,
    series_looks,
    svg_path,
    tint,
)
from sim.war.agents.sector import SECTORS

SETS = {"endings": ENDING_LOOKS, "actors": ACTORS, "verdicts": VERDICTS, "findings": FINDINGS}
# Machado, Oliveira, Fernandes (2009), severity 1, on linear RGB.
EYES = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour: str, eye: np.ndarray) -> np.ndarray:
    """CIELAB of a colour as an eye sees it."""
    values = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    x, y, z = np.cbrt(TO_XYZ @ np.clip(eye @ linear, 0, 1) / np.array([0.9505, 1.0, 1.089]))
    return np.array([116 * y, 500 * (x - y), 200 * (y - z)])


def test_contrast_is_that_of_the_accessibility_guidelines() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)  # the well-known grey that just fails


@pytest.mark.parametrize("dark", [False, True])
def test_every_colour_stands_out_from_its_paper(dark: bool) -> None:
    found = colours(dark)
    paper = found.pop("paper")
    grounds = {name for name in found if name.startswith("ramp-") or name == "grid"}
    assert {name for name, colour in found.items() if name not in grounds and contrast(colour, paper) < 3.0} == set()
    assert {name for name in ("ink", "faint", "neutral") if contrast(found[name], paper) < 4.5} == set()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("eye", EYES)
def test_no_two_endings_look_alike_to_any_eye(eye: str, dark: bool) -> None:
    seen = {name: lab(look.dark if dark else look.colour, EYES[eye]) for name, look in ENDING_LOOKS.items()}
    close = {pair for pair in itertools.combinations(seen, 2) if np.linalg.norm(seen[pair[0]] - seen[pair[1]]) < 17.0}
    assert close == set()


@pytest.mark.parametrize("looks", SETS.values(), ids=SETS)
def test_what_a_colour_tells_a_shape_tells_too(looks: dict[str, Look]) -> None:
    assert len({look.shape for look in looks.values()}) == len(looks)
    assert {look.shape for look in looks.values()} <= set(SHAPES)
    assert len({look.title for look in looks.values()}) == len(looks)


def test_endings_keep_the_order_of_tables() -> None:
    assert list(ENDING_LOOKS) == [ending.name for ending in ENDINGS]


def test_markers_are_of_about_one_size() -> None:
    for name, outline in SHAPES.items():
        turned = zip(outline, outline[1:] + outline[:1], strict=True)
        area = abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in turned)) / 2
        assert 2.1 <= area <= 2.5, name


def test_a_marker_of_a_page_lies_round_its_place() -> None:
    for shape in SHAPES:
        path = svg_path(shape, x=50.0, y=20.0, size=10.0)
        numbers = np.array([float(word) for word in re.findall(r"[\d.]+", path)]).reshape(-1, 2)
        assert np.abs(numbers - [50.0, 20.0]).max() <= 13.0
        assert path[0] + path[-1] == "MZ"


def test_the_ramp_goes_away_from_its_paper_step_by_step() -> None:
    for dark in (False, True):
        steps = [contrast(colour, colours(dark)["paper"]) for colour in ramp(dark)]
        assert steps == sorted(steps)


def test_a_tint_goes_from_the_paper_to_the_colour() -> None:
    assert [tint("#102030", strength) for strength in (0.0, 1.0)] == ["#FFFFFF", "#102030"]
    assert tint("#102030", 0.5, paper="#000000") == "#081018"


def test_what_has_no_look_of_its_own_is_told_apart() -> None:
    looks = list(series_looks([f"option {k}" for k in range(20)]).values())
    assert len({(look.colour, look.shape) for look in looks}) == len(looks)


def test_every_sector_has_words() -> None:
    assert set(SECTOR_TITLES) == set(SECTORS)


def test_colours_stand_in_one_module_only() -> None:
    package = Path(sim.__file__).parent
    own = {package / "reports" / "appearance.py", package / "base" / "outcomes.py"}
    others = [path for path in package.rglob("*.py") if path not in own]
    assert [str(path) for path in others if re.search(r'"#[0-9A-Fa-f]{6}"', path.read_text("utf-8"))] == []
