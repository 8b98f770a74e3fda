"""The package in a notebook: load, run, compare, sweep; what comes back holds pandas tables and figures."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from sim.analysis.outcome_table import outcome_table
from sim.analysis.paired import PairedDifference, paired_difference
from sim.base import defaults
from sim.base.errors import SimError
from sim.base.lock import locked
from sim.base.text import counted
from sim.reports.figures.chart import figures
from sim.reports.figures.frame import png_bytes, save
from sim.reports.figures.run.charts import RUN_CHARTS
from sim.reports.figures.sweep.charts import SWEEP_CHARTS
from sim.reports.figures.sweep.estimates import Swept
from sim.runs import checks as given
from sim.runs import disk, results
from sim.runs import sweep as batch
from sim.runs.compare.common_worlds import require_pairable
from sim.runs.ensemble import Plan
from sim.runs.sweep import space
from sim.runs.workers import EXECUTORS, Place
from sim.scenario import Scenario
from sim.scenario import load as load_scenario
from sim.studies.sensitivity import Discovery, Ranking, discover, of_folder, rank, worlds
from sim.studies.sensitivity.discovery import MOST_WORLDS
from sim.studies.sensitivity.ranking import Method


@dataclass(frozen=True)
class Picture:
    """A figure that a notebook shows as the file on disk looks.

    Attributes:
        figure: to change or to embed elsewhere.
    """

    figure: Figure

    def _repr_png_(self) -> bytes:
        return png_bytes(self.figure)

    def save(self, path: str | Path) -> Path:
        """Write it as PNG, whole or not at all."""
        return save(self.figure, Path(path))


@dataclass(frozen=True)
class _Folder:
    """Results on disk."""

    folder: Path

    def sensitivity(self, outcome: str, method: Method = "auto") -> Ranking:
        """What an outcome depends on, ranked."""
        return rank(of_folder(self.folder, outcome), method)

    def discover(self, outcome: str, least: float | None = None) -> Discovery:
        """The worlds in which an outcome comes about; of a number, those in which it is `least` or more."""
        data = worlds(of_folder(self.folder, outcome), self.folder, MOST_WORLDS)
        values = data.y[:, 0]
        words = outcome if least is None else f"{outcome} >= {least:g}"
        return discover(data, values >= (0.5 if least is None else least), words)


@dataclass(frozen=True)
class Run(_Folder):
    """One scenario's wars.

    Attributes:
        folder: where they are stored.
        scenario: that was played.
        runs: one row a war.
        trajectories: quantiles over wars, by week and series.
        manifest: seed, versions, command.
    """

    scenario: Scenario
    runs: pd.DataFrame
    trajectories: pd.DataFrame
    manifest: dict[str, Any]

    def __repr__(self) -> str:
        told = self.manifest
        wars, weeks = counted(told["replications"], "war"), counted(told["weeks"], "week")
        return f"Run({told['title']!r}, {wars} of {weeks}, seed {told['seed']}, folder {str(self.folder)!r})"

    @property
    def outcomes(self) -> pd.DataFrame:
        """Every ending and outcome with its 95 % interval and n."""
        return outcome_table(self.runs)

    @property
    def endings(self) -> pd.DataFrame:
        """P(ending) with 95 % Wilson intervals."""
        table = self.outcomes
        return table.loc[table["kind"] == "ending", ["outcome", "estimate", "low", "high", "n"]].reset_index(
            drop=True
        )

    def figures(self) -> Iterator[tuple[str, Figure]]:
        """Every picture with its name."""
        return figures(RUN_CHARTS, results.read(self.folder))

    def figure(self, name: str = "endings") -> Picture:
        """One picture by its name."""
        return _named(self.figures(), name)


@dataclass(frozen=True)
class Comparison:
    """Two scenarios on the same worlds and the same dice.

    Attributes:
        a: the first.
        b: the second.
        difference: b minus a, world by world, and which endings flipped.
    """

    a: Run
    b: Run
    difference: PairedDifference

    def __repr__(self) -> str:
        return f"Comparison(\n  a={self.a!r},\n  b={self.b!r},\n)"

    @property
    def outcomes(self) -> pd.DataFrame:
        """Mean difference of every outcome with its paired 95 % interval."""
        return self.difference.outcomes

    @property
    def flips(self) -> pd.DataFrame:
        """How often each ending became which."""
        return self.difference.flips


@dataclass(frozen=True)
class SweepRun(_Folder):
    """Many points of one scenario.

    Attributes:
        folder: where they are stored.
        plan: what was played.
        points: one row a point.
        summary: one row a point and outcome.
    """

    plan: batch.Sweep
    points: pd.DataFrame
    summary: pd.DataFrame

    def __repr__(self) -> str:
        plan = self.plan
        size = f"{counted(plan.n_points, 'point')} × {counted(plan.replications, 'war')}"
        weeks = counted(plan.scenario.weeks, "week")
        told = f"{plan.scenario.title!r}, {size} of {weeks}, seed {plan.seed}"
        return f"SweepRun({told}, folder {str(self.folder)!r})"

    @property
    def runs(self) -> pd.DataFrame:
        """One row a war, read from disk at every call."""
        return pd.read_parquet(self.folder / "runs.parquet")

    def table(self, outcome: str) -> pd.DataFrame:
        """One outcome by point.

        Raises:
            SimError: if there is none of that name.
        """
        known = list(self.summary["outcome"].unique())
        if outcome not in known:
            raise SimError(f"found no outcome '{outcome}', expected one of {', '.join(known)}")
        return self.summary[self.summary["outcome"] == outcome].reset_index(drop=True)

    def figures(
        self, outcomes: Sequence[str] = (), thresholds: Sequence[float] = ()
    ) -> Iterator[tuple[str, Figure]]:
        """Every picture with its name."""
        return figures(SWEEP_CHARTS, Swept(batch.read(self.folder), outcomes, thresholds))

    def figure(self, name: str) -> Picture:
        """One picture by its name, such as `map_russian_victory`."""
        return _named(self.figures([name.partition("_")[2]] if name != "endings" else ()), name)


def load(
    reference: str | Path, settings: Mapping[str, given.Value] | None = None, weeks: int | None = None
) -> Scenario:
    """Load a scenario by path or shipped name, with settings laid over it."""
    scenario = load_scenario(reference)
    for path, value in ({"weeks": weeks} if weeks is not None else {}).items():
        scenario = scenario.override(path, value)
    for path, setting in (settings or {}).items():
        scenario = scenario.override(path, setting)
    return scenario


def run(
    scenario: Scenario | str | Path,
    replications: int = defaults.REPLICATIONS,
    seed: int = defaults.SEED,
    *,
    jobs: int | None = 1,
    prior: bool = False,
    output: str | Path | None = None,
) -> Run:
    """Play a scenario.

    Args:
        scenario: loaded, or its path or name.
        replications: wars.
        seed: of every stream.
        jobs: processes; one by default, because a script must guard its own start before it may have more.
        prior: draw from the raw ranges.
        output: folder to keep the results in; by default a temporary one.

    Raises:
        SimError: if it cannot be played so, or not there.
    """
    replications, seed, jobs = given.numbers(replications, seed, jobs)
    loaded = scenario if isinstance(scenario, Scenario) else load(scenario)
    plan = Plan(loaded, seed, replications, prior)
    folder = _folder(output)
    disk.require(folder, disk.of_run(plan, folder).total)
    with locked(folder):
        results.begin(plan, folder, f"sim.run({loaded.name!r}, {replications}, {seed})")
        results.complete(plan, folder, Place(jobs))
        found = results.read(folder)
    return Run(folder, loaded, found.runs, found.trajectories, found.manifest)


def compare(
    a: Scenario | str | Path,
    b: Scenario | str | Path,
    replications: int = defaults.REPLICATIONS,
    seed: int = defaults.SEED,
    *,
    jobs: int | None = 1,
) -> Comparison:
    """Play two scenarios on the same worlds and the same dice; arguments as in `run`.

    Raises:
        SimError: if they start on different days or last for different times.
    """
    replications, seed, jobs = given.numbers(replications, seed, jobs)
    both = [each if isinstance(each, Scenario) else load(each) for each in (a, b)]
    require_pairable(both)
    first, second = (run(each, replications, seed, jobs=jobs) for each in both)
    return Comparison(first, second, paired_difference(first.runs, second.runs))


def sweep(
    scenario: Scenario | str | Path,
    parameters: Mapping[str, given.Values],
    replications: int = defaults.POINT_REPLICATIONS,
    seed: int = defaults.SEED,
    *,
    sampler: str = "grid",
    samples: int = 0,
    conditions: Sequence[str] = (),
    executor: str = "processes",
    jobs: int | None = 1,
    scheduler: str | None = None,
    output: str | Path | None = None,
) -> SweepRun:
    """Play many points of a scenario.

    Args:
        scenario: loaded, or its path or name.
        parameters: path to a value or a list of them, to text as on the command line (`"0:2:9"`), or to None for
            the number's own spread or all options of a choice.
        replications: wars a point.
        seed: of every stream.
        sampler: `grid`, `lhs`, `sobol` or `morris`.
        samples: of the sampler.
        conditions: points that do not meet them are left out.
        executor: `processes`, `dask` or `serial`.
        jobs: processes; see `run`.
        scheduler: address of a Dask scheduler.
        output: folder to keep the results in; by default a temporary one.

    Raises:
        SimError: if wars failed, or what is asked for cannot be done.
    """
    replications, seed, jobs = given.numbers(replications, seed, jobs)
    samples = given.whole_number("samples", samples, 0)
    for what, found, expected in (
        ("sampler", sampler, batch.SAMPLERS),
        ("executor", executor, EXECUTORS),
    ):
        if found not in expected:
            raise SimError(f"{what}: found {found!r}, expected one of {', '.join(expected)}")
    loaded = scenario if isinstance(scenario, Scenario) else load(scenario)
    varied = [given.parameter(path, values, loaded) for path, values in parameters.items()]
    met = [batch.condition(text) for text in conditions]
    plan = batch.Sweep(loaded, batch.make(varied, loaded, sampler, samples, seed, met), replications, seed)
    folder = _folder(output)
    space.require(plan, folder)
    with locked(folder):
        batch.begin(plan, folder, f"sim.sweep({loaded.name!r}, …)")
        failures = batch.run(plan, folder, Place(jobs, executor, scheduler))
    if failures:
        raise SimError(
            f"{folder}: {counted(len(failures), 'block')} failed twice; failures.jsonl there says which"
        )
    swept = batch.read(folder)
    return SweepRun(folder, plan, swept.points, swept.summary)


def _folder(output: str | Path | None) -> Path:
    """The folder named, or one that the system clears away in time."""
    return Path(output) if output is not None else Path(tempfile.mkdtemp(prefix="sim-"))


def _named(every: Iterator[tuple[str, Figure]], name: str) -> Picture:
    names = []
    for found, figure in every:
        if found == name:
            return Picture(figure)
        names.append(found)
    raise SimError(f"found no figure '{name}', expected one of {', '.join(names)}")
