"""The public record: monthly figures with their uncertainty, from a CSV read strictly.

Columns `series,date,value` and optionally `low,high,source,vintage`. A flow carries any day of its month, by
custom the first; a stock or a point carries the day it stands for. Truth is the interval from low to high.
"""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, NamedTuple, cast

import numpy as np

from sim.base.arrays import Floats
from sim.base.errors import SimError
from sim.base.files import read_text
from sim.base.text import control_character, counted
from sim.scenario.faults import listed
from sim.scenario.records import WIDEST
from sim.scenario.shapes import FIRST_DAY, LAST_DAY

Kind = Literal["flow", "stock", "points"]
Vintage = Literal["contemporary", "hindsight"]

NEEDED = ("series", "date", "value")
OPTIONAL = ("low", "high", "source", "vintage")
VINTAGES = ("contemporary", "hindsight")
LARGEST_FILE = 2_000_000
"""Bytes; a monthly record of a long war is a hundredth of it."""
MOST_FAULTS = 100
"""Faults reported of one file; more of them are usually the same one."""


@dataclass(frozen=True)
class Figure:
    """A figure of the record. `low` and `high` equal `value` where the record gives a point."""

    date: date
    value: float
    low: float
    high: float
    source: str = ""
    vintage: Vintage = "contemporary"


class Truth(NamedTuple):
    """A series of truths, each known as an interval around a value; all three are equal where it is a point."""

    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class SeriesInfo:
    """What a series of the shipped record is, where it comes from, and under which terms."""

    series: str
    unit: str
    kind: Kind
    group: str
    source: str
    licence: str
    vintage: Vintage
    note: str


class Record(Mapping[str, Mapping[date, Figure]]):
    """Series by name; each maps the first day of a month to its figure, in order of time."""

    def __init__(self, series: Mapping[str, Mapping[date, Figure]]) -> None:
        self._series = {name: dict(sorted(figures.items())) for name, figures in series.items()}

    def __getitem__(self, name: str) -> Mapping[date, Figure]:
        return self._series[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._series)

    def __len__(self) -> int:
        return len(self._series)

    def truth(self, name: str, months: Sequence[date]) -> Truth:
        """What is known of each month, NaN where nothing is. Arrays of shape (months,)."""
        figures = self._series.get(name, {})
        rows = [figures.get(month) for month in months]
        known = [(math.nan,) * 3 if row is None else (row.value, row.low, row.high) for row in rows]
        return Truth(*np.array(known, dtype=float).reshape(-1, 3).T)

    def filled_from(self, other: Record) -> Record:
        """The record, with what another one says of the series and months that it lacks."""
        names = dict.fromkeys((*self, *other))
        return Record({name: {**other._series.get(name, {}), **self._series.get(name, {})} for name in names})

    def before(self, name: str, month: date) -> Floats:
        """Values of the unbroken run of months that ends just before a month, oldest first."""
        figures, values = self._series.get(name, {}), []
        month = previous(month)
        while month in figures:
            values.append(figures[month].value)
            month = previous(month)
        return np.array(values[::-1])


def previous(month: date) -> date:
    """First day of the month before."""
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def load(path: str | Path) -> Record:
    """Read a record.

    Raises:
        SimError: naming every fault by line.
    """
    path = Path(path)
    return parse(read_text(path, LARGEST_FILE, f"a CSV with columns {', '.join(NEEDED)}"), path.name)


def parse(text: str, name: str) -> Record:
    """Read a record from text; `name` is the file's in messages."""
    faults: list[str] = []
    series: dict[str, dict[date, Figure]] = {}
    for line, row in _rows(text, name, faults):
        figure, wrong = _figure(row)
        faults += [f"{name}:{line}: {message}" for message in wrong]
        if figure is None:
            continue
        key = row["series"].strip()
        month = figure.date.replace(day=1)
        if month in series.setdefault(key, {}):
            faults.append(f"{name}:{line}: found a second figure of {key} for {month:%Y-%m}, expected one a month")
        series[key][month] = figure
    if not series and not faults:
        faults.append(f"{name}: found no figures, expected at least one line below the header")
    if faults:
        more = [f"and {len(faults) - MOST_FAULTS:,} more"] if len(faults) > MOST_FAULTS else []
        raise SimError(f"{name}: {counted(len(faults), 'fault')} in the record", [*faults[:MOST_FAULTS], *more])
    return Record(series)


