"""V10-V12: every shell, every person and every square kilometre is somewhere."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.base.arrays import WEEKS_PER_MONTH, Floats
from sim.scenario import Change, Scenario
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.sector import SECTORS
from sim.war.model import War
from sim.war.week import manpower
from tests.blocks import with_event

Play = Callable[..., War]
EXACT = 1e-9


STATES = {
    "baseline": {},
    "everything gives way": {
        "ukraine.front_force": 60_000.0,
        "russia.front_force": 90_000.0,
        "front.break_hazard": 0.05,
        "front.loss_rate": 0.03,
        "bargaining.talks_start": 0.5,
        "bargaining.resumption_hazard": 0.2,
        "ukraine.mobilisation_min_age": 27.0,
        "ukraine.age_lowered_below": 0.9,
    },
    "arsenals run dry": {
        "iran.drone_stock": 100.0,
        "iran.drone_deliveries": 5_000.0,
        "iran.missile_deliveries": 300.0,
        "iran.missile_stock": 40.0,
        "nato.aid_level": 0.1,
        "russia.strike_effort": 3.0,
        "russia.stock.shells": 0.0,
    },
}


def persons(side: Belligerent) -> Floats:
    """Everyone in the books of a side: civilians within reach, in training, in the army, in care. (n,)."""
    in_training = side.training.sum(axis=(0, 1))
    return side.available.sum(axis=0) + in_training + side.army.sum(axis=0) + side.wounded.sum(axis=0)


@pytest.fixture(scope="module", params=STATES)
def booked(request: pytest.FixtureRequest, start: Play, baseline: Scenario) -> tuple[War, dict[str, Floats]]:
    """A war played week by week, with what a bookkeeper beside it wrote down."""
    war = start(baseline, STATES[request.param], weeks=104, n=128)
    t = war.state
    books: dict[str, Floats] = {"area": np.zeros_like(t.front.change)}
    for side in t.sides:
        books[f"{side.name} persons"] = persons(side)
        books[f"{side.name} army"] = side.army.sum(axis=0)
        books[f"{side.name} stock"] = side.stock.copy()
        books[f"{side.name} in"] = np.zeros_like(side.stock)
        books[f"{side.name} used"] = np.zeros_like(side.stock)
        books[f"{side.name} casualties"] = np.zeros(t.n)
    books["iran"] = np.stack([t.iran.drone_stock, t.iran.missile_stock])
    books["iran made"], books["iran sent"] = np.zeros((2, t.n)), np.zeros((2, t.n))
    for _ in range(104):
        war.step()
        books["area"] += t.front.weekly_change
        p = t.iran.numbers
        working = 1.0 - p["sanction_effect"] * p["sanction_pressure"]
        books["iran made"] += np.stack([p["drone_output"], p["missile_output"]]) * working / WEEKS_PER_MONTH
        books["iran sent"] += np.stack([t.iran.drones_sent, t.iran.missiles_sent])
        for side in t.sides:
            books[f"{side.name} in"] += side.inflow
            books[f"{side.name} used"] += side.used
            books[f"{side.name} casualties"] += side.casualties
    return war, books


def test_v11_every_person_is_somewhere(booked: tuple[War, dict[str, Floats]]) -> None:
    war, books = booked
    for side in war.state.sides:
        gone = side.lost_total + side.left_total + side.aged_out_total
        expected = books[f"{side.name} persons"] + side.entered_total - gone
        np.testing.assert_allclose(persons(side), expected, rtol=EXACT)


def test_v11_casualties_are_killed_captured_invalid_or_come_back(booked: tuple[War, dict[str, Floats]]) -> None:
    war, books = booked
    for side in war.state.sides:
        p = side.numbers
        np.testing.assert_allclose(side.casualties_total, books[f"{side.name} casualties"], rtol=EXACT)
        np.testing.assert_allclose(side.killed_total, side.casualties_total * p["killed_share"], rtol=EXACT)
        back = (1.0 - p["killed_share"] - p["captured_share"]) * p["wounded_return"]
        np.testing.assert_allclose(side.lost_total, side.casualties_total * (1.0 - back), rtol=EXACT)


def test_v11_no_place_holds_fewer_than_nobody(booked: tuple[War, dict[str, Floats]]) -> None:
    for side in booked[0].state.sides:
        for place in (side.available, side.training, side.army, side.wounded, side.front_force):
            assert place.min() >= 0.0
        assert np.all(side.front_force <= side.army.sum(axis=0) * (1.0 + EXACT))


def by_cohort(side: Belligerent, *places: str) -> Floats:
    """Persons in some places by cohort, (c, n)."""
    total = np.zeros_like(side.army)
    for place in places:
        people = getattr(side, place)
        total = total + (people.sum(axis=0) if people.ndim == 3 else people)
    return total


@pytest.mark.parametrize("name", ["russia", "ukraine"])
def test_v11_every_cohort_keeps_its_people_in_every_phase(start: Play, baseline: Scenario, name: str) -> None:
    war = start(baseline, weeks=8, n=32)
    for _ in range(6):
        war.step()
    t = war.state
    side = t.side(name)
    phases = (
        (lambda: manpower._train(side, manpower._recruit(side, t)), ("available", "training", "army")),
        (lambda: manpower._care(side), ("wounded", "army")),
    )
    for phase, places in phases:
        before, army = by_cohort(side, *places), by_cohort(side, places[0])
        phase()
        np.testing.assert_allclose(by_cohort(side, *places), before, rtol=EXACT)
        assert np.any(by_cohort(side, places[0]) != army)
    before, army = by_cohort(side, "army", "wounded"), side.army
    lost, left = side.lost_total, side.left_total
    manpower._casualties(side, t.inputs.section("manpower"))
    gone = before - by_cohort(side, "army", "wounded")
    shares = army / army.sum(axis=0)
    np.testing.assert_allclose(gone, shares * (side.lost_total - lost + side.left_total - left), rtol=1e-6)
    np.testing.assert_allclose(gone.sum(axis=0), side.lost_total - lost + side.left_total - left, rtol=EXACT)


def test_v10_every_shell_is_somewhere(booked: tuple[War, dict[str, Floats]]) -> None:
    war, books = booked
    for side in war.state.sides:
        expected = books[f"{side.name} stock"] + books[f"{side.name} in"] - books[f"{side.name} used"]
        scale = books[f"{side.name} stock"] + books[f"{side.name} in"] + 1.0
        assert np.max(np.abs(side.stock - expected) / scale) < EXACT
        assert side.stock.min() >= 0.0


def test_v10_iran_sends_only_what_it_has(booked: tuple[War, dict[str, Floats]]) -> None:
    war, books = booked
    iran = war.state.iran
    there = np.stack([iran.drone_stock, iran.missile_stock])
    expected = books["iran"] + books["iran made"] - books["iran sent"]
    assert np.max(np.abs(there - expected) / (books["iran"] + books["iran made"])) < EXACT


def test_v12_ground_is_neither_made_nor_lost(booked: tuple[War, dict[str, Floats]]) -> None:
    war, books = booked
    front = war.state.front
    np.testing.assert_allclose(front.change, books["area"] + front.handed_over, rtol=EXACT, atol=1e-6)
    assert np.all(front.change <= front.winnable + 1e-9)
    assert np.all(front.change >= -front.losable - 1e-9)
    russian, ukrainian = front.held_at_start + front.change, front.winnable - front.change
    total = (russian + ukrainian).sum(axis=0)
    np.testing.assert_allclose(total, (front.held_at_start + front.winnable).sum(axis=0), rtol=EXACT)
    np.testing.assert_allclose(front.won, books["area"].sum(axis=0), rtol=EXACT, atol=1e-6)


def test_v12_sectors_and_total_tell_the_same_story(booked: tuple[War, dict[str, Floats]]) -> None:
    war, _ = booked
    series, front = war.recorder.series, war.state.front
    areas = sum(series[f"area.{name}"].astype(np.float64) for name in SECTORS)
    summed = areas - front.held_at_start.sum(axis=0)
    np.testing.assert_allclose(summed, series["territory_change"], atol=0.05)  # single precision, 80,000 km2
    outcomes = war.recorder.outcomes(war.state)
    np.testing.assert_array_equal(outcomes["territory_change"], front.gained)


def test_v10_sanctions_between_decisions_make_no_drone_out_of_nothing(start: Play, baseline: Scenario) -> None:
    """Orders of four weeks were given on the output of their day; from the second week there is less to send."""
    embargo = (Change("iran.sanction_pressure", set=1.0), Change("iran.sanction_effect", set=1.0))
    scenario = with_event(baseline, 1, *embargo)
    hungry = {"iran.drone_deliveries": 9000.0, "iran.missile_deliveries": 900.0}
    war = start(scenario, {**hungry, "iran.drone_stock": 400.0, "iran.missile_stock": 4.0}, weeks=4, n=16)
    iran, p = war.state.iran, war.state.iran.numbers
    had = np.stack([iran.drone_stock, iran.missile_stock])
    made = np.stack([p["drone_output"], p["missile_output"]]) / WEEKS_PER_MONTH
    made = made * (1.0 - p["sanction_effect"] * p["sanction_pressure"])  # of the only week in which any is made
    sent = np.zeros_like(had)
    for _ in range(4):
        war.step()
        sent += np.stack([iran.drones_sent, iran.missiles_sent])
    there = np.stack([iran.drone_stock, iran.missile_stock])
    np.testing.assert_allclose(there + sent, had + made, rtol=EXACT)
    assert np.all(sent > 0.0)
