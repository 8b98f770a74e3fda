"""Forecasts against what came: scores by month, and pooled by group and horizon, with the worth of the references beside.

A skill is 1 less the geometric mean, over the series of a group, of the ratio of mean scores. Its interval comes from a
bootstrap of blocks of neighbouring starts (Künsch 1989), because forecasts of neighbouring starts share their months and
their mistakes; blocks are as long as the horizon. Independent months are those that no other counted month overlaps: the
span of the months judged over the horizon.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd
import scoringrules

from sim.base.arrays import Floats
from sim.studies.forecast.references import REFERENCES, references
from sim.studies.forecast.series import GROUPS, SCORED, SERIES
from sim.studies.validation import scores
from sim.studies.validation.record import Record, Truth
from sim.studies.validation.references import months_ahead
from sim.war.randomness import random_generator

HORIZONS = (1, 3, 6, 12)
"""Months ahead at which scores are pooled."""
ALL = 0
"""Horizon that stands for all months ahead."""
INTERVAL = 0.8
"""Central interval that is scored."""
BOOTSTRAPS = 1000
ENDS = (0.05, 0.95)
"""Ends of the interval of a skill."""
QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
NONE = "none"


def by_month(
    bands: Mapping[str, Floats], months: list[date], record: Record, known: Record, *, seed: int
) -> pd.DataFrame:
    """One row a series and month that came: truth, quantiles, coverage, PIT, and scores of the forecast and the references.

    Args:
        bands: draws by series, arrays of shape (months, draws); NaN where a war has none.
        months: first days of the months ahead.
        record: what came.
        known: what was known, for the references.
        seed: of the PIT and of the references.
    """
    rows = []
    for name in SCORED:
        rivals = references(known.before(name, months[0]), SERIES[name].plain_or_ratio, len(months), seed)
        truth = record.truth(name, months)
        for ahead, month in enumerate(months, start=1):
            value = float(truth.value[ahead - 1])
            members = bands[name][ahead - 1]
            members = members[np.isfinite(members)]
            if not np.isfinite(value) or members.size == 0:
                continue
            u = random_generator(seed, f"forecast/pit/{name}/{month}").random(1)
            row = {"start": months[0], "series": name, "group": SERIES[name].group, "month": month, "ahead": ahead}
            row |= {"value": value, "low": float(truth.low[ahead - 1]), "high": float(truth.high[ahead - 1])}
            row |= {f"q{100 * q:g}": float(np.quantile(members, q)) for q in QUANTILES}
            point = Truth(*(np.array([value]),) * 3)
            row |= {
                f"in_{100 * level:g}": float(scores.covered(members[None], point, level)[0]) for level in scores.BANDS
            }
            row["pit"] = float(scores.pit(members[None], point, u)[0])
            row |= _scored("", members, point)
            for rival in REFERENCES:
                if rival in rivals:
                    row |= _scored(f"_{rival}", rivals[rival][ahead - 1], point)
            rows.append(row)
    return pd.DataFrame(rows)


def _scored(suffix: str, members: Floats, truth: Truth) -> dict[str, float]:
    """CRPS, log score and interval score of one ensemble."""
    tail = (1.0 - INTERVAL) / 2.0
    low, high = np.quantile(members, [tail, 1.0 - tail])
    return {
        f"crps{suffix}": float(scores.crps_ensemble(members[None], truth.value)[0]),
        f"log_score{suffix}": float(scores.log_score_ensemble(members[None], truth)[0]),
        f"interval_score{suffix}": float(
            scoringrules.interval_score(truth.value[0], low, high, 1.0 - INTERVAL, backend="numpy")
        ),
    }


def pooled(table: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """One row a group and horizon: coverage, scores, and skill against every reference with its interval.

    Args:
        table: as `by_month` returns, of many starts.
        seed: of the bootstrap.
    """
    rows = []
    for group in GROUPS:
        for horizon in (*HORIZONS, ALL):
            part = table[(table["group"] == group) & ((table["ahead"] == horizon) | (horizon == ALL))]
            if part.empty:
                continue
            row = {"group": group, "horizon": horizon, "n": len(part), "independent": independent(part, horizon)}
            row |= {f"in_{100 * level:g}": float(part[f"in_{100 * level:g}"].mean()) for level in scores.BANDS}
            row |= {"pit_mean": float(part["pit"].mean()), "crps": float(part["crps"].mean())}
            row |= {name: float(part[name].mean()) for name in ("log_score", "interval_score")}
            against: dict[str, float] = {}
            for rival in REFERENCES:
                value, low, high = skill(part, rival, horizon, seed)
                against[rival] = value
                row |= {f"skill_{rival}": value, f"skill_{rival}_low": low, f"skill_{rival}_high": high}
                logs = part[["log_score", f"log_score_{rival}"]].dropna()
                row[f"log_gain_{rival}"] = float((logs[f"log_score_{rival}"] - logs["log_score"]).mean())
            best = min(against, key=lambda name: np.inf if np.isnan(against[name]) else against[name])
            rows.append({**row, "best_reference": best, "skill_best": against[best]})
    return pd.DataFrame(rows)


def independent(part: pd.DataFrame, horizon: int) -> float:
    """Months behind a row that do not overlap: months from the first to the last that were judged, over the horizon."""
    first, last = part["month"].min(), part["month"].max()
    return max(1.0, months_ahead(first, last) / max(horizon, 1))


def skill(part: pd.DataFrame, rival: str, horizon: int, seed: int) -> tuple[float, float, float]:
    """Skill against a reference, and the ends of its interval."""
    both = part[["start", "series", "crps", f"crps_{rival}"]].dropna()
    if both.empty:
        return (float("nan"),) * 3
    starts = np.array(sorted(both["start"].unique()))
    place = np.searchsorted(starts, both["start"].to_numpy())
    series = pd.factorize(both["series"])[0]
    sums = np.zeros((2, series.max() + 1, starts.size))
    for row, column in enumerate(("crps", f"crps_{rival}")):
        np.add.at(sums[row], (series, place), both[column].to_numpy())
    rows = _blocks(starts.size, min(max(horizon, 3), max(1, starts.size // 2)), seed)
    drawn = np.array([_ratio(sums[:, :, some].sum(axis=2)) for some in rows])
    low, high = np.nanquantile(1.0 - drawn, ENDS)
    return float(1.0 - _ratio(sums.sum(axis=2))), float(low), float(high)


def _ratio(sums: Floats) -> float:
    """Geometric mean over series of the forecast's sum of scores over the reference's."""
    some = (sums > 0.0).all(axis=0)
    return float(np.exp(np.log(sums[0, some] / sums[1, some]).mean())) if some.any() else float("nan")


def _blocks(n: int, length: int, seed: int) -> np.ndarray:
    """Places of starts, drawn in blocks of neighbours that wrap around, shape (bootstraps, n)."""
    luck = random_generator(seed, "forecast/bootstrap")
    firsts = luck.integers(0, n, (BOOTSTRAPS, -(-n // length)))
    places = (firsts[:, :, None] + np.arange(length)) % n
    return np.asarray(places.reshape(BOOTSTRAPS, -1)[:, :n])
