"""Play prior draws, drop those that are implausible, weight the rest, and write what is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from scipy.stats import beta, kstwobign

from sim.base.arrays import Floats
from sim.runs.block import TWIN_SHIFT, Block, Lane
from sim.runs.schedule import Files, Task, play_into
from sim.runs.storage import from_arrow, to_arrow
from sim.runs.workers import Place
from sim.scenario import Scenario, load
from sim.studies.validation.scores import implausibility
from sim.war.draws import quantiles, sample, uncertain
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
WIDER = 1.3
"""Variance of a later wave's proposals over that of the survivors, so that their tails are covered."""
UNIFORM_VARIANCE = 1.0 / 12.0
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
    aims = targets() if scenario.name == SCENARIO else opening_targets()
    monthly = war.recorder.monthly(scenario.as_of, war.state.front.losable.sum(axis=0))
    months = list(month_shares(scenario.as_of, scenario.weeks))
    name = _name(block)
    return {name: to_arrow({aim.name: aim.summary(monthly, months) for aim in aims}, name)}


@dataclass(frozen=True)
class Wave:
    """Draws of one proposal: independent Beta distributions of the quantiles of some numbers, uniform ones of the rest.

    Attributes:
        first: its first block; blocks of all waves have their own dice.
        n_blocks: how many.
        bends: parameters of the Beta distributions by path.
    """

    first: int
    n_blocks: int
    bends: Mapping[str, tuple[float, float]]

    def u(self, paths: tuple[str, ...], seed: int) -> Floats:
        """Quantiles of its draws, shape (n, paths)."""
        replications = np.arange(self.first * BLOCK, (self.first + self.n_blocks) * BLOCK)
        return np.stack(list(bent(quantiles(paths, seed, replications), self.bends).values()), axis=1)

    def density(self, u: Floats, paths: tuple[str, ...]) -> Floats:
        """Of its proposal at quantiles u, relative to the prior's. Shape (n,)."""
        logs = [beta.logpdf(u[:, paths.index(path)], *shape) for path, shape in self.bends.items()]
        return np.asarray(np.exp(np.sum(logs, axis=0))) if logs else np.ones(len(u))


def bent(u: dict[str, Floats], bends: Mapping[str, tuple[float, float]]) -> dict[str, Floats]:
    """Quantiles, those of some numbers by their Beta distributions."""
    inside = {path: np.clip(beta.ppf(u[path], *shape), 1e-9, 1.0 - 1e-9) for path, shape in bends.items() if path in u}
    return u | inside


@dataclass(frozen=True)
class BentBlock(Block):
    """A block of prior draws whose quantiles are bent towards those that survived."""

    bends: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def draws(self) -> dict[str, Floats]:
        """Values of the uncertain numbers. Arrays of shape (n,)."""
        u = bent(quantiles(uncertain(self.scenario), self.seed, self.replications), self.bends)
        return sample(self.scenario, u)


def summaries(seed: int, wave: Wave, n_twins: int = 0) -> tuple[Floats, Floats]:
    """Summaries of hindcast and opening by the same draws, and of the first blocks with other dice. Shape (targets, n)."""
    scenarios = (_going_on(load(SCENARIO)), _going_on(load("baseline")).override("weeks", OPENING_WEEKS))

    def pair(number: int, dice_shift: int = 0) -> list[Block]:
        lanes = (Lane(0, number * BLOCK, (number + 1) * BLOCK),)
        return [BentBlock(each, seed, lanes, True, dice_shift=dice_shift, bends=wave.bends) for each in scenarios]

    blocks = [pair(number) for number in range(wave.first, wave.first + wave.n_blocks)]
    twins = [pair(number, TWIN_SHIFT) for number in range(wave.first, wave.first + n_twins)]
    tasks = [Task(block, keep_summaries, block.n) for both in (*blocks, *twins) for block in both]
    with TemporaryDirectory() as folder:
        play_into(Path(folder), tasks, len(tasks), Place(jobs=WORKERS))

        def read(block: Block) -> Floats:
            return np.stack([column.to_numpy() for column in from_arrow(Path(folder, _name(block))).columns])

        def whole(pairs: list[list[Block]]) -> Floats:
            return np.concatenate([np.concatenate([read(block) for block in both]) for both in pairs], axis=1)

        return whole(blocks), whole(twins) if twins else np.empty((0, 0))


