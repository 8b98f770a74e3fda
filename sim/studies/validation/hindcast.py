"""Hindcasts: the model started in the past with the inputs of the time, scored month by month on the record.

Two kinds of reference forecast. From the start: what the record before the start says, for every month
ahead, which is what the model knows of the series. Rolling: what the record to the month before says, one
month ahead, which the model never sees; `last_month` is its value without spread, scored by absolute error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.runs import ensemble
from sim.scenario import load
from sim.studies.validation import scoring
from sim.studies.validation.record import Kind, Record, previous, shipped, shipped_series
from sim.war.randomness import stream
from sim.war.recorder import month_shares

SCENARIOS = ("hindcast_2023", "hindcast_2023_08", "hindcast_2023_12")
"""Starts of February, August and December 2023, all played to May 2024."""
HORIZONS = (3, 6, 12, 24)
"""Months over which scores are averaged, besides all months there are."""
SHARES = {
    "drones_shahed_shotdown_share": ("drones_shot_down_share", "drones_launched_week"),
    "missiles_intercepted_share": ("missiles_intercepted_share", "missiles_launched_week"),
}
"""Monthly shares of the record: the weekly share and the weekly launches that weigh it."""
AREAS = "sector_occupied_"
CHANGES = "sector_change_"
"""Areas by sector, and the monthly changes that are scored beside them: of both, from the month before."""
REFERENCES = ("persistence", "trailing", "trend", "rolling_persistence", "rolling_trailing", "last_month")
TESTED = (
    "territory_net_change",
    "rus_casualties_month",
    "ukr_casualties_month",
    "drones_shahed_launched_month",
)
"""Series whose 80 % bands are expected to hold 65-95 % of the months."""

Forecast = tuple[Floats, Floats]


@dataclass(frozen=True)
class Hindcast:
    """A hindcast and its scores.

    Attributes:
        scenario: its name.
        months: first days of the months.
        monthly: members by series, arrays of shape (months, n).
        by_month: one row a series and month: quantiles, truth, scores.
        scores: one row a series and horizon: means of them, coverage, skill.
    """

    scenario: str
    months: list[date]
    monthly: dict[str, Floats]
    by_month: pd.DataFrame
    scores: pd.DataFrame


def run(scenario_name: str, n: int = 1024, seed: int = 1, prior: bool = False) -> Hindcast:
    """Play a hindcast and score it on the shipped record.

    Args:
        scenario_name: one of `SCENARIOS`, or any scenario that starts within the record.
        n: replications.
        seed: of every stream.
        prior: raw ranges instead of the draws that history left.
    """
    months, monthly = play(ensemble.Plan(load(scenario_name), seed, n, prior))
    record = shipped()
    table = by_month(monthly, months, record, record, seed)
    return Hindcast(scenario_name, months, monthly, table, aggregate(table))


def play(plan: ensemble.Plan) -> tuple[list[date], dict[str, Floats]]:
    """Months and members by series of an ensemble, block by block in this process."""
    scenario = plan.scenario
    parts: dict[str, list[Floats]] = {}
    for block in range(plan.n_blocks):
        played = ensemble.play(plan, block)
        monthly = {**played.monthly, **monthly_shares(played.series, scenario.as_of)}
        for name, values in monthly.items():
            parts.setdefault(name, []).append(values)
    months = list(month_shares(scenario.as_of, scenario.weeks))
    return months, {name: np.concatenate(values, axis=1) for name, values in parts.items()}


def monthly_shares(series: Mapping[str, Floats], start: date) -> dict[str, Floats]:
    """Shares shot down in each month: of weeks, weighed by launches; NaN where nothing was launched."""
    out = {}
    for name, (share, launches) in SHARES.items():
        flown = series[launches].astype(np.float64)
        downed = series[share].astype(np.float64) * flown
        rows = np.array(list(month_shares(start, flown.shape[0]).values()))
        total = rows @ flown
        out[name] = np.where(total > 0.0, rows @ downed / np.where(total > 0.0, total, 1.0), np.nan)
    return out


def score(
    monthly: Mapping[str, Floats],
    months: Sequence[date],
    record: Record,
    history: Record | None = None,
    seed: int = 1,
) -> pd.DataFrame:
    """Scores of an ensemble on a record, per series and horizon.

    Args:
        monthly: members by series, arrays of shape (months, n); series the record lacks are left out.
        months: first day of each month.
        record: truth.
        history: what was known before the first month, for the references; by default the record itself.
        seed: of the random numbers of the PIT.
    """
    return aggregate(by_month(monthly, months, record, history or record, seed))


def unknown(monthly: Mapping[str, Floats], record: Record) -> tuple[str, ...]:
    """Series of a record that the model does not speak to."""
    return tuple(name for name in record if name not in monthly)


def by_month(
    monthly: Mapping[str, Floats], months: Sequence[date], record: Record, history: Record, seed: int = 1
) -> pd.DataFrame:
    """One row a series and month with a truth: quantiles, truth, PIT, scores of model and references."""
    record, history = with_changes(record), with_changes(history)
    frames = []
    for name, every in _with_changes(monthly, months, history).items():
        if name not in record:
            continue
        value, low, high = record.truth(name, months)
        there = np.isfinite(value)
        # A share shot down exists only while something is launched: it is scored over the wars that go on.
        members = every[:, np.isfinite(every).all(axis=0)]
        if there.any() and members.size:
            known = [month for month, here in zip(months, there, strict=True) if here]
            truth = (value[there], low[there], high[there])
            frame = _scores(name, members[there], truth, seed)
            frame.insert(0, "month", pd.to_datetime(pd.Series(known)))
            references = _references(name, known, months[0], record, history)
            frames.append(frame.assign(**_reference_scores(references, truth)))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def with_changes(record: Record) -> Record:
    """The record with the monthly changes of every sector's area."""
    series = {name: dict(figures) for name, figures in record.items()}
    for name in [name for name in record if name.startswith(AREAS)]:
        changes = {}
        for month, figure in record[name].items():
            before = record[name].get(previous(month))
            if before is not None:
                change = figure.value - before.value
                changes[month] = type(figure)(
                    figure.date, change, change, change, figure.source, figure.vintage
                )
        series[name.replace(AREAS, CHANGES)] = changes
    return Record({name: figures for name, figures in series.items() if figures})


