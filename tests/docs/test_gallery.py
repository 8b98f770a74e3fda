"""The gallery shows every chart that the program can draw."""

from __future__ import annotations

import pytest

import sim.reports.figures.argument.charts as argument
import sim.reports.figures.compare.charts as comparison
import sim.reports.figures.run.charts as run
import sim.reports.figures.sweep.charts as sweep
import sim.reports.validation.pictures as validation
from docs.build.gallery import SHELVES, gallery
from docs.build.screenshots import SHOTS
from docs.build.templates import documents
from sim.reports.figures import game, study
from sim.reports.figures.chart import Chart


@pytest.mark.parametrize("module", [run, comparison, sweep, study, game, argument, validation])
def test_every_chart_of_the_program_is_shown(module: object) -> None:
    drawn = {
        chart
        for name, charts in vars(module).items()
        if name.endswith("_CHARTS")
        for chart in charts
        if isinstance(chart, Chart)
    }
    assert drawn
    assert drawn <= {chart for shelf in SHELVES for chart in shelf.charts}


def test_every_picture_of_the_gallery_is_there_and_small() -> None:
    folder = documents() / "images" / "gallery"
    named = {shelf.image(name) for shelf in SHELVES for name, _ in shelf.names()}
    assert named == {path.name for path in folder.iterdir()}
    assert sum(path.stat().st_size for path in folder.iterdir()) < 1_800_000


def test_every_screenshot_is_there_and_small() -> None:
    folder = documents() / "images" / "pages"
    assert {path.name for path in folder.iterdir()} == {shot.file for shot in SHOTS}
    for path in folder.iterdir():
        assert path.stat().st_size < 250_000, path.name
    page = (documents() / "gallery.md").read_text(encoding="utf-8")
    assert all(f"images/pages/{shot.file}" in page and shot.shows in page for shot in SHOTS)


def test_every_picture_says_what_and_how() -> None:
    page = gallery()
    for shelf in SHELVES:
        assert shelf.command in page
        for _, chart in shelf.names():
            assert len(chart.shows) > 30
