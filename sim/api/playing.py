"""What a script or a notebook can call: each plays something and returns its results."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sim.analysis.paired import paired_difference
from sim.api.results import Comparison, Forecast, GameRun, Run, SweepRun
from sim.base import defaults
from sim.base.errors import SimError
from sim.base.lock import locked
from sim.base.text import counted
from sim.runs import checks, disk, results
from sim.runs import sweep as sweeps
from sim.runs.compare.common_worlds import require_pairable
from sim.runs.engines import AUTO, ENGINES, settle_for
from sim.runs.ensemble import Plan
from sim.runs.sweep import space
from sim.runs.workers import EXECUTORS, Place
from sim.scenario import Scenario
from sim.scenario import load as load_scenario
from sim.studies import game as games
from sim.studies.forecast import outlook as outlooks
from sim.studies.validation.record import shipped


def load(
    reference: str | Path, settings: Mapping[str, checks.Value] | None = None, weeks: int | None = None
) -> Scenario:
    """Load a scenario.

    Args:
        reference: its path or the name of a shipped one.
        settings: numbers and choices to set, by path.
        weeks: how many to play, instead of the scenario's.

    Raises:
        SimError: with every fault of the files, or the setting that cannot be made.
    """
    scenario = load_scenario(reference)
    for path, value in {**({} if weeks is None else {"weeks": weeks}), **(settings or {})}.items():
        scenario = scenario.override(path, value)
    return scenario


def run(
    scenario: Scenario | str | Path,
    replications: int = defaults.REPLICATIONS,
    seed: int = defaults.SEED,
    *,
    jobs: int | None = 1,
    prior: bool = False,
    engine: str = AUTO,
    output: str | Path | None = None,
) -> Run:
    """Play a scenario.

    Args:
        scenario: loaded, or its path or name.
        replications: number of wars.
        seed: random seed.
        jobs: number of processes, None for as many as save time; one by default, because a script must guard its own
            start before it may have more.
        prior: draw from the full ranges, not from the draws that agree with history.
        engine: what plays the wars, one of `ENGINES`; `auto` compiles where that saves time.
        output: folder to keep the results in; by default a temporary one.

    Raises:
        SimError: if an argument has no sense, or the folder holds something else or is on a full disk.
    """
    replications, seed, jobs = checks.numbers(replications, seed, jobs)
    loaded = _loaded(scenario)
    plan = Plan(loaded, seed, replications, prior, _engine(engine, loaded, replications))
    folder = _folder(output)
    disk.require(folder, disk.of_run(plan, folder).total)
    with locked(folder):
        results.begin(plan, folder, f"sim.run({loaded.name!r}, {replications}, {seed})")
        results.complete(plan, folder, Place(jobs))
        found = results.read(folder)
    return Run(folder, scenario=loaded, runs=found.runs, trajectories=found.trajectories, manifest=found.manifest)


def compare(
    a: Scenario | str | Path,
    b: Scenario | str | Path,
    replications: int = defaults.REPLICATIONS,
    seed: int = defaults.SEED,
    *,
    jobs: int | None = 1,
    engine: str = AUTO,
) -> Comparison:
    """Play two scenarios in the same worlds; arguments as of `run`.

    Raises:
        SimError: if they start on different days or last for different times.
    """
    replications, seed, jobs = checks.numbers(replications, seed, jobs)
    both = [_loaded(a), _loaded(b)]
    require_pairable(both)
    first, second = (run(each, replications, seed, jobs=jobs, engine=engine) for each in both)
    return Comparison(first, second, paired_difference(first.runs, second.runs))


def sweep(
    scenario: Scenario | str | Path,
    parameters: Mapping[str, checks.Values],
    replications: int = defaults.POINT_REPLICATIONS,
    seed: int = defaults.SEED,
    *,
    sampler: str = "grid",
    samples: int = 0,
    conditions: Sequence[str] = (),
    engine: str = AUTO,
    executor: str = "processes",
    jobs: int | None = 1,
    scheduler: str | None = None,
    output: str | Path | None = None,
) -> SweepRun:
    """Play many points of a scenario.

    Args:
        scenario: loaded, or its path or name.
        parameters: path to a value or a list of them, to text as on the command line (`"0:2:9"`), or to None for
            the number's own range or all options of a choice.
        replications: number of wars at each point.
        seed: random seed.
        sampler: how points are chosen: `grid`, `lhs`, `sobol` or `morris`.
        samples: number of points (lhs), base samples (sobol) or trajectories (morris).
        conditions: comparisons; points that do not meet them are left out.
        engine: what plays the wars, one of `ENGINES`; `auto` compiles where that saves time.
        executor: what plays the wars: `processes`, `dask` or `serial`.
        jobs: number of processes; see `run`.
        scheduler: address of a Dask scheduler.
        output: folder to keep the results in; by default a temporary one.

    Raises:
        SimError: if wars failed, or what is asked for cannot be done.
    """
    replications, seed, jobs = checks.numbers(replications, seed, jobs)
    samples = checks.whole_number("samples", samples, 0)
    _require_known("sampler", sampler, sweeps.SAMPLERS)
    _require_known("executor", executor, EXECUTORS)
    loaded = _loaded(scenario)
    design = sweeps.make(
        [checks.parameter(path, values, loaded) for path, values in parameters.items()],
        loaded,
        sampler=sampler,
        samples=samples,
        seed=seed,
        conditions=[sweeps.condition(text) for text in conditions],
    )
    _require_known("engine", engine, ENGINES)
    plan = sweeps.Sweep(loaded, design, replications, seed)
    plan, folder = replace(plan, engine=plan.settle(engine).engine), _folder(output)
    _play(plan, folder, f"sim.sweep({loaded.name!r}, …)", Place(jobs, executor, scheduler))
    swept = sweeps.read(folder)
    return SweepRun(folder, plan, swept.points, swept.summary)


def game(
    scenario: Scenario | str | Path = "game",
    replications: int = defaults.GAME_REPLICATIONS,
    seed: int = defaults.SEED,
    *,
    engine: str = AUTO,
    executor: str = "processes",
    jobs: int | None = 1,
    scheduler: str | None = None,
    output: str | Path | None = None,
) -> GameRun:
    """Play the strategies of the actors against each other.

    Args:
        scenario: path or name of a game, or a loaded scenario in which the shipped game is played.
        replications: number of wars of each profile, 20 or more.
        seed: random seed.
        engine: what plays the wars, one of `ENGINES`; `auto` compiles where that saves time.
        executor: what plays the wars: `processes`, `dask` or `serial`.
        jobs: number of processes; see `run`.
        scheduler: address of a Dask scheduler.
        output: folder to keep the results in; by default a temporary one.

    Raises:
        SimError: if wars failed, or what is asked for cannot be done.
    """
    replications, seed, jobs = checks.numbers(replications, seed, jobs)
    checks.whole_number("replications", replications, defaults.LEAST_GAME_REPLICATIONS)
    _require_known("executor", executor, EXECUTORS)
    loaded = games.load(worlds=lambda _: scenario) if isinstance(scenario, Scenario) else games.load(scenario)
    _require_known("engine", engine, ENGINES)
    plan = games.requested(loaded, replications, seed)
    plan, folder = replace(plan, engine=plan.settle(engine).engine), _folder(output)
    _play(plan, folder, f"sim.game({loaded.name!r}, {replications}, {seed})", Place(jobs, executor, scheduler))
    solution = games.solution(folder)
    solution.write(folder)
    return GameRun(folder, plan, solution)


def forecast(
    scenario: Scenario | str | Path,
    replications: int = defaults.FORECAST_WORLDS,
    seed: int = defaults.SEED,
    *,
    jobs: int | None = 1,
    engine: str = AUTO,
) -> Forecast:
    """Forecast a scenario from the day it stands on; arguments as of `run`, draws from the raw ranges.

    Raises:
        SimError: if an argument has no sense, or the record does not reach the day.
    """
    replications, seed, jobs = checks.numbers(replications, seed, jobs)
    loaded = _loaded(scenario)
    plan = Plan(loaded, seed, replications, prior=True, engine=_engine(engine, loaded, replications))
    return Forecast(outlooks.forecast(plan, shipped(), Place(jobs)))


def _play(plan: sweeps.Sweep, folder: Path, command: str, place: Place) -> None:
    space.require(plan, folder)
    with locked(folder):
        sweeps.begin(plan, folder, command)
        failures = sweeps.run(plan, folder, place)
    if failures:
        raise SimError(f"{folder}: {counted(len(failures), 'block')} failed twice; failures.jsonl there says which")


def _require_known(what: str, found: str, expected: Sequence[str]) -> None:
    if found not in expected:
        raise SimError(f"{what}: found {found!r}, expected one of {', '.join(expected)}")


def _engine(asked: str, scenario: Scenario, wars: int) -> str:
    """What plays some wars of a scenario."""
    _require_known("engine", asked, ENGINES)
    return settle_for(asked, [scenario], wars).engine


def _loaded(scenario: Scenario | str | Path) -> Scenario:
    return scenario if isinstance(scenario, Scenario) else load(scenario)


def _folder(output: str | Path | None) -> Path:
    """The folder named, or one that the system clears away in time."""
    return Path(output) if output is not None else Path(tempfile.mkdtemp(prefix="sim-"))