def _with_changes(
    monthly: Mapping[str, Floats], months: Sequence[date], history: Record
) -> dict[str, Floats]:
    """The members with the monthly changes of every sector's area, the first from the record's last area."""
    out = dict(monthly)
    for name, areas in monthly.items():
        before = history.before(name, months[0])
        if name.startswith(AREAS) and before.size:
            out[name.replace(AREAS, CHANGES)] = np.diff(
                areas, axis=0, prepend=np.full((1, areas.shape[1]), before[-1])
            )
    return out


def _scores(name: str, members: Floats, truth: tuple[Floats, Floats, Floats], seed: int) -> pd.DataFrame:
    """Quantiles, truth and scores of the ensemble in each month."""
    value, low, high = truth
    quantiles = {
        f"q{100 * q:g}": np.quantile(members, q, axis=1) for q in (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
    }
    u = stream(seed, 0, f"scoring/pit/{name}").random(value.size)
    columns: dict[str, Floats] = {"value": value, "low": low, "high": high, **quantiles}
    for level in scoring.BANDS:
        columns[f"covered_{100 * level:g}"] = scoring.covered(members, low, high, level).astype(float)
        columns[f"value_covered_{100 * level:g}"] = scoring.covered(members, value, value, level).astype(
            float
        )
    columns["pit"] = scoring.pit(members, low, high, u)
    columns["crps"] = scoring.crps_ensemble(members, value)
    columns["log_score"] = scoring.log_score_ensemble(members, value, low, high)
    return pd.DataFrame({"series": name, **columns})


def _kind(name: str) -> Kind:
    info = shipped_series().get(name)
    return info.kind if info else "flow"


def _references(
    name: str, known: list[date], start: date, record: Record, history: Record
) -> dict[str, Forecast]:
    """Mean and spread of every reference forecast in each month."""
    stock = _kind(name) == "stock"
    past = history.before(name, start)
    ahead = np.array([(month.year - start.year) * 12 + month.month - start.month + 1.0 for month in known])
    one = np.ones(1)
    # What is known a month before: the record, and before its first month the history.
    lately = [_lately(name, month, start, record, past) for month in known]
    return {
        "persistence": scoring.persistence(past, ahead, stock),
        "trailing": scoring.trailing(past, ahead, stock),
        "trend": scoring.trend(past, ahead, stock),
        "rolling_persistence": _stacked([scoring.persistence(values, one, stock) for values in lately]),
        "rolling_trailing": _stacked([scoring.trailing(values, one, stock) for values in lately]),
        "last_month": (
            np.array([values[-1] if values.size else np.nan for values in lately]),
            np.zeros(len(known)),
        ),
    }


def _lately(name: str, month: date, start: date, record: Record, past: Floats) -> Floats:
    """Values known a month before, from the record since the start and the history before it."""
    months = []
    month = previous(month)
    while month >= start:
        months.append(month)
        month = previous(month)
    since, _, _ = record.truth(name, months[::-1])
    return np.concatenate([past, since]) if np.isfinite(since).all() else np.zeros(0)


def _stacked(forecasts: list[Forecast]) -> Forecast:
    return np.concatenate([mean for mean, _ in forecasts]), np.concatenate([sd for _, sd in forecasts])


def _reference_scores(
    references: Mapping[str, Forecast], truth: tuple[Floats, Floats, Floats]
) -> dict[str, Floats]:
    """CRPS of every reference, and the log score of those from the start."""
    value, low, high = truth
    out = {f"crps_{name}": scoring.crps_gaussian(*forecast, value) for name, forecast in references.items()}
    for name in ("persistence", "trailing"):
        out[f"log_score_{name}"] = scoring.log_score_gaussian(*references[name], value, low, high)
    return out


def aggregate(table: pd.DataFrame) -> pd.DataFrame:
    """Means per series over each horizon that the record covers whole, and over all months (`horizon` 0)."""
    if table.empty:
        return table
    rows = []
    start = table["month"].min()
    info = shipped_series()
    for name, frame in table.groupby("series", sort=False):
        ahead = (frame["month"].dt.year - start.year) * 12 + frame["month"].dt.month - start.month + 1
        for horizon in (*HORIZONS, 0):
            part = frame if horizon == 0 else frame[ahead <= horizon]
            if part.empty or (horizon and ahead.max() < horizon):
                continue
            group = info[str(name)].group if name in info else "sectors"
            rows.append({"series": name, "group": group, "horizon": horizon, **_means(part)})
    return pd.DataFrame(rows)


def _means(part: pd.DataFrame) -> dict[str, float]:
    """Mean scores, coverage, bias of the median, and skill against every reference."""
    scores = [
        column for column in part if str(column).startswith(("covered", "value_covered", "crps", "log_score"))
    ]
    out: dict[str, float] = {"months": float(len(part)), "bias": float((part["q50"] - part["value"]).mean())}
    out |= {str(column): float(part[column].mean()) for column in scores}
    out["pit_mean"] = float(part["pit"].mean())
    for name in REFERENCES:
        both = part[["crps", f"crps_{name}"]].dropna().mean()  # over the months in which the reference exists
        out[f"skill_{name}"] = scoring.skill(float(both["crps"]), float(both[f"crps_{name}"]))
    return out


def by_group(scores: pd.DataFrame) -> pd.DataFrame:
    """Skill per group of series and horizon: one less the geometric mean of the series' ratios of CRPS."""
    skills = [f"skill_{name}" for name in REFERENCES]
    ratios = scores[skills].rsub(1.0).clip(lower=1e-9).apply(np.log)
    mean = ratios.groupby([scores["group"], scores["horizon"]], sort=False).mean()
    return mean.apply(np.exp).rsub(1.0).reset_index()
