"""V34: wars in general, made of the project's bargaining rules and drawn from its priors, last as wars do.

The model is of one war, two years old; wars in general also end by decision, in the first weeks and by the arms
of either side. The smallest fair procedure: each month the sides fight once over Smith and Stam's ten forts
(the set-up of V13 and V14, nothing fitted), with a chance of success by the model's own rule at a power ratio
that differs from war to war by a factor e; both learn from the result by their own openness; costs,
indivisibility, the power that grows in a pause and the fear of it come from the baseline's ranges; a deal is
made at the baseline's hazard while the range is open and leaders can sign, else at the background hazard.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from sim.base.arrays import Floats
from sim.rules import bargaining as rules
from sim.rules import commitment
from sim.rules.attrition import p_success
from sim.rules.chance import p_of_hazard
from sim.scenario import Scenario
from sim.war.draws import quantile
from sim.war.randomness import random_generator

N_WARS = 20_000
FORTS = 10
MONTHS = 60
WILSON = {24: (0.085, 0.226), 36: (0.061, 0.189)}
"""95 % limits of the share of interstate wars 1823-2007 still going after some months (COW, 95 wars)."""
COSTS = ("belief_russia_prevails", "belief_strength", "openness", "war_cost", "indivisibility", "leader_room")


@dataclass(frozen=True)
class Wars:
    """When wars ended [months, MONTHS + 1 if not yet], and whether by decision."""

    month: Floats
    decided: Floats

    def surviving(self, month: int) -> float:
        """Share still going after a month."""
        return float(np.mean(self.month > month))


def fight_wars(scenario: Scenario, with_arms: bool = True, with_commitment: bool = True) -> Wars:
    """Play wars in general."""

    def prior(path: str) -> Floats:
        return quantile(scenario.numbers[path], random_generator(34, f"prior/{path}").random(N_WARS))

    dice = {name: random_generator(34, name).random((MONTHS + 1, N_WARS)) for name in ("battle", "deal")}
    sides = {name: {key: prior(f"{name}.{key}") for key in COSTS} for name in ("russia", "ukraine")}
    counts = {
        name: (
            own["belief_russia_prevails"] * own["belief_strength"],
            (1.0 - own["belief_russia_prevails"]) * own["belief_strength"],
        )
        for name, own in sides.items()
    }
    power = random_generator(34, "power").standard_normal(N_WARS)
    growth = {
        name: sum(
            prior(f"bargaining.rise_by_{kind}") * np.log1p(random_generator(34, f"{kind}/{name}").random(N_WARS))
            for kind in ("people", "materiel")
        )
        for name in sides
    }
    exponent, none = prior("bargaining.contest_exponent"), np.zeros(N_WARS)
    years = np.full(N_WARS, scenario.numbers["bargaining.shift_horizon"].value / 12.0)
    feared = commitment.Fear(
        prior("bargaining.fear_of_attack") * with_commitment,
        prior("bargaining.patience"),
        years,
        prior("bargaining.fear_by_guarantee"),
    )
    settle, background = prior("bargaining.deal_hazard"), prior("bargaining.background_hazard")
    can_sign = sides["russia"]["leader_room"] * sides["ukraine"]["leader_room"]
    slope, observations = prior("front.success_slope"), prior("bargaining.signal_weight")
    held = np.full(N_WARS, FORTS // 2)
    month, decided = np.full(N_WARS, MONTHS + 1.0), np.zeros(N_WARS, dtype=bool)
    for now in range(1, MONTHS + 1):
        won = dice["battle"][now] < p_success(power, none, slope, none)
        if with_arms:
            held = held + np.where(won, 1, -1)
        for name, own in sides.items():
            counts[name] = rules.belief_after(*counts[name], won.astype(np.float64), observations * own["openness"])
        belief = {name: yes / (yes + no) for name, (yes, no) in counts.items()}
        own_chance = {"russia": belief["russia"], "ukraine": 1.0 - belief["ukraine"]}
        loss = {
            name: commitment.feared_loss(own_chance[name], growth[name], growth[enemy], exponent)
            for name, enemy in (("russia", "ukraine"), ("ukraine", "russia"))
        }
        least = [
            rules.reservation(
                own_chance[name],
                own["war_cost"],
                premium=own["indivisibility"],
                commitment=commitment.fear_of_next_war(loss[name], own["war_cost"], none, feared),
                concession=none,
            )
            for name, own in sides.items()
        ]
        _, range_size = rules.bargaining_range(*least)
        hazard = background + rules.deal_hazard(range_size > 0.0, can_sign, settle)
        going = month > MONTHS
        falls = going & ((held <= 0) | (held >= FORTS))
        deals = going & ~falls & (dice["deal"][now] < p_of_hazard(hazard))
        month = np.where(falls | deals, now, month)
        decided = decided | falls
    return Wars(month, decided)


@pytest.fixture(scope="module")
def wars(baseline: Scenario) -> Wars:
    """Wars that end by arms or by a deal."""
    return fight_wars(baseline)


@pytest.mark.parametrize("month", WILSON)
def test_v34_wars_last_as_long_as_in_the_record(wars: Wars, month: int) -> None:
    low, high = WILSON[month]
    assert low <= wars.surviving(month) <= high


def test_v34_the_fear_of_a_shift_of_power_prolongs_wars(baseline: Scenario) -> None:
    with_fear, without = (fight_wars(baseline, False, fear) for fear in (True, False))
    assert np.all(with_fear.month >= without.month)
    assert with_fear.surviving(36) > without.surviving(36) + 0.005


def test_v34_bargaining_alone_would_leave_far_too_many_wars_going(baseline: Scenario, wars: Wars) -> None:
    """The known shortfall, kept in sight: arms end most of these wars, as they did in the record (0.81)."""
    alone = fight_wars(baseline, with_arms=False)
    assert alone.surviving(36) > WILSON[36][1]
    assert np.mean(wars.decided) > 0.5
