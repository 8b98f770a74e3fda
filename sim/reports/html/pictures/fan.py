"""A series over time as a fan, and where it ends as 50 dots of which each is 1 in 50 wars."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sim.analysis.wording import capitalised, quantity
from sim.reports.html.pictures.axes import Scale, calendar, dated, extent, upright
from sim.reports.html.pictures.source import Source
from sim.reports.html.svg import WIDTH, Element, Grid, Picture, Sign, canvas, make, path

DOTS = 50
"""Dots of a quantile dotplot (Kay et al. 2016, Fernandes et al. 2018)."""
BANDS = ((95, "q025", "q975"), (80, "q10", "q90"), (50, "q25", "q75"))
"""Level, lower and upper column; the widest first, so that narrower ones lie on top."""
LEFT, END, GAP, TOP, BOTTOM, HEIGHT = 54.0, 258.0, 8.0, 8.0, 168.0, 188.0


@dataclass(frozen=True)
class Fan:
    """What is drawn as a fan.

    Attributes:
        subject: of a sentence: "ground gained by Russia since the start".
        unit: of its values.
        colour: class of colour.
        signed: its numbers are changes and carry their sign.
        floor: a value the axis reaches down to.
        least: shortest length of its axis.
    """

    subject: str
    unit: str
    colour: str = "c-neutral"
    signed: bool = False
    floor: float | None = None
    least: float = 0.0


def dots(values: ArrayLike) -> np.ndarray:
    """The 50 middle quantiles of a sample; missing ones where there is none. Shape (50,)."""
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    if known.size == 0:
        return np.full(DOTS, np.nan)
    return np.quantile(known, (np.arange(DOTS) + 0.5) / DOTS)


def axis_of(fan: Fan, bands: pd.DataFrame, ends: ArrayLike) -> tuple[float, float]:
    """Ends of the axis of a fan; where several are compared, the widest of theirs serves all."""
    columns = bands[[column for _, *columns in BANDS for column in columns]].to_numpy(dtype=np.float64)
    return extent([*columns.ravel(), *dots(ends)], floor=fan.floor, least=fan.least)


def fan_picture(
    name: str,
    fan: Fan,
    bands: pd.DataFrame,
    ends: ArrayLike,
    start: date,
    source: Source,
    axis: tuple[float, float] | None = None,
    moment: str = "week",
) -> Picture:
    """A fan of 50, 80 and 95 % of the wars, its median, and 50 dots where the wars end.

    Args:
        name: of the picture, unique in its page.
        fan: what it is.
        bands: a row a week, by week, with the columns q025, q10, q25, q50, q75, q90, q975.
        ends: its last value in each war.
        start: day of week 0.
        source: of the numbers.
        axis: ends of the axis; by default those of these numbers.
        moment: what a row of the bands is, in words.
    """
    low, high = axis or axis_of(fan, bands, ends)
    weeks = float(bands.index[-1]) + 1.0 if len(bands) else 1.0
    x, y = Scale(0.0, weeks, LEFT, END), Scale(low, high, BOTTOM, TOP)
    drawn = [*upright(name, y, LEFT, WIDTH), *calendar(name, x, start, TOP, BOTTOM)]
    known = bands.dropna(subset=["q50"])
    week = [x(float(number) + 1.0) for number in known.index]
    for level, lower, upper in BANDS:
        edge = [(at, y(value)) for at, value in zip(week, known[upper], strict=True)]
        back = [(at, y(value)) for at, value in zip(week, known[lower], strict=True)]
        band = path([*edge, *back[::-1]], closed=True)
        drawn.append(make("path", key=f"{name}-band{level}", d=band, class_=f"band band{level} {fan.colour}"))
    median = path([(at, y(value)) for at, value in zip(week, known["q50"], strict=True)])
    drawn += [
        make("path", key=f"{name}-median", d=median, class_=f"median {fan.colour}"),
        make("line", key=f"{name}-zero", x1=LEFT, x2=WIDTH, y1=y(0.0), y2=y(0.0), class_="zero",
             visibility="visible" if low < 0.0 < high else "hidden"),
        *_dots(name, fan, dots(ends), y),
    ]  # fmt: skip
    title = _title(fan, ends, start + timedelta(weeks=weeks))
    note = (
        f"{capitalised(fan.subject)} [{fan.unit}]: median and the middle 50, 80 and 95 of 100 wars by {moment}; right, where"
        " they end: each of the 50 dots is 2 of 100 wars."
    )
    legend = (
        Sign("Median war", "line", f"median {fan.colour}"),
        *(Sign(f"{level} of 100 wars", "band", f"band{level} {fan.colour}") for level, *_ in BANDS[::-1]),
        Sign("2 of 100 wars at the end", "circle", fan.colour),
    )
    return Picture(name, title, note, canvas(name, title, HEIGHT, *drawn), _grid(bands, start), legend, source.line)


def _title(fan: Fan, ends: ArrayLike, day: date) -> str:
    known = np.asarray(ends, dtype=np.float64)
    known = known[np.isfinite(known)]
    when = dated(day)
    if known.size == 0:
        return f"{capitalised(fan.subject)}: no war has a value on {when}"
    low, middle, high = (quantity(float(v), signed=fan.signed) for v in np.quantile(known, (0.1, 0.5, 0.9)))
    return (
        f"{capitalised(fan.subject)}: {middle} {fan.unit} in the median war by {when}; 80 of 100 wars lie between {low}"
        f" and {high}"
    )


def _dots(name: str, fan: Fan, values: np.ndarray, y: Scale) -> list[Element]:
    """Dots at the height of their value, stacked to the right."""
    left = END + GAP
    size, places = stacked([y(float(value)) for value in values if np.isfinite(value)], WIDTH - left)
    drawn = []
    for number in range(DOTS):
        shown = number < len(places)
        cy, offset = places[number] if shown else (BOTTOM, 0.0)
        drawn.append(
            make(
                "circle",
                key=f"{name}-dot{number}",
                cx=left + offset,
                cy=cy,
                r=size / 2 - 0.2,
                class_=fan.colour,
                visibility="visible" if shown else "hidden",
            )
        )
    return drawn


def stacked(places: list[float], room: float, largest: float = 6.0) -> tuple[float, list[tuple[float, float]]]:
    """Dots in stacks near their places on an axis, as large as the fullest stack allows.

    Args:
        places: of the dots.
        room: height of the fullest stack.
        largest: size of a dot.

    Returns:
        The size of the dots, and of each its place on the axis and its height in the stack.
    """
    size = largest
    while size > 1.6 and places and max(Counter(round(at / size) for at in places).values()) * size > room:
        size -= 0.2
    used: Counter[int] = Counter()
    found = []
    for at in places:
        used[round(at / size)] += 1
        found.append((round(at / size) * size, (used[round(at / size)] - 0.5) * size))
    return size, found


MOMENTS = 7
"""Rows of the table of a fan."""


def _grid(bands: pd.DataFrame, start: date) -> Grid:
    """Numbers of a fan at some days from the first to the last."""
    rows = []
    places = np.linspace(0, max(len(bands) - 1, 0), MOMENTS).round().astype(int)
    for place in places:
        row = bands.iloc[place]
        day = start + timedelta(weeks=float(bands.index[place]) + 1.0)
        told = (quantity(float(row[column])) for column in ("q50", "q25", "q75", "q10", "q90", "q025", "q975"))
        middle, *rest = told
        pairs = (f"{rest[i]} to {rest[i + 1]}" for i in (0, 2, 4))
        rows.append((dated(day), middle, *pairs))
    return Grid(("By", "Median", "50 of 100", "80 of 100", "95 of 100"), tuple(rows))
