"""Wars played for a forecast: months of every series, and when each war was over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.base.arrays import Floats
from sim.runs import ensemble
from sim.runs.block import prepare
from sim.runs.ensemble import Plan
from sim.runs.workers import Place
from sim.studies.validation.hindcast import monthly_shares
from sim.studies.validation.wars import Wars, collect, join
from sim.war.recorder import month_shares


@dataclass(frozen=True)
class Worlds:
    """What was played.

    Attributes:
        months: first days of the months played.
        members: by series, arrays of shape (months, n).
        wars: how and when each war ended.
    """

    months: tuple[date, ...]
    members: Mapping[str, Floats]
    wars: Wars

    @property
    def n(self) -> int:
        """Wars."""
        return self.wars.n

    def first(self, day: date) -> int:
        """Place of the first month that is forecast."""
        return next(row for row, month in enumerate(self.months) if month >= day.replace(day=1))

    def over(self, weeks: float) -> Floats:
        """Where the war was over, by a deal or for good, within some weeks of its start, 0 or 1. Shape (n,)."""
        return np.asarray(np.nan_to_num(self.wars.first_end, nan=np.inf) < weeks, dtype=float)


def play_all(plans: Sequence[Plan], place: Place, done: Callable[[int], None] = lambda _wars: None) -> list[Worlds]:
    """Play some plans, their blocks side by side.

    Args:
        plans: what is played.
        place: where.
        done: told the number of wars that have just been played.
    """
    tasks = [(plan, number) for plan in plans for number in range(plan.n_blocks)]
    parts: dict[int, list[Worlds]] = {}
    for plan in plans:
        prepare(plan.block(0))
    with place.open(len(tasks)) as (executor, _):
        running = [executor.submit(_play, plan, number) for plan, number in tasks]
        for (plan, number), future in zip(tasks, running, strict=True):
            parts.setdefault(id(plan), []).append(future.result())
            done(plan.kept(number))
    return [_joined(parts[id(plan)]) for plan in plans]


def _play(plan: Plan, number: int) -> Worlds:
    played = ensemble.play_block(plan, number)
    start = plan.scenario.as_of
    members = played.monthly | monthly_shares(played.series, start)
    return Worlds(tuple(month_shares(start, plan.scenario.weeks)), members, collect(played))


def _joined(parts: list[Worlds]) -> Worlds:
    names = parts[0].members
    members = {name: np.concatenate([part.members[name] for part in parts], axis=1) for name in names}
    return Worlds(parts[0].months, members, join([part.wars for part in parts]))
