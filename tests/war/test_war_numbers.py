"""Every number of the baseline is read by a rule, and moving it changes a war that can tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from sim.base.series import SERIES
from sim.scenario import Number, Scenario, load
from sim.scenario.records import IGNORANCE
from sim.war.agents.choosing import considerations
from sim.war.inputs import Inputs
from sim.war.model import War
from sim.war.randomness import Dice, block_of

WEEKS = 60
SHARES = {series.name for series in SERIES if series.kind == "share"}
WARS = (1, 12, 48)
"""Wars in which a number is tried in each state: one shows most, the few left are tried in more."""

OTHER_SIDE = {
    "nato.backs": "russia",
    "iran.backs": "ukraine",
    "belarus.backs": "ukraine",
    "north_korea.backs": "ukraine",
}
WIDE_OPEN = {"bargaining.talks_start": 2.0, "bargaining.talks_stop": 0.01, "bargaining.deal_hazard": 3.0}
EAGER = {
    "bargaining.talks_start": 5.0,
    "bargaining.talks_stop": 0.01,
    "bargaining.deal_hazard": 5.0,
    "bargaining.standing_offer.by": 3,
    "russia.war_cost": 0.9,
    "ukraine.war_cost": 0.9,
    "russia.leader_room": 0.95,
    "ukraine.leader_room": 0.95,
}
"""Sides that sign what is on the table."""

POLICIES = [f"decisions.{actor}.policy" for actor in ("russia", "ukraine", "nato", "iran", "belarus")]
WEAK = (
    "decisions.belarus.view_bias",
    "decisions.belarus.view_error",
    "decisions.belarus.wants.russian_losses",
    "decisions.iran.view_bias",
    "decisions.iran.view_error",
    "decisions.iran.wants.ground",
    "decisions.iran.wants.russian_losses",
    "decisions.nato.wants.russian_losses",
)
PRICES = [path for path in load("baseline").numbers if path.startswith("decisions.") and ".cost." in path]

STATES: dict[str, tuple[dict[str, float], dict[str, str]]] = {
    "as it stands": ({}, {}),
    "Belarus in the war": ({"belarus.involvement": 4, "belarus.floor": 4}, {}),
    "Belarus on the move": (
        {
            "belarus.unsettled_per_rung": 0.3,
            "belarus.ceiling": 3,
            "belarus.coordination_weight": 1,
            "russia.front_force": 200_000,
        },
        {"decisions.belarus.policy": "random"},
    ),
    "NATO in the war": ({"nato.intervention": 3, "nato.intervention_target": 4, "nato.strike_permission": 1}, {}),
    "everybody decides loosely": ({"decisions.odds": 1.5}, dict.fromkeys(POLICIES, "choose")),
    "everybody decides sharply, and nothing has a price": (
        {"decisions.odds": 1000.0, **dict.fromkeys(PRICES, 0.0)},
        dict.fromkeys(POLICIES, "choose"),
    ),
    "everybody decides at random": ({}, dict.fromkeys(POLICIES, "random")),
    "weary": (
        {
            "russia.will": 0.2,
            "ukraine.will": 0.22,
            "endings.giving_up_hazard": 1.0,
            "ukraine.training_weeks": 12,
            "nato.strike_permission": 0.4,
        },
        {},
    ),
    "thin": (
        {
            "russia.front_force": 180_000,
            "ukraine.front_force": 150_000,
            "russia.recruitment": 50_000,
            "russia.training_capacity": 50_000,
            "ukraine.recruitment": 60_000,
            "ukraine.training_capacity": 45_000,
            "russia.training_weeks": 4,
            "russia.mobilisation_min_age": 25,
            "russia.front_establishment": 420_000,
            "russia.age_lowering_chance": 0.3,
            "endings.giving_up_hazard": 0.5,
            "front.break_hazard": 0.02,
            "russia.withdraw_below": 3,
            "ukraine.withdraw_below": 3,
            "russia.surprise": 0.3,
        },
        {},
    ),
    "poor": (
        {
            "russia.war_spending_covered": 0.5,
            "russia.reserve_months": 1,
            "ukraine.war_spending_covered": 0.4,
            "ukraine.reserve_months": 1,
            "russia.aid_dependence": 0.01,
            "ukraine.oil_dependence": 0.2,
            "ukraine.aid_dependence": 0.2,
            "russia.stock.shells": 100_000,
            **WIDE_OPEN,
        },
        {},
    ),
    "short of shells": (
        {
            "nato.aid_level": 0.2,
            "nato.backlog": 0,
            "russia.stock.shells": 0,
            "russia.production.shells": 50_000,
            "front.advance_cap": 0.4,
        },
        {},
    ),
    "short of armour": (
        {
            "russia.armour_stored": 100,
            "russia.stock.armour": 300,
            "russia.production.armour": 60,
            "russia.armour_per_casualty": 0.02,
            "russia.intensity_max": 0.7,
            "ukraine.intensity_max": 0.7,
        },
        {},
    ),
    "Iran at its limits": (
        {
            "iran.drone_stock": 200,
            "iran.drone_deliveries": 3_000,
            "iran.missile_stock": 50,
            "iran.missile_deliveries": 400,
            "iran.technology_transfer": 0.1,
            "air.interdiction_per_missile": 0.02,
            "ukraine.stock.interceptors": 0,
        },
        {},
    ),
    "Russia under fire": (
        {
            "ukraine.stock.long_range_drones": 20_000,
            "ukraine.stock.cruise_missiles": 4_000,
            "ukraine.production.cruise_missiles": 50,
            "russia.stock.interceptors": 100,
            "nato.strike_permission": 1.0,
            "russia.drone_defence": 600,
            "air.damage_per_drone": 0.005,
            "air.damage_per_missile": 0.005,
        },
        {},
    ),
    "near the brink": (
        {
            "escalation.climb_hazard": 0.5,
            "escalation.nuclear_hazard_calm": 0.1,
            "escalation.nuclear_hazard_crisis": 0.2,
            "escalation.nato_war_hazard": 0.05,
            "escalation.general_exchange_after_use": 0.5,
            "nato.intervention": 2,
            "nato.intervention_target": 2,
            "belarus.involvement": 3,
        },
        {},
    ),
    "past the brink": ({"escalation.nuclear_hazard_calm": 0.5, "escalation.general_exchange_after_use": 0.5}, {}),
    "Russia pushed back": (
        {
            "ukraine.attack_intensity": 0.25,
            "russia.front_force": 180_000,
            "russia.attack_intensity": 0.03,
            "russia.talks_below_will": 0.2,
            "bargaining.talks_start": 0.4,
            "bargaining.talks_stop": 0.3,
            "escalation.rout_area": 300,
            "escalation.climb_hazard": 0.3,
            "escalation.nuclear_hazard_crisis": 0.03,
            "escalation.crimea_threatened_at": 0.03,
            "escalation.nuclear_answer_crimea": 0.9,
        },
        {},
    ),
    "Russia routed": (
        {
            "ukraine.attack_intensity": 0.4,
            "front.duty_ceiling": 0.9,
            "russia.front_force": 60_000,
            "russia.recruitment": 1_000,
            "russia.manning_floor": 0.05,
            "escalation.by_rout": 4.0,
            "escalation.nuclear_hazard_crisis": 0.0,
            "escalation.nuclear_answer_crimea": 0.0,
            "front.advance_median": 2.0,
            "front.moving_share": 0.5,
        },
        {},
    ),
    "Ukraine overrun": (
        {
            "russia.attack_intensity": 0.8,
            "front.duty_ceiling": 0.9,
            "ukraine.front_force": 30_000,
            "ukraine.recruitment": 1_000,
            "ukraine.manning_floor": 0.01,
            "bargaining.talks_start": 0.5,
            "front.advance_median": 2.0,
            "front.moving_share": 0.5,
            "ukraine.overrun_share": 0.8,
        },
        {},
    ),
    "bled white": (
        {
            "front.loss_rate": 0.03,
            "russia.front_force": 260_000,
            "endings.giving_up_hazard": 0.5,
            "russia.will": 0.5,
            "ukraine.will": 0.5,
            "russia.recruitment": 5_000,
            "ukraine.recruitment": 5_000,
            "russia.recruitment_effort_max": 1.1,
            "ukraine.recruitment_effort_max": 1.1,
            "ukraine.attack_intensity": 0.2,
            "bargaining.talks_start": 0.5,
            "bargaining.talks_stop": 0.2,
        },
        {},
    ),
    "deals that break": (
        {
            "bargaining.talks_start": 1.0,
            "bargaining.background_hazard": 0.5,
            "bargaining.resumption_hazard": 0.2,
            "bargaining.zone": 0.5,
        },
        {},
    ),
    "a loser who rearms": (
        {
            "bargaining.background_hazard": 0.5,
            "bargaining.resumption_hazard": 0.0,
            "ukraine.recruitment_in_peace": 2.0,
            "ukraine.belief_russia_prevails": 0.3,
        },
        {},
    ),
    "a deal within reach": (
        {
            "ukraine.will": 0.4,
            "russia.will": 0.5,
            "nato.neutrality_offer": 0.55,
            "nato.guarantee": 0.5,
            "nato.pressure_to_settle": 0.5,
            "bargaining.resumption_hazard": 0.3,
            "bargaining.background_hazard": 0.02,
            **WIDE_OPEN,
        },
        {},
    ),
    "terms below the line of contact": ({**EAGER, "bargaining.standing_offer.line": 1.0}, {}),
    "terms beyond the line of contact": ({**EAGER, "bargaining.standing_offer.line": 4.0}, {}),
    "a guarantee by treaty": (
        {
            **EAGER,
            "bargaining.standing_offer.guarantee": 3,
            "bargaining.standing_offer.neutral": 0,
            "bargaining.resumption_hazard": 0.2,
        },
        {},
    ),
    "an alliance on the table": (
        {**EAGER, "bargaining.standing_offer.guarantee": 4, "nato.guarantee": 1, "bargaining.resumption_hazard": 0.2},
        {},
    ),
    "pressed to sign": (
        {
            **EAGER,
            "nato.pressure_to_settle": 1,
            "nato.neutrality_offer": 0.3,
            "bargaining.zone": 0.5,
            "bargaining.resumption_hazard": 0.2,
        },
        {},
    ),
    "Ukraine's terms": ({**EAGER, "bargaining.standing_offer.by": 2, "bargaining.standing_offer.line": 2.0}, {}),
    "a hurting stalemate": (
        {**WIDE_OPEN, "russia.will": 0.6, "ukraine.will": 0.6, "russia.war_cost": 0.3, "ukraine.war_cost": 0.3},
        {"structure.bargaining": "mutually_hurting_stalemate"},
    ),
    "talks that lead nowhere": (
        {"bargaining.talks_start": 0.5, "nato.pressure_to_settle": 0.3, "nato.neutrality_offer": 0.3},
        {},
    ),
    "Russia defends, Ukraine presses": ({}, {"russia.posture": "defend", "ukraine.posture": "press"}),
    "Russia on the offensive, Ukraine gives ground": (
        {},
        {"russia.posture": "offensive", "ukraine.posture": "withdraw"},
    ),
    "soldiers of a third country": ({"third_country.soldiers": 60_000, "third_country.soldiers_per_month": 20_000}, {}),
    "a threat in the north": (
        {
            "russia.priority.north": 4.0,
            "ukraine.priority.north": 2.0,
            "belarus.involvement": 4,
            "russia.border_force": 20_000,
            "ukraine.border_force": 5_000,
        },
        {},
    ),
    "over strength": (
        {
            "russia.front_establishment": 150_000,
            "ukraine.front_establishment": 120_000,
            "russia.recruitment_response": 2.0,
            "ukraine.armour_stored": 2_000,
            "ukraine.production.armour": 100,
            "ukraine.armour_wanted": 3_000,
            "belarus.involvement": 3,
            "belarus.pressure": 4,
        },
        {},
    ),
    "the Dnipro crossed": (
        {
            "russia.front_force": 40_000,
            "russia.fortification": 0.0,
            "russia.overrun_share": 0.3,
            "russia.manning_floor": 0.01,
            "russia.recruitment": 1_000,
            "sectors.kherson_mykolaiv.crossable": 1.0,
            "ukraine.attack_intensity": 0.6,
            "ukraine.priority.kherson_mykolaiv": 5.0,
            "front.duty_ceiling": 0.9,
            "front.break_hazard": 2.0,
            "front.break_watched": 0.0,
            "front.break_width": 1.0,
            "front.moving_share": 0.5,
            "escalation.nuclear_hazard_crisis": 0.0,
            "escalation.nuclear_answer_crimea": 0.0,
        },
        {},
    ),
    "bridgeheads": (
        {
            "russia.bridgehead.kherson_mykolaiv": 4_000,
            "ukraine.bridgehead.zaporizhzhia": 2_000,
            "russia.front_force": 200_000,
            "ukraine.attack_intensity": 0.2,
            "russia.evacuation_hazard": 0.5,
            "ukraine.evacuation_hazard": 0.5,
        },
        {},
    ),
    "the West steps up": (
        {"nato.intervention_hazard": 2.0, "escalation.force_by_step": 0.5, "escalation.war_given_incident": 0.1},
        {"nato.strategy": "intervene"},
    ),
    "Kaliningrad under blockade": ({"kaliningrad.blockade": 0.5, "escalation.nato_war_hazard": 0.01}, {}),
    "worn out": (
        {
            "russia.barrels": 500,
            "russia.barrels_stored": 100,
            "ukraine.barrels": 200,
            "ukraine.barrels_stored": 20,
            "russia.infantry_fill": 0.3,
            "ukraine.infantry_fill": 0.3,
            "front.break_hazard": 0.3,
            "front.break_reach": 5.0,
            "russia.share_in_line": 0.85,
            "ukraine.share_in_line": 0.85,
        },
        {},
    ),
    "backers on the other sides": ({"nato.neutrality_offer": 0.6, "nato.guarantee": 0.5, **WIDE_OPEN}, OTHER_SIDE),
}
"""Numbers and choices that bring a war where rarely needed rules speak."""


def moves(number: Number, at: float) -> list[float]:
    """Where a number may go from where it stands: the ends of its spread, or a half and a little more."""
    if number.low is not None and number.high is not None:
        ends = [number.low, number.high]
    else:
        ends = [0.5 * at, 1.15 * at] if at else [min(1.0, number.bounds[1]), 50.0]
    inside = [float(np.clip(end, *number.bounds)) for end in ends]
    return [end for end in dict.fromkeys(inside) if end != at]


def moved_ones(
    scenario: Scenario, state: dict[str, float], paths: list[str], *, dice: Callable[..., Dice], wars: int
) -> tuple[set[str], War]:
    """Play some wars over and over, each time but the first with one number moved; which moves showed?"""
    at = {path: float(state.get(path, number.value)) for path, number in scenario.numbers.items()}
    moved = [(path, end) for path in paths for end in moves(scenario.numbers[path], at[path])]
    width = wars * (1 + len(moved))
    draws = {path: np.full(width, value) for path, value in at.items()}
    for copy, (path, end) in enumerate(moved, start=1):
        draws[path][copy * wars : (copy + 1) * wars] = end
    luck = dice(wars, block_of(0, width))
    luck.wars = wars
    war = War(replace(scenario, weeks=WEEKS), draws, luck).run()
    shows = np.zeros((1 + len(moved), wars), dtype=bool)
    outcomes = war.recorder.outcomes(war.state).values()
    for values in (*war.recorder.series.values(), *outcomes):
        copies = values.reshape(-1, *shows.shape)
        same = copies == copies[:, :1]
        if values.dtype.kind == "f":
            same |= np.isnan(copies) & np.isnan(copies[:, :1])
        shows |= ~same.all(axis=0)
    return {path for (path, _), show in zip(moved, shows[1:], strict=True) if show.any()}, war


@pytest.fixture(scope="module")
def searched(baseline: Scenario, repeated_dice: type[Dice]) -> tuple[set[str], set[str]]:
    """Numbers that no state shows to matter, and numbers that no rule has read."""
    in_a_war = {path for path in baseline.numbers if not path.startswith(f"{IGNORANCE}.")}  # those tie draws to draws
    silent, unread = set(in_a_war), set(in_a_war)
    for wars, (state, choices) in product(WARS, STATES.values()):
        if silent:
            scenario = baseline
            for path, choice in choices.items():
                scenario = scenario.override(path, choice)
            shown, war = moved_ones(scenario, state, sorted(silent), dice=repeated_dice, wars=wars)
            silent -= shown
            unread -= war.inputs.read
    return silent, unread


def test_every_number_is_read_by_a_rule(searched: tuple[set[str], set[str]]) -> None:
    assert searched[1] == set()


def test_moving_any_number_changes_a_war(searched: tuple[set[str], set[str]]) -> None:
    assert searched[0] - set(WEAK) == set()


@pytest.mark.parametrize("path", WEAK)
def test_what_weighs_too_little_to_show_weighs_something(baseline: Scenario, path: str) -> None:
    """Ground and losses are little to who only backs a side: the worth of its options moves, its choices hardly."""
    number, actor = baseline.numbers[path], path.split(".")[1]
    assert number.low is not None
    assert np.any(worth(baseline, actor) != worth(baseline.override(path, number.low), actor))


def worth(scenario: Scenario, actor: str) -> np.ndarray:
    """Worth of an actor's options over all that it may see, at central values."""
    inputs = Inputs(scenario, {}, Dice(0, block_of(0, 9)))
    seen, error = np.linspace(-3000.0, 3000.0, 9), np.linspace(-2.0, 2.0, 9)
    return considerations(inputs.menus[actor], inputs, seen, error, asked=np.full(1, 0.05)).sum(axis=0)


