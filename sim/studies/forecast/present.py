"""The present assimilated: worlds weighted by the last six months of the record, and their errors carried on.

Sequential importance weighting, with what the model leaves out as a state of its own. Each world is a particle: its draw,
its dice and its drift. In every month before the start and in each series, record = world + error + noise, in the scale of
the series; the error is what the model is granted, which lasts, and the way that the war's own level has wandered in these
months, which no world has gone; the noise is that of the record from month to month and of the world itself. The error is
integrated out for each world (a Rao-Blackwellised particle filter; Doucet, de Freitas, Murphy and Russell 2000), which
gives the world's weight in closed form, and the errors with which it goes on. Why not an ensemble smoother: endings, menus
and broken fronts are no linear functions of a normal state, and a world that is kept whole keeps its causes. Why not
weights alone: without the error a thousand worlds leave a handful that happen to lie near the record, and a model that
starts wrong stays wrong.

Where the weights would rest on fewer than `LEAST_EFFECTIVE` worlds they are tempered: raised to a power below 1.
For months before a world's first one its first quarter stands: its own noise averages out, and what only settles after the
start is seen. A war that is over before it has fought a whole month there is not judged by what it did not fight.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.optimize import brentq
from scipy.special import logsumexp

from sim.base.arrays import Floats
from sim.studies.forecast.blind import months_later
from sim.studies.forecast.level import ReferenceClass, posterior
from sim.studies.forecast.playing import Worlds
from sim.studies.forecast.rates import HALF_LIFE, RATE
from sim.studies.forecast.series import FOUGHT, GROUND, OCCUPIED, SECTORS, SERIES, Series
from sim.studies.validation.record import Record
from sim.war.randomness import random_generator

WINDOW = 6
"""Months of the record that are assimilated."""
LEARNED = 18
"""Months of the record from which the noise is learned."""
NOISE: ReferenceClass = RATE
OPENING = 3
"""Months of a world that stand for those before its first one."""
LEAST_EFFECTIVE = 100.0
"""Effective number of worlds below which weights are tempered: judgement."""
DRAWS = 4000
"""Worlds drawn by their weights, with an error each."""
MEDIAN_SQUARE = 0.4549
"""Median of a squared standard normal."""
TINY = 1e-9


@dataclass(frozen=True)
class Error:
    """How a series goes on beside the worlds, in its scale.

    Attributes:
        series: whose.
        mean: expected error of each world in each month ahead, shape (months, n).
        root: Cholesky root of its covariance, shape (months, months).
        noise: standard deviations of the record's noise beyond the worlds' own, as drawn, shape (draws,).
    """

    series: Series
    mean: Floats
    root: Floats
    noise: Floats


@dataclass(frozen=True)
class Present:
    """Worlds as the record weighs them.

    Attributes:
        worlds: what was played.
        day: first day that is forecast.
        known: the record before it.
        errors: by series.
        weight: of each world, summing to 1, shape (n,).
        power: of the likelihood; 1 where it was not tempered.
        untempered: effective number of worlds at power 1.
        seed: of what is drawn.
    """

    worlds: Worlds
    day: date
    known: Record
    errors: dict[str, Error]
    weight: Floats
    power: float
    untempered: float
    seed: int

    @property
    def effective(self) -> float:
        """Effective number of worlds."""
        return effective(self.weight)

    def bands(self, horizon: int) -> dict[str, Floats]:
        """Draws of every series by month ahead, NaN where nothing was launched. Arrays of shape (horizon, draws)."""
        rows, first = drawn(self.weight), self.worlds.first(self.day)
        ahead = slice(first, first + horizon)
        fought = self.worlds.members[FOUGHT][ahead][:, rows] > 0.0
        found = {}
        for name, every in self.worlds.members.items():
            members = every[ahead][:, rows]
            if name in self.errors:
                error = self.errors[name]
                luck = random_generator(self.seed, f"forecast/{name}").standard_normal((2, *members.shape))
                wandering = (
                    error.mean[:horizon][:, rows] + error.root[:horizon, :horizon] @ luck[0] + error.noise * luck[1]
                )
                scale = error.series.scale
                members = np.where(fought, scale.back(scale.there(members) + wandering), members)
            elif name.startswith(SECTORS) and first > 0:
                last = self.known.before(name, self.day)
                members = members + (last[-1] - every[first - 1][rows] if last.size else 0.0)
            found[name] = members
        last = self.known.before(OCCUPIED, self.day)
        if last.size:
            found[OCCUPIED] = last[-1] + np.cumsum(found[GROUND], axis=0)
        return found


def assimilate(worlds: Worlds, day: date, known: Record, *, horizon: int, seed: int) -> Present:
    """Weigh worlds by the last months of what is known.

    Args:
        worlds: of raw draws.
        day: first day that is forecast.
        known: the record before it; nothing later is looked at.
        horizon: months ahead.
        seed: of what is drawn.
    """
    going_on = worlds.over((day - worlds.months[0]).days / 7.0) == 0.0
    logs = np.where(going_on, 0.0, -np.inf)
    errors = {}
    for name, series in SERIES.items():
        lately = [month for k in range(WINDOW, 0, -1) if (month := months_later(day, -k)) in known.get(name, {})]
        if not lately:
            continue
        errors[name], fit = _error(name, series, worlds, known, day=day, lately=lately, horizon=horizon, seed=seed)
        if series.group:
            logs = logs + fit
    power, weight, at_one = tempered(logs)
    return Present(worlds, day, known, errors, weight=weight, power=power, untempered=at_one, seed=seed)


def _error(
    name: str, series: Series, worlds: Worlds, known: Record, *, day: date, lately: list[date], horizon: int, seed: int
) -> tuple[Error, Floats]:
    """The error of every world in a series, and the log likelihood of the months that are known, shape (n,)."""
    scale, first = series.scale, worlds.first(day)
    figures = known[name]
    values = np.array([figures[month].value for month in lately])
    played = scale.there(worlds.members[name])
    own = _month_to_month(played[first : first + horizon])
    # Few figures that were read off reports jump as reports do, of which worlds say nothing.
    counted_monthly = bool(series.group)
    months_before = scale.there(known.before(name, day)[-LEARNED:])
    learned = posterior(months_before, NOISE, noise=np.sqrt(own + TINY) if counted_monthly else None)
    (noise,), (step,) = (learned.quantiles(each, (0.5,)) for each in ("noise", "spread"))
    place = {month: row for row, month in enumerate(worlds.months)}
    opening = _mean_of_whole_months(played, worlds.members[FOUGHT] > 0.0)
    misses = scale.there(values)[:, None] - np.array(
        [played[place[month]] if month in place else opening for month in lately]
    )
    stands_for = np.array([month not in place for month in lately], dtype=float)
    before = [(month.year - day.year) * 12 + month.month - day.month for month in lately]
    covariance = _of_errors(series.granted(float(values.mean())), step, np.array(before), horizon)
    n = len(lately)
    of_worlds = own * np.diag(1.0 - stands_for) + own / OPENING * np.outer(stands_for, stands_for)
    seen = covariance[:n, :n] + noise**2 * np.eye(n) + of_worlds
    gain = np.asarray(np.linalg.solve(seen, covariance[:n, n:]).T, dtype=np.float64)
    left = covariance[n:, n:] - gain @ covariance[:n, n:] + TINY * np.eye(horizon)
    there = np.isfinite(misses).all(axis=0)
    misses = np.where(there, misses, 0.0)
    fit = -0.5 * np.sum(misses * np.linalg.solve(seen, misses), axis=0)
    fit = np.where(there, fit, logsumexp(fit[there]) - np.log(max(1, there.sum())))
    drawn_noise = learned.sample(random_generator(seed, f"forecast/{name}/noise").random(DRAWS)).noise
    beyond = np.sqrt(np.maximum(0.0, drawn_noise**2 - own))
    root = np.asarray(np.linalg.cholesky(left), dtype=np.float64)
    return Error(series, mean=gain @ misses, root=root, noise=beyond), fit


def _of_errors(granted: float, step: float, before: np.ndarray, horizon: int) -> Floats:
    """Covariance of the error in the months that are known and in those ahead.

    Args:
        granted: standard deviation of the error that lasts.
        step: spread of the level that wanders before the day [1/month^0.5].
        before: months known, counted from the day, negative, oldest first.
        horizon: months ahead.

    Returns:
        Shape (known + horizon,) twice.
    """
    at = np.concatenate([before, np.arange(horizon)]).astype(float)
    # Worlds wander ahead by themselves, so of the walk only what it has come to by the last month known goes on, and fades.
    last = before[-1]
    walked = np.minimum(at, last) + WINDOW + 1.0
    left = 0.5 ** (np.maximum(at - last, 0.0) / HALF_LIFE)
    lasting = granted**2 * 0.5 ** (np.abs(at[:, None] - at) / HALF_LIFE)
    return np.asarray(lasting + step**2 * np.minimum(walked[:, None], walked) * left[:, None] * left)


def _mean_of_whole_months(played: Floats, fought: np.ndarray) -> Floats:
    """Mean of the first months in which the war was fought to their end, NaN where there is none. Shape (n,)."""
    whole = fought[:OPENING] & np.concatenate([fought[1:], fought[-1:]])[:OPENING]
    known = whole & np.isfinite(played[:OPENING])
    n, total = known.sum(axis=0), np.where(known, played[:OPENING], 0.0).sum(axis=0)
    return np.asarray(np.where(n > 0, total / np.maximum(n, 1), np.nan))


def _month_to_month(played: Floats) -> float:
    """Variance of the worlds' own noise: half of that of changes from month to month, by their median."""
    changes = np.diff(played, axis=0)
    return float(np.nanmedian(changes**2)) / MEDIAN_SQUARE / 2.0


