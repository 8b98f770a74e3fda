"""Boxes: a planted one is found, chance draws none, and worlds that share their draws count once."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
import pytest

from sim.base.errors import SimError
from sim.runs.sweep import condition
from sim.studies.sensitivity import StudyData, discover
from sim.war.randomness import random_generator

PLANTED = {"aid": (0.0, 0.6), "drones": (900.0, 2000.0)}


def worlds(n: int) -> pd.DataFrame:
    u = random_generator(1, "x").random((n, 5))
    frame = pd.DataFrame(u, columns=["aid", "drones", "c", "d", "e"])
    strategy = np.where(u[:, 4] < 0.5, "surge", "withdraw")
    return frame.assign(aid=2.0 * u[:, 0], drones=2000.0 * u[:, 1], strategy=strategy)


def planted(x: pd.DataFrame, density: float = 0.85, elsewhere: float = 0.1) -> np.ndarray:
    inside = (x["aid"] <= 0.6) & (x["drones"] >= 900.0)
    return np.asarray(random_generator(2, "y").random(len(x)) < np.where(inside, density, elsewhere))


@pytest.mark.parametrize("method", ["prim", "cart"])
def test_a_planted_box_is_found_in_plain_words(method: Literal["prim", "cart"]) -> None:
    x = worlds(4000)
    found = discover(StudyData("outcome", x, planted(x)[:, None] * 1.0, "draws"), planted(x), "russian_victory", method)
    limits = {limit.path: limit for limit in found.chosen.limits}
    assert set(limits) == {"aid", "drones"}
    assert limits["aid"].high == pytest.approx(0.6, abs=0.1)
    assert limits["drones"].low == pytest.approx(900.0, abs=100.0)
    assert found.chosen.density == pytest.approx(0.85, abs=0.05)
    assert all(limit.quasi_p < 1e-6 for limit in found.chosen.limits)
    assert "'Russian victory' comes about in 8" in found.sentence
    assert "aid ≤ 0." in found.sentence
    assert "against 2" in found.sentence


def test_a_choice_can_bound_a_box() -> None:
    x = worlds(3000)
    interest = random_generator(3, "y").random(3000) < np.where(x["strategy"] == "surge", 0.7, 0.05)
    found = discover(StudyData("outcome", x[["aid", "strategy"]], interest[:, None] * 1.0, "draws"), interest, "it")
    assert [limit.options for limit in found.chosen.limits] == [("surge",)]
    assert "strategy is surge" in found.sentence


def test_chance_draws_no_box() -> None:
    x = worlds(3000)
    interest = random_generator(4, "y").random(3000) < 0.3
    found = discover(StudyData("outcome", x, interest[:, None] * 1.0, "draws"), interest, "it")
    assert found.chosen.limits == ()
    assert found.sentence.startswith("No box was found")


@pytest.mark.parametrize(("points", "n"), [(40, 100), (12, 400)])
def test_many_points_of_few_worlds_make_no_box(points: int, n: int) -> None:
    # The same worlds at every point: their draws explain which world it is, and with that everything.
    world = np.tile(np.arange(n), points)
    draws = random_generator(5, "draws").random((n, 60))[world]
    x = pd.DataFrame(draws).add_prefix("draw").assign(aid=np.repeat(np.linspace(0.0, 2.0, points), n))
    luck = random_generator(6, "luck").random(n)[world]
    interest = np.asarray(luck < np.where(x["aid"] < 0.5, 0.9, 0.15))
    found = discover(StudyData("outcome", x, interest[:, None] * 1.0, "grid", world=world), interest, "it")
    assert [limit.path for limit in found.chosen.limits] == ["aid"]


def test_too_few_worlds_of_interest_are_refused() -> None:
    x = worlds(500)
    interest = np.arange(500) < 12
    with pytest.raises(SimError, match="holds in 12 of 500 rows"):
        discover(StudyData("outcome", x, interest[:, None] * 1.0, "draws"), interest, "nuclear_use")


@pytest.mark.parametrize("asked", ["first_deal_week != 5", "first_deal_week > 5", "first_deal_week <= 5"])
def test_a_missing_outcome_is_neither(asked: str) -> None:
    x = worlds(3000)
    week = np.where(x["aid"] < 1.0, np.where(x["drones"] < 800.0, 5.0, 9.0), np.nan)  # no deal where aid is high
    interest = condition(asked).holds({"first_deal_week": week})
    data = StudyData("first_deal_week", x, week[:, None], "draws")
    known = np.isfinite(week)
    found = discover(data, interest, asked)
    assert found.missing == int((~known).sum())
    assert all(limit.path != "aid" for limit in found.chosen.limits)
    assert f"Left out: {found.missing:,} wars without it" in found.sentence
