"""Confronting the prior draws with the record: history matching, then weighting.

`python -m sim.matching` plays the hindcast with many prior draws, drops those whose months are implausible, weights
the rest, and writes the surviving quantiles of the numbers that the record narrowed to `sim/data/history.npz`, which
`sim run` draws from by default. Numbers of bargaining, escalation and endings are never touched: nothing is fitted to
how a war ends.

Method: implausibility with observation, ensemble and discrepancy variance (Vernon et al.; Andrianakis et al. 2015),
cut at 3, then importance weights exp(-I^2 / 2) summed over targets (history matching and ABC, McCulloch et al. 2022).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from scipy.stats import kstwobign

from sim.arrays import Floats
from sim.draws import quantiles, sample, uncertain
from sim.ensemble import TWIN_BLOCK
from sim.history import same_up_to_scale
from sim.model import War, forget_models
from sim.randomness import Dice
from sim.record import shipped
from sim.recorder import month_shares
from sim.scenario import Scenario, load

SCENARIO = "hindcast_2023"
WAR_GOES_ON = {
    "escalation.propensity": 0.0,
    "bargaining.talks_start": 0.0,
    "bargaining.background_hazard": 0.0,
    "endings.giving_up_hazard": 0.0,
}
"""Switched off while draws are confronted with the record, so that how wars end has no say in which draws survive."""
NEVER_FITTED = (
    "bargaining.",
    "escalation.",
    "endings.",
    "belarus.",
    "iran.",
    "kaliningrad.",
    "nato.",
    "north_korea.",
)
"""Sections whose numbers stay at their raw ranges: the record of the fighting does not speak to them."""
NEVER_FITTED_OF_A_SIDE = (
    "will", "will_floor", "manning_floor", "overrun_share", "belief_russia_prevails", "belief_strength", "openness",
    "war_cost", "indivisibility", "neutrality_worth", "neutrality_price", "guarantee_price", "leader_room",
    "talks_below_will", "talks_after_loss", "rearms_in_talks", "economy_growth", "war_spending_covered",
    "aid_dependence", "reserve_months", "oil_dependence",
)  # fmt: skip
"""Numbers of a side that decide how it ends a war, or that the months of fighting say nothing about."""
TWO_SIDED = 1.645
"""Low and high of the record are taken as its 5 % and 95 % points."""
NORMAL_QUARTILE = 0.6745
"""Median absolute value of a standard normal."""
CUT = 3.0
"""Implausibility above which a draw is dropped (Pukelsheim's three-sigma rule)."""
KEPT = 2000
"""Rows shipped."""
WINDOWS = (
    (date(2023, 2, 1), date(2023, 5, 1)),
    (date(2023, 6, 1), date(2023, 9, 1)),
    (date(2023, 10, 1), date(2023, 12, 1)),
    (date(2024, 1, 1), date(2024, 5, 1)),
)
"""Phases of the war over which months are averaged: Bakhmut, the summer offensive, Avdiivka, the spring of 2024."""
DISCREPANCY = {
    "territory_net_change": (0.2, 50.0),
    "rus_casualties_month": (0.15, 0.0),
    "ukr_casualties_month": (0.15, 0.0),
    "drones_shahed_launched_month": (0.2, 0.0),
    "missiles_launched_month": (0.25, 0.0),
}
"""What the model is granted for what it leaves out: share of the figure, and a floor in the series' unit. Judgement."""
OPENING_WEEKS = 18
"""Weeks of the baseline that are confronted with the record: June to September 2024."""
OPENING_DISCREPANCY = 2.0
"""The months before the start say less of the months after it: their discrepancy counts that many times."""
NARROWED_AT = 1e-4
"""Significance at which a number counts as narrowed by the record."""


@dataclass(frozen=True)
class Target:
    """A summary of the record's months that a draw must not miss by far.

    Attributes:
        name: for tables.
        series: monthly series.
        first: first month.
        last: last month, inclusive.
        value: mean over the months in the record.
        observation: standard deviation of that mean as known.
        discrepancy: standard deviation granted to the model for what it leaves out.
    """

    name: str
    series: str
    first: date
    last: date
    value: float
    observation: float
    discrepancy: float

    def summary(self, monthly: Mapping[str, Floats], months: list[date]) -> Floats:
        """The same mean in the model, shape (n,)."""
        rows = [row for row, month in enumerate(months) if self.first <= month <= self.last]
        return np.asarray(monthly[self.series][rows].mean(axis=0))


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


def targets() -> tuple[Target, ...]:
    """What the shipped record says of each phase. Errors of observation are taken as common to a phase's months."""
    return tuple(_target(series, *window) for series in DISCREPANCY for window in WINDOWS)


def opening_targets(start: date) -> tuple[Target, ...]:
    """What the last months before the baseline's start say of its first ones: that they will be of the same order."""
    first, last = WINDOWS[-1]
    found = []
    for series in DISCREPANCY:
        target = _target(series, first, last)
        found.append(
            replace(
                target,
                name=f"{series} opening",
                first=start,
                last=date.max,
                discrepancy=OPENING_DISCREPANCY * target.discrepancy,
            )
        )
    return tuple(found)


def _target(series: str, first: date, last: date) -> Target:
    record = shipped()
    share, floor = DISCREPANCY[series]
    months = [month for month in sorted(record[series]) if first <= month <= last]
    value, low, high = record.truth(series, months)
    mean = float(value.mean())
    observation = float((high - low).mean()) / (2.0 * TWO_SIDED)
    return Target(
        f"{series} {first:%Y-%m}", series, first, last, mean, observation, max(floor, share * abs(mean))
    )


def implausibility(summary: Floats, value: float, variances: tuple[float, float, float]) -> Floats:
    """|z - f(x)| / sqrt(observation + ensemble + discrepancy variance)."""
    return np.asarray(np.abs(value - summary) / np.sqrt(sum(variances)))


def fitted_paths(hindcast: Scenario, baseline: Scenario) -> tuple[str, ...]:
    """Uncertain numbers of the baseline that the fighting can speak to.

    The state of June 2024 is confronted with the opening alone; every other number must stand for the same thing in
    the hindcast, where it may be scaled.
    """
    found = []
    for path in uncertain(baseline):
        section, _, key = path.partition(".")
        number = baseline.numbers[path]
        spread = np.array([number.low, number.value, number.high], dtype=float)
        speaks = number.state == "initial" or same_up_to_scale(hindcast.numbers[path], spread)
        of_an_end = section in ("russia", "ukraine") and key in NEVER_FITTED_OF_A_SIDE
        if speaks and not of_an_end and not path.startswith(NEVER_FITTED):
            found.append(path)
    return tuple(found)


def _played(scenario: Scenario, aims: tuple[Target, ...], seed: int, block: int, dice_block: int) -> Floats:
    draws = sample(scenario, quantiles(uncertain(scenario), seed, block))
    war = War(scenario, draws, Dice(seed, dice_block, scenario.weeks)).run()
    monthly = war.recorder.monthly(scenario.as_of, war.theatre.front.losable.sum(axis=0))
    months = list(month_shares(scenario.as_of, scenario.weeks))
    forget_models()
    return np.stack([aim.summary(monthly, months) for aim in aims])


def summaries(seed: int, block: int, dice_block: int) -> Floats:
    """Summaries of hindcast and opening in a block of prior draws, both of the same quantiles. Shape (targets, n)."""
    hindcast, baseline = _going_on(load(SCENARIO)), _going_on(load("baseline"))
    baseline = baseline.override("weeks", OPENING_WEEKS)
    return np.concatenate(
        [
            _played(hindcast, targets(), seed, block, dice_block),
            _played(baseline, opening_targets(baseline.as_of), seed, block, dice_block),
        ]
    )


def _going_on(scenario: Scenario) -> Scenario:
    for path, value in WAR_GOES_ON.items():
        scenario = scenario.override(path, value)
    return scenario


def match(seed: int, n_blocks: int, say: Callable[[str], None] = print) -> Matched:
    """Play prior draws through the hindcast and the baseline's first months; keep those the record does not rule out."""
    reference = load("baseline")
    paths = fitted_paths(load(SCENARIO), reference)
    aims = (*targets(), *opening_targets(reference.as_of))
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(summaries, seed, b, b) for b in range(n_blocks)]
        twins = [pool.submit(summaries, seed, b, TWIN_BLOCK + b) for b in range(min(4, n_blocks))]
        found = np.concatenate([job.result() for job in jobs], axis=1)
        again = np.concatenate([job.result() for job in twins], axis=1)
    # By the median, because a few worlds far from the record scatter far more than those near it.
    chance = (np.median(np.abs(found[:, : again.shape[1]] - again), axis=1) / NORMAL_QUARTILE) ** 2 / 2.0
    scores = np.stack(
        [
            implausibility(row, t.value, (t.observation**2, float(v), t.discrepancy**2))
            for row, t, v in zip(found, aims, chance, strict=True)
        ]
    )
    for row, target, v in zip(found, aims, chance, strict=True):
        q10, q50, q90 = np.quantile(row, [0.1, 0.5, 0.9])
        say(
            f"{target.name}: record {target.value:,.1f}, prior {q10:,.1f} {q50:,.1f} {q90:,.1f}, chance {v**0.5:,.1f}"
        )
    survives = scores.max(axis=0) <= CUT
    weights = np.where(survives, np.exp(-0.5 * (scores**2).sum(axis=0)), 0.0)
    weights = weights / weights.sum()
    effective = float(1.0 / (weights**2).sum())
    u = np.concatenate(
        [np.stack([quantiles(paths, seed, b)[path] for path in paths], axis=1) for b in range(n_blocks)]
    )
    mean = weights @ u
    spread = np.sqrt(weights @ (u - mean) ** 2) * np.sqrt(12.0)
    narrowed = np.array([_differs(u[:, i], weights, effective) for i in range(len(paths))])
    # Systematic resampling: every draw appears as often as its weight says, to within one.
    points = (np.arange(KEPT) + 0.5) / KEPT
    rows = np.searchsorted(np.cumsum(weights), points)
    rows = np.minimum(rows, len(weights) - 1)
    for row, target in zip(found, aims, strict=True):
        q10, q50, q90 = np.quantile(row[rows], [0.1, 0.5, 0.9])
        say(f"{target.name}: record {target.value:,.1f}, after matching {q10:,.1f} {q50:,.1f} {q90:,.1f}")
    ranges = np.array(
        [[n.low, n.value, n.high] for n in (reference.numbers[path] for path in paths)], dtype=float
    )
    return Matched(
        paths, ranges, u[rows], narrowed, mean - 0.5, spread, found.shape[1], int(survives.sum()), effective
    )


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


def main() -> None:
    """Refresh the shipped history."""
    parser = argparse.ArgumentParser(
        description="Confront the prior draws with the record and ship what is left."
    )
    parser.add_argument("--blocks", type=int, default=200, help="blocks of 1,024 prior draws to try")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    matched = match(options.seed, options.blocks)
    save(matched, Path(__file__).parent / "data" / "history.npz")
    print(f"{matched.tried:,} tried, {matched.survived:,} survive, effective {matched.effective:,.0f}")
    for i in np.flatnonzero(matched.narrowed):
        print(f"{matched.paths[i]:<45} shift {matched.shift[i]:+.2f}  spread {matched.spread[i]:.2f}")


if __name__ == "__main__":
    main()
