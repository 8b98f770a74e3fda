"""Axes of drawings: scales, ticks at round numbers, ticks at calendar dates. A drawing always holds the same ticks."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sim.reports.html.svg import Element, make

MOST_TICKS = 6
"""Ticks of an axis; those that are not used are hidden, so that any two drawings hold the same elements."""
SHORT = 13
"""Weeks of an axis below which days are said, not months."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def dated(day: date) -> str:
    """A day in words that are no longer than they must be."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@dataclass(frozen=True)
class Scale:
    """A linear scale from numbers to places in a drawing."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of a number; what lies outside is put at the edge, what is missing in the middle."""
        if not math.isfinite(value):
            value = self.high if value == math.inf else self.low if value == -math.inf else (self.low + self.high) / 2
        share = (value - self.low) / (self.high - self.low)
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)


def extent(values: Sequence[float], *, floor: float | None = None, least: float = 0.0) -> tuple[float, float]:
    """Ends of an axis that shows all values, never of length 0.

    Args:
        values: to be shown; those that are missing are left out.
        floor: a value the axis reaches down to.
        least: shortest length, so that no noise is magnified.
    """
    known = [float(value) for value in values if math.isfinite(value)] or [0.0]
    low, high = min(known), max(known)
    low = low if floor is None else min(low, floor)
    missing = max(least, 1e-9 * max(abs(low), abs(high)), 1e-9) - (high - low)
    if missing > 0:
        missing = max(missing, 0.1 * max(abs(low), abs(high)))
        low, high = (
            (low, high + missing) if floor is not None and low == floor else (low - missing / 2, high + missing / 2)
        )
    return low, high


def round_ticks(low: float, high: float) -> list[float]:
    """At most `MOST_TICKS` round numbers within an axis."""
    step = 10.0 ** math.floor(math.log10((high - low) / MOST_TICKS))
    for factor in (1, 2, 5, 10, 20, 50):
        first, last = math.ceil(low / (factor * step) - 1e-9), math.floor(high / (factor * step) + 1e-9)
        if last - first < MOST_TICKS:
            return [number * factor * step for number in range(first, last + 1)]
    return []


def tick_text(value: float, unit: str = "") -> str:
    """The label of a tick."""
    text = (
        f"{value:,.10g}"
        if abs(value) < 1e5
        else f"{value / 1000:,.10g}k"
        if abs(value) < 1e6
        else f"{value / 1e6:,.10g}M"
    )
    return text.replace("-", "−") + unit


def date_ticks(start: date, weeks: int, room: float, widest: float = 56.0) -> list[tuple[float, str]]:
    """First days of months as weeks since the start, with their labels, as far apart as the labels need.

    Args:
        start: day of week 0.
        weeks: of the axis.
        room: length of the axis.
        widest: room that a label takes.
    """
    most = min(MOST_TICKS, max(1.0, room / widest))
    if weeks < SHORT:
        every = next(step for step in (1, 2, 4, 8, 16) if weeks // step + 1 <= most)
        days = [start + timedelta(weeks=week) for week in range(0, weeks + 1, every)]
        return [((day - start).days / 7, f"{day.day} {MONTHS[day.month - 1]}") for day in days]
    end = start + timedelta(weeks=weeks)
    firsts = [day for day in _months(start) if day <= end]
    for step in (1, 2, 3, 6, 12, 24, 60):
        days = [day for day in firsts if (day.year * 12 + day.month - 1) % step == 0]
        if len(days) <= most:
            return [((day - start).days / 7, f"{MONTHS[day.month - 1]} {day.year}") for day in days]
    return []


def _months(start: date) -> Iterator[date]:
    """Firsts of the months from a day on, for six years."""
    month = start.year * 12 + start.month - (start.day == 1)
    for number in range(month, month + 72):
        yield date(number // 12, number % 12 + 1, 1)


def upright(
    key: str, scale: Scale, left: float, right: float, unit: str = "", *, ticks: Sequence[float] | None = None
) -> list[Element]:
    """Lines across a drawing at round numbers, with labels left of them."""
    values = list(round_ticks(scale.low, scale.high) if ticks is None else ticks)
    drawn: list[Element] = []
    for number in range(MOST_TICKS):
        used = number < len(values)
        y = scale(values[number]) if used else 0.0
        seen = "visible" if used else "hidden"
        label = tick_text(values[number], unit) if used else ""
        drawn += [
            make("line", key=f"{key}-grid{number}", x1=left, x2=right, y1=y, y2=y, class_="grid", visibility=seen),
            make("text", label, key=f"{key}-tick{number}", x=left - 4, y=y + 4, text_anchor="end", visibility=seen),
        ]
    return drawn


def across(key: str, scale: Scale, top: float, bottom: float, unit: str = "") -> list[Element]:
    """Lines down a drawing at round numbers, with labels below them."""
    places = [(value, tick_text(value, unit)) for value in round_ticks(scale.low, scale.high)]
    return _across(key, scale, top, bottom, places)


def calendar(key: str, scale: Scale, start: date, top: float, bottom: float) -> list[Element]:
    """Lines down a drawing at the first days of months; the scale counts weeks since the start."""
    places = date_ticks(start, round(scale.high), scale.end - scale.start)
    return _across(key, scale, top, bottom, places)


def _across(key: str, scale: Scale, top: float, bottom: float, places: Sequence[tuple[float, str]]) -> list[Element]:
    drawn: list[Element] = []
    for number in range(MOST_TICKS):
        used = number < len(places)
        x, seen = (scale(places[number][0]), "visible") if used else (0.0, "hidden")
        label = places[number][1] if used else ""
        edge = "start" if x < scale.start + 12 else "middle"
        drawn += [
            make("line", key=f"{key}-rule{number}", x1=x, x2=x, y1=top, y2=bottom, class_="grid", visibility=seen),
            make("text", label, key=f"{key}-date{number}", x=x, y=bottom + 14, text_anchor=edge, visibility=seen),
        ]
    return drawn
