"""Which arguments every rule may be given: the room in which its properties are tried."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import sim.rules
from sim.rules import advance, attrition, bargaining, choice, commitment, economy, escalation, supply

COHORTS = 9


@dataclass(frozen=True)
class Room:
    """A range of values of an argument, and its kind: one a war, by cohort, a flag, or one float for all."""

    low: float
    high: float
    kind: str = "war"

    def draw(self, luck: np.random.Generator, n: int) -> Any:
        """An argument for n wars, at the ends of its range about one time in five."""
        if self.kind == "flag":
            return luck.random(n) < 0.5
        if self.kind == "plain":
            return float(luck.uniform(self.low, self.high))
        shape = (COHORTS, n) if self.kind == "cohorts" else (n,)
        values = luck.uniform(self.low, self.high, shape)
        at = luck.random(shape)
        return np.where(at < 0.1, self.low, np.where(at > 0.9, self.high, values))


@dataclass(frozen=True)
class Record:
    """A small record of coefficients or observations, and the rooms of its fields in order."""

    kind: type
    rooms: tuple[Room, ...]

    def draw(self, luck: np.random.Generator, n: int) -> Any:
        """A record for n wars."""
        return self.kind(*(room.draw(luck, n) for room in self.rooms))


SHARE, AMOUNT, POSITIVE, FACTOR = Room(0, 1), Room(0, 1e6), Room(1e-3, 1e6), Room(0, 3)
NORMAL, HAZARD, WEEKS, FLAG = Room(-4, 4), Room(0, 2), Room(1, 500), Room(0, 1, "flag")
MANY = Room(0, 1e6, "cohorts")
OUTLOOK = Record(escalation.Outlook, (FACTOR, FACTOR, FACTOR))
SIGNED, RATIO, EXPONENT = Room(-1e4, 1e4), Room(0.1, 10), Room(0.2, 1)

ROOMS: dict[str, tuple[Room | Record, ...]] = {
    "advance.advance_rate": (
        NORMAL,
        FLAG,
        SHARE,
        Record(advance.Pace, (Room(0.01, 1), SHARE, FACTOR, SHARE, NORMAL, Room(5, 40))),
    ),
    "advance.burdens": (
        Record(advance.Strain, (NORMAL, NORMAL, SHARE, SHARE, FACTOR, NORMAL, SHARE)),
        Record(advance.Strain, (FACTOR, FACTOR, FACTOR, FACTOR, FACTOR, FACTOR, Room(-2, 0))),
    ),
    "advance.break_hazard": (
        SHARE,
        FACTOR,
        Record(advance.Strain, (NORMAL, NORMAL, SHARE, SHARE, FACTOR, NORMAL, SHARE)),
        Record(advance.Strain, (FACTOR, FACTOR, FACTOR, FACTOR, FACTOR, FACTOR, Room(-2, 0))),
        Room(-5, 1),
    ),
    "advance.by_strength": (NORMAL, FACTOR, Room(1, 10)),
    "advance.run": (Room(0, 40), Room(1e-6, 1 - 1e-6), Room(0.5, 60), Room(0, 100), Room(1, 100)),
    "advance.closing_time": (Room(0.5, 30), AMOUNT, AMOUNT, Room(30, 365)),
    "advance.bounded_change": (SIGNED, AMOUNT, AMOUNT),
    "advance.fortify": (SHARE, SHARE, FACTOR, Room(1, 50)),
    "advance.days_in_line": (Room(0, 500), SHARE),
    "advance.relieved_share": (Room(0.2, 0.9), WEEKS),
    "advance.shift_troops": (SHARE, SHARE, SHARE),
    "air.launched": (AMOUNT, AMOUNT, SHARE, NORMAL),
    "air.drones_leaking": (AMOUNT, SHARE, AMOUNT, AMOUNT),
    "air.salvo_pace": (SHARE, SHARE, FACTOR),
    "air.sorties": (SHARE, SHARE, FACTOR),
    "air.disrupted": (SHARE, AMOUNT, SHARE),
    "air.missiles_leaking": (AMOUNT, SHARE, SHARE),
    "air.shifted": (Room(0.001, 0.999), NORMAL),
    "drift.after_step": (NORMAL, NORMAL, Room(0, 2), Room(0.5, 1200), Room(0.01, 24, "plain")),
    "drift.drifted": (AMOUNT, NORMAL),
    "drift.variance": (Room(0, 2), Room(0.5, 1200), Room(0.01, 24, "plain")),
    "air.damage_after_week": (SHARE, FACTOR, SHARE),
    "attrition.delivered_fires": (AMOUNT, FACTOR, Room(1, 200), Room(1, 500)),
    "attrition.combat_loss": (
        AMOUNT,
        AMOUNT,
        Record(attrition.LossLaw, (Room(0, 0.1), EXPONENT, EXPONENT, Room(1, 1e5))),
    ),
    "attrition.combat_power": (FACTOR, AMOUNT, AMOUNT, SHARE, SHARE),
    "attrition.p_success": (Room(-50, 50), Room(-3, 3), FACTOR, Room(-3, 3)),
    "attrition.attacker_multiplier": (FLAG, Room(1, 3), Room(0.1, 1)),
    "attrition.weekly_loss": (
        AMOUNT,
        Record(attrition.Attacks, (Room(0, 0.5), RATIO, RATIO)),
        Record(attrition.Attacks, (Room(0, 0.5), RATIO, RATIO)),
        SHARE,
        SHARE,
    ),
    "bargaining.bargaining_range": (Room(-1, 2), Room(-1, 2)),
    "bargaining.belief_after": (POSITIVE, POSITIVE, SHARE, FACTOR),
    "bargaining.battlefield_signal": (
        Record(bargaining.Signals, (NORMAL, NORMAL, NORMAL)),
        Record(bargaining.Signals, (FACTOR, FACTOR, FACTOR)),
    ),
    "bargaining.reservation": (SHARE, SHARE, SHARE, SHARE, SHARE),
    "bargaining.is_ripe": (NORMAL, Room(-1, 1), Room(-1, 1), SHARE),
    "bargaining.deal_hazard": (FLAG, SHARE, SHARE),
    "commitment.log_power": (
        Record(commitment.Standing, (AMOUNT, AMOUNT)),
        Record(commitment.Standing, (SHARE, SHARE)),
    ),
    "commitment.chance_after": (SHARE, NORMAL, Room(1, 3)),
    "commitment.feared_loss": (SHARE, Room(-1, 2), Room(-1, 2), Room(1, 3)),
    "commitment.fear_of_next_war": (
        SHARE,
        SHARE,
        SHARE,
        Record(commitment.Fear, (SHARE, Room(0.5, 1), Room(0.1, 5), SHARE)),
    ),
    "commitment.shift_to_dissatisfied": (SHARE, SHARE, SHARE),
    "commitment.resumption_hazard": (
        SHARE,
        Record(commitment.Signed, (Room(0, 10), SHARE, SHARE, SHARE, FLAG)),
        Record(commitment.Resumption, (SHARE, Room(-1, 0), Room(0, 6), SHARE, Room(1, 3), Room(0.1, 1), Room(1, 3))),
    ),
    "commitment.temptation": (SHARE, SHARE, SHARE, SHARE),
    "offers.line_share": (SHARE, SIGNED, Room(1e4, 1e6)),
    "offers.handed_over": (AMOUNT, MANY),
    "offers.p_accepted": (Room(-2, 2), Room(1.1, 100)),
    "offers.carelessness": (Room(1.1, 100),),
    "offers.worth_of_offering": (Room(-1, 1), SHARE),
    "offers.chosen": (Room(0, 1, "cohorts"), Room(0.01, 0.99)),
    "offers.arrival": (Room(0.01, 0.99), HAZARD),
    "choice.favour": (SIGNED, Room(10, 1e5), NORMAL, NORMAL),
    "choice.front_weights": (NORMAL,),
    "choice.worth_of_effects": (NORMAL, NORMAL, Room(1, 3)),
    "choice.chance_of_removal": (NORMAL, Record(choice.Fate, (SHARE, SHARE, Room(0, 5), Room(0, 5)))),
    "choice.precision": (Room(1.1, 100),),
    "choice.chances": (Room(-1, 1, "cohorts"), Room(0, 50)),
    "choice.choose": (Room(0, 1, "cohorts"), Room(0.01, 0.99)),
    "chance.autocorrelated": (NORMAL, NORMAL, SHARE, SHARE),
    "chance.drifting": (NORMAL, NORMAL, SHARE, Room(1, 5, "plain")),
    "chance.logistic": (Room(-50, 50),),
    "chance.mean_reverting": (FACTOR, FACTOR, NORMAL, SHARE, SHARE),
    "chance.p_of_hazard": (HAZARD,),
    "economy.economy_after_week": (
        Room(0.1, 3),
        SHARE,
        NORMAL,
        Record(economy.Growth, (Room(-0.5, 0.5), SHARE, SHARE)),
    ),
    "economy.covered_share": (FACTOR, FACTOR, FACTOR, Record(economy.Finance, (FACTOR, SHARE, SHARE))),
    "economy.recruiting_need": (FACTOR, FACTOR, SHARE, FACTOR),
    "economy.spend_reserve": (Room(0, 12), FACTOR),
    "economy.will_after_week": (
        SHARE,
        SHARE,
        Record(economy.News, (AMOUNT, SIGNED, FACTOR)),
        NORMAL,
        Record(economy.Wear, (SHARE, Room(0, 1e-4), SHARE, SHARE, SHARE)),
    ),
    "economy.oil_price": (Room(0.1, 5), NORMAL, SHARE),
    "escalation.climb_hazard": (SHARE, FACTOR),
    "escalation.ladder_after_week": (Room(1, 6), Room(1, 5), FLAG, FLAG, FLAG),
    "escalation.policy_floor": (SHARE, Room(0, 4), SHARE),
    "escalation.steps_taken": (FACTOR, FACTOR),
    "escalation.chance_of_answer": (Room(0, 10), SHARE),
    "escalation.signals_after_week": (FACTOR, FACTOR, WEEKS),
    "escalation.delayed": (FACTOR, FACTOR, FACTOR),
    "escalation.fear_of_defeat": (SHARE, Record(escalation.Outlook, (NORMAL, NORMAL, SHARE)), OUTLOOK, NORMAL, SHARE),
    "escalation.faced": (SHARE, Room(0, 0.5), Room(0.51, 1)),
    "escalation.nuclear_hazard": (SHARE, FACTOR, FACTOR, Record(escalation.NuclearHazard, (SHARE, SHARE))),
    "escalation.left_by_answer": (Room(0.01, 1), SHARE, SHARE),
    "escalation.left_by_force": (Room(0.01, 1), FACTOR, Room(0.001, 10)),
    "escalation.friction": (Room(0, 4), FACTOR, FACTOR),
    "manpower.eligible_share": (Room(16, 60), Room(30, 65)),
    "manpower.intake_by_cohort": (MANY, Room(0, 1, "cohorts"), AMOUNT, AMOUNT),
    "manpower.age_on": (MANY, Room(0, 1, "plain"), AMOUNT),
    "manpower.mean_age": (MANY,),
    "manpower.age_structure": (Room(1, 1e6, "cohorts"), Room(25, 58)),
    "manpower.age_effectiveness": (Room(1, 1e6, "cohorts"), Room(0, 0.2), Room(18, 60), SHARE),
    "manpower.training_level": (Room(0, 52), Room(1, 20), SHARE, Room(1, 3)),
    "manpower.line_strength": (FACTOR, SHARE),
    "manpower.unfit_factor": (Room(18, 60), Room(18, 60), FACTOR),
    "manpower.experience": (FACTOR, SHARE, Room(0, 1.2), SHARE),
    "supply.use": (AMOUNT, AMOUNT, AMOUNT),
    "supply.fire": (AMOUNT, AMOUNT, Record(supply.Fire, (Room(0.5, 100), EXPONENT, FACTOR))),
    "supply.refitted": (AMOUNT, AMOUNT, WEEKS),
    "supply.after_week": (AMOUNT, AMOUNT, AMOUNT),
    "supply.ramp": (AMOUNT, AMOUNT, WEEKS),
    "supply.pipeline": (AMOUNT, AMOUNT, WEEKS),
    "supply.interdicted": (SHARE, AMOUNT, Room(0, 0.01), SHARE),
    "supply.supply_ratio": (AMOUNT, AMOUNT),
}
"""Rooms of the arguments of each rule, in order."""


def all_rules() -> dict[str, Callable[..., Any]]:
    """Every public function of every file of rules, by `file.function`."""
    found = {}
    for module in pkgutil.iter_modules(sim.rules.__path__):
        there = importlib.import_module(f"sim.rules.{module.name}")
        for name, rule in inspect.getmembers(there, inspect.isfunction):
            if rule.__module__ == there.__name__ and not name.startswith("_"):
                found[f"{module.name}.{name}"] = rule
    return found


def drawn(name: str, luck: np.random.Generator, n: int) -> list[Any]:
    """Arguments of a rule for n wars."""
    return [room.draw(luck, n) for room in ROOMS[name]]


@dataclass(frozen=True)
class Rulebook:
    """All rules, and arguments to try them with."""

    rules: dict[str, Callable[..., Any]]
    rooms: dict[str, tuple[Room | Record, ...]]
    draw: Callable[[str, np.random.Generator, int], list[Any]]

    def apply(self, name: str, arguments: list[Any]) -> Any:
        """Call a rule by the names of its parameters, some of which may be given by name only."""
        names = inspect.signature(self.rules[name]).parameters
        return self.rules[name](**dict(zip(names, arguments, strict=False)))


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """All rules, and arguments to try them with."""
    return Rulebook(all_rules(), ROOMS, drawn)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for `rule_name` once for every rule."""
    if "rule_name" in metafunc.fixturenames:
        metafunc.parametrize("rule_name", sorted(ROOMS))
