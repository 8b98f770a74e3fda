"""An address gives back all that decides what a page shows, or says what is wrong with it."""

from __future__ import annotations

import pytest

from sim.base.errors import SimError
from sim.reports.explore.controls import menus, moves, shown, slider, sliders
from sim.reports.explore.settings import Arm, Shelf, movable

EVERYTHING = (
    "scenario=iran_supply&decisions.russia.policy=holds&structure.attrition=linear&nato.aid_level=0.35"
    "&escalation.propensity=2&pin=baseline&pin.decisions.nato.policy=surges&pin.nato.aid_level=1.5&seed=7&war=12"
)


def test_an_address_is_given_back_whole(shelf: Shelf) -> None:
    settings = shelf.settings(EVERYTHING)
    assert shelf.settings(settings.address) == settings
    assert settings.address == EVERYTHING


def test_a_lever_moves_one_arm_and_an_assumption_both(shelf: Shelf) -> None:
    settings = shelf.settings(EVERYTHING)
    explored, pinned = settings.arms
    assert settings.values(explored) == {"nato.aid_level": 0.35, "escalation.propensity": 2.0}
    assert settings.values(pinned) == {"nato.aid_level": 1.5, "escalation.propensity": 2.0}


def test_what_was_not_moved_is_not_in_the_address(shelf: Shelf) -> None:
    assert shelf.settings("decisions.russia.policy=choose&war=0").address == "scenario=baseline"


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("nato.aid_lvel=1", "did you mean 'nato.aid_level'"),
        ("nato.aid_level=much", "found 'much', expected a number from 0"),
        ("nato.aid_level=-1", "found '-1'"),
        ("nato.aid_level=nan", "found 'nan'"),
        ("nato.aid_level=1&nato.aid_level=2", "found nato.aid_level twice"),
        ("decisions.russia.policy=hold", "did you mean 'holds'"),
        ("scenario=../../secret.yaml", "expected one of those shipped"),
        ("pin=start_spring_2022", "found starts of"),
        ("pin.nato.aid_level=2", "expected pin=SCENARIO"),
        ("pin=baseline&pin.escalation.propensity=2", "an assumption, which holds in both arms"),
        ("seed=-1", "expected a whole number"),
        ("war=4096", "expected a whole number from 0 to 4095"),
        ("no_value", "expected one joined by &"),
        ("x=%ff", "expected one joined by &"),
        ("x=" + "y" * 9000, "expected at most 8,000"),
        ("<script>=1", "unknown key '<script>'"),
    ],
)
def test_an_address_that_cannot_be_shown_is_refused_in_words(shelf: Shelf, address: str, says: str) -> None:
    with pytest.raises(SimError) as fault:
        shelf.settings(address)
    assert says in str(fault.value)


def test_an_address_never_names_a_file(tmp_path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("extends: baseline\ntitle: Mine\nweeks: 9\n")
    shelf = Shelf.opened(str(path))
    assert shelf.scenario(Arm("mine")).weeks == 9
    with pytest.raises(SimError, match="expected one of those shipped"):
        shelf.settings(f"scenario={path}")


def test_every_slider_holds_its_number_within_its_bounds(baseline) -> None:
    for path in shown():
        one, number = slider(baseline, path), baseline.numbers[path]
        assert number.bounds[0] <= one.low <= number.value <= one.high <= number.bounds[1]
        assert round((one.high - one.low) / one.step) >= 5 or one.step == 1.0
        assert path in movable(baseline)
        assert one.why


def test_no_lever_is_an_assumption(baseline) -> None:
    levers, assumptions = ({one.path for one in sliders(baseline, {}, which)} for which in ("lever", "assumption"))
    assert not levers & assumptions
    assert levers | assumptions == set(shown())
    # What the file does not name is what its own record says.
    assert moves(baseline.numbers["ukraine.training_weeks"]) == "lever"
    assert moves(baseline.numbers["will.recovery"]) == "assumption"


def test_every_actor_that_decides_has_a_menu(baseline) -> None:
    found = {menu.path: menu for menu in menus(baseline)}
    for actor, options in baseline.menus.items():
        menu = found[f"decisions.{actor}.policy"]
        assert set(options) <= set(menu.options)
        assert menu.moves == "lever"
        assert menu.value in menu.options
    assert found["structure.attrition"].moves == "assumption"
