"""Actors hold options of their menus: fixed, scripted, best, random, or taken by a softmax."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.rules import choice as rules
from sim.scenario import Scenario, load
from sim.war.agents.choosing import considerations
from sim.war.model import War
from sim.war.randomness import Dice, block_of

WIDTH = 64
FIXED = {
    "russia": "presses",
    "ukraine": "defends_actively",
    "nato": "sustains",
    "iran": "sends_drones",
    "belarus": "hosts",
}


def settled(**policies: str) -> Scenario:
    """The baseline with every actor's policy fixed, some otherwise than as before."""
    return load("baseline", [f"decisions.{actor}.policy={name}" for actor, name in (FIXED | policies).items()])


def played(scenario: Scenario, weeks: int, n: int = WIDTH, seed: int = 5) -> War:
    """Wars after some weeks, at central values."""
    war = War(scenario, {}, Dice(seed, block_of(0, n)))
    for _ in range(weeks):
        war.step()
    return war


def same_wars(one: War, other: War) -> bool:
    """Whether two blocks have gone the same way to the bit."""
    return all(
        np.array_equal(one.recorder.series[key], values, equal_nan=True)
        for key, values in other.recorder.series.items()
    )


def test_an_option_does_what_the_same_event_does(tmp_path: Path) -> None:
    change = "{path: iran.missile_deliveries, add: decisions.iran.size.missiles}"
    said = {
        "scripted": "scripts: {iran: [{week: 4, option: sends_missiles}]}\n",
        "by_hand": f"events:\n  - {{name: missiles, week: 4, changes: [{change}]}}\n",
        "neither": "",
    }
    wars = {}
    for name, text in said.items():
        policies = FIXED | ({"iran": "script"} if name == "scripted" else {})
        lines = "".join(f"  {actor}: {{policy: {policy}}}\n" for actor, policy in policies.items())
        path = tmp_path / f"{name}.yaml"
        path.write_text(f"extends: baseline\ndecisions:\n{lines}{text}", encoding="utf-8")
        wars[name] = played(load(path), 20)
    assert same_wars(wars["scripted"], wars["by_hand"])
    assert not same_wars(wars["scripted"], wars["neither"])


def test_a_fixed_policy_takes_what_adds_up_once() -> None:
    war = played(settled(nato="crosses_threshold"), 30)
    menu = war.inputs.menus["nato"]
    step = war.inputs["decisions.nato.size.threshold"]
    assert menu.taken[menu.names.index("crosses_threshold")].tolist() == [1] * WIDTH
    expected = settled().numbers["nato.strike_permission"].value + step
    assert np.broadcast_to(war.inputs["nato.strike_permission"], WIDTH) == pytest.approx(
        np.broadcast_to(expected, WIDTH)
    )


def test_a_dial_moves_once_when_its_option_is_taken() -> None:
    fear = load("baseline").numbers["decisions.russia.size.fear"].value
    before, after = played(settled(), 1), played(settled(russia="mobilises"), 1)
    assert after.state.russia.will - before.state.russia.will == pytest.approx(np.full(WIDTH, fear), abs=2e-3)


def test_a_change_of_some_weeks_ends_in_time() -> None:
    war = played(settled(russia="mobilises"), 40)
    usual = load("baseline").numbers["russia.recruitment"].value
    assert (war.inputs.menus["russia"].held == war.inputs.menus["russia"].names.index("mobilises")).all()
    assert np.all(war.inputs.decided("russia.recruitment") == usual)


def test_a_script_is_followed_by_week(tmp_path: Path) -> None:
    path = tmp_path / "scripted.yaml"
    path.write_text(
        "extends: baseline\ndecisions: {russia: {policy: script}}\nscripts:\n  russia:\n"
        "    - {week: 8, option: holds}\n    - {week: 16, option: presses}\n",
        encoding="utf-8",
    )
    war = War(load(path), {}, Dice(1, block_of(0, 4)))
    held = []
    for _ in range(24):
        war.step()
        held.append(war.inputs.menus["russia"].names[int(war.inputs.menus["russia"].held[0])])
    assert held == ["presses"] * 8 + ["holds"] * 8 + ["presses"] * 8


