"""An ensemble scored on the record: by series and month, by series and horizon, by group of series."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.studies.validation import scores
from sim.studies.validation.record import Record, Truth, previous, shipped_series
from sim.studies.validation.references import REFERENCES, months_ahead, references
from sim.war.randomness import random_generator

HORIZONS = (3, 6, 12, 24)
"""Months over which scores are averaged, besides all months there are."""
WHOLE = 0
"""Horizon that stands for all months there are."""
QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
"""Of the members, kept for every month."""
AREAS = "sector_occupied_"
CHANGES = "sector_change_"
"""Areas by sector, and the monthly changes that are scored beside them: of both, from the month before."""
FROM_THE_START = ("persistence", "trailing")
"""References with a log score beside their CRPS."""
LEAST_RATIO = 1e-9
"""Floor of a ratio of scores, so that its logarithm exists."""


def by_month(
    monthly: Mapping[str, Floats],
    months: Sequence[date],
    record: Record,
    *,
    history: Record | None = None,
    seed: int = 1,
) -> pd.DataFrame:
    """One row a series and month with a truth: months ahead, quantiles, truth, PIT, scores of model and references.

    Args:
        monthly: members by series, arrays of shape (months, n); series the record lacks are left out.
        months: first day of each month.
        record: truth.
        history: what was known before the first month, for the references; by default the record itself.
        seed: of the random numbers of the PIT.
    """
    record, history = with_changes(record), with_changes(history or record)
    frames = []
    for name, every in _members_with_changes(monthly, months, history).items():
        if name not in record:
            continue
        truth = record.truth(name, months)
        there = np.isfinite(truth.value)
        # A share shot down exists only while something is launched: it is scored over the wars that go on.
        members = every[:, np.isfinite(every).all(axis=0)]
        if there.any() and members.size:
            known = [month for month, here in zip(months, there, strict=True) if here]
            truth = Truth(*(values[there] for values in truth))
            info = shipped_series().get(name)
            stock = info is not None and info.kind == "stock"
            expected = references(name, known, months[0], record=record, history=history, stock=stock)
            columns = _scores(name, members[there], truth, seed)
            columns |= {f"crps_{key}": scores.crps_normal(expected[key], truth.value) for key in expected}
            for key in FROM_THE_START:
                columns[f"log_score_{key}"] = scores.log_score_normal(expected[key], truth)
            when = {
                "month": pd.to_datetime(pd.Series(known)),
                "ahead": [months_ahead(months[0], month) for month in known],
            }
            frames.append(pd.DataFrame({**when, "series": name, **columns}))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _scores(name: str, members: Floats, truth: Truth, seed: int) -> dict[str, Floats]:
    """Quantiles, truth and scores of the ensemble in each month."""
    columns: dict[str, Floats] = truth._asdict()
    columns |= {f"q{100 * q:g}": np.quantile(members, q, axis=1) for q in QUANTILES}
    middle = Truth(truth.value, truth.value, truth.value)
    for level in scores.BANDS:
        columns[f"covered_{100 * level:g}"] = scores.covered(members, truth, level).astype(float)
        columns[f"value_covered_{100 * level:g}"] = scores.covered(members, middle, level).astype(float)
    u = random_generator(seed, f"scoring/pit/{name}").random(truth.value.size)
    columns["pit"] = scores.pit(members, truth, u)
    columns["crps"] = scores.crps_ensemble(members, truth.value)
    columns["log_score"] = scores.log_score_ensemble(members, truth)
    return columns


def with_changes(record: Record) -> Record:
    """The record with the monthly changes of every sector's area."""
    series = {name: dict(figures) for name, figures in record.items()}
    for name in [name for name in record if name.startswith(AREAS)]:
        changes = {}
        for month, figure in record[name].items():
            before = record[name].get(previous(month))
            if before is not None:
                change = figure.value - before.value
                changes[month] = replace(figure, value=change, low=change, high=change)
        series[name.replace(AREAS, CHANGES)] = changes
    return Record({name: figures for name, figures in series.items() if figures})


def _members_with_changes(monthly: Mapping[str, Floats], months: Sequence[date], history: Record) -> dict[str, Floats]:
    """The members with the monthly changes of every sector's area, the first from the record's last area."""
    out = dict(monthly)
    for name, areas in monthly.items():
        before = history.before(name, months[0])
        if name.startswith(AREAS) and before.size:
            last = np.full((1, areas.shape[1]), before[-1])
            out[name.replace(AREAS, CHANGES)] = np.diff(areas, axis=0, prepend=last)
    return out


def by_horizon(table: pd.DataFrame) -> pd.DataFrame:
    """Means per series over each horizon, counted from the first month played, that its record reaches; and over all."""
    if table.empty:
        return table
    rows = []
    info = shipped_series()
    for name, frame in table.groupby("series", sort=False):
        group = info[str(name)].group if name in info else "sectors"
        for horizon in (*HORIZONS, WHOLE):
            part = frame if horizon == WHOLE else frame[frame["ahead"] <= horizon]
            if not part.empty and frame["ahead"].max() >= horizon:
                rows.append({"series": name, "group": group, "horizon": horizon, **_means(part)})
    return pd.DataFrame(rows)


def _means(part: pd.DataFrame) -> dict[str, float]:
    """Mean scores, coverage, bias of the median, and skill against every reference."""
    averaged = [
        str(column) for column in part if str(column).startswith(("covered", "value_covered", "crps", "log_score"))
    ]
    out: dict[str, float] = {"months": float(len(part)), "bias": float((part["q50"] - part["value"]).mean())}
    out |= {column: float(part[column].mean()) for column in averaged}
    out["pit_mean"] = float(part["pit"].mean())
    for name in REFERENCES:
        both = part[["crps", f"crps_{name}"]].dropna().mean()  # over the months in which the reference exists
        out[f"skill_{name}"] = scores.skill(float(both["crps"]), float(both[f"crps_{name}"]))
    return out


def by_group(table: pd.DataFrame) -> pd.DataFrame:
    """Skill per group of series and horizon: one less the geometric mean of the series' ratios of CRPS.

    Args:
        table: as `by_horizon` returns.
    """
    ratios = table[[f"skill_{name}" for name in REFERENCES]].rsub(1.0).clip(lower=LEAST_RATIO).apply(np.log)
    mean = ratios.groupby([table["group"], table["horizon"]], sort=False).mean()
    return mean.apply(np.exp).rsub(1.0).reset_index()
