"""Hindcasts: started in the past, fed with inputs and never with outcomes, scored by stated rules."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim import scenario
from sim.base.arrays import Floats
from sim.runs.ensemble import Plan
from sim.studies.validation import hindcast, record
from sim.studies.validation.monthly_scores import by_group, by_horizon, by_month
from sim.studies.validation.references import REFERENCES
from sim.war.recorder import month_shares

MONTHS = [date(2023, month, 1) for month in (7, 8, 9)]
OUTCOME_WORDS = ("change", "gained", "casualt", "loss_rate", "advance", "break", "shot_down", "killed_share")


def played() -> tuple[dict[str, Floats], pd.DataFrame]:
    """Members of a small hindcast, and their scores."""
    months, monthly = hindcast.play(Plan(scenario.load("hindcast_2023_12"), 1, 64))
    return monthly, by_horizon(by_month(monthly, months, record.shipped()))


@pytest.fixture(scope="module")
def small() -> tuple[dict[str, Floats], pd.DataFrame]:
    return played()


@pytest.mark.parametrize("name", hindcast.SCENARIOS)
def test_a_hindcast_ends_with_may_2024_whole(name: str) -> None:
    loaded = scenario.load(name)
    months = list(month_shares(loaded.as_of, loaded.weeks))
    assert months[0] == loaded.as_of
    assert months[-1] == date(2024, 5, 1)


@pytest.mark.parametrize("name", hindcast.SCENARIOS)
def test_events_set_decisions_and_deliveries_never_outcomes(name: str) -> None:
    for event in scenario.load(name).events:
        for change in event.changes:
            assert not change.path.startswith(("front.", "will.", "sectors.", "escalation.")), event.name
            assert not any(word in change.path for word in OUTCOME_WORDS), event.name


@pytest.mark.parametrize("name", hindcast.SCENARIOS)
def test_a_hindcast_starts_from_the_area_of_the_record(name: str) -> None:
    loaded, shipped = scenario.load(name), record.shipped()
    month = record.previous(loaded.as_of)
    held = [path for path in loaded.numbers if path.endswith(".russian_held")]
    taken = sum(loaded.numbers[path].value - loaded.numbers[_before(path)].value for path in held)
    assert taken == pytest.approx(shipped["territory_occupied_since_feb2022_deepstate"][month].value, abs=1.0)
    for path in held:
        series = f"sector_occupied_{path.split('.')[1]}"
        if series in shipped:
            assert loaded.numbers[path].value == pytest.approx(shipped[series][month].value, abs=0.1)


def _before(path: str) -> str:
    return path.replace("russian_held", "held_before_2022")


def test_every_monthly_series_of_the_record_is_scored(small: tuple[dict[str, Floats], pd.DataFrame]) -> None:
    monthly, scores = small
    told = {name for name, info in record.shipped_series().items() if info.group != "inputs"}
    assert told <= set(scores["series"])
    assert told <= set(monthly)


def test_the_same_seed_gives_the_same_scores(small: tuple[dict[str, Floats], pd.DataFrame]) -> None:
    pd.testing.assert_frame_equal(played()[1], small[1])


def test_horizons_the_record_does_not_reach_are_left_out(small: tuple[dict[str, Floats], pd.DataFrame]) -> None:
    assert set(small[1]["horizon"]) == {3, 6, 0}


def _record(values: dict[str, list[float]], start: int = 1) -> record.Record:
    lines = [
        f"{name},2023-{month:02d}-01,{value}"
        for name, column in values.items()
        for month, value in enumerate(column, start)
    ]
    return record.parse("\n".join(["series,date,value", *lines]), "r.csv")


def test_series_that_the_model_does_not_know_are_skipped() -> None:
    truth = _record({"drones": [1.0], "ships": [2.0]}, start=7)
    monthly = {"drones": np.zeros((3, 5)), "tanks": np.zeros((3, 5))}
    assert set(by_horizon(by_month(monthly, MONTHS, truth))["series"]) == {"drones"}


def test_nothing_in_common_gives_an_empty_table() -> None:
    assert by_horizon(by_month({"tanks": np.zeros((3, 5))}, MONTHS, _record({"ships": [1.0]}))).empty


def test_references_from_the_start_never_see_the_months_they_forecast() -> None:
    history = [3.0, 5.0, 4.0, 6.0, 5.0, 7.0]
    monthly = {"a": np.ones((3, 9))}
    one = by_month(monthly, MONTHS, _record({"a": [*history, 7.0, 8.0, 9.0]}), history=_record({"a": history}))
    assert one["crps_last_month"].tolist() == [0.0, 1.0, 1.0]
    other = by_month(monthly, MONTHS, _record({"a": [*history, 7.0, 80.0, 9.0]}), history=_record({"a": history}))
    assert other["crps_persistence"].iloc[2] == one["crps_persistence"].iloc[2]
    assert other["crps_rolling_persistence"].iloc[2] != one["crps_rolling_persistence"].iloc[2]


def test_a_record_without_a_past_has_scores_but_no_reference() -> None:
    table = by_horizon(by_month({"a": np.ones((3, 9))}, MONTHS, _record({"a": [1.0, 2.0, 3.0]}, start=7)))
    row = table[table["horizon"] == 0].iloc[0]
    assert row["crps"] == pytest.approx(1.0)
    assert np.isnan(row["skill_persistence"])


def test_skill_compares_only_months_in_which_the_reference_exists() -> None:
    truth = _record({"a": [5.0, 2.0, 2.0]}, start=7)
    row = by_horizon(by_month({"a": np.full((3, 9), 3.0)}, MONTHS, truth)).iloc[-1]
    assert row["crps"] == pytest.approx(4.0 / 3.0)
    assert row["skill_last_month"] == pytest.approx(1.0 - 1.0 / 1.5)


def test_areas_by_sector_are_scored_by_their_changes_too() -> None:
    name = "sector_occupied_zaporizhzhia"
    truth = _record({name: [10.0, 10.0, 10.0, 10.0, 10.0, 12.0, 15.0, 15.0, 11.0]})
    areas = np.array([[15.0] * 4, [16.0] * 4, [11.0] * 4])
    table = by_month({name: areas}, MONTHS, truth)
    changes = table[table["series"] == "sector_change_zaporizhzhia"]
    assert changes["value"].tolist() == [3.0, 0.0, -4.0]
    assert changes["q50"].tolist() == [3.0, 1.0, -5.0]


def test_shares_shot_down_weigh_weeks_by_launches() -> None:
    launches = np.array([[10.0], [30.0], [0.0], [0.0], [0.0]])
    share = np.array([[1.0], [0.5], [0.2], [0.2], [0.2]])
    series = {"drones_launched_week": launches, "drones_shot_down_share": share}
    series |= {"missiles_launched_week": 0 * launches, "missiles_intercepted_share": share}
    shares = hindcast.monthly_shares(series, date(2023, 5, 1))
    assert shares["drones_shahed_shotdown_share"][0, 0] == pytest.approx((10.0 + 15.0) / 40.0)
    assert np.isnan(shares["missiles_intercepted_share"][0, 0])


def test_wars_without_launches_do_not_score_shares() -> None:
    members = np.array([[0.8, np.nan, 0.6]] * 3)
    table = by_month({"a": members}, MONTHS, _record({"a": [0.7] * 3}, start=7))
    assert table["q50"].tolist() == pytest.approx([0.7] * 3)


def test_a_groups_skill_is_the_mean_of_its_series() -> None:
    skills = {f"skill_{name}": [0.5, 0.5] for name in REFERENCES}
    scores = pd.DataFrame({"group": ["g", "g"], "horizon": [3, 3], **skills})
    assert by_group(scores)["skill_persistence"].iloc[0] == pytest.approx(0.5)
