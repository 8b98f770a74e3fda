"""A sweep: points, replications a point, and the scenarios the points stand for."""

import hashlib
import json
import shlex
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from sim import __version__
from sim.base.arrays import Floats
from sim.base.text import counted
from sim.engine.shared import Shared, programs
from sim.runs.engines import NARROW, NUMPY, PRECISION, Settled, settle
from sim.runs.folder import SWEEP, Kind
from sim.runs.sweep.design import Design, values_at
from sim.runs.sweep.parameters import Value, shown
from sim.scenario import Scenario

Settings = tuple[tuple[str, Value], ...]


@dataclass(frozen=True)
class Sweep:
    """What is played.

    Attributes:
        scenario: what the points change.
        design: the points.
        replications: wars a point; the same worlds and dice at every point.
        seed: of every stream.
        prior: draw from the raw ranges instead of the draws that history left.
        outcomes: those to be drawn; none for a choice by what happens.
        thresholds: levels at which heat maps have a contour.
        name: of the file it was read from, if it was; its results lie in a folder of that name.
        title: of that file, else the scenario's.
        engine: what plays the wars.
    """

    scenario: Scenario
    design: Design
    replications: int
    seed: int
    prior: bool = False
    outcomes: tuple[str, ...] = ()
    thresholds: tuple[float, ...] = ()
    name: str = ""
    title: str = ""
    engine: str = NUMPY

    @property
    def kind(self) -> Kind:
        """What its results are."""
        return SWEEP

    @property
    def beside(self) -> dict[str, bytes]:
        """Files that its folder begins with, besides those that every sweep has."""
        return {}

    def __repr__(self) -> str:
        """One line, without the points."""
        size = f"{counted(self.n_points, 'point')} × {counted(self.replications, 'war')}"
        return f"{type(self).__name__}({self.heading!r}, {size}, seed {self.seed})"

    @property
    def heading(self) -> str:
        """Its title, or the scenario's if it has none."""
        return self.title or self.scenario.title

    @property
    def n_points(self) -> int:
        """Points of the design."""
        return len(self.design.points)

    @property
    def total(self) -> int:
        """Wars in all."""
        return self.n_points * self.replications

    @property
    def numeric(self) -> tuple[str, ...]:
        """Paths of the numbers that vary: points may differ in them inside one block of arrays."""
        return tuple(path for path in self.design.paths if path in self.scenario.numbers)

    @cached_property
    def values(self) -> dict[str, Floats]:
        """Varied numbers by point, not-a-number where the scenario's own stands. Shape (points,)."""
        return {path: self.design.points[path].to_numpy(dtype=np.float64) for path in self.numeric}

    @cached_property
    def structures(self) -> tuple[tuple[Settings, ...], tuple[int, ...]]:
        """Distinct settings that change which rules or numbers are drawn, and which of them each point has.

        Points of one structure can be played side by side: same choices, same events, same numbers uncertain.
        """
        choices = [path for path in self.design.paths if path not in self.scenario.numbers]
        drawn = [path for path in self.numeric if np.isnan(self.values[path]).any()]
        seen: dict[tuple[Settings, tuple[bool, ...]], int] = {}
        of_point = []
        words = {path: self.design.points[path].tolist() for path in choices}
        for point in range(self.n_points):
            settings = tuple((path, words[path][point]) for path in choices if isinstance(words[path][point], str))
            free = tuple(bool(np.isnan(self.values[path][point])) for path in drawn)
            of_point.append(seen.setdefault((settings, free), len(seen)))
        return tuple(settings for settings, _ in seen), tuple(of_point)

    @cached_property
    def shared(self) -> tuple[Shared, ...]:
        """What is compiled for each structure; most share a program."""
        scenarios = [self.structure(number) for number in range(len(self.structures[0]))]
        found = programs(scenarios, self.numeric)
        return tuple(found[scenario] for scenario in scenarios)

    def structure(self, number: int) -> Scenario:
        """The scenario with the settings of one structure."""
        return self.with_settings(self.structures[0][number])

    def settings(self, point: int) -> dict[str, Value]:
        """What a point sets."""
        return values_at(self.design.points, self.design.paths, point)

    def at(self, point: int) -> Scenario:
        """A point as a scenario of its own."""
        return self.with_settings(tuple(self.settings(point).items()))

    def with_settings(self, settings: Settings) -> Scenario:
        """The scenario with some values set."""
        return _overridden(self.scenario, settings)

    def repeat(self, point: int, folder: str, last: int) -> str:
        """The command that plays a point by itself up to a replication."""
        words = ["sim", "run", f"{folder}/scenario.resolved.yaml", "-n", str(last), "--seed", str(self.seed)]
        words += [w for path, v in self.settings(point).items() for w in ("--set", f"{path}={shown(v)}")]
        return shlex.join([*words, *(["--prior"] if self.prior else [])])

    def settle(self, asked: str) -> Settled:
        """What plays it, if one of `ENGINES` is asked for."""
        points = Counter(self.structures[1]).values()  # those of one structure are played side by side
        wars = sum(max(NARROW, some * self.replications) for some in points)
        return settle(asked, wars * self.scenario.weeks, lambda: len({each.identity for each in self.shared}))

    @cached_property
    def identity(self) -> str:
        """Hash of everything that decides the results."""
        columns = [_texts(self.design.points[path]) for path in self.design.paths]
        points = [list(row) for row in zip(*columns, strict=True)]
        content = [self.scenario.hash, self.seed, self.prior, self.replications, self.design.paths, points, __version__]
        content += [PRECISION.get(self.engine)] * (self.engine != NUMPY)
        content += [hashlib.sha256(text).hexdigest() for text in self.beside.values()]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


@lru_cache(maxsize=64)
def _overridden(scenario: Scenario, settings: Settings) -> Scenario:
    for path, value in settings:
        scenario = scenario.override(path, value)
    return scenario


def _texts(column: pd.Series) -> list[str | None]:
    return [None if empty else str(value) for value, empty in zip(column.tolist(), column.isna(), strict=True)]
