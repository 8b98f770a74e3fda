"""Wars of one arm, played in blocks and put together: what every picture of a page is made of."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import numpy as np
import pandas as pd

from sim.analysis.scarcity import SCARCE
from sim.base.arrays import Floats
from sim.base.outcomes import ENDINGS
from sim.base.sides import SIDES
from sim.reports.explore.programs import Programs
from sim.runs.block import Block, Lane, draw, play
from sim.runs.engines import NUMPY
from sim.scenario import Scenario
from sim.studies.columns import columns_of
from sim.war.agents.sector import SECTORS
from sim.war.model import War
from sim.war.recorder import Table

Key = TypeVar("Key")
Value = TypeVar("Value")

FEWEST, FEW, MOST_FEW = 32, 128, 256
"""Wars of each arm while a slider is moved: where the machine is slow, at first, and where it is quick. The page says what
they tell: 128 tell shares to ± 8 points of 100."""
BLOCK = 1024
"""Wars that are played at once when a slider rests."""
EVERY = 4
"""Weeks between two points of a line: a month, as fine as a phone shows."""
FOLLOWED = ("territory_change", *(scarce.series(side) for side in SIDES for scarce in SCARCE))
"""Series that pictures show over time."""
AREAS = tuple(f"area.{sector}" for sector in SECTORS)
KEPT_DRAWS, KEPT_WARS = 16, 24
"""Blocks whose draws, and whose wars, are kept: those of two arms and of what was looked at before [5 MB each]."""


@dataclass(frozen=True)
class Future:
    """An arm as it is played: the same for the same settings.

    Attributes:
        scenario: with its choices made.
        values: numbers set, by path, in order.
        seed: of every stream.
        base: the scenario before any choice, whose program plays it.
    """

    scenario: Scenario
    values: tuple[tuple[str, float], ...]
    seed: int
    base: Scenario

    def block(self, first: int, last: int) -> Block:
        """Replications first … last - 1 of it, for NumPy."""
        values = {path: (value,) for path, value in self.values}
        return Block(self.scenario, self.seed, (Lane(0, first, last),), values=values)


@dataclass(frozen=True)
class _Redrawn(Block):
    """A block that is played again and again with other numbers set: its draws are at hand."""

    drawn_before: Mapping[str, Floats] = field(default_factory=dict)

    def draws(self) -> dict[str, Floats]:
        """Values of the uncertain numbers and of those set by hand. Arrays of shape (n,)."""
        return {**self.drawn_before, **{path: np.full(self.n, value) for path, (value,) in self.values.items()}}


@dataclass(frozen=True)
class Wars:
    """Wars of a future, from replication 0 on.

    Attributes:
        columns: outcomes, and what else is read off a war; arrays of shape (n,).
        series: what pictures follow, every fourth week from the first and the last; shape (points, n).
        weeks: of those points.
        engine: what played them.
    """

    columns: Table
    series: Mapping[str, np.ndarray]
    weeks: tuple[int, ...]
    engine: str

    @property
    def n(self) -> int:
        """Wars."""
        return len(self.columns["ending"])

    def table(self, *columns: str) -> pd.DataFrame:
        """One row a war: its number, and some columns or all."""
        names = columns or tuple(self.columns)
        return pd.DataFrame({"replication": np.arange(self.n), **{name: self.columns[name] for name in names}})

    @property
    def counts(self) -> dict[str, int]:
        """How many ended how."""
        endings = self.columns["ending"]
        return {ending.name: int(np.count_nonzero(endings == ending.name)) for ending in ENDINGS}

    def first(self, n: int) -> Wars:
        """The first n of them."""
        columns = {name: values[:n] for name, values in self.columns.items()}
        return Wars(columns, {name: rows[:, :n] for name, rows in self.series.items()}, self.weeks, self.engine)


def together(parts: Sequence[Wars]) -> Wars:
    """Wars of one future, played in parts, in order."""
    first = parts[0]
    if len(parts) == 1:
        return first
    columns = {name: np.concatenate([part.columns[name] for part in parts]) for name in first.columns}
    series = {name: np.concatenate([part.series[name] for part in parts], axis=1) for name in first.series}
    return Wars(columns, series, first.weeks, first.engine)


class Playing:
    """Plays wars and remembers the latest; for one thread at a time.

    Args:
        programs: what has been compiled.
    """

    def __init__(self, programs: Programs) -> None:
        self._programs = programs
        self._draws: OrderedDict[tuple[Scenario, int, int, int], dict[str, Floats]] = OrderedDict()
        self._wars: OrderedDict[tuple[Future, int, int, str], Wars] = OrderedDict()

    def wars(self, future: Future, first: int, last: int, engine: str) -> Wars:
        """Replications first … last - 1 of a future.

        Raises:
            SimError: if its numbers are so extreme that no war comes of them.
        """
        key = (future, first, last, engine)
        if key not in self._wars:
            block = future.block(first, last)
            made = _Redrawn(
                block.scenario,
                block.seed,
                block.lanes,
                values=block.values,
                engine=engine,
                shared=None if engine == NUMPY else self._programs.shared(future.base),
                drawn_before=self._drawn(future, first, last),
            )
            self._wars[key] = play(made, partial(_read, engine=engine))
        return _latest(self._wars, key, KEPT_WARS)

    def _drawn(self, future: Future, first: int, last: int) -> dict[str, Floats]:
        key = (future.scenario, future.seed, first, last)
        if key not in self._draws:
            self._draws[key] = draw(future.scenario, future.seed, (first, last), False)
        return _latest(self._draws, key, KEPT_DRAWS)


def _latest(kept: OrderedDict[Key, Value], key: Key, most: int) -> Value:
    """What is kept under a key, which is now the latest; the oldest go where there are too many."""
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
    return kept[key]


def _read(_block: Block, war: War, engine: str) -> Wars:
    """What is kept of a block of wars."""
    horizon = war.inputs.weeks
    weeks = tuple(dict.fromkeys((*range(0, horizon, EVERY), horizon - 1)))
    series = {name: war.recorder.series[name][list(weeks)] for name in (*FOLLOWED, *AREAS)}
    return Wars(columns_of(war), series, weeks, engine)
