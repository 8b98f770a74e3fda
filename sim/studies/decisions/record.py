"""Choices against the record: prices fitted to the dated decisions, and scores against base rates, each year left out.

In each month an actor took one of the options of its menu; the first where nothing is dated. What it saw is the ground of
the two months up to the middle of it in the public record, which begins in May 2022. A month counts as a free choice also
where an option was taken not long before: the record does not say how long a decision binds.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files

import numpy as np

from sim.base.arrays import Floats, total
from sim.rules import choice as rules
from sim.scenario import Scenario
from sim.scenario.records import FrozenMap
from sim.studies.validation.record import previous, shipped
from sim.war.agents.choosing import considerations
from sim.war.inputs import Inputs
from sim.war.randomness import Dice

FIRST_MONTH, LAST_MONTH = date(2022, 7, 1), date(2024, 5, 1)
ROUNDS = 500
"""Rounds of scaling, after which prices no longer move."""


@dataclass(frozen=True)
class Months:
    """What an actor did, and saw, month by month.

    Attributes:
        taken: place in its menu, shape (months,).
        gain: ground Russia gained in the two months before [km2], shape (months,).
        years: of the months, shape (months,).
    """

    taken: np.ndarray
    gain: Floats
    years: np.ndarray


@dataclass(frozen=True)
class Fit:
    """An actor's fitted prices, and how its choices score.

    Attributes:
        actor: whose.
        prices: of each option, the first 0 [share of what is contested].
        scores: log score of each month, fitted to the other years, shape (months,).
        base: the same of base rates, shape (months,).
    """

    actor: str
    prices: Mapping[str, float]
    scores: Floats
    base: Floats


def fit(scenario: Scenario, actor: str) -> Fit:
    """Prices at which an actor's choices come as often as in the record, and the scores of a year left out.

    Args:
        scenario: menu, response tables and what the actor wants, at their central values.
        actor: whose.
    """
    months = months_of(scenario, actor)
    worth = _worth_but_for_prices(scenario, actor, months)
    sharpness = rules.precision(np.array([scenario.numbers["decisions.odds"].value]))
    scores, base = np.zeros(months.taken.size), np.zeros(months.taken.size)
    for year in np.unique(months.years):
        out = months.years == year
        prices = _prices(worth[:, ~out], months.taken[~out], sharpness)
        chances = rules.chances(worth[:, out] - prices[:, None], sharpness)
        scores[out] = np.log(chances[months.taken[out], np.arange(out.sum())])
        rates = _counts(months.taken[~out], len(worth))
        base[out] = np.log(rates / rates.sum())[months.taken[out]]
    prices = _prices(worth, months.taken, sharpness)
    named = dict(zip(scenario.menus[actor], map(float, prices), strict=True))
    return Fit(actor=actor, prices=named, scores=scores, base=base)


def months_of(scenario: Scenario, actor: str) -> Months:
    """The record of an actor's choices."""
    names = list(scenario.menus[actor])
    with (files("sim") / "data" / "decisions.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["actor"] == actor]
    taken = {date.fromisoformat(row["date"]).replace(day=1): names.index(row["option"]) for row in rows}
    ground = {month: figure.value for month, figure in shipped()["territory_net_change"].items()}
    calendar = [month for month in sorted(ground) if FIRST_MONTH <= month <= LAST_MONTH]
    before = [_seen_in(ground, month) for month in calendar]
    return Months(
        taken=np.array([taken.get(month, 0) for month in calendar]),
        gain=np.array(before),
        years=np.array([month.year for month in calendar]),
    )


def _seen_in(ground: Mapping[date, float], month: date) -> float:
    """Ground gained in the two months up to the middle of a month [km2]."""
    last = previous(month)
    return ground[month] / 2.0 + ground[last] + ground[previous(last)] / 2.0


def _worth_but_for_prices(scenario: Scenario, actor: str, months: Months) -> Floats:
    """Worth of each option but for its price, at central values and as if all were well seen. Shape (options, months)."""
    free = {name: replace(option, cost=0.0) for name, option in scenario.menus[actor].items()}
    scenario = replace(scenario, menus=FrozenMap({**scenario.menus, actor: FrozenMap(free)}))
    inputs = Inputs(scenario, {}, Dice(0, np.arange(months.taken.size)))
    asked = f"decisions.{actor}.asked"
    worth = inputs[asked] if inputs.has(asked) else np.zeros(1)
    exactly = np.zeros_like(months.gain)
    return total(considerations(inputs.menus[actor], inputs, months.gain, exactly, asked=worth))


def _counts(taken: np.ndarray, options: int) -> Floats:
    """Months in which each option was taken, and a month shared out over all of them (Perks' prior). Shape (options,)."""
    return np.asarray(np.bincount(taken, minlength=options) + 1.0 / options, dtype=np.float64)


def _prices(worth: Floats, taken: np.ndarray, sharpness: Floats) -> Floats:
    """Prices with which the options of a softmax come as often as counted; the first is free. Shape (options,)."""
    wanted = _counts(taken, len(worth))
    wanted = wanted / wanted.sum() * taken.size
    prices = np.zeros(len(worth))
    for _ in range(ROUNDS):
        got = rules.chances(worth - prices[:, None], sharpness).sum(axis=1)
        prices = prices + np.log(got / wanted) / sharpness
        prices = prices - prices[0]
    return prices
