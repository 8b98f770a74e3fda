"""The class works with the explorer as it is: its addresses open, and the controls it names are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.build.templates import documents
from sim.reports import explore
from sim.reports.explore.controls import menus, shown
from sim.reports.explore.settings import Shelf
from sim.scenario import load

PAGE = (documents() / "tasks/class.md").read_text(encoding="utf-8")
ADDRESSES = re.findall(r"`\?([^`]+)`", PAGE)


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf.opened("baseline")


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_on_the_board_opens(address: str, shelf: Shelf) -> None:
    assert shelf.settings(address).explored.scenario == "baseline"


def test_the_addresses_set_what_the_class_is_told(shelf: Shelf) -> None:
    a, b, c = (shelf.settings(address) for address in ADDRESSES)
    assert a.pinned is None
    assert (dict(b.explored.levers), b.pinned, b.assumptions) == ({"nato.aid_level": 0.0}, a.explored, ())
    assert (c.explored, c.pinned, dict(c.assumptions)) == (b.explored, b.pinned, {"escalation.propensity": 3.0})


def test_every_control_that_the_class_is_told_to_use_exists() -> None:
    plan = PAGE[PAGE.index("## The plan") : PAGE.index("## What the teacher")] + PAGE[PAGE.index("## When something") :]
    named = set(re.findall(r"\*\*([^*]+)\*\*", plan)) - {"together"}
    page = (Path(explore.__file__).parent / "templates/page.html").read_text(encoding="utf-8")
    scenario = load("baseline")
    titles = {row.title for row in shown().values()} | {menu.title for menu in menus(scenario)}
    assert {"Pin what I see", "Show me another war"} <= named
    assert [name for name in named if name not in titles and name.lower() not in page.lower()] == []


def test_the_plan_fills_forty_five_minutes_without_a_gap() -> None:
    spans = [(int(start), int(end)) for start, end in re.findall(r"^\| (\d+)–(\d+) \|", PAGE, re.MULTILINE)]
    assert spans[0][0] == 0
    assert spans[-1][1] == 45
    assert [end for _, end in spans[:-1]] == [start for start, _ in spans[1:]]
