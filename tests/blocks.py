"""Blocks of wars as tests want them: few wars, few weeks, some numbers set by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.base.arrays import Floats
from sim.runs import blocks, schedule
from sim.runs.ensemble import Plan
from sim.scenario import Change, Event, Scenario
from sim.war.draws import quantiles, sample, uncertain
from sim.war.model import War
from sim.war.randomness import Dice, block_of


def drawn(scenario: Scenario, dice: Dice) -> dict[str, Floats]:
    """Every number of the scenario as drawn, uncertain or not. Arrays of shape (n,)."""
    draws = sample(scenario, quantiles(uncertain(scenario), dice.seed, dice.replications))
    return {path: draws.get(path, np.full(dice.n, number.value)) for path, number in scenario.numbers.items()}


def with_event(
    scenario: Scenario, week: int, *changes: Change, name: str = "added", latest: int | None = None, chance: float = 1.0
) -> Scenario:
    """The scenario with one event more."""
    added = Event(
        name=name,
        title=name.capitalize(),
        week=week,
        latest_week=latest,
        probability=chance,
        changes=changes,
        source=None,
        note=None,
        origin=scenario.events[0].origin,
    )
    return replace(scenario, events=(*scenario.events, added))


def begun(
    scenario: Scenario,
    numbers: Mapping[str, Floats | float] | None = None,
    dice: Dice | None = None,
    *,
    scaled: Mapping[str, float] | None = None,
    weeks: int,
    n: int,
) -> War:
    """A block that has not been played yet, with some numbers set by hand or scaled from what was drawn."""
    dice = dice or Dice(1, block_of(0, n))
    draws = drawn(scenario, dice)
    for path, value in (numbers or {}).items():
        draws[path] = np.broadcast_to(np.asarray(value, dtype=np.float64), draws[path].shape).copy()
    for path, factor in (scaled or {}).items():
        draws[path] = draws[path] * factor
    return War(replace(scenario, weeks=weeks), draws, dice)


def play_to_disk(plan: Plan, number: int, folder: Path) -> None:
    """Play one block of a run into the folder of its blocks."""
    schedule.write(folder, blocks.task(plan, number).play())
