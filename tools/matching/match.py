"""Play prior draws, drop those that are implausible, weight the rest, and write what is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from scipy.stats import kstwobign

from sim.base.arrays import Floats
from sim.runs.block import Block
from sim.runs.ensemble import TWIN_BLOCK, Plan
from sim.runs.schedule import Files, Task, play_into
from sim.runs.storage import from_arrow, to_arrow
from sim.runs.workers import Place
from sim.scenario import Scenario, load
from sim.studies.validation.scores import implausibility
from sim.war.draws import quantiles
from sim.war.model import War
from sim.war.randomness import BLOCK
from sim.war.recorder import month_shares
from tools.matching.numbers import fitted_paths
from tools.matching.targets import Target, opening_targets, targets

SCENARIO = "hindcast_2023"
WAR_GOES_ON = {
    "escalation.propensity": 0.0,
    "bargaining.talks_start": 0.0,
    "bargaining.background_hazard": 0.0,
    "endings.giving_up_hazard": 0.0,
}
"""Switched off while draws are confronted with the record, so that how wars end has no say in which draws survive."""
WORKERS = 2
"""Processes that play."""
TWINS = 4
"""Blocks played a second time with other dice."""
NORMAL_QUARTILE = 0.6745
"""Median absolute value of a standard normal."""
CUT = 3.0
"""Implausibility above which a draw is dropped (Pukelsheim's three-sigma rule)."""
KEPT = 2000
"""Rows shipped."""
OPENING_WEEKS = 18
"""Weeks of the baseline that are confronted with the record: June to September 2024."""
NARROWED_AT = 1e-4
"""Significance at which a number counts as narrowed by the record."""


@dataclass(frozen=True)
class Matched:
    """Draws after confrontation with the record.

    Attributes:
        paths: numbers whose draws were confronted.
        ranges: low, value and high of each, shape (paths, 3).
        u: quantiles of the survivors, shape (rows, paths), by weight.
        narrowed: whether the record narrowed each number.
        shift: mean quantile of the survivors less 0.5, per number.
        spread: standard deviation of the survivors' quantiles over that of the prior.
        tried: draws played.
        survived: draws below the cut.
        effective: effective number of draws after weighting.
    """

    paths: tuple[str, ...]
    ranges: Floats
    u: Floats
    narrowed: np.ndarray
    shift: Floats
    spread: Floats
    tried: int
    survived: int
    effective: float


def keep_summaries(block: Block, war: War) -> Files:
    """Summaries of a block of prior draws, one column a target."""
    scenario = block.scenario
    aims = targets() if scenario.name == SCENARIO else opening_targets(scenario.as_of)
    monthly = war.recorder.monthly(scenario.as_of, war.state.front.losable.sum(axis=0))
    months = list(month_shares(scenario.as_of, scenario.weeks))
    name = _name(block)
    return {name: to_arrow({aim.name: aim.summary(monthly, months) for aim in aims}, name)}


def summaries(seed: int, n_blocks: int, n_twins: int) -> tuple[Floats, Floats]:
    """Summaries of hindcast and opening by the same draws, and of the first blocks with other dice. Shape (targets, n)."""
    scenarios = (_going_on(load(SCENARIO)), _going_on(load("baseline")).override("weeks", OPENING_WEEKS))
    plans = [Plan(scenario, seed, n_blocks * BLOCK, prior=True) for scenario in scenarios]
    blocks = [[plan.block(number) for plan in plans] for number in range(n_blocks)]
    twins = [[replace(each, dice_block=TWIN_BLOCK + each.number) for each in pair] for pair in blocks[:n_twins]]
    tasks = [Task(block, keep_summaries, block.n) for pair in (*blocks, *twins) for block in pair]
    with TemporaryDirectory() as folder:
        play_into(Path(folder), tasks, len(tasks), Place(jobs=WORKERS))

        def read(block: Block) -> Floats:
            return np.stack([column.to_numpy() for column in from_arrow(Path(folder, _name(block))).columns])

        found, again = (
            np.concatenate([np.concatenate([read(block) for block in pair]) for pair in pairs], axis=1)
            for pairs in (blocks, twins)
        )
    return found, again


def _name(block: Block) -> str:
    return f"{block.scenario.name}-{block.number}-{block.dice_block}.arrow"


def _going_on(scenario: Scenario) -> Scenario:
    for path, value in WAR_GOES_ON.items():
        scenario = scenario.override(path, value)
    return scenario


def match(seed: int, n_blocks: int, say: Callable[[str], None] = print) -> Matched:
    """Play prior draws through the hindcast and the baseline's first months; keep those the record does not rule out."""
    reference = load("baseline")
    paths = fitted_paths(load(SCENARIO), reference)
    aims = (*targets(), *opening_targets(reference.as_of))
    found, again = summaries(seed, n_blocks, min(TWINS, n_blocks))
    # By the median, because a few wars far from the record scatter far more than those near it.
    chance = (np.median(np.abs(found[:, : again.shape[1]] - again), axis=1) / NORMAL_QUARTILE) ** 2 / 2.0
    scores = np.stack(
        [
            implausibility(row, aim.value, (aim.observation**2, variance, aim.discrepancy**2))
            for aim, row, variance in zip(aims, found, chance, strict=True)
        ]
    )
    for aim, row, variance in zip(aims, found, chance, strict=True):
        say(f"{_beside_the_record(aim, 'prior', row)}, chance {variance**0.5:,.1f}")
    survives = scores.max(axis=0) <= CUT
    weights = np.where(survives, np.exp(-0.5 * (scores**2).sum(axis=0)), 0.0)
    weights = weights / weights.sum()
    kept = _resampled(weights)
    for aim, row in zip(aims, found, strict=True):
        say(_beside_the_record(aim, "after matching", row[kept]))
    u = np.concatenate([np.stack(list(quantiles(paths, seed, b).values()), axis=1) for b in range(n_blocks)])
    effective, mean = float(1.0 / (weights**2).sum()), weights @ u
    numbers = [reference.numbers[path] for path in paths]
    return Matched(
        paths=paths,
        ranges=np.array([[number.low, number.value, number.high] for number in numbers], dtype=float),
        u=u[kept],
        narrowed=np.array([_differs(column, weights, effective) for column in u.T]),
        shift=mean - 0.5,
        spread=np.sqrt(weights @ (u - mean) ** 2) * np.sqrt(12.0),
        tried=weights.size,
        survived=int(survives.sum()),
        effective=effective,
    )


def _beside_the_record(aim: Target, when: str, row: Floats) -> str:
    low, middle, high = np.quantile(row, [0.1, 0.5, 0.9])
    return f"{aim.name}: record {aim.value:,.1f}, {when} {low:,.1f} {middle:,.1f} {high:,.1f}"


def _resampled(weights: Floats) -> np.ndarray:
    """Rows kept by systematic resampling: every draw appears as often as its weight says, to within one."""
    points = (np.arange(KEPT) + 0.5) / KEPT
    return np.minimum(np.searchsorted(np.cumsum(weights), points), weights.size - 1)


def _differs(u: Floats, weights: Floats, effective: float) -> bool:
    """Kolmogorov-Smirnov test of weighted quantiles against the uniform prior."""
    order = np.argsort(u)
    distance = np.abs(np.cumsum(weights[order]) - u[order]).max()
    return bool(kstwobign.sf(distance * np.sqrt(effective)) < NARROWED_AT)


def save(matched: Matched, path: Path) -> None:
    """Write what was matched; quantiles to four digits, which is finer than anything known here."""
    rows = np.random.Generator(np.random.PCG64(0)).permutation(len(matched.u))
    np.savez_compressed(
        path,
        allow_pickle=False,
        paths=np.array(matched.paths),
        ranges=matched.ranges,
        u=np.round(matched.u[rows][:, matched.narrowed] * 10000).astype(np.uint16),
        narrowed=matched.narrowed,
        shift=matched.shift.astype(np.float32),
        spread=matched.spread.astype(np.float32),
        tried=matched.tried,
        survived=matched.survived,
        effective=matched.effective,
    )