@pytest.mark.parametrize("end", [0, 1])
def test_no_number_at_its_bounds_breaks_a_war(baseline: Scenario, repeated_dice: type[Dice], end: int) -> None:
    ends = {path: number.bounds[end] for path, number in baseline.numbers.items()}
    tried = [path for path in ends if abs(ends[path]) < 1e9]
    assert len(tried) > 100
    draws = {path: np.full(1 + len(tried), number.value) for path, number in baseline.numbers.items()}
    for column, path in enumerate(tried, start=1):
        draws[path][column] = ends[path]
    war = War(replace(baseline, weeks=30), draws, repeated_dice(3, block_of(0, 1 + len(tried)))).run()
    for name, values in war.recorder.series.items():
        if name in SHARES:
            continue  # of what is not there, no share is known
        broken = [path for path, fine in zip(tried, np.isfinite(values).all(axis=0)[1:], strict=True) if not fine]
        assert not broken, name


def test_every_option_of_a_choice_plays_another_war(baseline: Scenario) -> None:
    at = {path: number.value for path, number in baseline.numbers.items()}
    state, _ = STATES["a deal within reach"]
    help_comes = {"third_country.soldiers": 20_000.0, "third_country.soldiers_per_month": 20_000.0}
    for path, choice in baseline.choices.items():
        # A deal within reach is what an option may just offer.
        numbers = at | (WIDE_OPEN if path in POLICIES else state) | help_comes
        draws = {number: np.full(16, float(value)) for number, value in numbers.items()}
        played = set()
        # The best may be an option that is there by itself, and a script without turns goes on as before.
        options = [option for option in choice.options if path not in POLICIES or option not in ("best", "script")]
        for option in options:
            war = War(replace(baseline.override(path, option), weeks=WEEKS), draws, Dice(3, block_of(0, 16))).run()
            played.add(b"".join(values.tobytes() for values in war.recorder.series.values()))
        assert len(played) == len(options), path
