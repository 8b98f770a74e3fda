"""Reference forecasts: what the record alone says of the months to come, as normal distributions.

Two kinds. From the start: what the record before the start says, for every month ahead, which is what the model
knows of the series. Rolling: what the record to the month before says, one month ahead, which the model never
sees; `last_month` is its value without spread, scored by absolute error.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np

from sim.base.arrays import Floats
from sim.studies.validation.record import Record, previous
from sim.studies.validation.scores import Normal

REFERENCES = ("persistence", "trailing", "trend", "rolling_persistence", "rolling_trailing", "last_month")
WINDOW = 6
"""Months behind a trailing forecast and behind the spread of persistence."""
FEWEST = 3
"""Known values below which there is no reference."""


def references(
    name: str, months: Sequence[date], start: date, *, record: Record, history: Record, stock: bool
) -> dict[str, Normal]:
    """Every reference forecast of a series.

    Args:
        name: of the series.
        months: that are forecast.
        start: first month of the forecasts; the history ends before it.
        record: truth, of which rolling forecasts know what came before their month.
        history: what was known at the start.
        stock: whether the series is a level rather than a flow.
    """
    past = history.before(name, start)
    ahead = np.array([months_ahead(start, month) for month in months], dtype=float)
    one = np.ones(1)
    lately = [_lately(record, name, start, month, past=past) for month in months]
    last = np.array([values[-1] if values.size else np.nan for values in lately])
    return {
        "persistence": persistence(past, ahead, stock),
        "trailing": trailing(past, ahead, stock),
        "trend": trend(past, ahead, stock),
        "rolling_persistence": _joined([persistence(values, one, stock) for values in lately]),
        "rolling_trailing": _joined([trailing(values, one, stock) for values in lately]),
        "last_month": Normal(last, np.zeros(last.shape)),
    }


def months_ahead(start: date, month: date) -> int:
    """Place of a month when counted from a first one, which is 1."""
    return (month.year - start.year) * 12 + month.month - start.month + 1


def _lately(record: Record, name: str, start: date, month: date, *, past: Floats) -> Floats:
    """Values known before a month: the past, and the record since the start; empty where a month is missing."""
    since = []
    while (month := previous(month)) >= start:
        since.append(month)
    values = record.truth(name, since[::-1]).value
    return np.concatenate([past, values]) if np.isfinite(values).all() else np.zeros(0)


def _joined(forecasts: list[Normal]) -> Normal:
    """Forecasts of single months, one after the other."""
    return Normal(*(np.concatenate(parts) for parts in zip(*forecasts, strict=True)))


def persistence(history: Floats, ahead: Floats, stock: bool) -> Normal:
    """Last month again: the last value, with the spread of the last `WINDOW` month-to-month changes.

    The spread of a flow does not grow with the horizon; a stock adds up its changes, so its spread grows with
    the root of it.

    Args:
        history: known values, oldest first, shape (months,).
        ahead: months ahead of the last one, shape (t,).
        stock: whether the series is a level rather than a flow.

    Returns:
        Mean and standard deviation, each of shape (t,); NaN where fewer than `FEWEST` values are known.
    """
    if history.size < FEWEST:
        return _nothing(ahead)
    changes = np.diff(history[-WINDOW - 1 :])
    growth = np.sqrt(ahead) if stock else np.ones(ahead.shape)
    return Normal(np.full(ahead.shape, history[-1]), np.sqrt(np.mean(changes**2)) * growth)


def trailing(history: Floats, ahead: Floats, stock: bool) -> Normal:
    """Mean of the last `WINDOW` months with its spread; for a stock, their trend with its spread."""
    if history.size < FEWEST:
        return _nothing(ahead)
    if not stock:
        recent = history[-WINDOW:]
        return Normal(np.full(ahead.shape, recent.mean()), np.full(ahead.shape, recent.std(ddof=1)))
    changes = np.diff(history[-WINDOW - 1 :])
    return Normal(history[-1] + changes.mean() * ahead, changes.std(ddof=1) * np.sqrt(ahead))


def trend(history: Floats, ahead: Floats, stock: bool) -> Normal:
    """The straight line through the last `WINDOW` months drawn on, with its error of prediction.

    Same arguments and shapes as `persistence`; for a stock it is the trailing trend, whose slope is the mean change.
    """
    if stock or history.size <= FEWEST:
        return trailing(history, ahead, stock)
    recent = history[-WINDOW:]
    months = np.arange(recent.size, dtype=float) - (recent.size - 1.0)
    slope, level = np.polyfit(months, recent, 1)
    variance = ((recent - level - slope * months) ** 2).sum() / (recent.size - 2.0)
    centred = ((months - months.mean()) ** 2).sum()
    spread = np.sqrt(variance * (1.0 + 1.0 / recent.size + (ahead - months.mean()) ** 2 / centred))
    return Normal(level + slope * ahead, spread)


def _nothing(ahead: Floats) -> Normal:
    return Normal(np.full(ahead.shape, np.nan), np.full(ahead.shape, np.nan))