def _name(block: Block) -> str:
    return f"{block.scenario.name}-{block.number}-{block.dice_shift}.arrow"


def _going_on(scenario: Scenario) -> Scenario:
    for path, value in WAR_GOES_ON.items():
        scenario = scenario.override(path, value)
    return scenario


def match(seed: int, n_blocks: int, n_waves: int, say: Callable[[str], None] = print) -> Matched:
    """Play draws through the hindcast and the baseline's first months; keep those the record does not rule out.

    The first wave comes from the prior; each later one from Beta distributions fitted to what survived so far. All draws
    count by the mixture they come from, so that what is left is the prior's whatever was proposed (Owen and Zhou 2000,
    "Safe and effective importance sampling").

    Args:
        seed: of draws and dice.
        n_blocks: blocks of a wave.
        n_waves: waves.
        say: where progress is told.
    """
    reference = load("baseline")
    paths = fitted_paths(load(SCENARIO), reference)
    aims = (*targets(), *opening_targets())
    waves = [Wave(0, n_blocks, {})]
    found, again = summaries(seed, waves[0], min(TWINS, n_blocks))
    # By the median, because a few wars far from the record scatter far more than those near it.
    chance = (np.median(np.abs(found[:, : again.shape[1]] - again), axis=1) / NORMAL_QUARTILE) ** 2 / 2.0
    for aim, row, variance in zip(aims, found, chance, strict=True):
        say(f"{_beside_the_record(aim, 'prior', row)}, chance {variance**0.5:,.1f}")
    u = waves[0].u(paths, seed)
    weights, survives = _weights(found, aims, chance, u, paths, waves)
    while len(waves) < n_waves:
        waves.append(Wave(len(waves) * n_blocks, n_blocks, _bends(u, weights, paths)))
        found = np.concatenate([found, summaries(seed, waves[-1])[0]], axis=1)
        u = np.concatenate([u, waves[-1].u(paths, seed)])
        weights, survives = _weights(found, aims, chance, u, paths, waves)
        say(f"wave {len(waves)}: {int(survives.sum()):,} survive, effective {1.0 / (weights**2).sum():,.0f}")
    kept = _resampled(weights)
    for aim, row in zip(aims, found, strict=True):
        say(_beside_the_record(aim, "after matching", row[kept]))
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


def _weights(
    found: Floats, aims: tuple[Target, ...], chance: Floats, u: Floats, paths: tuple[str, ...], waves: list[Wave]
) -> tuple[Floats, np.ndarray]:
    """Weight of every draw, summing to 1, and which of them the record does not rule out."""
    scores = np.stack(
        [
            implausibility(row, aim.value, (aim.observation**2, variance, aim.discrepancy**2))
            for aim, row, variance in zip(aims, found, chance, strict=True)
        ]
    )
    survives = scores.max(axis=0) <= CUT
    # What the model leaves out is taken to be the same in all phases of a series: they count as one figure together.
    rows: dict[str, list[Floats]] = {}
    for aim, row in zip(aims, scores, strict=True):
        rows.setdefault(aim.series, []).append(row**2)
    misses = np.sum([np.mean(each, axis=0) for each in rows.values()], axis=0)
    mixture = np.zeros(len(u))
    for wave in waves:
        mixture += wave.density(u, paths) / len(waves)
    logs = np.where(survives, -0.5 * misses - np.log(mixture), -np.inf)
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum()), survives


def _bends(u: Floats, weights: Floats, paths: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    """Beta distributions, by moments, of the numbers that the survivors differ in from the prior; wider than they are."""
    effective, mean = 1.0 / (weights**2).sum(), weights @ u
    variance = np.minimum(WIDER * (weights @ (u - mean) ** 2), UNIFORM_VARIANCE)
    found = {}
    for column, path in enumerate(paths):
        if _differs(u[:, column], weights, effective):
            total = mean[column] * (1.0 - mean[column]) / variance[column] - 1.0
            found[path] = (float(mean[column] * total), float((1.0 - mean[column]) * total))
    return found


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
        shift=matched.shift,
        spread=matched.spread,
        tried=matched.tried,
        survived=matched.survived,
        effective=matched.effective,
    )