def tempered(logs: Floats) -> tuple[float, Floats, float]:
    """Weights from log likelihoods, tempered where they would rest on too few.

    Returns:
        Power, weights summing to 1, and the effective number at power 1.
    """
    least = min(LEAST_EFFECTIVE, 0.5 * float(np.isfinite(logs).sum()))
    at_one = effective(_weights(logs, 1.0))
    power = 1.0
    if at_one < least:
        power = float(brentq(lambda p: effective(_weights(logs, p)) - least, 0.0, 1.0, xtol=1e-4))
    return power, _weights(logs, power), at_one


def _weights(logs: Floats, power: float) -> Floats:
    weight = np.zeros(logs.shape)
    possible = np.isfinite(logs)
    weight[possible] = np.exp(power * (logs[possible] - logs.max()))
    return np.asarray(weight / weight.sum())


def effective(weight: Floats) -> float:
    """Effective number behind weights that sum to 1 (Kish)."""
    return float(1.0 / np.sum(weight**2))


def drawn(weight: Floats) -> np.ndarray:
    """Rows drawn by systematic resampling: each as often as its weight says, to within one. Shape (draws,)."""
    points = (np.arange(DRAWS) + 0.5) / DRAWS
    return np.minimum(np.searchsorted(np.cumsum(weight), points), weight.size - 1)
