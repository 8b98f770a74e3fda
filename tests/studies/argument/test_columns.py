"""What only a war's weeks tell: read off by hand from its series."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.runs.block import Block, Lane, play
from sim.scenario import load
from sim.studies.columns import columns_of, mean_while

Read = tuple[pd.DataFrame, dict[str, np.ndarray], Any]


@pytest.fixture(scope="module")
def read() -> Read:
    """Wars in which Ukraine gives way and deals are made and broken, their series and their first weeks."""
    scenario = load(
        "baseline", ["weeks=60", "nato.aid_level=0", "ukraine.recruitment=2000", "bargaining.talks_start=3"]
    )
    scenario = scenario.override("bargaining.resumption_hazard", 0.2)

    def keep(_block: Block, war: Any) -> Read:
        return pd.DataFrame(columns_of(war)), dict(war.recorder.series), dict(war.state.first_weeks)

    return play(Block(scenario, 4, (Lane(0, 0, 200),)), keep)


def test_a_mean_leaves_out_weeks_of_peace(read: Read) -> None:
    wars, series, _ = read
    fought = series["fighting"] > 0
    for war in (0, 7, 150):
        expected = series["ukrainian_infantry_fill"][fought[:, war], war].mean()
        assert wars["mean.ukrainian_infantry_fill"][war] == pytest.approx(expected, rel=1e-5)
    assert np.array_equal(wars["weeks_fought"], fought.sum(axis=0))


def test_a_series_that_never_holds_has_no_mean() -> None:
    assert np.isnan(mean_while(np.ones((3, 1)), np.zeros((3, 1), dtype=bool)))[0]


def test_peace_is_counted_from_the_deal_to_its_breach(read: Read) -> None:
    wars, _, first = read
    resumes = first["war resumes"]
    broken = wars["resumed"].to_numpy()
    assert broken.any()
    assert np.array_equal(broken, resumes >= 0)
    years = wars["peace_years"].to_numpy()
    week = wars["first_deal_week"].to_numpy()
    assert np.allclose(years[broken], (resumes[broken] - week[broken]) * 7 / 365.25)
    held = np.isfinite(week) & ~broken
    assert held.any()
    assert np.allclose(years[held], (60 - week[held]) * 7 / 365.25)
    assert np.all(years[~np.isfinite(week)] == 0.0)


def test_every_russian_victory_has_a_path(read: Read) -> None:
    wars, _, _ = read
    won = wars["ending"] == "russian_victory"
    assert won.any()
    assert np.array_equal(won, wars["victory_path"] != "none")


def test_drift_and_selection_add_up_to_belief_at_the_deal(read: Read) -> None:
    wars, series, _ = read
    belief = (series["russian_belief"] + series["ukrainian_belief"]) / 2
    for war in np.flatnonzero(np.isfinite(wars["first_deal_week"]))[:5]:
        week = int(wars["first_deal_week"][war])
        total = wars["deal_belief_start"][war] + wars["deal_belief_drift"][war]
        assert total == pytest.approx(belief[week, war], rel=1e-5)
    assert wars["deal_belief_drift"].notna().equals(wars["first_deal_week"].notna())