def test_random_takes_every_option_alike() -> None:
    war = played(settled(iran="random"), 1, n=4096)
    counts = np.bincount(war.inputs.menus["iran"].held, minlength=4)
    assert stats.chisquare(counts).pvalue > 1e-4


def first_values(actor: str, n: int) -> tuple[War, np.ndarray]:
    """Wars after their first decision, and what each option was worth to an actor then."""
    scenario = settled(**{actor: "choose"})
    war = War(scenario, {}, Dice(9, block_of(0, n)))
    view = war._view()
    menu = war.inputs.menus[actor]
    country = next(each for each in war.countries if each.name == actor)
    noise = war.state.random(menu.error)
    gain = view.sides["russia"].gain
    parts = considerations(menu, war.inputs, gain, noise, asked=country.asked(view))
    values = parts.sum(axis=0)
    war.step()
    return war, values


@pytest.mark.parametrize("actor", ["russia", "ukraine", "iran", "belarus"])
def test_choices_come_as_often_as_the_softmax_says(actor: str) -> None:
    war, values = first_values(actor, 4096)
    chances = rules.chances(values, rules.precision(war.inputs["decisions.odds"]))
    held = war.inputs.menus[actor].held
    for place, expected in enumerate(chances):
        spread = np.sqrt((expected * (1.0 - expected)).sum())
        assert abs((held == place).sum() - expected.sum()) < 4.0 * spread + 0.5


def test_best_takes_what_is_worth_most() -> None:
    scenario = settled(russia="best", ukraine="best")
    war = War(scenario, {}, Dice(9, block_of(0, 256)))
    war.step()
    for actor in ("russia", "ukraine"):
        _, values = first_values(actor, 256)
        assert np.array_equal(war.inputs.menus[actor].held, values.argmax(axis=0))


def test_no_option_is_left_before_its_time() -> None:
    scenario = settled(russia="random")
    war = War(scenario, {}, Dice(3, block_of(0, 256)))
    menu = war.inputs.menus["russia"]
    hold = np.array([option.hold_weeks for option in menu.options])
    before, since = menu.held.copy(), menu.since.copy()
    for week in range(60):
        war.step()
        left = (menu.held != before) & (since >= 0) & war.state.fighting
        assert np.all(week - since[left] >= hold[before[left]])
        before, since = menu.held.copy(), menu.since.copy()


def test_a_war_that_goes_badly_makes_russia_mobilise_more() -> None:
    base = settled(russia="choose")
    losing = base.override("russia.quality", 0.5).override("ukraine.attack_intensity", 0.25)
    taken = {}
    for name, scenario in (("even", base), ("losing", losing)):
        menu = played(scenario.override("weeks", 60), 60, n=512).inputs.menus["russia"]
        taken[name] = (menu.taken[menu.names.index("mobilises")] > 0).mean()
    assert taken["losing"] > taken["even"]


def test_nobody_opens_a_campaign_under_a_ceasefire() -> None:
    scenario = load("baseline", ["bargaining.ceasefire=1"])
    war = played(scenario, 30)
    for menu in war.inputs.menus.values():
        assert (menu.held == 0).all()


def test_a_script_that_names_a_step_again_takes_it_again(tmp_path: Path) -> None:
    path = tmp_path / "steps.yaml"
    turns = ", ".join(f"{{week: {week}, option: crosses_threshold}}" for week in (0, 8, 9))
    path.write_text(
        f"extends: baseline\ndecisions: {{nato: {{policy: script}}}}\nscripts: {{nato: [{turns}]}}\n", encoding="utf-8"
    )
    war = War(load(path), {}, Dice(1, block_of(0, 4)))
    counts = []
    for _ in range(20):
        war.step()
        menu = war.inputs.menus["nato"]
        counts.append(int(menu.taken[menu.names.index("crosses_threshold")][0]))
    assert counts == [1] * 8 + [2] * 4 + [3] * 8
