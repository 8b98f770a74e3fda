"""What runs short for either side: small lines with their bands, Russia left and Ukraine right."""

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd

from sim.analysis.scarcity import SCARCE, Scarce
from sim.analysis.wording import capitalised, inside, quantity
from sim.base.sides import SIDES, Side
from sim.reports.html.pictures.axes import Scale, dated
from sim.reports.html.pictures.source import Source
from sim.reports.html.svg import Element, Grid, Picture, Sign, canvas, make, path

ROW, LINE, COLUMN, HEAD = 52.0, 26.0, 178.0, 18.0
SAME = 0.02
"""Relative change below which nothing is said to fall."""


def scarcity(
    name: str, bands: Mapping[str, pd.DataFrame], start: date, source: Source, tops: Mapping[str, float] | None = None
) -> Picture:
    """Stocks, people and money of both sides over time.

    Args:
        name: of the picture, unique in its page.
        bands: by series (as `Scarce.series` names it) a row a week, or fewer, by week, with the columns q10, q50, q90.
        start: day of week 0.
        source: of the numbers.
        tops: the highest value shown of each series; by default that of its band.
    """
    drawn: list[Element] = [
        make("text", side.title, x=COLUMN * place + 4 * place, y=12, class_="strong")
        for place, side in enumerate(SIDES)
    ]
    rows = []
    scaled = {
        scarce.series(side): _scaled(scarce, bands.get(scarce.series(side))) for scarce in SCARCE for side in SIDES
    }
    weeks = max((int(table.index[-1]) + 1 for table in bands.values() if len(table)), default=0)
    for row, scarce in enumerate(SCARCE):
        for column, side in enumerate(SIDES):
            series = scarce.series(side)
            table = scaled[series]
            top = (tops or {}).get(series)
            left, upper = column * (COLUMN + 4), HEAD + row * ROW
            drawn += _line(f"{name}-{series}", scarce, side, table, (left, upper), top)
            rows.append((f"{side.title}: {inside(scarce.label)}", *_moments(table)))
    days = [start + timedelta(weeks=week) for week in (1, 1 + max(weeks - 1, 0) // 2, weeks)]
    title = _title({side: {scarce: scaled[scarce.series(side)] for scarce in SCARCE} for side in SIDES})
    note = (
        f"From {dated(start)} to {dated(days[-1])}, each upright scale from 0: median and the middle 80 of 100 wars;"
        " beside the name the median at the start and at the end. Energy is scarce where much is lost, all else where"
        " little is left; top interceptors are those against ballistic missiles."
    )
    legend = (
        *(Sign(f"Median war, {side.title}", "line", f"median c-{side.name}") for side in SIDES),
        *(Sign(f"80 of 100 wars, {side.title}", "band", f"band80 c-{side.name}") for side in SIDES),
    )
    grid = Grid(("What", *map(dated, days)), tuple(rows))
    height = HEAD + ROW * len(SCARCE)
    return Picture(name, title, note, canvas(name, title, height, *drawn), grid, legend, source.line)


def _scaled(scarce: Scarce, table: pd.DataFrame | None) -> pd.DataFrame:
    """The bands of one thing, shares in 100; no rows where they are not known."""
    if table is None:
        return pd.DataFrame(columns=["q10", "q50", "q90"], dtype=float)
    known = table[["q10", "q50", "q90"]].astype(float).dropna()
    return 100.0 * known if scarce.unit == "%" else known


def _line(
    key: str, scarce: Scarce, side: Side, table: pd.DataFrame, corner: tuple[float, float], top: float | None
) -> list[Element]:
    """One thing of one side: its name, its first and last median, its band and median."""
    left, upper = corner
    least, most = upper + 18 + LINE, max(top or 0.0, float(table["q90"].max()) if len(table) else 0.0, 1e-9)
    last = float(table.index[-1]) if len(table) else 0.0
    x, y = Scale(0.0, max(last, 1.0), left, left + COLUMN - 4), Scale(0.0, most, least, upper + 18)
    weeks = [x(float(week)) for week in table.index]
    edge, back, middle = (
        [(week, y(value)) for week, value in zip(weeks, table[column], strict=True)] for column in ("q90", "q10", "q50")
    )
    ends = (quantity(float(table["q50"].iloc[place])) for place in (0, -1)) if len(table) else ("not stored",)
    unit = "" if scarce.unit == "vehicles" else scarce.unit  # the name says it, and there is no room
    words = f"{scarce.title} {' → '.join(ends)} {unit}".rstrip()
    colour = f"c-{side.name}"
    return [
        make("text", words, key=f"{key}-words", x=left, y=upper + 13),
        make("line", x1=left, x2=left + COLUMN - 4, y1=least, y2=least, class_="grid"),
        make("path", key=f"{key}-band", d=path([*edge, *back[::-1]], closed=True), class_=f"band band80 {colour}"),
        make("path", key=f"{key}-median", d=path(middle), class_=f"median {colour}"),
    ]


def _moments(table: pd.DataFrame) -> tuple[str, str, str]:
    """Median and band at the start, half-way and at the end."""
    if table.empty:
        return "not stored", "", ""
    rows = (table.iloc[place] for place in (0, (len(table) - 1) // 2, -1))
    told = (tuple(quantity(float(row[column])) for column in ("q50", "q10", "q90")) for row in rows)
    first, half, last = (f"{middle} ({low} to {high})" for middle, low, high in told)
    return first, half, last


def _title(tables: Mapping[Side, Mapping[Scarce, pd.DataFrame]]) -> str:
    """Of each side, what falls most in the median war."""
    parts = []
    for side, of_side in tables.items():
        left = {
            scarce: float(table["q50"].iloc[-1] / table["q50"].iloc[0])
            for scarce, table in of_side.items()
            if scarce is not SCARCE[-1] and len(table) and table["q50"].iloc[0] > 0.0
        }
        most = min(left, key=lambda scarce: left[scarce], default=None)
        if most is None or left[most] >= 1.0 - SAME:
            parts.append(f"nothing of {side.title}'s falls")
            continue
        before, after = (quantity(float(of_side[most]["q50"].iloc[place])) for place in (0, -1))
        parts.append(f"{side.title}'s {inside(most.title)} from {before} to {after} {most.unit}".rstrip())
    return capitalised(f"what falls most in the median war: {'; '.join(parts)}")
