"""What the table of levers shows is played in the same worlds, and no lever of the article is inert."""

from __future__ import annotations

import csv

import numpy as np

from sim.base.outcomes import ENDING_NAMES
from sim.scenario import Scenario
from tools.levers.__main__ import FILE, arms, change, played

WEEKS, WARS = 8, 32


def test_every_arm_sets_numbers_of_the_baseline(baseline: Scenario) -> None:
    for arm in arms():
        for item in arm["settings"].split(";"):
            assert item.replace("*", "=").partition("=")[0] in baseline.numbers, item


def test_worlds_are_the_same_in_both_arms() -> None:
    base, again = (played("", 0, WEEKS, WARS) for _ in range(2))
    less = played("russia.recruitment*0.5", 0, WEEKS, WARS)
    assert all(np.array_equal(base[name], again[name]) for name in base)
    assert np.corrcoef(base["russian_casualties"], less["russian_casualties"])[0, 1] > 0.9


def test_a_change_says_its_mean_and_interval() -> None:
    assert change(np.zeros(4), np.array([0.0, 0.0, 100.0, 100.0])) == "+50.0 ±56.6"


def test_no_lever_of_the_article_is_inert() -> None:
    with FILE.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["lever"] for row in rows] == [arm["lever"] for arm in arms()], "refresh with: python -m tools.levers"
    for row in rows:
        shown = [
            row[name] for name in ("territory_change", "russian_casualties", "ukrainian_casualties", *ENDING_NAMES)
        ]
        assert any(not cell.startswith(("+0 ", "-0 ", "+0.0 ", "-0.0 ")) for cell in shown), row["lever"]