def shipped() -> Record:
    """The record this project ships: May 2022 to May 2024."""
    return parse(_data("record_monthly.csv"), "record_monthly.csv")


@cache
def shipped_series() -> dict[str, SeriesInfo]:
    """What is known about each series of the shipped record."""
    out = {}
    for row in csv.DictReader(io.StringIO(_data("record_series.csv"))):
        kind, vintage = cast(Kind, row.pop("kind")), cast(Vintage, row.pop("vintage"))
        out[row["series"]] = SeriesInfo(**row, kind=kind, vintage=vintage)
    return out


def _data(name: str) -> str:
    return (files("sim") / "data" / name).read_text(encoding="utf-8")


def _rows(text: str, name: str, faults: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells by column of every line that is not empty and has as many cells as there are columns."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        missing = [column for column in NEEDED if column not in header]
        if missing:
            found = listed(repr(column)[1:-1] for column in header) or "nothing"
            faults.append(f"{name}:1: found the columns {found}, expected also {', '.join(missing)}")
        doubled = sorted(column for column, n in Counter(header).items() if n > 1)[:MOST_FAULTS]
        faults += [f"{name}:1: found the column {column} twice, expected it once" for column in doubled]
        if missing or doubled:
            return  # what stands below cannot be told apart
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) == len(header):
                yield reader.line_num, dict(zip(header, cells, strict=True))
                continue
            found = counted(len(cells), "cell")
            faults.append(f"{name}:{reader.line_num}: found {found}, expected {len(header)}")
    except csv.Error as error:
        faults.append(f"{name}:{reader.line_num}: {error}, expected comma-separated values")


def _figure(row: Mapping[str, str]) -> tuple[Figure | None, list[str]]:
    """A line as a figure, or None, and what is wrong with it."""
    faults: list[str] = []
    if not row["series"].strip():
        faults.append("found no name in column series, expected one")
    faults += [
        f"found the control character {steers!r} in column {column}, expected text without any"
        for column in ("series", "source")
        if (steers := control_character(row.get(column) or ""))
    ]
    day = _day(row["date"].strip(), faults)
    n_before = len(faults)
    value, low, high = (_number(row, column, faults) for column in ("value", "low", "high"))
    if len(faults) == n_before:
        value, low, high = _interval(value, low, high, faults)
    vintage = (row.get("vintage") or "").strip() or VINTAGES[0]
    if vintage not in VINTAGES:
        faults.append(f"found the vintage {vintage!r}, expected {' or '.join(VINTAGES)}")
    if faults or day is None or value is None or low is None or high is None:
        return None, faults
    source = (row.get("source") or "").strip()
    return Figure(day, value, low, high, source=source, vintage=cast(Vintage, vintage)), []


def _day(text: str, faults: list[str]) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        faults.append(f"found the date {text!r}, expected one such as 2024-05-31")
        return None
    if not FIRST_DAY <= day <= LAST_DAY:
        faults.append(f"found the date {text}, expected one from {FIRST_DAY} to {LAST_DAY}")
    return day


def _number(row: Mapping[str, str], column: str, faults: list[str]) -> float | None:
    text = (row.get(column) or "").strip()
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        faults.append(f"found {text!r} in column {column}, expected a finite number")
    elif abs(number) > WIDEST:
        faults.append(f"found {text} in column {column}, expected {-WIDEST:g} to {WIDEST:g}, as of any number")
    return number


def _interval(
    value: float | None, low: float | None, high: float | None, faults: list[str]
) -> tuple[float | None, float | None, float | None]:
    """The truth as value, low and high, each from the others where it is not given."""
    if value is None:
        if low is None or high is None:
            faults.append("found no value, expected one, or both low and high")
            return None, None, None
        value = (low + high) / 2.0
    low, high = value if low is None else low, value if high is None else high
    if not low <= value <= high:
        faults.append(f"found low {low:g}, value {value:g}, high {high:g}, expected low <= value <= high")
    return value, low, high
